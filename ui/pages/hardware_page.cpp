// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/hardware_page.h"

#include "ui/pages/hardware_cards.h"
#include "ui/pages/history_chart.h"
#include "ui/widgets/card_grid.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/stat_card.h"
#include "ui/widgets/units.h"

#include <QLocale>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <cmath>

namespace meson::pages {

namespace {

using node::Figure;
using widgets::bytesInWords;
using widgets::degreesInWords;
using widgets::Drawing;
using widgets::Info;
using widgets::percentInWords;
using Value = HistoryLine::Value;

QString notReadable() {
    return HardwarePage::tr("not readable");
}

Info processorInfo() {
    return infoOf(
        HardwarePage::tr("Processor"),
        HardwarePage::tr("How busy all processors are together, and how much of that is ours."),
        HardwarePage::tr("time at work ÷ time passed × processors, over the last second"));
}
Info memoryInfo() {
    return infoOf(
        HardwarePage::tr("Memory"),
        HardwarePage::tr("What all programs hold so that no other could have it, and what this one "
                         "holds of the computer's memory."),
        HardwarePage::tr("all = memory − what is available at once; ours = resident memory"));
}
Info diskInfo() {
    return infoOf(
        HardwarePage::tr("Disks"),
        HardwarePage::tr("What all programs read from and write to disks, and what this one does. "
                         "What the system has in memory already is not read again and does not "
                         "count."),
        HardwarePage::tr("bytes read + bytes written, of the last second"));
}
Info lineInfo() {
    return infoOf(
        HardwarePage::tr("Network"),
        HardwarePage::tr("What all programs send and receive over lines to other computers, and "
                         "what the node serves and fetches, also on this computer."),
        HardwarePage::tr(
            "all = bytes in + bytes out of the last second × 8; ours = bytes of the last 10 s ÷ "
            "10 s × 8"));
}
Info heatInfo() {
    return infoOf(
        HardwarePage::tr("Temperature"), HardwarePage::tr("Of the processor's hottest sensor."),
        HardwarePage::tr("the highest of what the processor's sensors report, once a second"));
}
Info batteryInfo() {
    return infoOf(
        HardwarePage::tr("Battery"), HardwarePage::tr("Its charge, and where power comes from."),
        HardwarePage::tr("charge ÷ full charge, as the system reports it"));
}

template <class Number, class Words>
QString wordsOr(const std::optional<Number>& figure, const Words& words) {
    return figure ? words(*figure) : notReadable();
}

void setShare(
    widgets::StatCard& card, const std::optional<double>& all, const std::optional<double>& own,
    const QString& meaning) {
    card.setFigure(all ? percentInWords(*all) : QString());
    card.setDetail(
        all || own ? HardwarePage::tr("ours %1").arg(wordsOr(own, percentInWords))
                   : HardwarePage::tr("Not readable on this system"));
    if (all)
        card.setMeter(*all, meaning);
}

/// Two rates of all programs as the figure, ours under them.
void setRates(
    widgets::StatCard& card, const std::optional<base::BytesPerSecond>& in,
    const std::optional<base::BytesPerSecond>& out, const QString& ours,
    const std::function<widgets::Quantity(double)>& quantity) {
    if (in && out) {
        const widgets::Quantity sum = quantity(static_cast<double>((*in + *out).count()));
        card.setFigure(sum.figure, sum.unit);
    } else {
        card.setFigure({});
    }
    card.setDetail(in && out ? ours : HardwarePage::tr("All programs: not readable. %1").arg(ours));
}

} // namespace

HardwarePage::HardwarePage(bridge::MinerModel& model, QWidget* parent)
    : Page(tr("Hardware"), parent)
    , m_model(model)
    , m_report(new HardwareReportCard)
    , m_benchmark(new BenchmarkCard(model)) {
    column()->addWidget(makeFigures());
    column()->addWidget(makeGraphs());
    auto* cards = new widgets::CardGrid(360, 2);
    cards->add(m_report);
    cards->add(m_benchmark);
    column()->addWidget(cards);
    column()->addStretch(1);
    takeSnapshot();
    connect(&model, &bridge::MinerModel::snapshotChanged, this, &HardwarePage::takeSnapshot);
}

QWidget* HardwarePage::makeFigures() {
    const auto make = [](const widgets::Info& info) {
        auto* card = new widgets::StatCard(info.title);
        card->setInfo(info);
        return card;
    };
    m_processor = make(processorInfo());
    m_memory = make(memoryInfo());
    m_disk = make(diskInfo());
    m_line = make(lineInfo());
    m_heat = make(heatInfo());
    m_battery = make(batteryInfo());
    auto* grid = new widgets::CardGrid(210, 3);
    for (widgets::StatCard* card : {m_processor, m_memory, m_disk, m_line, m_heat, m_battery})
        grid->add(card);
    return grid;
}

QWidget* HardwarePage::makeGraphs() {
    auto* all = new QWidget;
    auto* column = new QVBoxLayout(all);
    column->setContentsMargins({});
    auto* which = new widgets::SegmentedControl(
        tr("Shown over time"), {tr("Processor"), tr("Memory"), tr("Disks"), tr("Network"),
                                tr("Temperature"), tr("Battery")});
    auto* stack = new QStackedWidget;
    const auto add = [&](const QString& title, const widgets::Info& info,
                         std::vector<HistoryLine> lines, widgets::TimeChart::Formatter formatter) {
        auto* chart = new HistoryChart(m_model, title, std::move(lines), std::move(formatter));
        chart->setInfo(info);
        chart->chart().setEmptyText(
            tr("Nothing measured in this time"),
            tr("Either the node did not run, or this system does not tell."));
        stack->addWidget(chart);
    };
    const auto average = Value::Average;
    add(tr("Processor over time"), processorInfo(),
        {{Figure::ComputerBusy, tr("All programs"), 5, Drawing::Area, average},
         {Figure::OwnBusy, tr("Ours"), 0, Drawing::Line, average}},
        percentInWords);
    add(tr("Memory over time"), memoryInfo(),
        {{Figure::MemoryUsed, tr("All programs"), 5, Drawing::Area, average},
         {Figure::OwnMemory, tr("Ours"), 0, Drawing::Line, average}},
        [](double octets) { return bytesInWords(std::llround(octets)); });
    add(tr("Disks over time"), diskInfo(),
        {{Figure::DiskRead, tr("All read"), 5, Drawing::Area, average},
         {Figure::DiskWritten, tr("All write"), 3, Drawing::Line, average},
         {Figure::OwnRead, tr("We read"), 0, Drawing::Line, average},
         {Figure::OwnWritten, tr("We write"), 2, Drawing::Line, average}},
        widgets::throughputInWords);
    add(tr("Network over time"), lineInfo(),
        {{Figure::LineOut, tr("All send"), 5, Drawing::Area, average},
         {Figure::LineIn, tr("All receive"), 3, Drawing::Line, average},
         {Figure::Upload, tr("Served"), 0, Drawing::Line, average},
         {Figure::Download, tr("Fetched"), 1, Drawing::Line, average}},
        widgets::rateInWords);
    add(tr("Temperature over time"), heatInfo(),
        {{Figure::Celsius, tr("Processor"), 2, Drawing::Line, Value::Greatest}}, degreesInWords);
    add(tr("Battery over time"), batteryInfo(),
        {{Figure::Battery, tr("Charge"), 0, Drawing::Area, average}}, percentInWords);
    column->addWidget(which, 0, Qt::AlignLeft);
    column->addWidget(stack);
    connect(
        which, &widgets::SegmentedControl::currentChanged, stack, &QStackedWidget::setCurrentIndex);
    return all;
}

void HardwarePage::takeSnapshot() {
    m_report->take(m_model.snapshot());
    m_benchmark->take(m_model.snapshot());
    takeLoad();
}

void HardwarePage::takeLoad() {
    const node::MinerSnapshot& now = m_model.snapshot();
    const platform::Load& load = now.load;
    setShare(*m_processor, load.computerBusy, load.ownBusy, tr("Share of the processors at work"));
    m_memory->setFigure({});
    if (load.memoryUsed) {
        const widgets::Quantity used = widgets::bytesIn(load.memoryUsed->count());
        m_memory->setFigure(used.figure, used.unit);
    }
    m_memory->setDetail(tr("in use by all, ours %1").arg(wordsOr(load.ownMemory, [](auto memory) {
        return bytesInWords(memory.count());
    })));
    const auto rate = [](const auto& figure) {
        return wordsOr(figure, [](auto octets) {
            return widgets::throughputInWords(static_cast<double>(octets.count()));
        });
    };
    setRates(
        *m_disk, load.diskRead, load.diskWritten,
        tr("ours: read %1, written %2").arg(rate(load.ownRead), rate(load.ownWritten)),
        widgets::throughputIn);
    const terminal::TerminalSnapshot node = now.terminal.value_or(terminal::TerminalSnapshot());
    setRates(
        *m_line, load.lineIn, load.lineOut,
        (m_model.isDemo() ? tr("ours, within this computer: served %1, fetched %2")
                          : tr("ours: served %1, fetched %2"))
            .arg(
                widgets::rateInWords(static_cast<double>(node.uploadRate.count())),
                widgets::rateInWords(static_cast<double>(node.downloadRate.count()))),
        widgets::rateIn);
    m_heat->setFigure(
        node.computer.celsius ? QLocale().toString(*node.computer.celsius, 'f', 0) : QString(),
        node.computer.celsius ? tr("°C") : QString());
    m_heat->setDetail(
        node.computer.celsius ? tr("hottest sensor of the processor")
                              : tr("Not readable on this system"));
    m_battery->setFigure(
        load.batteryPercent ? percentInWords(*load.batteryPercent / 100.0) : QString());
    const QString power = !node.computer.onBattery   ? tr("source of power not readable")
                          : *node.computer.onBattery ? tr("on battery now")
                                                     : tr("on mains power now");
    m_battery->setDetail(
        load.batteryPercent ? power : tr("no battery that could be read; %1").arg(power));
}

} // namespace meson::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/hardware_cards.h"

#include "ui/bridge/words.h"
#include "ui/pages/page.h"
#include "ui/theme/metrics.h"
#include "ui/theme/style.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/text.h"
#include "ui/widgets/units.h"

#include <QFormLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableWidget>
#include <cmath>

namespace meson::pages {

namespace {

namespace space = theme::space;
using node::BenchmarkResult;
using node::BenchmarkStep;
using node::Grade;
using theme::Tone;
using widgets::bytesInWords;

QString rateText(base::BytesPerSecond rate) {
    return widgets::throughputInWords(static_cast<double>(rate.count()));
}

QString timesText(double aSecond) {
    return BenchmarkCard::tr("%1 a second").arg(widgets::countInWords(std::llround(aSecond)));
}

/// A figure of the report where 0 stands for "not measured".
QString measuredText(const QJsonValue& rate) {
    return rate.toInteger() > 0 ? rateText(base::BytesPerSecond(rate.toInteger()))
                                : HardwareReportCard::tr("not measured");
}

QString diskKindText(const QString& kind) {
    if (kind == QLatin1String("ssd"))
        return HardwareReportCard::tr("solid state");
    if (kind == QLatin1String("hdd"))
        return HardwareReportCard::tr("rotating");
    return HardwareReportCard::tr("kind not readable");
}

QString textOr(const QString& text) {
    return text.isEmpty() ? HardwareReportCard::tr("not readable") : text;
}

void addRow(QFormLayout& form, const QString& name, const QString& value) {
    auto* words = new widgets::Text(value);
    words->wrap();
    words->setAccessibleName(QStringLiteral("%1: %2").arg(name, value));
    form.addRow(new widgets::Text(name, theme::Type::Body, Tone::Muted), words);
}

QTableWidget* makeTable(const QStringList& columns, const QString& name) {
    auto* table = new QTableWidget(0, int(columns.size()));
    table->setHorizontalHeaderLabels(columns);
    table->setAccessibleName(name);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(theme::size::kCompactControl);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    return table;
}

void setRow(QTableWidget& table, int row, const QStringList& cells) {
    for (int column = 0; column < cells.size(); ++column) {
        auto* item = new QTableWidgetItem(cells[column]);
        item->setToolTip(cells[column]);
        table.setItem(row, column, item);
    }
}

/// As high as its rows, up to `most`.
void fitRows(QTableWidget& table, int most) {
    const int rows = std::min(table.rowCount(), most);
    table.setFixedHeight(
        table.horizontalHeader()->sizeHint().height() +
        rows * table.verticalHeader()->defaultSectionSize() + 4);
}

QString gradeText(Grade grade) {
    switch (grade) {
    case Grade::Slow:
        return BenchmarkCard::tr("less than 100 Mbit/s");
    case Grade::Enough:
        return BenchmarkCard::tr("a line of 100 Mbit/s");
    case Grade::Fast:
        break;
    }
    return BenchmarkCard::tr("a line of 1 Gbit/s");
}

QString viewersText(Grade grade) {
    switch (grade) {
    case Grade::Slow:
        return BenchmarkCard::tr("less than 100 viewers/s");
    case Grade::Enough:
        return BenchmarkCard::tr("100 new viewers/s");
    case Grade::Fast:
        break;
    }
    return BenchmarkCard::tr("1000 new viewers/s");
}

QString stepText(BenchmarkStep step) {
    switch (step) {
    case BenchmarkStep::Disk:
        return BenchmarkCard::tr("Writing to the disk and reading back…");
    case BenchmarkStep::Hashing:
        return BenchmarkCard::tr("Comparing checksums…");
    case BenchmarkStep::Sealing:
        return BenchmarkCard::tr("Encrypting…");
    case BenchmarkStep::Signatures:
        break;
    }
    return BenchmarkCard::tr("Signing…");
}

QString narrowest(const BenchmarkResult& result) {
    const base::BytesPerSecond line = node::servableRate(result);
    if (result.diskRead && line == *result.diskRead)
        return BenchmarkCard::tr("the disk");
    return line == result.hashing ? BenchmarkCard::tr("comparing checksums")
                                  : BenchmarkCard::tr("encryption");
}

} // namespace

HardwareReportCard::HardwareReportCard(QWidget* parent)
    : Card(tr("What the network sees"), parent)
    , m_view(new widgets::SegmentedControl(tr("Shown as"), {tr("Words"), tr("Raw")}))
    , m_sent(new widgets::Text({}, theme::Type::Caption, Tone::Muted))
    , m_raw(new QPlainTextEdit) {
    setInfo(infoOf(
        tr("What the network sees"),
        tr("The hardware report that the Router took last, and nothing else: it helps it to choose "
           "what to send here. No folder, no name of yours and no other program is in it."),
        tr("fastest upload seen = the most bytes in any 10 s ÷ 10 s × 8")));
    addHeaderWidget(m_view);
    m_sent->wrap();
    m_raw->setReadOnly(true);
    m_raw->setTabChangesFocus(true);
    m_raw->setAccessibleName(tr("The report byte by byte"));
    m_raw->setMinimumHeight(220);
    m_raw->hide();
    body()->addWidget(m_sent);
    body()->addWidget(m_raw);
    body()->addStretch(1);
    connect(
        m_view, &widgets::SegmentedControl::currentChanged, this, &HardwareReportCard::showView);
}

void HardwareReportCard::showView(int view) {
    m_raw->setVisible(view == 1);
    if (m_words)
        m_words->setVisible(view == 0);
}

void HardwareReportCard::take(const node::MinerSnapshot& snapshot) {
    const auto& now = snapshot.terminal;
    const bool isSent = now && now->hardwareSent;
    m_sent->setText(
        isSent ? tr("Sent %1.")
                     .arg(widgets::agoInWords(
                         bridge::toDateTime(*now->hardwareSent),
                         bridge::toDateTime(
                             snapshot.taken - std::chrono::seconds(now->clockSkewSeconds))))
               : tr("Nothing has been sent yet: it is when the node has joined the network and its "
                    "disks have been measured."));
    m_view->setEnabled(isSent);
    if (isSent && now->hardware != m_shown)
        fill(now->hardware);
}

void HardwareReportCard::fill(const std::string& report) {
    m_shown = report;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(report));
    m_raw->setPlainText(QString::fromStdString(report));
    delete m_words;
    m_words = new QWidget;
    auto* form = new QFormLayout(m_words);
    form->setContentsMargins({});
    form->setHorizontalSpacing(space::kMedium);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    const QJsonObject all = document.object();
    const auto number = [&](const char* name) {
        return all.value(QLatin1String(name)).toInteger();
    };
    addRow(*form, tr("Processor"), textOr(all.value(QLatin1String("processor")).toString()));
    addRow(*form, tr("Hardware threads"), widgets::countInWords(number("cores")));
    addRow(*form, tr("Memory"), number("memory") > 0 ? bytesInWords(number("memory")) : textOr({}));
    addRow(*form, tr("System"), textOr(all.value(QLatin1String("system")).toString()));
    int count = 0;
    for (const QJsonValue value : all.value(QLatin1String("volumes")).toArray()) {
        const QJsonObject volume = value.toObject();
        addRow(
            *form, tr("Folder %1").arg(++count),
            tr("%1 given, %2 free, %3; writes %4, reads %5")
                .arg(
                    bytesInWords(volume.value(QLatin1String("quota")).toInteger()),
                    bytesInWords(volume.value(QLatin1String("free")).toInteger()),
                    diskKindText(volume.value(QLatin1String("kind")).toString()),
                    measuredText(volume.value(QLatin1String("writeBytesPerSecond"))),
                    measuredText(volume.value(QLatin1String("readBytesPerSecond")))));
    }
    addRow(
        *form, tr("Upload limit"),
        number("uploadLimit") > 0 ? widgets::rateInWords(double(number("uploadLimit")))
                                  : tr("none"));
    addRow(
        *form, tr("Fastest upload seen"),
        number("uploadMeasured") > 0 ? widgets::rateInWords(double(number("uploadMeasured")))
                                     : tr("not measured"));
    body()->insertWidget(1, m_words);
    showView(m_view->current());
}

BenchmarkCard::BenchmarkCard(bridge::MinerModel& model, QWidget* parent)
    : Card(tr("How fast it is"), parent)
    , m_benchmark(model)
    , m_start(new QPushButton(tr("Measure")))
    , m_cancel(new QPushButton(tr("Cancel")))
    , m_verdict(new widgets::Text({}, theme::Type::Strong))
    , m_state(new widgets::Text({}, theme::Type::Body, Tone::Muted))
    , m_figures(makeTable({tr("Measured"), tr("Result"), tr("Enough for")}, tr("Measured speeds")))
    , m_historyTitle(new widgets::Text(tr("Earlier"), theme::Type::Body, Tone::Muted))
    , m_history(makeTable(
          {tr("When"), tr("Disk reads"), tr("Checksums"), tr("Encryption")},
          tr("Earlier measurements"))) {
    setInfo(infoOf(
        tr("How fast it is"),
        tr("64 MB are written to the cache's disk and read back past the system's memory; then one "
           "processor compares checksums, encrypts and signs for a second each. It takes ten "
           "seconds at most, and serving goes on."),
        tr("12.5 MB/s keep a line of 100 Mbit/s busy, 125 MB/s one of 1 Gbit/s. A new viewer over "
           "TLS costs one signature.")));
    m_start->setAccessibleName(tr("Measure how fast this computer is"));
    m_cancel->setAccessibleName(tr("Cancel measuring"));
    addHeaderWidget(m_cancel);
    addHeaderWidget(m_start);
    m_verdict->wrap();
    m_state->wrap();
    body()->addWidget(m_verdict);
    body()->addWidget(m_state);
    body()->addWidget(m_figures);
    body()->addWidget(m_historyTitle);
    body()->addWidget(m_history);
    body()->addStretch(1);
    connect(m_start, &QPushButton::clicked, &m_benchmark, &bridge::Benchmark::run);
    connect(m_cancel, &QPushButton::clicked, &m_benchmark, &bridge::Benchmark::cancel);
    connect(&m_benchmark, &bridge::Benchmark::changed, this, &BenchmarkCard::refresh);
    refresh();
}

void BenchmarkCard::showEvent(QShowEvent* event) {
    Card::showEvent(event);
    if (!m_benchmark.current())
        m_benchmark.load();
}

void BenchmarkCard::take(const node::MinerSnapshot& snapshot) {
    const bool isRunning = snapshot.state == node::EngineState::Running && snapshot.terminal;
    if (isRunning != m_isRunning) {
        m_isRunning = isRunning;
        refresh();
    }
}

void BenchmarkCard::refresh() {
    const auto& current = m_benchmark.current();
    const auto& results = m_benchmark.results();
    m_start->setVisible(!current);
    m_start->setEnabled(m_isRunning);
    m_cancel->setVisible(current.has_value());
    m_state->setVisible(current || results.empty());
    m_state->setText(
        current ? stepText(*current)
                : tr("Nothing has been measured yet. It takes ten seconds at most."));
    const bool hasResult = !results.empty();
    m_verdict->setVisible(hasResult);
    m_figures->setVisible(hasResult);
    m_historyTitle->setVisible(results.size() > 1);
    m_history->setVisible(results.size() > 1);
    if (!hasResult)
        return;
    const BenchmarkResult& last = results.back();
    m_verdict->setText(
        tr("Fills a line of %1; %2 is the narrowest part.")
            .arg(widgets::rateInWords(double(node::servableRate(last).count())), narrowest(last)));
    const auto rate = [](const std::optional<base::BytesPerSecond>& value) {
        return value ? rateText(*value) : tr("not measured");
    };
    const auto grade = [](const std::optional<base::BytesPerSecond>& value) {
        return value ? gradeText(node::gradeOf(*value)) : tr("the disk had no room");
    };
    m_figures->setRowCount(5);
    setRow(*m_figures, 0, {tr("Disk writes"), rate(last.diskWrite), grade(last.diskWrite)});
    setRow(*m_figures, 1, {tr("Disk reads"), rate(last.diskRead), grade(last.diskRead)});
    setRow(*m_figures, 2, {tr("Checksums"), rate(last.hashing), grade(last.hashing)});
    setRow(*m_figures, 3, {tr("Encryption"), rate(last.sealing), grade(last.sealing)});
    setRow(
        *m_figures, 4,
        {tr("Signatures"), timesText(last.signatures),
         viewersText(node::gradeOfSignatures(last.signatures))});
    fitRows(*m_figures, 5);
    fillHistory();
}

void BenchmarkCard::fillHistory() {
    const auto& results = m_benchmark.results();
    m_history->setRowCount(int(results.size()));
    int row = 0;
    for (auto result = results.rbegin(); result != results.rend(); ++result)
        setRow(
            *m_history, row++,
            {QLocale().toString(bridge::toDateTime(result->taken), QLocale::ShortFormat),
             result->diskRead ? rateText(*result->diskRead) : tr("not measured"),
             rateText(result->hashing), rateText(result->sealing)});
    fitRows(*m_history, 6);
}

} // namespace meson::pages

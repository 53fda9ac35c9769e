// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/bandwidth_cards.h"

#include "ui/bridge/words.h"
#include "ui/pages/page.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/disk_bar.h"
#include "ui/widgets/health_list.h"
#include "ui/widgets/rate_editor.h"
#include "ui/widgets/switch.h"
#include "ui/widgets/text.h"
#include "ui/widgets/units.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <cmath>

namespace meson::pages {

namespace {

using theme::Tone;
using widgets::kOctetsPerGigabyte;

constexpr double kSuggestedLimit = 12'500'000; // B/s
constexpr double kSuggestedCap = 1'000;        // GB

base::BytesPerSecond rateIn(const widgets::RateEditor& editor) {
    return base::BytesPerSecond(std::llround(editor.rate().value_or(0)));
}

/// Sets what an editor shows without telling it as the owner's wish.
void put(widgets::LimitEditor& editor, std::optional<double> value) {
    const QSignalBlocker quiet(&editor);
    editor.setValue(value);
}
void put(widgets::RateEditor& editor, base::BytesPerSecond rate) {
    const QSignalBlocker quiet(&editor);
    editor.setRate(rate.count() > 0 ? std::optional(double(rate.count())) : std::nullopt);
}
void put(QAbstractButton& button, bool on) {
    const QSignalBlocker quiet(&button);
    button.setChecked(on);
}

widgets::Text* makeNote() {
    auto* note = new widgets::Text({}, theme::Type::Caption, Tone::Muted);
    note->wrap();
    return note;
}

} // namespace

LimitsCard::LimitsCard(LiveEdit& edit, QWidget* parent)
    : Card(tr("Upload limits"), parent)
    , m_limit(new widgets::RateEditor(tr("Upload limit"), kSuggestedLimit))
    , m_alternative(new widgets::RateEditor(
          tr("Alternative upload limit"),
          static_cast<double>(bridge::kSuggestedAlternative.count())))
    , m_useAlternative(new widgets::Switch(tr("Use the alternative limit now"))) {
    setInfo(infoOf(
        tr("Upload limits"),
        tr("The most that may leave for viewers, running answers included. A change is in force "
           "at once. The alternative limit holds while its switch is on, in Limited half hours of "
           "the week, and from 95 % of the monthly cap."),
        tr("bytes that leave in any 10 s ≤ limit × 10 s")));
    m_limit->setOptional(tr("Limit the upload rate"));
    m_alternative->setOptional(tr("Alternative limit"));
    body()->addWidget(m_limit);
    body()->addWidget(m_alternative);
    body()->addWidget(m_useAlternative, 0, Qt::AlignLeft);
    body()->addStretch(1);
    connect(m_limit, &widgets::LimitEditor::valueChanged, this, [this, &edit] {
        edit.change([rate = rateIn(*m_limit)](node::MinerSettings& settings) {
            settings.rules.limit = rate;
        });
    });
    connect(m_alternative, &widgets::LimitEditor::valueChanged, this, [this, &edit] {
        edit.change([rate = rateIn(*m_alternative)](node::MinerSettings& settings) {
            settings.rules.alternativeLimit = rate;
        });
    });
    connect(m_useAlternative, &widgets::Switch::toggled, this, [&edit](bool on) {
        edit.change([on](node::MinerSettings& settings) { settings.rules.useAlternative = on; });
    });
}

void LimitsCard::take(const node::MinerSettings& settings) {
    put(*m_limit, settings.rules.limit);
    put(*m_alternative, settings.rules.alternativeLimit);
    put(*m_useAlternative, settings.rules.useAlternative);
}

MonthCard::MonthCard(LiveEdit& edit, QWidget* parent)
    : Card(tr("This month"), parent)
    , m_used(new widgets::Text({}, theme::Type::Strong))
    , m_bar(new widgets::DiskBar)
    , m_forecast(makeNote())
    , m_cap(new widgets::LimitEditor(
          tr("Monthly cap"), tr("GB"), 1, 1'000'000, widgets::Spread::Logarithmic))
    , m_resetDay(new QSpinBox) {
    setInfo(infoOf(
        tr("This month"),
        tr("What was served and fetched since the last reset day. At 80 % of the cap you are "
           "warned, at 95 % the alternative limit holds, at 100 % serving pauses until the next "
           "reset day."),
        tr("forecast = used ÷ time passed × length of the period")));
    m_used->wrap();
    m_bar->setAccessibleName(tr("Traffic of the month"));
    m_cap->setOptional(tr("Monthly cap"));
    m_cap->setValue(kSuggestedCap);
    m_resetDay->setRange(1, 31);
    m_resetDay->setAlignment(Qt::AlignRight | Qt::AlignAbsolute);
    m_resetDay->setAccessibleName(tr("Reset day of the month"));
    auto* day = new QHBoxLayout;
    day->addWidget(new widgets::Text(tr("Reset on day")));
    day->addStretch(1);
    day->addWidget(m_resetDay);
    body()->addWidget(m_used);
    body()->addWidget(m_bar);
    body()->addWidget(m_forecast);
    body()->addWidget(m_cap);
    body()->addLayout(day);
    body()->addStretch(1);
    connect(m_cap, &widgets::LimitEditor::valueChanged, this, [&edit](auto value) {
        edit.change([value](node::MinerSettings& settings) {
            settings.cap.limit = base::Bytes(value ? std::llround(*value * kOctetsPerGigabyte) : 0);
        });
    });
    connect(m_resetDay, &QSpinBox::valueChanged, this, [&edit](int day) {
        edit.change([day](node::MinerSettings& settings) { settings.cap.resetDay = day; });
    });
}

void MonthCard::takeSettings(const node::MinerSettings& settings) {
    const std::int64_t limit = settings.cap.limit.count();
    put(*m_cap, limit > 0 ? std::optional(double(limit) / kOctetsPerGigabyte) : std::nullopt);
    const QSignalBlocker quiet(m_resetDay);
    m_resetDay->setValue(settings.cap.resetDay);
}

void MonthCard::takeStatus(const terminal::TrafficCapStatus& status) {
    using Level = terminal::TrafficCapStatus::Level;
    const QString used = widgets::bytesInWords(status.used.count());
    const QString forecast = widgets::bytesInWords(status.forecast.count());
    const QString ends = QLocale().toString(status.ends, QLocale::ShortFormat);
    const bool isCapped = status.limit.count() > 0;
    m_bar->setVisible(isCapped);
    m_used->setText(
        isCapped ? tr("%1 of %2 used").arg(used, widgets::bytesInWords(status.limit.count()))
                 : tr("%1 used, no cap").arg(used));
    m_used->setTone(
        status.level == Level::Fine      ? Tone::Plain
        : status.level == Level::Reached ? Tone::Error
                                         : Tone::Warn);
    const double rest = double((status.forecast - status.used).count());
    m_bar->setParts(
        {{tr("Used"), used, double(status.used.count()), 0, widgets::Fill::Solid},
         {tr("Expected until the reset"), widgets::bytesInWords(std::llround(rest)), rest, 0,
          widgets::Fill::Hatched}},
        double(std::max(status.limit, status.forecast).count()));
    QString words = tr("At this pace %1 until the reset on %2.").arg(forecast, ends);
    if (status.level == Level::Reached) {
        words = tr("The cap is reached: serving is paused until %1.").arg(ends);
    } else if (isCapped && status.forecast > status.limit) {
        words += QLatin1Char(' ') + tr("That is more than the cap.");
    }
    m_forecast->setText(words);
}

RulesCard::RulesCard(LiveEdit& edit, QWidget* parent)
    : Card(tr("Pause by itself"), parent)
    , m_metered(new widgets::Switch(tr("On a metered connection")))
    , m_meteredNow(makeNote())
    , m_battery(new widgets::Switch(tr("On battery")))
    , m_batteryNow(makeNote()) {
    setInfo(infoOf(
        tr("Pause by itself"),
        tr("While one of these holds, viewers are sent to other nodes; the node stays registered "
           "and goes on by itself afterwards. After heat it waits until it is 5 °C cooler."),
        tr("paused = one of the rules that are on holds now")));
    const auto add = [this](QWidget* rule, widgets::Text* now) {
        auto* pair = new QVBoxLayout;
        pair->setSpacing(0);
        pair->addWidget(rule);
        auto* line = new QHBoxLayout;
        line->addSpacing(widgets::Switch::textIndent());
        line->addWidget(now, 1);
        pair->addLayout(line);
        body()->addLayout(pair);
    };
    add(m_metered, m_meteredNow);
    add(m_battery, m_batteryNow);
    QWidget* heat = makeHeat(edit); // with m_heatNow
    add(heat, m_heatNow);
    body()->addStretch(1);
    connect(m_metered, &widgets::Switch::toggled, this, [&edit](bool on) {
        edit.change([on](node::MinerSettings& settings) { settings.rules.pauseWhenMetered = on; });
    });
    connect(m_battery, &widgets::Switch::toggled, this, [&edit](bool on) {
        edit.change([on](node::MinerSettings& settings) { settings.rules.pauseOnBattery = on; });
    });
}

QWidget* RulesCard::makeHeat(LiveEdit& edit) {
    m_heat = new widgets::Switch(tr("When the processor is hotter than"));
    m_celsius = new QDoubleSpinBox;
    m_celsius->setDecimals(0);
    m_celsius->setRange(40, 110);
    m_celsius->setValue(85);
    m_celsius->setAlignment(Qt::AlignRight | Qt::AlignAbsolute);
    m_celsius->setSuffix(tr(" °C"));
    m_celsius->setAccessibleName(tr("Pause above this temperature"));
    m_heatNow = makeNote();
    auto* holder = new QWidget;
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_heat);
    row->addStretch(1);
    row->addWidget(m_celsius);
    const auto changed = [this, &edit] {
        m_celsius->setEnabled(m_heat->isChecked());
        edit.change([celsius = m_heat->isChecked() ? m_celsius->value()
                                                   : 0](node::MinerSettings& settings) {
            settings.rules.pauseAboveCelsius = celsius;
        });
    };
    connect(m_heat, &widgets::Switch::toggled, this, changed);
    connect(m_celsius, &QDoubleSpinBox::valueChanged, this, changed);
    return holder;
}

void RulesCard::takeSettings(const node::MinerSettings& settings) {
    const terminal::ServingRules& rules = settings.rules;
    put(*m_metered, rules.pauseWhenMetered);
    put(*m_battery, rules.pauseOnBattery);
    put(*m_heat, rules.pauseAboveCelsius > 0);
    m_celsius->setEnabled(rules.pauseAboveCelsius > 0);
    if (rules.pauseAboveCelsius > 0) {
        const QSignalBlocker quiet(m_celsius);
        m_celsius->setValue(rules.pauseAboveCelsius);
    }
}

void RulesCard::takeComputer(const terminal::ComputerState& computer) {
    m_meteredNow->setText(
        !computer.metered   ? tr("Not readable on this system: the rule has no effect.")
        : *computer.metered ? tr("The connection is metered now.")
                            : tr("The connection is not metered now."));
    m_batteryNow->setText(
        !computer.onBattery   ? tr("Not readable on this system: the rule has no effect.")
        : *computer.onBattery ? tr("The computer runs on its battery now.")
                              : tr("The computer has mains power now."));
    m_heatNow->setText(
        computer.celsius ? tr("%1 now.").arg(widgets::degreesInWords(*computer.celsius))
                         : tr("Not readable on this system: the rule has no effect."));
}

ReachabilityCard::ReachabilityCard(bridge::MinerModel& model, QWidget* parent)
    : Card(tr("Reachability"), parent)
    , m_rows(new widgets::HealthList)
    , m_advice(makeNote())
    , m_test(new QPushButton(tr("Test now"))) {
    setInfo(infoOf(
        tr("Reachability"),
        tr("The Router tries to reach this node from outside, as viewers do. Only its answer "
           "counts; a port that is open here may still be closed at the home router."),
        tr("reached = the Router's latest probe of this address and port succeeded")));
    addHeaderWidget(m_test);
    body()->addWidget(m_rows);
    body()->addWidget(m_advice);
    body()->addStretch(1);
    connect(m_test, &QPushButton::clicked, this, [this, &model] {
        m_advice->setText(tr("The Router is asked to try again…"));
        model.recheckReachability();
    });
}

void ReachabilityCard::take(const node::MinerSnapshot& snapshot) {
    const bool isRunning = snapshot.terminal && snapshot.state == node::EngineState::Running;
    m_test->setEnabled(isRunning);
    if (!isRunning) {
        m_rows->setRows({{tr("From outside"), tr("the node is not running"), Tone::Muted}});
        m_advice->setText({});
        return;
    }
    const terminal::TerminalSnapshot& now = *snapshot.terminal;
    const bool isReached = !now.address.empty() && now.probed;
    const QString probed = now.probed
                               ? widgets::agoInWords(
                                     QDateTime::fromSecsSinceEpoch(base::unixSeconds(*now.probed)),
                                     QDateTime::currentDateTime().addSecs(-now.clockSkewSeconds))
                               : QString();
    QList<widgets::Health> rows{
        {tr("From outside"), isReached ? tr("reached %1").arg(probed) : tr("not confirmed"),
         isReached ? Tone::Ok : Tone::Warn},
        {tr("Address"), isReached ? QString::fromStdString(now.address) : tr("not known"),
         isReached ? Tone::Ok : Tone::Muted},
        {tr("Port on this computer"), QString::number(now.port), Tone::Ok}};
    m_rows->setRows(rows);
    QStringList advice;
    if (!now.portMapping.empty()) {
        advice << bridge::engineSentence(now.portMapping);
    }
    if (!isReached) {
        advice << (now.problem.empty() ? QString() : bridge::engineSentence(now.problem))
               << tr("Pass TCP port %1 on to this computer in the home router, and allow it in "
                     "this computer's firewall. If your provider shares one address among several "
                     "homes, ask it for a public one.")
                      .arg(now.port);
    }
    advice.removeAll(QString());
    m_advice->setText(advice.join(QStringLiteral("\n")));
}

} // namespace meson::pages

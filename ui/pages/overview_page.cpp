// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/overview_page.h"

#include "ui/bridge/earnings_sums.h"
#include "ui/bridge/money.h"
#include "ui/bridge/record_sums.h"
#include "ui/bridge/words.h"
#include "ui/pages/earnings_chart.h"
#include "ui/pages/event_words.h"
#include "ui/pages/health_card.h"
#include "ui/theme/metrics.h"
#include "ui/theme/style.h"
#include "ui/widgets/card_grid.h"
#include "ui/widgets/checklist.h"
#include "ui/widgets/elided_text.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/stat_card.h"
#include "ui/widgets/units.h"

#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>
#include <array>
#include <cmath>
#include <limits>

namespace meson::pages {

namespace space = theme::space;
using bridge::LedgerSpan;
using bridge::PageId;
using widgets::Step;
using widgets::StepState;

namespace {

using namespace std::chrono_literals;

constexpr int kLiveSeconds = 60;
constexpr int kEvents = 8;
constexpr int kPayoutStep = 0;
constexpr std::array kSpans{LedgerSpan::Week, LedgerSpan::Month, LedgerSpan::Year, LedgerSpan::All};
constexpr int kAll = 3;
constexpr auto kRecordsGap = 5s;
constexpr int kDayPoints = 96;

/// A value for each of the last seconds, none where the node did not run. One that is missing
/// between two is no gap: the clock's second may slip.
QList<double> lastSeconds(const metrics::HistorySeries& series, base::WallTime now) {
    QList<double> values(kLiveSeconds, std::numeric_limits<double>::quiet_NaN());
    for (const metrics::HistoryBucket& bucket : series) {
        const auto place = kLiveSeconds - base::unixSeconds(now) + base::unixSeconds(bucket.start);
        if (place >= 0 && place < kLiveSeconds)
            values[place] = bucket.average;
    }
    for (qsizetype i = 1; i + 1 < values.size(); ++i)
        if (!std::isfinite(values[i]) && std::isfinite(values[i + 1]))
            values[i] = values[i - 1];
    return values;
}

QString lineOf(const metrics::JournalEntry& entry) {
    const EventWords words = wordsOf(entry);
    return words.detail.isEmpty() ? words.title
                                  : words.title + QStringLiteral(" · ") + words.detail;
}

} // namespace

OverviewPage::OverviewPage(bridge::MinerModel& model, QWidget* parent)
    : Page(tr("Overview"), parent)
    , m_model(model) {
    column()->addWidget(makeCards());
    m_steps = new widgets::Card(tr("Until you earn"));
    m_checklist = new widgets::Checklist;
    m_busy = new widgets::Text({}, theme::Type::Body, theme::Tone::Info);
    m_busy->wrap();
    m_steps->body()->addWidget(m_busy);
    m_steps->body()->addWidget(m_checklist);
    connect(m_checklist, &widgets::Checklist::actionTriggered, this, [this](int step) {
        if (step == kPayoutStep && !m_model.isDemo())
            m_model.showPage(PageId::Wallet);
        else
            m_model.recheckReachability();
    });
    column()->addWidget(m_steps);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(space::kMedium);
    middle->addWidget(makeEarnings(), 2);
    middle->addWidget(new HealthCard(model), 1);
    column()->addLayout(middle, 1);
    auto* lower = new QHBoxLayout;
    lower->setSpacing(space::kMedium);
    lower->addWidget(makeThroughput(), 2);
    lower->addWidget(makeActivity(), 1);
    column()->addLayout(lower);
    connect(&model, &bridge::MinerModel::snapshotChanged, this, &OverviewPage::takeSnapshot);
    connect(&model, &bridge::MinerModel::earningsChanged, this, &OverviewPage::takeEarnings);
    connect(&m_second, &QTimer::timeout, this, &OverviewPage::takeSecond);
    m_second.start(1000);
    connect(&m_records, &QTimer::timeout, this, &OverviewPage::askRecords);
    m_records.start(kRecordsGap);
    connect(&model, &bridge::MinerModel::settingsChanged, this, &OverviewPage::takeEarnings);
    takeSnapshot();
    takeEarnings();
    showRates();
}

void OverviewPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    takeSecond();
    askRecords();
}

QWidget* OverviewPage::makeCards() {
    auto* all = new widgets::CardGrid(190, 4);
    m_today = new widgets::StatCard(tr("Today"));
    m_month = new widgets::StatCard(tr("Month"));
    m_storage = new widgets::StatCard(tr("Storage"));
    m_served = new widgets::StatCard(tr("Served today"));
    m_today->setInfo(infoOf(
        tr("Earned today"), tr("Rewards of the accounting periods that ended today."),
        tr("Sum of serving and standby over today's signed statements.")));
    m_month->setInfo(infoOf(
        tr("Earned this month"),
        tr("Rewards of the accounting periods that ended since the first of the month."),
        tr("Sum of serving and standby over the month's signed statements. By its end: that, and "
           "the time left at the pace of the page Earnings' outlook; from a day of statements "
           "on.")));
    m_storage->setInfo(infoOf(
        tr("Storage"), tr("What the cache takes on your disks, of what you lend."),
        tr("Objects, their checksums and the index, in disk blocks.")));
    m_served->setInfo(infoOf(
        tr("Served today"), tr("What viewers got from this node since midnight."),
        tr("Bytes of answers that have ended. The share: answered ÷ (answered + sent back).")));
    for (widgets::StatCard* card : {m_today, m_month, m_storage, m_served})
        all->add(card);
    return all;
}

QWidget* OverviewPage::makeEarnings() {
    auto* card = new widgets::Card(tr("Earnings"));
    card->setInfo(infoOf(
        tr("Earnings"),
        tr("Rewards by when their accounting period ended: serving for what was delivered, standby "
           "for standing ready. The Earnings page takes them apart."),
        tr("Sum of serving and standby over the signed statements of each stretch of time.")));
    m_range = new widgets::SegmentedControl(
        tr("Time span"), {tr("7 D"), tr("1 M"), tr("1 Y"), tr("All")});
    if (m_model.isDemo())
        m_range->setCurrent(kAll);
    m_chart = new EarningsChart(tr("Earnings over time"), EarningsChart::Penalties::LeftOut);
    m_chart->setMinimumHeight(200);
    card->addHeaderWidget(m_range);
    card->body()->addWidget(m_chart, 1);
    connect(m_range, &widgets::SegmentedControl::currentChanged, this, &OverviewPage::takeEarnings);
    return card;
}

QWidget* OverviewPage::makeThroughput() {
    auto* card = new widgets::Card(tr("Live, the last minute"));
    card->setInfo(infoOf(
        tr("Live, the last minute"),
        tr("Served is all that leaves for viewers, with heads and encryption, as the limit counts "
           "it. Fetched is what comes in to fill the cache."),
        tr("bytes of the last 10 s ÷ 10 s × 8")));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::kMedium);
    grid->setColumnStretch(1, 1);
    const auto add = [&](int row, const QString& name, int series, widgets::Sparkline*& line,
                         widgets::Text*& rate) {
        line = new widgets::Sparkline(name);
        line->setSeries(series);
        line->setMinimumHeight(64);
        rate = new widgets::Text(QString(), theme::Type::Heading);
        auto* words = new QVBoxLayout;
        words->setSpacing(0);
        words->addStretch(1);
        words->addWidget(new widgets::Text(name, theme::Type::Caption, theme::Tone::Muted));
        words->addWidget(rate);
        words->addStretch(1);
        grid->addLayout(words, row, 0);
        grid->addWidget(line, row, 1);
    };
    grid->setColumnMinimumWidth(0, 150);
    add(0, tr("Served to viewers"), 0, m_up, m_upRate);
    add(1, tr("Fetched into the cache"), 1, m_down, m_downRate);
    card->body()->addLayout(grid);
    return card;
}

QWidget* OverviewPage::makeActivity() {
    auto* card = new widgets::Card(tr("Last activity"));
    card->setInfo(infoOf(
        tr("Last activity"),
        tr("The latest of what happened to this node. Equal events within ten minutes are one "
           "line."),
        tr("a line's figure = sum over its events")));
    auto* all = new QPushButton(tr("See all"));
    theme::setButtonRole(*all, theme::ButtonRole::Flat);
    card->addHeaderWidget(all);
    connect(all, &QPushButton::clicked, this, [this] { m_model.showPage(PageId::Activity); });
    auto* lines = new QGridLayout;
    lines->setHorizontalSpacing(space::kSmall);
    lines->setVerticalSpacing(12);
    lines->setColumnStretch(1, 1);
    for (int i = 0; i < kEvents; ++i) {
        m_times << new widgets::Text(QString(), theme::Type::Body, theme::Tone::Muted);
        m_events << new widgets::ElidedText(QString());
        lines->addWidget(m_times.back(), i, 0);
        lines->addWidget(m_events.back(), i, 1);
    }
    card->body()->addLayout(lines);
    card->body()->addStretch(1);
    return card;
}

void OverviewPage::takeSnapshot() {
    const node::MinerSnapshot& now = m_model.snapshot();
    if (!now.terminal)
        return takeSteps();
    const terminal::TerminalSnapshot& terminal = *now.terminal;
    const widgets::Quantity used = widgets::bytesIn(terminal.used.count());
    m_storage->setFigure(used.figure, used.unit);
    m_storage->setDetail(tr("of %1 in %n object(s)", nullptr, static_cast<int>(terminal.objects))
                             .arg(widgets::bytesInWords(terminal.quota.count())));
    const double share = terminal.quota > base::Bytes(0) ? terminal.used / terminal.quota : 0;
    m_storage->setMeter(share, tr("Share of your space that is used"));
    takeSteps();
}

void OverviewPage::takeEarnings() {
    const QDate today = QDate::currentDate();
    const auto sums = bridge::earningsSumsOf(m_model.earnings(), today);
    const QString badge = m_model.isDemo() ? tr("DEMO") : QString();
    for (widgets::StatCard* card : {m_today, m_month})
        card->setBadge(badge);
    const bridge::MoneyFormat format(m_model.settings());
    const auto set = [&](widgets::StatCard* card, base::MicroTokens amount, const QString& detail) {
        card->setFigure(sums.isKnown ? format.figure(amount) : QString());
        card->setDetail(sums.isKnown ? detail : tr("No statement yet"));
    };
    set(m_today, sums.today,
        tr("%1, yesterday %2").arg(format.figureUnit(), format.figure(sums.yesterday)));
    const auto end = monthEnd(sums.month);
    set(m_month, sums.month,
        end ? tr("%1, by its end %2 – %3")
                  .arg(format.figureUnit(), format.figure(end->low), format.figure(end->high))
            : tr("%1, balance %2").arg(format.figureUnit(), format.figure(sums.balance)));
    takeChart();
    takeSteps();
}

std::optional<bridge::MonthEnd> OverviewPage::monthEnd(base::MicroTokens earned) const {
    const node::EarningsReport* report = m_model.earnings();
    const auto forecast = report ? bridge::forecastOf(report->earnings) : std::nullopt;
    if (!forecast)
        return std::nullopt;
    const auto end =
        bridge::monthEndOf(*forecast, earned, bridge::toDateTime(m_model.clock().wall()));
    if (!end)
        return std::nullopt;
    const auto shown = [&](base::MicroTokens sum) {
        return std::max(earned, bridge::rounded(sum));
    };
    return bridge::MonthEnd{shown(end->low), shown(end->high)};
}

void OverviewPage::takeChart() {
    const node::EarningsReport* report = m_model.earnings();
    const auto span = kSpans.at(static_cast<std::size_t>(m_range->current()));
    m_chart->setLedger(
        bridge::ledgerOf(
            report ? report->earnings : terminal::Earnings(), span,
            bridge::toDateTime(m_model.clock().wall())),
        bridge::MoneyFormat(m_model.settings()));
}

/// Each step is done when the engine has seen it happen; the demo pays nobody.
void OverviewPage::takeSteps() {
    const node::MinerSnapshot& now = m_model.snapshot();
    const auto& terminal = now.terminal;
    const bool isReached = terminal && terminal->probed.has_value();
    const bool isStored = terminal && terminal->objects > 0;
    const bool isServed = terminal && terminal->creditedBytes > base::Bytes(0);
    QList<QPair<Step, bool>> steps{
        {{tr("Be reached from outside"),
          tr("The Router probes your port; until then no viewer is sent here."), StepState::Later,
          terminal ? tr("Check again") : QString()},
         isReached},
        {{tr("Store the first object"),
          tr("The Router sends what viewers ask for."),
          StepState::Later,
          {}},
         isStored},
        {{tr("Serve the first viewer"),
          tr("Counted when the Router has credited it."),
          StepState::Later,
          {}},
         isServed}};
    if (!m_model.isDemo())
        steps.prepend(
            {{tr("Enter a payout address"), tr("Where your rewards go; it can wait."),
              StepState::Later, tr("Wallet")},
             !m_model.settings().payoutAddress.empty()});
    QList<Step> shown;
    bool isDue = false;
    for (const auto& [step, isDone] : steps) {
        shown << step;
        if (isDone)
            shown.back().state = StepState::Done;
        else if (!std::exchange(isDue, true))
            shown.back().state = StepState::Now;
    }
    m_steps->setVisible(isDue);
    const bool isBusy = now.state == node::EngineState::Starting && !now.problem.empty();
    m_busy->setText(isBusy ? bridge::engineSentence(now.problem) : QString());
    m_busy->setVisible(isBusy);
    if (isDue)
        m_checklist->setSteps(shown);
}

void OverviewPage::takeSecond() {
    showRates();
    if (!isVisible())
        return;
    const auto now = std::chrono::floor<std::chrono::seconds>(m_model.clock().wall());
    m_model.history(
        {node::Figure::Upload, node::Figure::Download},
        {now - std::chrono::seconds(kLiveSeconds), now, kLiveSeconds}, this,
        [this, now](const std::vector<metrics::HistorySeries>& all) {
            m_up->setValues(
                lastSeconds(all.at(0), now), tr("Serving %1 now").arg(m_upRate->text()));
            m_down->setValues(
                lastSeconds(all.at(1), now), tr("Fetching %1 now").arg(m_downRate->text()));
        });
    metrics::JournalFilter latest;
    latest.limit = kEvents;
    m_model.events(latest, this, [this](const std::vector<metrics::JournalEntry>& entries) {
        takeEvents(entries);
    });
}

/// What has to be added up comes less often than what only has to be read.
void OverviewPage::askRecords() {
    if (!isVisible())
        return;
    using node::Figure;
    const auto now = std::chrono::floor<std::chrono::seconds>(m_model.clock().wall());
    const QDateTime midnight = bridge::toDateTime(now).date().startOfDay();
    m_model.history(
        {Figure::Served, Figure::Answered, Figure::SentBack},
        {base::fromUnixSeconds(midnight.toSecsSinceEpoch()), now, kDayPoints}, this,
        [this](const std::vector<metrics::HistorySeries>& today) { takeServed(today); });
}

void OverviewPage::takeServed(const std::vector<metrics::HistorySeries>& today) {
    const widgets::Quantity served = widgets::bytesIn(std::llround(bridge::sumOf(today.at(0))));
    const double answered = bridge::sumOf(today.at(1));
    const double asked = answered + bridge::sumOf(today.at(2));
    const QString requests = tr("%n request(s)", nullptr, static_cast<int>(answered));
    m_served->setFigure(served.figure, served.unit);
    m_served->setDetail(
        asked > 0
            ? tr("%1, %2 answered here").arg(requests, widgets::percentInWords(answered / asked))
            : requests);
}

void OverviewPage::showRates() {
    const node::MinerSnapshot& now = m_model.snapshot();
    const bool isRunning = now.terminal && now.state == node::EngineState::Running;
    const auto words = [&](base::BytesPerSecond terminal::TerminalSnapshot::*rate) {
        return widgets::rateInWords(
            isRunning ? static_cast<double>(((*now.terminal).*rate).count()) : 0.0);
    };
    m_upRate->setText(words(&terminal::TerminalSnapshot::uploadRate));
    m_downRate->setText(words(&terminal::TerminalSnapshot::downloadRate));
}

void OverviewPage::takeEvents(const std::vector<metrics::JournalEntry>& entries) {
    const QLocale locale;
    for (int i = 0; i < kEvents; ++i) {
        const auto place = static_cast<std::size_t>(i);
        const bool isThere = place < entries.size();
        m_times[i]->setText(
            isThere ? locale.toString(
                          bridge::toDateTime(entries[place].last).time(), QLocale::ShortFormat)
                    : QString());
        m_events[i]->setText(isThere ? lineOf(entries[place]) : QString());
    }
    if (entries.empty())
        m_events.front()->setText(tr("Nothing has happened yet"));
}

} // namespace meson::pages

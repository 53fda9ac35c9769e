// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/earnings_page.h"

#include "ui/bridge/words.h"
#include "ui/pages/check_card.h"
#include "ui/pages/costs_card.h"
#include "ui/pages/earnings_chart.h"
#include "ui/pages/earnings_csv.h"
#include "ui/pages/earnings_table.h"
#include "ui/pages/export_file.h"
#include "ui/pages/statement_card.h"
#include "ui/pages/what_if_card.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/card_grid.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/stat_card.h"
#include "ui/widgets/text.h"
#include "ui/widgets/units.h"

#include <QHeaderView>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>
#include <cmath>

namespace meson::pages {

namespace space = theme::space;
using bridge::LedgerSpan;
using widgets::StatCard;

namespace {

using namespace std::chrono_literals;

constexpr int kChartHeight = 300;

} // namespace

EarningsPage::EarningsPage(bridge::MinerModel& model, QWidget* parent)
    : Page(tr("Earnings"), parent)
    , m_model(model)
    , m_statement(new StatementCard(model))
    , m_costs(new CostsCard(model)) {
    makeHeader();
    auto* whatIf = new WhatIfCard(model);
    auto* check = new CheckCard(model);
    auto* pair = new widgets::CardGrid(340, 2);
    pair->add(m_costs);
    pair->add(whatIf);
    column()->addWidget(makeCards());
    column()->addWidget(makeLedger());
    column()->addWidget(m_statement);
    column()->addWidget(check);
    column()->addWidget(pair);
    column()->addStretch(1);
    for (widgets::Card* card : std::initializer_list<widgets::Card*>{m_statement, m_costs, whatIf})
        addBadge(*card);
    connect(&model, &bridge::MinerModel::earningsChanged, this, &EarningsPage::refresh);
    connect(&model, &bridge::MinerModel::settingsChanged, this, &EarningsPage::refresh);
    connect(&m_timer, &QTimer::timeout, this, &EarningsPage::refresh);
    refresh();
}

void EarningsPage::makeHeader() {
    m_unit =
        new widgets::SegmentedControl(tr("Amounts in"), {tr("Tokens"), tr("Currency"), tr("Both")});
    auto* save = new QPushButton(tr("Export…"));
    addToHeader(m_unit);
    addToHeader(save);
    connect(m_unit, &widgets::SegmentedControl::currentChanged, this, [this](int unit) {
        node::MinerSettings settings = m_model.settings();
        settings.moneyUnit = static_cast<node::MoneyUnit>(unit);
        m_model.setSettings(std::move(settings));
    });
    connect(save, &QPushButton::clicked, this, &EarningsPage::askForFile);
}

/// Play money is called so on every card that shows it.
void EarningsPage::addBadge(widgets::Card& card) {
    if (m_model.isDemo())
        card.addHeaderWidget(new widgets::Pill(tr("DEMO"), theme::Tone::Warn));
}

QWidget* EarningsPage::makeCards() {
    auto* grid = new widgets::CardGrid(216, 3);
    const auto add = [&](const char* name, const QString& title, const QString& definition,
                         const QString& formula) {
        auto* card = new StatCard(title);
        card->setObjectName(QLatin1String(name));
        card->setInfo(infoOf(title, definition, formula));
        grid->add(card);
        return card;
    };
    m_earned = add(
        "earned", tr("Earned"), tr("Rewards of the accounting periods that ended in this time."),
        tr("Sum of serving and standby over the signed statements."));
    m_average = add(
        "average", tr("On average"), tr("What was earned, spread over the time of it."),
        tr("Earned ÷ time from the first of these statements, or the beginning of the time shown, "
           "until now."));
    m_forecast = add(
        "forecast", tr("Outlook"),
        tr("What the node's own past suggests: from the average of its weaker half to that of its "
           "stronger half. An hour ahead from ten minutes on, a day from six hours on, 30 days "
           "from three days on."),
        tr("The statements of at most 30 days in twelve stretches; time without a statement "
           "counts."));
    m_lost = add(
        "lost", tr("Lost to penalties"),
        tr("What full quality would have earned more. It was never paid and is not subtracted from "
           "what was earned."),
        tr("Emission for serving × credited ÷ (all weights − yours + credited) − serving, and "
           "likewise for standby where quality was 0."));
    m_pending = add(
        "pending", tr("Not settled yet"),
        tr("Credited for receipts of periods whose statement has not come. What it earns depends "
           "on what all others serve in the same period."),
        tr("Sum of the credits that acknowledged this node's receipts."));
    m_net =
        add("net", tr("Net"), tr("What remains in money after electricity and data."),
            tr("Earned × price of a token − electricity − data, of the time shown."));
    for (StatCard* card : {m_earned, m_average, m_forecast, m_lost, m_net})
        card->setBadge(m_model.isDemo() ? tr("DEMO") : QString());
    return grid;
}

QWidget* EarningsPage::makeLedger() {
    auto* card = new widgets::Card(tr("By time and source"));
    card->setInfo(infoOf(
        tr("By time and source"),
        tr("Serving: the share for what was delivered. Standby: the small share for standing ready "
           "by day and night. Below the line: what penalties kept from being earned."),
        tr("An accounting period counts when it ended.")));
    addBadge(*card);
    m_span = new widgets::SegmentedControl(
        tr("Time span"), {tr("1 D"), tr("7 D"), tr("1 M"), tr("3 M"), tr("1 Y"), tr("All")});
    m_span->setCurrent(static_cast<int>(m_model.isDemo() ? LedgerSpan::All : LedgerSpan::Month));
    auto* shape = new widgets::SegmentedControl(tr("Shown as"), {tr("Graph"), tr("Table")});
    m_chart = new EarningsChart(tr("Earnings by source"), EarningsChart::Penalties::Drawn);
    m_views = new QStackedWidget;
    m_views->addWidget(m_chart);
    m_views->addWidget(makeTable());
    m_views->setMinimumHeight(kChartHeight);
    m_notes = new widgets::Text({}, theme::Type::Caption, theme::Tone::Muted);
    m_notes->setObjectName(QStringLiteral("notes"));
    m_notes->wrap();
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    row->addWidget(m_span);
    row->addStretch(1);
    row->addWidget(shape);
    card->body()->addLayout(row);
    card->body()->addWidget(m_views, 1);
    card->body()->addWidget(m_notes);
    connect(m_span, &widgets::SegmentedControl::currentChanged, this, &EarningsPage::refresh);
    connect(
        shape, &widgets::SegmentedControl::currentChanged, m_views,
        &QStackedWidget::setCurrentIndex);
    return card;
}

QWidget* EarningsPage::makeTable() {
    m_table = new EarningsTable(m_model, this);
    m_view = new QTreeView;
    m_view->setModel(m_table);
    m_view->setAccessibleName(tr("Earnings as a table"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setUniformRowHeights(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    QHeaderView* header = m_view->header();
    header->setSectionsMovable(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    connect(
        m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
        [this](const QModelIndex& current) {
            if (const auto epoch = m_table->epochOf(current))
                m_statement->show(epoch);
        });
    return m_view;
}

void EarningsPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_timer.start(30s);
    refresh();
}

QDateTime EarningsPage::now() const {
    return bridge::toDateTime(m_model.clock().wall());
}

void EarningsPage::refresh() {
    takeUnit();
    takeTable();
    takeSums();
    takeForecast();
    takePending();
    m_chart->setLedger(m_table->ledger(), bridge::MoneyFormat(m_model.settings()));
    takeNotes();
    askForUsage();
}

void EarningsPage::takeUnit() {
    const bridge::MoneyFormat format(m_model.settings());
    m_unit->setVisible(format.hasPrice());
    const QSignalBlocker blocker(m_unit);
    m_unit->setSegments(
        {tr("Tokens"), format.hasPrice() ? format.currency() : tr("Currency"), tr("Both")});
    m_unit->setCurrent(static_cast<int>(format.unit()));
}

/// Statements come every few seconds in a demo: what is open stays open.
void EarningsPage::takeTable() {
    std::set<QDateTime> open;
    for (int row = 0; row < m_table->rowCount(); ++row)
        if (const QModelIndex index = m_table->index(row, 0); m_view->isExpanded(index))
            open.insert(m_table->startOf(index));
    m_table->show(static_cast<LedgerSpan>(m_span->current()), now());
    for (int row = 0; row < m_table->rowCount(); ++row)
        if (const QModelIndex index = m_table->index(row, 0);
            open.contains(m_table->startOf(index)))
            m_view->setExpanded(index, true);
}

void EarningsPage::takeSums() {
    const bridge::MoneyFormat format(m_model.settings());
    const bridge::Ledger& ledger = m_table->ledger();
    const bridge::LedgerSums& total = ledger.total;
    const auto set = [&](StatCard* card, base::MicroTokens amount, const QString& unit,
                         QStringList detail) {
        const bool isKnown = total.statements > 0;
        card->setFigure(isKnown ? format.figure(amount) : QString(), unit);
        if (const QString besides = format.besides(amount); isKnown && !besides.isEmpty())
            detail.prepend(besides);
        card->setDetail(detail.join(QStringLiteral(" · ")));
    };
    const QString unit = format.figureUnit();
    const QString statements = tr("%n statement(s)", nullptr, total.statements);
    set(m_earned, total.earned(), unit, {statements});
    set(m_lost, total.lost, unit, {});
    if (total.lost == base::MicroTokens(0) && total.statements > 0)
        m_lost->setDetail(tr("No penalty in this time"));
    m_earned->clearDelta();
    if (ledger.before && ledger.before->earned() > base::MicroTokens(0)) {
        const double change = total.earned() / ledger.before->earned() - 1;
        const QString words = widgets::percentInWords(std::abs(change));
        m_earned->setDelta(
            words, change > 0   ? widgets::Change::Better
                   : change < 0 ? widgets::Change::Worse
                                : widgets::Change::Same);
        m_earned->setDetail(statements + QStringLiteral(" · ") + tr("against the time before"));
    }
    if (total.statements == 0)
        return set(m_average, {}, unit, {});
    const auto first =
        std::find_if(ledger.buckets.begin(), ledger.buckets.end(), [](const auto& bucket) {
            return bucket.sums.statements > 0;
        });
    const terminal::EarningsRecord& record = m_table->records()[first->records.front()];
    const QDateTime begin =
        std::max(ledger.from, QDateTime::fromSecsSinceEpoch(record.statement.starts));
    const auto seconds = std::max<qint64>(begin.secsTo(now()), 1);
    const std::int64_t per = seconds < 86'400 ? 3600 : 86'400;
    const double average = static_cast<double>(total.earned().count()) * static_cast<double>(per) /
                           static_cast<double>(seconds);
    const QString span = widgets::durationInWords(std::chrono::seconds(seconds));
    set(m_average, bridge::rounded(base::MicroTokens(std::llround(average))), unit,
        {per == 3600 ? tr("an hour, over %1").arg(span) : tr("a day, over %1").arg(span)});
}

void EarningsPage::takeForecast() {
    const bridge::MoneyFormat format(m_model.settings());
    const node::EarningsReport* report = m_model.earnings();
    const auto forecast = report ? bridge::forecastOf(report->earnings) : std::nullopt;
    if (!forecast) {
        m_forecast->setFigure({});
        m_forecast->setDetail(noForecastText());
        return;
    }
    m_forecast->setFigure(
        tr("%1 – %2").arg(format.figure(forecast->low), format.figure(forecast->high)),
        format.figureUnit());
    QStringList detail{horizonText(forecast->horizon)};
    if (format.unit() == node::MoneyUnit::Both)
        detail << tr("%1 – %2").arg(format.besides(forecast->low), format.besides(forecast->high));
    detail << basisText(*forecast);
    m_forecast->setDetail(detail.join(QStringLiteral(" · ")));
}

void EarningsPage::takePending() {
    base::Bytes credited;
    std::int64_t receipts = 0;
    if (const node::EarningsReport* report = m_model.earnings())
        for (const auto& [epoch, own] : report->earnings.unsettled) {
            credited += own.credited;
            receipts += own.receipts;
        }
    const widgets::Quantity figure = widgets::bytesIn(credited.count());
    m_pending->setFigure(figure.figure, figure.unit);
    m_pending->setDetail(tr("credited for %n receipt(s)", nullptr, static_cast<int>(receipts)));
}

void EarningsPage::takeNotes() {
    const bridge::MoneyFormat format(m_model.settings());
    const bridge::Ledger& ledger = m_table->ledger();
    QStringList notes;
    if (ledger.total.statements > 0)
        notes << tr("Amounts in %1.").arg(format.figureUnit());
    if (ledger.unkept)
        notes << tr("Statements from before %1 are no longer kept here; with them %2 were earned.")
                     .arg(
                         QLocale().toString(ledger.unkept->until, QLocale::ShortFormat),
                         format.text(ledger.unkept->earned));
    if (ledger.notValid > 0)
        notes << tr(
            "%n statement(s) of this time are not valid and do not count.", nullptr,
            ledger.notValid);
    if (const node::EarningsReport* report = m_model.earnings();
        report && !report->earnings.problem.empty())
        notes << bridge::engineSentence(report->earnings.problem);
    m_notes->setText(notes.join(QLatin1Char(' ')));
    m_notes->setVisible(!notes.isEmpty());
}

void EarningsPage::askForUsage() {
    takeUsage();
    m_model.history(
        bridge::kUsageFigures, historySpan(m_table->ledger().from, now()), this,
        [this, asked = ++m_asked](const std::vector<metrics::HistorySeries>& history) {
            if (asked != m_asked)
                return;
            m_usage = bridge::usageOf(history, {}, {});
            takeUsage();
        });
}

void EarningsPage::takeUsage() {
    const node::MinerSettings& settings = m_model.settings();
    const bridge::MoneyFormat format(settings);
    const base::MicroTokens earned = m_table->ledger().total.earned();
    const bridge::Costs costs = bridge::costsOf(m_usage, settings);
    m_costs->setShown(earned, m_usage);
    if (!format.hasPrice()) {
        m_net->setFigure({});
        m_net->setDetail(tr("Needs the price of a token, below"));
        return;
    }
    const QString net =
        bridge::currencyText(format.valueOf(earned) - costs.sum(), format.currency());
    m_net->setFigure(net.section(QChar(QChar::Nbsp), 0, -2), format.currency());
    QStringList detail;
    if (costs.electricity)
        detail << tr("electricity %1")
                      .arg(bridge::currencyText(*costs.electricity, format.currency()));
    if (costs.data)
        detail << tr("data %1").arg(bridge::currencyText(*costs.data, format.currency()));
    m_net->setDetail(
        detail.isEmpty() ? tr("No costs were entered")
                         : tr("after %1").arg(detail.join(QStringLiteral(", "))));
}

std::optional<QString> EarningsPage::exportTo(const QString& file) const {
    return writeFile(file, earningsCsv(m_table->records(), m_table->ledger()));
}

void EarningsPage::askForFile() {
    askForExport(
        this, tr("Export the earnings"), QStringLiteral("meson-earnings.csv"), tr("Table (*.csv)"),
        [this](const QString& file) {
            if (const auto problem = exportTo(file))
                Q_EMIT m_model.commandFailed(*problem);
        });
}

} // namespace meson::pages

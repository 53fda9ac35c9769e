// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/statement_card.h"

#include "ui/bridge/ledger.h"
#include "ui/bridge/words.h"
#include "ui/pages/earnings_table.h"
#include "ui/pages/page.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/text.h"
#include "ui/widgets/units.h"

#include <QGridLayout>
#include <QLocale>
#include <QToolButton>

namespace meson::pages {

namespace {

using widgets::bytesInWords;
using widgets::countInWords;
using widgets::Text;

constexpr double kFullQuality = 1e6;

QString stepName(int step) {
    const std::array names{
        StatementCard::tr("Sent here"), StatementCard::tr("Stated"),
        StatementCard::tr("Held back"), StatementCard::tr("Credited"),
        StatementCard::tr("× Quality"), StatementCard::tr("= Weight"),
        StatementCard::tr("Emission"),  StatementCard::tr("Serving"),
        StatementCard::tr("+ Standby"), StatementCard::tr("= Earned"),
        StatementCard::tr("Lost"),      StatementCard::tr("Balance"),
        StatementCard::tr("Signature"),
    };
    return names.at(static_cast<std::size_t>(step));
}

/// What this node's own receipts say of the stated bytes.
QString ownText(const terminal::EarningsRecord& record) {
    if (!record.own)
        return StatementCard::tr("This node's own count of that period is not kept here.");
    if (record.own->stated == record.statement.stated)
        return StatementCard::tr("This node counted the same.");
    return StatementCard::tr("This node counted %1.").arg(bytesInWords(record.own->stated.count()));
}

QString shareText(base::MicroTokens pool, std::int64_t part, std::int64_t whole) {
    return StatementCard::tr("%1 tokens × %2 ÷ %3")
        .arg(bridge::tokensText(pool), countInWords(part), countInWords(whole));
}

} // namespace

StatementCard::StatementCard(const bridge::MinerModel& model, QWidget* parent)
    : Card(tr("How this was computed"), parent)
    , m_model(model)
    , m_title(new Text({}, theme::Type::Strong))
    , m_steps(new QWidget)
    , m_none(new Text(tr("There is no statement yet."), theme::Type::Body, theme::Tone::Muted)) {
    setInfo(infoOf(
        tr("How this was computed"),
        tr("One signed statement of the Router, line by line, from what viewers were sent here for "
           "to the balance."),
        tr("weight = credited × quality. serving = emission for serving × weight ÷ all weights. "
           "standby = emission for standing ready × seconds ÷ all seconds. earned = serving + "
           "standby.")));
    m_earlier = makeStepper(theme::Glyph::ChevronLeft, tr("Earlier statement"), -1);
    m_later = makeStepper(theme::Glyph::ChevronRight, tr("Later statement"), 1);
    addHeaderWidget(m_earlier);
    addHeaderWidget(m_later);
    m_none->wrap();
    m_title->wrap();
    auto* grid = new QGridLayout(m_steps);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(theme::space::kMedium);
    grid->setVerticalSpacing(theme::space::kSmall);
    grid->setColumnStretch(2, 1);
    for (int step = 0; step < kSteps; ++step) {
        const bool isResult = step == Earned;
        const auto type = isResult ? theme::Type::Strong : theme::Type::Body;
        Row& row = m_rows.at(static_cast<std::size_t>(step));
        row = {
            new Text(stepName(step), type, isResult ? theme::Tone::Plain : theme::Tone::Muted),
            new Text({}, type), new Text({}, theme::Type::Caption, theme::Tone::Muted)};
        row.figure->setAccessibleName(stepName(step));
        row.figure->setTextInteractionFlags(Qt::TextSelectableByMouse);
        row.reason->wrap();
        grid->addWidget(row.name, step, 0, Qt::AlignTop);
        grid->addWidget(row.figure, step, 1, Qt::AlignTop | Qt::AlignRight);
        grid->addWidget(row.reason, step, 2);
    }
    body()->addWidget(m_none);
    body()->addWidget(m_title);
    body()->addWidget(m_steps);
    body()->addStretch(1);
    connect(&model, &bridge::MinerModel::earningsChanged, this, &StatementCard::refresh);
    connect(&model, &bridge::MinerModel::settingsChanged, this, &StatementCard::refresh);
    refresh();
}

QToolButton* StatementCard::makeStepper(theme::Glyph glyph, const QString& name, int by) {
    auto* button = new QToolButton;
    button->setIcon(theme::icon(glyph));
    button->setAccessibleName(name);
    button->setToolTip(name);
    connect(button, &QToolButton::clicked, this, [this, by] {
        const auto& records = m_model.earnings()->earnings.records;
        const terminal::EarningsRecord* now = current();
        const auto place = now - records.data() + by;
        show(records[static_cast<std::size_t>(place)].statement.epoch);
    });
    return button;
}

void StatementCard::show(std::optional<std::int64_t> epoch) {
    m_wanted = epoch;
    refresh();
}

const terminal::EarningsRecord* StatementCard::current() {
    const node::EarningsReport* report = m_model.earnings();
    if (!report || report->earnings.records.empty())
        return nullptr;
    const auto& records = report->earnings.records;
    for (const terminal::EarningsRecord& record : records)
        if (m_wanted == record.statement.epoch)
            return &record;
    return &records.back();
}

void StatementCard::refresh() {
    const terminal::EarningsRecord* record = current();
    m_none->setVisible(!record);
    m_title->setVisible(record);
    m_steps->setVisible(record);
    m_earlier->setEnabled(record && record != &m_model.earnings()->earnings.records.front());
    m_later->setEnabled(record && record != &m_model.earnings()->earnings.records.back());
    if (!record)
        return;
    const protocol::Statement& statement = record->statement;
    m_epoch = statement.epoch;
    m_title->setText(
        tr("Accounting period %1, %2 to %3")
            .arg(statement.epoch)
            .arg(
                QLocale().toString(
                    QDateTime::fromSecsSinceEpoch(statement.starts), QLocale::ShortFormat),
                QLocale().toString(bridge::endOf(statement), QLocale::ShortFormat)));
    setBytes(*record);
    setReward(statement);
    set(Signature, standingText(*record),
        record->isSignatureValid ? record->isCountersigned
                                       ? tr("By the Router; it added up, and this node signed too.")
                                       : tr("By the Router; this node has not signed it.")
                                 : tr("Not what the Router signed: none of it counts."));
}

void StatementCard::set(Step step, const QString& figure, const QString& reason) {
    const Row& row = m_rows.at(static_cast<std::size_t>(step));
    row.figure->setText(figure);
    row.reason->setText(reason);
    row.figure->setAccessibleDescription(figure + QStringLiteral(". ") + reason);
}

void StatementCard::setBytes(const terminal::EarningsRecord& record) {
    const protocol::Statement& statement = record.statement;
    set(Issued, bytesInWords(statement.issued.count()),
        tr("Length of the objects for which viewers were sent here."));
    set(Stated, bytesInWords(statement.stated.count()),
        tr("By %n receipt(s).", nullptr, static_cast<int>(statement.receipts)) + QLatin1Char(' ') +
            ownText(record));
    set(Held, bytesInWords(statement.held.count()),
        tr("Above a viewer network's quota; counts if vouched for."));
    set(Credited, bytesInWords(statement.credited.count()),
        tr("The least of both, receipt by receipt; some are of the period before."));
    const double quality = static_cast<double>(statement.quality) / kFullQuality;
    set(Quality, widgets::percentInWords(quality),
        statement.cause.empty() ? tr("No penalty.") : bridge::engineSentence(statement.cause));
    set(Weight, bytesInWords(statement.weight.count()),
        tr("%1 B × %2")
            .arg(countInWords(statement.credited.count()), QLocale().toString(quality, 'g', 7)));
}

void StatementCard::setReward(const protocol::Statement& statement) {
    const bridge::MoneyFormat format(m_model.settings());
    const terminal::RewardSteps steps = terminal::rewardSteps(statement);
    const auto amount = [&](base::MicroTokens tokens) {
        const QString besides = format.besides(tokens);
        return format.column(tokens) + QLatin1Char(' ') + format.figureUnit() +
               (besides.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(besides));
    };
    set(Emission, amount(statement.emission),
        tr("For all nodes: %1 by weight, %2 for standing ready.")
            .arg(bridge::tokensText(steps.servingPool), bridge::tokensText(steps.standbyPool)));
    set(Serving, amount(statement.serving),
        shareText(steps.servingPool, statement.weight.count(), statement.allWeights.count()) +
            QLatin1Char(' ') + tr("(bytes: yours, everybody's)"));
    set(Standby, amount(statement.standby),
        shareText(
            steps.standbyPool, statement.quality > 0 ? statement.standbySeconds : 0,
            statement.allStandby) +
            QLatin1Char(' ') + tr("(seconds: yours, everybody's)"));
    set(Earned, amount(statement.reward()), tr("Serving and standby."));
    set(Lost, amount(steps.lost), tr("What full quality would have earned more."));
    set(Balance, amount(statement.balance), tr("All earned so far, after this period."));
}

} // namespace meson::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/wallet_page.h"

#include "ui/bridge/earnings_sums.h"
#include "ui/bridge/ledger.h"
#include "ui/bridge/money.h"
#include "ui/bridge/words.h"
#include "ui/pages/credit_table.h"
#include "ui/pages/earnings_table.h"
#include "ui/pages/export_file.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/card_grid.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/stat_card.h"
#include "ui/widgets/text.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace meson::pages {

namespace space = theme::space;
using theme::Tone;
using widgets::Text;

namespace {

constexpr int kAddressLength = 42;
constexpr int kListHeight = 320;

/// Groups of four are compared more easily.
QString grouped(const QString& address) {
    QString text = address.left(2);
    for (qsizetype i = 2; i < address.size(); i += 4)
        text += QLatin1Char(' ') + address.mid(i, 4);
    return text;
}

Text* paragraph(Tone tone = Tone::Plain) {
    auto* text = new Text({}, theme::Type::Body, tone);
    text->wrap();
    return text;
}

} // namespace

WalletPage::WalletPage(bridge::MinerModel& model, QWidget* parent)
    : Page(tr("Wallet"), parent)
    , m_model(model) {
    auto* pair = new widgets::CardGrid(340, 2);
    pair->add(makeAddress());
    pair->add(makePayout());
    column()->addWidget(makeCards());
    column()->addWidget(pair);
    column()->addWidget(makeCredits(), 1);
    connect(&model, &bridge::MinerModel::settingsChanged, this, &WalletPage::takeSettings);
    connect(&model, &bridge::MinerModel::settingsChanged, this, &WalletPage::takeEarnings);
    connect(&model, &bridge::MinerModel::earningsChanged, this, &WalletPage::takeEarnings);
    takeSettings();
    takeEarnings();
}

QWidget* WalletPage::makeCards() {
    auto* grid = new widgets::CardGrid(216, 3);
    m_balance = new widgets::StatCard(tr("Balance"));
    m_month = new widgets::StatCard(tr("Earned this month"));
    m_last = new widgets::StatCard(tr("Last statement"));
    m_balance->setInfo(infoOf(
        tr("Balance"), tr("What stands to this node's credit in the Router's books."),
        tr("As the latest signed statement says: all rewards since the node's first.")));
    m_month->setInfo(infoOf(
        tr("Earned this month"),
        tr("Rewards of the accounting periods that ended since the first of the month."),
        tr("Sum of serving and standby over the month's signed statements.")));
    m_last->setInfo(infoOf(
        tr("Last statement"), tr("What the latest signed statement credited."),
        tr("Serving and standby of that accounting period.")));
    m_balance->setObjectName(QStringLiteral("balance"));
    m_month->setObjectName(QStringLiteral("month"));
    m_last->setObjectName(QStringLiteral("last"));
    for (widgets::StatCard* card : {m_balance, m_month, m_last}) {
        card->setBadge(m_model.isDemo() ? tr("DEMO") : QString());
        grid->add(card);
    }
    return grid;
}

QWidget* WalletPage::makeAddress() {
    auto* card = new widgets::Card(tr("Payout address"));
    card->setInfo(infoOf(
        tr("Payout address"),
        tr("The Ethereum address to which rewards will be paid. The node needs no key of it: keep "
           "that where only you can reach it. The Router hears of a change at once."),
        tr("0x and 40 digits; capital and small letters are a checksum (EIP-55).")));
    m_address = new QLineEdit;
    m_address->setAccessibleName(tr("Payout address"));
    m_address->setPlaceholderText(QStringLiteral("0x…"));
    m_address->setClearButtonEnabled(true);
    m_addressState = paragraph(Tone::Muted);
    m_addressState->setObjectName(QStringLiteral("addressState"));
    m_copy = new QPushButton(tr("Copy"));
    m_copy->setAccessibleName(tr("Copy the payout address"));
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    row->addWidget(m_address, 1);
    row->addWidget(m_copy);
    card->body()->addLayout(row);
    card->body()->addWidget(m_addressState);
    card->body()->addStretch(1);
    connect(m_address, &QLineEdit::textEdited, this, &WalletPage::addressTyped);
    connect(m_address, &QLineEdit::editingFinished, this, &WalletPage::saveAddress);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(
            QString::fromStdString(m_model.settings().payoutAddress));
        m_addressState->setTone(Tone::Ok);
        m_addressState->setText(tr("Copied."));
    });
    return card;
}

QWidget* WalletPage::makePayout() {
    auto* card = new widgets::Card(tr("Paid out"));
    card->setInfo(infoOf(
        tr("Paid out"), tr("What left the Router's books for your payout address."),
        tr("not paid out = balance − paid out")));
    m_payout = paragraph();
    m_payout->setObjectName(QStringLiteral("payout"));
    auto* what = paragraph(Tone::Muted);
    what->setText(
        tr("Payouts on the chain come with the wallet, in a later version. Until then the Router "
           "keeps the balance, and each statement that it signed stays on this computer as your "
           "evidence; the Earnings page checks them."));
    card->body()->addWidget(m_payout);
    card->body()->addWidget(what);
    card->body()->addStretch(1);
    if (m_model.isDemo())
        card->addHeaderWidget(new widgets::Pill(tr("DEMO"), Tone::Warn));
    return card;
}

QWidget* WalletPage::makeCredits() {
    auto* card = new widgets::Card(tr("Credits"));
    card->setInfo(infoOf(
        tr("Credits"), tr("Each line that the Router's signed statements prove, newest first."),
        tr("Balance = balance before + amount.")));
    auto* kind = new QComboBox;
    kind->setAccessibleName(tr("Kind of entry"));
    kind->addItems(
        {tr("All entries"), kindText(CreditLine::Kind::Serving),
         kindText(CreditLine::Kind::Standby)});
    auto* save = new QPushButton(tr("Export…"));
    if (m_model.isDemo())
        card->addHeaderWidget(new widgets::Pill(tr("DEMO"), Tone::Warn));
    card->addHeaderWidget(kind);
    card->addHeaderWidget(save);
    m_credits = new CreditTable(m_model, this);
    auto* view = new QTableView;
    view->setModel(m_credits);
    view->setAccessibleName(tr("Credits"));
    view->setFrameShape(QFrame::NoFrame);
    view->setShowGrid(false);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->verticalHeader()->hide();
    view->verticalHeader()->setDefaultSectionSize(theme::size::kControl);
    view->horizontalHeader()->setHighlightSections(false);
    view->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_views = new QStackedWidget;
    m_views->addWidget(new widgets::EmptyState(
        theme::Glyph::Wallet, tr("No credits yet"),
        tr("The first line comes with the first signed statement, at the end of an accounting "
           "period in which this node served or stood ready.")));
    m_views->addWidget(view);
    m_views->setMinimumHeight(kListHeight);
    card->body()->addWidget(m_views, 1);
    connect(kind, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_credits->setKind(
            index == 0 ? std::nullopt : std::optional(static_cast<CreditLine::Kind>(index - 1)));
    });
    connect(save, &QPushButton::clicked, this, &WalletPage::askForFile);
    return card;
}

/// Each key is answered by a sentence.
void WalletPage::addressTyped() {
    const QString text = m_address->text().trimmed();
    const auto say = [this](Tone tone, const QString& words) {
        m_addressState->setTone(tone);
        m_addressState->setText(words);
        m_address->setAccessibleDescription(words);
    };
    if (text.isEmpty())
        return say(
            Tone::Muted, tr("No address: rewards stay with the Router until you enter one."));
    if (const auto problem = node::checkPayoutAddress(text.toStdString())) {
        const bool isPrefix = *problem == node::SettingProblem::PayoutAddress &&
                              text.size() < kAddressLength && text.startsWith(QLatin1String("0x"));
        return isPrefix ? say(Tone::Muted, tr("%n more digit(s).", nullptr,
                                              kAddressLength - static_cast<int>(text.size())))
                        : say(Tone::Error, bridge::settingSentence(*problem));
    }
    const QString checked =
        QString::fromStdString(node::withChecksum(text.toStdString()).value_or(std::string()));
    if (checked != text)
        return say(
            Tone::Warn,
            tr("This address is written without a checksum, so that a typing mistake would not be "
               "seen. Compare it: %1")
                .arg(grouped(checked)));
    say(Tone::Ok, tr("The checksum is right: %1").arg(grouped(checked)));
}

void WalletPage::saveAddress() {
    const std::string text = m_address->text().trimmed().toStdString();
    if (node::checkPayoutAddress(text))
        return;
    node::MinerSettings settings = m_model.settings();
    settings.payoutAddress = node::withChecksum(text).value_or(std::string());
    if (settings.payoutAddress == m_model.settings().payoutAddress)
        return;
    m_model.setSettings(std::move(settings));
    m_address->setText(QString::fromStdString(m_model.settings().payoutAddress));
    addressTyped();
    if (!m_model.settings().payoutAddress.empty())
        m_addressState->setText(
            tr("Saved; the Router is told.") + QLatin1Char(' ') + m_addressState->text());
}

void WalletPage::takeSettings() {
    const QString saved = QString::fromStdString(m_model.settings().payoutAddress);
    m_copy->setEnabled(!saved.isEmpty());
    if (m_address->hasFocus() && m_address->isModified())
        return;
    m_address->setText(saved);
    addressTyped();
}

void WalletPage::takeEarnings() {
    const bridge::MoneyFormat format(m_model.settings());
    const auto sums = bridge::earningsSumsOf(
        m_model.earnings(), bridge::toDateTime(m_model.clock().wall()).date());
    const auto set = [&](widgets::StatCard* card, base::MicroTokens amount, const QString& detail) {
        card->setFigure(sums.isKnown ? format.figure(amount) : QString(), format.figureUnit());
        const QString besides = format.besides(amount);
        card->setDetail(
            !sums.isKnown       ? tr("No statement yet")
            : besides.isEmpty() ? detail
                                : besides + QStringLiteral(" · ") + detail);
    };
    const terminal::EarningsRecord* last = nullptr;
    if (const node::EarningsReport* report = m_model.earnings())
        for (const terminal::EarningsRecord& record : report->earnings.records)
            if (record.isSignatureValid)
                last = &record;
    set(m_balance, sums.balance, tr("All rewards so far"));
    set(m_month, sums.month, tr("Today %1").arg(format.text(sums.today)));
    if (last)
        set(m_last, last->statement.reward(),
            tr("Period %1, %2 · %3")
                .arg(last->statement.epoch)
                .arg(
                    bridge::momentText(
                        bridge::endOf(last->statement), bridge::toDateTime(m_model.clock().wall())),
                    standingText(*last)));
    else
        set(m_last, {}, {});
    m_payout->setText(
        m_model.isDemo()
            ? tr("Nothing. The demo's tokens are worth nothing and are never paid out.")
        : sums.isKnown
            ? tr("Nothing so far: %1 are not paid out yet.").arg(format.text(sums.balance))
            : tr("Nothing so far."));
    m_credits->refresh();
    m_views->setCurrentIndex(sums.isKnown ? 1 : 0);
}

std::optional<QString> WalletPage::exportTo(const QString& file) const {
    return writeFile(file, creditsCsv(m_credits->lines()));
}

void WalletPage::askForFile() {
    askForExport(
        this, tr("Export the credits"), QStringLiteral("meson-credits.csv"), tr("Table (*.csv)"),
        [this](const QString& file) {
            if (const auto problem = exportTo(file))
                Q_EMIT m_model.commandFailed(*problem);
        });
}

} // namespace meson::pages

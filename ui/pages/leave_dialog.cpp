// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/leave_dialog.h"

#include "ui/bridge/earnings_sums.h"
#include "ui/bridge/words.h"
#include "ui/widgets/units.h"

#include <QDate>

namespace meson::pages {

namespace {

QString creditWords(const bridge::MinerModel& model) {
    const node::EarningsReport* report = model.earnings();
    if (!report)
        return LeaveDialog::tr("What is on your account is not known now.");
    const QString balance = bridge::tokensText(report->earnings.balance);
    std::int64_t open = 0;
    for (const auto& [epoch, receipts] : report->earnings.unsettled)
        open += receipts.stated.count();
    const QString account =
        model.isDemo()
            ? LeaveDialog::tr("On your account: %1 tokens of play money.").arg(balance)
            : LeaveDialog::tr("On your account, not paid out: %1 tokens. They stay yours.")
                  .arg(balance);
    if (open == 0)
        return account;
    return account + QLatin1Char(' ') +
           LeaveDialog::tr("%1 that were served are accounted for at the end of the period.")
               .arg(widgets::bytesInWords(open));
}

QString wordsOf(const bridge::MinerModel& model) {
    return LeaveDialog::tr(
               "Viewers are sent elsewhere, running transfers end, and the Router takes this node "
               "off its list; that takes half a minute at most.") +
           QStringLiteral("\n\n") + creditWords(model) + QStringLiteral("\n\n") +
           LeaveDialog::tr("The node's key stays on this computer: who joins again with it has the "
                           "same account and standing.");
}

} // namespace

LeaveDialog::LeaveDialog(const bridge::MinerModel& model, QWidget* parent)
    : ConfirmDialog(
          tr("Leave the network?"), wordsOf(model), tr("Leave"), widgets::Danger::Destructive,
          parent) {
    const auto& now = model.snapshot().terminal;
    setRemember(tr("Delete what is cached here: %1")
                    .arg(widgets::bytesInWords(now ? now->used.count() : 0)));
}

terminal::CacheOnLeave LeaveDialog::cache() const {
    return isRemembered() ? terminal::CacheOnLeave::Delete : terminal::CacheOnLeave::Keep;
}

} // namespace meson::pages

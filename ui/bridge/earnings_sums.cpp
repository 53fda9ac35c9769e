// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/earnings_sums.h"

#include "ui/bridge/words.h"

namespace meson::bridge {

EarningsSums earningsSumsOf(const node::EarningsReport* report, QDate today) {
    EarningsSums sums;
    if (!report)
        return sums;
    sums.balance = report->earnings.balance;
    for (const terminal::EarningsRecord& record : report->earnings.records) {
        if (!record.isSignatureValid)
            continue;
        sums.isKnown = true;
        const protocol::Statement& statement = record.statement;
        const QDate day = QDateTime::fromSecsSinceEpoch(statement.ends).date();
        if (day == today)
            sums.today += statement.reward();
        if (day == today.addDays(-1))
            sums.yesterday += statement.reward();
        if (day.year() == today.year() && day.month() == today.month())
            sums.month += statement.reward();
    }
    return sums;
}

QString earnedText(const EarningsSums& sums, base::MicroTokens amount) {
    return sums.isKnown ? tokensText(amount) : QString(QChar(0x2013));
}

} // namespace meson::bridge

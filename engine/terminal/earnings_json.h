// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/terminal/earnings.h"

#include <QByteArray>
#include <QJsonObject>

namespace meson::terminal {

/// {"receipts":1,"stated":2,"due":2,"late":0,"credited":2,"held":0}, and back; what is missing is
/// 0, but for `due`: what the Router acknowledged.
QJsonObject toJson(const OwnReceipts& own);
OwnReceipts ownReceiptsFrom(const QJsonObject& object);

/// {"42":{…},…} by epoch, and back.
QJsonObject toJson(const ReceiptTotals& totals);
ReceiptTotals receiptTotalsFrom(const QJsonObject& object);

/// What the statements that ended at `since` or later say was earned, as GET /v1/status has it;
/// null while there is no statement.
QJsonObject earnedJson(const Earnings& earnings, base::WallTime since);

/// The object of GET /v1/earnings: every kept statement, and every figure of it computed again.
/// Bytes, seconds and micro-tokens; times in Unix seconds of Router time.
QByteArray toJson(const Earnings& earnings);

} // namespace meson::terminal

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/earnings_json.h"

#include "engine/protocol/codec.h"
#include "engine/terminal/earnings_check.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace meson::terminal {
namespace {

QString text(std::string_view value) {
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

/// The statement's own fields, as they were signed, and what is known of them here.
QJsonObject toJson(const EarningsRecord& record) {
    QJsonObject object = QJsonDocument::fromJson(protocol::encode(record.statement)).object();
    object.insert(QStringLiteral("penalty"), qint64(record.statement.penalty().count()));
    object.insert(QStringLiteral("reward"), qint64(record.statement.reward().count()));
    object.insert(QStringLiteral("signatureValid"), record.isSignatureValid);
    object.insert(QStringLiteral("countersigned"), record.isCountersigned);
    object.insert(QStringLiteral("own"), record.own ? toJson(*record.own) : QJsonValue());
    return object;
}

QJsonObject toJson(const CheckLine& line) {
    QJsonObject object{
        {QStringLiteral("epoch"), qint64(line.epoch)},
        {QStringLiteral("figure"), text(nameOf(line.figure))},
        {QStringLiteral("said"), qint64(line.said)},
        {QStringLiteral("computed"), qint64(line.computed)},
        {QStringLiteral("verdict"), text(nameOf(line.verdict))}};
    if (line.explanation != Explanation::None) {
        object.insert(QStringLiteral("explained"), qint64(line.explained));
        object.insert(QStringLiteral("because"), text(sentence(line.explanation)));
    }
    return object;
}

} // namespace

QJsonObject toJson(const OwnReceipts& own) {
    return {
        {QStringLiteral("receipts"), qint64(own.receipts)},
        {QStringLiteral("stated"), qint64(own.stated.count())},
        {QStringLiteral("due"), qint64(own.due.count())},
        {QStringLiteral("late"), qint64(own.late.count())},
        {QStringLiteral("credited"), qint64(own.credited.count())},
        {QStringLiteral("held"), qint64(own.held.count())}};
}

OwnReceipts ownReceiptsFrom(const QJsonObject& object) {
    const auto number = [&object](const char* name, qint64 otherwise = 0) {
        return object.value(QLatin1String(name)).toInteger(otherwise);
    };
    const qint64 acknowledged = number("credited") + number("held");
    return {
        number("receipts"),
        base::Bytes(number("stated")),
        base::Bytes(number("due", acknowledged)),
        base::Bytes(number("late")),
        base::Bytes(number("credited")),
        base::Bytes(number("held"))};
}

QJsonObject toJson(const ReceiptTotals& totals) {
    QJsonObject object;
    for (const auto& [epoch, own] : totals)
        object.insert(QString::number(epoch), toJson(own));
    return object;
}

ReceiptTotals receiptTotalsFrom(const QJsonObject& object) {
    ReceiptTotals totals;
    for (auto entry = object.begin(); entry != object.end(); ++entry)
        totals[entry.key().toLongLong()] = ownReceiptsFrom(entry.value().toObject());
    return totals;
}

QJsonObject earnedJson(const Earnings& earnings, base::WallTime since) {
    base::MicroTokens amount;
    bool isKnown = false;
    for (const EarningsRecord& record : earnings.records) {
        isKnown = isKnown || record.isSignatureValid;
        if (record.isSignatureValid && record.statement.ends >= base::unixSeconds(since))
            amount += record.statement.reward();
    }
    return {
        {QStringLiteral("since"), qint64(base::unixSeconds(since))},
        {QStringLiteral("amount"), isKnown ? QJsonValue(qint64(amount.count())) : QJsonValue()},
        {QStringLiteral("balance"), qint64(earnings.balance.count())},
        {QStringLiteral("demo"), earnings.demo}};
}

QByteArray toJson(const Earnings& earnings) {
    QJsonArray epochs;
    for (const EarningsRecord& record : earnings.records)
        epochs.append(toJson(record));
    const std::vector<CheckLine> lines = checkEarnings(earnings.records);
    QJsonArray check;
    for (const CheckLine& line : lines)
        check.append(toJson(line));
    return QJsonDocument(QJsonObject{
                             {QStringLiteral("demo"), earnings.demo},
                             {QStringLiteral("balance"), qint64(earnings.balance.count())},
                             {QStringLiteral("addsUp"), addsUp(lines)},
                             {QStringLiteral("problem"), text(earnings.problem)},
                             {QStringLiteral("epochs"), epochs},
                             {QStringLiteral("unsettled"), toJson(earnings.unsettled)},
                             {QStringLiteral("check"), check}})
        .toJson(QJsonDocument::Compact);
}

} // namespace meson::terminal

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/demo/snapshot.h"

#include <QJsonArray>
#include <algorithm>

namespace meson::demo {
namespace {

QJsonObject object(const QJsonObject& parent, const char* name) {
    return parent.value(QLatin1String(name)).toObject();
}
std::int64_t count(const QJsonObject& parent, const char* name) {
    return parent.value(QLatin1String(name)).toInteger();
}
QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

void takeTerminal(TerminalFigures& terminal, const QJsonObject& status) {
    terminal.state = status.value(QLatin1String("state")).toString().toStdString();
    terminal.suspended = status.value(QLatin1String("suspended")).toBool();
    terminal.objects = count(status, "objects");
    terminal.used = base::Bytes(count(status, "used"));
    terminal.rate = base::BytesPerSecond(count(status, "uploadRate"));
    terminal.served = base::Bytes(count(status, "servedBytes"));
    terminal.checksPassed = count(status, "checksPassed");
    terminal.checksFailed = count(status, "checksFailed");
    terminal.credits = base::MicroTokens(count(status, "credits"));
}

} // namespace

void takeRouterStatus(Snapshot& snapshot, const QJsonObject& status) {
    const QJsonObject delivery = object(status, "delivery");
    snapshot.requests = count(delivery, "requests");
    snapshot.fromOrigin = count(delivery, "fromOrigin");
    snapshot.epoch = count(status, "epoch");
    snapshot.checksPassed = count(object(status, "spotChecks"), "passed");
    snapshot.checksFailed = count(object(status, "spotChecks"), "failed");
    snapshot.ledgerBalanced = status.value(QLatin1String("ledgerBalanced")).toBool();
    for (const QJsonValue& value : status.value(QLatin1String("terminals")).toArray()) {
        const QJsonObject row = value.toObject();
        const std::string name = row.value(QLatin1String("name")).toString().toStdString();
        const auto found = std::find_if(
            snapshot.terminals.begin(), snapshot.terminals.end(),
            [&](const TerminalFigures& terminal) { return terminal.name == name; });
        if (found != snapshot.terminals.end())
            takeTerminal(*found, row);
    }
}

QJsonObject summaryOf(const Snapshot& snapshot) {
    QJsonObject credits;
    QJsonArray suspended;
    for (const TerminalFigures& terminal : snapshot.terminals) {
        credits.insert(text(terminal.name), qint64(terminal.credits.count()));
        if (terminal.suspended)
            suspended.append(text(terminal.name));
    }
    const ViewerReport& viewers = snapshot.viewers;
    return {
        {QStringLiteral("requests"), qint64(viewers.requests)},
        {QStringLiteral("bytes"), qint64(viewers.bytes)},
        {QStringLiteral("servedByTerminals"), snapshot.servedByTerminals()},
        {QStringLiteral("hitRatio"), snapshot.hitRatio()},
        {QStringLiteral("wrongBytes"), qint64(viewers.wrongBytes)},
        {QStringLiteral("failovers"), qint64(viewers.failovers)},
        {QStringLiteral("failures"), qint64(viewers.failures)},
        {QStringLiteral("stalls"), qint64(viewers.stalls)},
        {QStringLiteral("spotChecks"),
         QJsonObject{
             {QStringLiteral("passed"), qint64(snapshot.checksPassed)},
             {QStringLiteral("failed"), qint64(snapshot.checksFailed)}}},
        {QStringLiteral("credits"), credits},
        {QStringLiteral("suspended"), suspended},
        {QStringLiteral("ledgerBalanced"), snapshot.ledgerBalanced},
        {QStringLiteral("seconds"), qint64(snapshot.seconds)}};
}

QJsonObject pageDataOf(const Snapshot& snapshot, const std::string& streamUrl) {
    QJsonArray terminals;
    for (const TerminalFigures& terminal : snapshot.terminals)
        terminals.append(QJsonObject{
            {QStringLiteral("name"), text(terminal.name)},
            {QStringLiteral("authority"), text(terminal.authority)},
            {QStringLiteral("state"), text(terminal.state)},
            {QStringLiteral("objects"), qint64(terminal.objects)},
            {QStringLiteral("used"), qint64(terminal.used.count())},
            {QStringLiteral("quota"), qint64(terminal.quota.count())},
            {QStringLiteral("rate"), qint64(terminal.rate.count())},
            {QStringLiteral("limit"), qint64(terminal.limit.count())},
            {QStringLiteral("served"), qint64(terminal.served.count())},
            {QStringLiteral("requests"), qint64(terminal.requests)},
            {QStringLiteral("sentBack"), qint64(terminal.sentBack)},
            {QStringLiteral("checksPassed"), qint64(terminal.checksPassed)},
            {QStringLiteral("checksFailed"), qint64(terminal.checksFailed)},
            {QStringLiteral("credits"), qint64(terminal.credits.count())}});
    QJsonObject data = summaryOf(snapshot);
    data.insert(QStringLiteral("stream"), text(streamUrl));
    data.insert(QStringLiteral("epoch"), qint64(snapshot.epoch));
    data.insert(QStringLiteral("viewerRate"), qint64(snapshot.viewerRate.count()));
    data.insert(QStringLiteral("terminals"), terminals);
    return data;
}

} // namespace meson::demo

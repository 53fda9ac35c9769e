// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/router_status.h"

#include "engine/protocol/codec.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace meson::router {

namespace {

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

QJsonObject toJson(const TerminalStatus& terminal) {
    QJsonObject json{
        {QStringLiteral("id"), text(terminal.id)},
        {QStringLiteral("name"), text(terminal.name)},
        {QStringLiteral("state"), text(terminal.state)},
        {QStringLiteral("suspended"), terminal.suspended},
        {QStringLiteral("reason"), text(terminal.reason)},
        {QStringLiteral("objects"), qint64(terminal.objects)},
        {QStringLiteral("used"), qint64(terminal.used.count())},
        {QStringLiteral("available"), qint64(terminal.available.count())},
        {QStringLiteral("uploadRate"), qint64(terminal.uploadRate.count())},
        {QStringLiteral("uploadLimit"), qint64(terminal.uploadLimit.count())},
        {QStringLiteral("servedBytes"), qint64(terminal.served.count())},
        {QStringLiteral("checksPassed"), qint64(terminal.checksPassed)},
        {QStringLiteral("checksFailed"), qint64(terminal.checksFailed)},
        {QStringLiteral("credits"), qint64(terminal.credits.count())}};
    if (terminal.hardware)
        json.insert(
            QStringLiteral("hardware"),
            QJsonDocument::fromJson(protocol::encode(*terminal.hardware)).object());
    return json;
}

} // namespace

QJsonObject toJson(const RouterStatus& status) {
    QJsonArray terminals;
    for (const TerminalStatus& terminal : status.terminals)
        terminals.append(toJson(terminal));
    const QJsonObject delivery{
        {QStringLiteral("requests"), qint64(status.requests)},
        {QStringLiteral("redirected"), qint64(status.redirected)},
        {QStringLiteral("fromRouter"), qint64(status.fromRouter)},
        {QStringLiteral("fromOrigin"), qint64(status.fromOrigin)},
        {QStringLiteral("bytesByRouter"), qint64(status.bytesByRouter.count())},
        {QStringLiteral("bytesByTerminals"), qint64(status.bytesByTerminals.count())},
        {QStringLiteral("returned"), qint64(status.returned)},
        {QStringLiteral("failovers"), qint64(status.failovers)}};
    const QJsonObject checks{
        {QStringLiteral("passed"), qint64(status.checksPassed)},
        {QStringLiteral("failed"), qint64(status.checksFailed)}};
    return {
        {QStringLiteral("name"), text(status.name)},
        {QStringLiteral("demo"), status.demo},
        {QStringLiteral("routerTime"), qint64(status.routerTime)},
        {QStringLiteral("epoch"), qint64(status.epoch)},
        {QStringLiteral("epochSeconds"), qint64(status.epochSeconds)},
        {QStringLiteral("epochsSettled"), qint64(status.epochsSettled)},
        {QStringLiteral("delivery"), delivery},
        {QStringLiteral("spotChecks"), checks},
        {QStringLiteral("ledgerBalanced"), status.ledgerBalanced},
        {QStringLiteral("terminals"), terminals}};
}

} // namespace meson::router

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/terminal_state.h"

#include "engine/platform/private_file.h"
#include "engine/terminal/terminal_log.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace meson::terminal {
namespace {

std::optional<OwnerPause> pauseOf(const QJsonObject& object) {
    if (!object.value(QStringLiteral("paused")).toBool())
        return std::nullopt;
    OwnerPause pause;
    pause.reason = object.value(QStringLiteral("pauseReason")).toString().toStdString();
    if (const qint64 until = object.value(QStringLiteral("pausedUntil")).toInteger(); until > 0)
        pause.until = QDateTime::fromSecsSinceEpoch(until);
    return pause;
}

} // namespace

TerminalState TerminalState::load(const std::filesystem::path& file) {
    TerminalState state;
    const auto text = platform::readFile(file);
    if (!text)
        return state;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(*text));
    if (!document.isObject())
        qCWarning(lcTerminal, "%s cannot be read; it is written anew.", file.string().c_str());
    const QJsonObject object = document.object();
    const qint64 router = object.value(QStringLiteral("routerTime")).toInteger();
    const qint64 wall = object.value(QStringLiteral("wallTime")).toInteger();
    if (router > 0 && wall > 0)
        state.clock = {base::fromUnixSeconds(router), base::fromUnixSeconds(wall)};
    state.pause = pauseOf(object);
    state.traffic = {
        base::Bytes(object.value(QStringLiteral("trafficBytes")).toInteger()),
        QDate::fromString(object.value(QStringLiteral("trafficSince")).toString(), Qt::ISODate)};
    const qint64 port = object.value(QStringLiteral("port")).toInteger();
    state.port = port > 0 && port < 65'536 ? static_cast<std::uint16_t>(port) : 0;
    return state;
}

bool TerminalState::save(const std::filesystem::path& file) const {
    QJsonObject object{
        {QStringLiteral("paused"), pause.has_value()},
        {QStringLiteral("trafficBytes"), static_cast<qint64>(traffic.counted().count())},
        {QStringLiteral("trafficSince"), traffic.period().toString(Qt::ISODate)},
        {QStringLiteral("port"), port}};
    if (pause) {
        object.insert(QStringLiteral("pauseReason"), QString::fromStdString(pause->reason));
        if (pause->until)
            object.insert(QStringLiteral("pausedUntil"), pause->until->toSecsSinceEpoch());
    }
    if (clock) {
        object.insert(
            QStringLiteral("routerTime"), static_cast<qint64>(base::unixSeconds(clock->router)));
        object.insert(
            QStringLiteral("wallTime"), static_cast<qint64>(base::unixSeconds(clock->wall)));
    }
    return platform::savePrivateFile(
        file, QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString());
}

} // namespace meson::terminal

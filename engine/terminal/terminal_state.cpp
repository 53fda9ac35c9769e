// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/terminal_state.h"

#include "engine/platform/private_file.h"
#include "engine/terminal/terminal_log.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace meson::terminal {

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
    state.paused = object.value(QStringLiteral("paused")).toBool();
    state.pauseReason = object.value(QStringLiteral("pauseReason")).toString().toStdString();
    const qint64 port = object.value(QStringLiteral("port")).toInteger();
    state.port = port > 0 && port < 65'536 ? static_cast<std::uint16_t>(port) : 0;
    return state;
}

bool TerminalState::save(const std::filesystem::path& file) const {
    QJsonObject object{
        {QStringLiteral("paused"), paused},
        {QStringLiteral("pauseReason"), QString::fromStdString(pauseReason)},
        {QStringLiteral("port"), port}};
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

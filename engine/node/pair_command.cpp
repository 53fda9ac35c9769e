// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/command.h"
#include "engine/node/control_request.h"

#include <QDateTime>
#include <QJsonArray>
#include <array>
#include <cstdio>

namespace meson::node {
namespace {

using enum SettingType;

constexpr std::array kTable{
    Setting{
        "host", Text, "",
        "Name or address that the other computer reaches this one by. Default: an address of this "
        "computer, a public one if it has one.",
        "Pairing"},
    Setting{"list", Switch, "no", "Show the apps that were paired, and pair none.", "Pairing"},
    Setting{"revoke", Text, "", "Let the app of this name in no more, and pair none.", "Pairing"},
    Setting{
        "folder", Path, "",
        "State folder of the Terminal to talk to. Default: meson/terminal in your data folder.",
        "General"},
    shared::kSettingsFile,
    shared::kVerbose};

QString timeText(const QJsonValue& seconds) {
    return QDateTime::fromSecsSinceEpoch(seconds.toInteger()).toString(Qt::ISODate);
}

int list(const Settings& settings) {
    const auto answer = askTerminal(settings, "GET", "/v1/pairing");
    if (!answer)
        return complain(answer.error(), kExitFailed);
    const QJsonArray apps = answer->object().value(QLatin1String("apps")).toArray();
    if (apps.isEmpty())
        std::puts("No app is paired.");
    for (const QJsonValue& app : apps) {
        const QJsonValue seen = app[QLatin1String("seen")];
        const QString line =
            QStringLiteral("%1\tpaired %2\t%3")
                .arg(
                    app[QLatin1String("name")].toString(), timeText(app[QLatin1String("paired")]),
                    seen.isNull() ? QStringLiteral("not seen since the start")
                                  : QStringLiteral("seen ") + timeText(seen));
        std::puts(line.toUtf8().constData());
    }
    return kExitOk;
}

int revoke(const Settings& settings) {
    const QString name = QString::fromStdString(settings.text("revoke"));
    const auto answer =
        askTerminal(settings, "POST", "/v1/pairing/revoke", {{QStringLiteral("name"), name}});
    return answer ? kExitOk : complain(answer.error(), kExitFailed);
}

int runPair(const Settings& settings) {
    if (settings.isOn("list"))
        return list(settings);
    if (settings.has("revoke"))
        return revoke(settings);
    const QString host = QString::fromStdString(settings.text("host")).toLower();
    const auto answer =
        askTerminal(settings, "POST", "/v1/pairing", {{QStringLiteral("host"), host}});
    if (!answer)
        return complain(answer.error(), kExitFailed);
    std::puts(answer->object().value(QLatin1String("line")).toString().toUtf8().constData());
    std::fputs(
        "Paste this line into Meson Miner on the other computer: Machines, Attach a machine. It "
        "is good for 10 minutes and for one app.\n",
        stderr);
    return kExitOk;
}

} // namespace

const Command kPairCommand{
    "pair",
    "let Meson Miner on another computer control the Terminal here",
    "meson-network pair: prints one line for Meson Miner on another computer of yours, which then\n"
    "watches, pauses and limits the Terminal on this one. The Terminal must run with\n"
    "--remote-control. A line is good for 10 minutes, for one app and for five tries; a new one\n"
    "makes the one before it void.\n\n"
    "Examples:\n  meson-network pair\n  meson-network pair --host home.example.org\n"
    "  meson-network pair --list\n  meson-network pair --revoke \"my laptop\"\n",
    kTable,
    Settings::Positionals::Refused,
    runPair};

} // namespace meson::node

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/quantities.h"
#include "engine/node/command.h"
#include "engine/node/control_request.h"

#include <array>
#include <cstdio>

namespace meson::node {
namespace {

using enum SettingType;

constexpr Setting kFolder{
    "folder", Path, "",
    "State folder of the Terminal to talk to. Default: meson/terminal in your data folder.",
    "General"};
constexpr std::array kPlainTable{kFolder, shared::kSettingsFile, shared::kVerbose};
constexpr std::array kPauseTable{
    Setting{"reason", Text, "the owner's wish", "Why, for the Router and yourself.", "Pause"},
    Setting{
        "for", Duration, "", "Serve again by itself after this time. Default: not before resume.",
        "Pause", 1000, 365LL * 24 * 3600 * 1000},
    kFolder, shared::kSettingsFile, shared::kVerbose};
constexpr std::array kLimitsTable{
    Setting{"upload-limit", Rate, "", "Most upload used, over any 10 s.", "Limits", 12'500},
    Setting{"alternative-limit", Rate, "", "The second, lower limit.", "Limits", 12'500},
    Setting{
        "use-alternative", Switch, "", "Keep to the second limit from now on, or no more.",
        "Limits"},
    Setting{
        "quota", Size, "",
        "Space to lend, one value for each --cache of the Terminal in the same order; a smaller "
        "one deletes at once what exceeds it.",
        "Limits", 16 * 1024 * 1024, std::numeric_limits<std::int64_t>::max(), Setting::Times::Many},
    kFolder,
    shared::kSettingsFile,
    shared::kVerbose};

constexpr std::array kLeaveTable{
    Setting{
        "delete-cache", Switch, "no", "Delete the cached objects too; the keys always stay.",
        "Leave"},
    kFolder, shared::kSettingsFile, shared::kVerbose};

/// Sends one request to the Terminal's control API and prints its answer.
int ask(
    const Settings& settings, const std::string& method, const std::string& path,
    const QJsonObject& body) {
    const auto answer = askTerminal(settings, method, path, body);
    if (!answer)
        return complain(answer.error(), kExitFailed);
    if (!answer->isNull())
        std::fputs(answer->toJson(QJsonDocument::Indented).constData(), stdout);
    return kExitOk;
}

int runStatus(const Settings& settings) {
    return ask(settings, "GET", "/v1/status", {});
}

int runPause(const Settings& settings) {
    const QString reason = QString::fromStdString(settings.text("reason"));
    QJsonObject pause{{QStringLiteral("reason"), reason}};
    if (settings.has("for"))
        pause.insert(QStringLiteral("seconds"), qint64(settings.duration("for").count() / 1000));
    return ask(settings, "POST", "/v1/pause", pause);
}

int runResume(const Settings& settings) {
    return ask(settings, "POST", "/v1/resume", {});
}

int runLimits(const Settings& settings) {
    QJsonObject limits;
    if (settings.has("upload-limit"))
        limits.insert(QStringLiteral("uploadLimit"), qint64(settings.rate("upload-limit").count()));
    if (settings.has("alternative-limit"))
        limits.insert(
            QStringLiteral("alternativeLimit"), qint64(settings.rate("alternative-limit").count()));
    if (settings.has("use-alternative"))
        limits.insert(QStringLiteral("useAlternative"), settings.isOn("use-alternative"));
    QJsonArray quotas;
    for (const std::string& quota : settings.texts("quota"))
        quotas.append(qint64(base::parseBytes(quota)->count()));
    if (!quotas.isEmpty())
        limits.insert(QStringLiteral("quotas"), quotas);
    if (limits.isEmpty())
        return complain(
            "limits: Say what to change: --upload-limit, --alternative-limit, "
            "--use-alternative or --quota.",
            kExitUsage);
    return ask(settings, "POST", "/v1/limits", limits);
}

int runLeave(const Settings& settings) {
    return ask(
        settings, "POST", "/v1/leave",
        {{QStringLiteral("deleteCache"), settings.isOn("delete-cache")}});
}

} // namespace

const Command kStatusCommand{
    "status",
    "what the Terminal on this computer is doing",
    "meson-network status: prints the state of the Terminal on this computer as JSON.\n\n"
    "Example:\n  meson-network status --folder /var/lib/meson\n",
    kPlainTable,
    Settings::Positionals::Refused,
    runStatus};
const Command kPauseCommand{
    "pause",
    "stop serving for now",
    "meson-network pause: viewers are sent elsewhere until resume; running transfers end\n"
    "first. The pause outlives a restart.\n\n"
    "Example:\n  meson-network pause --for 1h --reason \"video call\"\n",
    kPauseTable,
    Settings::Positionals::Refused,
    runPause};
const Command kResumeCommand{
    "resume",
    "serve again",
    "meson-network resume: ends a pause of yours. The week, the monthly cap and the other\n"
    "rules of the Terminal go on.\n\nExample:\n  meson-network resume\n",
    kPlainTable,
    Settings::Positionals::Refused,
    runResume};
const Command kLimitsCommand{
    "limits",
    "change upload limit and disk space while it runs",
    "meson-network limits: changes limits of the running Terminal at once, until its next\n"
    "start, when its settings rule again.\n\n"
    "Examples:\n  meson-network limits --upload-limit 10Mbit/s\n"
    "  meson-network limits --alternative-limit 2Mbit/s --use-alternative\n  meson-network limits "
    "--quota "
    "100GB\n",
    kLimitsTable,
    Settings::Positionals::Refused,
    runLimits};
const Command kLeaveCommand{
    "leave",
    "take the Terminal out of its network",
    "meson-network leave: new viewers are sent elsewhere, running transfers end and receipts are\n"
    "delivered (half a minute at most), then the Router takes the Terminal off its list and the\n"
    "program ends. Keys and earnings stay; the next start joins again.\n\n"
    "Examples:\n  meson-network leave\n  meson-network leave --delete-cache\n",
    kLeaveTable,
    Settings::Positionals::Refused,
    runLeave};

} // namespace meson::node

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/store/content_store.h"
#include "engine/terminal/serving_rules.h"
#include "engine/terminal/terminal_options.h"

#include <QJsonObject>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace meson::node {

/// Which network the app's Terminal is in.
enum class Network {
    Unset,  ///< the owner has not been asked yet
    Demo,   ///< the small one on this computer; its money is play money
    Router, ///< that of MinerSettings::routerUrl
};
enum class ThemeChoice { System, Light, Dark, HighContrast };
enum class OnClose { Ask, KeepRunning, Quit };
enum class TrayColor { Color, Dark, Light };
enum class RateUnit { BitsPerSecond, BytesPerSecond };
/// How the app writes what was earned. Currency and Both need a price of the token.
enum class MoneyUnit { Tokens, Currency, Both };
/// What the owner wants to be told of on the desktop.
enum class NoticeKind { Payout, Penalty, Unreachable, DiskFull, CapReached, EngineFailure };

/// Everything that the owner of a desktop Terminal sets, as one value. Defaults are what a new
/// owner gets. Thread: any.
struct MinerSettings {
    Network network = Network::Unset;
    std::string routerUrl;          ///< http or https, without a path; kept while in the demo
    std::string routerCertificates; ///< PEM file to trust; empty: the system's
    std::string name = "miner";     ///< for people, 1–63 bytes
    std::string payoutAddress;      ///< EIP-55, or empty for later

    std::vector<store::VolumeOptions> volumes;
    base::Bytes memory = base::mebibytes(64);
    base::BytesPerSecond scrubRate{4 * 1024 * 1024}; ///< 0: no scrub

    std::int64_t port = 0;              ///< where clients are served; 0: any free one, kept
    std::vector<std::string> addresses; ///< announced; empty: where the Router sees us
    bool mapPort = true;
    std::int64_t connections = 10'000;
    std::int64_t threads = 1;   ///< data loops, 1–64
    std::int64_t downloads = 4; ///< fetches at the same time, 1–64
    std::vector<std::string> refusedBindings;

    terminal::ServingRules rules;
    terminal::TrafficCapOptions cap;
    bool keepAwake = false;

    double electricityPrice = 0; ///< money per kWh; 0: not entered
    double watts = 0;            ///< that the computer draws more because of us; 0: not entered
    double dataPrice = 0;        ///< money per GB served or fetched; 0: not entered
    std::string currency;        ///< of these prices and of the token's; empty: not entered
    double tokenPrice = 0;       ///< money per token; 0: not entered
    MoneyUnit moneyUnit = MoneyUnit::Tokens;

    ThemeChoice theme = ThemeChoice::System;
    std::string language; ///< "en", "zh_CN"; empty: the system's
    double textScale = 1; ///< 0.8–2
    RateUnit rateUnit = RateUnit::BitsPerSecond;
    TrayColor trayColor = TrayColor::Color;
    OnClose onClose = OnClose::Ask;
    bool startAtLogin = false;
    bool startHidden = false; ///< at login: in the tray, where there is one
    bool showsAdvanced = false;
    std::set<NoticeKind> notices{NoticeKind::Payout,      NoticeKind::Penalty,
                                 NoticeKind::Unreachable, NoticeKind::DiskFull,
                                 NoticeKind::CapReached,  NoticeKind::EngineFailure};
};

QJsonObject toJson(const MinerSettings& settings);
bool operator==(const MinerSettings& a, const MinerSettings& b);

enum class SettingProblem {
    RouterUrl,      ///< The Router's address must be http:// or https:// with a host and no path.
    Name,           ///< The name must have 1 to 63 characters.
    PayoutAddress,  ///< This is not an Ethereum address: 0x and 40 hexadecimal digits.
    PayoutChecksum, ///< A character of this address is wrong: its checksum does not fit.
    NoVolume,       ///< At least one folder is needed.
    VolumeFolder,   ///< The folder must be an absolute path.
    VolumeTwice,    ///< The same folder is named twice.
    VolumeSize,     ///< A folder needs at least 16 MB.
    NoVolumeStays,  ///< One folder must stay, for what is moved out of the others.
    Limit,          ///< A limit must be 100 kbit/s or more, or none.
    ResetDay,       ///< The day of the month must be 1 to 31.
    Heat,           ///< The temperature must be 0 to 120 °C.
    Port,           ///< The port must be 0 to 65535.
    HostName,       ///< This is not a host name or an IP address.
    Count,          ///< A number is outside its range.
    Price,          ///< A price or power must not be negative.
    Currency,       ///< The currency is named by at most 8 characters, as EUR.
};
std::string_view sentence(SettingProblem);

/// Each field as it is typed; nothing when it is fine.
std::optional<SettingProblem> checkRouterUrl(std::string_view text);
std::optional<SettingProblem> checkPayoutAddress(std::string_view text); ///< empty is fine
/// `text` with the checksum of EIP-55; nothing for what is no address.
std::optional<std::string> withChecksum(std::string_view text);
std::optional<SettingProblem> checkName(std::string_view text);
std::optional<SettingProblem> checkCurrency(std::string_view text); ///< empty is fine
/// The first thing that is wrong with all of it; what an Unset or Demo network does not need may be
/// missing.
std::optional<SettingProblem> problemOf(const MinerSettings& settings);

/// What people paste: a Router's URL, a bare host name (https is meant) or a link
/// "meson:https://router.example". Nothing for what names no Router.
std::optional<std::string> routerUrlFrom(std::string_view text);

enum class SettingsFileError {
    Missing,     ///< There is no settings file yet.
    NotReadable, ///< The settings file cannot be read: check its permissions. It is left as it is.
    Damaged,     ///< The settings file could not be understood; it was put aside.
    TooNew,      ///< The settings file is of a newer version of this program; it was put aside.
    NotWritable, ///< The settings could not be saved: check the folder's permissions and free
                 ///< space.
};
std::string_view sentence(SettingsFileError);
using SettingsFileFailure = base::Failure<SettingsFileError>;

/// Values that are missing keep their defaults, unknown ones are ignored. Damaged or TooNew.
base::Result<MinerSettings, SettingsFileFailure> settingsFrom(const QJsonObject& json);

/// `settings` with one value of the file, by its name there; nothing where there is no such name or
/// the value is not of that kind. problemOf() says whether it is in range.
std::optional<MinerSettings>
withValue(MinerSettings settings, const QString& name, const QJsonValue& value);

/// As loadSettings(), of a file that is not the program's own: whatever is wrong with it, it stays
/// where it is. The failure names the value. Blocks.
base::Result<MinerSettings, SettingsFileFailure> readSettings(const std::filesystem::path& file);

/// A file that cannot be understood is renamed to "<file>.damaged-<unix seconds>", which the
/// failure names; one that cannot be read is left alone, and nothing may be saved over it. Blocks.
base::Result<MinerSettings, SettingsFileFailure> loadSettings(const std::filesystem::path& file);
/// All or nothing, readable by its owner only. Blocks.
base::Result<void, SettingsFileFailure>
saveSettings(const std::filesystem::path& file, const MinerSettings& settings);

/// Renames what could not be understood to "<file>.damaged-<unix seconds>"; its new name, or its
/// old one where that was not possible. Blocks.
std::string putAside(const std::filesystem::path& file);

/// Where a Terminal of that network keeps its state, in the engine's folder.
std::filesystem::path nodeFolder(const std::filesystem::path& engine, Network network);

/// Settings as the Terminal wants them. `folder` is for its key and state; `routerUrl` is the
/// demo's in the demo.
terminal::TerminalOptions terminalOptionsOf(
    const MinerSettings& settings, const std::filesystem::path& folder,
    const std::string& routerUrl);

} // namespace meson::node

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/settings.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meson::node {

/// What a shell or a service manager sees of a run.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1; ///< the role could not start or the request was refused
inline constexpr int kExitUsage = 2;  ///< a wrong command, setting or value

using Arguments = std::vector<std::string>;

/// What the first word or two of the command line ask for: `meson-network <name> …`.
struct Command {
    std::string_view name;
    std::string_view summary;     ///< for the list of commands; empty: not listed
    std::string_view description; ///< for its own --help: what it does, then examples
    std::span<const Setting> table;
    Settings::Positionals positionals = Settings::Positionals::Refused;
    int (*run)(const Settings& settings) = nullptr;
};

extern const Command kTerminalCommand;
extern const Command kEarningsCommand;
extern const Command kRouterCommand;
extern const Command kBusinessCommand;
extern const Command kDemoCommand;
extern const Command kDemoOriginCommand;
extern const Command kDemoViewerCommand;
extern const Command kStatusCommand;
extern const Command kPauseCommand;
extern const Command kResumeCommand;
extern const Command kLimitsCommand;
extern const Command kLeaveCommand;
extern const Command kPairCommand;
extern const Command kReachabilityCommand;

/// Says on standard error what went wrong; returns `code`.
int complain(std::string_view problem, int code);

/// Settings that several roles share.
namespace shared {
inline constexpr Setting kSettingsFile{
    "settings", SettingType::Path, "",
    "Settings file: lines of \"name = value\" with the names of this "
    "list; # starts a comment. Flags win over MESON_… variables, which win over the file.",
    "General"};
inline constexpr Setting kVerbose{
    "verbose", SettingType::Number,
    "0",       "Log to standard error: 0 warnings, 1 what happens, 2 debugging.",
    "General", 0,
    2};
/// The role runs until standard input ends, and leaves Ctrl-C to the supervisor at its other end.
inline constexpr Setting kSupervised{"supervised", SettingType::Switch, "no", ""};
constexpr Setting routerCa(std::string_view group) {
    return {
        "router-ca", SettingType::Path, "",
        "PEM file with the certificates to trust for the Router, instead of the system's.", group};
}
} // namespace shared

/// Runs what the arguments (without the program's name) ask for; returns the exit code.
/// Thread: main, with a QCoreApplication.
int runCommandLine(const Arguments& arguments);

} // namespace meson::node

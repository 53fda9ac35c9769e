// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/command.h"

#include "engine/base/logging.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace meson::node {
namespace {

constexpr std::array kCommands{&kTerminalCommand,   &kEarningsCommand,  &kRouterCommand,
                               &kBusinessCommand,   &kDemoCommand,      &kStatusCommand,
                               &kPauseCommand,      &kResumeCommand,    &kLimitsCommand,
                               &kLeaveCommand,      &kPairCommand,      &kReachabilityCommand,
                               &kDemoOriginCommand, &kDemoViewerCommand};

constexpr std::string_view kIntroduction =
    R"(meson-network: a content-delivery network whose nodes anyone can run and be paid for.

  meson-network demo                      watch a whole network on this computer
  meson-network terminal --router URL     lend disk and upload to a network, and earn
  meson-network business bind DOMAIN …    accelerate a web site or a video service

Commands:
)";

constexpr std::string_view kClosing = R"(
meson-network COMMAND --help   explains a command, with examples
meson-network --version        prints the version

Every setting is a flag (--upload-limit 20Mbit/s), an environment variable
(MESON_UPLOAD_LIMIT) or a line of a settings file (upload-limit = 20Mbit/s).
A switch needs no value to be on (--json); "no" turns it off (--port-mapping=no).
Exit codes: 0 done, 1 failed, 2 wrong use.
)";

void print(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

std::string overview() {
    std::string text(kIntroduction);
    for (const Command* command : kCommands) {
        if (command->summary.empty())
            continue;
        std::string name(command->name);
        name.resize(19, ' ');
        text += "  " + name + std::string(command->summary) + "\n";
    }
    return text + std::string(kClosing);
}

int refuseCommand(const std::string& word) {
    std::vector<std::string> names;
    for (const Command* command : kCommands)
        if (!command->summary.empty())
            names.emplace_back(command->name);
    const std::string near = nearest(word, names);
    return complain(
        word + ": There is no such command" +
            (near.empty() ? "" : " (did you mean " + near + "?)") + "; --help lists all.",
        kExitUsage);
}

bool asksForHelp(const Arguments& arguments) {
    return std::any_of(arguments.begin(), arguments.end(), [](const std::string& argument) {
        return argument == "--help" || argument == "-h";
    });
}

bool knows(const Command& command, const std::string& variable) {
    return std::any_of(command.table.begin(), command.table.end(), [&](const Setting& setting) {
        return variableOf(setting.name) == variable;
    });
}

/// The environment is shared by all commands: what only another one knows is left to it.
std::map<std::string, std::string> environmentOf(const Command& command) {
    auto environment = mesonEnvironment();
    std::erase_if(environment, [&](const auto& entry) {
        return !knows(command, entry.first) &&
               std::any_of(kCommands.begin(), kCommands.end(), [&](const Command* other) {
                   return knows(*other, entry.first);
               });
    });
    return environment;
}

int runCommand(const Command& command, const Arguments& arguments) {
    if (asksForHelp(arguments)) {
        print(std::string(command.description) + describe(command.table));
        return kExitOk;
    }
    const auto settings =
        Settings::read(command.table, arguments, environmentOf(command), command.positionals);
    if (!settings)
        return complain(base::explain(settings.error()), kExitUsage);
    base::installLogging(static_cast<int>(settings->number("verbose")));
    return command.run(*settings);
}

} // namespace

int complain(std::string_view problem, int code) {
    std::fprintf(stderr, "meson-network: %.*s\n", static_cast<int>(problem.size()), problem.data());
    return code;
}

int runCommandLine(const Arguments& arguments) {
    if (arguments.empty()) {
        print(overview());
        return kExitUsage;
    }
    const std::string& word = arguments.front();
    if (word == "--help" || word == "-h" || word == "help") {
        print(overview());
        return kExitOk;
    }
    if (word == "--version") {
        print("meson-network " MESON_VERSION "\n");
        return kExitOk;
    }
    // "terminal earnings" before "terminal".
    const std::string words = arguments.size() > 1 ? word + ' ' + arguments[1] : word;
    for (const std::string& name : {words, word}) {
        const auto count = name == word ? 1 : 2;
        for (const Command* command : kCommands)
            if (command->name == name)
                return runCommand(*command, Arguments(arguments.begin() + count, arguments.end()));
    }
    return refuseCommand(word);
}

} // namespace meson::node

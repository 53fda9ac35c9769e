// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/clock.h"
#include "engine/node/command.h"
#include "engine/node/role_options.h"
#include "engine/platform/system_clock.h"
#include "engine/terminal/reachability.h"

#include <array>
#include <cstdio>

namespace meson::node {
namespace {

using enum SettingType;

constexpr std::array kTable{
    Setting{
        "router", Url, "", "The Router that tries it: http or https and host. Required.",
        "Network"},
    shared::routerCa("Network"),
    Setting{
        "listen", SettingType::Endpoint, "8090",
        "Where viewers would be served; must be free, so stop the Terminal first.", "Serving", 0,
        std::numeric_limits<std::int64_t>::max(), Setting::Times::Many},
    Setting{
        "port-mapping", Switch, "yes",
        "Ask the home router to pass the port on while it is tried (NAT-PMP, UPnP).", "Serving"},
    shared::kSettingsFile,
    shared::kVerbose};

void say(const char* name, const terminal::LineVerdict& verdict) {
    const char* word = verdict.reach == terminal::Reach::Yes  ? "yes"
                       : verdict.reach == terminal::Reach::No ? "no"
                                                              : "not known";
    std::printf("%s: %s. %s\n", name, word, verdict.words.c_str());
}

int runReachability(const Settings& settings) {
    if (auto given = settings.require("router"); !given)
        return complain(base::explain(given.error()), kExitUsage);
    const platform::SystemClock clock{};
    const auto found = terminal::findReachability(
        {settings.text("router"), settings.path("router-ca"), endpointsOf(settings, "listen"),
         settings.isOn("port-mapping")},
        clock);
    if (!found)
        return complain(base::explain(found.error()), kExitFailed);
    say("IPv4", found->ipv4);
    say("IPv6", found->ipv6);
    if (!found->portMapping.empty())
        std::printf("Home router: %s\n", found->portMapping.c_str());
    const bool isReached =
        found->ipv4.reach == terminal::Reach::Yes || found->ipv6.reach == terminal::Reach::Yes;
    return isReached ? kExitOk : kExitFailed;
}

} // namespace

const Command kReachabilityCommand{
    "reachability",
    "whether viewers could reach this computer, before you lend anything",
    "meson-network reachability: listens for a moment and has the Router try from outside,\n"
    "over IPv4 and over IPv6. Nothing is registered or stored. Exit code 0: at least one\n"
    "works.\n\n"
    "Example:\n  meson-network reachability --router https://router.example\n",
    kTable,
    Settings::Positionals::Refused,
    runReachability};

} // namespace meson::node

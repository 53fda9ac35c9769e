// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/command.h"
#include "engine/node/role_options.h"
#include "engine/node/stop_signal.h"
#include "engine/platform/system_clock.h"
#include "engine/terminal/terminal.h"

#include <QCoreApplication>
#include <array>
#include <cstdio>

namespace meson::node {
namespace {

constexpr std::string_view kDescription =
    R"(meson-network terminal: lends disk space and upload to a network, and earns for it.

It registers with the Router, keeps what it is told to keep within the space you
give, and serves it to viewers within the upload you allow. Ctrl-C stops it; what
it holds and has earned stays. Its key and settings are in --folder.

Examples:
  meson-network terminal --router https://router.example
  meson-network terminal --router https://router.example \
      --cache /srv/meson=500GB --cache /mnt/disk2=2TB --upload-limit 50Mbit/s
  meson-network terminal --settings /etc/meson/terminal.conf

See also: meson-network terminal earnings | status | pause | resume | limits | pair
)";

using enum SettingType;
constexpr auto kMany = Setting::Times::Many;
constexpr std::int64_t kNoMost = std::numeric_limits<std::int64_t>::max();

constexpr std::array kTable{
    Setting{"router", Url, "", "The Router to join: http or https and host. Required.", "Network"},
    shared::routerCa("Network"),
    Setting{"name", Text, "terminal", "Name shown to people, 1 to 63 characters.", "Network"},
    Setting{
        "payout-address", Text, "", "Ethereum address that rewards go to; can be set later.",
        "Network"},
    Setting{
        "cache", Folder, "",
        "Folder to lend, and how much of it. Default: \"cache\" in --folder with "
        "20GB.",
        "Space", 16 * 1024 * 1024, kNoMost, kMany},
    Setting{
        "move-from", Path, "",
        "A cache folder to give back: what it holds is moved to the --cache folders while the "
        "Terminal serves, across restarts; `status` shows 0 objects there when it is done.",
        "Space", 0, kNoMost, kMany},
    Setting{
        "reserve", Size, "0",
        "Free disk space that is always left to you on each volume; 0 stands for 10 GB "
        "or 5 %, whichever is more.",
        "Space"},
    Setting{"memory", Size, "64MiB", "Memory for small objects.", "Space", 0, 1LL << 40},
    Setting{
        "scrub-rate", Rate, "4MiB/s",
        "How fast stored objects are re-read and checked in the background.", "Space", 1'000,
        10'000'000'000},
    Setting{
        "listen", SettingType::Endpoint, "8090",
        "Where viewers are served. Port 0 takes any free one.", "Serving", 0, kNoMost, kMany},
    Setting{
        "address", Text, "",
        "Address (IPv4 or IPv6) that viewers reach this computer by. Default: the one the Router "
        "sees.",
        "Serving", 0, kNoMost, kMany},
    Setting{
        "port-mapping", Switch, "yes",
        "Ask the home router to pass the port on (NAT-PMP, UPnP), where this computer has no "
        "public address and none is announced.",
        "Serving"},
    Setting{
        "upload-limit", Rate, "unlimited", "Most upload used, over any 10 s.", "Serving", 12'500},
    Setting{
        "connections", Number, "10000", "Most viewers' connections at once.", "Serving", 1,
        1'000'000},
    Setting{
        "connections-per-address", Number, "256", "Most connections from one address; 0: no limit.",
        "Serving", 0, 1'000'000},
    Setting{
        "requests-per-address", Number, "1000",
        "Most requests a second from one address; those of ten seconds may come at once. 0: no "
        "limit.",
        "Serving", 0, 1'000'000},
    Setting{
        "sendfile", Switch, "no",
        "Large objects leave by sendfile, not from mapped memory: spares memory bandwidth with a "
        "fast "
        "network card. A file that somebody changes while it is sent leaves changed.",
        "Serving"},
    Setting{
        "tls-certificate", Path, "",
        "PEM file with a certificate of your own and its issuers: serve over https with it. "
        "Without "
        "it a node of an https network gets one from the Router, and renews it by itself.",
        "Serving"},
    Setting{"tls-key", Path, "", "PEM file with the certificate's private key.", "Serving"},
    Setting{"threads", Number, "1", "Threads that serve.", "Serving", 1, 64},
    Setting{"downloads", Number, "4", "Objects fetched at the same time.", "Serving", 1, 64},
    Setting{
        "refuse", Text, "", "Domain whose content you do not want to carry.", "Serving", 0, kNoMost,
        kMany},
    Setting{
        "local-sources", Switch, "no",
        "Also fetch from this computer and its local networks. For a network of "
        "your own; leave it off elsewhere.",
        "Serving"},
    Setting{
        "alternative-limit", Rate, "unlimited",
        "Second, lower upload limit: in limited hours, near the monthly cap, and when switched on.",
        "Your rules", 12'500},
    Setting{
        "use-alternative", Switch, "no", "Keep to the second limit all the time.", "Your rules"},
    Setting{
        "schedule", Text, "",
        "Your week, by this computer's clock: rules separated by \";\", later ones win, as in "
        "\"mon-fri 09:00-17:30 limited; daily 23:00-06:30 paused\". Default: full, always.",
        "Your rules"},
    Setting{
        "monthly-cap", Size, "0",
        "Most data served and fetched in a month: the second limit from 95 % on, a pause at 100 %. "
        "0: no cap.",
        "Your rules"},
    Setting{
        "monthly-reset-day", Number, "1",
        "Day of the month on which the cap starts anew; in shorter months the last day.",
        "Your rules", 1, 31},
    Setting{
        "pause-when-metered", Switch, "yes", "Pause while the connection is paid by volume.",
        "Your rules"},
    Setting{
        "pause-on-battery", Switch, "yes", "Pause while the computer runs on its battery.",
        "Your rules"},
    Setting{
        "pause-above", Number, "0",
        "Pause while the processor is hotter than this many degrees Celsius, until it is 5 "
        "cooler. 0: never.",
        "Your rules", 0, 120},
    Setting{
        "keep-awake", Switch, "no",
        "While serving, keep the computer from falling asleep by itself.", "Your rules"},
    Setting{
        "folder", Path, "", "Key and state. Default: meson/terminal in your data folder.",
        "General"},
    Setting{
        "control", SettingType::Endpoint, "127.0.0.1:0",
        "Address of the control API and metrics, 127.0.0.1 or ::1, which "
        "status, pause, resume and limits use. Port 0 takes any free one.",
        "General"},
    Setting{
        "remote-control", SettingType::EndpointOrOff, "off",
        "Where Meson Miner on your other computers may watch and control this Terminal once it was "
        "paired (`meson-network pair`), as in 8091 or 192.0.2.7:8091. Over TLS with the node's "
        "key; name a port, so that apps find it again after a restart.",
        "General"},
    shared::kSettingsFile,
    shared::kVerbose,
    shared::kSupervised,
    // The demo's: see `meson-network demo --cheater`.
    Setting{"demo", Switch, "no", ""},
    Setting{"misbehave", Text, "", ""},
};

base::Result<terminal::Misbehaviour, SettingsFailure> misbehaviourOf(const Settings& settings) {
    if (!settings.has("misbehave"))
        return terminal::Misbehaviour::None;
    const auto misbehaviour = terminal::misbehaviourOf(settings.text("misbehave"));
    if (!misbehaviour || !settings.isOn("demo"))
        return base::fail(
            SettingsError::BadValue,
            "--misbehave: drop, flip, stale or overstate, and only together with --demo");
    return *misbehaviour;
}

base::Result<terminal::ServingRules, SettingsFailure> rulesOf(const Settings& settings) {
    const std::string week = settings.text("schedule");
    const auto schedule = terminal::WeekSchedule::parse(week);
    if (!schedule)
        return base::fail(
            SettingsError::BadValue, "--schedule: " + base::explain(schedule.error()));
    terminal::ServingRules rules;
    rules.schedule = *schedule;
    rules.limit = settings.rate("upload-limit");
    rules.alternativeLimit = settings.rate("alternative-limit");
    rules.useAlternative = settings.isOn("use-alternative");
    rules.pauseWhenMetered = settings.isOn("pause-when-metered");
    rules.pauseOnBattery = settings.isOn("pause-on-battery");
    rules.pauseAboveCelsius = static_cast<double>(settings.number("pause-above"));
    return rules;
}

base::Result<terminal::TerminalOptions, SettingsFailure> optionsOf(const Settings& settings) {
    if (const auto addresses = addressesOf(settings, "address"); !addresses)
        return tl::unexpected(addresses.error());
    if (auto given = settings.require("router"); !given)
        return tl::unexpected(given.error());
    const auto certificates = certificatesOf(settings);
    if (!certificates)
        return tl::unexpected(certificates.error());
    auto rules = rulesOf(settings);
    if (!rules)
        return tl::unexpected(rules.error());
    const auto misbehaviour = misbehaviourOf(settings);
    if (!misbehaviour)
        return tl::unexpected(misbehaviour.error());
    terminal::TerminalOptions options;
    options.misbehaviour = *misbehaviour;
    options.routerUrl = settings.text("router");
    options.routerCertificates = settings.path("router-ca");
    options.folder = stateFolder(settings, "terminal");
    const base::Bytes reserve = settings.size("reserve");
    for (const SizedFolder& folder : settings.folders("cache"))
        options.volumes.push_back({folder.folder, folder.size, reserve});
    if (options.volumes.empty())
        options.volumes.push_back({options.folder / "cache", base::Bytes(20'000'000'000), reserve});
    for (const std::string& folder : settings.paths("move-from"))
        options.volumes.push_back(
            {folder, base::Bytes(1), reserve, false, store::VolumeUse::Leaving});
    options.memoryTier = settings.size("memory");
    options.scrubRate = settings.rate("scrub-rate");
    options.listen = endpointsOf(settings, "listen");
    options.addresses = settings.texts("address");
    if (!certificates->empty())
        options.tls = certificates->front();
    options.threads = static_cast<int>(settings.number("threads"));
    options.connections = static_cast<std::size_t>(settings.number("connections"));
    options.connectionsPerAddress =
        static_cast<std::size_t>(settings.number("connections-per-address"));
    options.usesSendfile = settings.isOn("sendfile");
    options.requestsPerAddress = static_cast<int>(settings.number("requests-per-address"));
    options.rules = *std::move(rules);
    options.cap.limit = settings.size("monthly-cap");
    options.cap.resetDay = static_cast<int>(settings.number("monthly-reset-day"));
    options.mapPort = settings.isOn("port-mapping");
    options.keepAwake = settings.isOn("keep-awake");
    options.name = settings.text("name");
    options.payoutAddress = settings.text("payout-address");
    options.downloads = static_cast<int>(settings.number("downloads"));
    if (settings.isOn("local-sources"))
        options.sources = http::AddressPolicy::Any;
    options.refusedBindings = settings.texts("refuse");
    options.control = endpointsOf(settings, "control").front();
    options.remoteControl = endpointsOf(settings, "remote-control");
    return options;
}

/// Says each change of phase once, so that a person sees that it works and why it does not.
class PhaseReport {
public:
    void show(const terminal::TerminalSnapshot& snapshot) {
        std::string line(phaseName(snapshot.phase));
        if (!snapshot.reason.empty())
            line += ": " + snapshot.reason;
        if (line == m_last)
            return;
        m_last = line;
        std::fprintf(
            stderr, "meson-network terminal \"%s\": %s\n", snapshot.name.c_str(), line.c_str());
    }

private:
    std::string m_last;
};

/// The Router hears that we go before we are gone.
void drain(terminal::Terminal& terminal) {
    bool isDone = false;
    terminal.drain([&] {
        isDone = true;
        QCoreApplication::quit();
    });
    if (!isDone)
        QCoreApplication::exec();
}

int runTerminal(const Settings& settings) {
    auto options = optionsOf(settings);
    if (!options)
        return complain(base::explain(options.error()), kExitUsage);
    const platform::SystemClock clock;
    StopSignal stop(settings.isOn("supervised") ? StoppedBy::Supervisor : StoppedBy::User);
    auto terminal = terminal::Terminal::create(std::move(*options), clock);
    if (!terminal)
        return complain(base::explain(terminal.error()), kExitFailed);
    PhaseReport report;
    (*terminal)->onChanged(
        [&](const terminal::TerminalSnapshot& snapshot) { report.show(snapshot); });
    (*terminal)->onLeft([] { QCoreApplication::quit(); });
    (*terminal)->start();
    stop.runUntilStopped();
    drain(**terminal);
    (*terminal)->stop();
    return kExitOk;
}

} // namespace

const Command kTerminalCommand{
    "terminal",
    "lend disk space and upload to a network, and earn",
    kDescription,
    kTable,
    Settings::Positionals::Refused,
    runTerminal};

} // namespace meson::node

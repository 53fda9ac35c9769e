// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/demo/demo.h"
#include "engine/demo/origin.h"
#include "engine/demo/viewer.h"
#include "engine/node/command.h"
#include "engine/node/role_options.h"
#include "engine/node/stop_signal.h"
#include "engine/platform/system_clock.h"
#include "engine/terminal/misbehaviour.h"

#include <QCoreApplication>
#include <QStandardPaths>
#include <array>
#include <cstdio>
#include <sstream>

namespace meson::node {
namespace {

constexpr std::string_view kDescription =
    R"(meson-network demo: runs a whole network on this computer and shows it.

An origin with a film and files of mixed sizes, a Router, four Terminals with
different disks and upload limits, and viewers who verify every byte: each is a
process of its own. The page it names plays the film and shows which Terminal sent
each segment. All traffic is real, over loopback; all money is DEMO.

Examples:
  meson-network demo
  meson-network demo --duration 60s --json      one JSON object on standard output
  meson-network demo --duration 60s --kill-one  a Terminal dies half-way
  meson-network demo --cheater flip             a Terminal cheats and is found
)";

using enum SettingType;

constexpr std::array kTable{
    Setting{
        "duration", Duration, "", "Stop after this time. Default: until Ctrl-C.", "Demo", 1'000,
        7 * 86'400'000LL},
    Setting{"json", Switch, "no", "Print the figures as one JSON object at the end.", "Demo"},
    Setting{"terminals", Number, "4", "How many Terminals.", "Demo", 1, 4},
    Setting{
        "ready", Switch, "no",
        "Print one JSON line when it is up: the addresses of the Router and of the page.", "Demo"},
    Setting{
        "viewers", Number, "3", "Viewers who fetch files; one more plays the film.", "Demo", 0, 64},
    Setting{
        "epoch", Duration, "10s", "Rewards and fees are settled this often.", "Demo", 1'000,
        3'600'000},
    Setting{
        "kill-one", Switch, "no",
        "Kill the busiest Terminal half-way (after 10 s without --duration).", "Demo"},
    Setting{
        "cheater", Text, "",
        "The last Terminal cheats: drop (has lost half of what it lists), flip (wrong bits), stale "
        "(other content than asked for) or overstate (receipts). It is found and suspended.",
        "Demo"},
    Setting{"port", Number, "0", "The Router's port; 0: 8080 if it is free.", "Demo", 0, 65'535},
    Setting{"page-port", Number, "0", "The page's port; 0: 8088 if it is free.", "Demo", 0, 65'535},
    Setting{
        "folder", Path, "", "Keep the state of all roles here. Default: a temporary folder.",
        "General"},
    shared::kSettingsFile,
    shared::kVerbose,
    shared::kSupervised,
};

std::string cacheFolder() {
    const QString cache = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation);
    return (cache + QStringLiteral("/meson/demo")).toStdString();
}

demo::DemoOptions optionsOf(const Settings& settings) {
    demo::DemoOptions options;
    options.program = QCoreApplication::applicationFilePath().toStdString();
    options.folder = settings.path("folder");
    options.mediaCache = cacheFolder();
    options.duration =
        std::chrono::duration_cast<std::chrono::seconds>(settings.duration("duration"));
    options.epoch = std::chrono::duration_cast<std::chrono::seconds>(settings.duration("epoch"));
    options.terminals = static_cast<int>(settings.number("terminals"));
    options.cheater = settings.text("cheater");
    options.viewers = static_cast<int>(settings.number("viewers"));
    options.routerPort = static_cast<std::uint16_t>(settings.number("port"));
    options.pagePort = static_cast<std::uint16_t>(settings.number("page-port"));
    if (settings.isOn("kill-one"))
        options.fault = demo::DemoOptions::Fault::KillOneTerminal;
    return options;
}

void printReady(const demo::Demo& demo) {
    const QJsonObject addresses{
        {QStringLiteral("router"), QString::fromStdString(demo.routerUrl())},
        {QStringLiteral("page"), QString::fromStdString(demo.pageUrl() + "/")}};
    std::printf("%s\n", QJsonDocument(addresses).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

int runDemo(const Settings& settings) {
    if (settings.has("cheater") && !terminal::misbehaviourOf(settings.text("cheater")))
        return complain("--cheater: drop, flip, stale or overstate", kExitUsage);
    const platform::SystemClock clock;
    StopSignal stop(settings.isOn("supervised") ? StoppedBy::Supervisor : StoppedBy::User);
    demo::Demo demo(optionsOf(settings), clock);
    QObject::connect(&demo, &demo::Demo::ended, qApp, &QCoreApplication::quit);
    const auto started = demo.start([&] { return stop.isRequested(); });
    if (!started)
        return complain(base::explain(started.error()), kExitFailed);
    if (settings.isOn("ready"))
        printReady(demo);
    stop.runUntilStopped();
    const demo::Snapshot snapshot = demo.finish();
    if (settings.isOn("json"))
        std::printf(
            "%s\n",
            QJsonDocument(demo::summaryOf(snapshot)).toJson(QJsonDocument::Compact).constData());
    return kExitOk;
}

// --- the demo's own roles, started by it
// ------------------------------------------------------------------------

constexpr std::array kOriginTable{
    Setting{"media", Path, ""}, Setting{"listen", SettingType::Endpoint, "127.0.0.1:0"},
    shared::kVerbose, shared::kSupervised};

int runOrigin(const Settings& settings) {
    const platform::SystemClock clock;
    StopSignal stop(settings.isOn("supervised") ? StoppedBy::Supervisor : StoppedBy::User);
    auto origin = demo::Origin::listen(
        settings.path("media"), endpointsOf(settings, "listen").front(), clock);
    if (!origin)
        return complain(base::explain(origin.error()), kExitFailed);
    (*origin)->start();
    std::ostringstream url;
    url << "http://" << (*origin)->endpoint();
    std::puts(url.str().c_str());
    std::fflush(stdout);
    stop.runUntilStopped();
    return kExitOk;
}

constexpr std::array kViewerTable{
    Setting{"domain-url", Url, ""},
    Setting{"router-address", Text, "127.0.0.1"},
    Setting{"catalogue", Url, ""},
    Setting{"source-address", Text, ""},
    Setting{"play", Text, ""},
    Setting{"pause", Duration, "150ms"},
    Setting{"seed", Number, "1"},
    shared::kVerbose,
    shared::kSupervised};

demo::ViewerOptions viewerOptionsOf(const Settings& settings) {
    demo::ViewerOptions options;
    options.domainUrl = settings.text("domain-url");
    options.routerAddress = settings.text("router-address");
    options.catalogueUrl = settings.text("catalogue");
    options.sourceAddress = settings.text("source-address");
    options.play = settings.text("play");
    options.pause = settings.duration("pause");
    options.seed = static_cast<std::uint64_t>(settings.number("seed"));
    return options;
}

/// The viewer's loop on a thread of its own; reports are written from there.
class ViewerRun {
public:
    explicit ViewerRun(demo::ViewerOptions options)
        : m_viewer(m_context, std::move(options))
        , m_tick(m_context) {}

    void start() {
        m_thread = std::thread([this] {
            m_viewer.start([this](const std::string& problem) {
                m_failed = true;
                complain(problem, kExitFailed);
                QMetaObject::invokeMethod(qApp, &QCoreApplication::quit, Qt::QueuedConnection);
            });
            tick();
            m_context.run();
        });
    }
    /// Ends the watching where it is; returns the exit code.
    int stop() {
        m_context.stop();
        m_thread.join();
        writeReport();
        return m_failed ? kExitFailed : kExitOk;
    }

private:
    void tick() {
        writeReport();
        m_tick.expires_after(std::chrono::milliseconds(500));
        m_tick.async_wait([this](const boost::system::error_code& error) {
            if (!error)
                tick();
        });
    }
    void writeReport() const {
        std::puts(m_viewer.report().toJson().constData());
        std::fflush(stdout);
    }

    boost::asio::io_context m_context{1};
    demo::Viewer m_viewer;
    boost::asio::steady_timer m_tick;
    std::thread m_thread;
    bool m_failed = false;
};

int runViewer(const Settings& settings) {
    StopSignal stop(settings.isOn("supervised") ? StoppedBy::Supervisor : StoppedBy::User);
    ViewerRun run(viewerOptionsOf(settings));
    run.start();
    stop.runUntilStopped();
    return run.stop();
}

} // namespace

const Command kDemoCommand{"demo", "watch a whole network on this computer", kDescription,
                           kTable, Settings::Positionals::Refused,           runDemo};
const Command kDemoOriginCommand{
    "demo-origin",
    "",
    "The demo's origin; the demo starts it.\n",
    kOriginTable,
    Settings::Positionals::Refused,
    runOrigin};
const Command kDemoViewerCommand{
    "demo-viewer",
    "",
    "One of the demo's viewers; the demo starts it.\n",
    kViewerTable,
    Settings::Positionals::Refused,
    runViewer};

} // namespace meson::node

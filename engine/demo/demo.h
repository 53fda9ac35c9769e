// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/demo/live_table.h"
#include "engine/demo/loopback.h"
#include "engine/demo/media.h"
#include "engine/demo/page_server.h"
#include "engine/demo/role_process.h"
#include "engine/demo/snapshot.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QTemporaryDir>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace meson::demo {

struct DemoOptions {
    std::string program;              ///< this program, which is every role
    std::string folder;               ///< state of all roles; empty: temporary, deleted at the end
    std::string mediaCache;           ///< where the film is kept between runs
    std::chrono::seconds duration{0}; ///< of the viewers' watching; 0: until stop
    std::chrono::seconds epoch{10};
    int terminals = 4;            ///< 1–4
    int viewers = 3;              ///< that fetch files; one more plays the stream
    std::uint16_t routerPort = 0; ///< 0: 8080 if it is free, else any
    std::uint16_t pagePort = 0;   ///< 0: 8088 if it is free, else any
    /// How the last Terminal cheats, in the words of `meson-network terminal --misbehave`; empty:
    /// none does.
    std::string cheater;
    enum class Fault { None, KillOneTerminal } fault = Fault::None; ///< half-way
};

enum class DemoError {
    FolderNotUsable, ///< The folder of the demo cannot be created or written: check its permissions
                     ///< or name another.
    NoMedia,         ///< The film could not be prepared.
    RoleFailed,      ///< A role of the demo did not start.
    PageFailed,      ///< The demo's page cannot be offered.
    Cancelled,       ///< Stopped before it was up.
};
std::string_view sentence(DemoError);
using DemoFailure = base::Failure<DemoError>;

/// A whole network on this computer: origin, Router, up to four Terminals and viewers, each a
/// process of its own, over plain HTTP on loopback. What is shown is measured on real traffic;
/// every money figure is a DEMO figure. Thread: main (the running part needs a Qt event loop).
class Demo : public QObject {
    Q_OBJECT
public:
    Demo(DemoOptions options, const base::Clock& clock);
    ~Demo() override;

    /// Brings everything up, in order; blocks, and gives up when `isCancelled` says so.
    base::Result<void, DemoFailure> start(const std::function<bool()>& isCancelled);
    /// Once it is up: where Terminals join, and its page for a browser.
    const std::string& routerUrl() const { return m_routerUrl; }
    std::string pageUrl() const { return m_page->url(); }

    /// Ends the viewers, lets the last receipts come in, settles the epoch, and ends the roles.
    /// Blocks.
    Snapshot finish();

Q_SIGNALS:
    /// The duration is over.
    void ended();

private:
    using Cancelled = std::function<bool()>;
    struct TerminalPlan;

    base::Result<void, DemoFailure> prepareFolder();
    base::Result<void, DemoFailure> startOrigin(const Media& media, const Cancelled& isCancelled);
    base::Result<void, DemoFailure> startRouter(const Cancelled& isCancelled);
    base::Result<void, DemoFailure> bindDomain();
    base::Result<void, DemoFailure> startTerminals();
    base::Result<void, DemoFailure> startViewers();
    base::Result<void, DemoFailure> startPage();
    void startTimers();
    void announce(const Media& media);

    base::Result<RoleProcess*, DemoFailure>
    startRole(const QString& name, const QStringList& arguments);
    base::Result<QJsonObject, DemoFailure> runOnce(const QStringList& arguments);
    base::Result<void, DemoFailure>
    addViewer(const QString& name, int number, const QStringList& extra);
    std::uint16_t claimPort(const QString& address, std::uint16_t preferred = 0);
    DemoFailure failedRole(const RoleProcess& role) const;

    /// The path of what a role keeps there.
    QString inFolder(const QString& name) const { return m_folder + QLatin1Char('/') + name; }

    void poll();
    void pollTerminal(std::size_t index);
    bool receiptsAreIn() const;
    void show();
    void injectFault();
    void stopAndWait(std::vector<RoleProcess*> roles);
    void settle();

    const DemoOptions m_options;
    const base::Clock& m_clock;
    QTemporaryDir m_temporary;
    QString m_folder;

    std::vector<PortClaim> m_ports;                    ///< of roles that listen
    std::vector<std::unique_ptr<RoleProcess>> m_roles; ///< in the order they were started
    std::vector<RoleProcess*> m_viewers;
    std::vector<RoleProcess*> m_terminals;
    struct Counted {
        ViewerReport before; ///< of earlier runs of a viewer that was started again
        ViewerReport now;
    };
    std::vector<Counted> m_reports;

    std::string m_originUrl;
    std::string m_routerUrl; ///< by address: the API
    std::string m_domainUrl; ///< by the bound name: what viewers ask
    std::unique_ptr<PageServer> m_page;
    QNetworkAccessManager m_network;
    QTimer m_pollTimer;
    QElapsedTimer m_watched;
    std::int64_t m_bytesAtLastShow = 0;
    LiveTable m_table;
    Snapshot m_snapshot;
};

} // namespace meson::demo

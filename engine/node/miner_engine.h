// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/miner_settings.h"
#include "engine/node/node_records.h"
#include "engine/terminal/earnings_check.h"
#include "engine/terminal/terminal.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

class QThread;

namespace meson::node {

enum class EngineState {
    Stopped,
    Starting, ///< the demo network comes up, or the cache is being opened
    Running,  ///< there is a Terminal, in whatever phase
    Failed,   ///< it could not start or has crashed; it is started again at `retryAt`
    Stopping,
};

/// The engine at one moment; never changes after it was made.
struct MinerSnapshot {
    EngineState state = EngineState::Stopped;
    std::string problem; ///< why it failed, or what a start is busy with; a sentence
    std::optional<base::WallTime> retryAt;
    int failures = 0; ///< in a row
    bool isDemo = false;
    std::string demoPage; ///< for a browser; empty outside the demo
    base::WallTime taken;
    /// While Running, and then the last one known; nothing before the first.
    std::optional<terminal::TerminalSnapshot> terminal;
    platform::Load load;        ///< of the last second
    bool hasNetwork = true;     ///< an interface to others is up; asked while the Router is away
    std::string recordsProblem; ///< why no history and no journal are kept; empty: they are
};
using MinerSnapshotPtr = std::shared_ptr<const MinerSnapshot>;

/// What the Terminal earned, and every figure of it computed again.
struct EarningsReport {
    terminal::Earnings earnings;
    std::vector<terminal::CheckLine> check; ///< of checkEarnings(earnings.records)
};

struct EnginePaths {
    std::filesystem::path folder; ///< of the Terminal's key and state, and of the demo's
    std::string networkProgram;   ///< meson-network, for the demo
};

/// The seam between a user interface and the Terminal: one Terminal, and in the demo its network,
/// on a thread of their own (`control`) with an event loop; commands go in, snapshots come out. A
/// failure of any kind (start, demo network, exception at the thread's top) is told in a snapshot
/// and followed by another start after a pause that grows from 1 s to 60 s. Nothing here blocks,
/// except the destructor, which ends the thread. Thread: the owner's; callbacks come on it.
class MinerEngine {
public:
    using Task = std::function<void()>;
    /// What went wrong, as a sentence; empty: nothing did.
    using Done = std::function<void(const std::string& problem)>;
    using MakeTerminal =
        std::function<base::Result<std::unique_ptr<terminal::Terminal>, terminal::TerminalFailure>(
            terminal::TerminalOptions, const base::Clock&)>;

    struct Owner {
        std::function<void(Task)> post; ///< runs it soon on the owner's thread; called on any
        std::function<void(MinerSnapshotPtr)> changed; ///< at most four a second
    };

    MinerEngine(
        EnginePaths paths, Owner owner, const base::Clock& clock,
        MakeTerminal makeTerminal = terminal::Terminal::create);
    ~MinerEngine();
    MinerEngine(const MinerEngine&) = delete;
    MinerEngine& operator=(const MinerEngine&) = delete;

    /// Starts, or applies what has changed: rules, cap, quotas and refusals at once, the rest by a
    /// new Terminal. `done` hears what the Terminal refused.
    void apply(MinerSettings settings, Done done = {});
    /// The Router hears of it, running transfers get two seconds; then `done`.
    void stop(Task done = {});
    /// Does not wait for the pause after a failure.
    void retryNow();

    void pause(terminal::OwnerPause pause);
    void resume();
    void recheckReachability();
    /// Nothing is called while there is no Terminal.
    void listObjects(store::ObjectQuery query, std::function<void(store::ObjectPage)> done);
    void verifyObject(const base::ContentId& id, std::function<void(bool)> done);
    void deleteObject(const base::ContentId& id, Done done);
    /// Nothing is called while there is no Terminal.
    void earnings(std::function<void(EarningsReport)> done);
    /// What was measured of the Terminal that runs now; nothing is called where none is kept.
    void history(
        std::vector<Figure> figures, metrics::HistorySpan span,
        std::function<void(std::vector<metrics::HistorySeries>)> done);
    /// What happened to it, the newest first; likewise.
    void events(
        metrics::JournalFilter filter,
        std::function<void(std::vector<metrics::JournalEntry>)> done);
    /// The owner has read an alert.
    void dismissEvent(std::int64_t id);
    /// Without a Terminal it has left already.
    void
    leave(terminal::CacheOnLeave cache, std::function<void(const terminal::LeaveResult&)> done);

private:
    class Control;
    struct Link;
    void post(std::function<void(Control&)> command);

    std::shared_ptr<Link> m_link; ///< to the owner: cut when this goes
    Control* m_control = nullptr; ///< lives on the thread
    std::unique_ptr<QThread> m_thread;
};

} // namespace meson::node

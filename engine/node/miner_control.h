// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/mutex.h"
#include "engine/node/demo_network.h"
#include "engine/node/miner_engine.h"
#include "engine/terminal/control_queue.h"

#include <QEventLoop>
#include <QTimer>

namespace meson::node {

/// The way back to the owner; after cut() nothing is called. Snapshots that the owner has not taken
/// yet are replaced by newer ones. Thread: any; cut() the owner's.
struct MinerEngine::Link {
    explicit Link(Owner theOwner)
        : owner(std::move(theOwner)) {}

    static void send(const std::shared_ptr<Link>& link, Task task);
    static void publish(const std::shared_ptr<Link>& link, MinerSnapshotPtr snapshot);
    void cut() { isCut = true; }

    const Owner owner;
    bool isCut = false; ///< the owner's thread's
    base::Mutex mutex;
    MinerSnapshotPtr latest MESON_GUARDED_BY(mutex);
};

/// The engine's half on its own thread. Thread: control.
class MinerEngine::Control final : public QObject {
public:
    Control(
        EnginePaths paths, std::shared_ptr<Link> link, const base::Clock& clock,
        MakeTerminal makeTerminal);
    ~Control() override;

    /// Runs until quit(); an exception of a library ends the Terminal, not the thread.
    void run();
    void quit();
    /// Thread: any.
    void post(Task task) { m_queue.post(std::move(task)); }

    void apply(MinerSettings settings, const Done& done);
    void stop(Task done);
    void retryNow();
    terminal::Terminal* terminal() { return m_terminal.get(); }
    /// Of the Terminal's state folder that was used last; null: none can be kept.
    NodeRecords* records() { return m_records.get(); }
    /// `done` on the owner's thread, whatever thread the answer comes on.
    template <class Answer>
    std::function<void(Answer)> answerOf(std::function<void(Answer)> done) {
        return [link = m_link, done = std::move(done)](Answer answer) {
            Link::send(link, [done, answer = std::move(answer)] { done(answer); });
        };
    }
    /// Calls back on the owner's thread.
    void tell(Task task) { Link::send(m_link, std::move(task)); }

private:
    void start();
    void startDemo();
    void startTerminal(const std::string& routerUrl);
    void failed(const std::string& why);
    void drop();
    void stopped();
    void tellStopped();
    void openRecords(const std::filesystem::path& folder);
    void record();
    std::string applyLive(const MinerSettings& settings);
    void changed();
    void publish();
    void setState(EngineState state, std::string problem = {});

    const EnginePaths m_paths;
    const std::shared_ptr<Link> m_link;
    const base::Clock& m_clock;
    const MakeTerminal m_makeTerminal;
    terminal::ControlQueue m_queue;
    QEventLoop m_loop;
    bool m_isQuitting = false;

    MinerSettings m_settings;
    MinerSnapshot m_now;
    std::unique_ptr<DemoNetwork> m_demo;
    std::unique_ptr<terminal::Terminal> m_terminal;
    std::vector<Task> m_onStopped; ///< to be told on the owner's thread
    std::int64_t m_run = 0;        ///< counts the Terminals that ended
    base::SteadyTime m_started;
    QTimer m_retry;
    std::unique_ptr<NodeRecords> m_records;
    std::filesystem::path m_recordsFolder;
    QTimer m_second;  ///< feeds the records
    QTimer m_publish; ///< gathers changes for a quarter of a second
};

} // namespace meson::node

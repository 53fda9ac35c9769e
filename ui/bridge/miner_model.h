// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include "engine/base/post_queue.h"
#include "engine/node/miner_engine.h"
#include "ui/bridge/machines.h"

namespace meson::bridge {

/// The pages of the window; the window keeps the number of the one that is open.
enum class PageId {
    Overview,
    Earnings,
    Storage,
    Bandwidth,
    Hardware,
    Wallet,
    Activity,
    Settings,
    Doctor,
    Machines
};
inline constexpr int kPageCount = 10;

/// An alternative limit that leaves room on most lines.
inline constexpr base::BytesPerSecond kSuggestedAlternative{2'500'000};

/// What all pages show and do: the latest snapshot, the owner's settings, and the engine's
/// commands. Nothing here blocks. Answers to a caller that is gone by then are dropped. Thread: ui.
class MinerModel : public QObject {
    Q_OBJECT
public:
    struct Paths {
        std::filesystem::path settingsFile;
        node::EnginePaths engine;
        std::filesystem::path log;         ///< of this program; may not exist
        std::filesystem::path crashReport; ///< of the last run that broke; may not exist
    };

    MinerModel(
        Paths paths, const base::Clock& clock,
        node::MinerEngine::MakeTerminal makeTerminal = terminal::Terminal::create);
    ~MinerModel() override;

    const node::MinerSnapshot& snapshot() const { return *m_snapshot; }
    const node::MinerSettings& settings() const { return m_settings; }
    const Paths& paths() const { return m_paths; }
    const base::Clock& clock() const { return m_clock; }
    /// Where the Terminal keeps its state, in the demo or in the network.
    std::filesystem::path nodeFolder() const;
    bool isDemo() const { return m_settings.network == node::Network::Demo; }
    /// The settings file could not be used at the start, or not be saved last; nothing is wrong
    /// with it otherwise.
    const std::optional<node::SettingsFileFailure>& settingsFailure() const { return m_failure; }

    /// Starts the engine by the settings as they are; nothing runs before it is called.
    void start();
    /// Puts the settings in force and saves them. Nothing happens, and the problem is returned,
    /// where one of them is wrong. A file that could not be read is never overwritten: then the
    /// settings hold until the end of the program.
    std::optional<node::SettingProblem> setSettings(node::MinerSettings settings);

    /// Ends orderly; `done` comes when all has stopped.
    void stop(std::function<void()> done);
    void retryNow() { m_engine->retryNow(); }
    /// Nothing: until resume().
    void pause(std::optional<QDateTime> until, const QString& reason = {});
    void resume() { m_engine->resume(); }
    /// Keeps to the alternative limit from now on, or no more. One that was never set becomes half
    /// of the limit, or kSuggestedAlternative.
    void switchAlternative();
    void recheckReachability() { m_engine->recheckReachability(); }
    void listObjects(
        store::ObjectQuery query, QObject* caller, std::function<void(store::ObjectPage)> done);
    void verifyObject(const base::ContentId& id, QObject* caller, std::function<void(bool)> done);
    void deleteObject(const base::ContentId& id);
    void refuseBinding(const std::string& domain);
    /// What the Terminal earned, as asked a few seconds ago; null before the first answer.
    const node::EarningsReport* earnings() const { return m_earnings ? &*m_earnings : nullptr; }
    /// What was measured and what happened; nothing is called before the node has run.
    void history(
        std::vector<node::Figure> figures, metrics::HistorySpan span, QObject* caller,
        std::function<void(std::vector<metrics::HistorySeries>)> done);
    void events(
        metrics::JournalFilter filter, QObject* caller,
        std::function<void(std::vector<metrics::JournalEntry>)> done);
    /// The owner's Terminals on other machines.
    Machines& machines() { return m_machines; }
    void dismissEvent(std::int64_t id) { m_engine->dismissEvent(id); }
    void leave(
        terminal::CacheOnLeave cache, QObject* caller,
        std::function<void(const terminal::LeaveResult&)> done);

    /// Asks the window to show a page.
    void showPage(PageId page) { Q_EMIT pageRequested(page); }
    /// Asks the window to show where a setting is made; `key` as in the settings file.
    void showSetting(const QString& key) {
        Q_EMIT pageRequested(PageId::Settings);
        Q_EMIT settingRequested(key);
    }

Q_SIGNALS:
    void snapshotChanged(); ///< at most four a second
    void settingsChanged();
    void earningsChanged();
    /// The engine refused something; a sentence.
    void commandFailed(const QString& problem);
    void pageRequested(meson::bridge::PageId page);
    void settingRequested(const QString& key);
    void setupRequested(); ///< the first questions once more

protected:
    bool event(QEvent* event) override;

private:
    void load();
    void save();
    void askEarnings();

    const Paths m_paths;
    const base::Clock& m_clock;
    base::PostQueue m_queue;
    node::MinerSettings m_settings;
    std::optional<node::SettingsFileFailure> m_failure;
    bool m_mayOverwrite = true;
    node::MinerSnapshotPtr m_snapshot;
    std::optional<node::EarningsReport> m_earnings;
    QTimer m_earningsTimer;
    Machines m_machines;
    std::unique_ptr<node::MinerEngine> m_engine; ///< last: its thread posts to m_queue
};

} // namespace meson::bridge

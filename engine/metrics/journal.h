// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/worker.h"
#include "engine/metrics/record_file.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace meson::metrics {

/// What happened. The numbers are stored: new ones go to the end.
enum class EventType {
    EngineStarted,
    EngineStopped,
    EngineFailed,    ///< subject: why, in a sentence
    RouterConnected, ///< subject: the Router's address
    RouterLost,      ///< alert; subject: the reason
    Reachable,       ///< subject: the address that was reached
    Unreachable,     ///< alert; subject: the Router's sentence, with the addresses that it tried
    Paused,          ///< subject: the rule's name
    Resumed,
    ObjectsCached,   ///< amount: objects
    ObjectsEvicted,  ///< amount: objects
    ObjectsExpired,  ///< amount: objects
    ObjectsDamaged,  ///< alert; amount: objects
    ChecksAnswered,  ///< amount: spot checks
    CreditsReceived, ///< amount: bytes acknowledged by the Router
    DownloadsFailed, ///< amount: attempts
    VolumeFull,      ///< alert; subject: the folder
    VolumeReadOnly,  ///< alert; subject: the folder
    VolumeGone,      ///< alert; subject: the folder
    ClockWrong,      ///< alert; amount: seconds that this computer's clock is ahead
    CapNear,         ///< alert; amount: percent of the month's allowance
    LimitsChanged,
    QuotaChanged,    ///< amount: bytes over all volumes
    SettingsChanged, ///< subject: the setting's name
    RouterNotice,    ///< alert; subject: the Router's sentence
    RecordsSetAside, ///< alert; subject: where the file that could not be read lies
    Penalty,         ///< alert, until a statement has none; subject: its cause
    ListMadeAnew,    ///< alert; subject: where the content list that could not be read lies
};
inline constexpr int kEventTypes = static_cast<int>(EventType::ListMadeAnew) + 1;

enum class Severity { Info, Warning, Problem };
Severity severityOf(EventType type);
/// Whether it stands until it is settled or dismissed, instead of being over at once.
bool isAlert(EventType type);
/// The stable word for exports: "router-lost".
std::string_view eventName(EventType type);

struct Event {
    EventType type = EventType::EngineStarted;
    std::string subject;     ///< at most 500 characters are kept
    std::int64_t amount = 1; ///< in the type's unit; amounts of grouped events are summed
};

/// One row: an alert that stands, or events of one type and subject that came within ten minutes of
/// each other and an hour in all.
struct JournalEntry {
    std::int64_t id = 0;
    Event event;
    base::WallTime first;
    base::WallTime last;
    std::int64_t count = 1;                ///< events in the group
    std::optional<base::WallTime> settled; ///< of an alert: when it ended or was dismissed
};

/// Which entries: the newest first, and of those the rows from `offset`.
struct JournalFilter {
    Severity atLeast = Severity::Info;
    std::vector<EventType> types; ///< empty: all
    enum class Show { Everything, StandingAlerts } show = Show::Everything;
    std::string text; ///< part of the subject; empty: all
    int offset = 0;
    int limit = 200; ///< 1–10,000
};

/// What happened to a node, for its owner: 90 days and 20,000 rows at most, the oldest go first.
/// Each event is on disk within a moment; a crash tears none. Thread: any; answers come on the
/// journal's own thread.
class Journal {
public:
    static base::Result<std::unique_ptr<Journal>, RecordFailure>
    create(const std::filesystem::path& file, const base::Clock& clock);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// Where a file that could not be read was put.
    std::optional<std::filesystem::path> keptAside() const { return m_keptAside; }

    void record(Event event);
    /// The alerts of that type stand no more: what they said is mended.
    void settle(EventType type);
    /// The owner has read it.
    void dismiss(std::int64_t id);
    void query(JournalFilter filter, std::function<void(std::vector<JournalEntry>)> answer);
    /// Called on the journal's thread after each change. Set before the first record().
    void onChanged(std::function<void()> changed);
    /// Waits until what was recorded is written.
    void flush() { m_writer.waitUntilIdle(); }

private:
    explicit Journal(const base::Clock& clock);
    void write(const Event& event, base::WallTime now);
    std::optional<std::int64_t> groupOf(const Event& event, base::WallTime now);
    void prune(base::WallTime now);
    std::vector<JournalEntry> read(const JournalFilter& filter);
    void changed();

    const base::Clock& m_clock;
    std::optional<std::filesystem::path> m_keptAside;
    std::optional<RecordFailure> m_failure;
    std::function<void()> m_changed;

    std::unique_ptr<RecordFile> m_file; ///< the writer's alone
    base::Worker m_writer{1};           ///< ends first
};

} // namespace meson::metrics

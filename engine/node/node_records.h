// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/metrics/history.h"
#include "engine/metrics/journal.h"
#include "engine/platform/load.h"
#include "engine/terminal/terminal_snapshot.h"

#include <memory>
#include <optional>

namespace meson::node {

/// What is kept a year of: the series of the history. New ones go to the end.
enum class Figure {
    Upload,       ///< octets per second that left for clients
    Download,     ///< octets per second fetched into the cache
    Connections,  ///< of clients
    Stored,       ///< octets on disk
    Objects,      ///< in the cache
    OwnBusy,      ///< this program's share of all processors, 0–1
    ComputerBusy, ///< everybody's share of all processors, 0–1
    OwnMemory,    ///< octets
    MemoryUsed,   ///< octets, everybody's
    Celsius,      ///< of the processor
    Serving,      ///< 1 while it served, 0 while it did not
    Paused,       ///< 1 while its owner or a rule paused it
    LineOut,      ///< octets per second that the computer sent, all programs
    LineIn,       ///< and received
    OwnRead,      ///< octets per second that this program read from disks
    OwnWritten,   ///< and wrote
    DiskRead,     ///< the same, all programs
    DiskWritten,
    Battery,  ///< charge, 0–1
    Served,   ///< body octets of answers that ended in that second
    Answered, ///< requests that were answered in that second with bytes of an object
    SentBack, ///< and that were sent back to the Router
};
inline constexpr int kFigures = static_cast<int>(Figure::SentBack) + 1;

/// What a node remembers of itself: the history of its figures and the journal of what happened,
/// kept beside its state.
/// Thread: the one that created it, except for what History and Journal allow.
class NodeRecords {
public:
    /// Opens `history.sqlite` and `journal.sqlite` in `folder`; what cannot be read is kept aside
    /// and said in the journal.
    static base::Result<std::unique_ptr<NodeRecords>, metrics::RecordFailure>
    create(const std::filesystem::path& folder, const base::Clock& clock);

    /// A Terminal has started, has ended, or could not start or go on.
    void started();
    void ended();
    void failed(const std::string& why);
    /// Once a second, with what the Terminal says then.
    void take(const terminal::TerminalSnapshot& snapshot);
    /// As read last.
    const platform::Load& load() const { return m_load; }

    void history(
        std::vector<Figure> figures, metrics::HistorySpan span,
        std::function<void(std::vector<metrics::HistorySeries>)> answer);
    metrics::Journal& journal() { return *m_journal; }

private:
    NodeRecords() = default;

    std::unique_ptr<metrics::History> m_history;
    std::unique_ptr<metrics::Journal> m_journal;
    platform::LoadMeter m_meter;
    platform::Load m_load;
    std::optional<terminal::TerminalSnapshot> m_last;
};

} // namespace meson::node

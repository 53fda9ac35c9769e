// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/node_records.h"

#include "engine/node/event_watch.h"

#include <limits>

namespace meson::node {

namespace {

/// In the order of Figure.
const std::vector<std::string> kNames{
    "upload",        "download",   "connections", "stored",      "objects",   "own-busy",
    "computer-busy", "own-memory", "memory-used", "celsius",     "serving",   "paused",
    "line-out",      "line-in",    "own-read",    "own-written", "disk-read", "disk-written",
    "battery",       "served",     "answered",    "sent-back"};

double valueOf(std::optional<double> value) {
    return value.value_or(std::numeric_limits<double>::quiet_NaN());
}
double valueOf(std::int64_t count) {
    return static_cast<double>(count);
}
template <class Unit>
double valueOf(std::optional<base::Quantity<Unit>> amount) {
    return amount ? valueOf(amount->count()) : valueOf(std::optional<double>());
}
double shareOf(std::optional<int> percent) {
    return percent ? *percent / 100.0 : valueOf(std::optional<double>());
}

} // namespace

base::Result<std::unique_ptr<NodeRecords>, metrics::RecordFailure>
NodeRecords::create(const std::filesystem::path& folder, const base::Clock& clock) {
    auto journal = metrics::Journal::create(folder / "journal.sqlite", clock);
    if (!journal)
        return tl::unexpected(journal.error());
    auto history = metrics::History::create(folder / "history.sqlite", kNames, clock);
    if (!history)
        return tl::unexpected(history.error());
    std::unique_ptr<NodeRecords> records(new NodeRecords);
    records->m_journal = std::move(*journal);
    records->m_history = std::move(*history);
    for (const auto& aside : {records->m_journal->keptAside(), records->m_history->keptAside()})
        if (aside)
            records->m_journal->record({metrics::EventType::RecordsSetAside, aside->string(), 1});
    return records;
}

void NodeRecords::started() {
    m_last.reset();
    m_journal->settle(metrics::EventType::EngineFailed);
    m_journal->record({metrics::EventType::EngineStarted, {}, 1});
}

void NodeRecords::ended() {
    m_journal->record({metrics::EventType::EngineStopped, {}, 1});
}

void NodeRecords::failed(const std::string& why) {
    m_journal->record({metrics::EventType::EngineFailed, why, 1});
}

void NodeRecords::take(const terminal::TerminalSnapshot& snapshot) {
    if (!m_last) { // its counters begin with it
        m_last.emplace();
        m_last->quota = snapshot.quota;
        m_last->rules = snapshot.rules;
    }
    m_load = m_meter.read();
    m_history->record(
        {valueOf(snapshot.uploadRate.count()),
         valueOf(snapshot.downloadRate.count()),
         valueOf(snapshot.connections),
         valueOf(snapshot.used.count()),
         valueOf(snapshot.objects),
         valueOf(m_load.ownBusy),
         valueOf(m_load.computerBusy),
         valueOf(m_load.ownMemory),
         valueOf(m_load.memoryUsed),
         valueOf(snapshot.computer.celsius),
         snapshot.phase == terminal::TerminalPhase::Serving ? 1.0 : 0.0,
         snapshot.phase == terminal::TerminalPhase::Paused ? 1.0 : 0.0,
         valueOf(m_load.lineOut),
         valueOf(m_load.lineIn),
         valueOf(m_load.ownRead),
         valueOf(m_load.ownWritten),
         valueOf(m_load.diskRead),
         valueOf(m_load.diskWritten),
         shareOf(m_load.batteryPercent),
         valueOf((snapshot.served - m_last->served).count()),
         valueOf(snapshot.requests - m_last->requests),
         valueOf(snapshot.sentBack - m_last->sentBack)});
    const Watched watched = eventsBetween(*m_last, snapshot);
    for (const metrics::EventType type : watched.settled)
        m_journal->settle(type);
    for (const metrics::Event& event : watched.happened)
        m_journal->record(event);
    m_last = snapshot;
}

void NodeRecords::history(
    std::vector<Figure> figures, metrics::HistorySpan span,
    std::function<void(std::vector<metrics::HistorySeries>)> answer) {
    std::vector<int> series;
    series.reserve(figures.size());
    for (const Figure figure : figures)
        series.push_back(static_cast<int>(figure));
    m_history->query(std::move(series), span, std::move(answer));
}

} // namespace meson::node

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/journal.h"

#include <algorithm>
#include <array>

namespace meson::metrics {

namespace {

using namespace std::chrono_literals;

constexpr auto kGroupWithin = 10min;
constexpr auto kGroupAtMost = 1h;
constexpr auto kKept = 24h * 90;
constexpr qlonglong kRowsAtMost = 20'000;
constexpr std::size_t kSubjectAtMost = 500;

constexpr int kSchema = 1;
constexpr const char* kTables[] = {
    "CREATE TABLE events(id INTEGER PRIMARY KEY AUTOINCREMENT, type INTEGER NOT NULL,"
    " severity INTEGER NOT NULL, subject TEXT NOT NULL, amount INTEGER NOT NULL,"
    " first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL, settled INTEGER,"
    " alert INTEGER NOT NULL)",
    "CREATE INDEX events_by_type ON events(type, subject, last)",
    "CREATE INDEX events_by_time ON events(last)",
    "PRAGMA user_version = 1",
};

struct TypeFacts {
    std::string_view name;
    Severity severity;
    bool alert;
};
constexpr std::array<TypeFacts, kEventTypes> kTypes{{
    {"engine-started", Severity::Info, false},    {"engine-stopped", Severity::Info, false},
    {"engine-failed", Severity::Problem, true},   {"router-connected", Severity::Info, false},
    {"router-lost", Severity::Problem, true},     {"reachable", Severity::Info, false},
    {"unreachable", Severity::Problem, true},     {"paused", Severity::Info, false},
    {"resumed", Severity::Info, false},           {"objects-cached", Severity::Info, false},
    {"objects-evicted", Severity::Info, false},   {"objects-expired", Severity::Info, false},
    {"objects-damaged", Severity::Warning, true}, {"checks-answered", Severity::Info, false},
    {"credits-received", Severity::Info, false},  {"downloads-failed", Severity::Warning, false},
    {"volume-full", Severity::Warning, true},     {"volume-read-only", Severity::Warning, true},
    {"volume-gone", Severity::Problem, true},     {"clock-wrong", Severity::Warning, true},
    {"cap-near", Severity::Warning, true},        {"limits-changed", Severity::Info, false},
    {"quota-changed", Severity::Info, false},     {"settings-changed", Severity::Info, false},
    {"router-notice", Severity::Warning, true},   {"records-set-aside", Severity::Warning, true},
    {"penalty", Severity::Problem, true},         {"list-made-anew", Severity::Warning, true},
}};
const TypeFacts& factsOf(EventType type) {
    return kTypes[static_cast<std::size_t>(type)];
}

QString text(std::string_view words) {
    return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}
qlonglong number(base::WallTime time) {
    return base::unixSeconds(time);
}

qlonglong seconds(std::chrono::seconds span) {
    return span.count();
}

JournalEntry entryOf(const QSqlQuery& row) {
    JournalEntry entry;
    entry.id = row.value(0).toLongLong();
    entry.event.type = static_cast<EventType>(std::clamp(row.value(1).toInt(), 0, kEventTypes - 1));
    entry.event.subject = row.value(2).toString().toStdString();
    entry.event.amount = row.value(3).toLongLong();
    entry.first = base::fromUnixSeconds(row.value(4).toLongLong());
    entry.last = base::fromUnixSeconds(row.value(5).toLongLong());
    entry.count = row.value(6).toLongLong();
    if (!row.value(7).isNull())
        entry.settled = base::fromUnixSeconds(row.value(7).toLongLong());
    return entry;
}

bool isWanted(const JournalEntry& entry, const JournalFilter& filter) {
    return filter.types.empty() ||
           std::find(filter.types.begin(), filter.types.end(), entry.event.type) !=
               filter.types.end();
}

} // namespace

Severity severityOf(EventType type) {
    return factsOf(type).severity;
}
bool isAlert(EventType type) {
    return factsOf(type).alert;
}
std::string_view eventName(EventType type) {
    return factsOf(type).name;
}

Journal::Journal(const base::Clock& clock)
    : m_clock(clock) {}

Journal::~Journal() {
    m_writer.run([this] { m_file.reset(); });
}

base::Result<std::unique_ptr<Journal>, RecordFailure>
Journal::create(const std::filesystem::path& file, const base::Clock& clock) {
    std::unique_ptr<Journal> journal(new Journal(clock));
    journal->m_writer.run([&] {
        auto opened = RecordFile::open(file, kSchema, kTables, clock.wall());
        if (opened) {
            journal->m_file = std::move(*opened);
            journal->m_keptAside = journal->m_file->keptAside();
        } else {
            journal->m_failure = opened.error();
        }
    });
    if (journal->m_failure)
        return tl::unexpected(*journal->m_failure);
    return journal;
}

void Journal::onChanged(std::function<void()> changed) {
    m_writer.run([&] { m_changed = std::move(changed); });
}

void Journal::changed() {
    if (m_changed)
        m_changed();
}

void Journal::record(Event event) {
    m_writer.post([this, event = std::move(event), now = m_clock.wall()]() mutable {
        // Cut as text, so that no character is torn.
        event.subject =
            text(event.subject).left(static_cast<qsizetype>(kSubjectAtMost)).toStdString();
        write(event, now);
        changed();
    });
}

void Journal::write(const Event& event, base::WallTime now) {
    m_file->begin();
    if (const auto group = groupOf(event, now)) {
        m_file->run(
            "UPDATE events SET amount = amount + ?, count = count + 1, last = max(last, ?)"
            " WHERE id = ?",
            {static_cast<qlonglong>(event.amount), number(now), static_cast<qlonglong>(*group)});
    } else {
        m_file->run(
            "INSERT INTO events(type, severity, subject, amount, first, last, count, alert)"
            " VALUES(?, ?, ?, ?, ?, ?, 1, ?)",
            {static_cast<int>(event.type), static_cast<int>(severityOf(event.type)),
             text(event.subject), static_cast<qlonglong>(event.amount), number(now), number(now),
             isAlert(event.type) ? 1 : 0});
        prune(now);
    }
    m_file->commit();
}

/// An alert that stands is one row for as long as it stands.
std::optional<std::int64_t> Journal::groupOf(const Event& event, base::WallTime now) {
    QSqlQuery& row = m_file->run(
        "SELECT id FROM events WHERE type = ? AND subject = ? AND settled IS NULL"
        " AND (alert = 1 OR (abs(last - ?) <= ? AND abs(first - ?) < ?))"
        " ORDER BY last DESC LIMIT 1",
        {static_cast<int>(event.type), text(event.subject), number(now), seconds(kGroupWithin),
         number(now), seconds(kGroupAtMost)});
    std::optional<std::int64_t> id;
    if (row.next())
        id = row.value(0).toLongLong();
    row.finish();
    return id;
}

void Journal::prune(base::WallTime now) {
    m_file->run("DELETE FROM events WHERE last < ?", {number(now - kKept)});
    m_file->run(
        "DELETE FROM events WHERE id <= (SELECT id FROM events ORDER BY id DESC"
        " LIMIT 1 OFFSET ?)",
        {kRowsAtMost});
}

void Journal::settle(EventType type) {
    m_writer.post([this, type, now = m_clock.wall()] {
        QSqlQuery& row = m_file->run(
            "UPDATE events SET settled = ? WHERE type = ? AND alert = 1 AND settled IS NULL",
            {number(now), static_cast<int>(type)});
        if (row.numRowsAffected() > 0)
            changed();
    });
}

void Journal::dismiss(std::int64_t id) {
    m_writer.post([this, id, now = m_clock.wall()] {
        m_file->run(
            "UPDATE events SET settled = ? WHERE id = ? AND alert = 1 AND settled IS NULL",
            {number(now), static_cast<qlonglong>(id)});
        changed();
    });
}

void Journal::query(JournalFilter filter, std::function<void(std::vector<JournalEntry>)> answer) {
    m_writer.post(
        [this, filter = std::move(filter), answer = std::move(answer)] { answer(read(filter)); });
}

std::vector<JournalEntry> Journal::read(const JournalFilter& filter) {
    QSqlQuery& row = m_file->run(
        "SELECT id, type, subject, amount, first, last, count, settled FROM events"
        " WHERE severity >= ? AND (? = 0 OR (alert = 1 AND settled IS NULL))"
        " AND (? = '' OR instr(lower(subject), lower(?)) > 0) ORDER BY last DESC, id DESC",
        {static_cast<int>(filter.atLeast),
         filter.show == JournalFilter::Show::StandingAlerts ? 1 : 0, text(filter.text),
         text(filter.text)});
    const auto wanted = static_cast<std::size_t>(std::clamp(filter.limit, 1, 10'000));
    std::vector<JournalEntry> entries;
    for (int skipped = 0; entries.size() < wanted && row.next();) {
        JournalEntry entry = entryOf(row);
        if (isWanted(entry, filter) && skipped++ >= filter.offset)
            entries.push_back(std::move(entry));
    }
    row.finish();
    return entries;
}

} // namespace meson::metrics

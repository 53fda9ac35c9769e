// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/mutex.h"
#include "engine/base/worker.h"
#include "engine/store/index_database.h"

#include <deque>

namespace meson::store {

/// The content list (W20) and its history. Changes are queued and written in batches, one
/// transaction each, by the index's own thread; a question waits until what was queued before it is
/// written, so every answer is current. A batch that the disk refuses is written again, after a
/// pause that grows; until then answers are from before it. Nothing is kept in memory per object.
/// Thread: any, except from within its own tasks; questions block.
class Index {
public:
    static StoreResult<std::unique_ptr<Index>>
    open(std::filesystem::path file, const base::Clock& clock);
    ~Index();

    /// Where a file that could not be read was put ("<name>.damaged-<unix seconds>"); empty: it
    /// could.
    const std::filesystem::path& keptAside() const { return m_keptAside; }
    /// Reads all of it; false if it must be started over.
    bool isSound();
    /// Puts the file aside as damaged and begins an empty one. After a failure nothing is listed
    /// until another try succeeds.
    StoreResult<void> startOver(std::vector<std::string> folders);
    /// What the index takes on disk (bytes).
    base::Bytes size() const;

    /// `folders` in the order of the volumes: StoredObject::volume counts in that order.
    /// WriteFailed: one is new, and the disk refuses it.
    StoreResult<void> setVolumes(std::vector<std::string> folders);
    IndexDatabase::Totals totals(std::size_t volume);

    // --- changes, queued
    void add(StoredObject object, base::Bytes disk);
    void remove(const base::ContentId& id, RemovalReason reason);
    void updateMeta(const base::ContentId& id, ObjectMeta meta, base::Bytes disk);
    void addUses(const base::ContentId& id, std::int64_t uses);
    void setVerified(const base::ContentId& id);
    /// After a crash: numbers that may have been told to the Router but not written are never used
    /// again.
    void skipSequence();
    /// Every few seconds: what the disk refused is tried again when its time has come.
    void writeAgain();

    // --- questions
    std::optional<StoredObject> find(const base::ContentId& id);
    /// The object with what it takes on its volume.
    std::optional<IndexRow> row(const base::ContentId& id);
    std::pair<std::vector<StoredObject>, std::int64_t> list();
    ObjectPage page(const ObjectQuery& query);
    std::pair<std::int64_t, base::Sha256> state();
    std::optional<std::vector<IndexChange>> changesSince(std::int64_t sequence);
    std::vector<base::ContentId> idsOn(std::size_t volume);
    std::vector<base::ContentId> expired(base::WallTime routerTime);
    std::vector<base::ContentId> unverifiedSince(base::WallTime before, int limit);
    std::vector<Eviction::Candidate> candidates(std::optional<std::size_t> volume);
    /// Writes all changes; false if one could not be: the next start must check.
    bool flush();

private:
    using Change = std::function<void(IndexDatabase&)>;

    Index(std::filesystem::path file, const base::Clock& clock);
    StoreResult<void> openDatabase();
    void putAside();
    void queue(Change change);
    void writeQueued();
    bool writeAll();
    void written();
    void refused();
    template <class Answer>
    auto ask(Answer answer);
    std::int64_t numberOf(std::size_t volume) const;
    std::int64_t placeOf(std::int64_t number) const;
    void record(const base::ContentId& id, std::optional<RemovalReason> removed);

    const std::filesystem::path m_file;
    const base::Clock& m_clock;
    std::filesystem::path m_keptAside;

    base::Mutex m_mutex;
    std::vector<Change> m_queued MESON_GUARDED_BY(m_mutex);

    // Only on the writer thread.
    std::unique_ptr<IndexDatabase> m_database;
    IndexDatabase::State m_state;
    std::deque<IndexChange> m_history;
    std::vector<IndexChange> m_recorded; ///< by the batch that is being written
    std::vector<Change> m_unwritten;     ///< refused by the disk, and those after them
    base::SteadyTime m_tryAgainAt;       ///< where some are
    int m_refusals = 0;                  ///< in a row
    std::vector<std::int64_t> m_numbers; ///< of the volumes, as the rows have them

    base::Worker m_writer; // last: its thread uses all of the above
};

} // namespace meson::store

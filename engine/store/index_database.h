// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/store/content_store.h"
#include "engine/store/eviction.h"

#include <QSqlDatabase>
#include <QSqlQuery>

namespace meson::store {

/// One row with what only the store itself needs to know.
struct IndexRow {
    StoredObject object;
    base::Bytes disk; ///< blocks that blob and sidecar take
};

/// The tables of the index in SQLite (WAL, locked by this program alone). Every function reports
/// failure by `hasFailed()` and an empty answer; in a transaction that the disk refuses, by
/// commit(). Thread: the index's writer thread.
class IndexDatabase {
public:
    enum class Fault { NotWritable, InUse, Damaged };

    static tl::expected<std::unique_ptr<IndexDatabase>, Fault>
    open(const std::filesystem::path& file);
    ~IndexDatabase();
    IndexDatabase(const IndexDatabase&) = delete;
    IndexDatabase& operator=(const IndexDatabase&) = delete;

    /// What it holds may be wrong: the next start makes it anew.
    bool isDamaged() const { return m_damaged; }
    /// Something that it said, or did not say, may be wrong: the next start checks.
    bool hasFailed() const { return m_damaged || m_isAnswerMissing; }
    /// Reads every page. One that could not be read for want of memory or disk is no damage.
    bool isSound();

    void begin();
    /// False: the disk refused a part, nothing of it is written, and all of it can be tried again.
    bool commit();
    /// What it says is not trusted any more: the next start makes it anew.
    void giveUp() { m_damaged = true; }

    // --- objects
    bool contains(const base::ContentId& id);
    /// A new row, with the popularity remembered from an earlier stay.
    void insert(const IndexRow& row);
    /// The row as it was, if there was one; its popularity is remembered.
    std::optional<IndexRow> take(const base::ContentId& id);
    void updateMeta(const base::ContentId& id, const ObjectMeta& meta, base::Bytes disk);
    void addUses(const base::ContentId& id, std::int64_t uses, base::WallTime now);
    void setVerified(const base::ContentId& id, base::WallTime now);

    std::optional<IndexRow> find(const base::ContentId& id);
    std::vector<StoredObject> list();
    ObjectPage page(const ObjectQuery& query);
    std::vector<base::ContentId> idsOn(std::int64_t volume);
    std::vector<base::ContentId> expired(base::WallTime routerTime);
    /// At most `limit` objects last verified before `before`, the oldest first.
    std::vector<base::ContentId> unverifiedSince(base::WallTime before, int limit);
    std::vector<Eviction::Candidate> candidates(std::optional<std::int64_t> volume);

    // --- volumes and state
    /// The number that rows use for a folder; given once and kept. None if the disk refused it.
    std::optional<std::int64_t> volumeNumber(const std::string& folder);
    std::vector<std::int64_t> volumeNumbers();
    struct Totals {
        base::Bytes disk;
        std::int64_t objects = 0;
    };
    Totals totals(std::int64_t volume);

    struct State {
        std::int64_t sequence = 0;
        base::Sha256 digest;
    };
    State state();
    void setState(const State& state);

private:
    explicit IndexDatabase(QString connection);

    bool createTables();
    bool run(QSqlQuery& query);
    bool execute(const QString& statement);
    void failed(const QSqlQuery& query);
    QSqlQuery& prepared(const char* statement);
    void remember(const base::ContentId& id);
    Popularity recall(const base::ContentId& id);
    void addToTotals(std::int64_t volume, base::Bytes disk, std::int64_t objects);
    std::vector<base::ContentId> ids(QSqlQuery& query);
    bool indexBy(ObjectQuery::Order order);
    std::int64_t countMatching(const std::string& search);

    QString m_connection;
    QSqlDatabase m_database;
    std::unordered_map<const char*, QSqlQuery>
        m_prepared; ///< by address: each statement is one literal
    std::int64_t m_remembered = 0;
    std::int64_t m_rememberedBefore = 0; ///< the running transaction
    bool m_damaged = false;
    bool m_isAnswerMissing = false; ///< an empty one, for a reason that may pass
    bool m_isInTransaction = false;
    bool m_isRefused = false; ///< the transaction: nothing of it is run any more
};

} // namespace meson::store

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/index_rows.h"

#include "engine/platform/private_file.h"

#include <QSqlError>
#include <algorithm>

namespace meson::store {

namespace {

constexpr int kSchema = 1;
constexpr std::int64_t kRememberedAtMost = 100'000;

constexpr const char* kTables[] = {
    "CREATE TABLE objects(id BLOB PRIMARY KEY, volume INTEGER NOT NULL, length INTEGER NOT NULL,"
    " disk INTEGER NOT NULL, sha256 BLOB NOT NULL, expires INTEGER NOT NULL, fields BLOB NOT NULL,"
    " etag BLOB NOT NULL, last_modified INTEGER, binding BLOB NOT NULL, added INTEGER NOT NULL,"
    " last_used INTEGER NOT NULL, uses INTEGER NOT NULL, popularity REAL NOT NULL,"
    " popularity_at INTEGER NOT NULL, verified INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX objects_by_expiry ON objects(expires)",
    "CREATE INDEX objects_by_verification ON objects(verified)",
    "CREATE TABLE remembered(id BLOB PRIMARY KEY, popularity REAL NOT NULL,"
    " popularity_at INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX remembered_by_time ON remembered(popularity_at)",
    "CREATE TABLE volumes(number INTEGER PRIMARY KEY, folder BLOB NOT NULL UNIQUE,"
    " disk INTEGER NOT NULL, objects INTEGER NOT NULL)",
    "CREATE TABLE state(one INTEGER PRIMARY KEY CHECK(one = 1), sequence INTEGER NOT NULL,"
    " digest BLOB NOT NULL)",
    "INSERT INTO state VALUES(1, 0, zeroblob(32))",
    "PRAGMA user_version = 1",
};

QString newConnectionName() {
    static std::atomic<int> next{0};
    return QStringLiteral("store-index-%1").arg(next++);
}

/// A full disk, a failing one or no memory may pass; what was begun can then be written again.
bool mayPass(const QSqlError& error) {
    switch (error.nativeErrorCode().toInt() & 0xFF) {
    case 5:  // SQLITE_BUSY
    case 6:  // SQLITE_LOCKED
    case 7:  // SQLITE_NOMEM
    case 8:  // SQLITE_READONLY
    case 10: // SQLITE_IOERR
    case 13: // SQLITE_FULL
    case 14: // SQLITE_CANTOPEN
        return true;
    default:
        return false;
    }
}

/// A page that cannot be read is damage, as it is in a blob.
bool isDamage(const QSqlError& error) {
    constexpr int kUnreadable = 266; // SQLITE_IOERR_READ
    return !mayPass(error) || error.nativeErrorCode().toInt() == kUnreadable;
}

void bind(QSqlQuery& query, std::initializer_list<QVariant> values) {
    int place = 0;
    for (const QVariant& value : values)
        query.bindValue(place++, value);
}

} // namespace

IndexRow rowOf(const QSqlQuery& query) {
    IndexRow row;
    StoredObject& object = row.object;
    object.id = digestAt<base::ContentId>(query, 0);
    object.volume = query.value(1).toLongLong();
    object.length = base::Bytes(query.value(2).toLongLong());
    row.disk = base::Bytes(query.value(3).toLongLong());
    object.sha256 = digestAt<base::Sha256>(query, 4);
    object.meta.expires = timeAt(query, 5);
    object.meta.fields = textAt(query, 6);
    object.meta.etag = textAt(query, 7);
    if (!query.isNull(8))
        object.meta.lastModified = timeAt(query, 8);
    object.meta.binding = textAt(query, 9);
    object.added = timeAt(query, 10);
    object.lastUsed = timeAt(query, 11);
    object.uses = query.value(12).toLongLong();
    object.verified = timeAt(query, 13);
    return row;
}

IndexDatabase::IndexDatabase(QString connection)
    : m_connection(std::move(connection))
    , m_database(QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection)) {}

IndexDatabase::~IndexDatabase() {
    m_prepared.clear();
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connection);
}

tl::expected<std::unique_ptr<IndexDatabase>, IndexDatabase::Fault>
IndexDatabase::open(const std::filesystem::path& file) {
    std::unique_ptr<IndexDatabase> database(new IndexDatabase(newConnectionName()));
    const auto name = file.u8string();
    database->m_database.setDatabaseName(QString::fromUtf8(
        reinterpret_cast<const char*>(name.data()), static_cast<qsizetype>(name.size())));
    database->m_database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=500"));
    // SQLite keeps a file's mode: made private before it holds anything.
    if (!platform::ensurePrivateFile(file) || !database->m_database.open())
        return tl::unexpected(Fault::NotWritable);
    for (const char* pragma :
         {"PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = WAL",
          "PRAGMA synchronous = NORMAL", "PRAGMA wal_autocheckpoint = 512",
          "PRAGMA journal_size_limit = 2097152", "PRAGMA cache_size = -4096", "BEGIN IMMEDIATE",
          "COMMIT"}) {
        QSqlQuery query(database->m_database);
        if (query.exec(QLatin1String(pragma)))
            continue;
        const QSqlError error = query.lastError();
        if (isDamage(error))
            return tl::unexpected(Fault::Damaged);
        const int code = error.nativeErrorCode().toInt() & 0xFF;
        const bool isInUse = code == 5 || code == 6; // SQLITE_BUSY, SQLITE_LOCKED
        return tl::unexpected(isInUse ? Fault::InUse : Fault::NotWritable);
    }
    if (!database->createTables())
        return tl::unexpected(database->m_damaged ? Fault::Damaged : Fault::NotWritable);
    return database;
}

bool IndexDatabase::createTables() {
    QSqlQuery version(m_database);
    if (!version.exec(QStringLiteral("PRAGMA user_version")) || !version.next()) {
        failed(version);
        return false;
    }
    const int schema = version.value(0).toInt();
    version.finish();
    if (schema == 0) {
        begin();
        for (const char* statement : kTables) {
            if (!execute(QLatin1String(statement)))
                return false;
        }
        if (!commit())
            return false;
    } else if (schema != kSchema) {
        m_damaged = true;
        return false;
    }
    QSqlQuery& count = prepared("SELECT count(*) FROM remembered");
    if (!run(count) || !count.next())
        return false;
    m_remembered = count.value(0).toLongLong();
    count.finish();
    state();
    static_cast<void>(find({}));
    return !isDamaged();
}

bool IndexDatabase::isSound() {
    QSqlQuery query(m_database);
    if (!query.exec(QStringLiteral("PRAGMA quick_check(1)")) || !query.next())
        return !m_damaged && !isDamage(query.lastError());
    return !m_damaged && query.value(0).toString() == QLatin1String("ok");
}

bool IndexDatabase::run(QSqlQuery& query) {
    if (m_isRefused)
        return false;
    if (query.exec())
        return true;
    failed(query);
    return false;
}

bool IndexDatabase::execute(const QString& statement) {
    QSqlQuery query(m_database);
    if (m_isRefused)
        return false;
    if (query.exec(statement))
        return true;
    failed(query);
    return false;
}

void IndexDatabase::failed(const QSqlQuery& query) {
    if (m_isInTransaction && mayPass(query.lastError()))
        m_isRefused = true;
    else if (isDamage(query.lastError()))
        m_damaged = true;
    else
        m_isAnswerMissing = true;
}

QSqlQuery& IndexDatabase::prepared(const char* statement) {
    const auto known = m_prepared.find(statement);
    if (known != m_prepared.end())
        return known->second;
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!m_isRefused) {
        if (query.prepare(QLatin1String(statement)))
            return m_prepared.emplace(statement, std::move(query)).first->second;
        failed(query);
    }
    return m_prepared.insert_or_assign(nullptr, std::move(query)).first->second; // not to be kept
}

void IndexDatabase::begin() {
    m_isInTransaction = true;
    m_rememberedBefore = m_remembered;
    execute(QStringLiteral("BEGIN IMMEDIATE"));
}

bool IndexDatabase::commit() {
    const bool isWritten = execute(QStringLiteral("COMMIT"));
    m_isInTransaction = false;
    if (!std::exchange(m_isRefused, false))
        return isWritten;
    m_remembered = m_rememberedBefore;
    QSqlQuery(m_database).exec(QStringLiteral("ROLLBACK")); // SQLite may have done so by itself
    return false;
}

bool IndexDatabase::contains(const base::ContentId& id) {
    QSqlQuery& query = prepared("SELECT 1 FROM objects WHERE id = ?");
    bind(query, {blob(id)});
    const bool found = run(query) && query.next();
    query.finish();
    return found;
}

void IndexDatabase::insert(const IndexRow& row) {
    const StoredObject& object = row.object;
    const Popularity popularity = recall(object.id).after(1, object.added, kPopularityHalfLife);
    QSqlQuery& query =
        prepared("INSERT INTO objects(id, volume, length, disk, sha256, expires, fields, etag, "
                 "last_modified,"
                 " binding, added, last_used, uses, popularity, popularity_at, verified)"
                 " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    bind(
        query, {blob(object.id), number(object.volume), number(object.length), number(row.disk),
                blob(object.sha256), number(object.meta.expires), blob(object.meta.fields),
                blob(object.meta.etag), number(object.meta.lastModified), blob(object.meta.binding),
                number(object.added), number(object.lastUsed), number(object.uses),
                popularity.count, number(popularity.at), number(object.verified)});
    if (run(query))
        addToTotals(object.volume, row.disk, 1);
}

std::optional<IndexRow> IndexDatabase::take(const base::ContentId& id) {
    std::optional<IndexRow> row = find(id);
    if (!row)
        return std::nullopt;
    remember(id);
    QSqlQuery& removal = prepared("DELETE FROM objects WHERE id = ?");
    bind(removal, {blob(id)});
    if (run(removal))
        addToTotals(row->object.volume, -row->disk, -1);
    return row;
}

void IndexDatabase::remember(const base::ContentId& id) {
    QSqlQuery& query = prepared(
        "INSERT OR REPLACE INTO remembered SELECT id, popularity, popularity_at FROM objects"
        " WHERE id = ?");
    bind(query, {blob(id)});
    if (run(query) && ++m_remembered > kRememberedAtMost) {
        const std::int64_t excess = kRememberedAtMost / 10;
        QSqlQuery& trim = prepared("DELETE FROM remembered WHERE id IN"
                                   " (SELECT id FROM remembered ORDER BY popularity_at LIMIT ?)");
        bind(trim, {number(excess)});
        if (run(trim))
            m_remembered -= excess;
    }
}

Popularity IndexDatabase::recall(const base::ContentId& id) {
    Popularity popularity;
    QSqlQuery& query = prepared("SELECT popularity, popularity_at FROM remembered WHERE id = ?");
    bind(query, {blob(id)});
    const bool found = run(query) && query.next();
    if (found)
        popularity = {query.value(0).toDouble(), timeAt(query, 1)};
    query.finish();
    if (found) {
        QSqlQuery& removal = prepared("DELETE FROM remembered WHERE id = ?");
        bind(removal, {blob(id)});
        if (run(removal))
            --m_remembered;
    }
    return popularity;
}

void IndexDatabase::updateMeta(
    const base::ContentId& id, const ObjectMeta& meta, base::Bytes disk) {
    const auto row = find(id);
    if (!row)
        return;
    QSqlQuery& query = prepared(
        "UPDATE objects SET expires = ?, fields = ?, etag = ?, last_modified = ?, binding = ?,"
        " disk = ? WHERE id = ?");
    bind(
        query, {number(meta.expires), blob(meta.fields), blob(meta.etag), number(meta.lastModified),
                blob(meta.binding), number(disk), blob(id)});
    if (run(query))
        addToTotals(row->object.volume, disk - row->disk, 0);
}

void IndexDatabase::addUses(const base::ContentId& id, std::int64_t uses, base::WallTime now) {
    QSqlQuery& read = prepared("SELECT popularity, popularity_at FROM objects WHERE id = ?");
    bind(read, {blob(id)});
    if (!run(read) || !read.next()) {
        read.finish();
        return;
    }
    const Popularity before{read.value(0).toDouble(), timeAt(read, 1)};
    read.finish();
    const Popularity after = before.after(static_cast<double>(uses), now, kPopularityHalfLife);
    QSqlQuery& write = prepared(
        "UPDATE objects SET uses = uses + ?, last_used = ?, popularity = ?, popularity_at = ?"
        " WHERE id = ?");
    bind(write, {number(uses), number(now), after.count, number(after.at), blob(id)});
    run(write);
}

void IndexDatabase::setVerified(const base::ContentId& id, base::WallTime now) {
    QSqlQuery& query = prepared("UPDATE objects SET verified = ? WHERE id = ?");
    bind(query, {number(now), blob(id)});
    run(query);
}

std::optional<IndexRow> IndexDatabase::find(const base::ContentId& id) {
    static const QByteArray statement = QByteArray(kColumns) + "WHERE id = ?";
    QSqlQuery& query = prepared(statement.constData());
    bind(query, {blob(id)});
    std::optional<IndexRow> row;
    if (run(query) && query.next())
        row = rowOf(query);
    query.finish();
    return row;
}

std::vector<StoredObject> IndexDatabase::list() {
    std::vector<StoredObject> objects;
    QSqlQuery& query = prepared(kColumns);
    run(query);
    while (query.next())
        objects.push_back(rowOf(query).object);
    query.finish();
    return objects;
}

std::vector<base::ContentId> IndexDatabase::ids(QSqlQuery& query) {
    std::vector<base::ContentId> ids;
    run(query);
    while (query.next())
        ids.push_back(digestAt<base::ContentId>(query, 0));
    query.finish();
    return ids;
}

std::vector<base::ContentId> IndexDatabase::idsOn(std::int64_t volume) {
    QSqlQuery& query = prepared("SELECT id FROM objects WHERE volume = ? ORDER BY id");
    bind(query, {number(volume)});
    return ids(query);
}

std::vector<base::ContentId> IndexDatabase::expired(base::WallTime routerTime) {
    QSqlQuery& query = prepared("SELECT id FROM objects WHERE expires <= ? ORDER BY expires");
    bind(query, {number(routerTime)});
    return ids(query);
}

std::vector<base::ContentId> IndexDatabase::unverifiedSince(base::WallTime before, int limit) {
    QSqlQuery& query =
        prepared("SELECT id FROM objects WHERE verified < ? ORDER BY verified LIMIT ?");
    bind(query, {number(before), limit});
    return ids(query);
}

std::vector<Eviction::Candidate> IndexDatabase::candidates(std::optional<std::int64_t> volume) {
    QSqlQuery& query =
        prepared("SELECT id, disk, popularity, popularity_at FROM objects WHERE ? OR volume = ?");
    bind(query, {!volume.has_value(), number(volume.value_or(0))});
    std::vector<Eviction::Candidate> candidates;
    run(query);
    while (query.next())
        candidates.push_back(
            {digestAt<base::ContentId>(query, 0),
             base::Bytes(query.value(1).toLongLong()),
             {query.value(2).toDouble(), timeAt(query, 3)}});
    query.finish();
    return candidates;
}

std::optional<std::int64_t> IndexDatabase::volumeNumber(const std::string& folder) {
    QSqlQuery& insert =
        prepared("INSERT OR IGNORE INTO volumes(folder, disk, objects) VALUES(?, 0, 0)");
    bind(insert, {blob(folder)});
    run(insert);
    QSqlQuery& query = prepared("SELECT number FROM volumes WHERE folder = ?");
    bind(query, {blob(folder)});
    std::optional<std::int64_t> number;
    if (run(query) && query.next())
        number = query.value(0).toLongLong();
    query.finish();
    return number;
}

std::vector<std::int64_t> IndexDatabase::volumeNumbers() {
    QSqlQuery& query = prepared("SELECT number FROM volumes");
    std::vector<std::int64_t> numbers;
    if (run(query))
        while (query.next())
            numbers.push_back(query.value(0).toLongLong());
    query.finish();
    return numbers;
}

IndexDatabase::Totals IndexDatabase::totals(std::int64_t volume) {
    QSqlQuery& query = prepared("SELECT disk, objects FROM volumes WHERE number = ?");
    bind(query, {number(volume)});
    Totals totals;
    if (run(query) && query.next())
        totals = {base::Bytes(query.value(0).toLongLong()), query.value(1).toLongLong()};
    query.finish();
    return totals;
}

void IndexDatabase::addToTotals(std::int64_t volume, base::Bytes disk, std::int64_t objects) {
    QSqlQuery& query =
        prepared("UPDATE volumes SET disk = disk + ?, objects = objects + ? WHERE number = ?");
    bind(query, {number(disk), number(objects), number(volume)});
    run(query);
}

IndexDatabase::State IndexDatabase::state() {
    QSqlQuery& query = prepared("SELECT sequence, digest FROM state");
    State state;
    if (run(query)) {
        if (query.next())
            state = {query.value(0).toLongLong(), digestAt<base::Sha256>(query, 1)};
        else
            m_damaged = true;
    }
    query.finish();
    return state;
}

void IndexDatabase::setState(const State& state) {
    QSqlQuery& query = prepared("UPDATE state SET sequence = ?, digest = ?");
    bind(query, {number(state.sequence), blob(state.digest)});
    run(query);
}

} // namespace meson::store

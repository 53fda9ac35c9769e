// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/database.h"

#include "engine/base/check.h"
#include "engine/platform/private_file.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <atomic>

namespace meson::router {
namespace {

QString nextConnectionName() {
    static std::atomic<int> next{0};
    return QStringLiteral("router-state-%1").arg(next++);
}

// SQLite's own sentences. synchronous=FULL: a commit has reached the disk when it returns.
const QString kCheck = QStringLiteral("PRAGMA quick_check(1)");
const QString kWriteAhead = QStringLiteral("PRAGMA journal_mode=WAL");
const QString kDurable = QStringLiteral("PRAGMA synchronous=FULL");
// 64 MiB: an epoch of 100,000 Terminals changes more pages than the usual 2 MB hold.
const QString kMemory = QStringLiteral("PRAGMA cache_size=-65536");

/// SQLITE_CORRUPT and SQLITE_NOTADB.
bool saysDamaged(const QSqlError& error) {
    return error.nativeErrorCode() == QLatin1String("11") ||
           error.nativeErrorCode() == QLatin1String("26");
}

} // namespace

std::string_view sentence(DatabaseError error) {
    switch (error) {
    case DatabaseError::NotOpened:
        return "The state database cannot be opened: check the path and its permissions.";
    case DatabaseError::Damaged:
        return "The state database is damaged, and was left as it is: restore a backup or name "
               "another file.";
    case DatabaseError::TooNew:
        return "The state database was written by a later version: update this program.";
    case DatabaseError::Failed:
        return "The database refused a statement.";
    }
    return {};
}

Database::Database(std::string file)
    : m_file(std::move(file))
    , m_connection(nextConnectionName())
    , m_worker(std::make_unique<base::Worker>()) {}

Database::~Database() {
    run([this] { disconnect(); });
}

base::Result<std::unique_ptr<Database>, DatabaseFailure> Database::open(const std::string& file) {
    std::unique_ptr<Database> database(new Database(file));
    base::Result<void, DatabaseFailure> connected;
    database->run([&] { connected = database->connect(); });
    if (!connected)
        return tl::unexpected(connected.error());
    return database;
}

base::Result<void, DatabaseFailure> Database::connect() {
    m_thread = std::this_thread::get_id();
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    database.setDatabaseName(QString::fromStdString(m_file));
    // SQLite keeps a file's mode: made private before it holds anything.
    if (!platform::ensurePrivateFile(m_file) || !database.open())
        return base::fail(DatabaseError::NotOpened, m_file);
    const auto check = query(kCheck);
    if (!check)
        return base::fail(
            check.error().code == DatabaseError::Damaged ? DatabaseError::Damaged
                                                         : DatabaseError::NotOpened,
            m_file);
    if (check->empty() || check->front()[0].toString() != QLatin1String("ok"))
        return base::fail(DatabaseError::Damaged, m_file);
    if (!query(kWriteAhead) || !query(kDurable) || !query(kMemory))
        return base::fail(DatabaseError::NotOpened, m_file);
    return migrate(
        QStringLiteral("database"),
        {QStringLiteral("CREATE TABLE schema_version (module TEXT PRIMARY KEY, "
                        "version INTEGER NOT NULL)")});
}

void Database::disconnect() {
    m_prepared.clear();
    QSqlDatabase::database(m_connection, false).close();
    QSqlDatabase::removeDatabase(m_connection);
}

base::Result<void, DatabaseFailure>
Database::migrate(const QString& module, std::initializer_list<QString> statements) {
    // In a new file the table of versions is itself still to be made.
    const auto known =
        query(QStringLiteral("SELECT version FROM schema_version WHERE module = ?"), {module});
    const auto version =
        known && !known->empty() ? static_cast<std::size_t>(known->front()[0].toLongLong()) : 0;
    if (version > statements.size())
        return base::fail(DatabaseError::TooNew, m_file);
    if (version == statements.size())
        return {};
    DatabaseFailure failure{DatabaseError::Failed, m_file};
    m_prepared.clear(); // the driver remembers what columns there were
    const bool done = transaction([&] {
        for (auto statement = statements.begin() + version; statement != statements.end();
             ++statement) {
            if (const auto made = query(*statement); !made) {
                failure = made.error();
                return false;
            }
        }
        return query(QStringLiteral("DELETE FROM schema_version WHERE module = ?"), {module}) &&
               query(
                   QStringLiteral("INSERT INTO schema_version (module, version) VALUES (?, ?)"),
                   {module, static_cast<qlonglong>(statements.size())});
    });
    if (!done)
        return tl::unexpected(failure);
    return {};
}

QSqlQuery& Database::prepared(const QString& sql) const {
    if (m_prepared.size() == kPrepared)
        m_prepared.clear();
    std::unique_ptr<QSqlQuery>& query = m_prepared[sql];
    if (!query) {
        query = std::make_unique<QSqlQuery>(QSqlDatabase::database(m_connection, false));
        query->setForwardOnly(true);
        query->prepare(sql); // what it refuses is refused once more by exec()
    }
    return *query;
}

base::Result<std::vector<Database::Row>, DatabaseFailure>
Database::query(const QString& sql, const std::vector<QVariant>& values) const {
    MESON_ASSUME(std::this_thread::get_id() == m_thread);
    QSqlQuery& query = prepared(sql);
    for (std::size_t place = 0; place < values.size(); ++place)
        query.bindValue(static_cast<int>(place), values[place]);
    std::vector<Row> rows;
    const bool good = query.lastError().type() == QSqlError::NoError && query.exec();
    const int columns = good && query.isSelect() ? query.record().count() : 0;
    while (columns > 0 && query.next()) {
        Row& row = rows.emplace_back();
        for (int column = 0; column < columns; ++column)
            row.push_back(query.value(column));
    }
    // A read can also fail on the way: next() then ends early, with an error set.
    const QSqlError error = query.lastError();
    const bool mayBeUsedAgain = good && !values.empty() && !error.isValid();
    query.finish(); // or it would keep its rows locked
    if (!mayBeUsedAgain)
        m_prepared.erase(sql);
    if (!good || error.isValid())
        return base::fail(
            saysDamaged(error) ? DatabaseError::Damaged : DatabaseError::Failed,
            error.text().toStdString());
    return rows;
}

bool Database::transaction(const std::function<bool()>& work) {
    const QString savepoint = QStringLiteral("inner_%1").arg(m_depth);
    const bool isInner = m_depth > 0;
    if (!query(isInner ? QStringLiteral("SAVEPOINT ") + savepoint : QStringLiteral("BEGIN")))
        return false;
    ++m_depth;
    const bool wanted = work();
    --m_depth;
    if (wanted &&
        query(
            isInner ? QStringLiteral("RELEASE SAVEPOINT ") + savepoint : QStringLiteral("COMMIT")))
        return true;
    static_cast<void>(query(
        isInner ? QStringLiteral("ROLLBACK TO SAVEPOINT ") + savepoint
                : QStringLiteral("ROLLBACK")));
    return false;
}

} // namespace meson::router

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/record_file.h"

#include "engine/platform/file.h"
#include "engine/platform/private_file.h"

#include <QSqlError>
#include <QString>
#include <atomic>
#include <string>

namespace meson::metrics {

namespace {

std::filesystem::path withSuffix(std::filesystem::path file, const std::string& suffix) {
    file += suffix;
    return file;
}

/// A name that no file has yet.
std::filesystem::path asideOf(const std::filesystem::path& file, base::WallTime now) {
    const std::string stem = ".damaged-" + std::to_string(base::unixSeconds(now));
    std::error_code ignored;
    auto target = withSuffix(file, stem);
    for (int i = 2; std::filesystem::exists(target, ignored); ++i)
        target = withSuffix(file, stem + "-" + std::to_string(i));
    return target;
}

bool moveAside(const std::filesystem::path& file, const std::filesystem::path& target) {
    for (const char* companion : {"-wal", "-shm"})
        static_cast<void>(
            platform::renameFile(withSuffix(file, companion), withSuffix(target, companion)));
    return platform::renameFile(file, target).has_value();
}

QString newConnectionName() {
    static std::atomic<int> next{0};
    return QStringLiteral("records-%1").arg(next++);
}

} // namespace

std::string_view sentence(RecordError error) {
    switch (error) {
    case RecordError::NotWritable:
        return "The file cannot be created or written: check the folder's permissions.";
    case RecordError::InUse:
        return "Another program has the file open: stop it or use another folder.";
    }
    return {};
}

RecordFile::RecordFile()
    : m_connection(newConnectionName()) {
    QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
}

RecordFile::~RecordFile() {
    close();
    QSqlDatabase::removeDatabase(m_connection);
}

void RecordFile::close() {
    m_prepared.clear();
    QSqlDatabase::database(m_connection, false).close();
}

base::Result<std::unique_ptr<RecordFile>, RecordFailure> RecordFile::open(
    const std::filesystem::path& file, int schema, std::span<const char* const> tables,
    base::WallTime now) {
    std::unique_ptr<RecordFile> records(new RecordFile);
    Opened opened = records->openOnce(file, schema, tables);
    if (opened == Opened::Damaged) {
        records->close();
        const auto aside = asideOf(file, now);
        if (moveAside(file, aside)) {
            records->m_keptAside = aside;
            records->m_failing = false;
            opened = records->openOnce(file, schema, tables);
        }
    }
    if (opened == Opened::Fine)
        return records;
    return base::fail(
        opened == Opened::InUse ? RecordError::InUse : RecordError::NotWritable, file.string());
}

RecordFile::Opened RecordFile::openOnce(
    const std::filesystem::path& file, int schema, std::span<const char* const> tables) {
    QSqlDatabase database = QSqlDatabase::database(m_connection, false);
    const auto name = file.u8string();
    database.setDatabaseName(QString::fromUtf8(
        reinterpret_cast<const char*>(name.data()), static_cast<qsizetype>(name.size())));
    database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=500"));
    // SQLite keeps a file's mode: made private before it holds anything.
    if (!platform::ensurePrivateFile(file) || !database.open())
        return Opened::NotWritable;
    for (const char* pragma :
         {"PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = WAL",
          "PRAGMA synchronous = NORMAL", "PRAGMA journal_size_limit = 1048576", "BEGIN IMMEDIATE",
          "COMMIT"}) {
        QSqlQuery query(database);
        if (query.exec(QLatin1String(pragma)))
            continue;
        const int code = query.lastError().nativeErrorCode().toInt() & 0xFF;
        if (code == 5 || code == 6) // SQLITE_BUSY, SQLITE_LOCKED
            return Opened::InUse;
        if (code == 8 || code == 13 || code == 14) // SQLITE_READONLY, _FULL, _CANTOPEN
            return Opened::NotWritable;
        return Opened::Damaged;
    }
    return createTables(schema, tables) ? Opened::Fine : Opened::Damaged;
}

bool RecordFile::createTables(int schema, std::span<const char* const> tables) {
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    if (!query.exec(QStringLiteral("PRAGMA quick_check(1)")) || !query.next() ||
        query.value(0).toString() != QLatin1String("ok"))
        return false;
    if (!query.exec(QStringLiteral("PRAGMA user_version")) || !query.next())
        return false;
    const int found = query.value(0).toInt();
    query.finish();
    if (found != 0)
        return found == schema;
    if (!begin())
        return false;
    for (const char* statement : tables)
        run(statement);
    return commit();
}

QSqlQuery& RecordFile::run(const char* statement, std::initializer_list<QVariant> values) {
    auto known = m_prepared.find(statement);
    if (known == m_prepared.end()) {
        QSqlQuery query(QSqlDatabase::database(m_connection, false));
        query.setForwardOnly(true);
        query.prepare(QLatin1String(statement));
        known = m_prepared.emplace(statement, std::move(query)).first;
    }
    QSqlQuery& query = known->second;
    query.finish();
    int place = 0;
    for (const QVariant& value : values)
        query.bindValue(place++, value);
    if (!query.exec())
        m_failing = true;
    return query;
}

bool RecordFile::begin() {
    m_failing = false;
    run("BEGIN IMMEDIATE");
    return !m_failing;
}

bool RecordFile::commit() {
    if (!m_failing)
        run("COMMIT");
    if (!m_failing)
        return true;
    run("ROLLBACK");
    m_failing = true;
    return false;
}

} // namespace meson::metrics

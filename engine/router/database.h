// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/base/worker.h"

#include <QString>
#include <QVariant>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

class QSqlQuery;

namespace meson::router {

enum class DatabaseError {
    NotOpened, ///< The state database cannot be opened: check the path and its permissions.
    Damaged,   ///< The state database is damaged, and left as it is: restore a backup.
    TooNew,    ///< The state database was written by a later version: update this program.
    Failed,    ///< The database refused a statement.
};
std::string_view sentence(DatabaseError);
using DatabaseFailure = base::Failure<DatabaseError>;

/// The Router's state on disk, behind one writer thread. Every committed transaction survives a
/// crash of the computer. Standard SQL and PostgreSQL's names of types only (SQLite takes any), so
/// that PostgreSQL can take SQLite's place; the few sentences that SQLite words differently are in
/// database.cpp. Thread: run()/post() any; the rest
/// only inside them.
class Database {
public:
    /// Opens `file`, or creates it in a folder that exists. A file that is damaged is not written.
    static base::Result<std::unique_ptr<Database>, DatabaseFailure> open(const std::string& file);
    /// Runs what was posted, then closes.
    ~Database();

    /// Runs `work` on the database's thread; post() does not wait.
    void run(const std::function<void()>& work) { m_worker->run(work); }
    void post(std::function<void()> work) { m_worker->post(std::move(work)); }

    /// Brings the tables of one module up to date. Statement n leads from version n of that module
    /// to n + 1 and is never edited once it was released; only those that were not run yet are run,
    /// all or none. TooNew if the file has a later version than there are statements.
    base::Result<void, DatabaseFailure>
    migrate(const QString& module, std::initializer_list<QString> statements);

    using Row = std::vector<QVariant>;
    /// One statement with ? places. Rows of a SELECT, empty for others.
    base::Result<std::vector<Row>, DatabaseFailure>
    query(const QString& sql, const std::vector<QVariant>& values = {}) const;
    /// All of `work` or nothing: rolled back when it returns false, or when the disk refuses. May
    /// be nested: the inner one is then undone alone, or committed with the outer one.
    bool transaction(const std::function<bool()>& work);

private:
    explicit Database(std::string file);
    base::Result<void, DatabaseFailure> connect();
    void disconnect();
    /// The statement, parsed once if it has places: settling an epoch runs a few for each Terminal.
    QSqlQuery& prepared(const QString& sql) const;

    const std::string m_file;
    const QString m_connection;
    int m_depth = 0; ///< of transactions within one another
    std::thread::id m_thread;
    mutable std::unordered_map<QString, std::unique_ptr<QSqlQuery>> m_prepared; ///< by its text
    /// How many are kept: all of the Router's, whose texts are constants, and to spare.
    static constexpr std::size_t kPrepared = 256;
    std::unique_ptr<base::Worker> m_worker;
};

} // namespace meson::router

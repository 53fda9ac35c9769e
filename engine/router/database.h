// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/base/worker.h"

#include <QString>
#include <QVariant>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meson::router {

enum class DatabaseError {
    NotOpened, ///< The state database cannot be opened: check the path and its permissions.
    Damaged,   ///< The state database is damaged; it is left as it is. Restore a backup or name another file.
    TooNew,    ///< The state database was written by a later version: update this program.
    Failed,    ///< The database refused a statement.
};
std::string_view sentence(DatabaseError);
using DatabaseFailure = base::Failure<DatabaseError>;

/// The Router's state on disk, behind one writer thread. Standard SQL only, so that PostgreSQL can take its place; the few
/// sentences that SQLite words differently are in database.cpp. Thread: run()/post() any; the rest only inside them.
class Database {
public:
    static base::Result<std::unique_ptr<Database>, DatabaseFailure> open(const std::string& file);
    ~Database();

    /// Runs `work` on the database's thread; post() does not wait.
    void run(const std::function<void()>& work) { m_worker->run(work); }
    void post(std::function<void()> work) { m_worker->post(std::move(work)); }

    using Row = std::vector<QVariant>;
    /// One statement with ? places. Rows of a SELECT, empty for others.
    base::Result<std::vector<Row>, DatabaseFailure> query(const QString& sql, const std::vector<QVariant>& values = {}) const;
    /// All of `work` or nothing: rolled back when it returns false.
    bool transaction(const std::function<bool()>& work);

private:
    Database() = default;
    std::unique_ptr<base::Worker> m_worker;
    QString m_connection;
};

} // namespace meson::router

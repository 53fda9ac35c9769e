// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>

namespace meson::metrics {

enum class RecordError {
    NotWritable, ///< The file cannot be created or written: check the folder's permissions.
    InUse,       ///< Another program has the file open: stop it or use another folder.
};
std::string_view sentence(RecordError);
using RecordFailure = base::Failure<RecordError>;

/// A private SQLite file of figures that may be lost but must never stop the program: one that
/// cannot be read is kept aside as "<name>.damaged-<unix seconds>" and a new one begun. Failures
/// after that show in isFailing() until a statement succeeds again.
/// Thread: the one that opened it.
class RecordFile {
public:
    /// `tables` creates the schema and sets user_version to `schema`, which is not 0.
    static base::Result<std::unique_ptr<RecordFile>, RecordFailure> open(
        const std::filesystem::path& file, int schema, std::span<const char* const> tables,
        base::WallTime now);
    ~RecordFile();
    RecordFile(const RecordFile&) = delete;
    RecordFile& operator=(const RecordFile&) = delete;

    /// Where the file that could not be read lies now.
    const std::optional<std::filesystem::path>& keptAside() const { return m_keptAside; }
    bool isFailing() const { return m_failing; }

    /// Runs one statement, a literal that is prepared once. The query stands before its first row.
    QSqlQuery& run(const char* statement, std::initializer_list<QVariant> values = {});
    bool begin();
    /// False: nothing since begin() was written.
    bool commit();

private:
    enum class Opened { Fine, NotWritable, InUse, Damaged };

    RecordFile();
    Opened
    openOnce(const std::filesystem::path& file, int schema, std::span<const char* const> tables);
    bool createTables(int schema, std::span<const char* const> tables);
    void close();

    const QString m_connection;
    std::unordered_map<const char*, QSqlQuery> m_prepared; ///< by the literal's address
    std::optional<std::filesystem::path> m_keptAside;
    bool m_failing = false;
};

} // namespace meson::metrics

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/database.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace meson::router;

namespace {

const QString kMakeTable = QStringLiteral("CREATE TABLE thing (name TEXT PRIMARY KEY)");
const QString kAddColumn = QStringLiteral("ALTER TABLE thing ADD COLUMN size BIGINT");

} // namespace

class DatabaseTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_files = 0;

    QString newFile() { return m_folder.filePath(QStringLiteral("state%1.db").arg(m_files++)); }
    static auto open(const QString& file) { return Database::open(file.toStdString()); }

    static QByteArray bytesOf(const QString& name) {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void write(const QString& name, const QByteArray& bytes, qint64 at = 0) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(at));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    static int count(Database& database) {
        int rows = -1;
        database.run([&] {
            const auto found = database.query(QStringLiteral("SELECT name FROM thing"));
            rows = found ? static_cast<int>(found->size()) : -1;
        });
        return rows;
    }
    static bool insert(Database& database, const char* name) {
        return database
            .query(QStringLiteral("INSERT INTO thing (name) VALUES (?)"), {QLatin1String(name)})
            .has_value();
    }
    static std::unique_ptr<Database> withTable(const QString& file) {
        auto database = open(file);
        if (!database)
            return nullptr;
        (*database)->run([&] { (*database)->migrate(QStringLiteral("test"), {kMakeTable}); });
        return std::move(*database);
    }

private Q_SLOTS:
    void keepsWhatWasWritten() {
        const QString file = newFile();
        {
            const auto database = withTable(file);
            QVERIFY(database);
            database->post([&] { insert(*database, "a"); });
        }
        const auto database = open(file);
        QVERIFY(database.has_value());
        QCOMPARE(count(**database), 1);
    }

    void bindsValuesAndNamesErrors() {
        const auto database = withTable(newFile());
        database->run([&] {
            const auto rows = database->query(
                QStringLiteral("SELECT ?, ?"), {qlonglong(1) << 60, QStringLiteral("' OR 1=1")});
            QVERIFY(rows.has_value());
            QCOMPARE(rows->size(), std::size_t{1});
            QCOMPARE((*rows)[0][0].toLongLong(), qlonglong(1) << 60);
            QCOMPARE((*rows)[0][1].toString(), QStringLiteral("' OR 1=1"));
            for (const char* sql : {"SELEC 1", "SELECT x FROM nowhere"}) {
                const auto failed = database->query(QLatin1String(sql));
                QVERIFY(!failed);
                QCOMPARE(failed.error().code, DatabaseError::Failed);
                QVERIFY(!failed.error().about.empty());
            }
            QVERIFY(insert(*database, "a"));
            QVERIFY(!insert(*database, "a"));
        });
    }

    void aStatementIsGoodAgainAfterItFailedAndAfterItsTableChanged() {
        const auto database = withTable(newFile());
        QVERIFY(database);
        database->run([&] {
            const QString sql = QStringLiteral("SELECT * FROM thing WHERE name = ?");
            const QString add = QStringLiteral("INSERT INTO later (id) VALUES (?)");
            QVERIFY(insert(*database, "a"));
            QCOMPARE(database->query(sql, {QStringLiteral("a")})->size(), std::size_t(1));
            QVERIFY(!database->query(add, {1}));
            QVERIFY(database->query(QStringLiteral("CREATE TABLE later (id INTEGER PRIMARY KEY)")));
            QVERIFY(database->query(add, {1}));
            QVERIFY(!database->query(add, {1}));
            QVERIFY(database->query(add, {2}));
            QVERIFY(!database->query(add, {1, 2}));
            const auto before = database->query(sql, {QStringLiteral("a")})->front().size();
            QVERIFY(database->migrate(
                QStringLiteral("test"),
                {kMakeTable, QStringLiteral("ALTER TABLE thing ADD COLUMN extra TEXT")}));
            QCOMPARE(database->query(sql, {QStringLiteral("a")})->front().size(), before + 1);
        });
    }

    void rollsBackWhatReturnsFalse() {
        const auto database = withTable(newFile());
        database->run([&] {
            QVERIFY(!database->transaction([&] { return insert(*database, "a") && false; }));
            QVERIFY(database->transaction([&] { return insert(*database, "b"); }));
        });
        QCOMPARE(count(*database), 1);
    }

    void anInnerTransactionIsUndoneAlone() {
        const auto database = withTable(newFile());
        database->run([&] {
            QVERIFY(database->transaction([&] {
                insert(*database, "a");
                const bool inner =
                    database->transaction([&] { return insert(*database, "b") && false; });
                return !inner && database->transaction([&] { return insert(*database, "c"); });
            }));
        });
        QCOMPARE(count(*database), 2);
    }

    void anOuterTransactionTakesTheInnerOneWithIt() {
        const auto database = withTable(newFile());
        database->run([&] {
            QVERIFY(!database->transaction([&] {
                return database->transaction([&] { return insert(*database, "a"); }) && false;
            }));
        });
        QCOMPARE(count(*database), 0);
    }

    void migratesEachModuleByItself() {
        const QString file = newFile();
        QCOMPARE(count(*withTable(file)), 0);
        const auto database = open(file);
        QVERIFY(database.has_value());
        (*database)->run([&] {
            Database& db = **database;
            QVERIFY(db.migrate(QStringLiteral("test"), {kMakeTable}));
            QVERIFY(db.migrate(QStringLiteral("test"), {kMakeTable, kAddColumn}));
            QVERIFY(db.migrate(QStringLiteral("test"), {kMakeTable, kAddColumn}));
            QVERIFY(db.query(QStringLiteral("SELECT size FROM thing")));
            const QString other = QStringLiteral("CREATE TABLE other (name TEXT)");
            QVERIFY(db.migrate(QStringLiteral("other"), {other}));
        });
    }

    void aMigrationThatFailsChangesNothing() {
        const auto database = open(newFile());
        (*database)->run([&] {
            Database& db = **database;
            const auto failed =
                db.migrate(QStringLiteral("test"), {kMakeTable, QStringLiteral("CREATE NONSENSE")});
            QVERIFY(!failed);
            QCOMPARE(failed.error().code, DatabaseError::Failed);
            QVERIFY(!db.query(QStringLiteral("SELECT name FROM thing")));
            QVERIFY(db.migrate(QStringLiteral("test"), {kMakeTable, kAddColumn}));
        });
    }

    void aLaterVersionIsLeftAlone() {
        const QString file = newFile();
        {
            const auto database = open(file);
            (*database)->run([&] {
                QVERIFY((*database)->migrate(QStringLiteral("test"), {kMakeTable, kAddColumn}));
            });
        }
        const QByteArray before = bytesOf(file);
        {
            const auto database = open(file);
            QVERIFY(database.has_value());
            (*database)->run([&] {
                const auto failed = (*database)->migrate(QStringLiteral("test"), {kMakeTable});
                QVERIFY(!failed);
                QCOMPARE(failed.error().code, DatabaseError::TooNew);
                QCOMPARE(failed.error().about, file.toStdString());
            });
        }
        QCOMPARE(bytesOf(file), before);
    }

    void aFileThatIsNoDatabaseIsLeftAlone() {
        const QString file = newFile();
        const QByteArray text(8'192, 'x');
        write(file, text);
        const auto database = open(file);
        QVERIFY(!database);
        QCOMPARE(database.error().code, DatabaseError::Damaged);
        QCOMPARE(database.error().about, file.toStdString());
        QCOMPARE(bytesOf(file), text);
    }

    void aDamagedDatabaseIsLeftAlone() {
        const QString file = newFile();
        {
            const auto database = withTable(file);
            database->run([&] {
                for (int i = 0; i < 1'000; ++i)
                    insert(*database, QByteArray::number(i).repeated(20).constData());
            });
        }
        write(file, QByteArray(2'048, '\xa5'), 3 * 4'096 + 1);
        const QByteArray before = bytesOf(file);
        const auto database = open(file);
        QVERIFY(!database);
        QCOMPARE(database.error().code, DatabaseError::Damaged);
        QCOMPARE(bytesOf(file), before);
    }

    void aFolderThatDoesNotExistIsNamed() {
        const QString file = m_folder.filePath(QStringLiteral("nowhere/state.db"));
        const auto database = open(file);
        QVERIFY(!database);
        QCOMPARE(database.error().code, DatabaseError::NotOpened);
        QVERIFY(explain(database.error()).starts_with(file.toStdString() + ": "));
    }
};

QTEST_GUILESS_MAIN(DatabaseTest)
#include "database_test.moc"

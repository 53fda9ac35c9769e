// SPDX-License-Identifier: GPL-3.0-or-later
// Holds the sources against ARCHITECTURE.md's table of allowed includes and the five rules below
// it.
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

namespace {

using Table = QMap<QString, QSet<QString>>; // "engine/store" → {"base", "crypto", …}

/// What a request goes through: no Qt type, so no signal, no database and no log line either.
bool isOnHotPath(const QString& path) {
    static const QRegularExpression hot(
        QStringLiteral("^engine/(http/|crypto/|store/(blob|stored_blob|open_blobs)\\.)"));
    return hot.match(path).hasMatch();
}

/// No lock, either, but in the leaf classes that are named here: they take one when a thread
/// meets an object or a TLS client for the first time, waits for the disk or is given work.
bool mustNotLock(const QString& path) {
    static const QRegularExpression serves(
        QStringLiteral("^engine/terminal/(delivery_handler|receipt_ring)\\."));
    static const QRegularExpression leaf(QStringLiteral(
        "/(address_book|loop|ticket_keys|tls_context|open_blobs|stored_blob)\\.(h|cpp)$"));
    return serves.match(path).hasMatch() || (isOnHotPath(path) && !leaf.match(path).hasMatch());
}

/// The Router's state could move to another database if nothing but one file speaks SQLite.
bool mustSpeakStandardSql(const QString& path) {
    return path.startsWith(QLatin1String("engine/router/")) &&
           !path.endsWith(QLatin1String("/database.cpp"));
}

QString read(const QString& file) {
    QFile in(QStringLiteral(MESON_SOURCE_DIR "/") + file);
    return in.open(QIODevice::ReadOnly) ? QString::fromUtf8(in.readAll()) : QString();
}

Table allowedIncludes() {
    const QString page = read(QStringLiteral("ARCHITECTURE.md"));
    const QString table = page.section(QStringLiteral("<!-- dependency table -->"), 1, 1)
                              .section(QStringLiteral("\n\n"), 0, 0);
    Table allowed;
    for (const QString& line : table.split(QLatin1Char('\n'))) {
        const QStringList cells = line.split(QLatin1Char('|'));
        if (cells.size() < 5 || cells[1].contains(QLatin1String("---")) ||
            cells[1].trimmed() == QLatin1String("folder"))
            continue;
        const QStringList words = cells[3].split(QLatin1Char(' '), Qt::SkipEmptyParts);
        allowed[cells[1].trimmed()] =
            QSet<QString>(words.begin(), words.end()) - QSet<QString>{QStringLiteral("–")};
    }
    return allowed;
}

QString folderOf(const QString& path) {
    const bool isTwoDeep =
        path.startsWith(QLatin1String("engine/")) || path.startsWith(QLatin1String("ui/"));
    return path.section(QLatin1Char('/'), 0, isTwoDeep ? 1 : 0);
}

QStringList matches(const QString& text, const char* pattern) {
    QStringList found;
    const QRegularExpression expression(
        QString::fromLatin1(pattern), QRegularExpression::MultilineOption);
    for (auto it = expression.globalMatch(text); it.hasNext();)
        found << it.next().captured(1);
    return found;
}

/// Every rule that `text`, as the file at `path`, breaks.
QStringList violations(const Table& allowed, const QString& path, const QString& text) {
    const QString folder = folderOf(path);
    const bool isEngine = folder.startsWith(QLatin1String("engine/"));
    QStringList broken;
    for (const QString& target : matches(text, R"(^\s*#\s*include\s+\x22((?:engine|ui)/[a-z]+)/)"))
        if (target != folder &&
            !allowed.value(folder).contains(target.section(QLatin1Char('/'), 1)))
            broken << path + QLatin1String(" includes ") + target;
    if (isEngine)
        for (
            const QString& header : matches(
                text,
                R"(^\s*#\s*include\s+[<\x22]((Qt(Gui|Widgets|Charts)/|QWidget|QApplication|QPainter|QIcon|QPixmap|QColor|QChart)[^>\x22]*))"))
            broken << path + QLatin1String(" includes ") + header;
    if (isOnHotPath(path))
        for (const QString& header : matches(text, R"(^\s*#\s*include\s+<(Q[A-Z][^>]*|Qt[^>]*)>)"))
            broken << path + QLatin1String(" includes ") + header;
    if (mustNotLock(path))
        for (const QString& lock : matches(
                 text, R"((\b(?:std::(?:shared_)?mutex|Mutex|MutexLock)\b|\w+_lock\b|lock_guard))"))
            broken << path + QLatin1String(" takes a lock: ") + lock;
    if (folder != QLatin1String("engine/platform"))
        for (
            const QString& token : matches(
                text,
                R"(^\s*#\s*(?:if|ifdef|ifndef|elif|include)\b.*(_WIN32|__linux__|__APPLE__|Q_OS_|<windows\.h>|<winsock2\.h>|<unistd\.h>|<fcntl\.h>|<sys/[a-z]+\.h>))"))
            broken << path + QLatin1String(" depends on the operating system: ") + token;
    if (mustSpeakStandardSql(path))
        for (
            const QString& word : matches(
                text,
                R"((\bPRAGMA \w+|\bBLOB\b|\bAUTOINCREMENT\b|\bINSERT OR\b|\bREPLACE INTO\b|\bROWID\b|\browid\b|\bGLOB\b|\bIFNULL\b|\bVACUUM\b|\bATTACH\b|\bINDEXED BY\b|\b(?:last_insert_rowid|zeroblob|randomblob|group_concat|strftime|unixepoch|json_extract|typeof)\())"))
            broken << path + QLatin1String(" speaks SQLite: ") + word;
    return broken;
}

} // namespace

class DependencyRulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everySourceKeepsTheRules() {
        const Table allowed = allowedIncludes();
        QVERIFY(allowed.size() >= 10);
        QStringList broken;
        for (const QString& top :
             {QStringLiteral("engine"), QStringLiteral("app"), QStringLiteral("ui")}) {
            QDirIterator files(
                QStringLiteral(MESON_SOURCE_DIR "/") + top,
                {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                QDirIterator::Subdirectories);
            while (files.hasNext()) {
                const QString path = files.next().mid(int(qstrlen(MESON_SOURCE_DIR "/")));
                broken += violations(allowed, path, read(path));
            }
        }
        QVERIFY2(broken.isEmpty(), qPrintable(broken.join(QLatin1Char('\n'))));
    }

    void theBuildLinksWhatTheTableAllows() {
        const Table allowed = allowedIncludes();
        for (auto row = allowed.begin(); row != allowed.end(); ++row) {
            if (!row.key().startsWith(QLatin1String("engine/")))
                continue;
            const QString cmake = read(row.key() + QLatin1String("/CMakeLists.txt"));
            const QStringList lists = matches(cmake, R"(DEPENDS\s+([a-z\s]+?)\s*(?:LINK|\)))");
            const QStringList words =
                lists.join(QLatin1Char(' '))
                    .split(QRegularExpression(QStringLiteral("\\s+")), Qt::SkipEmptyParts);
            QVERIFY2(
                QSet<QString>(words.begin(), words.end()) == row.value(),
                qPrintable(row.key() + QLatin1String(" links: ") + words.join(QLatin1Char(' '))));
        }
    }

    void findsEachKindOfViolation_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("text");
        QTest::addRow("role includes role") << "engine/terminal/a.cpp"
                                            << "#include \"engine/router/b.h\"\n";
        QTest::addRow("lower includes upper") << "engine/base/a.h"
                                              << "#include \"engine/store/b.h\"\n";
        QTest::addRow("gui in the engine") << "engine/node/a.cpp"
                                           << "#include <QWidget>\n";
        QTest::addRow("Qt on the hot path") << "engine/http/a.cpp"
                                            << "#include <QString>\n";
        QTest::addRow("Qt on the read side of the store") << "engine/store/open_blobs.cpp"
                                                          << "#include <QMutex>\n";
        QTest::addRow("lock in the HTTP core") << "engine/http/connection.h"
                                               << "base::Mutex m_mutex;\n";
        QTest::addRow("lock where a Terminal serves") << "engine/terminal/delivery_handler.cpp"
                                                      << "const base::MutexLock lock(m_mutex);\n";
        QTest::addRow("engine includes ui") << "engine/node/a.cpp"
                                            << "#include \"ui/bridge/b.h\"\n";
        QTest::addRow("widget includes page") << "ui/widgets/a.cpp"
                                              << "#include \"ui/pages/b.h\"\n";
        QTest::addRow("page includes a role") << "ui/pages/a.cpp"
                                              << "#include \"engine/terminal/b.h\"\n";
        QTest::addRow("only SQLite knows it")
            << "engine/router/a.cpp"
            << "query(QStringLiteral(\"INSERT OR IGNORE INTO node VALUES (?)\"));\n";
        QTest::addRow("type that PostgreSQL does not know")
            << "engine/router/a.cpp"
            << "query(QStringLiteral(\"CREATE TABLE node (key BLOB)\"));\n";
        QTest::addRow("system header") << "engine/store/a.cpp"
                                       << "#include <sys/stat.h>\n";
        QTest::addRow("system ifdef") << "engine/store/a.cpp"
                                      << "#if defined(_WIN32)\n";
    }

    void findsEachKindOfViolation() {
        QFETCH(QString, path);
        QFETCH(QString, text);
        QCOMPARE(violations(allowedIncludes(), path, text).size(), 1);
    }
};

QTEST_GUILESS_MAIN(DependencyRulesTest)
#include "dependency_rules_test.moc"

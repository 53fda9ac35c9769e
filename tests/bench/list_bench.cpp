// SPDX-License-Identifier: GPL-3.0-or-later
// The list of cached objects with a million rows, on the real window and engine: how long its
// reader waits for what was scrolled to, sorted by and searched for, and how long the user
// interface computes on one event meanwhile. Runs without a screen.
#include <QElapsedTimer>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTableView>
#include <QTest>

#include "tests/support/app_bench.h"
#include "tests/support/timed_application.h"
#include "ui/pages/object_table.h"

#include <cstdio>

using namespace meson;

namespace {

constexpr int kObjects = 1'000'000;
constexpr int kPatience = 60'000; // ms
constexpr double kLongestEvent = 50;

/// A list as a busy Terminal has it: fifty sites, and most objects were asked for seldom.
constexpr const char* kRows[] = {
    "PRAGMA cache_size = -400000",
    "DELETE FROM objects",
    "DROP INDEX objects_by_expiry",
    "DROP INDEX objects_by_verification",
    "BEGIN",
    "WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i < 999999)"
    " INSERT INTO objects SELECT id, (SELECT number FROM volumes), 1000 + i * 7919 % 3000000, 4096,"
    " zeroblob(32), 2000000000 + i % 86400,"
    " CAST('Content-Type: video/mp4' || char(13, 10) || 'Cache-Control: max-age=86400'"
    " || char(13, 10) AS BLOB), x'', NULL, CAST('site' || (i % 50) || '.example' AS BLOB),"
    " 1700000000 + i / 3, 1700000000 + i / 3, CASE WHEN i % 10 = 0 THEN i % 97 ELSE 0 END, 1,"
    " 1700000000, 1700000000 + i / 3"
    " FROM (SELECT i, randomblob(32) AS id FROM numbers ORDER BY id)",
    "UPDATE volumes SET objects = 1000000, disk = 4096000000",
    "COMMIT",
    "CREATE INDEX objects_by_expiry ON objects(expires)",
    "CREATE INDEX objects_by_verification ON objects(verified)",
};

bool writeRows(QSqlDatabase database, const std::filesystem::path& index) {
    database.setDatabaseName(QString::fromStdString(index.string()));
    if (!database.open())
        return false;
    for (const char* statement : kRows) {
        QSqlQuery query(database);
        if (!query.exec(QLatin1String(statement))) {
            std::fprintf(stderr, "list_bench: %s\n", qPrintable(query.lastError().text()));
            return false;
        }
    }
    return true;
}

/// The node that opens it afterwards wants it alone.
bool fill(const std::filesystem::path& index) {
    const QString name = QStringLiteral("bench");
    const bool isDone =
        writeRows(QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name), index);
    QSqlDatabase::removeDatabase(name);
    return isDone;
}

/// The list on the page Storage, and what its user does.
class List {
public:
    List(test::AppBench& bench, test::TimedApplication& application)
        : m_bench(bench)
        , m_application(application) {
        for (auto* view : bench.window().findChildren<QTableView*>())
            if (qobject_cast<pages::ObjectTable*>(view->model()))
                m_view = view;
        for (auto* edit : bench.window().findChildren<QLineEdit*>())
            if (edit->accessibleName() == QLatin1String("Search the cached objects"))
                m_search = edit;
    }

    bool isFound() const { return m_view && m_search; }

    /// From the user's doing until the rows that are seen are there, beginning with `rows` of them.
    void measure(const char* what, double target, int rows, const std::function<void()>& act) {
        QElapsedTimer time;
        m_application.longest = 0;
        time.start();
        act();
        const bool isThere = QTest::qWaitFor(
            [&] { return m_view->model()->rowCount() == rows && isHere(); }, kPatience);
        test::printRow(what, isThere ? static_cast<double>(time.elapsed()) : kPatience, target);
        test::printRow("   longest computing on one event", m_application.longest, kLongestEvent);
    }
    void open() { m_bench.window().showPage(bridge::PageId::Storage); }
    /// To where nothing has been fetched yet: what is there already would prove nothing.
    void jump(const char* what, double target, int rows, int row) {
        if (qobject_cast<const pages::ObjectTable*>(m_view->model())->object(row)) {
            std::printf("%-52s row %d is there already\n", what, row);
            m_isFaulty = true;
        }
        measure(what, target, rows, [&] { m_view->verticalScrollBar()->setValue(row); });
    }
    bool isFaulty() const { return m_isFaulty; }
    /// As a hand drags the bar: many places, of which none is waited for.
    void drag() {
        constexpr int kPlaces = 200;
        for (int i = 0; i <= kPlaces; ++i) {
            m_view->verticalScrollBar()->setValue(kObjects / kPlaces * i);
            QTest::qWait(10);
        }
    }
    void sortBy(int column, Qt::SortOrder order) {
        m_isOld = true;
        m_view->sortByColumn(column, order);
    }
    void search(const char* text) {
        m_isOld = true;
        m_search->setText(QLatin1String(text));
    }

    QTableView* m_view = nullptr;

private:
    /// Another list is new with its reset.
    bool isHere() {
        const auto* table = qobject_cast<const pages::ObjectTable*>(m_view->model());
        if (!m_isWatched)
            QObject::connect(
                table, &QAbstractItemModel::modelReset, m_view, [this] { m_isOld = false; });
        m_isWatched = true;
        if (m_isOld || table->rowCount() == 0)
            return !m_isOld;
        const int first = m_view->rowAt(0);
        return isSeen() && first >= 0 && table->object(first);
    }

    /// The page is scrolled until it is.
    bool isSeen() {
        for (QWidget* parent = m_view->parentWidget(); parent; parent = parent->parentWidget())
            if (auto* page = qobject_cast<QScrollArea*>(parent))
                page->ensureWidgetVisible(m_view);
        return !m_view->visibleRegion().isEmpty();
    }

    test::AppBench& m_bench;
    test::TimedApplication& m_application;
    QLineEdit* m_search = nullptr;
    bool m_isOld = false;
    bool m_isWatched = false;
    bool m_isFaulty = false;
};

int giveUp(const std::string& what) {
    std::fprintf(stderr, "list_bench: gave up waiting for %s\n", what.c_str());
    return 1;
}

void measureAll(List& list) {
    using Column = pages::ObjectTable::Column;
    list.measure("L1 the list is there", 1'000, kObjects, [&] { list.open(); });
    list.measure("L2 dragged through all of it", 4'000, kObjects, [&] { list.drag(); });
    list.jump("L3 jump to the middle", 500, kObjects, kObjects / 2);
    list.jump("L3 jump to near the beginning", 500, kObjects, kObjects / 50);
    const auto sort = [&](const char* what, double target, int column, Qt::SortOrder order) {
        list.measure(what, target, kObjects, [&] { list.sortBy(column, order); });
    };
    sort("L4 sort by size, the first time", 10'000, Column::Size, Qt::AscendingOrder);
    sort("L4 sort by size, the other way", 500, Column::Size, Qt::DescendingOrder);
    sort("L4 sort by site, the first time", 10'000, Column::Binding, Qt::AscendingOrder);
    sort("L4 sort by last use", 500, Column::LastUsed, Qt::DescendingOrder);
    const auto find = [&](const char* what, int rows, const char* text) {
        list.measure(what, 1'000, rows, [&] { list.search(text); });
    };
    find("L5 search: one site of fifty", kObjects / 50, "site17.example");
    list.jump("L5 its middle", 1'000, kObjects / 50, kObjects / 100);
    find("L5 search: every site", kObjects, "example");
    find("L5 search: nothing is found", 0, "nowhere");
}

} // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    test::TimedApplication application(argc, argv);
    auto router = std::make_unique<test::FakeRouter>();
    test::AppBench bench(*router);
    bench.change([](node::MinerSettings& settings) {
        settings.scrubRate = base::BytesPerSecond(0); // the rows have no files
        settings.volumes.front().quota = base::Bytes(1'000'000'000'000);
    });
    if (!QTest::qWaitFor([&] { return bench.isIn(terminal::TerminalPhase::Serving); }, kPatience))
        return giveUp("the node");
    const std::filesystem::path folder = bench.settingsFile().parent_path();
    bench.application.reset();
    router.reset(); // a Router would be sent the list
    QElapsedTimer time;
    time.start();
    if (!fill(folder / "node" / "index.sqlite"))
        return 1;
    std::printf("a million rows written in %.1f s\n", static_cast<double>(time.elapsed()) / 1e3);
    std::fflush(stdout);
    bench.reopen();
    if (!QTest::qWaitFor([&] { return bench.now().terminal.has_value(); }, kPatience))
        return giveUp("the node with a million objects: " + bench.now().problem);
    List list(bench, application);
    if (!list.isFound())
        return giveUp("the list");
    measureAll(list);
    test::printLoad();
    return list.isFaulty() ? 1 : 0;
}

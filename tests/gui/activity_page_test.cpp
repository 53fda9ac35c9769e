// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/page_bench.h"
#include "tests/support/patience.h"
#include "ui/pages/activity_page.h"
#include "ui/pages/event_log.h"
#include "ui/pages/event_words.h"

#include <QComboBox>
#include <QJsonArray>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTreeView>
#include <set>

using namespace meson;

class ActivityPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void whatHappensAppearsByDay();
    void filtersLetThroughWhatTheyName();
    void anAlertHasEffectAndRemedyAndCanBeDismissed();
    void theLogIsExported();
    void aFileThatCannotBeWrittenIsSaid();
    void onlyWhatCanBeDoneFromHereHasAButton();
    void everyEventHasWords();
    void fitsTheSmallestWindow();

private:
    bool says(const QString& words) const;
    pages::EventLog* log() const { return m_page->findChild<pages::EventLog*>(); }

    std::unique_ptr<test::PageBench> m_bench;
    std::unique_ptr<pages::ActivityPage> m_page;
};

void ActivityPageTest::init() {
    m_bench = std::make_unique<test::PageBench>();
    MESON_TRY_VERIFY(m_bench->isServing());
    m_page = std::make_unique<pages::ActivityPage>(m_bench->model, nullptr);
    m_page->resize(972, 760);
    m_page->show();
}

void ActivityPageTest::cleanup() {
    m_page.reset();
    m_bench.reset();
}

bool ActivityPageTest::says(const QString& words) const {
    const auto texts = m_page->findChildren<QLabel*>();
    return std::any_of(texts.begin(), texts.end(), [&](const QLabel* text) {
        return text->isVisible() && text->text().contains(words);
    });
}

void ActivityPageTest::whatHappensAppearsByDay() {
    MESON_TRY_COMPARE(log()->rowCount(), 1);
    const QModelIndex today = log()->index(0, 0);
    QCOMPARE(today.data().toString(), QStringLiteral("Today"));
    MESON_TRY_VERIFY(log()->rowCount(log()->index(0, 0)) >= 3);
    QVERIFY(says(QStringLiteral("Nothing needs your attention.")));
    m_bench->model.pause(std::nullopt);
    const auto hasPause = [this] {
        const auto& entries = log()->entries();
        return std::any_of(entries.begin(), entries.end(), [](const auto& entry) {
            return entry.event.type == metrics::EventType::Paused;
        });
    };
    MESON_TRY_VERIFY(hasPause());
}

void ActivityPageTest::filtersLetThroughWhatTheyName() {
    MESON_TRY_VERIFY(log()->entries().size() >= 3);
    test::named<QComboBox>(*m_page, QStringLiteral("Severity"))->setCurrentIndex(2);
    MESON_TRY_COMPARE(log()->rowCount(), 0);
    MESON_TRY_VERIFY(says(QStringLiteral("Nothing to show")));
    test::named<QComboBox>(*m_page, QStringLiteral("Severity"))->setCurrentIndex(0);
    test::named<QComboBox>(*m_page, QStringLiteral("Kind of event"))
        ->setCurrentIndex(1 + static_cast<int>(metrics::EventType::RouterConnected));
    MESON_TRY_COMPARE(log()->entries().size(), std::size_t(1));
    test::named<QLineEdit>(*m_page, QStringLiteral("Search in the details"))
        ->setText(QStringLiteral("no such thing"));
    MESON_TRY_COMPARE(log()->rowCount(), 0);
}

void ActivityPageTest::anAlertHasEffectAndRemedyAndCanBeDismissed() {
    node::MinerSettings settings = m_bench->model.settings();
    settings.routerUrl = "http://127.0.0.1:1";
    m_bench->model.setSettings(settings);
    QTRY_VERIFY_WITH_TIMEOUT(says(QStringLiteral("Router not reached")), 60'000);
    QVERIFY(says(QStringLiteral("Nothing is served or earned while this lasts.")));
    QVERIFY(says(QStringLiteral("internet connection")));
    test::PageBench::keep(*m_page, QStringLiteral("activity"));
    QAbstractButton* why =
        test::buttonOf(*m_page, QStringLiteral("Router not reached: Find out why"));
    QVERIFY(why);
    QSignalSpy pages(&m_bench->model, &bridge::MinerModel::pageRequested);
    why->click();
    QCOMPARE(pages.count(), 1);
    QCOMPARE(pages.first().first().value<bridge::PageId>(), bridge::PageId::Doctor);
    QAbstractButton* dismiss =
        test::buttonOf(*m_page, QStringLiteral("Dismiss “Router not reached”"));
    QVERIFY(dismiss);
    dismiss->click();
    MESON_TRY_VERIFY(!says(QStringLiteral("Router not reached · ")));
}

void ActivityPageTest::theLogIsExported() {
    MESON_TRY_VERIFY(log()->entries().size() >= 3);
    const QString csv = QString::fromStdString(m_bench->path("log.csv").string());
    const QString json = QString::fromStdString(m_bench->path("log.json").string());
    QVERIFY(!m_page->exportTo(csv));
    QVERIFY(!m_page->exportTo(json));
    QFile table(csv);
    QVERIFY(table.open(QIODevice::ReadOnly));
    QVERIFY(table.readAll().contains(",router-connected,\"http://127.0.0.1"));
    QFile rows(json);
    QVERIFY(rows.open(QIODevice::ReadOnly));
    QVERIFY(QJsonDocument::fromJson(rows.readAll()).array().size() >= 3);
}

void ActivityPageTest::aFileThatCannotBeWrittenIsSaid() {
    const auto problem =
        m_page->exportTo(QString::fromStdString(m_bench->path("nowhere/log.csv").string()));
    QVERIFY(problem && problem->contains(QStringLiteral("could not be written")));
}

void ActivityPageTest::onlyWhatCanBeDoneFromHereHasAButton() {
    using metrics::EventType;
    const std::set<EventType> nothingToDo{
        EventType::ClockWrong, EventType::RouterNotice, EventType::RecordsSetAside};
    for (int number = 0; number < metrics::kEventTypes; ++number) {
        const auto type = static_cast<EventType>(number);
        const bridge::Remedy action = pages::wordsOf({0, {type, {}, 1}, {}, {}, 1, {}}).action;
        const bool isOffered = metrics::isAlert(type) && !nothingToDo.count(type);
        QCOMPARE(action != bridge::Remedy::None, isOffered);
        QCOMPARE(!bridge::remedyName(action).isEmpty(), isOffered);
    }
}

void ActivityPageTest::everyEventHasWords() {
    for (int type = 0; type < metrics::kEventTypes; ++type) {
        metrics::JournalEntry entry;
        entry.event.type = static_cast<metrics::EventType>(type);
        const pages::EventWords words = pages::wordsOf(entry);
        QVERIFY(!words.title.isEmpty());
        if (metrics::isAlert(entry.event.type)) {
            QVERIFY2(!words.remedy.isEmpty(), qPrintable(words.title));
        }
    }
}

/// 960 px less the sidebar of 208.
void ActivityPageTest::fitsTheSmallestWindow() {
    QVERIFY(m_page->widget()->minimumSizeHint().width() <= 740);
    const test::LongerText longer;
    const pages::ActivityPage page(m_bench->model, nullptr);
    const int least = page.widget()->minimumSizeHint().width();
    QVERIFY2(least <= 740, qPrintable(QString::number(least)));
}

QTEST_MAIN(ActivityPageTest)
#include "activity_page_test.moc"

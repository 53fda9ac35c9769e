// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "engine/metrics/journal.h"

#include <future>
#include <set>

using namespace meson;
using namespace meson::metrics;
using namespace std::chrono_literals;

class JournalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theNewestComesFirst();
    void equalEventsWithinTenMinutesAreOneRow();
    void aGroupEndsAfterAnHour();
    void anAlertThatStandsIsOneRow();
    void aSettledAlertStandsNoMore();
    void theOwnerDismissesOneAlert();
    void filtersBySeverityTypeAndText();
    void pagesDoNotOverlap();
    void ninetyDaysAreKept();
    void rowsAreCapped();
    void entriesAreKeptAcrossRestarts();
    void aDamagedFileIsKeptAside();
    void aLongSubjectIsCutBetweenCharacters();
    void theListenerHearsEachChange();
    void everyTypeHasAWordOfItsOwn();

private:
    std::unique_ptr<Journal> open();
    static std::vector<JournalEntry> all(Journal& journal, JournalFilter filter = {});

    std::unique_ptr<QTemporaryDir> m_folder;
    base::ManualClock m_clock;
};

void JournalTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
}

std::unique_ptr<Journal> JournalTest::open() {
    auto opened = Journal::create(
        m_folder->filePath(QStringLiteral("journal.sqlite")).toStdString(), m_clock);
    return opened ? std::move(*opened) : nullptr;
}

std::vector<JournalEntry> JournalTest::all(Journal& journal, JournalFilter filter) {
    std::promise<std::vector<JournalEntry>> promise;
    journal.query(std::move(filter), [&](auto rows) { promise.set_value(std::move(rows)); });
    return promise.get_future().get();
}

void JournalTest::theNewestComesFirst() {
    auto journal = open();
    journal->record({EventType::EngineStarted, {}, 1});
    m_clock.advance(1s);
    journal->record({EventType::RouterConnected, "https://router.example", 1});
    const auto rows = all(*journal);
    QCOMPARE(rows.size(), std::size_t(2));
    QCOMPARE(rows[0].event.type, EventType::RouterConnected);
    QCOMPARE(rows[0].event.subject, std::string("https://router.example"));
}

void JournalTest::equalEventsWithinTenMinutesAreOneRow() {
    auto journal = open();
    for (int i = 0; i < 500; ++i) {
        journal->record({EventType::ObjectsCached, {}, 2});
        m_clock.advance(1s);
    }
    auto rows = all(*journal);
    QCOMPARE(rows.size(), std::size_t(1));
    QCOMPARE(rows[0].count, 500);
    QCOMPARE(rows[0].event.amount, 1000);
    QCOMPARE(rows[0].last - rows[0].first, 499s);
    m_clock.advance(10min);
    journal->record({EventType::ObjectsCached, {}, 1});
    QCOMPARE(all(*journal).size(), std::size_t(2));
}

void JournalTest::aGroupEndsAfterAnHour() {
    auto journal = open();
    for (int i = 0; i < 24; ++i) {
        journal->record({EventType::ObjectsCached, {}, 1});
        m_clock.advance(5min);
    }
    QCOMPARE(all(*journal).size(), std::size_t(2));
}

void JournalTest::anAlertThatStandsIsOneRow() {
    auto journal = open();
    journal->record({EventType::RouterLost, "timed out", 1});
    m_clock.advance(2h);
    journal->record({EventType::RouterLost, "timed out", 1});
    QCOMPARE(all(*journal).size(), std::size_t(1));
    QCOMPARE(all(*journal)[0].count, 2);
}

void JournalTest::aSettledAlertStandsNoMore() {
    auto journal = open();
    JournalFilter standing;
    standing.show = JournalFilter::Show::StandingAlerts;
    journal->record({EventType::RouterLost, "timed out", 1});
    journal->record({EventType::VolumeFull, "/data", 1});
    QCOMPARE(all(*journal, standing).size(), std::size_t(2));
    m_clock.advance(1min);
    journal->settle(EventType::RouterLost);
    const auto rows = all(*journal, standing);
    QCOMPARE(rows.size(), std::size_t(1));
    QCOMPARE(rows[0].event.type, EventType::VolumeFull);
    journal->record({EventType::RouterLost, "timed out", 1});
    QCOMPARE(all(*journal).size(), std::size_t(3));
}

void JournalTest::theOwnerDismissesOneAlert() {
    auto journal = open();
    journal->record({EventType::VolumeFull, "/a", 1});
    journal->record({EventType::VolumeFull, "/b", 1});
    journal->dismiss(all(*journal)[0].id);
    JournalFilter standing;
    standing.show = JournalFilter::Show::StandingAlerts;
    QCOMPARE(all(*journal, standing).size(), std::size_t(1));
}

void JournalTest::filtersBySeverityTypeAndText() {
    auto journal = open();
    journal->record({EventType::EngineStarted, {}, 1});
    journal->record({EventType::VolumeFull, "/Data/One", 1});
    journal->record({EventType::RouterLost, "timed out", 1});
    JournalFilter filter;
    filter.atLeast = Severity::Warning;
    QCOMPARE(all(*journal, filter).size(), std::size_t(2));
    filter.types = {EventType::VolumeFull, EventType::EngineStarted};
    QCOMPARE(all(*journal, filter).size(), std::size_t(1));
    filter = {};
    filter.text = "data";
    QCOMPARE(all(*journal, filter).size(), std::size_t(1));
}

void JournalTest::pagesDoNotOverlap() {
    auto journal = open();
    for (int i = 0; i < 25; ++i) {
        journal->record({EventType::SettingsChanged, std::to_string(i), 1});
    }
    std::set<std::int64_t> seen;
    for (const int offset : {0, 10, 20}) {
        JournalFilter filter;
        filter.offset = offset;
        filter.limit = 10;
        for (const auto& row : all(*journal, filter)) {
            QVERIFY(seen.insert(row.id).second);
        }
    }
    QCOMPARE(seen.size(), std::size_t(25));
}

void JournalTest::ninetyDaysAreKept() {
    auto journal = open();
    journal->record({EventType::SettingsChanged, "old", 1});
    m_clock.advance(24h * 90);
    journal->record({EventType::SettingsChanged, "new", 1});
    QCOMPARE(all(*journal).size(), std::size_t(2));
    m_clock.advance(1s);
    journal->record({EventType::SettingsChanged, "newer", 1});
    QCOMPARE(all(*journal).size(), std::size_t(2));
}

void JournalTest::rowsAreCapped() {
    auto journal = open();
    for (int i = 0; i < 20'005; ++i) {
        journal->record({EventType::SettingsChanged, std::to_string(i), 1});
    }
    JournalFilter filter;
    filter.offset = 19'990;
    filter.limit = 10'000;
    const auto rows = all(*journal, filter);
    QCOMPARE(rows.size(), std::size_t(10));
    QCOMPARE(rows.back().event.subject, std::string("5"));
}

void JournalTest::entriesAreKeptAcrossRestarts() {
    open()->record({EventType::Penalty, "wrong bytes", 1});
    const auto rows = all(*open());
    QCOMPARE(rows.size(), std::size_t(1));
    QCOMPARE(rows[0].event.subject, std::string("wrong bytes"));
}

void JournalTest::aDamagedFileIsKeptAside() {
    open()->record({EventType::EngineStarted, {}, 1});
    QFile file(m_folder->filePath(QStringLiteral("journal.sqlite")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(5000, 'x'));
    file.close();
    auto journal = open();
    QVERIFY(journal);
    QVERIFY(journal->keptAside());
    QVERIFY(std::filesystem::exists(*journal->keptAside()));
    journal->record({EventType::EngineStarted, {}, 1});
    QCOMPARE(all(*journal).size(), std::size_t(1));
}

void JournalTest::aLongSubjectIsCutBetweenCharacters() {
    auto journal = open();
    journal->record({EventType::RouterNotice, QString(2000, QChar(0x7F51)).toStdString(), 1});
    QCOMPARE(QString::fromStdString(all(*journal)[0].event.subject), QString(500, QChar(0x7F51)));
}

void JournalTest::theListenerHearsEachChange() {
    auto journal = open();
    std::atomic<int> heard{0};
    journal->onChanged([&] { ++heard; });
    journal->record({EventType::RouterLost, {}, 1});
    journal->settle(EventType::RouterLost);
    journal->settle(EventType::RouterLost);
    journal->flush();
    QCOMPARE(heard.load(), 2);
}

void JournalTest::everyTypeHasAWordOfItsOwn() {
    std::set<std::string_view> words;
    for (int i = 0; i < kEventTypes; ++i) {
        QVERIFY(!eventName(static_cast<EventType>(i)).empty());
        words.insert(eventName(static_cast<EventType>(i)));
    }
    QCOMPARE(words.size(), std::size_t(kEventTypes));
}

QTEST_GUILESS_MAIN(JournalTest)
#include "journal_test.moc"

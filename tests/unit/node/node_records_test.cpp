// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "engine/node/event_watch.h"
#include "engine/node/node_records.h"

#include <future>

using namespace meson;
using namespace meson::node;
using metrics::EventType;
using terminal::TerminalPhase;
using terminal::TerminalSnapshot;
using namespace std::chrono_literals;

namespace {

std::vector<EventType> typesBetween(const TerminalSnapshot& before, const TerminalSnapshot& now) {
    std::vector<EventType> types;
    for (const auto& event : eventsBetween(before, now).happened) {
        types.push_back(event.type);
    }
    return types;
}

std::vector<metrics::JournalEntry> entriesOf(NodeRecords& records) {
    std::promise<std::vector<metrics::JournalEntry>> promise;
    records.journal().query({}, [&](auto rows) { promise.set_value(std::move(rows)); });
    return promise.get_future().get();
}

} // namespace

class NodeRecordsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingHappensBetweenEqualSnapshots();
    void aRegistrationEndsTheLossOfTheRouter();
    void aSilentRouterIsSaidOnce();
    void whatTheRoutersProbeFindsIsSaidOnce();
    void aPenaltyStandsUntilAStatementHasNone();
    void aVolumeThatFillsIsAnAlertUntilItHasRoom();
    void countersBecomeAmounts();
    void theCapIsSaidAtEachLevel();
    void theRoutersWordsAreSaidOnce();
    void aContentListThatWasMadeAnewIsSaidOnce();
    void figuresAndEventsAreKept();
    void whatWasServedAddsUpOverTerminals();
    void aDamagedFileIsSaidInTheJournal();
};

void NodeRecordsTest::nothingHappensBetweenEqualSnapshots() {
    const TerminalSnapshot snapshot;
    QVERIFY(typesBetween(snapshot, snapshot).empty());
    QVERIFY(eventsBetween(snapshot, snapshot).settled.empty());
}

void NodeRecordsTest::aRegistrationEndsTheLossOfTheRouter() {
    TerminalSnapshot before;
    before.phase = TerminalPhase::Offline;
    TerminalSnapshot now;
    now.phase = TerminalPhase::Serving;
    const auto watched = eventsBetween(before, now);
    QCOMPARE(watched.happened.front().type, EventType::RouterConnected);
    QCOMPARE(watched.settled, std::vector{EventType::RouterLost});
}

void NodeRecordsTest::aSilentRouterIsSaidOnce() {
    TerminalSnapshot before;
    before.phase = TerminalPhase::Connecting;
    TerminalSnapshot now = before;
    now.problem = "The Router does not answer.";
    QCOMPARE(typesBetween(before, now), std::vector{EventType::RouterLost});
    QVERIFY(typesBetween(now, now).empty());
}

void NodeRecordsTest::whatTheRoutersProbeFindsIsSaidOnce() {
    TerminalSnapshot joining;
    joining.phase = TerminalPhase::Connecting;
    TerminalSnapshot shut = joining;
    shut.refusal = "not-reachable";
    shut.problem = "The Router cannot reach this Terminal from outside. 192.0.2.1:80: Refused.";
    const auto lost = eventsBetween(joining, shut);
    QCOMPARE(typesBetween(joining, shut), std::vector{EventType::Unreachable});
    QCOMPARE(lost.happened.front().subject, shut.problem);
    QCOMPARE(lost.settled, std::vector{EventType::RouterLost}); // it does answer
    QVERIFY(typesBetween(shut, shut).empty());

    TerminalSnapshot reached = joining;
    reached.phase = TerminalPhase::Serving;
    reached.address = "192.0.2.1";
    reached.probed = base::fromUnixSeconds(1'000);
    const auto found = eventsBetween(shut, reached);
    QCOMPARE(
        typesBetween(shut, reached),
        (std::vector{EventType::RouterConnected, EventType::Reachable}));
    QCOMPARE(found.happened.back().subject, std::string("192.0.2.1"));
    QCOMPARE(found.settled, (std::vector{EventType::RouterLost, EventType::Unreachable}));
    TerminalSnapshot again = reached;
    again.probed = base::fromUnixSeconds(2'000);
    QVERIFY(typesBetween(reached, again).empty());

    // Tried again at the owner's wish, and no more to be reached where it was.
    TerminalSnapshot offline = reached;
    offline.phase = TerminalPhase::Offline;
    offline.refusal = shut.refusal;
    QCOMPARE(typesBetween(reached, offline), std::vector{EventType::Unreachable});
    TerminalSnapshot beating = reached; // heartbeats are answered as before: no news of its reach
    QVERIFY(eventsBetween(offline, beating).settled == std::vector{EventType::RouterLost});
}

void NodeRecordsTest::aPenaltyStandsUntilAStatementHasNone() {
    TerminalSnapshot full;
    TerminalSnapshot less;
    less.penalty = "Checks found 98 % of what was promised.";
    QCOMPARE(typesBetween(full, less), std::vector{EventType::Penalty});
    QCOMPARE(eventsBetween(full, less).happened.front().subject, less.penalty);
    QVERIFY(typesBetween(less, less).empty());
    TerminalSnapshot other = less;
    other.penalty = "Checks found 90 % of what was promised.";
    QCOMPARE(typesBetween(less, other), std::vector{EventType::Penalty});
    QVERIFY(typesBetween(less, full).empty());
    QCOMPARE(eventsBetween(less, full).settled, std::vector{EventType::Penalty});
}

void NodeRecordsTest::aVolumeThatFillsIsAnAlertUntilItHasRoom() {
    TerminalSnapshot before;
    before.volumes.resize(1);
    TerminalSnapshot now = before;
    now.volumes[0].state = store::VolumeState::Full;
    QCOMPARE(typesBetween(before, now), std::vector{EventType::VolumeFull});
    QCOMPARE(eventsBetween(now, before).settled, std::vector{EventType::VolumeFull});
}

void NodeRecordsTest::countersBecomeAmounts() {
    TerminalSnapshot before;
    TerminalSnapshot now;
    now.downloadsDone = 7;
    now.creditedBytes = base::Bytes(5000);
    const auto watched = eventsBetween(before, now);
    QCOMPARE(watched.happened.size(), std::size_t(2));
    QCOMPARE(watched.happened[0].amount, 7);
    QCOMPARE(watched.happened[1].amount, 5000);
    QVERIFY(typesBetween(now, before).empty());
}

void NodeRecordsTest::theCapIsSaidAtEachLevel() {
    using Level = terminal::TrafficCapStatus::Level;
    TerminalSnapshot fine;
    TerminalSnapshot warn;
    warn.traffic.level = Level::Warn;
    QCOMPARE(eventsBetween(fine, warn).happened.front().amount, 80);
    QCOMPARE(eventsBetween(warn, fine).settled, std::vector{EventType::CapNear});
    QVERIFY(typesBetween(warn, fine).empty());
}

void NodeRecordsTest::theRoutersWordsAreSaidOnce() {
    TerminalSnapshot before;
    before.notices = {"One."};
    TerminalSnapshot now = before;
    now.notices = {"One.", "Two."};
    const auto watched = eventsBetween(before, now);
    QCOMPARE(watched.happened.size(), std::size_t(1));
    QCOMPARE(watched.happened[0].subject, std::string("Two."));
}

void NodeRecordsTest::aContentListThatWasMadeAnewIsSaidOnce() {
    const TerminalSnapshot before;
    TerminalSnapshot now = before;
    now.selfCheck.emplace();
    QVERIFY(typesBetween(before, now).empty()); // it could be read
    now.selfCheck->listKeptAside = "/srv/meson/index.sqlite.damaged-1800000000";
    const auto watched = eventsBetween(before, now);
    QCOMPARE(watched.happened.size(), std::size_t(1));
    QCOMPARE(watched.happened[0].type, EventType::ListMadeAnew);
    QCOMPARE(watched.happened[0].subject, now.selfCheck->listKeptAside.string());
    QVERIFY(typesBetween(now, now).empty());
}

void NodeRecordsTest::figuresAndEventsAreKept() {
    QTemporaryDir folder;
    base::ManualClock clock;
    auto records = NodeRecords::create(folder.path().toStdString(), clock);
    QVERIFY(records);
    TerminalSnapshot snapshot;
    snapshot.uploadRate = base::BytesPerSecond(1000);
    (*records)->started();
    for (int i = 0; i < 10; ++i) {
        (*records)->take(snapshot);
        clock.advance(1s);
    }
    std::promise<std::vector<metrics::HistorySeries>> promise;
    (*records)->history(
        {Figure::Upload, Figure::Celsius}, {clock.wall() - 10s, clock.wall(), 10},
        [&](auto series) { promise.set_value(std::move(series)); });
    const auto series = promise.get_future().get();
    QCOMPARE(series[0].size(), std::size_t(10));
    QCOMPARE(series[0][0].average, 1000.0);
    QVERIFY(series[1].empty());
    QCOMPARE(entriesOf(**records).back().event.type, EventType::EngineStarted);
}

/// Each counts from its own start.
void NodeRecordsTest::whatWasServedAddsUpOverTerminals() {
    QTemporaryDir folder;
    base::ManualClock clock;
    auto records = NodeRecords::create(folder.path().toStdString(), clock);
    QVERIFY(records);
    for (const std::int64_t most : {5, 3}) {
        (*records)->started();
        TerminalSnapshot snapshot;
        for (std::int64_t i = 1; i <= most; ++i) {
            snapshot.served = base::Bytes(1000 * i);
            snapshot.requests = 10 * i;
            snapshot.sentBack = i;
            (*records)->take(snapshot);
            clock.advance(1s);
        }
    }
    std::promise<std::vector<metrics::HistorySeries>> promise;
    (*records)->history(
        {Figure::Served, Figure::Answered, Figure::SentBack}, {clock.wall() - 10s, clock.wall(), 1},
        [&](auto series) { promise.set_value(std::move(series)); });
    const double expected[] = {8000, 80, 8};
    const auto all = promise.get_future().get();
    for (std::size_t i = 0; i < all.size(); ++i) {
        double sum = 0;
        for (const metrics::HistoryBucket& bucket : all[i])
            sum += bucket.average * static_cast<double>(bucket.measured.count());
        QCOMPARE(sum, expected[i]);
    }
}

void NodeRecordsTest::aDamagedFileIsSaidInTheJournal() {
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("history.sqlite")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(4096, 'x'));
    file.close();
    const base::ManualClock clock;
    auto records = NodeRecords::create(folder.path().toStdString(), clock);
    QVERIFY(records);
    QCOMPARE(entriesOf(**records).front().event.type, EventType::RecordsSetAside);
}

QTEST_GUILESS_MAIN(NodeRecordsTest)
#include "node_records_test.moc"

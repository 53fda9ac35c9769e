// SPDX-License-Identifier: GPL-3.0-or-later
#include <QHostAddress>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/patience.h"
#include "tests/support/router_side.h"
#include "tests/support/terminal_bench.h"
#include "tests/support/test_certificate.h"
#include "tests/support/tls_client.h"

using namespace meson;
using namespace std::chrono_literals;
using terminal::CacheOnLeave;
using terminal::LeaveResult;
using terminal::TerminalPhase;
using test::someBytes;
using test::statusOf;

namespace {

/// A Terminal that holds one object.
struct Bench : test::TerminalBench {
    std::string bytes = someBytes(300'000);
    protocol::CacheCommand object;

    void startWithObject() {
        start();
        router.serve("/pull/1", bytes);
        object = router.orderFor(bytes, {"/pull/1"});
        const std::int64_t command = router.order(object);
        const auto isThere = [&] { return isServing() && isDone(command); };
        if (!QTest::qWaitFor(isThere, 20'000))
            qFatal("the object does not come: %s", terminal->snapshot().problem.c_str());
    }
    std::vector<protocol::Receipts> batches() const {
        return router.received<protocol::Receipts>("/receipts");
    }
};

/// The folders as they are at this moment, as a crash would leave them.
void copyAsAfterACrash(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::create_directories(to);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(from)) {
        const auto target = to / std::filesystem::relative(entry.path(), from);
        if (entry.is_directory())
            std::filesystem::create_directories(target);
        else if (entry.path().filename() != "terminal.lock")
            std::filesystem::copy_file(entry.path(), target);
    }
}

} // namespace

class TerminalLifeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void followsTheRoutersPolicy() {
        Bench bench;
        bench.options.threads = 2;           // one bound for both
        bench.bytes = someBytes(32'000'000); // more than sockets take from a sleeping client
        bench.startWithObject();
        const std::int64_t command = bench.router.order(protocol::PolicyCommand{1, 1});
        MESON_TRY_VERIFY(bench.isDone(command));
        MESON_TRY_COMPARE( // polls are held for a second at most now
            bench.router.received<protocol::Heartbeat>("/heartbeat").back().waitSeconds, 1);

        QTcpSocket sleeper;
        sleeper.setReadBufferSize(1);
        sleeper.connectToHost(QHostAddress::LocalHost, bench.terminal->snapshot().port);
        QVERIFY(sleeper.waitForConnected());
        sleeper.write(
            "GET /" + QByteArray::fromStdString(bench.router.tokenFor(bench.object)) +
            "/x HTTP/1.1\r\nHost: t\r\n\r\n");
        MESON_TRY_COMPARE(bench.terminal->snapshot().requests, 1);
        auto* second = bench.getObject(bench.object);
        QCOMPARE(statusOf(second), 307);
        QVERIFY(second->rawHeader("Location").contains("/o/"));
    }

    void answersEachAddressOnlySoOften() {
        Bench bench;
        bench.options.requestsPerAddress = 1;
        bench.startWithObject();
        QNetworkReply* refused = bench.getObject(bench.object); // after ten at once
        const auto isRefused = [&] {
            if (statusOf(refused) != 429)
                refused = bench.getObject(bench.object);
            return statusOf(refused) == 429;
        };
        MESON_TRY_VERIFY(isRefused());
        QCOMPARE(refused->rawHeader("Retry-After"), QByteArray("1"));
    }

    void tellsTheRouterBeforeItStops() {
        Bench bench;
        bench.startWithObject();
        QCOMPARE(statusOf(bench.getObject(bench.object)), 200);
        bool isDone = false;
        bench.terminal->drain([&] { isDone = true; });
        QCOMPARE(bench.terminal->snapshot().phase, TerminalPhase::Draining);
        QVERIFY(bench.getObject(bench.object)->rawHeader("Location").contains("/p/"));
        MESON_TRY_VERIFY(isDone);
        const auto states = bench.router.received<protocol::StateRequest>("/state");
        QCOMPARE(states.size(), std::size_t(1));
        QCOMPARE(states.front().change, protocol::StateChange::Drain);
        QCOMPARE(bench.batches().size(), std::size_t(1));
        QCOMPARE(bench.terminal->snapshot().receiptsPending, 0);
        QCOMPARE(bench.terminal->snapshot().objects, 1);
        bench.stop();
        bench.start(); // draining is for one stop only
        MESON_TRY_VERIFY(bench.isServing());
    }

    void stopsDrainingAfterTwoSecondsWhateverRuns() {
        Bench bench;
        bench.startWithObject();
        bench.router.refuse("/receipts", 503, "unavailable");
        QCOMPARE(statusOf(bench.getObject(bench.object)), 200);
        bool isDone = false;
        bench.terminal->drain([&] { isDone = true; });
        MESON_TRY_VERIFY(!bench.batches().empty()); // refused
        QVERIFY(!isDone);
        bench.clock.push(2s);
        MESON_TRY_VERIFY(isDone);
    }

    void answersWhoAskedItToLeaveAlsoWhenItIsStoppedMeanwhile() {
        Bench bench;
        bench.startWithObject();
        bench.router.ignore("/state");
        std::vector<LeaveResult> results;
        bench.terminal->leave(
            CacheOnLeave::Delete, [&](const LeaveResult& left) { results.push_back(left); });
        bench.clock.push(30s); // it does not wait for receipts any more, but for the Router
        MESON_TRY_VERIFY(bench.router.count("/state") >= 2);
        bench.terminal->stop();
        QCOMPARE(results.size(), std::size_t(1));
        QVERIFY(!results.front().confirmed);
        QVERIFY(results.front().isCacheLeft);
        bench.terminal->pause({{}, "by the owner"}); // without effect, and without harm
        bench.terminal->resume();
        bench.stop();
        QCOMPARE(results.size(), std::size_t(1));
        bench.router.clearRefusals();
        bench.start();
        MESON_TRY_VERIFY(bench.isServing());
        QCOMPARE(bench.terminal->snapshot().objects, 1); // nothing was deleted
    }

    void whoAsksItToLeaveWhileItLeavesHearsHowThatEnds() {
        Bench bench;
        bench.startWithObject();
        bench.router.refuse("/receipts", 503, "unavailable"); // so that it takes until the deadline
        QCOMPARE(statusOf(bench.getObject(bench.object)), 200);
        std::vector<LeaveResult> results;
        const auto take = [&](const LeaveResult& left) { results.push_back(left); };
        bench.terminal->leave(CacheOnLeave::Keep, take);
        bench.terminal->leave(CacheOnLeave::Delete, take);
        QVERIFY(results.empty());
        bench.clock.push(30s);
        MESON_TRY_COMPARE(results.size(), std::size_t(2));
        bench.terminal->leave(CacheOnLeave::Keep, take); // it has left
        QCOMPARE(results.size(), std::size_t(3));
        for (const LeaveResult& result : results) {
            QVERIFY(result.confirmed);
            QCOMPARE(result.receiptsKept, 1);
            QVERIFY(!result.isCacheLeft);
        }
        QCOMPARE(bench.terminal->snapshot().objects, 0);
    }

    void saysWhatItCouldNotDelete() {
        Bench bench;
        bench.startWithObject();
        bench.stop();
        bench.options.volumes.front().readOnly = true;
        bench.start();
        MESON_TRY_VERIFY(bench.isServing());
        std::optional<LeaveResult> result;
        bench.terminal->leave(
            CacheOnLeave::Delete, [&](const LeaveResult& left) { result = left; });
        MESON_TRY_VERIFY(result);
        QVERIFY(result->confirmed);
        QVERIFY(result->isCacheLeft);
        bench.stop();
        bench.start();
        MESON_TRY_VERIFY(bench.isServing());
        QCOMPARE(bench.terminal->snapshot().objects, 1);
    }

    void deletesAlsoWhatTheCheckFindsUnlisted() {
        Bench first;
        first.startWithObject();
        Bench second;
        const auto cache = second.options.volumes.front().folder;
        copyAsAfterACrash(first.options.folder, second.options.folder);
        copyAsAfterACrash(first.options.volumes.front().folder, cache);
        for (const char* part : {"", "-wal", "-shm"})
            std::filesystem::remove(second.options.folder / ("index.sqlite" + std::string(part)));
        second.start();
        std::optional<LeaveResult> result;
        second.terminal->leave(
            CacheOnLeave::Delete, [&](const LeaveResult& left) { result = left; });
        MESON_TRY_VERIFY(result);
        QVERIFY(!result->isCacheLeft);
        second.stop();
        for (const auto& entry : std::filesystem::recursive_directory_iterator(cache))
            QVERIFY2(entry.path().extension() != ".meta", entry.path().c_str());
    }

    void changesAllQuotasOrNone() {
        Bench bench;
        bench.startWithObject();
        const auto before = bench.terminal->snapshot().quota;
        QNetworkReply* refused =
            bench.control(QStringLiteral("/v1/limits"), "POST", R"({"quotas":[1,20000000]})");
        QCOMPARE(statusOf(refused), 422);
        QVERIFY(refused->readAll().contains("More quotas than cache folders (1)."));
        QCOMPARE(bench.terminal->snapshot().quota, before);
        QCOMPARE(bench.terminal->snapshot().objects, 1);
        QCOMPARE(
            statusOf(
                bench.control(QStringLiteral("/v1/limits"), "POST", R"({"quotas":[20000000]})")),
            200);
        QCOMPARE(bench.terminal->snapshot().quota, base::Bytes(20'000'000));
    }

    void saysHowManyReceiptsItKeepsWhenItLeaves() {
        Bench bench;
        bench.startWithObject();
        bench.router.refuse("/receipts", 503, "unavailable");
        QCOMPARE(statusOf(bench.getObject(bench.object)), 200);
        QCOMPARE(statusOf(bench.getObject(bench.object)), 200);
        MESON_TRY_COMPARE(bench.terminal->snapshot().receiptsPending, 2);
        std::optional<LeaveResult> result;
        bool hasLeft = false;
        bench.terminal->onLeft([&] { hasLeft = true; });
        bench.terminal->leave(CacheOnLeave::Keep, [&](const LeaveResult& left) { result = left; });
        MESON_TRY_VERIFY(!bench.router.received<protocol::StateRequest>("/state").empty());
        QVERIFY(!result); // it waits for the Router, half a minute at most
        bench.clock.push(30s);
        MESON_TRY_VERIFY(result);
        QVERIFY(result->confirmed);
        QVERIFY(hasLeft);
        QCOMPARE(result->receiptsKept, 2);

        bench.stop();
        bench.router.clearRefusals();
        bench.start(); // joins again with the same key
        MESON_TRY_COMPARE(bench.terminal->snapshot().creditedBytes.count(), 600'000);
        QCOMPARE(bench.terminal->snapshot().receiptsPending, 0);
    }

    void servesOverTls() {
        Bench bench;
        QTemporaryDir folder;
        bench.options.tls = test::writeCertificate(
            folder.filePath(QStringLiteral("node")).toStdString(), {"node.example"});
        auto created = terminal::Terminal::create(bench.options, bench.clock);
        QVERIFY(created);
        bench.terminal = *std::move(created);
        bench.terminal->start();
        MESON_TRY_VERIFY(!bench.router.received<protocol::Register>("/v1/terminals").empty());
        QVERIFY(bench.router.received<protocol::Register>("/v1/terminals").front().tls);
        const auto endpoint = boost::asio::ip::tcp::endpoint(
            boost::asio::ip::make_address("127.0.0.1"), bench.terminal->snapshot().port);
        test::TlsClient client(endpoint, {});
        QVERIFY(client.isOpen());
        const std::string probe = client.get("/.well-known/meson/probe/abc", 86);
        QCOMPARE(probe.size(), std::size_t(86)); // an Ed25519 signature in base64url
    }

    void reportsWhatItFoundAfterACrash() {
        Bench first;
        first.startWithObject();
        first.router.refuse("/receipts", 503, "unavailable");
        QCOMPARE(statusOf(first.getObject(first.object)), 200);
        MESON_TRY_VERIFY(!first.batches().empty());
        const auto lost = first.batches().front();

        Bench second;
        const auto cache = second.options.volumes.front().folder;
        copyAsAfterACrash(first.options.folder, second.options.folder);
        copyAsAfterACrash(first.options.volumes.front().folder, cache);
        first.stop();
        second.start();
        MESON_TRY_VERIFY(!second.router.received<protocol::SelfCheck>("/self-check").empty());
        const auto report = second.router.received<protocol::SelfCheck>("/self-check").front();
        QCOMPARE(report.checked, 1);
        QCOMPARE(report.damaged, 0);
        QVERIFY(second.terminal->snapshot().selfCheck);
        QVERIFY(!second.terminal->snapshot().selfCheck->wasClean);
        MESON_TRY_COMPARE(second.router.index().count(first.object.id), std::size_t(1));

        // Its receipts come once more, once, unchanged and under their number.
        MESON_TRY_COMPARE(second.terminal->snapshot().creditedBytes.count(), 300'000);
        QCOMPARE(second.batches().size(), std::size_t(1));
        QCOMPARE(protocol::encode(second.batches().front()), protocol::encode(lost));
        QCOMPARE(statusOf(second.getObject(first.object)), 200);
        MESON_TRY_COMPARE(second.batches().size(), std::size_t(2));
        QVERIFY(second.batches().back().batch > lost.batch);
        MESON_TRY_COMPARE(second.terminal->snapshot().creditedBytes.count(), 600'000);
    }

    void makesRoomForWhatIsOrdered() {
        Bench bench;
        bench.options.volumes.front().quota = base::mebibytes(2);
        bench.start();
        const auto order = [&](std::size_t size, unsigned seed) {
            const std::string path = "/pull/" + std::to_string(seed);
            const std::string content = someBytes(size, seed);
            bench.router.serve(path, content);
            return bench.router.order(bench.router.orderFor(content, {path}));
        };
        const std::int64_t first = order(700'000, 1);
        const std::int64_t second = order(700'000, 2);
        MESON_TRY_VERIFY(bench.isDone(first) && bench.isDone(second));
        protocol::EvictionVerdict verdict;
        const auto ids = bench.router.index();
        verdict.confirmed.assign(ids.begin(), ids.end());
        bench.router.setVerdict(verdict);
        const std::int64_t third = order(900'000, 3);
        MESON_TRY_VERIFY(bench.isDone(third));
        const auto snapshot = bench.terminal->snapshot();
        QCOMPARE(snapshot.evicted, 1);
        QCOMPARE(snapshot.objects, 2);
        QVERIFY(snapshot.used <= snapshot.quota);
    }

    void showsTheRateWhileATransferRuns() {
        Bench bench;
        bench.bytes = someBytes(4'000'000);
        bench.options.rules.limit = base::BytesPerSecond(500'000);
        bench.startWithObject();
        const auto before = bench.clock.steady();
        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, bench.terminal->snapshot().port);
        QVERIFY(client.waitForConnected());
        client.write(
            "GET /" + QByteArray::fromStdString(bench.router.tokenFor(bench.object)) +
            "/x HTTP/1.1\r\nHost: t\r\n\r\n");
        MESON_TRY_VERIFY(client.bytesAvailable() > 1'000'000);
        const auto took = std::chrono::duration<double>(bench.clock.steady() - before).count();
        const auto snapshot = bench.terminal->snapshot();
        QVERIFY(snapshot.uploadRate.count() > 0);
        QVERIFY(static_cast<double>(snapshot.uploadRate.count()) < 1.3 * 1'200'000 / took);
        QCOMPARE(snapshot.served.count(), 0); // counted when the answer has ended
    }

    void saysNoSecretInLogsStatusOrMetrics() {
        test::LogRecorder log;
        Bench bench;
        bench.startWithObject();
        const std::string token = bench.router.tokenFor(bench.object);
        QCOMPARE(
            statusOf(bench.get(QStringLiteral("/%1/x").arg(QString::fromStdString(token)))), 200);
        const std::int64_t failing =
            bench.router.order(bench.router.orderFor("gone", {"/pull/CANARY-1", "/pull/CANARY-2"}));
        MESON_TRY_VERIFY(bench.hasFailed(failing, "source-failed"));
        MESON_TRY_VERIFY(!bench.terminal->snapshot().problem.empty());
        const QString file = bench.controlFile().value(QStringLiteral("token")).toString();
        const QByteArray said = bench.control(QStringLiteral("/v1/status"), "GET", {})->readAll() +
                                bench.control(QStringLiteral("/metrics"), "GET", {})->readAll() +
                                QByteArray::fromStdString(bench.terminal->snapshot().problem) +
                                log.text().toUtf8();
        QVERIFY(said.contains("answers 404"));
        QVERIFY2(!said.contains("CANARY"), said.constData());
        QVERIFY(!said.contains(QByteArray::fromStdString(token)));
        QVERIFY(!file.isEmpty() && !said.contains(file.toLatin1()));
    }
};

QTEST_GUILESS_MAIN(TerminalLifeTest)
#include "terminal_life_test.moc"

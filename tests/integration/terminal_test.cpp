// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include "engine/crypto/hash.h"
#include "engine/crypto/mac.h"
#include "engine/terminal/terminal.h"
#include "tests/support/patience.h"
#include "tests/support/terminal_bench.h"

using namespace meson;
using namespace std::chrono_literals;
using terminal::Terminal;
using terminal::TerminalError;
using terminal::TerminalOptions;
using terminal::TerminalPhase;
using test::someBytes;
using test::statusOf;
using Bench = test::TerminalBench;

/// A Terminal from its start to its leave, with a Router that the test moves.
class TerminalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void registersAfterTheRouterReachedItFromOutside() {
        Bench bench;
        bench.start();
        MESON_TRY_VERIFY(bench.isServing());
        QVERIFY(bench.router.hasProbed());
        QCOMPARE(bench.router.badSignatures(), std::vector<std::string>());
        const auto snapshot = bench.terminal->snapshot();
        QCOMPARE(snapshot.address, std::string("127.0.0.1"));
        QVERIFY(snapshot.probed);
        MESON_TRY_COMPARE(bench.router.count("/index"), std::size_t(1));
        MESON_TRY_COMPARE(bench.router.count("/hardware"), std::size_t(1));
        const auto hardware = bench.router.received<protocol::Hardware>("/hardware").front();
        QVERIFY(hardware.cores > 0);
        QVERIFY(hardware.volumes.front().writeBytesPerSecond > 0);
    }

    void tellsARepeatedNoticeOnce() {
        Bench bench;
        bench.start();
        bench.router.notify("One.");
        const auto notices = [&] { return bench.terminal->snapshot().notices; };
        MESON_TRY_VERIFY(!notices().empty());
        bench.router.notify("Two.");
        MESON_TRY_COMPARE(notices().size(), std::size_t(2));
        QCOMPARE(notices(), (std::vector<std::string>{"One.", "Two."}));
        const auto beats = [&] { return bench.router.received<protocol::Heartbeat>("/heartbeat"); };
        MESON_TRY_VERIFY(beats().back().notice == 2);
        const std::size_t before = beats().size();
        bench.router.order(protocol::UnknownCommand{"rewind"}); // whose answer has both again
        MESON_TRY_VERIFY(beats().size() > before + 1);
        QCOMPARE(notices().size(), std::size_t(2));
    }

    void takesRouterTimeWhenTheClocksDiffer() {
        Bench bench;
        bench.router.setTimeOffset(-24h * 400);
        bench.start();
        MESON_TRY_VERIFY(bench.isServing());
        QCOMPARE(bench.router.badSignatures(), std::vector<std::string>());
        QVERIFY(std::abs(bench.terminal->snapshot().clockSkewSeconds - 400 * 86'400) < 5);
    }

    void keepsReceiptsUntilTheRouterTakesThem() {
        Bench bench;
        bench.start();
        bench.router.serve("/pull/1", someBytes(1000));
        const auto object = bench.router.orderFor(someBytes(1000), {"/pull/1"});
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        bench.router.refuse("/receipts", 503, "unavailable");
        QCOMPARE(statusOf(bench.getObject(object)), 200);
        MESON_TRY_VERIFY(bench.router.count("/receipts") > 0);
        QCOMPARE(bench.terminal->snapshot().receiptsPending, 1);
        bench.stop();
        bench.router.clearRefusals();
        const std::size_t before = bench.router.count("/receipts");
        const auto batch = [&] {
            return bench.router.received<protocol::Receipts>("/receipts").back().batch;
        };
        const std::int64_t first = batch();
        bench.start();
        MESON_TRY_VERIFY(bench.router.count("/receipts") > before);
        MESON_TRY_COMPARE(bench.terminal->snapshot().receiptsPending, 0);
        QCOMPARE(batch(), first);

        QCOMPARE(statusOf(bench.getObject(object)), 200); // the same key, port and object
        MESON_TRY_VERIFY(batch() > first);
    }

    void refusesAForgedStatementAndNamesIt() {
        test::TerminalBench bench;
        bench.start();
        MESON_TRY_VERIFY(bench.isServing());
        QVERIFY(bench.terminal->snapshot().problem.empty());
        protocol::Statement statement;
        statement.node = bench.terminal->snapshot().node;
        statement.epoch = 7;
        statement.quality = 1'000'000;
        bench.router.state(7, protocol::signStatement(statement, crypto::Identity::generate()));
        const auto isNamed = [&] {
            const std::string problem = bench.terminal->snapshot().problem;
            return problem.find("statement of epoch 7") != problem.npos &&
                   problem.find("forged") != problem.npos;
        };
        MESON_TRY_VERIFY(isNamed());
        QVERIFY(bench.terminal->earnings().records.empty());

        bench.router.state(7, protocol::signStatement(statement, bench.router.identity));
        MESON_TRY_VERIFY(!bench.terminal->earnings().records.empty());
        QVERIFY(bench.terminal->snapshot().problem.empty());
        QNetworkReply* reply = bench.control(QStringLiteral("/v1/earnings"), "GET", {});
        const QJsonObject report = QJsonDocument::fromJson(reply->readAll()).object();
        QVERIFY(report.value(QStringLiteral("addsUp")).toBool());
        QCOMPARE(report.value(QStringLiteral("epochs")).toArray().size(), 1);
    }

    void sendsAllWhenTheRouterLostTheThread() {
        Bench bench;
        bench.start();
        MESON_TRY_COMPARE(bench.router.count("/index"), std::size_t(1));
        bench.router.refuse("/index", 409, "index-gap");
        bench.router.serve("/pull/1", "x");
        const std::int64_t command = bench.router.order(bench.router.orderFor("x", {"/pull/1"}));
        MESON_TRY_VERIFY(bench.isDone(command));
        MESON_TRY_VERIFY(bench.router.count("/index") > 1);
        bench.router.clearRefusals();
        MESON_TRY_VERIFY(bench.router.received<protocol::Index>("/index").back().full);
        QCOMPARE(bench.router.index().size(), std::size_t(1));
    }

    void registersAgainWhenTheRouterForgotIt() {
        Bench bench;
        bench.start();
        MESON_TRY_VERIFY(bench.isServing());
        bench.router.refuse("/heartbeat", 401, "unknown-key");
        MESON_TRY_VERIFY(bench.terminal->snapshot().phase == TerminalPhase::Connecting);
        bench.router.clearRefusals();
        MESON_TRY_VERIFY(bench.isServing());
        QVERIFY(bench.router.count("/v1/terminals") >= 2);
    }

    void goesOnTryingWhileTheRouterIsAway() {
        Bench bench;
        QTcpServer nobody;
        QVERIFY(nobody.listen(QHostAddress::LocalHost));
        const quint16 port = nobody.serverPort();
        nobody.close();
        bench.options.routerUrl = "http://127.0.0.1:" + std::to_string(port);
        bench.start();
        MESON_TRY_VERIFY(!bench.terminal->snapshot().problem.empty());
        QCOMPARE(bench.terminal->snapshot().phase, TerminalPhase::Connecting);
        const std::string problem = bench.terminal->snapshot().problem;
        QVERIFY2(
            problem.find("127.0.0.1:" + std::to_string(port)) != problem.npos, problem.c_str());
        QVERIFY2(problem.find("does not answer") != problem.npos, problem.c_str());
    }

    void asksToBeProbedAgainUntilTheRouterReachesIt() {
        Bench bench;
        bench.start();
        MESON_TRY_VERIFY(bench.isServing());
        bench.router.refuse("/v1/terminals", 422, "not-reachable");
        bench.terminal->recheckReachability();
        MESON_TRY_COMPARE(bench.terminal->snapshot().phase, TerminalPhase::Offline);
        QCOMPARE(bench.terminal->snapshot().refusal, std::string("not-reachable"));
        const std::size_t asked = bench.router.count("/v1/terminals");
        const std::size_t beats = bench.router.count("/heartbeat");
        MESON_TRY_VERIFY(bench.router.count("/v1/terminals") >= asked + 2);
        QVERIFY(!bench.terminal->snapshot().problem.empty());
        QCOMPARE(bench.router.count("/heartbeat"), beats); // it does not pretend to be there
        bench.router.clearRefusals();
        MESON_TRY_VERIFY(bench.isServing());
        MESON_TRY_VERIFY(bench.router.count("/heartbeat") > beats);
        QVERIFY(bench.terminal->snapshot().problem.empty());
    }

    void sendsClientsBackWhilePausedAlsoAfterARestart() {
        Bench bench;
        bench.start();
        bench.router.serve("/pull/1", "pausing");
        const auto object = bench.router.orderFor("pausing", {"/pull/1"});
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        bench.terminal->pause({std::nullopt, "the owner plays"});
        QVERIFY(bench.getObject(object)->rawHeader("Location").contains("/p/"));
        MESON_TRY_COMPARE(bench.router.count("/state"), std::size_t(1));
        bench.stop();
        bench.start();
        MESON_TRY_VERIFY(bench.terminal->snapshot().probed);
        QCOMPARE(bench.terminal->snapshot().phase, TerminalPhase::Paused);
        QCOMPARE(bench.terminal->snapshot().reason, std::string("the owner plays"));
        bench.terminal->resume();
        QCOMPARE(statusOf(bench.getObject(object)), 200);
    }

    void proposesBeforeItEvicts() {
        Bench bench;
        bench.options.volumes[0].quota = base::mebibytes(4);
        bench.start();
        std::vector<protocol::CacheCommand> objects;
        for (unsigned i = 0; i < 30; ++i) {
            const std::string bytes = someBytes(130'000, i + 1);
            const std::string path = "/pull/" + std::to_string(i);
            bench.router.serve(path, bytes);
            objects.push_back(bench.router.orderFor(bytes, {path}));
            bench.router.order(objects.back());
        }
        MESON_TRY_VERIFY(!bench.router.received<protocol::EvictionProposal>("/evictions").empty());
        const auto proposal =
            bench.router.received<protocol::EvictionProposal>("/evictions").front();
        bench.router.setVerdict({proposal.ids, {}, 0});
        // A Terminal that was given no verdict on its first proposal makes the next one 10 s later.
        MESON_TRY_VERIFY(bench.terminal->snapshot().evicted > 0);
        const auto snapshot = bench.terminal->snapshot();
        QVERIFY(snapshot.used <= snapshot.quota);
    }

    void dropsWhatIsPastItsTimeByRouterTime() {
        Bench bench;
        bench.start();
        bench.router.serve("/pull/1", "short-lived");
        auto object = bench.router.orderFor("short-lived", {"/pull/1"});
        object.expires = base::unixSeconds(bench.clock.wall()) + 3;
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        MESON_TRY_COMPARE(bench.terminal->snapshot().expired, 1);
        MESON_TRY_VERIFY(bench.router.index().empty());
    }

    void deletesAtOnceWhatASmallerQuotaForbids() {
        Bench bench;
        bench.start();
        const std::string bytes = someBytes(1'000'000);
        bench.router.serve("/pull/1", bytes);
        const std::int64_t command = bench.router.order(bench.router.orderFor(bytes, {"/pull/1"}));
        MESON_TRY_VERIFY(bench.isDone(command));
        MESON_TRY_COMPARE(bench.router.index().size(), std::size_t(1));
        QVERIFY(bench.terminal->setQuota(0, base::kibibytes(512)));
        MESON_TRY_COMPARE(bench.router.index().size(), std::size_t(0));
        const auto last = bench.router.received<protocol::Index>("/index").back();
        QCOMPARE(last.removed.front().reason, std::string("owner-limit"));
    }

    void leavesAfterItsReceiptsAreDelivered() {
        Bench bench;
        bench.start();
        bench.router.serve("/pull/1", "goodbye");
        const auto object = bench.router.orderFor("goodbye", {"/pull/1"});
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        QCOMPARE(statusOf(bench.getObject(object)), 200);
        std::optional<bool> confirmed;
        bench.terminal->leave(
            terminal::CacheOnLeave::Delete,
            [&](const terminal::LeaveResult& left) { confirmed = left.confirmed; });
        MESON_TRY_VERIFY(confirmed);
        QVERIFY(*confirmed);
        const auto states = bench.router.received<protocol::StateRequest>("/state");
        QCOMPARE(states.back().change, protocol::StateChange::Leave);
        QVERIFY(!bench.router.received<protocol::Receipts>("/receipts").empty());
        QCOMPARE(bench.terminal->snapshot().objects, 0);
        QVERIFY(std::filesystem::exists(bench.options.folder / "identity.pem"));
    }

    void isControlledOnLoopbackWithItsToken() {
        Bench bench;
        bench.start();
        MESON_TRY_VERIFY(bench.isServing());
        auto* status = bench.control(QStringLiteral("/v1/status"), "GET", {});
        QCOMPARE(statusOf(status), 200);
        QCOMPARE(
            QJsonDocument::fromJson(status->readAll()).object().value(QStringLiteral("state")),
            QJsonValue(QStringLiteral("serving")));
        auto* limits =
            bench.control(QStringLiteral("/v1/limits"), "POST", R"({"uploadLimit":250000})");
        QCOMPARE(statusOf(limits), 200);
        QCOMPARE(bench.terminal->snapshot().uploadLimit.count(), 250'000);
        QCOMPARE(
            statusOf(bench.control(QStringLiteral("/v1/limits"), "POST", R"({"uploadLimit":-1})")),
            400);
        QCOMPARE(statusOf(bench.control(QStringLiteral("/v1/pause"), "POST", "not json")), 400);
        QCOMPARE(
            statusOf(bench.control(QStringLiteral("/v1/pause"), "POST", R"({"reason":"lunch"})")),
            200);
        QCOMPARE(bench.terminal->snapshot().reason, std::string("lunch"));
        QCOMPARE(statusOf(bench.control(QStringLiteral("/v1/resume"), "POST", {})), 200);
        QCOMPARE(statusOf(bench.control(QStringLiteral("/v1/nothing"), "POST", {})), 404);

        const QString url = bench.controlFile().value(QStringLiteral("url")).toString();
        QCOMPARE(statusOf(bench.get(url + QStringLiteral("/v1/status"))), 401);
        QCOMPARE(
            statusOf(
                bench.get(url + QStringLiteral("/v1/status"), {{"Authorization", "Bearer guess"}})),
            401);
        QCOMPARE(
            statusOf(bench.get(url + QStringLiteral("/metrics"), {{"Host", "evil.example"}})), 403);
        auto* metrics = bench.get(url + QStringLiteral("/metrics"));
        QCOMPARE(statusOf(metrics), 200);
        const QByteArray text = metrics->readAll();
        QVERIFY(text.contains("meson_terminal_up 1\n"));
        QVERIFY(text.endsWith("# EOF\n"));
    }

    void saysWhatIsWrongBeforeItStarts_data() {
        QTest::addColumn<std::string>("router");
        QTest::addColumn<int>("error");
        QTest::newRow("no scheme")
            << std::string("router.example") << static_cast<int>(TerminalError::BadRouterUrl);
        QTest::newRow("a path") << std::string("http://router.example/x")
                                << static_cast<int>(TerminalError::BadRouterUrl);
        QTest::newRow("another scheme")
            << std::string("ftp://router.example") << static_cast<int>(TerminalError::BadRouterUrl);
    }
    void saysWhatIsWrongBeforeItStarts() {
        QFETCH(std::string, router);
        QFETCH(int, error);
        Bench bench;
        bench.options.routerUrl = router;
        const auto created = Terminal::create(bench.options, bench.clock);
        QVERIFY(!created);
        QCOMPARE(static_cast<int>(created.error().code), error);
        QCOMPARE(created.error().about, router);
    }

    void namesThePortThatIsInUse() {
        Bench bench;
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        bench.options.listen[0].port(other.serverPort());
        const auto created = Terminal::create(bench.options, bench.clock);
        QVERIFY(!created);
        QCOMPARE(created.error().code, TerminalError::CannotListen);
        const std::string text = base::explain(created.error());
        QVERIFY2(text.find(std::to_string(other.serverPort())) != text.npos, text.c_str());
    }

    void letsOneTerminalUseAFolder() {
        Bench bench;
        bench.start();
        const auto second = Terminal::create(bench.options, bench.clock);
        QVERIFY(!second);
        QCOMPARE(second.error().code, TerminalError::AlreadyRunning);
    }

    void namesAFolderThatCannotBeUsed() {
        Bench bench;
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        bench.options.folder = folder.filePath(QStringLiteral("file/state")).toStdString();
        const auto created = Terminal::create(bench.options, bench.clock);
        QVERIFY(!created);
        QCOMPARE(created.error().code, TerminalError::FolderNotUsable);
        QVERIFY(created.error().about.find("file/state") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TerminalTest)
#include "terminal_test.moc"

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
using test::statusOf;
using Bench = test::TerminalBench;

namespace {

std::string someBytes(std::size_t count, unsigned seed = 1) {
    std::string bytes(count, '\0');
    for (char& byte : bytes)
        byte = static_cast<char>((seed = seed * 1'103'515'245 + 12'345) >> 16);
    return bytes;
}

} // namespace

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

    void cachesOnOrderServesWithATokenAndReportsReceipts() {
        Bench bench;
        bench.start();
        const std::string bytes = someBytes(300'000);
        bench.router.serve("/pull/1", bytes);
        const auto object = bench.router.orderFor(bytes, {"/pull/1"});
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        MESON_TRY_VERIFY(bench.router.index().count(object.id) == 1);

        const auto* reply = bench.getObject(object);
        QCOMPARE(statusOf(const_cast<QNetworkReply*>(reply)), 200);
        QCOMPARE(const_cast<QNetworkReply*>(reply)->readAll().toStdString(), bytes);
        QCOMPARE(reply->rawHeader("Content-Type"), QByteArray("video/mp4"));
        QCOMPARE(reply->rawHeader("ETag"), QByteArray("\"v1\""));
        QCOMPARE(reply->rawHeader("Access-Control-Allow-Origin"), QByteArray("*"));
        QCOMPARE(
            reply->rawHeader("Repr-Digest").toStdString(),
            "sha-256=:" + base::toBase64(object.sha256.bytes) + ':');

        MESON_TRY_VERIFY(!bench.router.received<protocol::Receipts>("/receipts").empty());
        const auto batch = bench.router.received<protocol::Receipts>("/receipts").front();
        QCOMPARE(batch.batch, 1);
        QCOMPARE(batch.receipts.front().bytes.count(), 300'000);
        QVERIFY(batch.receipts.front().complete);
        MESON_TRY_COMPARE(bench.terminal->snapshot().receiptsPending, 0);
        QCOMPARE(bench.terminal->snapshot().creditedBytes.count(), 300'000);
    }

    void servesRanges_data() {
        QTest::addColumn<bool>("usesSendfile");
        QTest::newRow("from mapped memory") << false;
        QTest::newRow("by sendfile") << true;
    }
    void servesRanges() {
        QFETCH(bool, usesSendfile);
        Bench bench;
        bench.options.usesSendfile = usesSendfile;
        bench.start();
        const std::string bytes = someBytes(100'000);
        bench.router.serve("/pull/1", bytes);
        const auto object = bench.router.orderFor(bytes, {"/pull/1"});
        MESON_TRY_VERIFY(bench.isServing());
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        auto* reply = bench.getObject(object, {{"Range", "bytes=1000-1999"}});
        QCOMPARE(statusOf(reply), 206);
        QCOMPARE(reply->readAll().toStdString(), bytes.substr(1000, 1000));
        MESON_TRY_VERIFY(!bench.router.received<protocol::Receipts>("/receipts").empty());
        QCOMPARE(
            bench.router.received<protocol::Receipts>("/receipts").front().receipts[0].firstByte,
            1000);
    }

    void resumesAtTheNextSourceWhenOneBreaksOff() {
        Bench bench;
        bench.start();
        const std::string bytes = someBytes(200'000);
        bench.router.serve("/pull/broken", bytes, 70'000);
        bench.router.serve("/pull/whole", bytes);
        const auto object = bench.router.orderFor(bytes, {"/pull/broken", "/pull/whole"});
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        QCOMPARE(bench.getObject(object)->readAll().toStdString(), bytes);
        // 70,000 bytes came from the first and were not asked for again.
        QCOMPARE(bench.terminal->snapshot().fetched.count(), 200'000);
    }

    void neverKeepsWrongBytes() {
        Bench bench;
        bench.start();
        const std::string bytes = someBytes(50'000);
        bench.router.serve("/pull/lying", someBytes(50'000, 2));
        bench.router.serve("/pull/short", bytes.substr(1));
        bench.router.serve("/pull/good", bytes);
        const auto lied = bench.router.orderFor(bytes, {"/pull/lying"});
        const std::int64_t first = bench.router.order(lied);
        MESON_TRY_VERIFY(bench.hasFailed(first, "wrong-content"));
        const std::int64_t second =
            bench.router.order(bench.router.orderFor(bytes, {"/pull/short"}));
        MESON_TRY_VERIFY(bench.hasFailed(second, "wrong-content"));
        const std::int64_t third = bench.router.order(bench.router.orderFor(bytes, {"/pull/none"}));
        MESON_TRY_VERIFY(bench.hasFailed(third, "source-failed"));
        QCOMPARE(statusOf(bench.getObject(lied)), 307);
        const std::int64_t fourth =
            bench.router.order(bench.router.orderFor(bytes, {"/pull/lying", "/pull/good"}));
        MESON_TRY_VERIFY(bench.isDone(fourth));
        QCOMPARE(bench.getObject(lied)->readAll().toStdString(), bytes);
    }

    void refusesAnOrderThatDoesNotFit() {
        Bench bench;
        bench.options.volumes[0].quota = base::mebibytes(4);
        bench.start();
        auto object = bench.router.orderFor("x", {"/pull/1"});
        object.length = base::mebibytes(5);
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.hasFailed(command, "too-large"));
        QCOMPARE(bench.router.count("/pull/1"), std::size_t(0));
    }

    void refusesWhatTheOwnerDoesNotWant() {
        Bench bench;
        bench.options.refusedBindings = {"video.example"};
        bench.start();
        const std::int64_t command = bench.router.order(bench.router.orderFor("x", {"/pull/1"}));
        MESON_TRY_VERIFY(bench.router.acknowledged(command));
        QCOMPARE(bench.router.acknowledged(command)->status, protocol::AckStatus::Refused);
        QCOMPARE(bench.router.acknowledged(command)->reason, std::string("refused-binding"));
    }

    void fetchesNothingFromLocalAddressesUnlessItMay() {
        Bench bench;
        bench.options.sources = http::AddressPolicy::PublicOnly;
        bench.start();
        bench.router.serve("/pull/1", "x");
        const std::int64_t command = bench.router.order(bench.router.orderFor("x", {"/pull/1"}));
        MESON_TRY_VERIFY(bench.hasFailed(command, "source-failed"));
        QCOMPARE(bench.router.count("/pull/1"), std::size_t(0));
    }

    void sendsClientsBackWithASignedReturn() {
        Bench bench;
        bench.start();
        MESON_TRY_VERIFY(bench.isServing());
        const auto object = bench.router.orderFor("never cached", {});
        auto* missing = bench.getObject(object);
        QCOMPARE(statusOf(missing), 307);
        QCOMPARE(missing->rawHeader("Cache-Control"), QByteArray("no-store"));
        QCOMPARE(missing->rawHeader("Access-Control-Allow-Origin"), QByteArray("*"));
        const std::string location = missing->rawHeader("Location").toStdString();
        const std::string router = "http://router.example";
        QVERIFY(location.starts_with(router + "/.well-known/meson/return/"));
        const auto path =
            protocol::parseReturnPath(std::string_view(location).substr(router.size()));
        QVERIFY(path);
        QCOMPARE(static_cast<char>(path->reason), 'm');
        QVERIFY(protocol::returnPathIsGenuine(*path, crypto::MacKey(test::FakeRouter::kTokenKey)));

        auto* expired = bench.get(QStringLiteral("/%1/x").arg(
            QString::fromStdString(bench.router.tokenFor(object, -10s))));
        QVERIFY(expired->rawHeader("Location").contains("/e/"));
        std::string forged = bench.router.tokenFor(object);
        forged[20] = forged[20] == 'A' ? 'B' : 'A';
        QCOMPARE(
            statusOf(bench.get(QStringLiteral("/%1/x").arg(QString::fromStdString(forged)))), 403);
        QCOMPARE(statusOf(bench.get(QStringLiteral("/robots.txt"))), 403);
        QCOMPARE(statusOf(bench.get(QStringLiteral("/x"), {}, "OPTIONS")), 204);
        QCOMPARE(bench.terminal->snapshot().sentBack, 2);
        QCOMPARE(bench.terminal->snapshot().forged, 2);
    }

    void deletesOnOrderAndSaysSo() {
        Bench bench;
        bench.start();
        bench.router.serve("/pull/1", "small object");
        const auto object = bench.router.orderFor("small object", {"/pull/1"});
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        MESON_TRY_COMPARE(bench.router.index().size(), std::size_t(1));
        const std::int64_t removal = bench.router.order(protocol::DeleteCommand{object.id});
        MESON_TRY_VERIFY(bench.isDone(removal));
        MESON_TRY_COMPARE(bench.router.index().size(), std::size_t(0));
        QCOMPARE(statusOf(bench.getObject(object)), 307);
        const std::int64_t again = bench.router.order(protocol::DeleteCommand{object.id});
        MESON_TRY_VERIFY(bench.isDone(again));
    }

    void answersSpotChecksAndOpensLeaves() {
        Bench bench;
        bench.start();
        const std::string bytes = someBytes(40'000);
        bench.router.serve("/pull/1", bytes);
        const auto object = bench.router.orderFor(bytes, {"/pull/1"});
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        protocol::SpotCheckCommand check{object.id, crypto::randomBytes<32>(), {2, 0}, 2000};
        const std::int64_t checked = bench.router.order(check);
        MESON_TRY_VERIFY(bench.isDone(checked));
        std::vector<std::uint8_t> key(check.nonce.begin(), check.nonce.end());
        const base::NodeId node = bench.terminal->snapshot().node;
        key.insert(key.end(), node.bytes.begin(), node.bytes.end());
        const auto tag =
            crypto::hmacSha256(key, base::bytesOf(bytes).subspan(2 * crypto::kLeafSize));
        QCOMPARE(
            bench.router.acknowledged(checked)->answers.front(),
            std::vector<std::uint8_t>(tag.begin(), tag.end()));

        const std::int64_t opened =
            bench.router.order(protocol::OpenLeafCommand{object.id, check.nonce, 2});
        MESON_TRY_VERIFY(bench.isDone(opened));
        const std::string leaf = bytes.substr(2 * crypto::kLeafSize);
        QCOMPARE(
            std::string(base::textOf(bench.router.acknowledged(opened)->answers.front())), leaf);
        const std::int64_t beyond =
            bench.router.order(protocol::OpenLeafCommand{object.id, check.nonce, 3});
        MESON_TRY_VERIFY(bench.hasFailed(beyond, "bad-leaf"));
    }

    void doesARepeatedCommandOnce() {
        Bench bench;
        bench.start();
        bench.router.serve("/pull/1", "once");
        const auto object = bench.router.orderFor("once", {"/pull/1"});
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        const std::size_t before = bench.router.count("/heartbeat");
        bench.router.repeat({command, object});
        MESON_TRY_VERIFY(bench.router.count("/heartbeat") > before + 1);
        QCOMPARE(bench.router.count("/pull/1"), std::size_t(1));
    }

    void acknowledgesAnUnknownCommandAsRefused() {
        Bench bench;
        bench.start();
        const std::int64_t command = bench.router.order(protocol::UnknownCommand{"dance"});
        MESON_TRY_VERIFY(bench.router.acknowledged(command));
        QCOMPARE(bench.router.acknowledged(command)->reason, std::string("unknown-command"));
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
        bench.start();
        MESON_TRY_VERIFY(bench.router.count("/receipts") > before);
        MESON_TRY_COMPARE(bench.terminal->snapshot().receiptsPending, 0);
        QCOMPARE(bench.router.received<protocol::Receipts>("/receipts").back().batch, 1);

        QCOMPARE(statusOf(bench.getObject(object)), 200); // the same key, port and object
        MESON_TRY_VERIFY(bench.router.received<protocol::Receipts>("/receipts").back().batch == 2);
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTcpServer>
#include <QTest>

#include "engine/http/blocking_fetch.h"
#include "engine/node/diagnostics.h"
#include "engine/node/machines_file.h"
#include "engine/platform/private_file.h"
#include "tests/support/machines_bench.h"
#include "tests/support/tls_client.h"

#include <atomic>
#include <thread>

using namespace meson;
using node::MachineState;
using test::HeadlessBench;
using test::MachinesBench;
using test::statusOf;

namespace {

struct Asked {
    std::string method = "GET";
    std::string path = "/v1/status";
    std::string token;
    std::string body;
};

/// A request to the remote listener, by a client of its own. The Terminal's answers need the
/// test's event loop, so it runs beside it. The status; 0 if there is none.
int ask(const terminal::PairLine& line, const Asked& asked) {
    std::atomic<int> status = -1; // and no event: what Qt does is unknown to the thread sanitizer
    std::thread thread([&] {
        http::ClientRequest request;
        request.method = asked.method;
        request.url = "https://" + terminal::authorityOf(line.host, line.port) + asked.path;
        request.body = asked.body;
        if (!asked.token.empty())
            request.fields = {{"Authorization", "Bearer " + asked.token}};
        http::ClientOptions options;
        options.addresses = http::AddressPolicy::Any;
        options.pinned = line.node;
        const auto answer = http::blockingFetch(std::move(request), options);
        status = answer ? answer->head.status : 0;
    });
    const bool isAnswered = QTest::qWaitFor([&] { return status >= 0; }, test::kPatience);
    thread.join();
    return isAnswered ? status.load() : -1;
}

bool startsServing(HeadlessBench& bench) {
    bench.start();
    return QTest::qWaitFor([&] { return bench.isServing(); }, test::kPatience);
}

} // namespace

class RemoteControlTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isOffUnlessTheOwnerTurnsItOn() {
        HeadlessBench bench;
        bench.options.remoteControl.clear();
        QVERIFY(startsServing(bench));
        QVERIFY(bench.terminal->snapshot().remoteControl.empty());
        QVERIFY(!std::filesystem::exists(bench.options.folder / "remote.pem"));
        auto* answer = bench.control(QStringLiteral("/v1/pairing"), "POST", "{}");
        QCOMPARE(statusOf(answer), 409);
        QVERIFY(answer->readAll().contains("--remote-control"));
    }

    void anAppPairsAndSeesWhatTheTerminalSays() {
        HeadlessBench bench;
        bench.options.name = "attic";
        QVERIFY(startsServing(bench));
        MachinesBench app;
        QCOMPARE(app.attach(bench.pairLine()), std::string());
        MESON_TRY_VERIFY(app.isIn(MachineState::Attached));
        const node::AttachedMachine& machine = *app.one();
        const auto now = bench.terminal->snapshot();
        QCOMPARE(machine.name, std::string("attic"));
        QCOMPARE(machine.node, now.node);
        QCOMPARE(machine.version, std::string(MESON_VERSION));
        QCOMPARE(machine.status->phase, terminal::TerminalPhase::Serving);
        QCOMPARE(machine.status->address, now.address);
        QCOMPARE(machine.status->quota, now.quota);
        QVERIFY(machine.status->probed && now.probed);
        QCOMPARE(base::unixSeconds(*machine.status->probed), base::unixSeconds(*now.probed));
        QVERIFY(machine.seen);
        QVERIFY(!machine.earnedToday); // there is no statement yet
        auto* apps = bench.control(QStringLiteral("/v1/pairing"), "GET", {});
        QVERIFY(apps->readAll().contains(R"("name":"laptop")"));
    }

    void whatTheAppWantsHappensThere() {
        HeadlessBench bench;
        QVERIFY(startsServing(bench));
        MachinesBench app;
        QCOMPARE(app.attach(bench.pairLine()), std::string());
        const base::NodeId node = bench.terminal->snapshot().node;
        const auto tell = [&](auto command) { return app.answerOf(command); };
        QCOMPARE(
            tell([&](auto done) { app.machines->pause(node, std::nullopt, done); }), std::string());
        QCOMPARE(bench.terminal->snapshot().phase, terminal::TerminalPhase::Paused);
        MESON_TRY_VERIFY(
            app.one()->status && app.one()->status->phase == terminal::TerminalPhase::Paused);
        QCOMPARE(app.one()->status->pausedBy, std::optional(terminal::PauseReason::Owner));
        QCOMPARE(
            tell([&](auto done) { app.machines->pause(node, std::chrono::hours(1), done); }),
            std::string());
        QVERIFY(bench.terminal->snapshot().pausedUntil);
        QCOMPARE(tell([&](auto done) { app.machines->resume(node, done); }), std::string());
        MESON_TRY_VERIFY(bench.isServing());
        QCOMPARE(
            tell([&](auto done) {
                app.machines->setUploadLimit(node, base::BytesPerSecond(250'000), done);
            }),
            std::string());
        QCOMPARE(bench.terminal->snapshot().uploadLimit.count(), 250'000);
        MESON_TRY_COMPARE(app.one()->status->rules.limit.count(), 250'000);
        QVERIFY(!tell([&](auto done) { app.machines->resume(base::NodeId{{1}}, done); }).empty());
    }

    void nothingButPairingIsAnsweredWithoutAToken() {
        HeadlessBench bench;
        QVERIFY(startsServing(bench));
        const auto line = bench.pairLine();
        for (const char* path : {"/v1/status", "/v1/earnings", "/metrics", "/v1/pair", "/", "/x"})
            QCOMPARE(ask(line, {"GET", path, {}, {}}), 401);
        for (const char* path : {"/v1/pause", "/v1/resume", "/v1/limits", "/v1/leave"})
            QCOMPARE(ask(line, {"POST", path, "guess", "{}"}), 401);
        QCOMPARE(ask(line, {"DELETE", "/v1/pair", "guess", {}}), 401);
        QCOMPARE(ask(line, {"POST", "/v1/pair", {}, "no JSON"}), 400);
        // The token of the programs here is nothing there.
        const auto local = bench.controlFile().value(QStringLiteral("token")).toString();
        QCOMPARE(ask(line, {"GET", "/v1/status", local.toStdString(), {}}), 401);
        QCOMPARE(bench.terminal->snapshot().phase, terminal::TerminalPhase::Serving);
    }

    void aPairedAppMayNotLeaveOrPairOthers() {
        HeadlessBench bench;
        QVERIFY(startsServing(bench));
        MachinesBench app;
        const auto line = bench.pairLine();
        QCOMPARE(app.attach(line), std::string());
        const std::string token = node::loadMachines(app.file())->front().token;
        QCOMPARE(ask(line, {"GET", "/v1/status?since=0", token, {}}), 200);
        QCOMPARE(ask(line, {"GET", "/v1/status?since=-1", token, {}}), 400);
        QCOMPARE(ask(line, {"GET", "/v1/status?until=0", token, {}}), 400);
        for (const char* path : {"/v1/leave", "/v1/pairing", "/v1/pairing/revoke"})
            QCOMPARE(ask(line, {"POST", path, token, "{}"}), 404);
        QCOMPARE(ask(line, {"GET", "/metrics", token, {}}), 404);
    }

    void wrongAndUsedCodesAreRefusedInWords() {
        HeadlessBench bench;
        QVERIFY(startsServing(bench));
        MachinesBench app;
        const auto line = bench.pairLine();
        auto wrong = line;
        wrong.code = std::string(terminal::PairLine::kCodeLength, 'a');
        QCOMPARE(app.attach(wrong), std::string("The code is wrong."));
        QVERIFY(!app.list || app.list->machines.empty());
        QCOMPARE(app.attach(line), std::string());
        MachinesBench other;
        QCOMPARE(other.attach(line), std::string("The code was used already: make a new one."));
        QVERIFY(!std::filesystem::exists(other.file()));
    }

    void aRevokedAppIsToldSo() {
        HeadlessBench bench;
        QVERIFY(startsServing(bench));
        MachinesBench app;
        QCOMPARE(app.attach(bench.pairLine()), std::string());
        MESON_TRY_VERIFY(app.isIn(MachineState::Attached));
        QCOMPARE(
            statusOf(bench.control(
                QStringLiteral("/v1/pairing/revoke"), "POST", R"({"name":"laptop"})")),
            200);
        MESON_TRY_VERIFY(app.isIn(MachineState::Revoked));
        QVERIFY(app.one()->problem.find("revoked") != std::string::npos);
        QVERIFY(app.one()->status);                            // what was known last stays
        QCOMPARE(app.attach(bench.pairLine()), std::string()); // in the place of the first
        MESON_TRY_VERIFY(app.isIn(MachineState::Attached));
    }

    void anotherKeyIsToldNothing() {
        HeadlessBench bench;
        QVERIFY(startsServing(bench));
        HeadlessBench impostor;
        QVERIFY(startsServing(impostor));
        auto line = bench.pairLine();
        line.port = impostor.pairLine().port;
        line.code = impostor.pairLine().code;
        MachinesBench app;
        const std::string problem = app.attach(line);
        QVERIFY2(problem.starts_with("Another key answers there"), problem.c_str());
        auto* apps = impostor.control(QStringLiteral("/v1/pairing"), "GET", {});
        QCOMPARE(apps->readAll(), QByteArray(R"({"apps":[]})"));
    }

    void aMachineWhoseKeyChangedIsRefusedAfterwardsToo() {
        HeadlessBench bench;
        QVERIFY(startsServing(bench));
        MachinesBench app;
        bench.keepPort();
        bench.stop();
        bench.start();
        QCOMPARE(app.attach(bench.pairLine()), std::string());
        MESON_TRY_VERIFY(app.isIn(MachineState::Attached));
        bench.stop();
        std::filesystem::remove(bench.options.folder / "identity.pem"); // set up anew
        bench.start();
        MESON_TRY_VERIFY(app.isIn(MachineState::OtherKey));
    }

    void aMachineThatIsAwayIsFoundAgain() {
        HeadlessBench bench;
        QVERIFY(startsServing(bench));
        bench.keepPort();
        bench.stop();
        bench.start();
        MachinesBench app;
        QCOMPARE(app.attach(bench.pairLine()), std::string());
        MESON_TRY_VERIFY(app.isIn(MachineState::Attached));
        bench.stop();
        MESON_TRY_VERIFY(app.isIn(MachineState::Away));
        QVERIFY(!app.one()->problem.empty());
        bench.start();
        MESON_TRY_VERIFY(app.isIn(MachineState::Attached));
        app.stop(); // and the app starts again
        app.start();
        MESON_TRY_VERIFY(app.isIn(MachineState::Attached));
    }

    void isForgottenAtBothEnds() {
        HeadlessBench bench;
        QVERIFY(startsServing(bench));
        MachinesBench app;
        QCOMPARE(app.attach(bench.pairLine()), std::string());
        app.machines->forget(bench.terminal->snapshot().node);
        MESON_TRY_VERIFY(app.list && app.list->machines.empty());
        QVERIFY(node::loadMachines(app.file())->empty());
        MESON_TRY_VERIFY(
            bench.control(QStringLiteral("/v1/pairing"), "GET", {})->readAll() == R"({"apps":[]})");
    }

    void speaksTls13Only() {
        HeadlessBench bench;
        QVERIFY(startsServing(bench));
        const boost::asio::ip::tcp::endpoint endpoint(
            boost::asio::ip::make_address("127.0.0.1"), bench.pairLine().port);
        QVERIFY(!test::TlsClient(endpoint, {.version = TLS1_2_VERSION}).isOpen());
        QVERIFY(test::TlsClient(endpoint, {.version = TLS1_3_VERSION}).isOpen());
    }

    void servesWithoutItWhereThePortIsTaken() {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        HeadlessBench bench;
        bench.options.remoteControl.front().port(taken.serverPort());
        QVERIFY(startsServing(bench));
        const auto now = bench.terminal->snapshot();
        QVERIFY(now.remoteControl.empty());
        QVERIFY(now.problem.find("Another program already listens there") != std::string::npos);
        auto* answer = bench.control(QStringLiteral("/v1/pairing"), "POST", "{}");
        QCOMPARE(statusOf(answer), 409);
    }

    void aHostThatIsNoneIsRefused() {
        HeadlessBench bench;
        QVERIFY(startsServing(bench));
        const auto host = [&](const char* body) {
            return bench.control(QStringLiteral("/v1/pairing"), "POST", body);
        };
        QCOMPARE(statusOf(host(R"({"host":"my house"})")), 409);
        QVERIFY(host(R"({"host":"home.example.org"})")->readAll().contains("home.example.org:"));
        QVERIFY(host("{}")->readAll().contains("127.0.0.1:"));
    }

    void tokensArePrivateAndInNoReport() {
        HeadlessBench bench;
        QVERIFY(startsServing(bench));
        MachinesBench app;
        QCOMPARE(app.attach(bench.pairLine()), std::string());
        const std::string token = node::loadMachines(app.file())->front().token;
        QVERIFY(platform::isPrivateFile(app.file()));
        QVERIFY(platform::isPrivateFile(bench.options.folder / "paired.json"));
        const auto kept = platform::readFile(bench.options.folder / "paired.json");
        QVERIFY(kept && kept->find(token) == std::string::npos);
        node::MinerSnapshot snapshot;
        snapshot.terminal = bench.terminal->snapshot();
        const std::string report = node::diagnosticsOf({}, snapshot, {}, app.file());
        QVERIFY(report.find(token) == std::string::npos); // not even where it was the log
    }

    void aListThatCannotBeReadIsNotWrittenOver_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no list") << QByteArray("{}");
        QTest::newRow("no machine") << QByteArray(R"([{"node":"x"}])");
        QTest::newRow("half of it") << QByteArray(R"([{"node":)");
    }
    void aListThatCannotBeReadIsNotWrittenOver() {
        QFETCH(QByteArray, text);
        MachinesBench app;
        app.stop();
        QVERIFY(platform::savePrivateFile(app.file(), text.toStdString()));
        app.start();
        MESON_TRY_VERIFY(app.list);
        QVERIFY(app.list->problem.find("it was put aside") != std::string::npos);
        const std::string aside = app.list->problem.substr(0, app.list->problem.find(": "));
        QCOMPARE(platform::readFile(aside), std::optional(text.toStdString()));
    }
};

QTEST_GUILESS_MAIN(RemoteControlTest)
#include "remote_control_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "engine/platform/system_clock.h"
#include "tests/support/patience.h"
#include "tests/support/router_bench.h"
#include "tests/support/test_certificate.h"
#include "tests/support/tools.h"

using namespace meson;
using namespace std::chrono_literals;

namespace {

/// What the Terminal in shell checks.
constexpr const char* kChecks[] = {
    "the network introduces itself",
    "a network over http has no certificates",
    "an unknown key is refused",
    "a Terminal that cannot be reached is refused",
    "registers after the probe",
    "the token key has 32 bytes",
    "takes the hardware",
    "takes a self-check report",
    "takes an empty index",
    "a gap in the index is noticed",
    "takes a change of the index",
    "takes a part of the list",
    "a missing part is noticed",
    "takes the list when all parts are there",
    "confirms what nobody asks for",
    "takes what was evicted",
    "judges an eviction",
    "tells the earnings",
    "answers a heartbeat at once",
    "the Router takes the index that it asked for",
    "keeps to the Router's policy",
    "caches what it is ordered to",
    "answers a spot check",
    "opens a leaf",
    "is credited for its receipts",
    "deletes what it is ordered to",
    "holds heartbeats and gives commands",
    "no notice comes again that was taken",
    "pauses",
    "a replayed request is refused",
    "a wrong clock is refused",
    "a wrong digest is refused",
    "another node's path is refused",
    "a message with a wrong field is refused",
    "and the field is named",
    "leaves",
};

} // namespace

/// tests/conformance is written from PROTOCOL.md alone; here it meets the Router.
class ConformanceTest : public QObject {
    Q_OBJECT

    test::RouterBench m_bench;
    QProcess m_terminal;
    QByteArray m_said;

    /// What a client gets that follows redirects.
    std::string view(const std::string& path) {
        const auto answer = m_bench.askAsClient(path);
        if (answer.head.status != 302)
            return answer.body;
        http::ClientRequest request;
        request.url = std::string(answer.head.find("Location").value_or(""));
        return test::fetchLocally(std::move(request)).value_or(http::SmallAnswer()).body;
    }
    /// Lets a client watch until the Terminal says so.
    bool viewUntil(const char* words) {
        const auto hasSaid = [&] {
            m_said += m_terminal.readAll();
            return m_said.contains(words);
        };
        while (!hasSaid() && m_terminal.state() == QProcess::Running) {
            if (view("/film") != m_bench.bytes)
                return false;
            m_terminal.waitForReadyRead(200);
        }
        return hasSaid();
    }

    /// Where it was; who was let in before is told what the Router keeps to now.
    void restartRouter() {
        m_bench.options.endpoints = m_bench.router->endpoints();
        QVERIFY(m_bench.start());
    }

private Q_SLOTS:
    void initTestCase() {
        if (const QString missing = test::missingOf({"sh", "curl", "openssl", "python3"});
            !missing.isEmpty())
            MESON_SKIP(missing);
        // A shell takes its time.
        m_bench.options.spotCheckInterval = 3s;
        m_bench.options.heartbeat = 30s;
        QVERIFY(m_bench.start());
    }

    void aTerminalInShellJoinsTheRouterServesAndIsPaid() {
        m_terminal.setProcessChannelMode(QProcess::MergedChannels);
        m_terminal.start(
            QStringLiteral("sh"),
            {QStringLiteral(MESON_SOURCE_DIR "/tests/conformance/terminal.sh"),
             QString::fromStdString(m_bench.router->publicUrl()), QStringLiteral("400")});
        QVERIFY(m_terminal.waitForStarted());
        for (const char* words : {"caches what it is ordered to", "answers a spot check"})
            QVERIFY2(viewUntil(words), m_said.constData());
        restartRouter();
        for (const char* words :
             {"keeps to the Router's policy", "opens a leaf", "is credited for its receipts"})
            QVERIFY2(viewUntil(words), m_said.constData());
        const auto isRight = [&] {
            const QJsonObject terminal = m_bench.firstTerminal();
            return terminal[QStringLiteral("checksPassed")].toInt() > 0 &&
                   terminal[QStringLiteral("servedBytes")].toInteger() > 0;
        };
        MESON_TRY_VERIFY(isRight());
        QVERIFY(!m_bench.firstTerminal()[QStringLiteral("suspended")].toBool());
        QCOMPARE(
            m_bench
                .ask(
                    "POST", "/v1/business/purge", m_bench.businessKey,
                    R"({"domain":"video.example"})")
                .head.status,
            200);
        QVERIFY(m_terminal.waitForFinished(10 * test::kPatience));
        m_said += m_terminal.readAll();
        QVERIFY2(m_terminal.exitCode() == 0, m_said.constData());
        for (const char* what : kChecks)
            QVERIFY2(
                m_said.contains(QByteArray("ok      ") + what + '\n'),
                (what + QByteArray(" is missing in\n") + m_said).constData());
    }

    void overHttpsItIsCertifiedBeforeItJoins() {
        QTemporaryDir folder;
        router::RouterOptions options;
        options.endpoints = {{http::asio::ip::make_address("127.0.0.1"), 0}};
        options.folder = folder.path().toStdString();
        options.cacheQuota = base::mebibytes(64);
        options.cacheReserve = base::Bytes(1);
        options.demo = true;
        options.certificates = {test::writeCertificate(
            folder.filePath(QStringLiteral("site")).toStdString(), {"127.0.0.1"})};
        options.zone = "nodes.test";
        const platform::SystemClock clock{};
        const auto router = router::Router::create(options, clock);
        QVERIFY2(router, router ? "" : explain(router.error()).c_str());
        (*router)->start();
        QProcess terminal;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(
            QStringLiteral("CURL_CA_BUNDLE"),
            QString::fromStdString(options.certificates[0].chain));
        terminal.setProcessEnvironment(environment);
        terminal.setProcessChannelMode(QProcess::MergedChannels);
        terminal.start(
            QStringLiteral("sh"),
            {QStringLiteral(MESON_SOURCE_DIR "/tests/conformance/terminal.sh"),
             QString::fromStdString((*router)->publicUrl()), QStringLiteral("3")});
        QVERIFY(terminal.waitForFinished(10 * test::kPatience));
        const QByteArray output = terminal.readAll();
        (*router)->stop();
        QVERIFY2(terminal.exitCode() == 0, output.constData());
        for (const char* what : {"certifies", "for this node", "and its key", "leaves"})
            QVERIFY2(output.contains(QByteArray("ok      ") + what + '\n'), output.constData());
    }

    void cleanupTestCase() {
        m_terminal.kill();
        m_terminal.waitForFinished();
    }
};

QTEST_GUILESS_MAIN(ConformanceTest)
#include "conformance_test.moc"

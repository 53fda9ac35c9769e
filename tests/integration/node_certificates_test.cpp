// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "engine/crypto/certificate_authority.h"
#include "engine/http/blocking_fetch.h"
#include "engine/platform/system_clock.h"
#include "engine/protocol/codec.h"
#include "engine/protocol/signature.h"
#include "engine/router/router.h"
#include "engine/terminal/terminal.h"
#include "tests/support/certificate_requests.h"
#include "tests/support/test_certificate.h"

using namespace meson;
using terminal::TerminalPhase;

/// A real Router of an https network and Terminals that bring no certificate.
class NodeCertificatesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    platform::SystemClock m_clock;
    http::CertificateFiles m_site; ///< the Router's own, which everybody here trusts
    std::unique_ptr<router::Router> m_router;
    std::vector<std::unique_ptr<terminal::Terminal>> m_terminals;

    std::string path(const std::string& name) const {
        return m_folder->filePath(QString::fromStdString(name)).toStdString();
    }
    static boost::asio::ip::tcp::endpoint endpoint(const char* address) {
        return {boost::asio::ip::make_address(address), 0};
    }
    void startRouter(const char* zone, std::chrono::seconds life = std::chrono::hours(168)) {
        router::RouterOptions options;
        options.folder = path("router");
        options.endpoints = {endpoint("127.0.0.1")};
        options.certificates = {m_site};
        options.demo = true;
        options.cacheReserve = base::Bytes(1);
        options.cacheQuota = base::mebibytes(64);
        options.zone = zone;
        options.certificateLife = life;
        auto created = router::Router::create(options, m_clock);
        if (!created)
            qFatal("%s", explain(created.error()).c_str());
        m_router = *std::move(created);
        m_router->start();
    }
    terminal::TerminalOptions terminalOptions(const std::string& name, const char* address) const {
        terminal::TerminalOptions options;
        options.routerUrl = m_router->publicUrl();
        options.routerCertificates = m_site.chain;
        options.name = name;
        options.folder = path(name);
        options.volumes = {{path(name + "-cache"), base::mebibytes(64), base::Bytes(1)}};
        options.listen = {endpoint(address)};
        options.addresses = {address};
        options.sources = http::AddressPolicy::Any;
        options.readComputer = [] { return terminal::ComputerState(); };
        return options;
    }
    terminal::Terminal& start(const terminal::TerminalOptions& options) {
        auto created = terminal::Terminal::create(options, m_clock);
        if (!created)
            qFatal("%s", base::explain(created.error()).c_str());
        m_terminals.push_back(*std::move(created));
        m_terminals.back()->start();
        return *m_terminals.back();
    }
    /// As a client that is sent to `host` and knows where that is.
    base::Result<http::SmallAnswer, http::ClientFailure> fetchAs(
        const std::string& host, const char* address, std::uint16_t port,
        const std::string& trusted) const {
        http::ClientRequest request;
        request.url =
            "https://" + host + ":" + std::to_string(port) + "/.well-known/meson/probe/challenge";
        request.connectTo = boost::asio::ip::make_address(address);
        return http::blockingFetch(std::move(request), {http::AddressPolicy::Any, trusted});
    }
    QByteArray read(const std::string& name) const {
        QFile file(QString::fromStdString(path(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    template <class Message>
    http::SmallAnswer
    say(const crypto::Identity& signer, const std::string& target, const Message& message) const {
        http::ClientRequest request;
        request.method = "POST";
        request.url = m_router->publicUrl() + target;
        request.body = protocol::encode(message).toStdString();
        request.fields =
            protocol::signRequest(signer, "POST", target, request.body, m_clock.wall());
        return http::blockingFetch(std::move(request), {http::AddressPolicy::Any, m_site.chain})
            .value_or(http::SmallAnswer());
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_site = test::writeCertificate(path("site"), {"127.0.0.1"});
    }
    void cleanup() {
        m_terminals.clear();
        m_router.reset();
        m_folder.reset();
    }

    void aNodeOfAZoneIsKnownByItsName() {
        startRouter("nodes.test");
        auto& terminal = start(terminalOptions("one", "127.0.0.2"));
        QTRY_VERIFY_WITH_TIMEOUT(terminal.snapshot().phase == TerminalPhase::Serving, 20'000);
        const auto now = terminal.snapshot();
        const std::string name = base::toText(now.node) + ".nodes.test";
        QCOMPARE(now.nodeName, name);
        QCOMPARE(now.address, std::string("127.0.0.2"));
        QVERIFY(*now.certificateUntil > m_clock.wall() + std::chrono::hours(167));
        const std::string authority = path("router/ca.pem");
        const auto answer = fetchAs(name, "127.0.0.2", now.port, authority);
        QVERIFY2(
            answer && answer->head.status == 200,
            answer ? "" : base::explain(answer.error()).c_str());
        // Neither by another name nor for who does not know the authority.
        const auto other = fetchAs("other.nodes.test", "127.0.0.2", now.port, authority);
        QVERIFY(!other && other.error().code == http::ClientError::TlsFailed);
        QVERIFY2(
            other.error().about.find("for another name") != std::string::npos,
            other.error().about.c_str());
        QVERIFY(!fetchAs(name, "127.0.0.2", now.port, m_site.chain));
        QTRY_COMPARE_WITH_TIMEOUT(
            read("router/nodes.hosts"), QByteArray::fromStdString("127.0.0.2 " + name + "\n"),
            10'000);
    }

    void aNodeWithoutAZoneIsKnownByItsAddress() {
        startRouter("");
        auto& terminal = start(terminalOptions("one", "127.0.0.1"));
        QTRY_VERIFY_WITH_TIMEOUT(terminal.snapshot().phase == TerminalPhase::Serving, 20'000);
        QCOMPARE(terminal.snapshot().nodeName, std::string("127.0.0.1"));
        QVERIFY(fetchAs("127.0.0.1", "127.0.0.1", terminal.snapshot().port, path("router/ca.pem")));
        QVERIFY(!QFile::exists(QString::fromStdString(path("router/nodes.hosts"))));
    }

    void itIsRenewedWhileItServes() {
        startRouter("nodes.test", std::chrono::seconds(9));
        auto& terminal = start(terminalOptions("one", "127.0.0.2"));
        QTRY_VERIFY_WITH_TIMEOUT(terminal.snapshot().phase == TerminalPhase::Serving, 20'000);
        const auto first = *terminal.snapshot().certificateUntil;
        QTRY_VERIFY_WITH_TIMEOUT(terminal.snapshot().certificateUntil > first, 20'000);
        QVERIFY(terminal.snapshot().phase == TerminalPhase::Serving);
        QVERIFY(terminal.snapshot().problem.empty());
    }

    void keepsItsNamesAndItsAuthorityAcrossARestart() {
        startRouter("nodes.test");
        auto& terminal = start(terminalOptions("one", "127.0.0.2"));
        QTRY_VERIFY_WITH_TIMEOUT(terminal.snapshot().phase == TerminalPhase::Serving, 20'000);
        const QByteArray root = read("router/ca.pem");
        QTRY_VERIFY_WITH_TIMEOUT(!read("router/nodes.hosts").isEmpty(), 10'000);
        const QByteArray names = read("router/nodes.hosts");
        m_terminals.clear();
        m_router.reset();
        QVERIFY(QFile::remove(QString::fromStdString(path("router/nodes.hosts"))));
        startRouter("nodes.test");
        QTRY_COMPARE_WITH_TIMEOUT(read("router/nodes.hosts"), names, 10'000);
        QCOMPARE(read("router/ca.pem"), root);
    }

    void aCertificateThatTheNetworkDoesNotKnowIsRefusedWithTheReason() {
        startRouter("nodes.test");
        auto options = terminalOptions("one", "127.0.0.2");
        options.tls = test::writeCertificate(path("own"), {"127.0.0.2"});
        auto& terminal = start(options);
        QTRY_VERIFY_WITH_TIMEOUT(
            terminal.snapshot().problem.find("self-signed certificate") != std::string::npos ||
                terminal.snapshot().problem.find("self signed certificate") != std::string::npos,
            20'000);
        QVERIFY(terminal.snapshot().phase == TerminalPhase::Connecting);
    }

    void nobodyGetsOneForAnother() {
        startRouter("nodes.test");
        const auto mine = crypto::Identity::generate();
        const auto theirs = crypto::Identity::generate();
        // Signed by me in their name.
        const auto stolen =
            say(mine, "/v1/certificates",
                protocol::CertificateRequest{theirs.publicKey(), test::requestOn("P-256")});
        QCOMPARE(stolen.head.status, 401);
        // In my own name, asking for theirs: only mine is certified.
        const std::string victim = base::toText(theirs.nodeId()) + ".nodes.test";
        const auto asked =
            say(mine, "/v1/certificates",
                protocol::CertificateRequest{
                    mine.publicKey(), test::requestOn("P-256", "DNS:" + victim + ",IP:127.0.0.3")});
        QCOMPARE(asked.head.status, 200);
        const auto given =
            protocol::decode<protocol::Certificate>(QByteArray::fromStdString(asked.body)).value();
        QCOMPARE(given.nodeName, base::toText(mine.nodeId()) + ".nodes.test");
        const std::string bytes(given.chain[0].begin(), given.chain[0].end());
        QVERIFY(bytes.find(victim) == std::string::npos);
        QVERIFY(bytes.find(given.nodeName) != std::string::npos);
    }

    void refusesBadRequestsAndSaysWhy() {
        startRouter("nodes.test");
        const auto node = crypto::Identity::generate();
        const auto refusal = [&](const crypto::Der& request) {
            const auto answer = say(
                node, "/v1/certificates", protocol::CertificateRequest{node.publicKey(), request});
            const auto problem =
                protocol::decode<protocol::Problem>(QByteArray::fromStdString(answer.body));
            return problem ? std::to_string(problem->status) + " " + problem->title : "taken";
        };
        QCOMPARE(
            refusal({1, 2, 3}),
            std::string("422 This is not a certificate request (PKCS #10, DER, 4 KiB at most)."));
        QCOMPARE(
            refusal(test::requestSignedByAnother()),
            std::string("422 The request is not signed by the key that it names."));
        QCOMPARE(
            refusal(test::requestForRsa(1024)),
            std::string("422 The key of a certificate must be an EC key on P-256 or P-384."));
        QCOMPARE(refusal(crypto::Der(5'000)).substr(0, 3), std::string("400"));
    }

    void anAuthorityOfAnotherZoneIsNotUsed() {
        startRouter("nodes.test");
        m_router.reset();
        router::RouterOptions options;
        options.folder = path("router");
        options.endpoints = {endpoint("127.0.0.1")};
        options.certificates = {m_site};
        options.zone = "elsewhere.test";
        const auto created = router::Router::create(options, m_clock);
        QVERIFY(!created && created.error().code == router::RouterError::CertificateNotUsable);
        QVERIFY(created.error().about.find("ca.pem") != std::string::npos);
        QVERIFY(created.error().about.find("zone") != std::string::npos);
    }

    void theOperatorsOwnAuthorityIsUsed() {
        QVERIFY(crypto::CertificateAuthority::loadOrCreate(
            {path("mine.pem"), path("mine.key")}, "mine", "", m_clock.wall()));
        router::RouterOptions options;
        options.folder = path("router");
        options.endpoints = {endpoint("127.0.0.1")};
        options.certificates = {m_site};
        options.demo = true;
        options.cacheReserve = base::Bytes(1);
        options.zone = "nodes.test";
        options.authority = {path("mine.pem"), path("mine.key")};
        auto created = router::Router::create(options, m_clock);
        QVERIFY2(created, created ? "" : explain(created.error()).c_str());
        m_router = *std::move(created);
        m_router->start();
        auto& terminal = start(terminalOptions("one", "127.0.0.2"));
        QTRY_VERIFY_WITH_TIMEOUT(terminal.snapshot().phase == TerminalPhase::Serving, 20'000);
        const auto now = terminal.snapshot();
        QVERIFY(fetchAs(now.nodeName, "127.0.0.2", now.port, path("mine.pem")));
        QVERIFY(!QFile::exists(QString::fromStdString(path("router/ca.pem"))));
    }

    void aNetworkOverHttpHasNone() {
        router::RouterOptions options;
        options.folder = path("router");
        options.endpoints = {endpoint("127.0.0.1")};
        options.demo = true;
        options.cacheReserve = base::Bytes(1);
        m_router = router::Router::create(options, m_clock).value();
        m_router->start();
        const auto node = crypto::Identity::generate();
        const auto answer =
            say(node, "/v1/certificates",
                protocol::CertificateRequest{node.publicKey(), test::requestOn("P-256")});
        QCOMPARE(answer.head.status, 404);
        QVERIFY(!QFile::exists(QString::fromStdString(path("router/ca.pem"))));
        auto& terminal = start(terminalOptions("one", "127.0.0.1"));
        QTRY_VERIFY_WITH_TIMEOUT(terminal.snapshot().phase == TerminalPhase::Serving, 20'000);
        QVERIFY(!terminal.snapshot().certificateUntil);
    }
};

QTEST_GUILESS_MAIN(NodeCertificatesTest)
#include "node_certificates_test.moc"

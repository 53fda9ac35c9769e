// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/client_fixture.h"
#include "tests/support/test_certificate.h"
#include "tests/support/test_server.h"

#include <QTemporaryDir>
#include <future>

using namespace meson;
using namespace meson::http;
using test::answer;
using test::LoopbackOrigin;
using test::OriginConnection;
using test::quickRequest;
using test::RecordingSink;
using test::saying;

/// Where the client connects to and whom it trusts there, and what it keeps open.
class ClientConnectionTest : public test::ClientFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { makeClient(AddressPolicy::Any); }
    void cleanup() { end(); }

    void saysWhenNothingListens() {
        std::string url;
        {
            const LoopbackOrigin origin(saying({}));
            url = origin.url();
        }
        QCOMPARE(run(quickRequest(url))->outcome, std::optional(ClientError::CannotConnect));
    }

    void refusesSpecialUseAddresses() {
        LoopbackOrigin origin(saying(answer("secret")));
        makeClient(AddressPolicy::PublicOnly);
        const std::string port = std::to_string(origin.port());
        for (const char* host : {"127.0.0.1", "[::ffff:127.0.0.1]", "localhost"})
            QCOMPARE(
                run(quickRequest("http://" + std::string(host) + ":" + port + "/"))->outcome,
                std::optional(ClientError::AddressForbidden));
        ClientRequest request = quickRequest("http://example.org:" + port + "/");
        request.connectTo = asio::ip::make_address("127.0.0.1");
        QCOMPARE(run(request)->outcome, std::optional(ClientError::AddressForbidden));
        QCOMPARE(origin.connectionCount(), 0);
    }

    void knowsSpecialUseAddresses_data() {
        QTest::addColumn<bool>("special");
        for (const char* address :
             {"0.0.0.0",     "10.1.2.3",       "100.64.0.1",      "100.127.255.255", "127.0.0.1",
              "169.254.1.1", "172.16.0.1",     "172.31.255.255",  "192.0.0.1",       "192.168.0.1",
              "198.18.0.1",  "198.19.255.255", "224.0.0.1",       "255.255.255.255", "::",
              "::1",         "::127.0.0.1",    "::ffff:10.0.0.1", "64:ff9b::7f00:1", "fc00::1",
              "fdff::1",     "fe80::1",        "ff02::1",         "2001:db8::1",     "2001::1",
              "2002::1",     "100::1"})
            QTest::newRow(address) << true;
        for (const char* address :
             {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
              "172.15.255.255", "172.32.0.0", "192.0.1.0", "198.17.255.255", "198.20.0.0",
              "223.255.255.255", "::ffff:1.1.1.1", "64:ff9b::101:101", "2606:4700::1111",
              "2001:4860:4860::8888"})
            QTest::newRow(address) << false;
    }
    void knowsSpecialUseAddresses() {
        QFETCH(bool, special);
        QCOMPARE(isSpecialUse(asio::ip::make_address(QTest::currentDataTag())), special);
    }

    void connectsToTheAddressThatItIsTold() {
        std::string seen;
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string& head) {
            seen = head;
            return answer("ok");
        }));
        ClientRequest request =
            quickRequest("http://no-such-name.invalid:" + std::to_string(origin.port()) + "/x");
        request.connectTo = asio::ip::make_address("127.0.0.1");
        QCOMPARE(run(request)->body, std::string("ok"));
        QVERIFY(seen.find("Host: no-such-name.invalid:") != std::string::npos);
    }

    void connectsFromTheAddressThatItIsTold() {
        std::promise<std::string> peer;
        test::TestServer server([&](auto exchange) {
            peer.set_value(exchange->peer().address().to_string());
            exchange->respond(200, {}, "hello");
        });
        QVERIFY(server.start());
        ClientOptions options;
        options.addresses = AddressPolicy::Any;
        options.connectFrom = asio::ip::make_address("127.0.0.9");
        m_client = std::make_unique<Client>(m_context.get_executor(), options);
        const auto port = std::to_string(server.endpoint().port());
        QCOMPARE(run(quickRequest("http://127.0.0.1:" + port))->body, std::string("hello"));
        QCOMPARE(peer.get_future().get(), std::string("127.0.0.9"));
        // An address that this computer does not have.
        options.connectFrom = asio::ip::make_address("192.0.2.1");
        m_client = std::make_unique<Client>(m_context.get_executor(), options);
        QCOMPARE(
            run(quickRequest("http://127.0.0.1:" + port))->outcome,
            std::optional(ClientError::CannotConnect));
    }

    void keepsAConnectionForTheNextRequest() {
        LoopbackOrigin origin(
            LoopbackOrigin::answering([](const std::string&) { return answer("ok"); }));
        for (int i = 0; i < 5; ++i)
            QCOMPARE(run(quickRequest(origin.url()))->body, std::string("ok"));
        QCOMPARE(origin.connectionCount(), 1);
    }

    void repeatsASafeRequestWhenAKeptConnectionDied() {
        std::atomic<int> requests = 0;
        LoopbackOrigin origin([&](OriginConnection& connection) {
            if (connection.nextRequest().empty())
                return;
            ++requests;
            connection.send(answer("one"));
            connection.nextRequest(); // swallowed: the connection ends here
        });
        QCOMPARE(run(quickRequest(origin.url()))->body, std::string("one"));
        QCOMPARE(run(quickRequest(origin.url()))->body, std::string("one"));
        QCOMPARE(requests.load(), 2);
        QCOMPARE(origin.connectionCount(), 2);
    }

    void neverSendsAnUnsafeRequestTwice() {
        std::atomic<int> posts = 0;
        LoopbackOrigin origin([&](OriginConnection& connection) {
            for (auto head = connection.nextRequest(); !head.empty();
                 head = connection.nextRequest()) {
                if (head.substr(0, 4) == "POST") {
                    ++posts;
                    return;
                }
                connection.send(answer("ok"));
            }
        });
        run(quickRequest(origin.url()));
        ClientRequest request = quickRequest(origin.url());
        request.method = "POST";
        request.body = "x";
        QCOMPARE(run(request)->outcome, std::optional(ClientError::Truncated));
        QCOMPARE(posts.load(), 1);
    }

    void failsTlsAgainstAPlainServer() {
        LoopbackOrigin origin(saying("HTTP/1.1 400 Bad Request\r\n\r\n"));
        ClientRequest request = quickRequest("https" + origin.url().substr(4));
        request.connectTimeout = std::chrono::milliseconds(500);
        const auto outcome = run(request)->outcome;
        QVERIFY(outcome == ClientError::TlsFailed || outcome == ClientError::TimedOut);
    }

    void trustsOnlyTheRightCertificate_data() {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("trusted");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("the right one") << QByteArray("good.test") << QByteArray("own") << true;
        QTest::newRow("its other name") << QByteArray("also.test") << QByteArray("own") << true;
        QTest::newRow("another name") << QByteArray("evil.test") << QByteArray("own") << false;
        QTest::newRow("name within") << QByteArray("x.good.test") << QByteArray("own") << false;
        QTest::newRow("another issuer") << QByteArray("good.test") << QByteArray("other") << false;
        QTest::newRow("the system's only") << QByteArray("good.test") << QByteArray("") << false;
    }
    void trustsOnlyTheRightCertificate() {
        QFETCH(QByteArray, host);
        QFETCH(QByteArray, trusted);
        QFETCH(bool, isGood);
        const QTemporaryDir folder;
        const std::vector<std::string> names{"good.test", "also.test"};
        const auto own =
            test::writeCertificate(folder.filePath(QStringLiteral("own")).toStdString(), names);
        test::writeCertificate(folder.filePath(QStringLiteral("other")).toStdString(), names);
        test::TestServer server;
        server.options.tls = *TlsContext::create({own});
        QVERIFY(server.start());
        ClientOptions options;
        options.addresses = AddressPolicy::Any;
        if (!trusted.isEmpty())
            options.trustedCertificates =
                folder.filePath(QString::fromLatin1(trusted + ".pem")).toStdString();
        m_client = std::make_unique<Client>(m_context.get_executor(), options);
        ClientRequest request = quickRequest(
            "https://" + host.toStdString() + ":" + std::to_string(server.endpoint().port()));
        request.connectTo = asio::ip::make_address("127.0.0.1");
        const auto sink = run(request);
        QCOMPARE(sink->body, std::string(isGood ? "hello" : ""));
        QCOMPARE(sink->outcome, isGood ? std::nullopt : std::optional(ClientError::TlsFailed));
    }
};

QTEST_GUILESS_MAIN(ClientConnectionTest)
#include "client_connection_test.moc"

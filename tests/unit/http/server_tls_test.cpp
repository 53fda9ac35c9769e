// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/http/certificate_watch.h"
#include "engine/http/ticket_keys.h"
#include "engine/http/upload_limiter.h"
#include "engine/http/wire.h"
#include "engine/platform/mapped_read.h"
#include "tests/support/patience.h"
#include "tests/support/test_certificate.h"
#include "tests/support/test_server.h"
#include "tests/support/tls_client.h"

#include <QTemporaryDir>
#include <QTemporaryFile>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <future>
#include <list>
#include <openssl/err.h>
#include <thread>

using namespace meson;
using namespace meson::http;
using namespace std::chrono_literals;
using test::TestContent;
using test::TestServer;
using test::TlsClient;

namespace {

/// Sends `count` key updates that ask for one in return, unless the server ends the connection.
void changeKeys(const TlsClient& client, int count) {
    while (count-- > 0 && SSL_key_update(client.ssl(), SSL_KEY_UPDATE_REQUESTED) == 1 &&
           SSL_do_handshake(client.ssl()) == 1)
        continue;
}

/// Handshakes and asks for nothing more.
class Handshake {
public:
    Handshake(asio::io_context& context, const asio::ip::tcp::endpoint& server)
        : m_stream(context, m_tls) {
        m_stream.next_layer().connect(server);
        m_stream.async_handshake(
            asio::ssl::stream_base::client, [this](const boost::system::error_code& error) {
                if (!error) // the tickets come after it
                    m_stream.async_read_some(asio::buffer(m_buffer), [](auto, auto) {});
                isDone = !error;
            });
    }
    /// Once: closed now that it is done.
    bool endIfDone() { return isDone && m_stream.next_layer().is_open() && close(); }
    std::uint64_t received() { return BIO_number_read(SSL_get_rbio(m_stream.native_handle())); }
    bool isDone = false;

private:
    bool close() {
        m_stream.next_layer().close();
        return true;
    }

    asio::ssl::context m_tls{asio::ssl::context::tls_client};
    asio::ssl::stream<asio::ip::tcp::socket> m_stream;
    std::array<char, 16> m_buffer{};
};

/// Says when its mapping is about to be read.
class WatchedContent : public TestContent {
public:
    using TestContent::TestContent;
    base::ByteSpan mapping() const override {
        isAsked = true;
        return TestContent::mapping();
    }
    mutable std::atomic<bool> isAsked{false};
};

/// A file that was cut short after it was mapped.
class BrokenFile {
public:
    BrokenFile() {
        m_file.open();
        m_file.resize(1);
        m_mapping = {m_file.map(0, 1), 1};
        m_file.resize(0);
    }
    /// What is read meanwhile, from whatever file, counts as not to be trusted.
    void read() const {
        const platform::MappedReadGuard guard(m_mapping, m_file.handle(), 0);
        static_cast<void>(static_cast<volatile const std::uint8_t*>(m_mapping.data())[0]);
    }

private:
    QTemporaryFile m_file;
    base::ByteSpan m_mapping;
};

} // namespace

/// TLS by an OpenSSL client in this process: versions, names, tickets, reload and bytes.
class ServerTlsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    CertificateFiles certificate(const std::string& file, const std::vector<std::string>& names) {
        return test::writeCertificate(
            m_folder.filePath(QString::fromStdString(file)).toStdString(), names);
    }

private Q_SLOTS:
    void bytesArriveIdentical_data() {
        QTest::addColumn<int>("version");
        QTest::addColumn<QByteArray>("source");
        for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
            for (const char* source : {"memory", "file", "mapping"})
                QTest::addRow("%s from %s", version == TLS1_2_VERSION ? "1.2" : "1.3", source)
                    << version << QByteArray(source);
    }
    void bytesArriveIdentical() {
        QFETCH(int, version);
        QFETCH(QByteArray, source);
        const std::string bytes = test::patternBytes(10 * 1024 * 1024);
        const auto content = std::make_shared<TestContent>(bytes);
        QTemporaryFile file;
        QVERIFY(file.open());
        if (source != "memory") {
            file.write(bytes.data(), static_cast<qint64>(bytes.size()));
            file.flush();
            content->inMemory = false;
            content->fileNumber = file.handle();
        }
        if (source == "mapping")
            content->mapped = {file.map(0, file.size()), bytes.size()};
        TestServer server([&](auto exchange) {
            Representation representation;
            representation.content = content;
            exchange->respond(std::move(representation));
        });
        server.options.tls = *TlsContext::create({certificate("a", {"a.test"})});
        QVERIFY(server.start());
        TlsClient client(server.endpoint(), {.version = version});
        QVERIFY(client.isOpen());
        QCOMPARE(SSL_version(client.ssl()), version);
        QVERIFY(client.get("/", bytes.size()) == bytes);
        const std::string range = client.get("/", 1000, "Range: bytes=5000000-5000999\r\n");
        QVERIFY(range == bytes.substr(5'000'000, 1000));
        MESON_TRY_COMPARE(server.handler.outcomes().size(), 2u);
        QCOMPARE(server.handler.outcomes().front().bodyBytes, bytes.size());
    }

    void oldVersionsAndWeakKeyExchangesAreRefused() {
        TestServer server;
        server.options.tls = *TlsContext::create({certificate("a", {"a.test"})});
        QVERIFY(server.start());
        QVERIFY(!TlsClient(server.endpoint(), {.version = TLS1_1_VERSION}).isOpen());
        QVERIFY(!TlsClient(
                     server.endpoint(), {.version = TLS1_2_VERSION, .ciphers = "AES128-GCM-SHA256"})
                     .isOpen());
        QVERIFY(!TlsClient(
                     server.endpoint(),
                     {.version = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-SHA256"})
                     .isOpen());
        QVERIFY(TlsClient(server.endpoint(), {}).isOpen());
    }

    void negotiatesHttp11AndTheFastestRules() {
        TestServer server;
        server.options.tls = *TlsContext::create({certificate("a", {"a.test"})});
        QVERIFY(server.start());
        TlsClient client(server.endpoint(), {.protocols = {"h2", "http/1.1"}});
        QVERIFY(client.isOpen());
        QCOMPARE(client.protocol(), std::string("http/1.1"));
        QCOMPARE(
            std::string(SSL_get_cipher_name(client.ssl())), std::string("TLS_AES_128_GCM_SHA256"));
        QCOMPARE(SSL_get_negotiated_group(client.ssl()), long(NID_X25519));
        QVERIFY(!TlsClient(server.endpoint(), {.protocols = {"h2"}}).isOpen());
    }

    void choosesTheCertificateByName() {
        TestServer server;
        server.options.tls = *TlsContext::create(
            {certificate("a", {"a.test"}), certificate("b", {"b.test", "*.wild.test"})});
        QVERIFY(server.start());
        const auto nameFor = [&](const std::string& name) {
            return TlsClient(server.endpoint(), {.serverName = name}).certificateName();
        };
        QCOMPARE(nameFor(""), std::string("a.test"));
        QCOMPARE(nameFor("a.test"), std::string("a.test"));
        QCOMPARE(nameFor("b.test"), std::string("b.test"));
        QCOMPARE(nameFor("B.TEST"), std::string("b.test"));
        QCOMPARE(nameFor("x.wild.test"), std::string("b.test"));
        QCOMPARE(nameFor("x.y.wild.test"), std::string("a.test"));
        QCOMPARE(nameFor("unknown.test"), std::string("a.test"));
    }

    void resumesSessionsAlsoOnAnotherLoopAndAfterReload_data() {
        QTest::addColumn<int>("version");
        QTest::newRow("1.2") << TLS1_2_VERSION;
        QTest::newRow("1.3") << TLS1_3_VERSION;
    }
    void resumesSessionsAlsoOnAnotherLoopAndAfterReload() {
        QFETCH(int, version);
        TestServer server;
        server.options.loops = 2;
        const CertificateFiles files = certificate("a", {"a.test"});
        const auto context = *TlsContext::create({files});
        server.options.tls = context;
        QVERIFY(server.start());
        SSL_SESSION* session = nullptr;
        for (int i = 0; i < 20; ++i) {
            if (i == 10)
                QVERIFY(bool(context->reload({files})));
            TlsClient client(server.endpoint(), {.version = version, .session = session});
            QVERIFY(client.isOpen());
            QCOMPARE(client.get("/", 5), std::string("hello"));
            QCOMPARE(SSL_session_reused(client.ssl()) == 1, i > 0);
            SSL_SESSION_free(session);
            session = client.takeSession();
            QVERIFY(session != nullptr);
        }
        SSL_SESSION_free(session);
    }

    void reloadChangesNewConnectionsOnly() {
        TestServer server;
        const auto context = *TlsContext::create({certificate("a", {"old.test"})});
        server.options.tls = context;
        QVERIFY(server.start());
        TlsClient old(server.endpoint(), {});
        QVERIFY(bool(context->reload({certificate("b", {"new.test"})})));
        QCOMPARE(TlsClient(server.endpoint(), {}).certificateName(), std::string("new.test"));
        QCOMPARE(old.get("/", 5), std::string("hello"));
        const auto failed = context->reload({{"/nowhere.pem", "/nowhere.key"}});
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, TlsError::CertificateNotReadable);
        QCOMPARE(TlsClient(server.endpoint(), {}).certificateName(), std::string("new.test"));
    }

    void takesFilesThatWereRenewed() {
        TestServer server;
        const CertificateFiles files = certificate("watched", {"old.test"});
        const auto context = *TlsContext::create({files});
        server.options.tls = context;
        QVERIFY(server.start());
        CertificateWatch watch(context, {files});
        QVERIFY(!watch.look());
        certificate("watched", {"new.test"});
        const auto taken = watch.look();
        QVERIFY(taken && *taken);
        QVERIFY(!watch.look());
        QCOMPARE(TlsClient(server.endpoint(), {}).certificateName(), std::string("new.test"));
        QVERIFY(QFile::remove(QString::fromStdString(files.key)));
        const auto refused = watch.look();
        QVERIFY(refused && !*refused);
        QCOMPARE(refused->error().about, files.key);
        QVERIFY(!watch.look()); // said once
        QCOMPARE(TlsClient(server.endpoint(), {}).certificateName(), std::string("new.test"));
        certificate("watched", {"newer.test"});
        QVERIFY(watch.look());
        QCOMPARE(TlsClient(server.endpoint(), {}).certificateName(), std::string("newer.test"));
    }

    void namesTheFileThatIsWrong() {
        const CertificateFiles a = certificate("a", {"a.test"});
        const CertificateFiles b = certificate("b", {"b.test"});
        const auto codeOf = [](const CertificateFiles& files) {
            return TlsContext::create({files}).error();
        };
        QCOMPARE(codeOf({"/nowhere", a.key}).code, TlsError::CertificateNotReadable);
        QCOMPARE(codeOf({a.chain, "/nowhere"}).code, TlsError::KeyNotReadable);
        QCOMPARE(codeOf({a.chain, "/nowhere"}).about, std::string("/nowhere"));
        QCOMPARE(codeOf({a.chain, a.chain}).code, TlsError::KeyNotReadable);
        QCOMPARE(codeOf({a.chain, b.key}).code, TlsError::KeyDoesNotMatch);
    }

    void plainTextOnATlsPortIsCutOff() {
        TestServer server;
        server.options.tls = *TlsContext::create({certificate("a", {"a.test"})});
        QVERIFY(server.start());
        QCOMPARE(server.client()->get("/").status, 0);
        QCOMPARE(server.handler.requests.load(), 0);
        QCOMPARE(TlsClient(server.endpoint(), {}).get("/", 5), std::string("hello"));
    }

    void aClientThatOnlyChangesKeysIsCutOff() {
        TestServer server;
        server.options.tls = *TlsContext::create({certificate("a", {"a.test"})});
        QVERIFY(server.start());
        TlsClient client(server.endpoint(), {.version = TLS1_3_VERSION});
        for (int i = 0; i < 3; ++i) { // now and then is fine
            changeKeys(client, 20);
            QCOMPARE(client.get("/", 5), std::string("hello"));
        }
        changeKeys(client, 10'000);
        QCOMPARE(TlsClient(server.endpoint(), {}).get("/", 5), std::string("hello"));
        QCOMPARE(client.get("/", 5), std::string());
    }

    void handshakesAloneKeepToTheUploadLimitAndCount() {
        constexpr std::int64_t kLimit = 125'000;
        constexpr std::int64_t kLargest = 5'000; // of what a handshake sends at once
        TestServer server;
        server.clock = &server.manualClock;
        server.options.limiter =
            std::make_shared<UploadLimiter>(server.manualClock, base::BytesPerSecond(kLimit));
        server.options.tls = *TlsContext::create({certificate("a", {"a.test"})});
        server.options.limits.headerTimeout = 2s; // less than most wait for their turn
        server.options.limits.connectionsPerAddress = 0;
        QVERIFY(server.start());
        asio::io_context context;
        std::list<Handshake> clients;
        while (clients.size() < 400)
            clients.emplace_back(context, server.endpoint());
        const auto done = [&] {
            return std::all_of(
                clients.begin(), clients.end(), [](const Handshake& each) { return each.isDone; });
        };
        constexpr auto kStep = 20ms;
        auto time = 0ms;
        for (; !done() && time < 60s; time += kStep, server.manualClock.advance(kStep)) {
            context.run_for(kStep);
            const std::int64_t most =
                kLimit * (time + UploadLimiter::kBurst).count() / 1000 + kLargest;
            const std::int64_t sent = server.server->sentBytes().count();
            QVERIFY2(sent <= most, qPrintable(QStringLiteral("%1 > %2").arg(sent).arg(most)));
        }
        QVERIFY(done());
        QVERIFY(time > server.options.limits.headerTimeout);
        std::uint64_t received = 0;
        for (Handshake& client : clients)
            received += client.received();
        MESON_TRY_VERIFY(
            received <= static_cast<std::uint64_t>(server.server->sentBytes().count()));
    }

    void aFloodOfHandshakesLeavesTransfersTheirTurns() {
        const std::string bytes(60'000, 'x');
        TestServer server([&](auto exchange) { exchange->respond(200, {}, bytes); });
        server.clock = &server.manualClock;
        server.options.limiter =
            std::make_shared<UploadLimiter>(server.manualClock, base::BytesPerSecond(125'000));
        server.options.tls = *TlsContext::create({certificate("a", {"a.test"})});
        QVERIFY(server.start());
        TlsClient client(server.endpoint(), {});
        auto got = std::async(std::launch::async, [&] { return client.get("/", bytes.size()); });
        asio::io_context context;
        std::list<Handshake> flood; // the newest eight are at it
        std::size_t handshakes = 0;
        for (auto time = 0ms; got.wait_for(0s) != std::future_status::ready && time < 20s;
             time += 20ms, server.manualClock.advance(20ms)) {
            for (Handshake& each : flood)
                handshakes += each.endIfDone() ? 1 : 0;
            while (flood.size() < handshakes + 8)
                flood.emplace_back(context, server.endpoint());
            context.run_for(20ms);
        }
        const bool isThrough = got.wait_for(0s) == std::future_status::ready;
        server.stop();
        QVERIFY(got.get() == bytes);
        QVERIFY(isThrough);
        QVERIFY2(handshakes > 10, qPrintable(QString::number(handshakes)));
    }

    void aMappingThatFailsWhileItIsEncryptedCutsTheAnswer() {
        if (!platform::mappedReadsAreGuarded())
            QSKIP("This system does not guard mapped reads.");
        const std::string bytes = test::patternBytes(400'000); // leaves at once
        QTemporaryFile file;
        QVERIFY(file.open());
        file.write(bytes.data(), static_cast<qint64>(bytes.size()));
        file.flush();
        const auto content = std::make_shared<WatchedContent>(bytes);
        content->inMemory = false;
        content->fileNumber = file.handle();
        content->mapped = {file.map(0, file.size()), bytes.size()};
        TestServer server([&](auto exchange) {
            Representation representation;
            representation.content = content;
            exchange->respond(std::move(representation));
        });
        server.handler.onUnfit = [&](auto exchange) { exchange->respond(200, {}, bytes); };
        server.options.tls = *TlsContext::create({certificate("a", {"a.test"})});
        QVERIFY(server.start());
        const BrokenFile broken;
        bool isCut = false;
        for (auto after = 0us; after < 1500us && !isCut; after += 5us) {
            content->isAsked = false;
            std::thread failing([&] {
                while (!content->isAsked)
                    std::this_thread::yield();
                for (const auto end = std::chrono::steady_clock::now() + after;
                     std::chrono::steady_clock::now() < end;)
                    continue;
                broken.read();
            });
            TlsClient client(server.endpoint(), {});
            const std::string answer = client.get("/", bytes.size());
            const int reason = ERR_GET_REASON(ERR_peek_last_error());
            content->isAsked = true;
            failing.join();
            QVERIFY(reason != SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC);
            isCut = answer.empty();
            QVERIFY(isCut || answer == bytes);
            ERR_clear_error();
        }
    }

    void whatLeavesSlowlyCounts() {
        const auto context = *TlsContext::create({certificate("a", {"a.test"})});
        asio::io_context io;
        asio::ip::tcp::acceptor acceptor(io, {asio::ip::make_address("127.0.0.1"), 0});
        acceptor.set_option(asio::socket_base::send_buffer_size(4096));
        std::promise<std::size_t> filled;
        std::thread client([&] {
            TlsClient slow(acceptor.local_endpoint(), {});
            SSL_write(slow.ssl(), "x", 1);
            std::array<char, 1024> buffer{};
            std::size_t left = filled.get_future().get();
            for (int count = 1; left > 0 && count > 0; left -= static_cast<std::size_t>(count))
                count = std::max(0, SSL_read(slow.ssl(), buffer.data(), sizeof buffer));
        });
        WireScratch scratch;
        Wire wire(acceptor.accept(), scratch, TlsSession::create(context->state()));
        wire.socket().non_blocking(true);
        std::array<char, 10> request{};
        while (wire.read(request).state == Wire::State::WouldBlock)
            std::this_thread::yield();
        const std::string bytes = test::patternBytes(60'000);
        std::size_t taken = 0;
        while (wire.write(base::bytesOf(bytes), {}, Wire::More::No).state == Wire::State::Moved)
            taken += bytes.size();
        const std::uint64_t before = wire.moved();
        filled.set_value(taken);
        while (wire.flush().state == Wire::State::WouldBlock)
            std::this_thread::yield();
        client.join();
        QVERIFY(before < taken);
        QVERIFY(wire.moved() > taken);
    }

    void ticketKeysRotateAndOldOnesStayForAWhile() {
        base::ManualClock clock;
        TicketKeys keys(clock);
        const auto first = keys.current();
        QVERIFY(keys.find(first.name)->isCurrent);
        clock.advance(TicketKeys::kRotation - std::chrono::seconds(1));
        QVERIFY(keys.find(first.name)->isCurrent);
        clock.advance(std::chrono::seconds(1));
        QVERIFY(!keys.find(first.name)->isCurrent);
        QVERIFY(keys.current().cipher != first.cipher);
        clock.advance(TicketKeys::kRotation);
        QVERIFY(keys.find(first.name).has_value());
        clock.advance(TicketKeys::kRotation);
        QVERIFY(!keys.find(first.name).has_value());
        const auto last = keys.current();
        clock.advance(TicketKeys::kRotation * 10);
        QVERIFY(!keys.find(last.name).has_value());
    }
};

QTEST_GUILESS_MAIN(ServerTlsTest)
#include "server_tls_test.moc"

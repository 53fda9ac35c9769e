// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include "engine/crypto/certificate_authority.h"
#include "engine/platform/system_clock.h"
#include "engine/terminal/certificate_keeper.h"
#include "tests/support/fake_router.h"
#include "tests/support/patience.h"
#include "tests/support/test_certificate.h"
#include "tests/support/test_server.h"
#include "tests/support/tls_client.h"

using namespace meson;
using namespace meson::terminal;
using namespace std::chrono_literals;

namespace {

constexpr auto kLife = std::chrono::hours(24 * 7);

/// A keeper beside a Router that certifies, on hands that the test turns.
struct Bench {
    Bench() {
        router.trust(identity.publicKey());
        authority = crypto::CertificateAuthority::loadOrCreate(
                        {path("ca.pem"), path("ca.key")}, "test nodes", "", clock.wall())
                        .value();
        certify();
    }
    std::string path(const char* name) const {
        return folder.filePath(QLatin1String(name)).toStdString();
    }
    void certify() {
        router.setCertify([this](const protocol::CertificateRequest& message) {
            const auto request = crypto::CertificateRequest::parse(message.request).value();
            const auto chain = authority->issue(request, {"n.test", {}}, clock.wall(), kLife);
            return protocol::Certificate{"n.test", base::unixSeconds(clock.wall() + kLife), chain};
        });
    }
    void open() {
        auto opened = CertificateKeeper::fromRouter(
            folder.path().toStdString(), {channel, identity, routerClock},
            Backoff(1s, 60s, [] { return 0.0; }));
        if (!opened)
            qFatal("%s", opened.error().c_str());
        keeper = *std::move(opened);
    }
    /// Asks once; whether a good certificate is at hand after it.
    bool obtain() {
        std::optional<bool> ready;
        keeper->obtain([&](const ChannelResult<void>& result) {
            ready = result.has_value();
            failure = result ? std::string() : explain(result.error());
        });
        return QTest::qWaitFor([&] { return ready.has_value(); }, 10'000) && *ready;
    }
    /// Time passes, for the Router too.
    void pass(std::chrono::seconds time) {
        clock.advance(time);
        passed += time;
        router.setTimeOffset(passed);
    }
    /// The serial number that a client of this moment is shown; empty if the handshake fails.
    std::string serialShown() {
        test::TestServer server([](auto exchange) { exchange->respond(200, {}, "hello"); });
        server.options.tls = keeper->tls();
        server.start();
        test::TlsClientOptions options;
        options.serverName = "n.test";
        test::TlsClient client(server.endpoint(), options);
        X509* const certificate =
            client.isOpen() ? SSL_get1_peer_certificate(client.ssl()) : nullptr;
        if (certificate == nullptr)
            return {};
        crypto::Der der(static_cast<std::size_t>(i2d_X509(certificate, nullptr)));
        unsigned char* out = der.data();
        i2d_X509(certificate, &out);
        X509_free(certificate);
        return crypto::serialOf(der);
    }

    QTemporaryDir folder;
    base::ManualClock clock{platform::SystemClock().wall()};
    const base::WallTime start = clock.wall();
    std::chrono::seconds passed{0};
    std::optional<crypto::CertificateAuthority> authority; ///< longer than who certifies by it
    test::FakeRouter router;
    crypto::Identity identity = crypto::Identity::generate();
    RouterClock routerClock{clock, std::nullopt};
    ControlChannel channel{
        ControlChannel::Options{QUrl(QString::fromStdString(router.url())), {}}, identity,
        routerClock};
    std::unique_ptr<CertificateKeeper> keeper;
    std::string failure;
};

} // namespace

class CertificateKeeperTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesEveryHandshakeUntilItHasOne() {
        Bench bench;
        bench.open();
        QVERIFY(bench.serialShown().empty());
        QVERIFY(!bench.keeper->until());
        QVERIFY(bench.obtain());
        QVERIFY(!bench.serialShown().empty());
        QVERIFY(bench.keeper->problem().empty());
        QVERIFY(*bench.keeper->until() > bench.start + kLife - 2s);
        const auto mode = QFile::permissions(QString::fromStdString(bench.path("tls.key")));
        QVERIFY(!(mode & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void startsWithTheLastOneAndTheSameKey() {
        Bench bench;
        bench.open();
        QVERIFY(bench.obtain());
        const std::string serial = bench.serialShown();
        bench.open();
        QCOMPARE(bench.serialShown(), serial);
    }

    void renewsWhenTwoThirdsOfItsLifeAreOver() {
        Bench bench;
        bench.open();
        QVERIFY(bench.obtain());
        const std::string first = bench.serialShown();
        const auto asked = [&] {
            return bench.router.received<protocol::CertificateRequest>("/v1/certificates").size();
        };
        bench.pass(std::chrono::seconds(kLife) * 6 / 10);
        bench.keeper->tick();
        QCOMPARE(asked(), std::size_t{1});
        bench.pass(std::chrono::seconds(kLife) / 14); // now 67 %
        bench.keeper->tick();
        bench.keeper->tick(); // while the first is under way: no second request
        MESON_TRY_VERIFY(bench.keeper->until() > bench.clock.wall() + kLife - 2s);
        QCOMPARE(asked(), std::size_t{2});
        QVERIFY(bench.serialShown() != first);
    }

    void aRenewalThatFailsIsSaidLongBeforeTheEndAndTriedAgain() {
        Bench bench;
        bench.open();
        QVERIFY(bench.obtain());
        bench.router.refuse("/v1/certificates", 503, "unavailable");
        bench.pass(std::chrono::seconds(kLife) * 7 / 10);
        bench.keeper->tick();
        MESON_TRY_VERIFY(!bench.keeper->problem().empty());
        const QString problem = QString::fromStdString(bench.keeper->problem());
        QVERIFY2(problem.contains(QLatin1String("is not renewed")), qPrintable(problem));
        QVERIFY2(problem.contains(QLatin1String("by the test")), qPrintable(problem));
        QVERIFY2(problem.contains(QLatin1String(" ends on ")), qPrintable(problem));
        QVERIFY(bench.obtain()); // fails too, but the old one is still good
        bench.router.clearRefusals();
        bench.pass(10s);
        bench.keeper->tick();
        MESON_TRY_VERIFY(bench.keeper->problem().empty());
        QVERIFY(*bench.keeper->until() > bench.clock.wall() + kLife - 20s);
    }

    void oneThatHasEndedIsNoneToRegisterWith() {
        Bench bench;
        bench.open();
        QVERIFY(bench.obtain());
        bench.router.refuse("/v1/certificates", 503, "unavailable");
        bench.pass(kLife + 1s);
        QVERIFY(!bench.obtain());
        QVERIFY(bench.failure.find("by the test") != std::string::npos);
        QVERIFY(bench.keeper->problem().find(" ended on ") != std::string::npos);
    }

    void refusesOneThatIsNotForItsKey() {
        Bench bench;
        bench.open();
        bench.router.setCertify([&](const protocol::CertificateRequest&) {
            const auto other = crypto::TlsKey::loadOrCreate(bench.path("other.key")).value();
            const auto request = crypto::CertificateRequest::parse(other.request()).value();
            return protocol::Certificate{
                "n.test", 0,
                bench.authority->issue(request, {"n.test", {}}, bench.clock.wall(), kLife)};
        });
        QVERIFY(!bench.obtain());
        QVERIFY2(
            bench.failure.find("not for this Terminal's key") != std::string::npos,
            bench.failure.c_str());
        QVERIFY(!QFile::exists(QString::fromStdString(bench.path("tls.pem"))));
        bench.certify();
        QVERIFY(bench.obtain());
        QVERIFY(bench.keeper->problem().empty());
    }

    void aWrongCalendarOfThisComputerDoesNoHarm() {
        Bench bench;
        bench.open();
        bench.clock.setWall(bench.start + 24h * 400);
        bench.routerClock.learn(base::unixSeconds(bench.start));
        bench.router.setCertify([&](const protocol::CertificateRequest& message) {
            const auto request = crypto::CertificateRequest::parse(message.request).value();
            return protocol::Certificate{
                "n.test", 0, bench.authority->issue(request, {"n.test", {}}, bench.start, kLife)};
        });
        QVERIFY(bench.obtain());
        QVERIFY(bench.keeper->problem().empty());
        QVERIFY(!bench.serialShown().empty());
    }

    void theOwnersOwnIsLeftAloneAndItsEndIsTold() {
        Bench bench; // one of a day
        const auto files = test::writeCertificate(bench.path("own"), {"own.test"});
        const CertificateKeeper::Parts parts{bench.channel, bench.identity, bench.routerClock};
        auto keeper = CertificateKeeper::fromOwner(files, parts);
        QVERIFY(keeper);
        bench.keeper = *std::move(keeper);
        QVERIFY(bench.keeper->isOwners());
        QVERIFY(bench.obtain());
        bench.keeper->tick();
        QVERIFY(bench.router.received<protocol::CertificateRequest>("/v1/certificates").empty());
        QVERIFY(bench.keeper->problem().find("own.pem") != std::string::npos);
        QVERIFY(bench.keeper->problem().find("renew it") != std::string::npos);
        QVERIFY(!CertificateKeeper::fromOwner({"/nowhere.pem", "/nowhere.key"}, parts));
    }

    void whatTheOwnerRenewedIsTakenAtOnceAndWhatIsWrongIsSaid() {
        Bench bench;
        const auto files = test::writeCertificate(bench.path("own"), {"n.test"});
        bench.keeper =
            CertificateKeeper::fromOwner(files, {bench.channel, bench.identity, bench.routerClock})
                .value();
        const std::string before = bench.serialShown();
        test::writeCertificate(bench.path("own"), {"n.test"});
        bench.keeper->tick();
        const std::string renewed = bench.serialShown();
        QVERIFY(!renewed.empty() && renewed != before);
        QVERIFY(QFile::remove(QString::fromStdString(files.key)));
        bench.keeper->tick();
        QVERIFY(bench.keeper->problem().find("own.key") != std::string::npos);
        QVERIFY(bench.keeper->problem().find("goes on serving") != std::string::npos);
        QCOMPARE(bench.serialShown(), renewed);
        test::writeCertificate(bench.path("own"), {"n.test"});
        bench.keeper->tick();
        QVERIFY(bench.keeper->problem().find("goes on serving") == std::string::npos);
        QVERIFY(bench.serialShown() != renewed);
    }
};

QTEST_GUILESS_MAIN(CertificateKeeperTest)
#include "certificate_keeper_test.moc"

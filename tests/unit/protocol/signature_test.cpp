// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/protocol/signature.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/tools.h"

using namespace meson;
using namespace meson::protocol;

namespace {

const base::WallTime kNow = base::fromUnixSeconds(1'800'000'000);

struct SignedRequest {
    std::string method = "POST";
    std::string target = "/v1/terminals/x/heartbeat?wait=1";
    std::string body = R"({"sequence":1})";
    std::string contentDigest;
    std::string signatureInput;
    std::string signature;

    ReceivedSignature received() const { return {contentDigest, signatureInput, signature}; }
};

void sign(SignedRequest& request, const crypto::Identity& identity, base::WallTime created) {
    for (const auto& [name, value] :
         signRequest(identity, request.method, request.target, request.body, created)) {
        (name == "Content-Digest"    ? request.contentDigest
         : name == "Signature-Input" ? request.signatureInput
                                     : request.signature) = value;
    }
}

QByteArray privateKeyFileOf(const char* base64) {
    return QByteArray("-----BEGIN PRIVATE KEY-----\n") + base64 + "\n-----END PRIVATE KEY-----\n";
}

} // namespace

class SignatureTest : public QObject {
    Q_OBJECT

private:
    const crypto::Identity m_identity = crypto::Identity::generate();
    NonceMemory m_nonces;

    base::Result<base::NodeId, SignatureFailure>
    verify(const SignedRequest& request, base::WallTime now = kNow) {
        return verifyRequest(
            request.method, request.target, request.body, request.received(),
            [this](const base::NodeId& node) {
                return node == m_identity.nodeId() ? std::optional(m_identity.publicKey())
                                                   : std::nullopt;
            },
            m_nonces, now);
    }
    SignedRequest signedRequest(base::WallTime created = kNow) {
        SignedRequest request;
        sign(request, m_identity, created);
        return request;
    }

private Q_SLOTS:
    // RFC 9421 appendix B.2.6, with the key of appendix B.1.4.
    void signatureBaseIsTheOneOfTheRfc() {
        const std::string parameters =
            R"(("date" "@method" "@path" "@authority" "content-type" "content-length"))"
            R"(;created=1618884473;keyid="test-key-ed25519")";
        const std::array<Component, 6> components{{
            {"date", "Tue, 20 Apr 2021 02:07:55 GMT"},
            {"@method", "POST"},
            {"@path", "/foo"},
            {"@authority", "example.com"},
            {"content-type", "application/json"},
            {"content-length", "18"},
        }};
        const std::string base = signatureBase(components, parameters);

        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("key.pem")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            privateKeyFileOf("MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF"));
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        file.close();
        const auto identity = crypto::Identity::loadOrCreate(file.fileName().toStdString());
        QVERIFY(identity.has_value());
        QCOMPARE(
            base::toBase64(identity->sign(base::bytesOf(base))),
            std::string("wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQ"
                        "v5lIp5WPpBKRCw=="));
    }

    void contentDigestIsTheOneOfTheRfc() { // RFC 9530 appendix D
        QCOMPARE(
            contentDigest("{\"hello\": \"world\"}\n"),
            std::string("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"));
    }

    void opensslAgreesWithASignedRequest() {
        if (const QString missing = test::missingOf({"openssl"}); !missing.isEmpty())
            MESON_SKIP(missing);
        const QString openssl = QStringLiteral("openssl");
        QTemporaryDir folder;
        const auto write = [&](const char* name, const QByteArray& bytes) {
            QFile file(folder.filePath(QLatin1String(name)));
            if (file.open(QIODevice::WriteOnly))
                file.write(bytes);
            return file.fileName();
        };
        const SignedRequest request = signedRequest();
        const std::string base =
            "\"@method\": POST\n\"@path\": /v1/terminals/x/heartbeat\n\"@query\": ?wait=1\n"
            "\"content-digest\": " +
            request.contentDigest + "\n\"@signature-params\": " + request.signatureInput.substr(6);
        const auto signature = base::fromBase64(
            std::string_view(request.signature).substr(7, request.signature.size() - 8));
        QVERIFY(signature.has_value());
        // SubjectPublicKeyInfo of an Ed25519 key (RFC 8410) is this prefix and the key.
        QByteArray key = QByteArray::fromHex("302a300506032b6570032100");
        key.append(reinterpret_cast<const char*>(m_identity.publicKey().data()), 32);
        const QString keyFile = write("key.der", key);
        const QString baseFile = write("base", QByteArray::fromStdString(base));
        const QString signatureFile = write(
            "signature",
            QByteArray(reinterpret_cast<const char*>(signature->data()), qsizetype(64)));
        QProcess process;
        process.start(
            openssl, {QStringLiteral("pkeyutl"), QStringLiteral("-verify"),
                      QStringLiteral("-pubin"), QStringLiteral("-keyform"), QStringLiteral("DER"),
                      QStringLiteral("-inkey"), keyFile, QStringLiteral("-rawin"),
                      QStringLiteral("-in"), baseFile, QStringLiteral("-sigfile"), signatureFile});
        QVERIFY(process.waitForFinished());
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    }

    void acceptsWhatWasSigned() {
        const auto node = verify(signedRequest());
        QVERIFY(node.has_value());
        QVERIFY(*node == m_identity.nodeId());
    }

    void acceptsARequestWithoutBodyOrQuery() {
        SignedRequest request;
        request.method = "GET";
        request.target = "/v1/terminals/x/earnings";
        request.body.clear();
        sign(request, m_identity, kNow);
        QVERIFY(request.contentDigest.empty());
        QVERIFY(verify(request).has_value());
    }

    void refusesWhatIsNotAsSigned_data() {
        QTest::addColumn<QString>("part");
        QTest::addColumn<SignatureError>("error");
        QTest::newRow("nothing signed") << "unsigned" << SignatureError::Missing;
        QTest::newRow("method") << "method" << SignatureError::WrongSignature;
        QTest::newRow("path") << "path" << SignatureError::WrongSignature;
        QTest::newRow("query") << "query" << SignatureError::WrongSignature;
        QTest::newRow("body") << "body" << SignatureError::WrongDigest;
        QTest::newRow("body and digest") << "body and digest" << SignatureError::WrongSignature;
        QTest::newRow("no digest") << "no digest" << SignatureError::WrongDigest;
        QTest::newRow("body not covered") << "not covered" << SignatureError::Malformed;
        QTest::newRow("stranger") << "stranger" << SignatureError::UnknownKey;
    }
    void refusesWhatIsNotAsSigned() {
        QFETCH(const QString, part);
        QFETCH(const SignatureError, error);
        SignedRequest request = signedRequest();
        if (part == QLatin1String("unsigned"))
            request.signature.clear();
        else if (part == QLatin1String("method"))
            request.method = "PUT";
        else if (part == QLatin1String("path"))
            request.target = "/v1/terminals/y/heartbeat?wait=1";
        else if (part == QLatin1String("query"))
            request.target = "/v1/terminals/x/heartbeat?wait=2";
        else if (part == QLatin1String("body"))
            request.body += ' ';
        else if (part == QLatin1String("body and digest"))
            request.contentDigest = contentDigest(request.body += ' ');
        else if (part == QLatin1String("no digest"))
            request.contentDigest.clear();
        else if (part == QLatin1String("not covered")) {
            const std::string body = std::exchange(request.body, {});
            sign(request, m_identity, kNow);
            request.body = body;
        } else
            sign(request, crypto::Identity::generate(), kNow);
        const auto result = verify(request);
        QVERIFY(!result);
        QCOMPARE(result.error().code, error);
        QVERIFY(!explain(result.error()).empty());
    }

    void refusesMalformedInput_data() {
        const std::string id = toText(m_identity.nodeId());
        const auto input = [&](const char* components, const char* created, const char* nonce,
                               const std::string& keyId, const char* algorithm) {
            return QByteArray::fromStdString(
                std::string("meson=(") + components + ");created=" + created + ";nonce=\"" + nonce +
                "\";keyid=\"" + keyId + "\";alg=\"" + algorithm + "\"");
        };
        constexpr const char* kAll = R"("@method" "@path" "@query" "content-digest")";
        constexpr const char* kNonce = "AAAAAAAAAAAAAAAA";
        const QByteArray good = input(kAll, "1800000000", kNonce, id, "ed25519");
        QTest::addColumn<QByteArray>("input");
        QTest::newRow("fewer components")
            << input(R"("@method" "@path")", "1800000000", kNonce, id, "ed25519");
        QTest::newRow("other order") << input(
            R"("@path" "@method" "@query" "content-digest")", "1800000000", kNonce, id, "ed25519");
        QTest::newRow("created is text") << input(kAll, "\"1800000000\"", kNonce, id, "ed25519");
        QTest::newRow("created is too long")
            << input(kAll, "1000000000000000", kNonce, id, "ed25519");
        QTest::newRow("created is negative") << input(kAll, "-1", kNonce, id, "ed25519");
        QTest::newRow("nonce of 15") << input(kAll, "1800000000", "AAAAAAAAAAAAAAA", id, "ed25519");
        QTest::newRow("nonce of 65")
            << input(kAll, "1800000000", std::string(65, 'A').c_str(), id, "ed25519");
        QTest::newRow("nonce with a space")
            << input(kAll, "1800000000", "AAAAAAAA AAAAAAA", id, "ed25519");
        QTest::newRow("key id is no node id") << input(kAll, "1800000000", kNonce, "me", "ed25519");
        QTest::newRow("algorithm") << input(kAll, "1800000000", kNonce, id, "hmac-sha256");
        QTest::newRow("twice") << good + ";created=1800000000";
        QTest::newRow("unknown parameter") << good + ";tag=\"x\"";
        QTest::newRow("second signature") << good + ", x=();created=1";
        QTest::newRow("other label") << QByteArray(good).replace("meson=", "mason=");
        for (const char* parameter : {";created", ";nonce", ";keyid", ";alg"}) {
            const auto from = good.indexOf(parameter);
            const auto to = good.indexOf(';', from + 1);
            QTest::newRow(parameter) << good.left(from) + (to < 0 ? QByteArray() : good.mid(to));
        }
    }
    void refusesMalformedInput() {
        QFETCH(const QByteArray, input);
        SignedRequest request = signedRequest();
        request.signatureInput = input.toStdString();
        const auto result = verify(request);
        QVERIFY(!result);
        QCOMPARE(result.error().code, SignatureError::Malformed);
    }

    void everyCutOfTheFieldsIsRefused() {
        const SignedRequest request = signedRequest();
        for (std::size_t length = 0; length < request.signatureInput.size(); ++length) {
            SignedRequest cut = request;
            cut.signatureInput.resize(length);
            QVERIFY(!verify(cut));
        }
        for (std::size_t length = 0; length < request.signature.size(); ++length) {
            SignedRequest cut = request;
            cut.signature.resize(length);
            QVERIFY(!verify(cut));
        }
        QVERIFY(verify(request).has_value());
    }

    void clockSkewNamesBothTimes_data() {
        QTest::addColumn<int>("seconds");
        QTest::addColumn<bool>("good");
        QTest::newRow("300 s slow") << -300 << true;
        QTest::newRow("301 s slow") << -301 << false;
        QTest::newRow("300 s fast") << 300 << true;
        QTest::newRow("301 s fast") << 301 << false;
    }
    void clockSkewNamesBothTimes() {
        QFETCH(const int, seconds);
        QFETCH(const bool, good);
        const auto result = verify(signedRequest(kNow + std::chrono::seconds(seconds)));
        QCOMPARE(result.has_value(), good);
        if (good)
            return;
        QCOMPARE(result.error().code, SignatureError::ClockSkew);
        const QString about = QString::fromStdString(result.error().about);
        QVERIFY2(
            about.contains(QLatin1String("Router time is 2027-01-15T08:00:00Z")),
            qPrintable(about));
        QVERIFY2(
            about.contains(QLatin1String(
                seconds < 0 ? "signed at 2027-01-15T07:54:59Z" : "signed at 2027-01-15T08:05:01Z")),
            qPrintable(about));
        QVERIFY2(
            about.contains(QString::number(seconds) + QLatin1String(" s apart")),
            qPrintable(about));
    }

    void aReplayIsRefused() {
        const SignedRequest request = signedRequest();
        QVERIFY(verify(request).has_value());
        const auto again = verify(request, kNow + kClockTolerance);
        QVERIFY(!again);
        QCOMPARE(again.error().code, SignatureError::Replayed);
        const auto late = verify(request, kNow + kClockTolerance + std::chrono::seconds(1));
        QVERIFY(!late);
        QCOMPARE(late.error().code, SignatureError::ClockSkew);
    }

    void oneNodeCannotFillTheNonceMemory() {
        using Verdict = NonceMemory::Verdict;
        NonceMemory memory(NonceBounds{3, 100});
        const base::NodeId busy = crypto::Identity::generate().nodeId();
        const std::int64_t created = base::unixSeconds(kNow);
        for (const char* nonce : {"0", "1", "2"})
            QCOMPARE(memory.remember(busy, nonce, created, kNow), Verdict::Fresh);
        QCOMPARE(memory.remember(busy, "3", created, kNow), Verdict::TooMany);
        QCOMPARE(memory.wait(busy, kNow), kClockTolerance + std::chrono::seconds(1));
        QCOMPARE(memory.wait(m_identity.nodeId(), kNow), std::chrono::seconds(0));
        QCOMPARE(memory.remember(busy, "0", created, kNow), Verdict::Replayed);
        QCOMPARE(memory.remember(m_identity.nodeId(), "3", created, kNow), Verdict::Fresh);
        const auto later = kNow + kClockTolerance + std::chrono::seconds(1);
        QCOMPARE(memory.wait(busy, later), std::chrono::seconds(0));
        QCOMPARE(memory.remember(busy, "3", base::unixSeconds(later), later), Verdict::Fresh);
    }

    void aNodeIsHeardAgainWhenTheOldestOfItsNoncesIsForgotten() {
        using Verdict = NonceMemory::Verdict;
        NonceMemory memory(NonceBounds{2, 3});
        const base::NodeId busy = crypto::Identity::generate().nodeId();
        const std::int64_t now = base::unixSeconds(kNow);
        QCOMPARE(memory.remember(busy, "0", now + 7, kNow), Verdict::Fresh);
        QCOMPARE(memory.remember(busy, "1", now - 90, kNow), Verdict::Fresh);
        QCOMPARE(memory.wait(busy, kNow).count(), 300 - 90 + 1);
        QCOMPARE(memory.remember(m_identity.nodeId(), "2", now - 100, kNow), Verdict::Fresh);
        QCOMPARE( // the memory of all is full
            memory.wait(crypto::Identity::generate().nodeId(), kNow).count(), 300 - 100 + 1);
        const auto again = kNow + std::chrono::seconds(300 - 90 + 1);
        QCOMPARE(memory.wait(busy, again - std::chrono::milliseconds(1)).count(), 1);
        QCOMPARE(memory.remember(busy, "3", now, again), Verdict::Fresh);
        QCOMPARE(memory.wait(busy, again).count(), 90); // until the next goes
    }

    void manyNodesTogetherCannotFillTheNonceMemory() {
        using Verdict = NonceMemory::Verdict;
        NonceMemory memory(NonceBounds{3, 10});
        const std::int64_t created = base::unixSeconds(kNow);
        const auto rememberOfNewNode = [&](base::WallTime now) {
            return memory.remember(
                crypto::Identity::generate().nodeId(), "0", base::unixSeconds(now), now);
        };
        for (int i = 0; i < 10; ++i)
            QCOMPARE(rememberOfNewNode(kNow), Verdict::Fresh);
        QCOMPARE(rememberOfNewNode(kNow), Verdict::TooMany);
        QCOMPARE(memory.remember(m_identity.nodeId(), "0", created, kNow), Verdict::TooMany);
        QCOMPARE(rememberOfNewNode(kNow + kClockTolerance), Verdict::TooMany);
        QCOMPARE(
            rememberOfNewNode(kNow + kClockTolerance + std::chrono::seconds(1)), Verdict::Fresh);
    }
};

QTEST_GUILESS_MAIN(SignatureTest)
#include "signature_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/crypto/hash.h"
#include "engine/crypto/mac.h"
#include "engine/crypto/merkle.h"
#include "engine/protocol/codec.h"
#include "engine/protocol/delivery_token.h"
#include "engine/protocol/problem.h"
#include "engine/protocol/statement.h"
#include "tests/support/protocol_document.h"

#include <QTemporaryDir>
#include <QTest>

using namespace meson;
using namespace meson::protocol;

namespace {

base::ContentId idOf(std::uint8_t letter) {
    base::ContentId id;
    id.bytes.fill(letter);
    return id;
}

} // namespace

/// PROTOCOL.md gives bytes to check an implementation against; they must be what this one computes.
class ProtocolDocumentTest : public QObject {
    Q_OBJECT

private:
    QString m_document;
    std::optional<crypto::Identity> m_identity;

    bool documentHas(std::string_view text) const {
        return m_document.contains(QString::fromUtf8(text.data(), qsizetype(text.size())));
    }

private Q_SLOTS:
    void initTestCase() {
        m_document = test::protocolDocument();
        QVERIFY(!m_document.isEmpty());
        QTemporaryDir folder; // the private key of RFC 8032 §7.1, test 1
        QFile file(folder.filePath(QStringLiteral("key.pem")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        file.write("-----BEGIN PRIVATE KEY-----\n"
                   "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
                   "-----END PRIVATE KEY-----\n");
        file.close();
        const auto identity = crypto::Identity::loadOrCreate(file.fileName().toStdString());
        QVERIFY(identity.has_value());
        m_identity = *identity;
    }

    void nodeIdAndPublicKey() {
        QVERIFY(documentHas("\"nodeId\":\"" + toText(m_identity->nodeId()) + '"'));
        QVERIFY(documentHas("\"publicKey\":\"" + base::toBase64Url(m_identity->publicKey()) + '"'));
    }

    void workedSignature() {
        const std::string id = toText(m_identity->nodeId());
        const std::string target = "/v1/terminals/" + id + "/state";
        const std::string digest = contentDigest(R"({"change":"pause","reason":"owner"})");
        const std::string parameters =
            R"(("@method" "@path" "@query" "content-digest");created=1800000000)"
            R"(;nonce="bWVzb24tZXhhbXBsZS0x";keyid=)" +
            ('"' + id + '"') + R"(;alg="ed25519")";
        const std::array<Component, 4> components{
            {{"@method", "POST"}, {"@path", target}, {"@query", "?"}, {"content-digest", digest}}};
        const std::string base = signatureBase(components, parameters);
        const std::string signature =
            "meson=:" + base::toBase64(m_identity->sign(base::bytesOf(base))) + ":";
        QVERIFY(documentHas(base));
        QVERIFY(documentHas(toText(crypto::sha256(base::bytesOf(base)))));
        QVERIFY(documentHas("Signature: " + signature));

        const std::string input = "meson=" + parameters;
        NonceMemory nonces;
        const auto node = verifyRequest(
            "POST", target, R"({"change":"pause","reason":"owner"})", {digest, input, signature},
            [this](const base::NodeId&) { return std::optional(m_identity->publicKey()); }, nonces,
            base::fromUnixSeconds(1'800'000'000));
        QVERIFY(node.has_value());
    }

    void probeAnswer() {
        const auto signature = m_identity->sign(base::bytesOf("meson-probe-v1:challenge1"));
        QVERIFY(documentHas(base::toBase64Url(signature)));
    }

    void statementAndItsSignatures() {
        const auto examples = test::protocolExamples();
        const auto statement = decode<Statement>(examples.at("Statement"));
        QVERIFY2(statement, statement ? "" : explain(statement.error()).c_str());
        const SignedStatement written = signStatement(*statement, *m_identity);
        const auto answer = decode<Statements>(examples.at("Statements"));
        QVERIFY2(answer && answer->statements.front().text == written.text, written.text.c_str());
        QCOMPARE(
            base::toBase64Url(answer->statements.front().signature),
            base::toBase64Url(written.signature));
        const auto request = decode<StatementsRequest>(examples.at("StatementsRequest"));
        QVERIFY(request.has_value());
        QCOMPARE(
            base::toBase64Url(request->agreed.front().signature),
            base::toBase64Url(countersign(written.text, *m_identity)));
    }

    void tokenAndReturnPath() {
        crypto::SecretKey secret;
        secret.fill(0x4b);
        QVERIFY(documentHas("\"tokenKey\":\"" + base::toBase64Url(secret) + '"'));
        const crypto::MacKey key(secret);
        DeliveryToken token;
        token.id = idOf(0xa1);
        token.length = base::Bytes(300'000);
        token.binding = 1;
        token.expires = 1'800'000'600;
        token.nonce = 7;
        token.issued = 1'800'000'000'123;
        const std::string text = writeToken(token, key);
        QVERIFY(documentHas('\n' + text + '\n'));
        QVERIFY(documentHas(
            '\n' + writeReturnPath(text, m_identity->nodeId(), ReturnReason::Missing, key) + '\n'));
    }

    void indexDigest() {
        base::Sha256 digest = crypto::sha256(idOf(0xa1).bytes);
        const base::Sha256 other = crypto::sha256(idOf(0xb2).bytes);
        for (std::size_t i = 0; i < digest.bytes.size(); ++i)
            digest.bytes[i] ^= other.bytes[i];
        QVERIFY(documentHas("`" + toText(digest) + "`"));
    }

    void contentIdAndSpotCheckTag() {
        crypto::ContentHasher hasher;
        hasher.update(base::bytesOf("hello"));
        const crypto::ContentSummary summary = hasher.finish();
        QVERIFY(documentHas("`" + toText(summary.root) + "`"));
        QVERIFY(documentHas("`" + toText(summary.id) + "`"));

        std::array<std::uint8_t, 64> key{};
        for (std::uint8_t i = 0; i < 32; ++i)
            key[i] = i;
        std::copy_n(m_identity->nodeId().bytes.begin(), 32, key.begin() + 32);
        const crypto::Mac tag = crypto::hmacSha256(key, base::bytesOf("hello"));
        QVERIFY(documentHas("`" + base::toBase64Url(tag) + "`"));
    }

    void everyProblemIsListed() {
        for (int code = 0; code <= static_cast<int>(SignatureError::TooMany); ++code) {
            const Problem problem = toProblem(SignatureFailure{SignatureError(code), {}});
            QVERIFY2(documentHas("`" + problem.type + "`"), problem.type.c_str());
            QVERIFY(!problem.title.empty());
        }
        for (int code = 0; code <= static_cast<int>(DecodeError::BadField); ++code) {
            const Problem problem = toProblem(DecodeFailure{DecodeError(code), "a.b"});
            QVERIFY(documentHas("`" + problem.type + "`"));
            QCOMPARE(problem.detail, std::string("a.b"));
        }
    }
};

QTEST_GUILESS_MAIN(ProtocolDocumentTest)
#include "protocol_document_test.moc"

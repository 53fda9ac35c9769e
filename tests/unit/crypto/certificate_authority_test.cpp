// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "engine/crypto/certificate_authority.h"
#include "tests/support/certificate_requests.h"

#include <openssl/pem.h>

using namespace meson;
using namespace meson::crypto;
using namespace std::chrono_literals;

namespace {

constexpr auto kLife = std::chrono::hours(24 * 7);

/// What a client that trusts only `root` makes of `leaf` at `now`: an X509_V_… code.
int verdictOf(
    const Der& leaf, const std::vector<Der>& roots, const std::string& host, base::WallTime now) {
    const auto parse = [](const Der& der) {
        const unsigned char* at = der.data();
        return d2i_X509(nullptr, &at, static_cast<long>(der.size()));
    };
    X509_STORE* const store = X509_STORE_new();
    for (const Der& root : roots) {
        X509* const parsed = parse(root);
        X509_STORE_add_cert(store, parsed);
        X509_free(parsed);
    }
    X509* const certificate = parse(leaf);
    X509_STORE_CTX* const context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, certificate, nullptr);
    X509_STORE_CTX_set_default(context, "ssl_server");
    X509_VERIFY_PARAM* const rules = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_time(rules, static_cast<std::time_t>(base::unixSeconds(now)));
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_X509_STRICT);
    if (X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) != 1)
        X509_VERIFY_PARAM_set1_host(rules, host.c_str(), 0);
    X509_verify_cert(context);
    const int verdict = X509_STORE_CTX_get_error(context);
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    X509_free(certificate);
    return verdict;
}

/// The certificate in OpenSSL's words.
QByteArray wordsOf(const Der& leaf) {
    const unsigned char* at = leaf.data();
    X509* const certificate = d2i_X509(nullptr, &at, static_cast<long>(leaf.size()));
    BIO* const bio = BIO_new(BIO_s_mem());
    X509_print(bio, certificate);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio, &text);
    const QByteArray words(text, size);
    BIO_free(bio);
    X509_free(certificate);
    return words;
}

} // namespace

class CertificateAuthorityTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_count = 0;
    const base::WallTime m_now = base::fromUnixSeconds(1'800'000'000);

    CertificateAuthority::Files files() {
        const QString folder = m_folder.filePath(QString::number(++m_count));
        return {
            (folder + QStringLiteral("/ca.pem")).toStdString(),
            (folder + QStringLiteral("/ca.key")).toStdString()};
    }
    static std::vector<Der> rootsOf(const CertificateAuthority::Files& files) {
        QFile file(QString::fromStdString(files.certificate.string()));
        return file.open(QIODevice::ReadOnly) ? certificatesFromPem(file.readAll().toStdString())
                                              : std::vector<Der>();
    }
    CertificateAuthority make(const CertificateAuthority::Files& files, const char* zone = "") {
        return CertificateAuthority::loadOrCreate(files, "test nodes", zone, m_now).value();
    }
    void write(const std::filesystem::path& path, const std::string& text) const {
        QFile file(QString::fromStdString(path.string()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(text));
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }

private Q_SLOTS:
    void certifiesExactlyTheNameThatItIsTold() {
        const auto where = files();
        const auto authority = make(where, "nodes.example.org");
        const auto request = CertificateRequest::parse(
            requestOn("P-256", "DNS:bank.example,DNS:*.nodes.example.org,IP:192.0.2.1"));
        QVERIFY(request);
        const auto chain = authority.issue(*request, {"n1.nodes.example.org", {}}, m_now, kLife);
        QCOMPARE(chain.size(), std::size_t{1}); // the root itself is what clients know
        const auto roots = rootsOf(where);
        QCOMPARE(verdictOf(chain[0], roots, "n1.nodes.example.org", m_now), X509_V_OK);
        for (const char* other :
             {"bank.example", "n2.nodes.example.org", "nodes.example.org", "192.0.2.1"})
            QCOMPARE(
                verdictOf(chain[0], roots, other, m_now) == X509_V_ERR_HOSTNAME_MISMATCH ||
                    verdictOf(chain[0], roots, other, m_now) == X509_V_ERR_IP_ADDRESS_MISMATCH,
                true);
        const QByteArray words = wordsOf(chain[0]);
        QVERIFY2(words.contains("DNS:n1.nodes.example.org\n"), words.constData());
        QVERIFY(words.contains("TLS Web Server Authentication\n"));
        QVERIFY(words.contains("CA:FALSE"));
        QVERIFY(!words.contains("bank") && !words.contains("Code Signing"));
    }

    void certifiesAnAddress() {
        const auto where = files();
        const auto request = CertificateRequest::parse(requestOn("P-384")).value();
        const auto v4 = make(where).issue(request, {{}, {203, 0, 113, 7}}, m_now, kLife);
        QCOMPARE(verdictOf(v4[0], rootsOf(where), "203.0.113.7", m_now), X509_V_OK);
        const std::vector<std::uint8_t> loopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        const auto v6 = make(where).issue(request, {{}, loopback}, m_now, kLife);
        QCOMPARE(verdictOf(v6[0], rootsOf(where), "::1", m_now), X509_V_OK);
    }

    void isGoodForItsLifeAndForClocksAnHourBehind() {
        const auto where = files();
        const auto authority = make(where);
        const auto request = CertificateRequest::parse(requestOn("P-256")).value();
        const Der leaf = authority.issue(request, {"a.example", {}}, m_now, kLife)[0];
        const auto validity = validityOf(leaf);
        QVERIFY(validity->from == m_now - 1h);
        QVERIFY(validity->until == m_now + kLife);
        const auto roots = rootsOf(where);
        QCOMPARE(verdictOf(leaf, roots, "a.example", m_now - 59min), X509_V_OK);
        QCOMPARE(
            verdictOf(leaf, roots, "a.example", m_now + kLife + 1s), X509_V_ERR_CERT_HAS_EXPIRED);
        // Never beyond the authority's own end.
        const Der last =
            authority.issue(request, {"a.example", {}}, authority.until() - 1h, 24h)[0];
        QVERIFY(validityOf(last)->until == authority.until());
    }

    void numbersEachAtRandom() {
        const auto authority = make(files());
        const auto request = CertificateRequest::parse(requestOn("P-256")).value();
        const auto serial = [&] {
            return serialOf(authority.issue(request, {"a.example", {}}, m_now, kLife)[0]);
        };
        const std::string first = serial();
        QCOMPARE(first.size(), std::size_t{32});
        QVERIFY(first != serial());
    }

    void refusesWhatItMustNotSign_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("error");
        const auto row = [](const char* name, const Der& der, CertificateError error) {
            QTest::newRow(name) << QByteArray(
                                       reinterpret_cast<const char*>(der.data()),
                                       static_cast<qsizetype>(der.size()))
                                << static_cast<int>(error);
        };
        const Der good = requestOn("P-256");
        Der bent = good;
        bent.back() ^= 1;
        Der longer = good;
        longer.push_back(0);
        const Der half(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(good.size() / 2));
        row("nothing", {}, CertificateError::NotARequest);
        row("garbage", Der(200, 0x5a), CertificateError::NotARequest);
        row("half of one", half, CertificateError::NotARequest);
        row("more than one", longer, CertificateError::NotARequest);
        row("longer than any", Der(CertificateRequest::kLongest + 1),
            CertificateError::NotARequest);
        row("asks for very many names",
            requestOn(
                "P-256",
                [] {
                    std::string names = "DNS:a.example";
                    for (int i = 0; i < 300; ++i)
                        names += ",DNS:host" + std::to_string(i) + ".example";
                    return names;
                }()),
            CertificateError::NotARequest);
        row("a bit of the signature is wrong", bent, CertificateError::WrongProof);
        row("signed by another key", requestSignedByAnother(), CertificateError::WrongProof);
        row("RSA of 1024 bits", test::requestForRsa(1024), CertificateError::KeyRefused);
        row("RSA of 2048 bits", test::requestForRsa(2048), CertificateError::KeyRefused);
        row("a small curve", requestOn("secp224r1"), CertificateError::KeyRefused);
        row("a curve that browsers do not know", requestOn("secp256k1"),
            CertificateError::KeyRefused);
        row("a curve of its own making", requestWithParameters(), CertificateError::KeyRefused);
    }
    void refusesWhatItMustNotSign() {
        QFETCH(QByteArray, request);
        QFETCH(int, error);
        const auto parsed = CertificateRequest::parse(base::bytesOf(request.toStdString()));
        QVERIFY(!parsed);
        QCOMPARE(static_cast<int>(parsed.error().code), error);
    }

    void isTheSameAfterARestart() {
        const auto where = files();
        const auto request = CertificateRequest::parse(requestOn("P-256")).value();
        make(where);
        const Der leaf = make(where).issue(request, {"a.example", {}}, m_now, kLife)[0];
        QCOMPARE(verdictOf(leaf, rootsOf(where), "a.example", m_now), X509_V_OK);
        const auto mode = QFile::permissions(QString::fromStdString(where.key.string()));
        QVERIFY(!(mode & (QFile::ReadGroup | QFile::ReadOther)));
        // A stop between the two files costs nothing.
        std::filesystem::remove(where.certificate);
        make(where);
        QCOMPARE(rootsOf(where).size(), std::size_t{1});
    }

    void aRootOfAZoneIsGoodForNothingElse() {
        const auto where = files();
        const auto authority = make(where, "nodes.example.org");
        QVERIFY(authority.allows({"a.nodes.example.org", {}}));
        QVERIFY(!authority.allows({"a.example.org", {}}));
        QVERIFY(!authority.allows({{}, {203, 0, 113, 7}}));
        const auto request = CertificateRequest::parse(requestOn("P-256")).value();
        const Der leaf = authority.issue(request, {"bank.example", {}}, m_now, kLife)[0];
        QCOMPARE(
            verdictOf(leaf, rootsOf(where), "bank.example", m_now), X509_V_ERR_PERMITTED_VIOLATION);
        QVERIFY(make(files()).allows({"bank.example", {}}));
    }

    void saysWhatIsWrongWithItsFiles() {
        const auto load = [this](const CertificateAuthority::Files& where, base::WallTime now) {
            return CertificateAuthority::load(where, now).error().code;
        };
        const auto where = files();
        make(where);
        QVERIFY(load(where, m_now - 2h) == CertificateError::NotValidNow);
        QVERIFY(load(where, m_now + 24h * 3700) == CertificateError::NotValidNow);
        const auto other = files();
        make(other);
        QVERIFY(load({where.certificate, other.key}, m_now) == CertificateError::KeyDoesNotMatch);
        QVERIFY(load({where.key, where.key}, m_now) == CertificateError::NotACertificate);
        QVERIFY(load({where.certificate, "/nowhere"}, m_now) == CertificateError::NotReadable);
        QFile::setPermissions(
            QString::fromStdString(where.key.string()), QFile::ReadOwner | QFile::ReadOther);
        QVERIFY(load(where, m_now) == CertificateError::TooOpen);
        write(other.key, "no key");
        QVERIFY(load(other, m_now) == CertificateError::NotAKey);
    }

    void aNodesCertificateIsNoAuthority() {
        const auto where = files();
        const auto key = TlsKey::loadOrCreate(where.key.parent_path() / "node.key");
        QVERIFY(key);
        const auto request = CertificateRequest::parse(key->request()).value();
        const auto chain = make(where).issue(request, {"a.example", {}}, m_now, kLife);
        QVERIFY(key->fits(chain[0]));
        const auto node = where.key.parent_path() / "node.pem";
        write(node, certificatesToPem(chain));
        const auto loaded =
            CertificateAuthority::load({node, where.key.parent_path() / "node.key"}, m_now);
        QVERIFY(loaded.error().code == CertificateError::NotAnAuthority);
    }

    void anIntermediateSendsItselfAlong() {
        // An operator's own authority below a root of theirs.
        const auto where = files();
        const auto authority = make(where);
        const auto middle = files();
        QVERIFY(TlsKey::loadOrCreate(middle.key));
        QFile keyFile(QString::fromStdString(middle.key.string()));
        QVERIFY(keyFile.open(QIODevice::ReadOnly));
        write(middle.certificate, signedByRoot(where, keyFile.readAll()));
        const auto below = CertificateAuthority::load(middle, m_now);
        QVERIFY2(below, below ? "" : base::explain(below.error()).c_str());
        const auto request = CertificateRequest::parse(requestOn("P-256")).value();
        QCOMPARE(below->issue(request, {"a.example", {}}, m_now, kLife).size(), std::size_t{2});
    }

    void aTlsKeyIsTheSameAfterARestart() {
        const auto path = files().key;
        const auto first = TlsKey::loadOrCreate(path);
        const auto second = TlsKey::loadOrCreate(path);
        QVERIFY(first && second);
        const auto request = CertificateRequest::parse(first->request()).value();
        const Der leaf = make(files()).issue(request, {"a.example", {}}, m_now, kLife)[0];
        QVERIFY(second->fits(leaf));
        QVERIFY(!second->fits(Der{1, 2, 3}));
        const auto mode = QFile::permissions(QString::fromStdString(path.string()));
        QVERIFY(!(mode & (QFile::ReadGroup | QFile::ReadOther)));
        write(path, "no key");
        QVERIFY(TlsKey::loadOrCreate(path).error().code == CertificateError::NotAKey);
    }

private:
    static Der requestOn(const char* curve, const std::string& names = {}) {
        return test::requestOn(curve, names);
    }
    static Der requestSignedByAnother() { return test::requestSignedByAnother(); }
    static Der requestWithParameters() {
        EVP_PKEY* const key = EVP_EC_gen("P-256");
        EVP_PKEY_set_utf8_string_param(key, "encoding", "explicit");
        const Der der = test::requestSignedBy(key, key, {});
        EVP_PKEY_free(key);
        return der;
    }
    std::string signedByRoot(const CertificateAuthority::Files& root, const QByteArray& keyPem) {
        BIO* const keyBio = BIO_new_mem_buf(keyPem.constData(), static_cast<int>(keyPem.size()));
        EVP_PKEY* const key = PEM_read_bio_PrivateKey(keyBio, nullptr, nullptr, nullptr);
        BIO_free(keyBio);
        BIO* const rootBio = BIO_new_file(root.key.string().c_str(), "r");
        EVP_PKEY* const rootKey = PEM_read_bio_PrivateKey(rootBio, nullptr, nullptr, nullptr);
        BIO_free(rootBio);
        const Der rootDer = rootsOf(root)[0];
        const unsigned char* at = rootDer.data();
        X509* const issuer = d2i_X509(nullptr, &at, static_cast<long>(rootDer.size()));
        X509* const middle = X509_new();
        X509_set_version(middle, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(middle), 7);
        ASN1_TIME_set(X509_getm_notBefore(middle), base::unixSeconds(m_now - 1h));
        ASN1_TIME_set(X509_getm_notAfter(middle), base::unixSeconds(m_now + 24h * 365));
        X509_set_pubkey(middle, key);
        X509_NAME_add_entry_by_txt(
            X509_get_subject_name(middle), "CN", MBSTRING_ASC,
            reinterpret_cast<const unsigned char*>("middle"), -1, -1, 0);
        X509_set_issuer_name(middle, X509_get_subject_name(issuer));
        X509_EXTENSION* const rights = X509V3_EXT_conf_nid(
            nullptr, nullptr, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
        X509_add_ext(middle, rights, -1);
        X509_sign(middle, rootKey, EVP_sha256());
        Der der(static_cast<std::size_t>(i2d_X509(middle, nullptr)));
        unsigned char* out = der.data();
        i2d_X509(middle, &out);
        X509_EXTENSION_free(rights);
        X509_free(middle);
        X509_free(issuer);
        EVP_PKEY_free(key);
        EVP_PKEY_free(rootKey);
        return certificatesToPem({der});
    }
};

QTEST_GUILESS_MAIN(CertificateAuthorityTest)
#include "certificate_authority_test.moc"

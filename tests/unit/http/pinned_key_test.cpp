// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/crypto/certificate.h"
#include "engine/crypto/identity.h"
#include "engine/http/blocking_fetch.h"
#include "engine/platform/private_file.h"
#include "tests/support/test_certificate.h"
#include "tests/support/test_server.h"

#include <QTemporaryDir>

using namespace meson;
using namespace meson::http;

namespace {

/// An https server that shows a node's own key.
struct Bench {
    QTemporaryDir folder;
    test::TestServer server;
    crypto::Identity identity = *crypto::Identity::loadOrCreate(path("identity.pem"));

    std::string path(const char* name) const {
        return folder.filePath(QLatin1String(name)).toStdString();
    }
    void start(TlsVersions versions = TlsVersions::Only13) {
        platform::savePublicFile(path("node.pem"), identity.certificate());
        const CertificateFiles files{path("node.pem"), path("identity.pem")};
        server.options.tls = *TlsContext::create({files}, versions);
        if (!server.start())
            qFatal("the server does not start");
    }
    base::Result<SmallAnswer, ClientFailure> fetch(const base::NodeId& node) const {
        ClientRequest request;
        request.url = "https://127.0.0.1:" + std::to_string(server.endpoint().port()) + "/";
        ClientOptions options;
        options.addresses = AddressPolicy::Any;
        options.pinned = node;
        return blockingFetch(std::move(request), options);
    }
};

} // namespace

/// A server that is known by its node's key alone.
class PinnedKeyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theNodesKeyIsAllThatCounts() {
        Bench bench;
        bench.start();
        const auto answer = bench.fetch(bench.identity.nodeId());
        QVERIFY2(answer, answer ? "" : base::explain(answer.error()).c_str());
        QCOMPARE(answer->body, std::string("hello"));
    }

    void anotherNodesKeyIsRefusedBeforeAnythingIsSent() {
        Bench bench;
        bench.start();
        const auto answer = bench.fetch(crypto::Identity::generate().nodeId());
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ClientError::OtherKey);
        QCOMPARE(bench.server.handler.requests.load(), 0);
    }

    void anotherKindOfKeyIsRefused() {
        Bench bench;
        bench.server.options.tls =
            *TlsContext::create({test::writeCertificate(bench.path("other"), {"127.0.0.1"})});
        QVERIFY(bench.server.start());
        const auto answer = bench.fetch(bench.identity.nodeId());
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ClientError::OtherKey);
    }

    void theCertificateWithoutItsKeyIsOfNoUse() {
        Bench bench;
        bench.start();
        const crypto::Identity thief = *crypto::Identity::loadOrCreate(bench.path("thief.pem"));
        QVERIFY(thief.nodeId() != bench.identity.nodeId());
        // OpenSSL does not even load the pair: the key must be the certificate's.
        QVERIFY(!TlsContext::create({{bench.path("node.pem"), bench.path("thief.pem")}}));
    }

    void theCertificateNamesTheNode() {
        const crypto::Identity identity = crypto::Identity::generate();
        const auto certificates = crypto::certificatesFromPem(identity.certificate());
        QCOMPARE(certificates.size(), std::size_t(1));
        QCOMPARE(
            crypto::nodeIdOfCertificate(certificates.front()), std::optional(identity.nodeId()));
        auto broken = certificates.front();
        broken.pop_back();
        QVERIFY(!crypto::nodeIdOfCertificate(broken));
        QVERIFY(!crypto::nodeIdOfCertificate({}));
    }
};

QTEST_GUILESS_MAIN(PinnedKeyTest)
#include "pinned_key_test.moc"

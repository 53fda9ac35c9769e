// SPDX-License-Identifier: GPL-3.0-or-later
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "engine/router/router.h"
#include "tests/support/test_certificate.h"

using namespace meson;

/// tests/conformance is written from PROTOCOL.md alone; here it meets the Router.
class ConformanceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        for (const char* tool : {"sh", "curl", "openssl", "python3"}) {
            if (QStandardPaths::findExecutable(QLatin1String(tool)).isEmpty())
                QSKIP(qPrintable(QLatin1String(tool) + QStringLiteral(" is not installed")));
        }
    }

    void aTerminalInShellJoinsTheRouter_data() {
        QTest::addColumn<bool>("isSecure");
        QTest::newRow("over http") << false;
        QTest::newRow("over https, in a zone") << true;
    }
    void aTerminalInShellJoinsTheRouter() {
        QFETCH(const bool, isSecure);
        QTemporaryDir folder;
        router::RouterOptions options;
        options.endpoints = {{http::asio::ip::make_address("127.0.0.1"), 0}};
        options.folder = folder.path().toStdString();
        options.cacheQuota = base::mebibytes(64);
        options.cacheReserve = base::Bytes(1);
        options.demo = true;
        QProcess terminal;
        if (isSecure) {
            options.certificates = {test::writeCertificate(
                folder.filePath(QStringLiteral("site")).toStdString(), {"127.0.0.1"})};
            options.zone = "nodes.test";
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(
                QStringLiteral("CURL_CA_BUNDLE"),
                QString::fromStdString(options.certificates[0].chain));
            terminal.setProcessEnvironment(environment);
        }
        const base::SystemClock clock{};
        const auto router = router::Router::create(options, clock);
        QVERIFY2(router, router ? "" : explain(router.error()).c_str());
        (*router)->start();

        terminal.setProcessChannelMode(QProcess::MergedChannels);
        terminal.start(
            QStringLiteral("sh"),
            {QStringLiteral(MESON_SOURCE_DIR "/tests/conformance/terminal.sh"),
             QString::fromStdString((*router)->publicUrl()), QStringLiteral("3")});
        QVERIFY(terminal.waitForFinished(120'000));
        const QByteArray output = terminal.readAll();
        (*router)->stop();
        QVERIFY2(terminal.exitCode() == 0, output.constData());
        QVERIFY(output.contains("ok      leaves"));
        QCOMPARE(output.contains("ok      certifies"), isSecure);
    }
};

QTEST_GUILESS_MAIN(ConformanceTest)
#include "conformance_test.moc"

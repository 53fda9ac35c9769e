// SPDX-License-Identifier: GPL-3.0-or-later
// Port mapping against the real miniupnpd, in network namespaces (tests/support/home_router.sh).
// The program is also what runs at home there: with "--at-home" it serves a greeting on a port and
// has it mapped until its standard input ends.
#include <QProcess>
#include <QTest>

#include "engine/platform/port_mapping.h"
#include "tests/support/tools.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>

using namespace meson;
namespace asio = boost::asio;

namespace {

constexpr std::uint16_t kPort = 18'090;

int runAtHome() {
    asio::io_context context;
    asio::ip::tcp::acceptor acceptor(context, {asio::ip::tcp::v4(), kPort});
    acceptor.async_accept([](const boost::system::error_code&, asio::ip::tcp::socket socket) {
        boost::system::error_code ignored;
        asio::write(socket, asio::buffer("hello from home\n", 16), ignored);
    });
    std::thread server([&] { context.run(); });
    {
        const platform::PortMapping mapping(kPort, [](const platform::PortMappingStatus& status) {
            std::printf("%s %s\n", platform::sentence(status).c_str(), status.address.c_str());
            std::fflush(stdout);
        });
        while (std::getchar() != EOF) {
        }
    }
    context.stop();
    server.join();
    return 0;
}

} // namespace

class PortMappingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPortIsMappedServesAndIsTakenBack_data() {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("name");
        QTest::newRow("NAT-PMP") << QStringLiteral("natpmp") << QStringLiteral("NAT-PMP");
        QTest::newRow("UPnP") << QStringLiteral("upnp") << QStringLiteral("UPnP");
    }
    void aPortIsMappedServesAndIsTakenBack() {
        QFETCH(QString, method);
        QFETCH(QString, name);
        const QString missing =
            test::missingOf({"unshare", "nsenter", "ip", "nft", "sysctl", "miniupnpd"});
        if (!missing.isEmpty())
            MESON_SKIP(missing);
        if (QProcess::execute(
                QStringLiteral("unshare"), {QStringLiteral("-n"), QStringLiteral("true")}) != 0)
            QSKIP("Network namespaces need root.");
        QProcess lab;
        lab.setProcessChannelMode(QProcess::MergedChannels);
        lab.start(
            QStringLiteral("unshare"),
            {QStringLiteral("-n"), QStringLiteral(MESON_SOURCE_DIR "/tests/support/home_router.sh"),
             method, QString::number(kPort), QCoreApplication::applicationFilePath(),
             QStringLiteral("--at-home")});
        QVERIFY(lab.waitForFinished(100'000));
        const QString said = QString::fromUtf8(lab.readAll());
        QVERIFY2(lab.exitCode() == 0, qPrintable(said));
        const QString before = said.section(QStringLiteral("afterwards:"), 0, 0);
        const QString after = said.section(QStringLiteral("afterwards:"), 1);
        const QString sentence =
            QStringLiteral("The home router passes port 18090 on (%1). 11.22.33.44").arg(name);
        QVERIFY2(before.contains(sentence), qPrintable(said));
        QVERIFY2(
            before.contains(QStringLiteral("dnat ip to 192.168.77.2:18090")), qPrintable(said));
        QVERIFY2(before.contains(QStringLiteral("outside: hello from home")), qPrintable(said));
        QVERIFY2(after.contains(QStringLiteral("prerouting_miniupnpd")), qPrintable(said));
        QVERIFY2(!after.contains(QStringLiteral("dnat")), qPrintable(said));
    }
};

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view(argv[1]) == "--at-home")
        return runAtHome();
    QCoreApplication application(argc, argv);
    PortMappingTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "port_mapping_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "engine/platform/system_clock.h"
#include "engine/router/router.h"
#include "engine/terminal/reachability.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

using namespace meson;
using terminal::Reach;

/// A real Router tries a real listener from outside.
class ReachabilityTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    platform::SystemClock m_clock;
    std::unique_ptr<router::Router> m_router;
    terminal::ReachabilityOptions m_options;

    static boost::asio::ip::tcp::endpoint endpoint(const char* address) {
        return {boost::asio::ip::make_address(address), 0};
    }
    bool startRouter(const char* name, bool isDemo, const char* address = "127.0.0.1") {
        router::RouterOptions options;
        options.folder = m_folder.filePath(QLatin1String(name)).toStdString();
        options.endpoints = {endpoint(address)};
        options.demo = isDemo;
        auto created = router::Router::create(options, m_clock);
        if (!created)
            return false;
        m_router = *std::move(created);
        m_router->start();
        m_options = {};
        m_options.routerUrl = m_router->publicUrl();
        m_options.listen = {endpoint(address)};
        return true;
    }

    static bool hasIpv6() {
        boost::asio::io_context context;
        boost::asio::ip::tcp::acceptor acceptor(context);
        boost::system::error_code error;
        acceptor.open(boost::asio::ip::tcp::v6(), error);
        if (!error)
            acceptor.bind(endpoint("::1"), error);
        return !error;
    }

private Q_SLOTS:
    void cleanup() { m_router.reset(); }

    void saysYesWhereTheRouterComesIn() {
        QVERIFY(startRouter("yes", true));
        const auto found = terminal::findReachability(m_options, m_clock);
        QVERIFY(found);
        QVERIFY2(found->ipv4.reach == Reach::Yes, found->ipv4.words.c_str());
        QVERIFY(found->ipv6.reach == Reach::Unknown);
        QVERIFY(found->ipv6.words.find("no IPv6 address") != std::string::npos);
    }

    void saysYesOverIpv6WhereTheRouterComesIn() {
        if (!hasIpv6())
            QSKIP("this computer has no IPv6, not even ::1");
        QVERIFY(startRouter("six", true, "::1"));
        const auto found = terminal::findReachability(m_options, m_clock);
        QVERIFY(found);
        QVERIFY2(found->ipv6.reach == Reach::Yes, found->ipv6.words.c_str());
        QVERIFY(found->ipv6.words.find("over IPv6 on port ") != std::string::npos);
        QVERIFY(found->ipv4.reach == Reach::Unknown);
        QVERIFY(found->ipv4.words.find("no IPv4 address") != std::string::npos);
    }

    void saysNoOverIpv6WhereNobodyListens() {
        if (!hasIpv6())
            QSKIP("this computer has no IPv6, not even ::1");
        QVERIFY(startRouter("six, shut", true, "::1"));
        m_options.listen = {endpoint("127.0.0.1")};
        const auto found = terminal::findReachability(m_options, m_clock);
        QVERIFY(found);
        QVERIFY2(found->ipv6.reach == Reach::No, found->ipv6.words.c_str());
        QVERIFY2(found->ipv6.words.find("[::1]:") != std::string::npos, found->ipv6.words.c_str());
    }

    void saysNoAndWhyWhereItCannot() {
        QVERIFY(startRouter("no", true));
        m_options.listen = {endpoint("127.0.0.2")}; // not where the request comes from
        const auto found = terminal::findReachability(m_options, m_clock);
        QVERIFY(found);
        QVERIFY2(found->ipv4.reach == Reach::No, found->ipv4.words.c_str());
        QVERIFY(found->ipv4.words.find("127.0.0.1:") != std::string::npos);
        QVERIFY(found->ipv4.words.find("firewall") != std::string::npos);
    }

    void isAnsweredOnceInAWhileOnly() {
        QVERIFY(startRouter("often", true));
        QVERIFY(terminal::findReachability(m_options, m_clock)->ipv4.reach == Reach::Yes);
        const auto again = terminal::findReachability(m_options, m_clock);
        QVERIFY(again->ipv4.reach == Reach::Unknown);
        QVERIFY(again->ipv4.words.find("Ask again in ") != std::string::npos);
    }

    void refusesALocalNetworkOutsideADemo() {
        QVERIFY(startRouter("public", false));
        const auto found = terminal::findReachability(m_options, m_clock);
        QVERIFY(found->ipv4.reach == Reach::No);
        QVERIFY(found->ipv4.words.find("on the internet") != std::string::npos);
    }

    void saysWhenTheRouterIsAway() {
        QVERIFY(startRouter("away", true));
        m_router.reset();
        const auto found = terminal::findReachability(m_options, m_clock);
        QVERIFY(found->ipv4.reach == Reach::Unknown);
        QVERIFY(found->ipv4.words.find("does not answer over IPv4") != std::string::npos);
    }

    void saysThatThePortIsTaken() {
        QVERIFY(startRouter("taken", true));
        const auto first = boost::asio::ip::make_address("127.0.0.1");
        const std::string url = m_router->publicUrl();
        const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
        m_options.listen = {{first, port}};
        const auto found = terminal::findReachability(m_options, m_clock);
        QVERIFY(!found);
        QVERIFY(found.error().code == http::ServerError::AddressInUse);
    }
};

QTEST_GUILESS_MAIN(ReachabilityTest)
#include "reachability_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/delivery_router.h"
#include "tests/support/loopback_origin.h"
#include "tests/support/patience.h"
#include "tests/support/raw_client.h"
#include "tests/support/test_server.h"

using namespace meson;
using namespace std::chrono_literals;
using protocol::ReturnReason;
using protocol::ShortNodeId;
using test::DeliveryRouter;
using test::LoopbackOrigin;
using test::RawAnswer;

namespace {

/// `count` nodes that are not there.
std::vector<ShortNodeId> strangers(std::size_t count) {
    std::vector<ShortNodeId> nodes(count);
    for (std::size_t i = 0; i < count; ++i)
        nodes[i].fill(static_cast<std::uint8_t>(0xa0 + i));
    return nodes;
}

} // namespace

/// Clients whom a Terminal sends back: how often they are sent on, and for how long they may come.
class DeliveryReturnsTest : public QObject {
    Q_OBJECT

    const std::string m_body = test::patternBytes(200'000);
    base::ManualClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<LoopbackOrigin> m_origin;
    std::unique_ptr<DeliveryRouter> m_router;
    base::ContentId m_id;

    RawAnswer ask(const std::string& target) const {
        test::RawClient client(m_router->endpoint());
        client.setPatience(std::chrono::milliseconds(test::kPatience));
        return client.request("GET " + target + " HTTP/1.1\r\nHost: site.test\r\n\r\n");
    }
    /// The path that the Terminal sends a client to.
    std::string returnPath(
        ReturnReason reason, std::chrono::seconds timeLeft,
        const std::vector<ShortNodeId>& excluded = {}) const {
        const test::OneTerminal& terminal = m_router->scheduler;
        protocol::DeliveryToken token;
        token.id = m_id;
        token.length = base::Bytes(std::ssize(m_body));
        token.binding = 1;
        token.expires = base::unixSeconds(m_clock.wall() + timeLeft);
        token.nonce = 1;
        std::copy(excluded.begin(), excluded.end(), token.excluded.begin());
        return protocol::writeReturnPath(
            protocol::writeToken(token, terminal.key), terminal.node, reason, terminal.key);
    }
    /// Whom the scheduler was told to leave out, if it was asked for a Terminal.
    std::vector<ShortNodeId> excluded() {
        std::vector<ShortNodeId> excluded;
        m_router->onLoop([&] { excluded = m_router->scheduler.excluded; });
        return excluded;
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_origin =
            std::make_unique<LoopbackOrigin>(LoopbackOrigin::answering([this](const std::string&) {
                return test::answer(m_body, "Cache-Control: max-age=864000\r\n");
            }));
        m_router = std::make_unique<DeliveryRouter>(*m_folder, m_clock);
        QCOMPARE(m_router->bind(m_origin->url("")).number, router::BindingNumber(1));
        QVERIFY(ask("/o").body == m_body);
        MESON_TRY_COMPARE(m_router->objects(), std::size_t{1});
        m_router->onLoop([this] {
            m_id = m_router->scheduler.added.front().id;
            m_router->scheduler.holdsAll = true;
            m_router->scheduler.excluded.clear();
        });
    }
    void cleanup() {
        m_router.reset();
        m_origin.reset();
        m_folder.reset();
    }

    void aThirdTerminalThatCannotServeIsLeftOutToo() {
        const RawAnswer answer = ask(returnPath(ReturnReason::Missing, 60s, strangers(2)));
        QVERIFY(answer.body == m_body); // there is no fourth
        auto expected = strangers(2);
        expected.push_back(protocol::shortId(m_router->scheduler.node));
        QCOMPARE(excluded(), expected);
    }

    void afterAFourthTheRouterServesItself() {
        const RawAnswer answer = ask(returnPath(ReturnReason::Missing, 60s, strangers(3)));
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.body == m_body);
        QCOMPARE(excluded(), std::vector<ShortNodeId>()); // nobody was asked for
        QCOMPARE(m_router->counters().returned, std::int64_t{1});
    }

    void whoCameTooLateIsSentOnWithTheSameThreeLeftOut() {
        QCOMPARE(ask(returnPath(ReturnReason::Expired, -1s, strangers(3))).status, 302);
        QCOMPARE(excluded(), strangers(3));
        const auto told = m_router->scheduler.tokens.back().excluded;
        QCOMPARE(std::vector(told.begin(), told.end()), strangers(3));
    }

    void aReturnIsGoodForADayAfterItsToken_data() {
        QTest::addColumn<int>("seconds");
        QTest::addColumn<int>("status");
        QTest::newRow("at its end") << 0 << 302;
        QTest::newRow("a day but a second") << 86'399 << 302;
        QTest::newRow("a day") << 86'400 << 302;
        QTest::newRow("a day and a second") << 86'401 << 404;
    }
    void aReturnIsGoodForADayAfterItsToken() {
        QFETCH(const int, seconds);
        QFETCH(const int, status);
        const std::string path = returnPath(ReturnReason::Expired, 0s);
        m_clock.setWall(m_clock.wall() + std::chrono::seconds(seconds));
        const RawAnswer answer = ask(path);
        QCOMPARE(answer.status, status);
        if (status == 404)
            QVERIFY(answer.body.find("object-gone") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(DeliveryReturnsTest)
#include "delivery_returns_test.moc"

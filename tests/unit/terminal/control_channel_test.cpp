// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/terminal/control_channel.h"
#include "tests/support/patience.h"
#include "tests/support/router_side.h"

using namespace meson;
using namespace std::chrono_literals;
using terminal::ChannelError;

namespace {

struct Call {
    std::optional<terminal::ChannelResult<QByteArray>> answer;
    QObject receiver;
    void send(test::RouterSide& bench) {
        bench.channel->send(
            &receiver, "POST", bench.channel->ownPath("/state"), R"({"change":"drain"})", 10s,
            [this](terminal::ChannelResult<QByteArray> result) { answer = std::move(result); });
    }
};

} // namespace

class ControlChannelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void learnsTheTimeAndSendsOnceMoreWhenTheRouterRefusesTheClock() {
        test::RouterSide bench;
        bench.router.setTimeOffset(-24h * 30);
        Call call;
        call.send(bench);
        MESON_TRY_VERIFY(call.answer);
        QVERIFY(call.answer->has_value());
        QCOMPARE(bench.router.badSignatures().size(), std::size_t(1));
        QCOMPARE(bench.router.count("/state"), std::size_t(2));
        QCOMPARE(bench.router.count("/v1/network"), std::size_t(1));
        QVERIFY(std::abs(bench.routerClock.skew().count() - 30 * 86'400) < 5);

        Call next; // the lesson is kept
        next.send(bench);
        MESON_TRY_VERIFY(next.answer);
        QCOMPARE(bench.router.badSignatures().size(), std::size_t(1));
    }

    void saysThatTheClockIsRefusedWhenThatDoesNotHelp() {
        test::RouterSide bench;
        bench.router.refuse("/state", 401, "clock-skew");
        Call call;
        call.send(bench);
        MESON_TRY_VERIFY(call.answer);
        QVERIFY(!call.answer->has_value());
        QCOMPARE(call.answer->error().code, ChannelError::ClockSkew);
        QVERIFY(terminal::explain(call.answer->error()).find("NTP") != std::string::npos);
        QCOMPARE(bench.router.count("/state"), std::size_t(2));
    }

    void saysWhatTheClockSaidWhenTheTimeCannotBeLearnt() {
        test::RouterSide bench;
        bench.router.refuse("/state", 401, "clock-skew");
        bench.router.refuse("/v1/network", 503, "unavailable");
        Call call;
        call.send(bench);
        MESON_TRY_VERIFY(call.answer);
        QCOMPARE(call.answer->error().code, ChannelError::ClockSkew);
        QVERIFY(call.answer->error().about.find("this computer says 20") != std::string::npos);
        QCOMPARE(bench.router.count("/state"), std::size_t(1));
    }

    void namesTheProblemOfARefusal() {
        test::RouterSide bench;
        bench.router.refuse("/state", 409, "index-gap");
        Call call;
        call.send(bench);
        MESON_TRY_VERIFY(call.answer);
        QCOMPARE(call.answer->error().code, ChannelError::Refused);
        QCOMPARE(call.answer->error().problem, std::string("index-gap"));
        QCOMPARE(call.answer->error().status, 409);
        QVERIFY(!call.answer->error().isFinal());
    }

    void givesUpWhenTheRouterDoesNotAnswerInTime() {
        test::RouterSide bench;
        bench.router.ignore("/state");
        std::optional<terminal::ChannelResult<QByteArray>> answer;
        bench.channel->send(
            this, "POST", bench.channel->ownPath("/state"), "{}", 200ms,
            [&](terminal::ChannelResult<QByteArray> result) { answer = std::move(result); });
        MESON_TRY_VERIFY(answer);
        QCOMPARE(answer->error().code, ChannelError::TimedOut);
    }

    void takesAnAnswerOfTheLimitAndNoneAbove() {
        using terminal::ControlChannel;
        for (const qint64 over : {-1, 0, 1}) {
            test::RouterSide bench;
            const auto size = static_cast<std::size_t>(ControlChannel::kAnswerLimit + over);
            bench.router.serve("/long", std::string(size, 'a'));
            std::optional<terminal::ChannelResult<QByteArray>> answer;
            bench.channel->send(
                this, "GET", "/long", {}, 30s,
                [&](terminal::ChannelResult<QByteArray> result) { answer = std::move(result); });
            MESON_TRY_VERIFY(answer);
            QCOMPARE(answer->has_value(), over <= 0);
            if (over <= 0) {
                QCOMPARE(answer->value().size(), ControlChannel::kAnswerLimit + over);
            } else {
                QCOMPARE(answer->error().code, ChannelError::NotUnderstood);
                QVERIFY(answer->error().about.find("more than 32 MiB") != std::string::npos);
            }
        }
    }

    void saysThatAnAnswerWasCut() {
        test::RouterSide bench;
        bench.router.serve("/cut", std::string(1000, 'a'), 500);
        std::optional<terminal::ChannelResult<QByteArray>> answer;
        bench.channel->send(
            this, "GET", "/cut", {}, 10s,
            [&](terminal::ChannelResult<QByteArray> result) { answer = std::move(result); });
        MESON_TRY_VERIFY(answer);
        QCOMPARE(answer->error().code, ChannelError::Unreachable);
    }

    void endsQuietlyWithARequestUnderWay() {
        test::RouterSide bench;
        bench.router.ignore("/state");
        bool isAnswered = false;
        bench.channel->send(
            this, "POST", bench.channel->ownPath("/state"), "{}", 10s,
            [&](const terminal::ChannelResult<QByteArray>&) { isAnswered = true; });
        MESON_TRY_COMPARE(bench.router.count("/state"), std::size_t(1));
        bench.channel.reset();
        QCoreApplication::processEvents();
        QVERIFY(!isAnswered);
    }

    void answersNobodyWhoIsGone() {
        test::RouterSide bench;
        bool isAnswered = false;
        auto gone = std::make_unique<QObject>();
        bench.channel->send(
            gone.get(), "POST", bench.channel->ownPath("/state"), "{}", 10s,
            [&](const terminal::ChannelResult<QByteArray>&) { isAnswered = true; });
        gone.reset();
        Call next; // by its answer the first has come too
        MESON_TRY_COMPARE(bench.router.count("/state"), std::size_t(1));
        next.send(bench);
        MESON_TRY_VERIFY(next.answer);
        QVERIFY(!isAnswered);
    }
};

QTEST_GUILESS_MAIN(ControlChannelTest)
#include "control_channel_test.moc"

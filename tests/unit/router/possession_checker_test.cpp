// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/router/possession_checker.h"
#include "tests/support/scheduling.h"

#include <functional>
#include <set>

using namespace meson;
using namespace std::chrono_literals;
using router::NodeIndex;
using router::PossessionChecker;
using Bytes = std::vector<std::uint8_t>;

namespace {

constexpr std::int64_t kLeaves = 8;

/// One object, and a Terminal that answers checks as it is told.
class Bench {
public:
    Bench() {
        const router::ObjectRecord& object =
            network.addObject(1, base::Bytes(kLeaves * crypto::kLeafSize));
        id = object.id;
        std::string& content = network.objects.contents[id];
        for (std::int64_t leaf = 0; leaf < kLeaves; ++leaf)
            content += std::string(crypto::kLeafSize, static_cast<char>('a' + leaf));
        network.scheduler.demand().add(id, object.length, network.clock.steady());
        node = network.addNode();
        network.registry.at(node).roundTrip = 0ms;
        network.holders.add(node, id);
        network.holders.list(node, id);
    }
    /// Carries out what the Router asks until it asks no more.
    void check() {
        checker.checkNow();
        for (auto commands = network.orders.take(node); !commands.empty();
             commands = network.orders.take(node))
            for (const protocol::Command& command : commands)
                answer(command);
    }
    router::Reputation& reputation() { return network.registry.at(node).reputation; }
    std::string notice() {
        const auto& notices = network.registry.at(node).notices;
        return notices.empty() ? std::string() : notices.back();
    }

    test::Scheduling network;
    base::ContentId id;
    NodeIndex node = 0;
    std::chrono::milliseconds delay{20};
    std::string reason; ///< of refusals; empty: it answers
    /// What it has for a leaf when it makes tags, and when it opens one.
    std::function<Bytes(std::int64_t)> tagged = [this](std::int64_t leaf) {
        return network.objects.leafOf(id, leaf);
    };
    std::function<Bytes(std::int64_t)> opened = tagged;
    std::vector<std::int64_t> asked;
    std::set<protocol::CheckNonce> nonces;
    std::int64_t openings = 0;
    router::CheckJudge judge{
        {network.registry, network.holders, network.scheduler, network.objects, [](NodeIndex) {},
         network.clock}};
    PossessionChecker checker{
        {network.registry, network.holders, network.scheduler.demand(), network.orders,
         network.objects, judge, network.clock},
        {},
        0ms,
        3};

private:
    void answer(const protocol::Command& command) {
        network.clock.advance(delay);
        protocol::Acknowledgement ack{command.id, protocol::AckStatus::Done, {}, {}};
        if (const auto* check = std::get_if<protocol::SpotCheckCommand>(&command.body)) {
            nonces.insert(check->nonce);
            asked = check->leaves;
            for (const std::int64_t leaf : check->leaves)
                ack.answers.push_back(tagOf(check->nonce, tagged(leaf)));
        } else if (const auto* opening = std::get_if<protocol::OpenLeafCommand>(&command.body)) {
            ++openings;
            ack.answers.push_back(opened(opening->leaf));
        }
        if (!reason.empty())
            ack = {command.id, protocol::AckStatus::Failed, reason, {}};
        network.scheduler.acknowledged(node, ack);
    }
    Bytes tagOf(const protocol::CheckNonce& nonce, const Bytes& leaf) {
        Bytes key(nonce.begin(), nonce.end());
        const base::NodeId& nodeId = network.registry.at(node).id;
        key.insert(key.end(), nodeId.bytes.begin(), nodeId.bytes.end());
        const crypto::Mac tag = crypto::hmacSha256(key, leaf);
        return {tag.begin(), tag.end()};
    }
};

Bytes other(std::int64_t) {
    return Bytes(crypto::kLeafSize, '?');
}

} // namespace

class PossessionCheckerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void passesATerminalThatHasTheBytes() {
        Bench bench;
        bench.network.objects.secretLeaves[bench.id] = {2, 5};
        for (int i = 0; i < 10; ++i)
            bench.check();
        QCOMPARE(bench.judge.passed(), 10);
        QCOMPARE(bench.judge.failed(), 0);
        QCOMPARE(bench.openings, 10);
        QCOMPARE(bench.nonces.size(), std::size_t(10));
        QCOMPARE(bench.asked.size(), PossessionChecker::kLeaves);
        QCOMPARE(bench.reputation().quality(), 1.0);
    }

    void opensNothingWhenItKnowsAllTags() {
        Bench bench;
        bench.network.objects.secretLeaves[bench.id] = {0};
        bench.network.objects.contents[bench.id] = "small";
        const_cast<router::ObjectRecord*>(bench.network.objects.findObject(bench.id))->length =
            base::Bytes(5);
        bench.check();
        QCOMPARE(bench.judge.passed(), 1);
        QCOMPARE(bench.openings, 0);
    }

    void suspendsWhoDoesNotHaveTheBytes_data() {
        QTest::addColumn<bool>("isSecretKept");
        QTest::addColumn<bool>("opensRight");
        QTest::newRow("tags of other bytes, some known here") << true << false;
        QTest::newRow("tags of other bytes, opened as such") << false << false;
        QTest::newRow("tags of other bytes, the leaf fetched for the opening") << false << true;
    }
    void suspendsWhoDoesNotHaveTheBytes() {
        QFETCH(bool, isSecretKept);
        QFETCH(bool, opensRight);
        Bench bench;
        if (isSecretKept)
            bench.network.objects.secretLeaves[bench.id] = {2, 5};
        bench.tagged = other;
        if (!opensRight)
            bench.opened = other;
        bench.check();
        QVERIFY(bench.reputation().isSuspended());
        QCOMPARE(bench.nonces.size(), std::size_t(2)); // confirmed by a second check
        QVERIFY2(bench.notice().starts_with("Wrong bytes of object "), bench.notice().c_str());
    }

    void lowersTheReputationWhenOnlyOneOfTwoChecksWasWrong() {
        Bench bench;
        const auto right = bench.opened;
        bench.opened = [&, isFirst = true](std::int64_t leaf) mutable {
            return std::exchange(isFirst, false) ? other(leaf) : right(leaf);
        };
        bench.check();
        QVERIFY(!bench.reputation().isSuspended());
        QVERIFY(bench.reputation().quality() < 1);
    }

    void countsLatenessByTheMedianOfNineAnswers() {
        Bench bench;
        bench.delay = 200ms; // 50 + 4 × 15 are allowed
        for (int i = 0; i < 4; ++i)
            bench.check();
        bench.delay = 20ms;
        for (int i = 0; i < 4; ++i)
            bench.check();
        QCOMPARE(bench.judge.passed(), 8);
        bench.delay = 200ms;
        bench.check();
        QCOMPARE(bench.judge.failed(), 1);
        bench.delay = 20ms; // an answer in time is never late
        bench.check();
        QCOMPARE(bench.judge.passed(), 9);
        QVERIFY2(
            bench.notice().find("4 blocks after 200 ms, where 110 ms are allowed") !=
                std::string::npos,
            bench.notice().c_str());
    }

    void allowsForTheWayToTheTerminal() {
        Bench bench;
        bench.network.registry.at(bench.node).roundTrip = 25ms;
        bench.delay = 200ms; // 50 + 4 × 15 + 4 × 25 are allowed
        for (int i = 0; i < 10; ++i)
            bench.check();
        QCOMPARE(bench.judge.failed(), 0);
    }

    void takesNoAnswerForALateOne() {
        Bench bench;
        for (std::size_t i = 0; i < router::Punctuality::kJudged; ++i) {
            bench.checker.checkNow();
            bench.network.orders.take(bench.node);
            bench.network.clock.advance(61s);
            bench.network.registry.heard(bench.node);
            bench.network.scheduler.tick();
        }
        QCOMPARE(bench.judge.failed(), 1);
        QVERIFY2(
            bench.notice().starts_with("Checks are answered too late"), bench.notice().c_str());
    }

    void asksALostTerminalNothingMore() {
        Bench bench;
        bench.checker.checkNow();
        bench.network.orders.take(bench.node);
        bench.network.scheduler.nodeLost(bench.node);
        bench.network.clock.advance(61s);
        bench.network.scheduler.tick();
        QCOMPARE(bench.judge.failed() + bench.judge.passed(), 0);
    }

    void judgesARefusalByItsReason_data() {
        QTest::addColumn<QByteArray>("reason");
        QTest::addColumn<bool>("isHolder");
        QTest::addColumn<bool>("isFault");
        QTest::newRow("it says that it does not have it")
            << QByteArray("not-stored") << false << true;
        QTest::newRow("it found damage itself") << QByteArray("damaged") << false << false;
        QTest::newRow("it does not know such a leaf") << QByteArray("bad-leaf") << true << false;
    }
    void judgesARefusalByItsReason() {
        QFETCH(QByteArray, reason);
        QFETCH(bool, isHolder);
        QFETCH(bool, isFault);
        Bench bench;
        bench.reason = reason.toStdString();
        bench.check();
        QCOMPARE(bench.network.holders.holds(bench.node, bench.id), isHolder);
        bench.network.clock.advance(router::CheckJudge::kReportGrace);
        bench.judge.tick();
        QCOMPARE(bench.reputation().score() < 1, isFault);
    }

    void goesAheadOfOrdersThatAreWorkedOn() {
        Bench bench;
        for (std::uint8_t name = 2; name < 20; ++name)
            bench.network.orders.cache(
                bench.node, bench.network.addObject(name).id, base::Bytes(0),
                router::Scheduler::Urgency::Normal);
        QCOMPARE(bench.network.orders.take(bench.node).size(), router::Orders::kSentAtOnce);
        QVERIFY(!bench.network.orders.hasWaiting(bench.node));
        bench.checker.checkNow();
        QVERIFY(bench.network.orders.hasWaiting(bench.node));
        QCOMPARE(bench.network.orders.take(bench.node).size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(PossessionCheckerTest)
#include "possession_checker_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/crypto/merkle.h"
#include "engine/router/redirect_target.h"
#include "engine/router/spot_checker.h"
#include "tests/support/scheduling.h"

#include <map>
#include <set>

using namespace meson;
using namespace std::chrono_literals;
using router::NodeIndex;

namespace {

constexpr base::Bytes kLength = base::mebibytes(3);

/// One object of zero bytes; holders answer as they are told.
class Bench final : public router::Prober, public router::ObjectSource {
public:
    Bench() {
        m_record.id.bytes.fill(1);
        m_record.length = kLength;
        m_record.binding = 1;
        m_record.url = "/film.mp4";
        m_record.expires = network.clock.wall() + 24h;
        network.scheduler.demand().add(m_record.id, kLength, network.clock.steady());
    }
    NodeIndex addHolder() {
        const NodeIndex node = network.addNode();
        network.holders.add(node, m_record.id);
        network.holders.list(node, m_record.id);
        return node;
    }
    void fetch(http::ClientRequest request, Done done) override {
        requests.push_back(request);
        const auto range = router::RequestShapes::rangeOf(fieldOf(request, "Range"));
        http::SmallAnswer answer;
        answer.head.status = status ? status : range ? 206 : 200;
        answer.body.assign(
            static_cast<std::size_t>(range ? range->length() : kLength.count()), '\0');
        if (wrong > 0) {
            --wrong;
            answer.body[answer.body.size() / 2] = 1;
        }
        if (status != 0)
            answer.body.clear();
        if (error)
            return done(base::fail(*error));
        done(std::move(answer));
    }
    static std::string fieldOf(const http::ClientRequest& request, std::string_view name) {
        for (const auto& [field, value] : request.fields)
            if (field == name)
                return value;
        return {};
    }
    router::Reputation& reputation(NodeIndex node) { return network.registry.at(node).reputation; }
    const base::ContentId& id() const { return m_record.id; }
    void pass(std::chrono::seconds time) {
        network.clock.advance(time);
        judge.tick();
    }

    const router::ObjectRecord* findObject(const base::ContentId& id) const override {
        return id == m_record.id ? &m_record : nullptr;
    }
    std::string pullUrl(const base::ContentId&, const base::NodeId&) override { return {}; }
    std::optional<std::pair<std::string, std::string>>
    publicUrl(const base::ContentId&) const override {
        return std::nullopt;
    }
    void leafLayer(const base::ContentId&, std::function<void(crypto::LeafLayer)> done) override {
        const std::vector<std::uint8_t> leaf(crypto::kLeafSize);
        done(crypto::LeafLayer(
            static_cast<std::size_t>(crypto::leafCount(kLength)), crypto::hashLeaf(leaf)));
    }
    void secretShards(
        const base::ContentId&,
        std::function<void(std::vector<router::SecretShard>)> done) override {
        done({});
    }
    void forEachObject(const std::function<void(const router::ObjectRecord&)>&) const override {}
    const router::Binding* findBinding(router::BindingNumber) const override { return nullptr; }

    test::Scheduling network;
    router::RequestShapes shapes;
    std::vector<http::ClientRequest> requests;
    std::set<NodeIndex> saved;
    int status = 0;                         ///< of answers without content; 0: the content
    int wrong = 0;                          ///< answers that have a wrong byte
    std::optional<http::ClientError> error; ///< instead of an answer

private:
    router::ObjectRecord m_record;

public:
    router::CheckJudge judge{
        {network.registry, network.holders, network.scheduler, *this,
         [this](NodeIndex node) { saved.insert(node); }, network.clock}};
    router::SpotChecker checker{
        {network.registry, network.holders, network.tokens, network.scheduler.demand(), *this,
         *this, shapes, judge, network.clock},
        {},
        0ms,
        3};
};

} // namespace

class SpotCheckerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksAllHoldersForDifferentPiecesAtTheSameTime() {
        Bench bench;
        for (int i = 0; i < 3; ++i)
            bench.addHolder();
        QCOMPARE(bench.checker.checkNow(), std::size_t(3));
        QCOMPARE(bench.judge.passed(), 3);
        std::set<std::string> authorities;
        std::int64_t end = 0;
        for (const http::ClientRequest& request : bench.requests) {
            const auto piece = router::RequestShapes::rangeOf(Bench::fieldOf(request, "Range"));
            QVERIFY(piece.has_value());
            QVERIFY(piece->first >= end);
            end = piece->end;
            authorities.insert(request.url.substr(0, request.url.find('/', 8)));
            QVERIFY(request.url.ends_with("/film.mp4"));
        }
        QCOMPARE(authorities.size(), std::size_t(3));
        QCOMPARE(bench.saved.size(), std::size_t(3));
    }

    void speaksAsTheLatestClientDid() {
        Bench bench;
        bench.addHolder();
        http::RequestHead request;
        request.target = "/film.mp4";
        request.fields = {{"User-Agent", "player/1"}, {"Range", "bytes=65536-131071"}};
        bench.shapes.note(request);
        QCOMPARE(bench.checker.checkNow(), std::size_t(1));
        QCOMPARE(Bench::fieldOf(bench.requests[0], "User-Agent"), std::string("player/1"));
        QCOMPARE(Bench::fieldOf(bench.requests[0], "Range"), std::string("bytes=65536-131071"));
    }

    void suspendsForWrongBytesOnlyAfterASecondCheck_data() {
        QTest::addColumn<int>("wrong");
        QTest::addColumn<bool>("isSuspended");
        QTest::addColumn<bool>("isLowered");
        QTest::newRow("right") << 0 << false << false;
        QTest::newRow("once") << 1 << false << true;
        QTest::newRow("twice") << 2 << true << true;
    }
    void suspendsForWrongBytesOnlyAfterASecondCheck() {
        QFETCH(int, wrong);
        QFETCH(bool, isSuspended);
        QFETCH(bool, isLowered);
        Bench bench;
        const NodeIndex node = bench.addHolder();
        bench.wrong = wrong;
        bench.checker.checkNow();
        QCOMPARE(bench.requests.size(), wrong > 0 ? std::size_t(2) : std::size_t(1));
        QCOMPARE(bench.reputation(node).isSuspended(), isSuspended);
        QCOMPARE(bench.reputation(node).quality() < 1, isLowered);
        QCOMPARE(bench.network.registry.at(node).notices.empty(), !isLowered);
        QCOMPARE(bench.network.registry.serving().empty(), isSuspended);
    }

    void countsWhatIsMissingOnlyIfItIsStillListedAfterAGrace_data() {
        QTest::addColumn<bool>("isReported");
        QTest::newRow("still listed") << false;
        QTest::newRow("reported as deleted meanwhile") << true;
    }
    void countsWhatIsMissingOnlyIfItIsStillListedAfterAGrace() {
        QFETCH(bool, isReported);
        Bench bench;
        const NodeIndex node = bench.addHolder();
        bench.status = 404;
        bench.checker.checkNow();
        QVERIFY(!bench.network.holders.holds(node, bench.id()));
        bench.pass(router::CheckJudge::kReportGrace - 1s);
        QCOMPARE(bench.reputation(node).quality(), 1.0);
        if (isReported)
            bench.network.holders.unlist(node, bench.id());
        bench.pass(1s);
        QCOMPARE(bench.reputation(node).quality() < 1, !isReported);
    }

    void countsASignedReturnOnceHoweverOftenItIsReplayed() {
        Bench bench;
        const NodeIndex node = bench.addHolder();
        for (int i = 0; i < 5; ++i) {
            bench.network.scheduler.onMissing([&](NodeIndex index, const base::ContentId& id) {
                bench.judge.saidMissing({index, id});
            });
            bench.network.scheduler.returned(
                bench.network.registry.at(node).shortId, bench.id(),
                protocol::ReturnReason::Missing);
            bench.pass(router::CheckJudge::kReportGrace);
        }
        QCOMPARE(bench.judge.failed(), 1);
        QVERIFY(!bench.reputation(node).isSuspended());
    }

    void asksTwelveHoldersAtTheSameTime() {
        Bench bench;
        for (int i = 0; i < 12; ++i)
            bench.addHolder();
        std::set<std::string> authorities;
        QCOMPARE(bench.checker.checkNow(), std::size_t(12));
        for (const http::ClientRequest& request : bench.requests)
            authorities.insert(request.url.substr(0, request.url.find('/', 8)));
        QCOMPARE(authorities.size(), std::size_t(12));
    }

    void allowsATerminalTheTimeOfTheSlowestClient() {
        Bench bench;
        bench.addHolder();
        bench.checker.checkNow();
        const http::ClientRequest& request = bench.requests[0];
        QVERIFY(request.totalTimeout.has_value());
        QCOMPARE(
            *request.totalTimeout,
            request.connectTimeout + 50ms +
                std::chrono::milliseconds(
                    request.bodyLimit.count() * 1000 / router::kSlowestClient.count()));
    }

    void lowersWhoMostlyTricklesAndForgivesASlowMoment() {
        Bench bench;
        const NodeIndex node = bench.addHolder();
        for (std::size_t i = 0; i < router::Punctuality::kJudged; ++i) {
            bench.error.reset();
            if (i % 3 == 0)
                bench.error = http::ClientError::TooSlow;
            bench.checker.checkNow();
        }
        QCOMPARE(bench.reputation(node).quality(), 1.0);
        bench.error = http::ClientError::TooSlow;
        for (std::size_t i = 0; i < router::Punctuality::kJudged; ++i)
            bench.checker.checkNow();
        QVERIFY(bench.reputation(node).quality() < 1);
        const std::string notice = bench.network.registry.at(node).notices.back();
        QVERIFY2(notice.starts_with("Checks are answered too late"), notice.c_str());
    }

    void takesAnErrorOfTheServerForAnUnknownOne() {
        Bench bench;
        const NodeIndex node = bench.addHolder();
        bench.status = 500;
        for (int i = 0; i < 20; ++i)
            bench.checker.checkNow();
        QCOMPARE(bench.reputation(node).quality(), 1.0);
        QCOMPARE(bench.network.registry.at(node).notices.size(), std::size_t(1));
    }

    void leavesWhatRunsOutInAMinute() {
        Bench bench;
        bench.addHolder();
        bench.network.clock.advance(24h - 30s);
        QCOMPARE(bench.checker.checkNow(), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(SpotCheckerTest)
#include "spot_checker_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/mac.h"
#include "engine/crypto/merkle.h"
#include "engine/router/possession_checker.h"
#include "engine/router/spot_checker.h"
#include "tests/support/scheduling.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace meson::test {

/// How a simulated Terminal behaves.
enum class Kind {
    Honest,
    Flaky,  ///< loses 1 % of answers, goes away now and then, evicts and reports it
    Drops1, ///< does not keep so many per cent of what it lists
    Drops5,
    Drops10,
    Drops50,
    DropsCold,  ///< does not keep what nobody asked for lately
    HashesOnly, ///< keeps no content
    Flips,      ///< one answer in five has a wrong bit
    Flapping,   ///< away every other minute
    Colludes,   ///< four share one copy of each object, which one of them at a time can read
    // These keep nothing, and fetch the bytes when they are asked for them.
    ProxiesOrigin,
    ProxiesPeer,
    AvoidsProbers, ///< but only when it knows the address that asks
    Slow,          ///< seconds from question to answer
    Trickles,      ///< answers questions at once, and clients a byte a second
    Overstates,    ///< states twice what it sent of one object in ten
};

/// A Router's decisions with Terminals that are functions: simulated network, clock and clients,
/// all under one seed. Objects are small, so that a check costs microseconds.
class SimulatedNetwork final : public router::Prober {
public:
    struct Terminal {
        Kind kind = Kind::Honest;
        std::set<base::ContentId> checked; ///< distinct objects, until it was found
        std::int64_t checks = 0;           ///< answers asked of it, until it was found
        std::int64_t controlChecks = 0;    ///< of these, on the control channel
        bool isFound = false;
        base::SteadyTime foundAt;
        std::optional<base::SteadyTime> suspendedAt; ///< for the first time
        double earned = 0;                           ///< quality × time that it served, in seconds
        base::SteadyTime returnsAt;                  ///< away until then
        std::vector<std::pair<base::SteadyTime, base::ContentId>> unreported; ///< evictions
    };

    explicit SimulatedNetwork(std::uint64_t seed)
        : m_random(seed)
        , m_scheduling({2, 30, router::NetworkDiversity::Ignored})
        , m_objects(m_scheduling.objects)
        , m_judge(
              {m_scheduling.registry, m_scheduling.holders, m_scheduling.scheduler, m_objects,
               [](router::NodeIndex) {}, m_scheduling.clock})
        , m_checker(
              {m_scheduling.registry, m_scheduling.holders, m_scheduling.tokens,
               m_scheduling.scheduler.demand(), m_objects, *this, m_shapes, m_judge,
               m_scheduling.clock},
              {}, std::chrono::seconds(0), seed + 1)
        , m_possession(
              {m_scheduling.registry, m_scheduling.holders, m_scheduling.scheduler.demand(),
               m_scheduling.orders, m_objects, m_judge, m_scheduling.clock},
              {}, std::chrono::seconds(0), seed + 2) {}

    void addTerminals(Kind kind, int count) {
        for (int i = 0; i < count; ++i) {
            const router::NodeIndex node = m_scheduling.addNode();
            m_byAuthority[m_scheduling.registry.at(node).authority] = node;
            m_terminals.emplace_back().kind = kind;
        }
    }
    /// A new object that every Terminal says it keeps.
    void publish() {
        const base::ContentId id = m_objects.publish(m_random, m_scheduling.clock);
        m_scheduling.scheduler.demand().add(id, SimulatedObjects::kLength, clock().steady());
        for (router::NodeIndex node = 0; node < m_terminals.size(); ++node) {
            m_scheduling.holders.add(node, id);
            m_scheduling.holders.list(node, id);
        }
        m_askedAt[id] = clock().steady();
        m_ids.push_back(id);
    }
    /// The oldest object is gone everywhere, in good order.
    void retireOldest() {
        const base::ContentId id = m_ids.front();
        m_ids.erase(m_ids.begin());
        m_objects.remove(id);
        m_scheduling.scheduler.demand().remove(id);
        m_scheduling.holders.forget(id);
        for (router::NodeIndex node = 0; node < m_terminals.size(); ++node)
            m_scheduling.holders.unlist(node, id);
    }
    /// `time` passes, clients ask, Terminals come and go, and the Router checks once.
    void step(std::chrono::seconds time) {
        m_scheduling.clock.advance(time);
        m_askedAt[m_ids[m_random() % m_ids.size()]] = clock().steady();
        for (router::NodeIndex node = 0; node < m_terminals.size(); ++node) {
            live(node);
            earn(node, time);
        }
        m_judge.tick();
        m_answered += static_cast<std::int64_t>(m_checker.checkNow());
        m_answered += static_cast<std::int64_t>(m_possession.checkNow());
        answerQuestions();
        for (const router::NodeIndex node : registry().endSuspensions())
            registry().stateChanged(node);
        if (++m_steps % 64 == 0) // the round over all objects, which finds the coldest
            m_scheduling.scheduler.demand().visitNext(
                m_ids.size(), clock().steady(), [](router::ObjectDemand&) {});
        if (m_steps % 4096 == 0) {
            m_scheduling.tokens.forget(m_scheduling.clock.wall());
            m_scheduling.tokens.takeUnsaved(registry());
        }
    }

    void fetch(http::ClientRequest request, Done done) override {
        const std::size_t slash = request.url.find('/', 8);
        const router::NodeIndex node = m_byAuthority.at(request.url.substr(0, slash));
        const auto text =
            std::string_view(request.url).substr(slash + 1, protocol::kTokenCharacters);
        const auto token =
            protocol::readToken(text, registry().at(node).tokenKey, m_scheduling.clock.wall());
        count(node, token.token.id);
        const std::chrono::seconds trickling(request.bodyLimit.count());
        if (m_terminals[node].kind == Kind::Trickles && request.totalTimeout &&
            trickling > *request.totalTimeout)
            return done(base::fail(http::ClientError::TooSlow));
        if (m_terminals[node].kind == Kind::Flaky && happens(0.01))
            return done(base::fail(http::ClientError::TimedOut));
        http::SmallAnswer found = answer(node, token.token.id);
        found.head.connectTime = roundTripOf(node);
        if (!found.body.empty())
            sendReceipt(node, token.token.id, std::string(text));
        done(std::move(found));
        noteFound();
    }

    /// A fault was entered: the Terminal is suspended, or its score is lower.
    bool isPenalised(router::NodeIndex node) const {
        const router::Reputation& reputation = m_scheduling.registry.at(node).reputation;
        return reputation.isSuspended() || reputation.score() < 1;
    }
    void noteFound() {
        for (router::NodeIndex node = 0; node < m_terminals.size(); ++node) {
            if (m_terminals[node].isFound || !isPenalised(node))
                continue;
            m_terminals[node].isFound = true;
            m_terminals[node].foundAt = clock().steady();
        }
    }
    const std::vector<Terminal>& terminals() const { return m_terminals; }
    std::int64_t answered() const { return m_answered; }
    std::size_t objectCount() const { return m_ids.size(); }
    std::string notice(router::NodeIndex node) const {
        const auto& notices = m_scheduling.registry.at(node).notices;
        return notices.empty() ? std::string() : notices.back();
    }

private:
    /// Contents of one block each, made from their number.
    class SimulatedObjects final : public router::ObjectSource {
    public:
        static constexpr base::Bytes kLength{64};

        explicit SimulatedObjects(FakeObjects& fake)
            : m_fake(fake) {}
        base::ContentId publish(std::mt19937_64& random, const base::Clock& clock) {
            router::ObjectRecord record;
            for (std::uint8_t& byte : record.id.bytes)
                byte = static_cast<std::uint8_t>(random());
            record.length = kLength;
            record.binding = 1;
            record.url = "/" + std::to_string(++m_count);
            record.expires = clock.wall() + std::chrono::hours(24 * 365);
            m_layers[record.id] = {crypto::hashLeaf(base::bytesOf(contentOf(record.id)))};
            m_records[record.id] = record;
            return record.id;
        }
        void remove(const base::ContentId& id) {
            m_records.erase(id);
            m_layers.erase(id);
        }
        static std::string contentOf(const base::ContentId& id) {
            const std::string half(id.bytes.begin(), id.bytes.end());
            return half + half;
        }

        const router::ObjectRecord* findObject(const base::ContentId& id) const override {
            const auto found = m_records.find(id);
            return found == m_records.end() ? nullptr : &found->second;
        }
        std::string pullUrl(const base::ContentId& id, const base::NodeId& node) override {
            return m_fake.pullUrl(id, node);
        }
        std::optional<std::pair<std::string, std::string>>
        publicUrl(const base::ContentId& id) const override {
            return m_fake.publicUrl(id);
        }
        void
        leafLayer(const base::ContentId& id, std::function<void(crypto::LeafLayer)> done) override {
            done(m_layers.at(id));
        }
        /// The Router keeps the only block of every other object secretly.
        std::vector<router::SecretShard> secretShards(const base::ContentId& id) const override {
            const std::string content = contentOf(id);
            if (id.bytes[1] % 2 == 0)
                return {};
            return {{0, std::vector<std::uint8_t>(content.begin(), content.end())}};
        }
        void forEachObject(
            const std::function<void(const router::ObjectRecord&)>& visit) const override {
            for (const auto& [id, record] : m_records)
                visit(record);
        }
        const router::Binding* findBinding(router::BindingNumber number) const override {
            return m_fake.findBinding(number);
        }

    private:
        FakeObjects& m_fake;
        std::unordered_map<base::ContentId, router::ObjectRecord> m_records;
        std::unordered_map<base::ContentId, crypto::LeafLayer> m_layers;
        std::int64_t m_count = 0;
    };

    router::NodeRegistry& registry() { return m_scheduling.registry; }
    const base::Clock& clock() const { return m_scheduling.clock; }
    bool happens(double probability) {
        return std::uniform_real_distribution<double>(0, 1)(m_random) < probability;
    }

    void earn(router::NodeIndex node, std::chrono::seconds time) {
        Terminal& terminal = m_terminals[node];
        const router::Node& known = registry().at(node);
        if (known.isServing())
            terminal.earned += known.reputation.quality() * static_cast<double>(time.count());
        if (known.isSuspended() && !terminal.suspendedAt)
            terminal.suspendedAt = clock().steady();
    }

    void live(router::NodeIndex node) {
        Terminal& terminal = m_terminals[node];
        const base::SteadyTime now = clock().steady();
        if (terminal.kind != Kind::Flaky && terminal.kind != Kind::Flapping)
            return;
        if (!registry().at(node).isAlive && now >= terminal.returnsAt)
            registry().heard(node);
        else if (terminal.kind == Kind::Flapping ? happens(0.2) : happens(0.001)) {
            terminal.returnsAt = now + std::chrono::seconds(60 + m_random() % 600);
            registry().lost(node);
            m_scheduling.scheduler.nodeLost(node);
        }
        if (terminal.kind == Kind::Flaky && happens(0.001)) // for the owner's quota: at once
            terminal.unreported.emplace_back(
                now + std::chrono::seconds(5), m_ids[m_random() % m_ids.size()]);
        std::erase_if(terminal.unreported, [&](const auto& eviction) {
            if (eviction.first > now)
                return false;
            m_scheduling.holders.unlist(node, eviction.second);
            m_scheduling.holders.remove(node, eviction.second);
            return true;
        });
    }

    /// Whether this Terminal is one of the `share` that dropped the object: as good as random.
    static bool isDropped(router::NodeIndex node, const base::ContentId& id, double share) {
        std::seed_seq seed{
            std::uint32_t(node),
            std::uint32_t(id.bytes[0]) << 24 | id.bytes[1] << 16 | id.bytes[2] << 8 | id.bytes[3]};
        std::array<std::uint32_t, 1> drawn;
        seed.generate(drawn.begin(), drawn.end());
        return drawn[0] < share * 4294967296.0;
    }

    static http::SmallAnswer statusOf(int status) {
        http::SmallAnswer answer;
        answer.head.status = status;
        return answer;
    }

    void count(router::NodeIndex node, const base::ContentId& id) {
        Terminal& terminal = m_terminals[node];
        if (terminal.isFound)
            return;
        ++terminal.checks;
        terminal.checked.insert(id);
    }

    // --- the control channel

    static std::chrono::milliseconds roundTripOf(router::NodeIndex node) {
        return std::chrono::milliseconds(20 + node % 3 * 10);
    }
    /// From a question to its answer at the Router.
    std::chrono::milliseconds answerTime(router::NodeIndex node) {
        const std::chrono::milliseconds own = 2 * roundTripOf(node) + upTo(40);
        switch (m_terminals[node].kind) {
        case Kind::Flaky:
            return happens(0.01) ? own + upTo(5'000) : own;
        case Kind::ProxiesOrigin:
            return own + std::chrono::milliseconds(350) + upTo(100);
        case Kind::ProxiesPeer:
            return own + std::chrono::milliseconds(150) + upTo(100);
        case Kind::Slow:
            return own + std::chrono::milliseconds(1'500) + upTo(2'000);
        case Kind::Colludes: {
            base::SteadyTime& isFree = m_copyIsFree[node / 4];
            isFree = std::max(isFree, clock().steady()) + kCopyTime;
            return own + std::chrono::ceil<std::chrono::milliseconds>(isFree - clock().steady());
        }
        default:
            return own;
        }
    }
    std::chrono::milliseconds upTo(std::uint64_t most) {
        return std::chrono::milliseconds(m_random() % most);
    }
    struct Reply {
        router::NodeIndex node;
        protocol::Acknowledgement acknowledgement;
    };
    /// All questions are answered, and those that follow from the answers, in the order of time.
    void answerQuestions() {
        std::multimap<base::SteadyTime, Reply> replies;
        const auto takeQuestions = [&](router::NodeIndex node) {
            if (!registry().at(node).isAlive)
                return m_scheduling.orders.drop(node);
            for (const protocol::Command& command : m_scheduling.orders.take(node))
                replies.emplace(
                    clock().steady() + answerTime(node), Reply{node, replyTo(node, command)});
        };
        std::vector<router::NodeIndex> nodes(m_terminals.size());
        std::iota(nodes.begin(), nodes.end(), router::NodeIndex(0));
        std::shuffle(nodes.begin(), nodes.end(), m_random); // who reads a shared copy first
        for (const router::NodeIndex node : nodes)
            takeQuestions(node);
        while (!replies.empty()) {
            const auto [time, reply] = *replies.begin();
            replies.erase(replies.begin());
            m_scheduling.clock.advance(time - clock().steady());
            m_scheduling.scheduler.acknowledged(reply.node, reply.acknowledgement);
            noteFound();
            takeQuestions(reply.node);
        }
    }
    protocol::Acknowledgement replyTo(router::NodeIndex node, const protocol::Command& command) {
        protocol::Acknowledgement reply{command.id, protocol::AckStatus::Done, {}, {}};
        const auto contentFor = [&](const base::ContentId& id) {
            http::SmallAnswer found = answer(node, id);
            if (found.head.status == 404)
                reply = {command.id, protocol::AckStatus::Failed, "not-stored", {}};
            if (m_terminals[node].kind == Kind::AvoidsProbers)
                found.body.assign(found.body.size(), '#');
            const std::string& content = found.body;
            return std::vector<std::uint8_t>(content.begin(), content.end());
        };
        if (const auto* check = std::get_if<protocol::SpotCheckCommand>(&command.body)) {
            if (m_terminals[node].kind != Kind::Overstates)
                count(node, check->id);
            m_terminals[node].controlChecks += m_terminals[node].isFound ? 0 : 1;
            std::vector<std::uint8_t> key(check->nonce.begin(), check->nonce.end());
            const base::NodeId& id = registry().at(node).id;
            key.insert(key.end(), id.bytes.begin(), id.bytes.end());
            const crypto::Mac tag = crypto::hmacSha256(key, contentFor(check->id));
            if (reply.status == protocol::AckStatus::Done)
                reply.answers.emplace_back(tag.begin(), tag.end());
        } else if (const auto* opening = std::get_if<protocol::OpenLeafCommand>(&command.body)) {
            auto content = contentFor(opening->id);
            if (reply.status == protocol::AckStatus::Done)
                reply.answers.push_back(std::move(content));
        }
        return reply;
    }

    // --- receipts

    void
    sendReceipt(router::NodeIndex node, const base::ContentId& id, const std::string& tokenText) {
        const bool isOverstated =
            m_terminals[node].kind == Kind::Overstates && isDropped(node, id, 0.1);
        protocol::Receipt receipt;
        receipt.token = tokenText;
        receipt.bytes = base::Bytes(SimulatedObjects::kLength.count() * (isOverstated ? 2 : 1));
        const router::BatchCredit batch = m_scheduling.tokens.assess(
            node, {1, {receipt}}, registry().at(node).tokenKey, m_scheduling.clock.wall());
        m_scheduling.tokens.apply(batch);
        m_judge.overstated(node, batch.overstated);
    }

    http::SmallAnswer answer(router::NodeIndex node, const base::ContentId& id) {
        const Terminal& terminal = m_terminals[node];
        std::string content = SimulatedObjects::contentOf(id);
        const auto isGone = [&](double share) { return isDropped(node, id, share); };
        bool isThere = true;
        switch (terminal.kind) {
        case Kind::Honest:
        case Kind::Flapping:
        case Kind::ProxiesOrigin:
        case Kind::ProxiesPeer:
        case Kind::AvoidsProbers:
        case Kind::Slow:
        case Kind::Trickles:
        case Kind::Overstates:
        case Kind::Colludes:
            break;
        case Kind::Flaky:
            for (const auto& [due, evicted] : terminal.unreported)
                isThere = isThere && evicted != id;
            break;
        case Kind::Drops1:
            isThere = !isGone(0.01);
            break;
        case Kind::Drops5:
            isThere = !isGone(0.05);
            break;
        case Kind::Drops10:
            isThere = !isGone(0.1);
            break;
        case Kind::Drops50:
            isThere = !isGone(0.5);
            break;
        case Kind::DropsCold: {
            const auto asked = m_askedAt.find(id);
            isThere = asked != m_askedAt.end() &&
                      clock().steady() - asked->second < std::chrono::hours(2);
            break;
        }
        case Kind::HashesOnly:
            content.assign(content.size(), '#');
            break;
        case Kind::Flips:
            if (happens(0.2))
                content[m_random() % content.size()] ^= 1;
            break;
        }
        if (!isThere)
            return statusOf(404);
        http::SmallAnswer right = statusOf(200);
        right.body = std::move(content);
        return right;
    }

    /// To fetch a block from the shared copy of those who collude.
    static constexpr std::chrono::milliseconds kCopyTime{80};

    std::mt19937_64 m_random;
    std::map<router::NodeIndex, base::SteadyTime> m_copyIsFree; ///< by number of the four
    Scheduling m_scheduling;
    SimulatedObjects m_objects;
    router::RequestShapes m_shapes;
    router::CheckJudge m_judge;
    router::SpotChecker m_checker;
    router::PossessionChecker m_possession;
    std::vector<Terminal> m_terminals;
    std::map<std::string, router::NodeIndex> m_byAuthority;
    std::vector<base::ContentId> m_ids;
    std::unordered_map<base::ContentId, base::SteadyTime> m_askedAt;
    std::int64_t m_answered = 0;
    std::int64_t m_steps = 0;
};

} // namespace meson::test

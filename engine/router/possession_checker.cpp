// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/possession_checker.h"

#include "engine/crypto/mac.h"

#include <algorithm>

namespace meson::router {

namespace {

std::int64_t milliseconds(base::SteadyTime::duration time) {
    return std::chrono::ceil<std::chrono::milliseconds>(time).count();
}

std::string countOf(const std::vector<std::int64_t>& leaves) {
    return leaves.size() == 1 ? "a block" : std::to_string(leaves.size()) + " blocks";
}

std::string leafOf(const base::ContentId& id, std::int64_t leaf) {
    return aboutObject(id) + ", block " + std::to_string(leaf);
}

} // namespace

PossessionChecker::PossessionChecker(
    Parts parts, CheckPatience patience, std::chrono::milliseconds interval, std::uint64_t seed)
    : m_parts(parts)
    , m_patience(patience)
    , m_draw(
          {parts.registry, parts.holders, parts.demand, parts.source, parts.clock}, interval,
          seed) {}

void PossessionChecker::tick() {
    for (const CheckDraw::Draw& draw : m_draw.due())
        ask(draw);
}

std::size_t PossessionChecker::checkNow() {
    const CheckDraw::Draw draw = m_draw.next();
    return draw.object != nullptr ? ask(draw) : 0;
}

std::size_t PossessionChecker::ask(const CheckDraw::Draw& draw) {
    const auto fetching = m_parts.orders.underWay(draw.object->id);
    std::vector<Check> checks;
    for (const NodeIndex node : draw.nodes) {
        // What a Terminal does for one object it does in order: a renewal would come first.
        if (std::find(fetching.begin(), fetching.end(), node) != fetching.end())
            continue;
        Check check;
        check.node = node;
        check.id = draw.object->id;
        check.length = draw.object->length;
        checks.push_back(std::move(check));
    }
    const std::size_t asked = checks.size();
    if (asked > 0)
        m_parts.source.secretShards(
            draw.object->id,
            [this, checks = std::move(checks)](std::vector<SecretShard> shards) mutable {
                const auto secrets =
                    std::make_shared<const std::vector<SecretShard>>(std::move(shards));
                for (Check& check : checks) {
                    check.secrets = secrets;
                    check.leaves = drawLeaves(check);
                    start(std::move(check));
                }
            });
    return asked;
}

/// Some of which the Router can make the tags itself, and others anywhere; in random order.
std::vector<std::int64_t> PossessionChecker::drawLeaves(const Check& check) {
    std::vector<std::int64_t> leaves;
    const auto add = [&](std::int64_t leaf) {
        if (std::find(leaves.begin(), leaves.end(), leaf) == leaves.end())
            leaves.push_back(leaf);
    };
    const std::int64_t count = crypto::leafCount(check.length);
    const std::vector<SecretShard>& secrets = *check.secrets;
    for (std::size_t i = 0; i < kSecretLeaves && !secrets.empty(); ++i)
        add(secrets[m_draw.random()() % secrets.size()].leaf);
    const auto wanted = std::min<std::size_t>(kLeaves, static_cast<std::size_t>(count));
    while (leaves.size() < wanted)
        add(std::uniform_int_distribution<std::int64_t>(0, count - 1)(m_draw.random()));
    std::shuffle(leaves.begin(), leaves.end(), m_draw.random());
    return leaves;
}

crypto::MacKey PossessionChecker::keyOf(const Check& check) const {
    std::vector<std::uint8_t> key(check.nonce.begin(), check.nonce.end());
    const base::NodeId& node = m_parts.registry.at(check.node).id;
    key.insert(key.end(), node.bytes.begin(), node.bytes.end());
    return crypto::MacKey(key);
}

void PossessionChecker::start(Check check) {
    check.nonce = crypto::randomBytes<std::tuple_size_v<protocol::CheckNonce>>();
    check.allowed = m_patience.base +
                    m_patience.perLeaf * static_cast<std::int64_t>(check.leaves.size()) +
                    m_parts.registry.at(check.node).roundTrip * kRoundTrips;
    protocol::SpotCheckCommand command{
        check.id, check.nonce, check.leaves, milliseconds(check.allowed)};
    const NodeIndex node = check.node;
    m_parts.orders.ask(
        node, std::move(command),
        [this, check = std::move(check)](const QuestionAnswer& answer) { tagged(check, answer); });
}

std::string PossessionChecker::aboutTime(const Check& check, const QuestionAnswer& answer) {
    return aboutObject(check.id) + ", " + countOf(check.leaves) + " after " +
           std::to_string(milliseconds(answer.took)) + " ms, where " +
           std::to_string(milliseconds(check.allowed)) + " ms are allowed";
}

void PossessionChecker::tagged(const Check& check, const QuestionAnswer& answer) {
    const bool isOverdue = answer.reason == "overdue";
    if (answer.status != protocol::AckStatus::Done && !isOverdue)
        return conclude(
            check, findingWithoutBytes(check, answer),
            "the answer to a check was \"" + answer.reason + "\"");
    const Arrival arrival = answer.took > check.allowed ? Arrival::Late : Arrival::InTime;
    const Finding found =
        m_punctuality.isLate(check.node, arrival) ? Finding::Late : Finding::Right;
    const Comparison comparison = compare(check, answer.answers);
    if (!isOverdue && !comparison.isRight)
        return conclude(check, Finding::Wrong, aboutObject(check.id));
    if (found == Finding::Late)
        return conclude(check, found, aboutTime(check, answer));
    if (isOverdue || comparison.unknown.empty())
        return conclude(check, isOverdue ? Finding::Excused : found, aboutObject(check.id));
    const std::size_t place = comparison.unknown[m_draw.random()() % comparison.unknown.size()];
    open(check, place, answer.answers[place]);
}

PossessionChecker::Comparison
PossessionChecker::compare(const Check& check, const Tags& tags) const {
    Comparison comparison;
    if (tags.size() != check.leaves.size())
        return {false, {}};
    const crypto::MacKey key = keyOf(check);
    for (std::size_t i = 0; i < tags.size(); ++i) {
        const auto secret = std::find_if(
            check.secrets->begin(), check.secrets->end(),
            [&](const SecretShard& shard) { return shard.leaf == check.leaves[i]; });
        if (secret == check.secrets->end())
            comparison.unknown.push_back(i);
        else if (!crypto::equalInConstantTime(key.tag(secret->bytes), tags[i]))
            comparison.isRight = false;
    }
    return comparison;
}

void PossessionChecker::open(
    const Check& check, std::size_t place, const std::vector<std::uint8_t>& tag) {
    m_parts.orders.ask(
        check.node, protocol::OpenLeafCommand{check.id, check.nonce, check.leaves[place]},
        [this, check, place, tag](const QuestionAnswer& answer) {
            opened(check, check.leaves[place], tag, answer);
        });
}

void PossessionChecker::opened(
    const Check& check, std::int64_t leaf, const std::vector<std::uint8_t>& tag,
    const QuestionAnswer& answer) {
    const std::string about = leafOf(check.id, leaf);
    if (answer.status != protocol::AckStatus::Done)
        return conclude(
            check, findingWithoutBytes(check, answer),
            about + " was not opened: \"" + answer.reason + "\"");
    if (answer.answers.size() != 1 ||
        !crypto::equalInConstantTime(keyOf(check).tag(answer.answers.front()), tag))
        return conclude(check, Finding::Wrong, about);
    m_parts.source.leafLayer(
        check.id, [this, check, leaf, about, hash = crypto::hashLeaf(answer.answers.front())](
                      const crypto::LeafLayer& layer) {
            if (static_cast<std::int64_t>(layer.size()) != crypto::leafCount(check.length))
                return; // the layer is lost: nothing can be said
            const bool matches = layer[static_cast<std::size_t>(leaf)] == hash;
            conclude(check, matches ? Finding::Right : Finding::Wrong, about);
        });
}

/// "damaged" is how a Terminal says that it found the damage itself, which is no fault.
Finding PossessionChecker::findingWithoutBytes(const Check& check, const QuestionAnswer& answer) {
    if (answer.reason == "not-stored")
        return Finding::Missing;
    if (answer.reason != "damaged")
        return Finding::Unknown;
    m_parts.holders.remove(check.node, check.id);
    return Finding::Excused;
}

void PossessionChecker::conclude(const Check& check, Finding finding, const std::string& about) {
    const auto verdict = m_parts.judge.enter({check.node, check.id}, finding, check.round, about);
    if (m_parts.registry.at(check.node).isSuspended())
        m_punctuality.forget(check.node);
    if (verdict == CheckJudge::Verdict::Settled)
        return;
    Check again = check;
    again.round = CheckJudge::Round::Confirmation;
    start(std::move(again));
}

} // namespace meson::router

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/spot_checker.h"

#include "engine/crypto/merkle.h"
#include "engine/protocol/delivery_token.h"
#include "engine/router/redirect_target.h"

#include <QLoggingCategory>
#include <algorithm>

namespace meson::router {

Q_LOGGING_CATEGORY(lcChecks, "meson.router.checks", QtInfoMsg)

namespace {

constexpr std::size_t kDrawn = 16; // objects that one weighted draw compares
constexpr std::int64_t kTurn =
    8; // of so many checks one is of the newest, one of the coldest object
constexpr std::chrono::minutes kExpiryMargin{1};
constexpr std::chrono::hours kClaimsKept{1};

/// Whether all whole leaves in [first, first + bytes.size()) are as the layer says; a leaf that is
/// cut by the piece's edges cannot be judged.
bool leavesMatch(
    const crypto::LeafLayer& layer, base::Bytes length, std::int64_t first, base::ByteSpan bytes) {
    const auto end = first + static_cast<std::int64_t>(bytes.size());
    for (std::int64_t leaf = (first + crypto::kLeafSize - 1) / crypto::kLeafSize;; ++leaf) {
        const std::int64_t from = leaf * crypto::kLeafSize;
        const std::int64_t to = std::min(from + crypto::kLeafSize, length.count());
        if (from >= length.count() || to > end)
            return true;
        const auto piece = bytes.subspan(
            static_cast<std::size_t>(from - first), static_cast<std::size_t>(to - from));
        if (crypto::hashLeaf(piece) != layer[static_cast<std::size_t>(leaf)])
            return false;
    }
}

std::string aboutOf(const base::ContentId& id) {
    return "object " + base::toText(id);
}

} // namespace

SpotChecker::SpotChecker(Parts parts, std::chrono::milliseconds interval, std::uint64_t seed)
    : m_parts(std::move(parts))
    , m_interval(interval)
    , m_random(seed)
    , m_due(m_parts.clock.steady() + interval)
    , m_claimsForgotten(m_parts.clock.steady()) {}

void SpotChecker::tick() {
    judgeMissing();
    if (m_interval.count() == 0 || m_parts.clock.steady() < m_due)
        return;
    // Anywhere between half and one and a half intervals: nobody can tell when the next one comes.
    m_due =
        m_parts.clock.steady() + m_interval / 2 +
        std::chrono::milliseconds(m_random() % static_cast<std::uint64_t>(m_interval.count() + 1));
    checkNow();
}

std::size_t SpotChecker::checkNow() {
    ObjectDemand* demand = draw();
    const ObjectRecord* object = demand ? m_parts.source.findObject(demand->id) : nullptr;
    // What is about to run out may be gone at a Terminal whose clock is a little ahead.
    if (object == nullptr || object->length.count() == 0 ||
        object->expires < m_parts.clock.wall() + kExpiryMargin)
        return 0;
    const std::vector<NodeIndex> nodes = drawHolders(object->id);
    const RequestShape* shape = m_parts.shapes.like(object->url, m_random);
    for (std::size_t i = 0; i < nodes.size(); ++i)
        start(
            {nodes[i], object->id, object->length,
             pieceLike(
                 shape, object->url, object->length.count(), kLargestPiece, i, nodes.size(),
                 m_random)});
    return nodes.size();
}

ObjectDemand* SpotChecker::draw() {
    DemandTable& demand = m_parts.scheduler.demand();
    const std::int64_t turn = m_draws++ % kTurn;
    if (turn == 0)
        return demand.newest();
    if (turn == kTurn / 2) {
        if (ObjectDemand* coldest = demand.coldest())
            return coldest;
    }
    const base::SteadyTime now = m_parts.clock.steady();
    ObjectDemand* drawn = nullptr;
    double total = 0;
    for (std::size_t i = 0; i < kDrawn; ++i) {
        ObjectDemand* object = demand.random();
        if (object == nullptr || m_parts.holders.of(object->id).empty())
            continue;
        const std::chrono::duration<double, std::ratio<3600>> age = now - object->added;
        const double weight = (0.1 + object->requestsPerMinute(now)) *
                              static_cast<double>(object->length.count()) *
                              (1 + 1 / (1 + age.count()));
        total += weight;
        if (std::uniform_real_distribution<double>(0, total)(m_random) < weight)
            drawn = object;
    }
    return drawn;
}

std::vector<NodeIndex> SpotChecker::drawHolders(const base::ContentId& id) {
    std::vector<NodeIndex> drawn;
    const auto holders = m_parts.holders.of(id);
    const std::size_t first = holders.empty() ? 0 : m_random() % holders.size();
    for (std::size_t i = 0; i < holders.size() && drawn.size() < kTogether; ++i) {
        const NodeIndex node = holders[(first + i) % holders.size()];
        if (m_parts.registry.at(node).isServing())
            drawn.push_back(node);
    }
    return drawn;
}

void SpotChecker::start(const Check& check) {
    const ObjectRecord* object = m_parts.source.findObject(check.id);
    if (object == nullptr)
        return;
    const Node& node = m_parts.registry.at(check.node);
    const base::WallTime now = m_parts.clock.wall();
    protocol::DeliveryToken token;
    token.id = check.id;
    token.length = check.length;
    token.binding = object->binding;
    token.expires = base::unixSeconds(now + tokenLifeFor(check.length));
    token.nonce = m_random();
    token.issued = std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count();
    m_parts.tokens.add(token, check.node, TokenPurpose::Check);

    http::ClientRequest request;
    request.url = node.authority + "/" + protocol::writeToken(token, node.tokenKey) + "/" +
                  fileNameOf(object->url);
    request.connectTo = node.enrolment.address;
    const RequestShape* shape = m_parts.shapes.like(object->url, m_random);
    request.fields = shape ? shape->fields : decltype(request.fields){{"Accept", "*/*"}};
    if (!check.isWhole())
        request.fields.emplace_back(
            "Range", "bytes=" + std::to_string(check.piece.first) + "-" +
                         std::to_string(check.piece.end - 1));
    request.bodyLimit = base::Bytes(check.piece.length());
    m_parts.prober.fetch(
        std::move(request),
        [this, check](const base::Result<http::SmallAnswer, http::ClientFailure>& answer) {
            answered(check, answer);
        });
}

void SpotChecker::answered(
    const Check& check, const base::Result<http::SmallAnswer, http::ClientFailure>& answer) {
    if (!answer) {
        // A body that is too long is no object of ours; everything else is a line or a machine in
        // trouble.
        const bool isWrong = answer.error().code == http::ClientError::TooLarge;
        return conclude(
            check, isWrong ? Finding::Wrong : Finding::Unknown, base::explain(answer.error()));
    }
    const int expected = check.isWhole() ? 200 : 206;
    if (answer->head.status != expected)
        return conclude(
            check, findingWithoutBytes(check, answer->head),
            "status " + std::to_string(answer->head.status));
    if (static_cast<std::int64_t>(answer->body.size()) != check.piece.length())
        return conclude(check, Finding::Wrong, "another length");
    m_parts.source.leafLayer(check.id, [this, check, body = answer->body](crypto::LeafLayer layer) {
        if (static_cast<std::int64_t>(layer.size()) != crypto::leafCount(check.length))
            return; // the layer is lost: nothing can be said
        const bool matches =
            leavesMatch(layer, check.length, check.piece.first, base::bytesOf(body));
        conclude(check, matches ? Finding::Right : Finding::Wrong, "bytes");
    });
}

/// A signed return for another reason than that it is missing is no fault; neither is anything
/// about content that the node need not have (any more).
SpotChecker::Finding
SpotChecker::findingWithoutBytes(const Check& check, const http::AnswerHead& head) {
    const auto location = head.find("Location");
    const std::size_t start =
        location ? location->find("/.well-known/meson/return/") : std::string_view::npos;
    const auto path = start != std::string_view::npos
                          ? protocol::parseReturnPath(location->substr(start))
                          : std::nullopt;
    if (path && path->reason == protocol::ReturnReason::Damaged)
        m_parts.holders.remove(check.node, check.id);
    if (path && path->reason != protocol::ReturnReason::Missing)
        return Finding::Excused;
    if (path || head.status == 404 || head.status == 410)
        return Finding::Missing;
    const bool isPromised = m_parts.holders.isListed(check.node, check.id) &&
                            m_parts.source.findObject(check.id) != nullptr;
    return isPromised ? Finding::Unknown : Finding::Excused;
}

void SpotChecker::conclude(const Check& check, Finding finding, const std::string& what) {
    Node& node = m_parts.registry.at(check.node);
    const bool isAbsent = finding != Finding::Right && finding != Finding::Wrong;
    if (finding == Finding::Excused || node.isSuspended() || (isAbsent && !node.isServing()))
        return; // its heartbeats tell of an absent one
    if (finding == Finding::Wrong && !check.isConfirmation) {
        Check again = check;
        again.isConfirmation = true;
        return start(again);
    }
    const std::string piece = aboutOf(check.id) + " between " + std::to_string(check.piece.first) +
                              " and " + std::to_string(check.piece.end);
    switch (finding) {
    case Finding::Right:
        if (check.isConfirmation)
            return enter(check.node, CheckOutcome::WrongOnce, piece);
        m_onPassed(check.node, check.id);
        return enter(check.node, CheckOutcome::Passed, piece);
    case Finding::Wrong:
        m_parts.holders.remove(check.node, check.id);
        return enter(check.node, CheckOutcome::WrongBytes, piece);
    case Finding::Missing:
        return saidMissing(check.node, check.id);
    case Finding::Unknown:
        return enter(check.node, CheckOutcome::UnknownError, what);
    case Finding::Excused:
        break;
    }
}

void SpotChecker::saidMissing(NodeIndex node, const base::ContentId& id) {
    const Claim claim{node, id};
    const bool isListed = m_parts.holders.isListed(node, id);
    m_parts.holders.remove(node, id);
    const auto isSame = [&](const Doubt& doubt) { return doubt.claim == claim; };
    if (!isListed || m_brokenClaims.contains(claim) ||
        std::any_of(m_doubts.begin(), m_doubts.end(), isSame))
        return;
    m_doubts.push_back({claim, m_parts.clock.steady() + kReportGrace});
}

/// Objects that were missing and are still listed: the Terminal had the time to say otherwise.
void SpotChecker::judgeMissing() {
    const base::SteadyTime now = m_parts.clock.steady();
    while (!m_doubts.empty() && m_doubts.front().due <= now) {
        const Claim claim = m_doubts.front().claim;
        m_doubts.erase(m_doubts.begin());
        const auto [node, id] = claim;
        if (!m_parts.registry.at(node).isServing() || !m_parts.holders.isListed(node, id) ||
            m_parts.source.findObject(id) == nullptr)
            continue;
        m_brokenClaims.insert(claim);
        enter(node, CheckOutcome::Missing, aboutOf(id));
    }
    if (now - m_claimsForgotten >= kClaimsKept) {
        m_claimsForgotten = now;
        m_brokenClaims.clear();
    }
}

void SpotChecker::enter(NodeIndex index, CheckOutcome outcome, const std::string& what) {
    Node& node = m_parts.registry.at(index);
    const bool isRight = outcome == CheckOutcome::Passed;
    ++(isRight ? m_passed : m_failed);
    ++(isRight ? node.checksPassed : node.checksFailed);
    std::string notice = node.reputation.note(outcome, what, m_parts.clock.wall());
    if (!notice.empty())
        qCInfo(lcChecks, "%s: %s", base::toText(node.id).c_str(), notice.c_str());
    node.tell(std::move(notice));
    if (node.isSuspended()) {
        m_parts.registry.stateChanged(index);
        m_parts.scheduler.nodeLost(index);
    }
    m_parts.save(index);
}

} // namespace meson::router

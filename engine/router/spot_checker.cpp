// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/spot_checker.h"

#include "engine/crypto/merkle.h"
#include "engine/protocol/delivery_token.h"

#include <QLoggingCategory>
#include <algorithm>

namespace meson::router {

Q_LOGGING_CATEGORY(lcChecks, "meson.router.checks", QtInfoMsg)

namespace {

constexpr std::size_t kDrawn = 16; // objects that one weighted draw compares
constexpr std::int64_t kTurn =
    8; // of so many checks one is of the newest, one of the coldest object
// As long as a client's token lives: a check must not stand out.
constexpr std::int64_t kTokenSeconds = 120;
constexpr std::int64_t kSlowestClient = 64 * 1024;

/// The last segment of a URL's path: redirects name the object so, and a check must look like one.
std::string nameOf(std::string_view target) {
    const std::string_view path = target.substr(0, target.find('?'));
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return name.empty() || name.size() > 255 ? "object" : std::string(name);
}

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

} // namespace

SpotChecker::SpotChecker(Parts parts, std::chrono::milliseconds interval, std::uint64_t seed)
    : m_parts(parts)
    , m_interval(interval)
    , m_random(seed)
    , m_due(parts.clock.steady() + interval) {}

void SpotChecker::tick() {
    if (m_interval.count() == 0 || m_parts.clock.steady() < m_due)
        return;
    // Anywhere between half and one and a half intervals: nobody can tell when the next one comes.
    m_due =
        m_parts.clock.steady() + m_interval / 2 +
        std::chrono::milliseconds(m_random() % static_cast<std::uint64_t>(m_interval.count() + 1));
    checkNow();
}

bool SpotChecker::checkNow() {
    ObjectDemand* object = draw();
    if (object == nullptr || object->length.count() == 0)
        return false;
    Check check;
    check.node = drawHolder(object->id);
    if (check.node == kNoNode)
        return false;
    check.id = object->id;
    check.length = object->length;
    check.end = object->length.count();
    if (check.end > kLargestPiece) {
        const std::int64_t start = object->length.count() - kLargestPiece + 1;
        check.first = static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(start));
        check.end = check.first + kLargestPiece;
    }
    start(check);
    return true;
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

NodeIndex SpotChecker::drawHolder(const base::ContentId& id) {
    const auto holders = m_parts.holders.of(id);
    if (holders.empty())
        return kNoNode;
    const std::size_t first = m_random() % holders.size();
    for (std::size_t i = 0; i < holders.size(); ++i) {
        const NodeIndex node = holders[(first + i) % holders.size()];
        if (m_parts.registry.at(node).isServing())
            return node;
    }
    return kNoNode;
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
    token.expires =
        base::unixSeconds(now) + std::max(kTokenSeconds, check.length.count() / kSlowestClient);
    token.nonce = m_random();
    token.issued = std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count();
    m_parts.tokens.add(token, check.node, TokenPurpose::Check);

    http::ClientRequest request;
    request.url = node.authority + "/" + protocol::writeToken(token, node.tokenKey) + "/" +
                  nameOf(object->url);
    request.connectTo = node.enrolment.address;
    request.fields.emplace_back("Accept", "*/*");
    if (check.end - check.first < check.length.count())
        request.fields.emplace_back(
            "Range", "bytes=" + std::to_string(check.first) + "-" + std::to_string(check.end - 1));
    request.bodyLimit = base::Bytes(check.end - check.first);
    m_parts.client.fetch(
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
    const int expected = check.end - check.first < check.length.count() ? 206 : 200;
    if (answer->head.status != expected)
        return conclude(
            check, findingWithoutBytes(check, answer->head),
            "status " + std::to_string(answer->head.status));
    if (static_cast<std::int64_t>(answer->body.size()) != check.end - check.first)
        return conclude(check, Finding::Wrong, "another length");
    m_parts.source.leafLayer(check.id, [this, check, body = answer->body](crypto::LeafLayer layer) {
        if (static_cast<std::int64_t>(layer.size()) != crypto::leafCount(check.length))
            return; // the layer is lost: nothing can be said
        const bool matches = leavesMatch(layer, check.length, check.first, base::bytesOf(body));
        conclude(check, matches ? Finding::Right : Finding::Wrong, "bytes");
    });
}

/// A signed return for a good reason, or for content that the node need not have (any more), is no
/// fault.
SpotChecker::Finding
SpotChecker::findingWithoutBytes(const Check& check, const http::AnswerHead& head) {
    const bool isPromised = m_parts.holders.isListed(check.node, check.id) &&
                            m_parts.holders.holds(check.node, check.id) &&
                            m_parts.source.findObject(check.id) != nullptr;
    const auto location = head.find("Location");
    const std::size_t start =
        location ? location->find("/.well-known/meson/return/") : std::string_view::npos;
    if (start != std::string_view::npos) {
        const auto path = protocol::parseReturnPath(location->substr(start));
        if (path && (path->reason == protocol::ReturnReason::Paused ||
                     path->reason == protocol::ReturnReason::Overloaded))
            return Finding::Excused;
    }
    if (start == std::string_view::npos && head.status != 404 && head.status != 410)
        return isPromised ? Finding::Unknown : Finding::Excused;
    m_parts.holders.remove(check.node, check.id);
    return isPromised ? Finding::Missing : Finding::Excused;
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
    const std::string piece = "object " + base::toText(check.id) + " between " +
                              std::to_string(check.first) + " and " + std::to_string(check.end);
    switch (finding) {
    case Finding::Right:
        m_onPassed(check.node, check.id);
        return enter(check.node, CheckOutcome::Passed, piece);
    case Finding::Wrong:
        m_parts.holders.remove(check.node, check.id);
        return enter(check.node, CheckOutcome::WrongBytes, piece);
    case Finding::Missing:
        return enter(check.node, CheckOutcome::Missing, piece);
    case Finding::Unknown:
        return enter(check.node, CheckOutcome::UnknownError, what);
    case Finding::Excused:
        break;
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
    m_parts.registry.save(m_parts.writer, index);
}

} // namespace meson::router

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/spot_checker.h"

#include "engine/crypto/merkle.h"
#include "engine/protocol/delivery_token.h"
#include "engine/router/redirect_target.h"

#include <algorithm>

namespace meson::router {

namespace {

// A Terminal that lets connections wait gains no more time than this for its other answers.
constexpr std::chrono::milliseconds kLongestRoundTrip{500};

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

std::string SpotChecker::Check::about() const {
    return aboutObject(id) + " between " + std::to_string(piece.first) + " and " +
           std::to_string(piece.end);
}

SpotChecker::SpotChecker(
    Parts parts, CheckPatience patience, std::chrono::milliseconds interval, std::uint64_t seed)
    : m_parts(parts)
    , m_patience(patience)
    , m_draw(
          {parts.registry, parts.holders, parts.demand, parts.source, parts.clock}, interval,
          seed) {}

void SpotChecker::tick() {
    for (const CheckDraw::Draw& draw : m_draw.due())
        ask(draw);
}

std::size_t SpotChecker::checkNow() {
    const CheckDraw::Draw draw = m_draw.next();
    if (draw.object != nullptr)
        ask(draw);
    return draw.nodes.size();
}

/// All in the words of one client, for as much as that one takes at a time.
void SpotChecker::ask(const CheckDraw::Draw& draw) {
    const ObjectRecord object = *draw.object;
    const std::int64_t length = object.length.count();
    const auto wanted =
        length > kLargestPiece ? RequestShapes::Wanted::Part : RequestShapes::Wanted::Any;
    const RequestShape* known = m_parts.shapes.like(object.url, wanted, m_draw.random());
    const RequestShape shape =
        known != nullptr ? *known : RequestShape{object.url, std::nullopt, {{"Accept", "*/*"}}};
    for (std::size_t i = 0; i < draw.nodes.size(); ++i)
        start(
            {draw.nodes[i], object.id, object.length,
             pieceLike(
                 &shape, object.url, length, kLargestPiece, i, draw.nodes.size(), m_draw.random()),
             shape});
}

/// As long as the slowest client takes for whom tokens are made.
std::chrono::milliseconds
SpotChecker::timeFor(const Check& check, const http::ClientRequest& request) const {
    return request.connectTimeout + m_patience.base +
           std::chrono::milliseconds(check.piece.length() * 1000 / kSlowestClient.count());
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
    token.nonce = m_draw.random()();
    token.issued = std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count();
    m_parts.tokens.addCheck(token, check.node, base::Bytes(check.piece.length()));

    http::ClientRequest request;
    request.url = node.authority + "/" + protocol::writeToken(token, node.tokenKey) + "/" +
                  fileNameOf(object->url);
    request.connectTo = node.enrolment.address;
    request.fields = check.shape.fieldsFor(check.piece, check.length.count());
    request.bodyLimit = base::Bytes(check.piece.length());
    request.totalTimeout = timeFor(check, request);
    m_parts.prober.fetch(
        std::move(request),
        [this, check](const base::Result<http::SmallAnswer, http::ClientFailure>& answer) {
            answered(check, answer);
        });
}

void SpotChecker::answered(
    const Check& check, const base::Result<http::SmallAnswer, http::ClientFailure>& answer) {
    if (!answer)
        return failed(check, answer.error());
    m_parts.registry.at(check.node).roundTrip =
        std::min<base::SteadyTime::duration>(answer->head.connectTime, kLongestRoundTrip);
    const int expected = check.isWhole() && !check.shape.range ? 200 : 206;
    if (answer->head.status != expected)
        return conclude(
            check, findingWithoutBytes(check, answer->head),
            "status " + std::to_string(answer->head.status));
    if (static_cast<std::int64_t>(answer->body.size()) != check.piece.length())
        return conclude(check, Finding::Wrong, check.about());
    m_punctuality.isLate(check.node, Arrival::InTime);
    m_parts.source.leafLayer(check.id, [this, check, body = answer->body](crypto::LeafLayer layer) {
        if (static_cast<std::int64_t>(layer.size()) != crypto::leafCount(check.length))
            return; // the layer is lost: nothing can be said
        const bool matches =
            leavesMatch(layer, check.length, check.piece.first, base::bytesOf(body));
        conclude(check, matches ? Finding::Right : Finding::Wrong, check.about());
    });
}

/// A body that is too long is no object of ours; one that trickles is late; everything else is a
/// line or a machine in trouble.
void SpotChecker::failed(const Check& check, const http::ClientFailure& failure) {
    if (failure.code == http::ClientError::TooLarge)
        return conclude(check, Finding::Wrong, check.about());
    const bool isSlow =
        failure.code == http::ClientError::TooSlow && check.round == CheckJudge::Round::First;
    if (!isSlow)
        return conclude(check, Finding::Unknown, base::explain(failure));
    const bool isLate = m_punctuality.isLate(check.node, Arrival::Late);
    conclude(
        check, isLate ? Finding::Late : Finding::Excused,
        check.about() + ", at less than " + std::to_string(kSlowestClient.count() / 1024) +
            " KiB a second");
}

/// A signed return for another reason than that it is missing is no fault; neither is anything
/// about content that the node need not have (any more).
Finding SpotChecker::findingWithoutBytes(const Check& check, const http::AnswerHead& head) {
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

void SpotChecker::conclude(const Check& check, Finding finding, const std::string& about) {
    const auto verdict = m_parts.judge.enter({check.node, check.id}, finding, check.round, about);
    if (m_parts.registry.at(check.node).isSuspended())
        m_punctuality.forget(check.node);
    if (verdict == CheckJudge::Verdict::Settled)
        return;
    Check again = check;
    again.round = CheckJudge::Round::Confirmation;
    start(again);
}

} // namespace meson::router

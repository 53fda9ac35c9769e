// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/delivery_handler.h"

#include "engine/base/check.h"
#include "engine/terminal/probe_answer.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace meson::terminal {
namespace {

using protocol::ReturnReason;
using protocol::TokenVerdict;

/// Repr-Digest is of the identity representation, so whole and ranged answers carry the same
/// (RFC 9530 §3).
http::Representation representationOf(std::shared_ptr<store::Blob> blob) {
    http::Representation result;
    result.etag = blob->etag();
    result.lastModified = blob->lastModified();
    result.fields = http::Fields(blob->fields());
    result.fields.add("Repr-Digest", "sha-256=:" + base::toBase64(blob->sha256().bytes) + ':');
    result.content = std::move(blob);
    return result;
}

bool mayUse(const protocol::DeliveryToken& token, const http::Exchange& exchange) {
    if (token.clientNetwork == std::array<std::uint8_t, 8>{})
        return true;
    const boost::asio::ip::address client = exchange.peer().address();
    return token.clientNetwork == (client.is_v4()
                                       ? protocol::clientNetwork(client.to_v4().to_bytes())
                                       : protocol::clientNetwork(client.to_v6().to_bytes()));
}

/// The first segment of "/<token>/<name>", or nothing if it cannot be a token.
std::string_view tokenOf(std::string_view path) {
    const std::size_t length = protocol::kTokenCharacters;
    return path.size() > length + 1 && path[length + 1] == '/' ? path.substr(1, length)
                                                               : std::string_view();
}

ReturnReason reasonOf(store::BlobFault fault) {
    switch (fault) {
    case store::BlobFault::Absent:
        break;
    case store::BlobFault::Unavailable:
        return ReturnReason::Overloaded;
    case store::BlobFault::Damaged:
        return ReturnReason::Damaged;
    }
    return ReturnReason::Missing;
}

/// RFC 9457; the words are PROTOCOL.md's.
void refuse(
    http::Exchange& exchange, int status, std::string_view type, std::string_view title,
    http::Fields fields = {}) {
    fields.add("Content-Type", "application/problem+json").add("Cache-Control", "no-store");
    exchange.respond(
        status, std::move(fields),
        "{\"type\":\"/problems/" + std::string(type) + "\",\"title\":\"" + std::string(title) +
            "\",\"status\":" + std::to_string(status) + '}');
}

/// Counters have one writer each: no locked instruction is needed.
void add(std::atomic<std::int64_t>& counter, std::int64_t count) {
    counter.store(counter.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
}

std::atomic<std::uint64_t> s_serials{0};

} // namespace

struct DeliveryHandler::Lane {
    std::unique_ptr<store::BlobReader> reader;
    ReceiptRing ring;
    DeliveryCounters counters;
    bool crowded = false;
};

DeliveryHandler::DeliveryHandler(
    store::ContentStore& store, const crypto::Identity& identity, const RouterClock& clock,
    int loops)
    : m_store(store)
    , m_identity(identity)
    , m_clock(clock)
    , m_serial(++s_serials) {
    for (int i = 0; i < loops; ++i) {
        m_lanes.push_back(std::make_unique<Lane>());
        m_lanes.back()->reader = store.reader();
    }
}

DeliveryHandler::~DeliveryHandler() = default;

void DeliveryHandler::setTerms(DeliveryTerms terms) {
    m_allTerms.push_back(std::make_unique<const DeliveryTerms>(std::move(terms)));
    m_terms.store(m_allTerms.back().get(), std::memory_order_release);
}

http::Fields DeliveryHandler::browserFields() {
    return http::Fields("Access-Control-Allow-Origin: *\r\n"
                        "Access-Control-Expose-Headers: Accept-Ranges, Age, Content-Length, "
                        "Content-Range, Date, ETag, Last-Modified, Repr-Digest, Server\r\n"
                        "Timing-Allow-Origin: *\r\n"
                        "Cross-Origin-Resource-Policy: cross-origin\r\n"
                        "X-Content-Type-Options: nosniff\r\n");
}

DeliveryHandler::Lane& DeliveryHandler::lane() {
    // Each loop is one thread that serves one handler all its life.
    static thread_local std::uint64_t t_owner = 0;
    static thread_local Lane* t_lane = nullptr;
    if (t_owner != m_serial) {
        const std::size_t index = m_lanesTaken.fetch_add(1);
        MESON_CHECK(index < m_lanes.size());
        t_lane = m_lanes[index].get();
        t_owner = m_serial;
    }
    return *t_lane;
}

void DeliveryHandler::handle(std::shared_ptr<http::Exchange> exchange) {
    const http::RequestHead& request = exchange->request();
    if (request.method == http::Method::Options)
        return exchange->respond(
            204, http::Fields("Access-Control-Allow-Methods: GET, HEAD, OPTIONS\r\n"
                              "Access-Control-Allow-Headers: *\r\n"
                              "Access-Control-Max-Age: 86400\r\n"
                              "Allow: GET, HEAD, OPTIONS\r\n"));
    if (request.path.starts_with(kProbePath))
        return answerProbe(*exchange, request.path.substr(kProbePath.size()));
    serve(lane(), *exchange, tokenOf(request.path));
}

/// Threads that look at the same moment may let one more in each.
bool DeliveryHandler::isFull() const {
    const std::int64_t limit = m_maxRunning.load(std::memory_order_relaxed);
    std::int64_t running = 0;
    for (std::size_t i = 0; limit > 0 && i < m_lanes.size(); ++i)
        running += m_lanes[i]->counters.running.load(std::memory_order_relaxed);
    return limit > 0 && running >= limit;
}

void DeliveryHandler::serve(Lane& lane, http::Exchange& exchange, std::string_view token) {
    const DeliveryTerms* terms = m_terms.load(std::memory_order_acquire);
    const Mode mode = m_mode.load(std::memory_order_relaxed);
    if (!terms || mode == Mode::NotRegistered)
        return refuse(
            exchange, 503, "not-registered", "This Terminal has not joined its network yet.",
            http::Fields("Retry-After: 5\r\n"));
    const auto checked = protocol::readToken(token, terms->tokenKey, m_clock.now());
    if (checked.verdict == TokenVerdict::Malformed || checked.verdict == TokenVerdict::Forged) {
        add(lane.counters.forged, 1);
        return refuse(
            exchange, 403, "forged-token",
            "This address was not made by the network: open the original link again.");
    }
    if (checked.verdict == TokenVerdict::Expired || !mayUse(checked.token, exchange))
        return sendBack(lane, exchange, token, ReturnReason::Expired);
    if (mode == Mode::Paused)
        return sendBack(lane, exchange, token, ReturnReason::Paused);
    // Every answer under way keeps a slot of the ring, so that no receipt is ever lost.
    const std::int64_t running = lane.counters.running.load(std::memory_order_relaxed);
    if (mode == Mode::Overloaded || !lane.ring.hasRoomFor(static_cast<std::size_t>(running) + 1) ||
        isFull())
        return sendBack(lane, exchange, token, ReturnReason::Overloaded);
    auto blob = lane.reader->open(checked.token.id);
    if (!blob)
        return sendBack(lane, exchange, token, reasonOf(blob.error()));
    if ((*blob)->length() != checked.token.length || (*blob)->expires() <= m_clock.now())
        return sendBack(lane, exchange, token, ReturnReason::Missing);
    add(lane.counters.requests, 1);
    add(lane.counters.running, 1);
    exchange.respond(representationOf(*std::move(blob)));
}

void DeliveryHandler::sendBack(
    Lane& lane, http::Exchange& exchange, std::string_view token, ReturnReason reason) {
    const DeliveryTerms& terms = *m_terms.load(std::memory_order_acquire);
    add(lane.counters.sentBack, 1);
    http::Fields fields;
    fields.add(
        "Location",
        terms.returnUrl + protocol::writeReturnPath(token, terms.node, reason, terms.tokenKey));
    fields.add("Cache-Control", "no-store");
    exchange.respond(307, std::move(fields));
}

void DeliveryHandler::answerProbe(http::Exchange& exchange, std::string_view challenge) const {
    auto answer = probeAnswer(challenge, m_identity);
    if (!answer)
        return refuse(exchange, 400, "bad-challenge", "The challenge must be base64url.");
    http::Fields fields;
    fields.add("Content-Type", "text/plain").add("Cache-Control", "no-store");
    exchange.respond(200, std::move(fields), *std::move(answer));
}

void DeliveryHandler::cannotSend(std::shared_ptr<http::Exchange> exchange, http::Fitness fitness) {
    Lane& lane = this->lane();
    add(lane.counters.running, -1);
    const auto reason =
        fitness == http::Fitness::Unavailable ? ReturnReason::Overloaded : ReturnReason::Damaged;
    sendBack(lane, *exchange, tokenOf(exchange->request().path), reason);
}

void DeliveryHandler::finished(const http::Exchange& exchange, const http::Outcome& outcome) {
    // What serve() answered with an object ends in one of these; nothing else of ours does, but a
    // probe, which has no token.
    const std::string_view token = tokenOf(exchange.request().path);
    const bool wasObject = outcome.status == 200 || outcome.status == 206 ||
                           outcome.status == 304 || outcome.status == 412 || outcome.status == 416;
    if (token.empty() || !wasObject)
        return;
    Lane& lane = this->lane();
    add(lane.counters.bytes, static_cast<std::int64_t>(outcome.bodyBytes));
    if (outcome.bodyBytes > 0 && (outcome.status == 200 || outcome.status == 206))
        writeReceipt(lane, token, outcome);
    // Last: who sees that nothing runs any more finds all receipts.
    lane.counters.running.store(
        lane.counters.running.load(std::memory_order_relaxed) - 1, std::memory_order_release);
}

void DeliveryHandler::writeReceipt(
    Lane& lane, std::string_view token, const http::Outcome& outcome) {
    using std::chrono::duration_cast, std::chrono::milliseconds;
    ServedRecord record;
    std::copy(token.begin(), token.end(), record.token.begin());
    record.bytes = outcome.bodyBytes;
    record.firstByte = outcome.firstByte;
    record.servedAt = duration_cast<milliseconds>(m_clock.now().time_since_epoch()).count();
    record.durationMilliseconds = duration_cast<milliseconds>(outcome.duration).count();
    record.complete = outcome.complete;
    MESON_CHECK(lane.ring.push(record));
    if (m_crowded && lane.ring.used() == ReceiptRing::kSlots / 2)
        m_crowded();
}

void DeliveryHandler::drainReceipts(const std::function<void(const ServedRecord&)>& take) {
    for (const auto& lane : m_lanes)
        lane->ring.drain([&](const ServedRecord& record) {
            if (const auto token = protocol::parseToken(record.tokenText()))
                m_store.noteUse(token->id);
            take(record);
        });
}

DeliveryHandler::Totals DeliveryHandler::totals() const {
    Totals totals;
    for (const auto& lane : m_lanes) {
        totals.requests += lane->counters.requests.load(std::memory_order_relaxed);
        totals.sentBack += lane->counters.sentBack.load(std::memory_order_relaxed);
        totals.forged += lane->counters.forged.load(std::memory_order_relaxed);
        totals.bytes += lane->counters.bytes.load(std::memory_order_relaxed);
        totals.running += lane->counters.running.load(std::memory_order_acquire);
    }
    return totals;
}

} // namespace meson::terminal

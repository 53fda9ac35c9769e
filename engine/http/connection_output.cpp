// SPDX-License-Identifier: GPL-3.0-or-later
// The half of Connection that sends answers.
#include "engine/http/connection.h"
#include "engine/http/exchange.h"
#include "engine/http/upload_limiter.h"
#include "engine/platform/mapped_read.h"

#include <algorithm>
#include <utility>

namespace meson::http {
namespace {

using namespace std::chrono_literals;

/// How long a closed connection may still send before what it sends costs it our answer's last
/// bytes.
constexpr std::chrono::milliseconds kLinger = 1000ms;
/// At most this much is verified, and handed to the system, at once.
constexpr std::uint64_t kWindow = 2 * 1024 * 1024;
/// A window that a client has not taken by then is looked at again before more of it leaves.
constexpr std::chrono::milliseconds kReadyFor = 100ms;
/// Bodies up to this size are copied behind their head: one piece of memory for one send.
constexpr std::size_t kJoined = 16 * 1024;
/// A stream that has more than this queued is asked to wait.
constexpr std::uint64_t kStreamFull = 256 * 1024;
/// A stream whose queue is below this is asked for more.
constexpr std::uint64_t kStreamRefill = 128 * 1024;

} // namespace

void Connection::answer(std::shared_ptr<ServerExchange> exchange, Answer answer) {
    if (m_phase != Phase::Handling)
        return;
    m_exchange = std::move(exchange);
    begin(std::move(answer));
    run();
}

void Connection::answer(
    std::shared_ptr<ServerExchange> exchange, const Representation& representation) {
    answer(
        std::move(exchange),
        makeAnswer(request(), representation, m_loop->core().clock.wall(), m_loop->nextBoundary()));
}

void Connection::inform(int status, const Fields& fields) {
    if (m_phase == Phase::Handling && request().minorVersion == 1)
        sendInterim(
            "HTTP/1.1 " + std::to_string(status) + " " + std::string(reasonPhrase(status)) +
            "\r\n" + fields.lines() + "\r\n");
}

/// Sends an interim head now if the socket takes it, else in front of the answer.
void Connection::sendInterim(std::string head) {
    std::size_t sent = 0;
    if (m_pieces.empty()) {
        const Wire::Result result = m_wire.write(base::bytesOf(head), {}, Wire::More::No);
        sent = result.state == Wire::State::Moved ? result.bytes : 0;
        if (sent > 0)
            charge(m_wire.weight(sent));
    }
    if (sent < head.size())
        queue(framingPiece(head.substr(sent)));
}

/// Queues head and body of an answer; from here on the phase is Answering.
void Connection::begin(Answer answer) {
    const bool headOnly = m_exchangeOpen && request().method == Method::Head;
    m_closeAfter = m_closeAfter || m_bodyUnread || m_loop->core().draining ||
                   answer.framing.kind == BodyFraming::Kind::UntilClose;
    const ConnectionField field = m_closeAfter                  ? ConnectionField::Close
                                  : request().minorVersion == 0 ? ConnectionField::KeepAlive
                                                                : ConnectionField::None;
    Piece head =
        framingPiece(m_loop->heads().write(answer.status, answer.fields, answer.framing, field));
    if (headOnly)
        answer.body.clear();
    auto rest = answer.body.begin();
    if (rest != answer.body.end() && !rest->content && rest->leading == 0 &&
        rest->bytes.size() <= kJoined)
        head.bytes += (rest++)->bytes;
    queue(std::move(head));
    for (; rest != answer.body.end(); ++rest)
        queue(std::move(*rest));
    m_outcome = Outcome{answer.status, 0, false, answer.firstByte, {}};
    m_phase = Phase::Answering;
    m_answerStarted = false;
    m_deadline.reset();
}

std::uint64_t Connection::queue(Piece piece) {
    if (piece.size() == 0)
        return m_queued;
    m_queued += piece.size();
    m_pieces.push_back(std::move(piece));
    return m_queued;
}

bool Connection::hasRoom() {
    m_wantsDrained = m_queued > kStreamFull;
    return !m_wantsDrained;
}

void Connection::endStream() {
    m_streaming = false;
}

Connection::Next Connection::answerSome() {
    if (m_piece < m_pieces.size())
        return sendPieces();
    switch (m_wire.flush().state) {
    case Wire::State::Moved:
        break;
    case Wire::State::WouldBlock:
        waitWritable();
        return blocked();
    default:
        cut();
        return Next::Wait;
    }
    return m_streaming ? streamWaits() : finishAnswer();
}

Connection::Next Connection::sendPieces() {
    switch (prepare()) {
    case Ready::Later:
        m_deadline.reset();
        return Next::Wait;
    case Ready::No:
        return unfit();
    case Ready::Yes:
        break;
    }
    const std::size_t granted = throttled(sendable());
    if (granted == 0)
        return Next::Wait;
    const Wire::Result result = send(granted);
    if (const auto& limiter = m_loop->core().options.limiter)
        limiter->giveBack(
            m_wire.weight(granted) - (result.bytes == 0 ? 0 : m_wire.weight(result.bytes)));
    switch (result.state) {
    case Wire::State::Moved:
        m_loop->countSent(m_wire.weight(result.bytes));
        advance(result.bytes);
        return Next::Step;
    case Wire::State::WouldBlock:
        waitWritable();
        return blocked();
    case Wire::State::SourceFailed:
        m_unfitness = Fitness::Damaged;
        return unfit();
    default:
        cut();
        return Next::Wait;
    }
}

/// How much of `wanted` the upload limit lets go now; 0: the loop will call takeTurn().
std::size_t Connection::throttled(std::size_t wanted) {
    const auto& limiter = m_loop->core().options.limiter;
    if (!limiter)
        return wanted;
    const std::size_t weight = m_wire.weight(wanted);
    const auto granted = static_cast<std::size_t>(limiter->take(weight));
    if (granted == weight)
        return wanted;
    const std::size_t overhead = m_wire.weight(granted) - granted;
    if (granted > overhead) {
        limiter->giveBack(granted - m_wire.weight(granted - overhead));
        return granted - overhead;
    }
    limiter->giveBack(granted);
    m_deadline.reset(); // the wait is ours, not the client's
    waitForTurn();
    return 0;
}

void Connection::waitForTurn() {
    if (std::exchange(m_waitingForTurn, true))
        return;
    m_waitingSince = m_loop->now();
    m_loop->throttle(shared_from_this());
}

/// Counts what left without asking the upload limit.
void Connection::charge(std::size_t bytes) {
    if (const auto& limiter = m_loop->core().options.limiter)
        limiter->charge(bytes);
    m_loop->countSent(bytes);
}

/// Makes the content that comes next fit to send, before even the head in front of it goes out.
Connection::Ready Connection::prepare() {
    const std::size_t index = m_pieces[m_piece].content ? m_piece : m_piece + 1;
    if (index >= m_pieces.size() || !m_pieces[index].content)
        return Ready::Yes;
    const Piece& piece = m_pieces[index];
    const std::uint64_t at = piece.offset + (index == m_piece ? m_pieceSent : 0);
    if (!piece.content->memory().empty() || isStillReady(index, at))
        return Ready::Yes;
    if (std::exchange(m_preparing, true))
        return Ready::Later;
    const std::uint64_t end = std::min((at / kWindow + 1) * kWindow, piece.offset + piece.length);
    m_readyPiece = index;
    m_readyUntil = at;
    auto done = [self = shared_from_this(), serial = m_serial, end](Fitness fitness) {
        self->m_loop->post(
            [self, serial, end, fitness] { self->onPrepared(serial, end, fitness); });
    };
    const Fitness fitness = piece.content->prepare(at, end - at, std::move(done));
    if (fitness == Fitness::Pending)
        return Ready::Later;
    m_preparing = false;
    if (fitness != Fitness::Ready) {
        m_unfitness = fitness;
        return Ready::No;
    }
    m_readyUntil = end;
    m_readySince = m_loop->now();
    return Ready::Yes;
}

/// What was verified may leave the page cache and come back changed: it is asked for again while a
/// slow client takes it.
bool Connection::isStillReady(std::size_t index, std::uint64_t at) const {
    return m_readyPiece == index && at < m_readyUntil && m_loop->now() - m_readySince < kReadyFor;
}

void Connection::onPrepared(std::uint64_t serial, std::uint64_t end, Fitness fitness) {
    if (serial != m_serial || m_phase != Phase::Answering)
        return;
    m_preparing = false;
    if (fitness == Fitness::Ready) {
        m_readyUntil = end;
        m_readySince = m_loop->now();
    } else {
        m_unfitness = fitness;
        unfit();
    }
    run();
}

/// Bytes of content piece `index`, of which `sent` are gone, that are fit to send.
std::size_t Connection::readyIn(std::size_t index, std::uint64_t sent) const {
    const Piece& piece = m_pieces[index];
    const std::uint64_t at = piece.offset + sent;
    if (!piece.content->memory().empty())
        return static_cast<std::size_t>(piece.length - sent);
    return m_readyPiece == index && m_readyUntil > at ? static_cast<std::size_t>(m_readyUntil - at)
                                                      : 0;
}

/// Bytes that one call may send: of the piece under way and the one behind it.
std::size_t Connection::sendable() const {
    const auto of = [this](std::size_t index, std::uint64_t sent) {
        const Piece& piece = m_pieces[index];
        return piece.content ? readyIn(index, sent)
                             : static_cast<std::size_t>(piece.bytes.size() - sent);
    };
    std::size_t bytes = of(m_piece, m_pieceSent);
    if (!m_pieces[m_piece].content && m_piece + 1 < m_pieces.size())
        bytes += of(m_piece + 1, 0);
    return std::min<std::size_t>(bytes, kWindow);
}

Wire::Result Connection::send(std::size_t granted) {
    const Piece& piece = m_pieces[m_piece];
    if (piece.content)
        return sendContent({}, piece, m_pieceSent, granted);
    const base::ByteSpan rest = base::bytesOf(piece.bytes).subspan(m_pieceSent);
    const base::ByteSpan first = rest.first(std::min(rest.size(), granted));
    const std::size_t room = granted - first.size();
    if (room == 0)
        return m_wire.write(first, {}, Wire::More::No);
    const Piece& next = m_pieces[m_piece + 1];
    if (next.content)
        return sendContent(first, next, 0, room);
    return m_wire.write(
        first, base::bytesOf(next.bytes).first(std::min(next.bytes.size(), room)), Wire::More::No);
}

/// Memory, mapping or file: whichever the object offers and its size recommends.
Wire::Result Connection::sendContent(
    base::ByteSpan head, const Piece& piece, std::uint64_t from, std::size_t length) {
    const Content& content = *piece.content;
    const std::uint64_t at = piece.offset + from;
    if (const base::ByteSpan memory = content.memory(); !memory.empty())
        return m_wire.write(head, memory.subspan(at, length), Wire::More::No);
    if (const base::ByteSpan mapping = mappingOf(content); !mapping.empty())
        return m_wire.writeMapped(head, mapping.subspan(at, length), content.file(), at);
    if (!head.empty())
        return m_wire.write(head, {}, Wire::More::Follows);
    return m_wire.writeFile(content.file(), at, length);
}

base::ByteSpan Connection::mappingOf(const Content& content) const {
    const auto from = static_cast<std::uint64_t>(m_loop->core().options.mapFrom.count());
    if (!platform::mappedReadsAreGuarded() || from == 0 || content.size() < from)
        return {};
    return content.mapping();
}

void Connection::advance(std::uint64_t bytes) {
    m_answerStarted = true;
    m_queued -= bytes;
    while (bytes > 0) {
        Piece& piece = m_pieces[m_piece];
        const std::uint64_t count = std::min(bytes, piece.size() - m_pieceSent);
        m_outcome.bodyBytes += piece.bodyWithin(m_pieceSent, m_pieceSent + count);
        m_pieceSent += count;
        bytes -= count;
        if (m_pieceSent == piece.size()) {
            piece = Piece();
            ++m_piece;
            m_pieceSent = 0;
        }
    }
    if (m_piece == m_pieces.size())
        dropPieces();
    notifyDrained();
}

void Connection::dropPieces() {
    m_pieces.clear();
    m_piece = 0;
    m_pieceSent = m_queued = m_readyUntil = 0;
    m_readyPiece = 0;
}

void Connection::notifyDrained() {
    if (m_streaming && m_queued <= kStreamRefill && m_onDrained &&
        std::exchange(m_wantsDrained, false))
        m_onDrained();
}

/// The object cannot be sent on. While nothing of the answer has left, the handler may answer
/// otherwise.
Connection::Next Connection::unfit() {
    if (m_answerStarted) {
        cut();
        return Next::Wait;
    }
    dropPieces();
    m_phase = Phase::Handling;
    const auto exchange = std::exchange(m_exchange, nullptr);
    m_waitingExchange = exchange;
    exchange->reopen();
    m_loop->core().handler.cannotSend(exchange, m_unfitness);
    return Next::Step;
}

/// Starts the window in which the peer must take (or bring) the least that we ask of it, unless it
/// runs already.
Connection::Next Connection::blocked() {
    const ServerLimits& limits = m_loop->core().options.limits;
    if (!m_deadline && limits.stallTimeout > 0ms && limits.minimumPerStall > base::Bytes(0)) {
        m_stallMark = m_wire.moved();
        setDeadline(limits.stallTimeout);
    }
    return Next::Wait;
}

void Connection::onStallWindowOver() {
    const auto least =
        static_cast<std::uint64_t>(m_loop->core().options.limits.minimumPerStall.count());
    const bool enough = m_wire.moved() - m_stallMark >= least;
    m_deadline.reset();
    if (enough) {
        blocked();
        return;
    }
    if (m_phase == Phase::Answering)
        return cut();
    bodyFailed(408);
    run();
}

Connection::Next Connection::streamWaits() {
    m_deadline.reset();
    notifyDrained();
    if (m_piece < m_pieces.size() || !m_streaming)
        return Next::Step;
    watchForClose();
    return Next::Wait;
}

Connection::Next Connection::finishAnswer() {
    finishExchange(Ending::Complete);
    m_lastActive = m_loop->now();
    if (m_closeAfter) {
        m_wire.endSending();
        charge(m_wire.takeUnasked());
        m_phase = Phase::Lingering;
        setDeadline(kLinger);
        return Next::Step;
    }
    const ServerLimits& limits = m_loop->core().options.limits;
    m_begin = m_parsed;
    m_parser.reset();
    m_phase = Phase::Reading;
    setDeadline(m_fill > m_begin ? limits.headerTimeout : limits.idleTimeout);
    // A session may hold bytes that the socket does not show.
    if (m_fill > m_begin || m_wire.isTls())
        return Next::Step;
    park(); // few clients have asked again by now: to look would be a system call for nothing
    return Next::Wait;
}

void Connection::finishExchange(Ending ending) {
    m_onDrained = nullptr;
    m_streaming = m_preparing = m_wantsDrained = false;
    if (!std::exchange(m_exchangeOpen, false))
        return;
    const auto exchange = openExchange();
    const auto dropped = std::exchange(m_bodyDone, nullptr);
    const auto closed = std::exchange(m_onClosed, nullptr);
    exchange->abandon();
    m_outcome.complete = ending == Ending::Complete;
    m_outcome.duration =
        std::chrono::duration_cast<std::chrono::microseconds>(m_loop->now() - m_requestedAt);
    m_loop->core().handler.finished(*exchange, m_outcome);
    m_exchange.reset();
    m_waitingExchange.reset();
    m_outcome = {};
    ++m_serial;
}

void Connection::waitWritable() {
    if (std::exchange(m_waitingWritable, true))
        return;
    m_wire.socket().async_wait(
        asio::ip::tcp::socket::wait_write,
        [self = shared_from_this()](const boost::system::error_code&) {
            self->m_waitingWritable = false;
            self->run();
        });
}

} // namespace meson::http

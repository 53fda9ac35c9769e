// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/connection.h"

#include "engine/http/exchange.h"

#include <boost/asio/post.hpp>
#include <cstring>
#include <utility>

namespace meson::http {
namespace {

using namespace std::chrono_literals;

/// Steps in a row before the loop's other connections get their turn.
constexpr int kStepsPerTurn = 16;

} // namespace

Connection::Connection(
    std::shared_ptr<Loop> loop, Wire wire, const asio::ip::tcp::endpoint& peer,
    std::shared_ptr<AddressUse> use)
    : m_loop(std::move(loop))
    , m_wire(std::move(wire))
    , m_peer(peer)
    , m_use(std::move(use))
    , m_lastActive(m_loop->now())
    , m_parser(
          {m_loop->core().options.limits.headBytes, m_loop->core().options.limits.targetBytes}) {}

Connection::~Connection() = default;

asio::ip::tcp::endpoint Connection::local() const {
    boost::system::error_code ignored;
    return m_wire.socket().local_endpoint(ignored);
}

void Connection::start() {
    setDeadline(m_loop->core().options.limits.headerTimeout);
    run();
}

void Connection::startRefusing(int status) {
    refuse(status);
    run();
}

void Connection::resume() {
    run();
}

void Connection::takeTurn() {
    m_waitingForTurn = false;
    if (m_deadline) // the wait was ours, not the client's
        *m_deadline += m_loop->now() - m_waitingSince;
    run();
}

/// Calls step() until it has to wait. Calls from within a step only leave their mark on the phase:
/// the loop that is running already sees it.
void Connection::run() {
    if (std::exchange(m_running, true))
        return;
    const auto self = shared_from_this();
    int left = kStepsPerTurn;
    while (m_phase != Phase::Closed && step() == Next::Step) {
        if (--left > 0)
            continue;
        asio::post(m_loop->context(), [self] { self->run(); });
        break;
    }
    m_running = false;
}

Connection::Next Connection::step() {
    switch (m_phase) {
    case Phase::Reading:
        return readRequest();
    case Phase::ReadingBody:
        return readBodySome();
    case Phase::Answering:
        return answerSome();
    case Phase::Lingering:
        return discardSome();
    case Phase::Handling:
        watchForClose();
        return Next::Wait;
    case Phase::Closed:
        break;
    }
    return Next::Wait;
}

Connection::Next Connection::readRequest() {
    const bool waited = !m_rest.empty();
    makeRoom();
    if (m_fill > m_begin && !waited) {
        switch (m_parser.parse(unparsed())) {
        case RequestParser::State::Complete:
            return dispatch();
        case RequestParser::State::Refused:
            return refuse(m_parser.refusal());
        case RequestParser::State::NeedMore:
            break;
        }
    }
    if (m_wire.isTls() && !m_loop->isFree()) { // to read may be to send: a handshake's answers
        keepRest();
        waitForTurn();
        return Next::Wait;
    }
    const bool first = m_fill == m_begin;
    const Wire::Result received = receive();
    if (received.state == Wire::State::Moved) {
        if (first)
            setDeadline(m_loop->core().options.limits.headerTimeout);
        return Next::Step;
    }
    if (received.state == Wire::State::WouldBlock)
        park();
    else
        cut();
    return Next::Wait;
}

/// Waits for more of the request without holding a buffer of the loop.
void Connection::park() {
    keepRest();
    waitReadable();
}

void Connection::keepRest() {
    if (m_fill > m_begin)
        m_rest.assign(unparsed());
    m_begin = m_parsed = m_fill = 0;
    releaseBuffer();
}

/// Makes sure that there is a buffer with free space behind the request under way, which begins at
/// its front then.
void Connection::makeRoom() {
    if (!m_buffer) {
        m_buffer = m_loop->takeBuffer();
        std::memcpy(m_buffer.get(), m_rest.data(), m_rest.size());
        m_begin = 0;
        m_fill = m_rest.size();
        std::string().swap(m_rest);
    } else if (m_begin == m_fill) {
        m_begin = m_fill = 0;
    } else if (m_fill == m_loop->bufferSize()) {
        std::memmove(m_buffer.get(), m_buffer.get() + m_begin, m_fill - m_begin);
        m_fill -= std::exchange(m_begin, 0);
    }
}

void Connection::releaseBuffer() {
    if (m_buffer)
        m_loop->giveBuffer(std::move(m_buffer));
}

Wire::Result Connection::receive() {
    const Wire::Result result =
        m_wire.read({m_buffer.get() + m_fill, m_loop->bufferSize() - m_fill});
    charge(m_wire.takeUnasked());
    if (result.state == Wire::State::Moved) {
        m_fill += result.bytes;
        m_lastActive = m_loop->now();
    }
    return result;
}

/// A body is read through the space behind its head, so there must be some. Heads of pipelined
/// requests may stand at the very end of the buffer; then the request moves to the front and is
/// read again there.
void Connection::makeRoomForBody() {
    const RequestHead& head = m_parser.head();
    if (m_begin == 0 || (!head.chunked && head.contentLength.value_or(0) == 0))
        return;
    std::memmove(m_buffer.get(), m_buffer.get() + m_begin, m_fill - m_begin);
    m_fill -= std::exchange(m_begin, 0);
    m_parser.reset();
    m_parser.parse(unparsed());
}

Connection::Next Connection::dispatch() {
    makeRoomForBody();
    const RequestHead& head = m_parser.head();
    m_outcome = {};
    m_parsed = m_begin + m_parser.headLength();
    m_requestedAt = m_lastActive;
    m_deadline.reset();
    m_bodyUnread = head.chunked || head.contentLength.value_or(0) > 0;
    m_closeAfter = !head.keepAlive;
    if (auto answer = objection()) {
        begin(std::move(*answer));
        return Next::Step;
    }
    m_exchangeOpen = true;
    m_phase = Phase::Handling;
    const auto exchange = std::make_shared<ServerExchange>(shared_from_this());
    m_waitingExchange = exchange;
    m_loop->core().handler.handle(exchange);
    return Next::Step;
}

/// What the server itself answers, whatever the handler would say.
std::optional<Answer> Connection::objection() {
    const RequestHead& head = m_parser.head();
    const bool strict = m_loop->core().options.profile == Profile::Strict;
    const auto wait = m_use ? m_use->takeRequest(m_lastActive) : std::chrono::nanoseconds(0);
    if (wait > 0ns) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
        return refusal(429, Fields().add("Retry-After", std::to_string(seconds)));
    }
    if (strict && head.method != Method::Get && head.method != Method::Head &&
        head.method != Method::Options)
        return refusal(405, Fields().add("Allow", "GET, HEAD, OPTIONS"));
    if (strict && m_bodyUnread)
        return refusal(413);
    const auto expected = head.minorVersion == 1 ? head.find("Expect") : std::nullopt;
    if (expected && !sameName(*expected, "100-continue"))
        return refusal(417);
    return std::nullopt;
}

/// Answers and closes: what follows on this connection cannot be trusted.
Connection::Next Connection::refuse(int status) {
    m_closeAfter = true;
    begin(refusal(status));
    return Next::Step;
}

void Connection::readBody(base::Bytes limit, std::function<void(std::string)> done) {
    if (m_phase != Phase::Handling)
        return;
    if (!m_bodyUnread)
        return done({});
    const auto most = static_cast<std::uint64_t>(limit.count());
    m_body = std::make_unique<BodyDecoder>(request(), most);
    m_bodyDone = std::move(done);
    const bool asked = request().minorVersion == 1 && request().find("Expect");
    if (asked && m_parsed == m_fill && request().contentLength.value_or(0) <= most)
        sendInterim("HTTP/1.1 100 Continue\r\n\r\n");
    m_phase = Phase::ReadingBody;
    run();
}

Connection::Next Connection::readBodySome() {
    const auto step = m_body->decode({m_buffer.get() + m_parsed, m_fill - m_parsed});
    m_parsed += step.consumed;
    switch (step.state) {
    case BodyDecoder::State::Malformed:
        return bodyFailed(400);
    case BodyDecoder::State::TooLarge:
        return bodyFailed(413);
    case BodyDecoder::State::Complete: {
        m_bodyUnread = false;
        m_deadline.reset();
        m_phase = Phase::Handling;
        const auto done = std::exchange(m_bodyDone, nullptr);
        done(std::exchange(m_body, nullptr)->takeBody());
        return Next::Step;
    }
    case BodyDecoder::State::NeedMore:
        break;
    }
    m_parsed = m_fill = m_begin + m_parser.headLength(); // all of it was used: read over it
    const Wire::Result received = receive();
    if (received.state == Wire::State::Moved)
        return Next::Step;
    if (received.state == Wire::State::WouldBlock) {
        waitReadable();
        blocked();
    } else {
        cut();
    }
    return Next::Wait;
}

Connection::Next Connection::bodyFailed(int status) {
    const auto exchange = openExchange();
    const auto dropped = std::exchange(m_bodyDone, nullptr);
    m_body.reset();
    m_phase = Phase::Handling;
    exchange->abandon();
    answer(exchange, refusal(status));
    return Next::Step;
}

/// Reads what still comes until the peer has seen our end: closing with unread input would reset
/// the connection and could destroy the answer on its way.
Connection::Next Connection::discardSome() {
    makeRoom();
    m_begin = m_fill = 0;
    const Wire::Result received = receive();
    if (received.state == Wire::State::Moved)
        return Next::Step;
    if (received.state != Wire::State::WouldBlock) {
        cut();
        return Next::Wait;
    }
    m_fill = 0;
    releaseBuffer();
    waitReadable();
    return Next::Wait;
}

void Connection::waitReadable() {
    if (std::exchange(m_waitingReadable, true))
        return;
    m_wire.socket().async_wait(
        asio::ip::tcp::socket::wait_read,
        [self = shared_from_this()](const boost::system::error_code&) {
            self->m_waitingReadable = false;
            self->onReadable();
        });
}

void Connection::onReadable() {
    if (m_phase == Phase::Reading || m_phase == Phase::ReadingBody || m_phase == Phase::Lingering)
        return run();
    if (m_phase == Phase::Closed || !m_onClosed || m_fill == m_loop->bufferSize())
        return;
    const Wire::Result received = receive(); // the next request, or the end
    if (received.state == Wire::State::Closed)
        notifyClosed();
    else if (received.state == Wire::State::Failed)
        cut();
    else
        watchForClose();
}

void Connection::watchForClose() {
    if (m_onClosed && m_buffer)
        waitReadable();
}

void Connection::setOnClosed(std::function<void()> closed) {
    m_onClosed = std::move(closed);
    if (m_phase == Phase::Handling || m_phase == Phase::Answering)
        watchForClose();
}

void Connection::notifyClosed() {
    if (const auto closed = std::exchange(m_onClosed, nullptr))
        closed();
}

std::shared_ptr<ServerExchange> Connection::openExchange() {
    if (auto exchange = m_exchange ? m_exchange : m_waitingExchange.lock())
        return exchange;
    return std::make_shared<ServerExchange>(shared_from_this());
}

void Connection::dropped(std::uint64_t serial) {
    if (serial != m_serial || (m_phase != Phase::Handling && m_phase != Phase::ReadingBody))
        return;
    openExchange()->respond(500, {}, {});
}

void Connection::cut() {
    if (m_phase == Phase::Closed)
        return;
    const auto self = shared_from_this();
    m_phase = Phase::Closed;
    notifyClosed();
    finishExchange(Ending::Cut);
    m_wire.close();
    dropPieces();
    releaseBuffer();
    m_loop->forget(self);
    if (m_use)
        AddressBook::release(*m_use);
}

void Connection::setDeadline(std::chrono::milliseconds after) {
    m_deadline = m_loop->now() + after;
}

void Connection::tick(base::SteadyTime now) {
    if (!m_deadline || m_waitingForTurn || now < *m_deadline)
        return;
    switch (m_phase) {
    case Phase::Reading:
        if (isIdle() || m_wire.isTls())
            return cut();
        refuse(408);
        return run();
    case Phase::ReadingBody:
    case Phase::Answering:
        return onStallWindowOver();
    case Phase::Lingering:
        return cut();
    case Phase::Handling:
    case Phase::Closed:
        return;
    }
}

} // namespace meson::http

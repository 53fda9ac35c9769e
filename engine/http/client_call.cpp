// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/client_call.h"

#include "engine/http/message.h"

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>

namespace meson::http {

namespace {

constexpr std::size_t kBufferBytes = 64 * 1024;

bool isSafe(std::string_view method) {
    return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

bool isToken(std::string_view text) {
    const auto isTokenCharacter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               (c != 0 && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
    };
    return !text.empty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

bool isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

} // namespace

HttpCall::HttpCall(
    std::shared_ptr<ClientState> state, ClientRequest request, std::shared_ptr<AnswerSink> sink)
    : m_state(std::move(state))
    , m_request(std::move(request))
    , m_sink(std::move(sink))
    , m_resolver(m_state->executor)
    , m_timer(m_state->executor) {}

void HttpCall::begin() {
    m_state->calls.insert(shared_from_this());
    if (m_request.totalTimeout)
        m_endOfTime = std::chrono::steady_clock::now() + *m_request.totalTimeout;
    m_url = parseUrl(m_request.url);
    if (!m_url || !isToken(m_request.method))
        return finish(base::fail(ClientError::BadUrl));
    requestUrl();
}

void HttpCall::requestUrl() {
    m_output = headText() + m_request.body;
    m_reused = false;
    if (isSafe(m_request.method) && !m_repeated)
        m_connection = m_state->takeIdle(poolKey());
    if (m_connection) {
        m_reused = true;
        return sendRequest();
    }
    openNew();
}

void HttpCall::openNew() {
    m_phase = Phase::Connecting;
    setDeadline(m_request.connectTimeout);
    if (m_request.connectTo)
        return useAddresses({{*m_request.connectTo, m_url->port}});
    ErrorCode isName;
    const asio::ip::address literal = asio::ip::make_address(m_url->host, isName);
    if (!isName)
        return useAddresses({{literal, m_url->port}});
    m_resolver.async_resolve(
        m_url->host, std::to_string(m_url->port),
        [self = shared_from_this()](ErrorCode error, const auto& results) {
            self->onResolved(error, results);
        });
}

void HttpCall::onResolved(ErrorCode error, const asio::ip::tcp::resolver::results_type& results) {
    if (m_finished)
        return;
    if (error || results.empty())
        return finish(base::fail(ClientError::NameNotFound, m_url->host));
    useAddresses({results.begin(), results.end()});
}

void HttpCall::useAddresses(std::vector<asio::ip::tcp::endpoint> endpoints) {
    if (m_state->options.addresses == AddressPolicy::PublicOnly)
        endpoints.erase(
            std::remove_if(
                endpoints.begin(), endpoints.end(),
                [](const auto& endpoint) { return isSpecialUse(endpoint.address()); }),
            endpoints.end());
    if (endpoints.empty())
        return finish(base::fail(ClientError::AddressForbidden, m_url->host));
    std::reverse(endpoints.begin(), endpoints.end());
    m_connectShare = m_request.connectTimeout / endpoints.size();
    m_endpoints = std::move(endpoints);
    connectNext();
}

void HttpCall::connectNext() {
    if (m_endpoints.empty())
        return finish(base::fail(ClientError::CannotConnect, about()));
    m_connection = std::make_shared<ClientConnection>(m_state->executor, poolKey());
    const asio::ip::tcp::endpoint endpoint = m_endpoints.back();
    m_endpoints.pop_back();
    m_phase = Phase::Connecting;
    setDeadline(m_connectShare);
    m_connection->connect(
        endpoint, m_state->options.connectFrom,
        [self = shared_from_this(), connection = m_connection.get()](ErrorCode error) {
            if (!self->m_finished && connection == self->m_connection.get())
                self->onConnected(error);
        });
}

void HttpCall::onConnected(ErrorCode error) {
    if (error)
        return connectNext();
    m_endpoints.clear();
    if (m_url->secure)
        return handshake();
    sendRequest();
}

void HttpCall::handshake() {
    m_phase = Phase::Handshaking;
    setDeadline(m_request.connectTimeout);
    const auto done = [self = shared_from_this()](ErrorCode error) {
        if (self->m_finished)
            return;
        if (error && self->m_connection->hasOtherKey())
            return self->finish(base::fail(ClientError::OtherKey, self->about()));
        if (error) {
            const std::string problem = self->m_connection->certificateProblem();
            return self->finish(base::fail(
                ClientError::TlsFailed,
                self->about() + (problem.empty() ? "" : " (" + problem + ")")));
        }
        self->sendRequest();
    };
    m_connection->startTls(m_state->tls, m_url->host, m_state->options.pinned, done);
}

std::string HttpCall::headText() const {
    Fields fields;
    const auto given = [this](std::string_view name) -> const std::string* {
        for (const auto& field : m_request.fields)
            if (sameName(field.first, name))
                return &field.second;
        return nullptr;
    };
    const std::string* host = given("Host");
    fields.add("Host", host ? *host : m_url->authority());
    if (!given("User-Agent"))
        fields.add("User-Agent", m_state->options.userAgent);
    for (const auto& [name, value] : m_request.fields)
        if (!sameName(name, "Host") && !sameName(name, "Content-Length") && isToken(name))
            fields.add(name, value);
    if (!m_request.body.empty() || !(isSafe(m_request.method) || m_request.method == "DELETE"))
        fields.add("Content-Length", std::to_string(m_request.body.size()));
    return m_request.method + " " + m_url->target + " HTTP/1.1\r\n" + fields.lines() + "\r\n";
}

void HttpCall::sendRequest() {
    m_phase = Phase::Sending;
    m_written = 0;
    m_headDone = false;
    m_sawEnd = false;
    m_begin = m_end = 0;
    m_buffer.resize(kBufferBytes);
    m_parser.emplace([this](base::ByteSpan bytes) { return takeBody(bytes); });
    m_parser->skip(m_request.method == "HEAD");
    writeMore();
}

void HttpCall::writeMore() {
    setDeadline(m_request.stallTimeout);
    m_connection->writeSome(
        asio::buffer(m_output) + m_written,
        [self = shared_from_this()](ErrorCode error, std::size_t bytes) {
            if (self->m_finished)
                return;
            self->m_written += bytes;
            if (!error && self->m_written < self->m_output.size())
                return self->writeMore();
            // A server may answer early and stop reading: its answer is then still there to be
            // read.
            self->m_phase = Phase::AwaitingHead;
            self->setDeadline(self->m_request.headTimeout);
            self->read();
        });
}

void HttpCall::read() {
    if (m_isReading || m_finished)
        return;
    if (m_begin == m_end)
        m_begin = m_end = 0;
    if (m_end == m_buffer.size()) { // room for the rest of a head or chunk line
        std::copy(
            m_buffer.begin() + static_cast<std::ptrdiff_t>(m_begin), m_buffer.end(),
            m_buffer.begin());
        m_end -= m_begin;
        m_begin = 0;
    }
    if (m_end == m_buffer.size())
        return finish(base::fail(ClientError::BadAnswer, about()));
    m_isReading = true;
    m_connection->readSome(
        asio::buffer(m_buffer.data() + m_end, m_buffer.size() - m_end),
        [self = shared_from_this()](ErrorCode error, std::size_t bytes) {
            self->m_isReading = false;
            if (!self->m_finished)
                self->onRead(error, bytes);
        });
}

void HttpCall::onRead(ErrorCode error, std::size_t bytes) {
    m_end += bytes;
    if (m_phase == Phase::Body && bytes > 0)
        setDeadline(m_request.stallTimeout);
    if (error)
        return onEnd(error);
    parse();
}

void HttpCall::onEnd(ErrorCode error) {
    m_sawEnd = true;
    if (!m_parser->got_some() && canRepeat()) {
        m_repeated = true;
        m_connection->close();
        m_connection.reset();
        return requestUrl();
    }
    // Only an orderly end completes a body without a length; a cut TLS stream or a reset does not
    // (RFC 9112 §9.8).
    if (error == asio::error::eof && m_parser->is_header_done()) {
        ErrorCode endError;
        m_parser->put_eof(endError);
        if (!endError)
            return complete();
    }
    finish(base::fail(ClientError::Truncated, about()));
}

void HttpCall::parse() {
    if (m_isParsing)
        return;
    m_isParsing = true;
    while (!m_paused && !m_finished && !m_next && !m_parser->is_done() && m_begin < m_end) {
        ErrorCode error;
        m_begin += m_parser->put(asio::buffer(m_buffer.data() + m_begin, m_end - m_begin), error);
        if (error == boost::beast::http::error::need_more)
            break;
        if (error) {
            onParseError(error);
            break;
        }
        if (m_parser->is_header_done() && !m_headDone)
            onHeadParsed();
    }
    m_isParsing = false;
    if (m_finished)
        return;
    if (m_next)
        return follow();
    if (m_paused)
        return;
    if (m_parser->is_done())
        return complete();
    read();
}

void HttpCall::onParseError(ErrorCode error) {
    const bool ours = error == boost::beast::http::error::body_limit && m_tooLarge;
    finish(base::fail(ours ? ClientError::TooLarge : ClientError::BadAnswer, about()));
}

void HttpCall::onHeadParsed() {
    AnswerHead& head = m_parser->head();
    if (head.status == 101) // nobody asked for another protocol
        return finish(base::fail(ClientError::BadAnswer, about()));
    if (m_parser->isInterim()) {
        const auto sink = m_sink; // the call may end inside
        sink->onInterim(head);
        if (m_finished)
            return;
        m_parser.emplace([this](base::ByteSpan bytes) { return takeBody(bytes); });
        m_parser->skip(m_request.method == "HEAD");
        return;
    }
    m_headDone = true;
    m_phase = Phase::Body;
    setDeadline(m_request.stallTimeout);
    if (isRedirect(head.status) && m_request.followRedirects > 0 && redirect(head))
        return;
    const bool hasBody = m_request.method != "HEAD";
    if (hasBody && head.length &&
        *head.length > static_cast<std::uint64_t>(m_request.bodyLimit.count()))
        return finish(base::fail(ClientError::TooLarge, about()));
    head.url = m_url->text();
    head.connectTime = m_connection->connectTime();
    const auto sink = m_sink; // the call may end inside
    sink->onHead(head);
}

bool HttpCall::takeBody(base::ByteSpan bytes) {
    m_bodyBytes += base::Bytes(static_cast<std::int64_t>(bytes.size()));
    m_tooLarge = m_bodyBytes > m_request.bodyLimit;
    if (m_tooLarge)
        return false;
    const auto sink = m_sink; // the call may end inside
    if (!sink->onBody(bytes))
        m_paused = true;
    return true;
}

void HttpCall::complete() {
    const bool reusable =
        m_parser->keep_alive() && m_begin == m_end && !m_sawEnd && m_written == m_output.size();
    if (reusable)
        m_state->keepIdle(std::exchange(m_connection, nullptr));
    finish({});
}

bool HttpCall::redirect(const AnswerHead& head) {
    const auto location = head.find("Location");
    auto next = location ? resolveUrl(*m_url, *location) : std::nullopt;
    if (!next)
        return false;
    if (m_redirects == m_request.followRedirects) {
        finish(base::fail(ClientError::TooManyRedirects, about()));
        return true;
    }
    m_next = std::move(next);
    return true;
}

void HttpCall::follow() {
    ++m_redirects;
    const int status = m_parser->head().status;
    // RFC 9110 §15.4: only 307 and 308 repeat a request that is not safe as it was.
    if (status < 307 && m_request.method != "HEAD" && m_request.method != "GET") {
        m_request.method = "GET";
        m_request.body.clear();
    }
    if (m_next->origin() != m_url->origin()) { // what was meant for one host is not told another
        const auto isForOneHost = [](const auto& field) {
            return sameName(field.first, "Host") || sameName(field.first, "Authorization") ||
                   sameName(field.first, "Cookie");
        };
        auto& fields = m_request.fields;
        fields.erase(std::remove_if(fields.begin(), fields.end(), isForOneHost), fields.end());
        m_request.connectTo.reset();
    }
    m_url = std::exchange(m_next, std::nullopt);
    m_connection->close();
    m_connection.reset();
    m_repeated = false;
    requestUrl();
}

void HttpCall::resume() {
    if (!m_paused || m_finished)
        return;
    m_paused = false;
    setDeadline(m_request.stallTimeout);
    asio::post(m_state->executor, [self = shared_from_this()] {
        if (!self->m_finished && !self->m_isReading)
            self->parse();
    });
}

bool HttpCall::canRepeat() const {
    return m_reused && !m_repeated && isSafe(m_request.method);
}

std::string HttpCall::poolKey() const {
    return m_url->origin() + (m_request.connectTo ? "@" + m_request.connectTo->to_string() : "");
}

void HttpCall::setDeadline(std::chrono::milliseconds fromNow) {
    m_deadline =
        std::min<base::SteadyTime>(std::chrono::steady_clock::now() + fromNow, m_endOfTime);
    if (!m_isWatching || m_deadline < m_timer.expiry())
        watchDeadline();
}

// The timer is not touched for each piece: when it fires early, it is set to the deadline of then.
void HttpCall::watchDeadline() {
    m_isWatching = true;
    m_timer.expires_at(m_deadline);
    m_timer.async_wait([self = shared_from_this()](ErrorCode error) {
        if (!error && !self->m_finished)
            self->onDeadline();
    });
}

void HttpCall::onDeadline() {
    m_isWatching = false;
    const base::SteadyTime now = std::chrono::steady_clock::now();
    if (now < m_deadline)
        return watchDeadline();
    if (now >= m_endOfTime)
        return finish(
            base::fail(m_headDone ? ClientError::TooSlow : ClientError::TimedOut, about()));
    if (m_paused) // the caller is slow, not the server
        return setDeadline(m_request.stallTimeout);
    if (m_phase == Phase::Connecting && m_connection)
        return connectNext();
    finish(base::fail(ClientError::TimedOut, about()));
}

void HttpCall::finish(Result result) {
    if (m_finished)
        return;
    release();
    asio::post(m_state->executor, [self = shared_from_this(), result = std::move(result)] {
        self->m_state->calls.erase(self);
        if (const auto sink = std::exchange(self->m_sink, nullptr))
            sink->onDone(result);
    });
}

void HttpCall::abandon() {
    m_sink.reset();
    release();
}

void HttpCall::release() {
    m_finished = true;
    m_resolver.cancel();
    m_timer.cancel();
    if (m_connection)
        m_connection->close();
    m_connection.reset();
}

} // namespace meson::http

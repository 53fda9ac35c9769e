// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/client.h"
#include "engine/http/client_connection.h"
#include "engine/http/client_parser.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <map>
#include <unordered_set>

namespace meson::http {

class HttpCall;

/// What all calls of one client share: options, idle connections and who is under way. Thread: the
/// client's loop.
class ClientState {
public:
    ClientState(asio::any_io_executor executor, ClientOptions options);

    const asio::any_io_executor executor;
    const ClientOptions options;
    asio::ssl::context tls;
    std::unordered_set<std::shared_ptr<HttpCall>> calls;

    /// A kept connection to `key` that seems alive, or nothing.
    std::shared_ptr<ClientConnection> takeIdle(const std::string& key);
    void keepIdle(std::shared_ptr<ClientConnection> connection);

private:
    void dropOld(base::SteadyTime now);

    std::map<std::string, std::vector<std::shared_ptr<ClientConnection>>> m_idle;
};

/// One request from its URL to the end of its answer, over redirects. Thread: the client's loop.
class HttpCall final : public ClientCall, public std::enable_shared_from_this<HttpCall> {
public:
    HttpCall(
        std::shared_ptr<ClientState> state, ClientRequest request,
        std::shared_ptr<AnswerSink> sink);

    void begin();
    void resume() override;
    void cancel() override { finish(base::fail(ClientError::Cancelled, about())); }
    /// Ends without a call to the sink: the client is gone.
    void abandon();

private:
    using ErrorCode = boost::system::error_code;
    using Result = base::Result<void, ClientFailure>;
    /// What a late end of time means, and what to read next.
    enum class Phase { Connecting, Handshaking, Sending, AwaitingHead, Body };

    void requestUrl();
    void openNew();
    void onResolved(ErrorCode error, const asio::ip::tcp::resolver::results_type& results);
    void useAddresses(std::vector<asio::ip::tcp::endpoint> endpoints);
    void connectNext();
    void onConnected(ErrorCode error);
    void handshake();
    void sendRequest();
    void writeMore();
    std::string headText() const;
    void read();
    void onRead(ErrorCode error, std::size_t bytes);
    void onEnd(ErrorCode error);
    /// Parses what is in the buffer until it is used up, the sink pauses or the call ends.
    void parse();
    void onParseError(ErrorCode error);
    void onHeadParsed();
    bool takeBody(base::ByteSpan bytes);
    void complete();
    /// Whether the answer is not the caller's: it is followed, or one too many.
    bool redirect(const AnswerHead& head);
    void follow();

    void setDeadline(std::chrono::milliseconds fromNow);
    void watchDeadline();
    void onDeadline();
    bool canRepeat() const;
    std::string about() const { return m_url ? m_url->origin() : std::string(); }
    std::string poolKey() const;
    void finish(Result result);
    void release();

    const std::shared_ptr<ClientState> m_state;
    ClientRequest m_request;
    std::shared_ptr<AnswerSink> m_sink;
    std::optional<Url> m_url;
    std::optional<Url> m_next; ///< where the answer in hand leads to
    int m_redirects = 0;
    std::shared_ptr<ClientConnection> m_connection;
    bool m_reused = false; ///< the connection served another request before
    bool m_repeated = false;
    asio::ip::tcp::resolver m_resolver;
    std::vector<asio::ip::tcp::endpoint> m_endpoints; ///< still to try, last one first
    std::chrono::milliseconds m_connectShare{};

    std::string m_output;
    std::size_t m_written = 0;
    std::optional<ClientParser> m_parser;
    std::vector<std::uint8_t> m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    base::Bytes m_bodyBytes;
    bool m_tooLarge = false;
    bool m_paused = false;
    bool m_isReading = false;
    bool m_isParsing = false;
    bool m_headDone = false;
    bool m_sawEnd = false; ///< the server closed its side
    bool m_finished = false;
    bool m_isWatching = false;

    Phase m_phase = Phase::Connecting;
    asio::steady_timer m_timer;
    base::SteadyTime m_deadline;
    base::SteadyTime m_endOfTime = base::SteadyTime::max(); ///< of the whole call
};

} // namespace meson::http

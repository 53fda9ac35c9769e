// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/base/units.h"
#include "engine/http/content.h"
#include "engine/http/message.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meson::http {

namespace asio = boost::asio;
class UploadLimiter;
class TlsContext;

/// What a server accepts. Strict: GET, HEAD and OPTIONS without bodies (Terminals). Full: every
/// method, with bodies.
enum class Profile { Strict, Full };

/// Sends a body whose length or pace is not known beforehand; made by Exchange::stream(). Thread:
/// the exchange's loop.
class BodyWriter {
public:
    virtual ~BodyWriter() = default;
    /// Queues bytes. When more than 256 KiB wait to be sent, returns false: write again after
    /// `drained`.
    virtual bool write(std::string bytes) = 0;
    /// Called on the loop each time the queue has room again.
    virtual void onDrained(std::function<void()> drained) = 0;
    /// The body is complete.
    virtual void finish() = 0;
    /// The body cannot be completed: the connection is cut, so that the client sees that it is
    /// incomplete.
    virtual void abort() = 0;
};

/// One request and the way to answer it. Answer exactly once: respond() in any form, or stream().
/// An exchange that is dropped unanswered is answered with 500. Its request views live until it is
/// answered. Thread: the loop of its connection (post to executor() from elsewhere).
class Exchange {
public:
    virtual ~Exchange() = default;
    virtual const RequestHead& request() const = 0;
    virtual asio::ip::tcp::endpoint peer() const = 0;
    virtual asio::ip::tcp::endpoint local() const = 0;
    virtual bool isTls() const = 0;
    virtual asio::any_io_executor executor() const = 0;

    /// Full profile: collects the request's body, then calls `done` on the loop; over `limit` the
    /// server answers 413 itself and `done` is not called.
    virtual void readBody(base::Bytes limit, std::function<void(std::string)> done) = 0;

    /// Sends an interim answer (1xx but 101) before the final one; HTTP/1.0 clients get none.
    virtual void inform(int status, Fields fields) = 0;
    /// A short answer with a body in memory (empty for none). Content-Length and Date are added.
    virtual void respond(int status, Fields fields, std::string body = {}) = 0;
    /// Selects from a stored representation: 200, 206 (single or multipart, 16 ranges at most),
    /// 304, 412 or 416.
    virtual void respond(Representation representation) = 0;
    /// A body that comes piece by piece; with `length` as Content-Length, else chunked (or until
    /// close on HTTP/1.0).
    virtual std::shared_ptr<BodyWriter>
    stream(int status, Fields fields, std::optional<std::uint64_t> length) = 0;

    /// Called on the loop when the client goes away before the answer is complete (long polls).
    virtual void onClosed(std::function<void()> closed) = 0;

    /// A number of the handler's own, for finished(); 0 until it is set.
    void setTag(std::uint64_t tag) { m_tag = tag; }
    std::uint64_t tag() const { return m_tag; }

private:
    std::uint64_t m_tag = 0;
};

/// How an answer ended, for accounting. Thread: the loop.
struct Outcome {
    int status = 0;              ///< 0: the client went away before there was an answer
    std::uint64_t bodyBytes = 0; ///< body bytes handed to the kernel
    bool complete = false;       ///< the whole selected body was sent
    std::uint64_t firstByte = 0; ///< offset of the range (0 if whole or multipart)
    std::chrono::microseconds duration{};
};

/// What the owner of a server does with requests. Called on every loop of the server. Must not
/// block. Thread: data.
class Handler {
public:
    virtual ~Handler() = default;
    virtual void handle(std::shared_ptr<Exchange> exchange) = 0;
    /// The representation that the exchange was answered with turned out Damaged or Unavailable
    /// before any of it was sent: answer otherwise. By default 503.
    virtual void cannotSend(std::shared_ptr<Exchange> exchange, Fitness fitness) {
        static_cast<void>(fitness);
        exchange->respond(503, Fields().add("Retry-After", "5"));
    }
    /// Once for each exchange, after the answer (or its failure). The request's views are still
    /// good.
    virtual void finished(const Exchange& exchange, const Outcome& outcome) {
        static_cast<void>(exchange), static_cast<void>(outcome);
    }
};

struct ServerLimits {
    std::size_t connections = 10'000;
    std::size_t connectionsPerAddress = 256; ///< 0: no limit
    double requestsPerSecondPerAddress = 0;  ///< sustained; burst is 10 s worth; 0: no limit
    std::size_t headBytes = 16 * 1024;       ///< whole request head; over it 431
    std::size_t targetBytes = 8 * 1024;      ///< over it 414
    std::chrono::milliseconds headerTimeout{10'000};
    std::chrono::milliseconds idleTimeout{75'000};
    /// A client must take at least this much each `stallTimeout`, or it is cut (slow readers). 0
    /// switches it off.
    base::Bytes minimumPerStall{4'096};
    std::chrono::milliseconds stallTimeout{20'000};
};

struct ServerOptions {
    std::vector<asio::ip::tcp::endpoint> endpoints; ///< port 0: any free port
    Profile profile = Profile::Strict;
    int loops = 1; ///< threads with one event loop each, 1–64
    ServerLimits limits;
    std::shared_ptr<TlsContext> tls;        ///< none: plain HTTP
    std::shared_ptr<UploadLimiter> limiter; ///< none: unlimited
    Fields everyAnswer; ///< added to every answer, errors of the parser included (CORS)
    /// Objects of this size and more are copied from their mapping if they have one, smaller ones
    /// leave by sendfile; 0: none. sendfile spares memory bandwidth with a real network card, but
    /// hands the kernel pages that it reads later: a file that somebody changes in place meanwhile
    /// leaves changed. Copies are what was verified.
    base::Bytes mapFrom = base::Bytes(1);
    std::string serverName = "meson"; ///< the Server field
};

enum class ServerError {
    AddressInUse,      ///< Another program already listens there: choose another port or stop that
                       ///< program.
    AddressNotAllowed, ///< This user may not listen there: choose a port above 1023.
    AddressNotLocal,   ///< This computer does not have that address.
    CannotListen,      ///< The system refused to listen there.
};
std::string_view sentence(ServerError);

/// The HTTP/1.1 server of the data plane (RFC 9112). One connection never leaves its loop.
/// Thread: any; stop() and the destructor not from a loop.
class Server {
public:
    /// Listens at once; requests reach `handler` when start() was called. `handler` outlives the
    /// server.
    static base::Result<std::unique_ptr<Server>, base::Failure<ServerError>>
    listen(ServerOptions options, Handler& handler, const base::Clock& clock);
    virtual ~Server() = default;

    virtual void start() = 0;
    /// The addresses listened on, with their real ports.
    virtual std::vector<asio::ip::tcp::endpoint> endpoints() const = 0;
    /// The executor of loop `index`, 0 ≤ index < loops.
    virtual asio::any_io_executor executor(int index) = 0;
    virtual std::size_t connectionCount() const = 0;
    /// What the system has taken for clients since the start: heads, bodies, TLS records and
    /// handshakes, as the upload limit counts them. Grows while answers are under way.
    virtual base::Bytes sentBytes() const = 0;
    /// No new connections; keep-alive connections close after their answer; transfers run on.
    /// `drained` is called once from a loop when the last connection is gone.
    virtual void drain(std::function<void()> drained) = 0;
    /// Cuts what is left and joins the loops.
    virtual void stop() = 0;
};

} // namespace meson::http

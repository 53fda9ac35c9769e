// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/hash.h"
#include "engine/http/client.h"
#include "engine/http/range.h"
#include "engine/http/server.h"
#include "engine/router/body_window.h"
#include "engine/router/intake.h"
#include "engine/router/response_cache.h"
#include "engine/router/scheduler.h"

#include <list>

namespace meson::router {

class OriginFetch;

/// How a fetch ended for one who waited.
struct FetchEnd {
    enum class Kind {
        Answered,    ///< `response` answers the request
        Validated,   ///< it does, and the origin says that it is still good
        Stale,       ///< the origin failed, and `response` may stand in for it
        PassThrough, ///< ask the origin for this one alone
        Failed,      ///< no answer: tell the client `status`
        HttpsOnly,   ///< the origin leadsToHttps()
    };
    Kind kind = Kind::Failed;
    StoredResponsePtr response;
    int status = 502;
};

/// One who waits for a fetch: a client's request, or somebody of the Router's own.
struct FetchWaiter {
    std::shared_ptr<http::Exchange> exchange; ///< none: only `done` counts
    FieldList fields;                         ///< of its request
    /// Called once, unless the answer is streamed to the exchange.
    std::function<void(FetchEnd)> done;
};

/// What a fetch asks of Delivery. Thread: the Router's loop.
class FetchOwner {
public:
    virtual ~FetchOwner() = default;
    /// Keeps the response; with `outcome` its body is in the store. Returns what is kept.
    virtual StoredResponsePtr keep(
        const OriginFetch& fetch, StoredResponse response,
        std::optional<Intake::Outcome> outcome) = 0;
    /// The origin says that what the fetch was to validate is not good any more, and what is in its
    /// place is not kept (RFC 9111 §4.3.3).
    virtual void withdrawn(const OriginFetch& fetch) = 0;
    /// The last call: nobody can join any more.
    virtual void ended(const OriginFetch& fetch) = 0;
};

/// What all fetches share. All of it outlives them.
struct FetchParts {
    http::asio::any_io_executor loop;
    const base::Clock& clock;
    http::Client& client;
    base::Worker& worker;
    store::ContentStore& store;
    FetchOwner& owner;
    base::Bytes smallObject;
    base::Bytes objectLimit;
    base::Bytes unannouncedLimit;
    std::chrono::milliseconds patience;
};

/// One GET to an origin for all who want the same: the bytes go to clients as they come, and into
/// the store or the memory where they may be kept. Others can join at any time, for the whole or a
/// part: the last 8 MiB are in memory, what came before is read back from the store's unfinished
/// copy, and later from the finished one. So a slow client holds up nobody. What the store has no
/// room for comes as fast as its slowest client takes it, and nobody joins any more. Thread: the
/// Router's loop.
class OriginFetch final : public http::AnswerSink,
                          public std::enable_shared_from_this<OriginFetch> {
public:
    static constexpr base::Bytes kWindow = base::mebibytes(8);
    static constexpr base::Bytes kUnwritten = base::mebibytes(4); ///< waiting for the disk

    struct Wish {
        ResponseKey key;
        Binding binding;
        FieldList fields; ///< end-to-end fields for the origin
        bool hasAuthorization = false;
        StoredResponsePtr validate; ///< ask whether this is still good
        Scheduler::Urgency urgency = Scheduler::Urgency::Normal;
    };

    OriginFetch(FetchParts parts, Wish wish)
        : m_parts(std::move(parts))
        , m_wish(std::move(wish)) {}

    void start();
    void join(FetchWaiter waiter);
    /// Lets go of everybody: the Router stops.
    void abandon();
    const Wish& wish() const { return m_wish; }

private:
    /// What becomes of the bytes.
    enum class Plan { Undecided, Memory, Store, OnlyPass };
    /// A client that gets the bytes as they come.
    struct Stream {
        std::shared_ptr<http::Exchange> exchange;
        std::shared_ptr<http::BodyWriter> writer;
        std::int64_t position = 0;
        std::optional<std::int64_t> end; ///< of a part; none: the end of the body
        bool isFull = false;
        bool isReading = false; ///< from the store
    };
    using StreamPtr = std::shared_ptr<Stream>;

    void onInterim(const http::AnswerHead& head) override;
    void onHead(const http::AnswerHead& head) override;
    bool onBody(base::ByteSpan bytes) override;
    void onDone(base::Result<void, http::ClientFailure> result) override;

    http::ClientRequest request() const;
    void notModified(ResponseMeta meta);
    bool standIn(const ResponseMeta& meta);
    Plan planFor(const http::AnswerHead& head);
    void place(FetchWaiter waiter);
    bool serve(const FetchWaiter& waiter);
    void serveWithoutBody(http::Exchange& exchange, int status) const;
    bool servesRanges() const;
    http::Fields streamFields() const;
    void beginStream(
        const std::shared_ptr<http::Exchange>& exchange,
        std::optional<http::ByteRange> part = std::nullopt);
    void watch(const StreamPtr& stream);
    void beginStore(std::optional<base::Bytes> length);
    void written();
    void giveUpKeeping();
    void keepNothing();
    void stopIfUseless();
    void pump(const StreamPtr& stream);
    void readBack(const StreamPtr& stream);
    void sendBack(const StreamPtr& stream, std::optional<std::string> bytes);
    void drop(const StreamPtr& stream);
    void pumpAll();
    void trimWindow();
    bool mustPause() const;
    void maybeResume();
    void complete();
    void keepBody();
    void finishStore();
    void stored(std::optional<Intake::Outcome> outcome);
    void fail(int status);
    void release(FetchEnd end);
    void end();
    StoredResponse response() const;
    bool isKept() const { return m_plan != Plan::OnlyPass; }
    bool isUnproven() const { return m_stated && !m_hasEnded; }

    const FetchParts m_parts;
    const Wish m_wish;
    std::shared_ptr<http::ClientCall> m_call;
    base::WallTime m_requested;
    std::vector<FetchWaiter> m_waiters;
    std::list<StreamPtr> m_streams;

    bool m_hasHead = false;
    bool m_hasEnded = false; ///< all bytes are here
    bool m_isOver = false;   ///< nobody can join
    bool m_isPaused = false;
    Plan m_plan = Plan::Undecided;
    ResponseMeta m_meta;
    VaryKey m_vary;
    std::optional<std::uint64_t> m_length;
    std::optional<base::Sha256> m_stated; ///< what the origin says that the body is
    crypto::Sha256Hasher m_hasher;        ///< of the body, where that is stated

    BodyWindow m_window;
    std::shared_ptr<Intake> m_intake;
};

} // namespace meson::router

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/origin_fetch.h"

#include "engine/router/answer_fields.h"
#include "engine/router/playlist.h"
#include "engine/router/stored_tail.h"

#include <algorithm>

namespace meson::router {

namespace {

bool isServerError(int status) {
    return status == 500 || status == 502 || status == 503 || status == 504;
}

bool isConditionalOrRange(const http::RequestHead& head) {
    for (const char* name :
         {"Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"})
        if (head.find(name))
            return true;
    return false;
}

std::string_view pathOf(const std::string& target) {
    return std::string_view(target).substr(0, target.find('?'));
}

} // namespace

void OriginFetch::start() {
    m_requested = m_parts.clock.wall();
    m_call = m_parts.client.start(request(), shared_from_this());
}

http::ClientRequest OriginFetch::request() const {
    http::ClientRequest request;
    request.url = m_wish.binding.origin + m_wish.key.target;
    request.fields = m_wish.fields;
    if (!m_wish.validate)
        return request;
    const FieldList& stored = m_wish.validate->meta.fields;
    if (const auto etag = joinedField(stored, "ETag"))
        request.fields.emplace_back("If-None-Match", *etag);
    if (const auto modified = joinedField(stored, "Last-Modified"))
        request.fields.emplace_back("If-Modified-Since", *modified);
    return request;
}

void OriginFetch::join(FetchWaiter waiter) {
    if (m_hasHead)
        place(std::move(waiter));
    else
        m_waiters.push_back(std::move(waiter));
}

void OriginFetch::abandon() {
    m_isOver = true;
    m_waiters.clear();
    m_streams.clear();
    if (m_intake)
        m_intake->abandon();
    if (m_call)
        m_call->cancel();
}

void OriginFetch::onHead(const http::AnswerHead& head) {
    if (m_isOver)
        return;
    ResponseMeta meta{head.status, endToEnd(head.fields), m_requested, m_parts.clock.wall()};
    if (m_wish.validate && head.status == 304)
        return notModified(std::move(meta));
    if (isServerError(head.status) && standIn(meta))
        return;
    m_meta = std::move(meta);
    m_length = head.length;
    m_plan = planFor(head);
    m_hasHead = true;
    if (m_plan == Plan::Store)
        beginStore(base::Bytes(static_cast<std::int64_t>(*m_length)));
    auto waiters = std::exchange(m_waiters, {});
    if (!isKept() && !waiters.empty() && canStream(waiters.front())) {
        // The answer is for the one who caused the request and for nobody else.
        beginStream(std::move(waiters.front()));
        waiters.erase(waiters.begin());
    }
    for (FetchWaiter& waiter : waiters)
        place(std::move(waiter));
    if (!isKept() && m_streams.empty()) {
        m_isOver = true;
        m_call->cancel();
        end();
    }
}

void OriginFetch::notModified(ResponseMeta meta) {
    StoredResponse updated = *m_wish.validate;
    updateStored(updated.meta, meta);
    m_isOver = true;
    release({FetchEnd::Kind::Validated, m_parts.owner.keep(*this, std::move(updated), {}), 0});
    end();
}

bool OriginFetch::standIn(const ResponseMeta& meta) {
    if (!m_wish.validate || !mayServeOnError(m_wish.validate->meta, meta.received))
        return false;
    fail(meta.status);
    m_call->cancel();
    return true;
}

OriginFetch::Plan OriginFetch::planFor(const http::AnswerHead& head) {
    const CacheRequest request{
        "GET", m_wish.hasAuthorization,
        parseCacheControl(joinedField(m_wish.fields, "Cache-Control").value_or(""))};
    const auto vary = VaryKey::of(m_meta.fields, m_wish.fields);
    if (!vary || !mayStore(request, m_meta))
        return Plan::OnlyPass;
    m_vary = *vary;
    const auto type = head.find("Content-Type").value_or("");
    const bool staysHere = head.status != 200 || isManifest(pathOf(m_wish.key.target), type);
    if (!m_length)
        return staysHere ? Plan::Memory : Plan::Undecided;
    const base::Bytes length(static_cast<std::int64_t>(*m_length));
    if (staysHere || length <= m_parts.smallObject)
        return length <= kWindow ? Plan::Memory : Plan::OnlyPass;
    return length <= m_parts.objectLimit ? Plan::Store : Plan::OnlyPass;
}

void OriginFetch::place(FetchWaiter waiter) {
    if (!waiter.exchange) {
        if (isKept())
            return m_waiters.push_back(std::move(waiter));
        return waiter.done({FetchEnd::Kind::PassThrough, nullptr, 0});
    }
    const bool fits = isKept() && m_vary.matches(waiter.fields);
    if (fits && m_plan != Plan::Memory && m_windowBegin == 0 && canStream(waiter))
        return beginStream(std::move(waiter));
    const bool isShort = !m_length || static_cast<std::int64_t>(*m_length) <= kWindow.count();
    if (fits && isShort)
        return m_waiters.push_back(std::move(waiter));
    waiter.done({FetchEnd::Kind::PassThrough, nullptr, 0});
}

bool OriginFetch::canStream(const FetchWaiter& waiter) const {
    return waiter.exchange && waiter.exchange->request().method == http::Method::Get &&
           !isConditionalOrRange(waiter.exchange->request());
}

void OriginFetch::beginStream(FetchWaiter waiter) {
    const auto stream = std::make_shared<Stream>();
    http::Fields fields = clientFields(m_meta.fields, m_wish.binding);
    fields.add("Cache-Status", cacheStatus(isKept() ? "fwd=miss; stored" : "fwd=miss"));
    stream->exchange = std::move(waiter.exchange);
    stream->exchange->onClosed([fetch = weak_from_this(), weak = std::weak_ptr(stream)] {
        const auto self = fetch.lock();
        const auto closed = weak.lock();
        if (!self || !closed)
            return;
        self->m_streams.remove(closed);
        if (!self->isKept() && self->m_streams.empty() && !self->m_isOver) {
            self->m_isOver = true;
            self->m_call->cancel();
        }
        self->maybeResume();
        self->end();
    });
    stream->writer = stream->exchange->stream(m_meta.status, std::move(fields), m_length);
    stream->writer->onDrained([fetch = weak_from_this(), weak = std::weak_ptr(stream)] {
        const auto self = fetch.lock();
        const auto drained = weak.lock();
        if (!self || !drained)
            return;
        drained->isFull = false;
        self->pump(drained);
        self->trimWindow();
        self->maybeResume();
        self->end();
    });
    m_streams.push_back(stream);
    pump(stream);
}

void OriginFetch::beginStore(base::Bytes length) {
    m_intake = std::make_shared<Intake>(m_parts.loop, m_parts.worker, m_parts.store, length);
    m_intake->onProgress([fetch = weak_from_this()] {
        if (const auto self = fetch.lock())
            self->maybeResume();
    });
}

bool OriginFetch::onBody(base::ByteSpan bytes) {
    if (m_isOver)
        return true;
    const auto chunk = std::make_shared<const std::string>(base::textOf(bytes));
    m_window.push_back(chunk);
    m_received += static_cast<std::int64_t>(bytes.size());
    if (m_intake)
        m_intake->append(chunk);
    pumpAll();
    if ((m_plan == Plan::Memory || m_plan == Plan::Undecided) && m_received > kWindow.count())
        giveUpKeeping();
    trimWindow();
    m_isPaused = mustPause();
    return !m_isPaused;
}

// Too large to be kept in memory, and not known beforehand how large.
void OriginFetch::giveUpKeeping() {
    m_plan = Plan::OnlyPass;
    release({FetchEnd::Kind::PassThrough, nullptr, 0});
    if (!m_streams.empty())
        return;
    m_isOver = true;
    m_call->cancel();
    end();
}

void OriginFetch::pump(const StreamPtr& stream) {
    while (!stream->isFull && stream->position < m_received && stream->position >= m_windowBegin) {
        std::int64_t begin = m_received;
        auto chunk = m_window.rbegin();
        for (; begin - static_cast<std::int64_t>((*chunk)->size()) > stream->position; ++chunk)
            begin -= static_cast<std::int64_t>((*chunk)->size());
        begin -= static_cast<std::int64_t>((*chunk)->size());
        std::string piece = (*chunk)->substr(static_cast<std::size_t>(stream->position - begin));
        stream->position += static_cast<std::int64_t>(piece.size());
        stream->isFull = !stream->writer->write(std::move(piece));
    }
    if (m_hasEnded && stream->position == m_received) {
        stream->writer->finish();
        m_streams.remove(stream);
    }
}

void OriginFetch::pumpAll() {
    const auto streams = m_streams; // pump() takes out those that are done
    for (const StreamPtr& stream : streams)
        pump(stream);
}

void OriginFetch::trimWindow() {
    std::int64_t keepFrom = m_received;
    if (m_plan == Plan::Store && !m_hasEnded) {
        keepFrom = m_received - kWindow.count();
    } else if (m_plan == Plan::OnlyPass || m_hasEnded) {
        for (const StreamPtr& stream : m_streams)
            keepFrom = std::min(keepFrom, std::max(stream->position, m_windowBegin));
    } else {
        return; // all of it may become the body
    }
    while (!m_window.empty()) {
        const auto size = static_cast<std::int64_t>(m_window.front()->size());
        if (m_windowBegin + size > keepFrom)
            return;
        m_windowBegin += size;
        m_window.pop_front();
    }
}

bool OriginFetch::mustPause() const {
    if (m_intake)
        return m_intake->waiting() > kUnwritten;
    return m_plan == Plan::OnlyPass &&
           std::any_of(m_streams.begin(), m_streams.end(), [](const StreamPtr& stream) {
               return stream->isFull;
           });
}

void OriginFetch::maybeResume() {
    if (!m_isPaused || mustPause())
        return;
    m_isPaused = false;
    m_call->resume();
}

void OriginFetch::onDone(base::Result<void, http::ClientFailure> result) {
    if (m_isOver)
        return end();
    if (!result)
        return fail(result.error().code == http::ClientError::TimedOut ? 504 : 502);
    complete();
}

void OriginFetch::complete() {
    m_hasEnded = true;
    if (m_plan == Plan::Store)
        return finishStore();
    if (m_plan == Plan::Memory ||
        (m_plan == Plan::Undecided && m_received <= m_parts.smallObject.count()))
        return keepBody();
    if (m_plan == Plan::Undecided) {
        beginStore(base::Bytes(m_received));
        for (const auto& chunk : m_window)
            m_intake->append(chunk);
        m_plan = Plan::Store;
        return finishStore();
    }
    m_isOver = true;
    pumpAll();
    release({FetchEnd::Kind::PassThrough, nullptr, 0});
    end();
}

void OriginFetch::keepBody() {
    m_isOver = true;
    std::string body;
    for (const auto& chunk : m_window)
        body += *chunk;
    StoredResponse kept = response();
    kept.body = std::make_shared<const std::string>(std::move(body));
    const auto shared = m_parts.owner.keep(*this, std::move(kept), {});
    pumpAll();
    release({FetchEnd::Kind::Answered, shared, 0});
    end();
}

void OriginFetch::finishStore() {
    pumpAll();
    m_intake->onProgress(nullptr);
    store::ObjectMeta meta;
    // The Router's copy stays as long as it is used: what answers are good for is in the response
    // cache.
    meta.expires = m_parts.clock.wall() + std::chrono::hours(24 * 3650);
    meta.binding = m_wish.binding.domain;
    m_intake->finish(std::move(meta), [self = shared_from_this()](auto outcome) {
        if (!self->m_isOver)
            self->stored(std::move(outcome));
    });
}

void OriginFetch::stored(std::optional<Intake::Outcome> outcome) {
    m_isOver = true;
    std::shared_ptr<store::Blob> blob;
    if (outcome) {
        blob = m_parts.store.reader()->find(outcome->summary.id);
        const auto kept = m_parts.owner.keep(*this, response(), std::move(outcome));
        release({FetchEnd::Kind::Answered, kept, 0});
    } else {
        release({FetchEnd::Kind::PassThrough, nullptr, 0});
    }
    const auto streams = m_streams;
    for (const StreamPtr& stream : streams) {
        if (stream->position >= m_windowBegin)
            continue;
        if (blob)
            std::make_shared<StoredTail>(
                m_parts.loop, m_parts.worker, blob, stream->exchange, stream->writer,
                stream->position)
                ->start();
        else
            stream->writer->abort();
        m_streams.remove(stream);
    }
    end();
}

void OriginFetch::fail(int status) {
    m_isOver = true;
    for (const StreamPtr& stream : std::exchange(m_streams, {}))
        stream->writer->abort();
    if (m_wish.validate && mayServeOnError(m_wish.validate->meta, m_parts.clock.wall()))
        release({FetchEnd::Kind::Stale, m_wish.validate, status});
    else
        release({FetchEnd::Kind::Failed, nullptr, status});
    end();
}

void OriginFetch::release(FetchEnd end) {
    for (FetchWaiter& waiter : std::exchange(m_waiters, {}))
        waiter.done(end);
}

void OriginFetch::end() {
    if (!m_isOver || !m_streams.empty())
        return;
    const auto self = shared_from_this(); // the owner lets go
    m_parts.owner.ended(*this);
}

StoredResponse OriginFetch::response() const {
    StoredResponse response;
    response.meta = m_meta;
    response.vary = m_vary;
    return response;
}

} // namespace meson::router

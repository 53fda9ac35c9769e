// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/origin_fetch.h"

#include "engine/http/http_date.h"
#include "engine/router/answer_fields.h"
#include "engine/router/playlist.h"
#include "engine/router/stored_tail.h"

#include <QLoggingCategory>

namespace meson::router {

Q_LOGGING_CATEGORY(lcOrigin, "meson.router.origin", QtWarningMsg)

void OriginFetch::start() {
    m_requested = m_parts.clock.wall();
    m_call = m_parts.client.start(request(), shared_from_this());
}

http::ClientRequest OriginFetch::request() const {
    http::ClientRequest request;
    request.url = m_wish.binding.origin + m_wish.key.target;
    request.fields = m_wish.fields;
    request.headTimeout = request.stallTimeout = m_parts.patience;
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

void OriginFetch::onInterim(const http::AnswerHead& head) {
    for (const FetchWaiter& waiter : m_waiters)
        if (waiter.exchange)
            forwardInterim(*waiter.exchange, head, m_wish.binding);
}

void OriginFetch::onHead(const http::AnswerHead& head) {
    if (m_isOver)
        return;
    if (leadsToHttps(head, m_wish.binding, m_wish.key.target)) {
        m_isOver = true;
        m_call->cancel();
        release({FetchEnd::Kind::HttpsOnly, nullptr, 502});
        return end();
    }
    ResponseMeta meta{
        head.status, originAnswer(head, m_wish.binding), m_requested, m_parts.clock.wall()};
    if (!joinedField(meta.fields, "Date")) // RFC 9110 §6.6.1
        meta.fields.emplace_back("Date", http::formatHttpDate(meta.received));
    if (m_wish.validate && head.status == 304)
        return notModified(std::move(meta));
    if (isServerError(head.status) && standIn(meta))
        return;
    m_meta = std::move(meta);
    m_length = head.length;
    m_plan = planFor(head);
    if (!isKept())
        keepNothing();
    else if (head.status == 200)
        m_stated = statedDigest(m_meta.fields);
    m_hasHead = true;
    if (m_plan == Plan::Store)
        beginStore(base::Bytes(static_cast<std::int64_t>(*m_length)));
    auto waiters = std::exchange(m_waiters, {});
    // What is not kept is for the one who caused the request and for nobody else.
    if (!isKept() && !waiters.empty() && serve(waiters.front()))
        waiters.erase(waiters.begin());
    for (FetchWaiter& waiter : waiters)
        place(std::move(waiter));
    stopIfUseless();
}

// Nobody gets the bytes, and they are not kept, or nobody knows how many are to come.
void OriginFetch::stopIfUseless() {
    if (m_isOver || m_hasEnded || !m_streams.empty() || !m_waiters.empty())
        return;
    if (isKept() && (m_length || m_window.end() <= kWindow.count()))
        return;
    m_isOver = true;
    if (m_intake)
        m_intake->abandon();
    m_call->cancel();
    end();
}

void OriginFetch::notModified(ResponseMeta meta) {
    StoredResponse updated = *m_wish.validate;
    m_isOver = true;
    if (!isAbout(meta, updated.meta)) {
        release({FetchEnd::Kind::PassThrough, nullptr, 0});
        return end();
    }
    updateStored(updated.meta, meta);
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
    const std::string_view target = m_wish.key.target;
    const std::string_view path = target.substr(0, target.find('?'));
    const bool staysHere = head.status != 200 || isManifest(path, type);
    if (!m_length)
        return staysHere ? Plan::Memory : Plan::Undecided;
    const base::Bytes length(static_cast<std::int64_t>(*m_length));
    if (staysHere || length <= m_parts.smallObject)
        return length <= kWindow ? Plan::Memory : Plan::OnlyPass;
    return length <= m_parts.objectLimit ? Plan::Store : Plan::OnlyPass;
}

void OriginFetch::beginStore(std::optional<base::Bytes> length) {
    m_plan = Plan::Store;
    m_intake = std::make_shared<Intake>(m_parts.loop, m_parts.worker, m_parts.store, length);
    m_intake->onProgress([fetch = weak_from_this()] {
        if (const auto self = fetch.lock())
            self->written();
    });
    for (const auto& chunk : m_window.chunks())
        m_intake->append(chunk);
}

bool OriginFetch::onBody(base::ByteSpan bytes) {
    if (m_isOver)
        return true;
    const auto chunk = std::make_shared<const std::string>(base::textOf(bytes));
    m_window.append(chunk);
    if (m_stated)
        m_hasher.update(bytes);
    if (m_intake)
        m_intake->append(chunk);
    else if (m_plan == Plan::Undecided && m_window.end() > m_parts.smallObject.count())
        beginStore(std::nullopt);
    pumpAll();
    const base::Bytes limit = m_plan == Plan::Memory ? kWindow : m_parts.unannouncedLimit;
    if (isKept() && !m_length && m_window.end() > limit.count())
        giveUpKeeping();
    trimWindow();
    stopIfUseless();
    m_isPaused = mustPause();
    return !m_isPaused;
}

void OriginFetch::written() {
    if (!m_isOver && m_intake->hasFailed())
        giveUpKeeping();
    maybeResume();
}

// It is too large, which nobody knew beforehand, or the store could not take it.
void OriginFetch::giveUpKeeping() {
    keepNothing();
    if (m_intake)
        std::exchange(m_intake, nullptr)->abandon();
    release({FetchEnd::Kind::PassThrough, nullptr, 0});
    const auto streams = m_streams;
    for (const StreamPtr& stream : streams)
        if (stream->position < m_window.begin())
            drop(stream);
    stopIfUseless();
}

void OriginFetch::keepNothing() {
    m_plan = Plan::OnlyPass;
    if (m_wish.validate && m_meta.status < 500)
        m_parts.owner.withdrawn(*this);
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
    if (isUnproven() && m_hasher.finish() != *m_stated) {
        qCWarning(
            lcOrigin,
            "%s: the bytes are not those of the origin's Repr-Digest; they are not kept, and no "
            "client gets all of them. Look at the origin, and at what is between it and here.",
            request().url.c_str());
        return fail(502);
    }
    m_hasEnded = true;
    if (m_plan == Plan::Store)
        return finishStore();
    if (isKept())
        return keepBody();
    m_isOver = true;
    pumpAll();
    release({FetchEnd::Kind::PassThrough, nullptr, 0});
    end();
}

void OriginFetch::keepBody() {
    m_isOver = true;
    std::string body;
    for (const auto& chunk : m_window.chunks())
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
        keepNothing(); // those who are within the window get the rest, nobody joins
        release({FetchEnd::Kind::PassThrough, nullptr, 0});
    }
    const auto streams = m_streams;
    for (const StreamPtr& stream : streams) {
        if (stream->position >= m_window.begin())
            continue;
        if (blob)
            std::make_shared<StoredTail>(
                m_parts.loop, m_parts.worker, blob, stream->exchange, stream->writer,
                stream->position, stream->end.value_or(blob->length().count()))
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

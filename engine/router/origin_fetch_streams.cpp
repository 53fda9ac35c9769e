// SPDX-License-Identifier: GPL-3.0-or-later
// How OriginFetch gives its clients the bytes while they come.
#include "engine/router/origin_fetch.h"

#include "engine/http/conditional.h"
#include "engine/http/http_date.h"
#include "engine/router/answer_fields.h"

#include <algorithm>

namespace meson::router {

namespace {

bool isPlainGet(const http::RequestHead& head) {
    if (head.method != http::Method::Get)
        return false;
    for (const char* name :
         {"Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"})
        if (head.find(name))
            return false;
    return true;
}

} // namespace

void OriginFetch::place(FetchWaiter waiter) {
    if (!waiter.exchange) {
        if (isKept())
            return m_waiters.push_back(std::move(waiter));
        return waiter.done({FetchEnd::Kind::PassThrough, nullptr, 0});
    }
    const bool fits = isKept() && m_vary.matches(waiter.fields);
    if (fits && m_plan != Plan::Memory && serve(waiter))
        return;
    const bool isShort = m_length && static_cast<std::int64_t>(*m_length) <= kWindow.count();
    if (fits && (m_plan == Plan::Memory || isShort || !servesRanges()))
        return m_waiters.push_back(std::move(waiter));
    waiter.done({FetchEnd::Kind::PassThrough, nullptr, 0});
}

bool OriginFetch::servesRanges() const {
    return joinedField(m_meta.fields, "Accept-Ranges") == "bytes";
}

// Answers while the body is on its way, where that does not take longer than asking for a part
// alone.
bool OriginFetch::serve(const FetchWaiter& waiter) {
    if (!waiter.exchange)
        return false;
    const http::RequestHead& head = waiter.exchange->request();
    if (m_meta.status != 200 || !m_length) {
        if (isPlainGet(head))
            beginStream(waiter.exchange);
        return isPlainGet(head);
    }
    const auto etag = joinedField(m_meta.fields, "ETag").value_or("");
    const auto modified = joinedField(m_meta.fields, "Last-Modified");
    const base::WallTime now = m_parts.clock.wall();
    const http::Selection selection = http::select(
        head, {etag, modified ? http::parseHttpDate(*modified, now) : std::nullopt, now},
        *m_length);
    if (selection.status == 200) {
        beginStream(waiter.exchange);
    } else if (selection.status == 206) {
        const http::ByteRange& part = selection.parts.front();
        const auto reach = static_cast<std::uint64_t>(m_window.end() + kWindow.count());
        if (selection.parts.size() > 1 || (servesRanges() && part.offset > reach))
            return false;
        beginStream(waiter.exchange, part);
    } else {
        serveWithoutBody(*waiter.exchange, selection.status);
    }
    return true;
}

void OriginFetch::serveWithoutBody(http::Exchange& exchange, int status) const {
    http::Fields fields = streamFields();
    if (status == 416)
        fields.add("Content-Range", "bytes */" + std::to_string(*m_length));
    exchange.respond(status, std::move(fields));
}

http::Fields OriginFetch::streamFields() const {
    FieldList origin = m_meta.fields;
    removeField(origin, "Age");
    http::Fields fields = clientFields(origin);
    fields.add("Age", std::to_string(ageOf(m_meta, m_parts.clock.wall()).count()));
    fields.add("Cache-Status", cacheStatus(isKept() ? "fwd=miss; stored" : "fwd=miss"));
    return fields;
}

void OriginFetch::beginStream(
    const std::shared_ptr<http::Exchange>& exchange, std::optional<http::ByteRange> part) {
    const auto stream = std::make_shared<Stream>();
    stream->exchange = exchange;
    http::Fields fields = streamFields();
    if (part) {
        const std::uint64_t end = part->offset + part->length;
        stream->position = static_cast<std::int64_t>(part->offset);
        stream->end = static_cast<std::int64_t>(end);
        fields.add(
            "Content-Range", "bytes " + std::to_string(part->offset) + "-" +
                                 std::to_string(end - 1) + "/" + std::to_string(*m_length));
    }
    const bool isHead = exchange->request().method == http::Method::Head;
    watch(stream);
    stream->writer = exchange->stream(
        part ? 206 : m_meta.status, std::move(fields),
        part ? std::optional(part->length) : m_length);
    if (isHead)
        return stream->writer->finish();
    stream->writer->onDrained([fetch = weak_from_this(), weak = std::weak_ptr(stream)] {
        const auto self = fetch.lock();
        const auto drained = weak.lock();
        if (!self || !drained)
            return;
        drained->isFull = false;
        self->pump(drained);
        self->trimWindow();
        self->stopIfUseless();
        self->maybeResume();
        self->end();
    });
    m_streams.push_back(stream);
    pump(stream);
}

void OriginFetch::watch(const StreamPtr& stream) {
    stream->exchange->onClosed([fetch = weak_from_this(), weak = std::weak_ptr(stream)] {
        const auto self = fetch.lock();
        const auto closed = weak.lock();
        if (!self || !closed)
            return;
        self->m_streams.remove(closed);
        self->stopIfUseless();
        self->maybeResume();
        self->end();
    });
}

// It cannot be completed.
void OriginFetch::drop(const StreamPtr& stream) {
    stream->writer->abort();
    m_streams.remove(stream);
}

/// The last byte waits until the body is known to be what its origin says.
void OriginFetch::pump(const StreamPtr& stream) {
    const std::int64_t known = m_window.end() - (isUnproven() ? 1 : 0);
    const std::int64_t end = std::min(stream->end.value_or(known), known);
    while (!stream->isFull && stream->position < end && stream->position >= m_window.begin()) {
        std::string piece = m_window.piece(stream->position, end);
        stream->position += static_cast<std::int64_t>(piece.size());
        stream->isFull = !stream->writer->write(std::move(piece));
    }
    const bool isComplete =
        stream->end ? stream->position == *stream->end : m_hasEnded && stream->position == end;
    if (isComplete) {
        stream->writer->finish();
        m_streams.remove(stream);
    } else if (stream->position < m_window.begin()) {
        readBack(stream);
    }
}

// Until the store has all; then StoredTail goes on.
void OriginFetch::readBack(const StreamPtr& stream) {
    if (!m_intake || m_hasEnded || stream->isReading || stream->isFull)
        return;
    stream->isReading = true;
    m_intake->readBack(
        stream->position,
        [fetch = weak_from_this(), weak = std::weak_ptr(stream)](std::optional<std::string> bytes) {
            const auto self = fetch.lock();
            const auto reader = weak.lock();
            if (self && reader)
                self->sendBack(reader, std::move(bytes));
        });
}

void OriginFetch::sendBack(const StreamPtr& stream, std::optional<std::string> bytes) {
    stream->isReading = false;
    if (m_isOver)
        return;
    if (!bytes) {
        drop(stream);
        return end();
    }
    if (stream->end)
        bytes->resize(
            std::min(bytes->size(), static_cast<std::size_t>(*stream->end - stream->position)));
    stream->position += static_cast<std::int64_t>(bytes->size());
    stream->isFull = !stream->writer->write(std::move(*bytes));
    pump(stream);
}

void OriginFetch::pumpAll() {
    const auto streams = m_streams; // pump() takes out those that are done
    for (const StreamPtr& stream : streams)
        pump(stream);
}

void OriginFetch::trimWindow() {
    std::int64_t keepFrom = m_window.end();
    if (m_plan == Plan::Store && !m_isOver) {
        keepFrom = m_window.end() - kWindow.count();
    } else if (m_plan == Plan::OnlyPass || m_isOver) {
        for (const StreamPtr& stream : m_streams)
            keepFrom = std::min(keepFrom, std::max(stream->position, m_window.begin()));
    } else {
        return; // all of it may become the body
    }
    m_window.dropBefore(keepFrom);
}

bool OriginFetch::mustPause() const {
    if (m_intake)
        return m_intake->waiting() > kUnwritten;
    return m_plan == Plan::OnlyPass &&
           std::any_of(m_streams.begin(), m_streams.end(), [](const StreamPtr& stream) {
               return stream->isFull;
           });
}

} // namespace meson::router

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/download_queue.h"

#include "engine/http/client_url.h"
#include "engine/http/message.h"

#include <algorithm>
#include <boost/asio/post.hpp>

namespace meson::terminal {
namespace {

using protocol::AckStatus;

constexpr base::BytesPerSecond kSlowest{16 * 1024}; // a source that keeps its place among the few

DownloadOutcome failure(std::string reason, std::string problem) {
    return {AckStatus::Failed, std::move(reason), std::move(problem)};
}

DownloadOutcome outcomeOf(const store::StoreFailure& error) {
    const std::string problem = base::explain(error);
    switch (error.code) {
    case store::StoreError::NoSpace:
        return failure("no-space", problem);
    case store::StoreError::TooLarge:
        return failure("too-large", problem);
    case store::StoreError::WrongContent:
        return failure("wrong-content", problem);
    default:
        return failure("disk-failed", problem);
    }
}

/// What may be said about a source: its path is a pull URL's secret.
std::string nameOf(const std::string& source) {
    const auto url = http::parseUrl(source);
    return url ? url->origin() : "The source";
}

/// Whether a 206 goes on exactly where we ended: "bytes <offset>-<last>/<length>" (RFC 9110 §14.4).
bool continuesAt(const http::AnswerHead& head, base::Bytes offset, base::Bytes length) {
    const auto range = head.find("Content-Range");
    return range && *range == "bytes " + std::to_string(offset.count()) + '-' +
                                  std::to_string(length.count() - 1) + '/' +
                                  std::to_string(length.count());
}

} // namespace

store::ObjectMeta metaOf(const protocol::CacheCommand& command) {
    http::Fields fields;
    for (const auto& [name, value] : command.fields)
        fields.add(name, value);
    store::ObjectMeta meta;
    meta.expires = base::fromUnixSeconds(command.expires);
    meta.fields = fields.lines();
    meta.etag = command.etag;
    if (command.lastModified > 0)
        meta.lastModified = base::fromUnixSeconds(command.lastModified);
    meta.binding = command.binding;
    return meta;
}

/// One order being fetched. Thread: fetch.
class DownloadQueue::Download final : public http::AnswerSink,
                                      public std::enable_shared_from_this<Download> {
public:
    Download(DownloadQueue& queue, Order order)
        : m_queue(queue)
        , m_order(std::move(order)) {}

    const Order& order() const { return m_order; }

    void start() {
        auto begun = m_queue.m_store.begin(m_order.command.length);
        if (!begun)
            return end(outcomeOf(begun.error()));
        m_blob = *std::move(begun);
        fetch();
    }

    void cancel() {
        m_outcome = failure("cancelled", "The order was taken back.");
        if (m_call)
            m_call->cancel();
    }

    void onHead(const http::AnswerHead& head) override {
        const base::Bytes offset = m_blob->length();
        const base::Bytes length = m_order.command.length;
        const bool isRest = head.status == 206 && continuesAt(head, offset, length);
        m_skip = head.status == 200 ? offset.count() : 0;
        m_isGood = head.status == 200 || isRest;
        if (!m_isGood)
            m_outcome = failure(
                "source-failed", nameOf(m_order.command.sources[m_source]) + " answers " +
                                     std::to_string(head.status) + ", which is not the object.");
        else if (
            head.length && *head.length != static_cast<std::uint64_t>(
                                               length.count() - (isRest ? offset.count() : 0)))
            refuseLength();
        if (!m_isGood)
            m_call->cancel();
    }

    bool onBody(base::ByteSpan bytes) override {
        if (!m_isGood)
            return true;
        m_queue.m_received += static_cast<std::int64_t>(bytes.size());
        const auto skipped =
            std::min<std::int64_t>(m_skip, static_cast<std::int64_t>(bytes.size()));
        m_skip -= skipped; // a source that cannot resume sends again what is here
        bytes = bytes.subspan(static_cast<std::size_t>(skipped));
        if (bytes.empty())
            return true;
        const auto appended = m_blob->append(bytes);
        if (!appended) {
            m_isGood = false;
            m_isOver = true;
            m_outcome = outcomeOf(appended.error());
            m_call->cancel();
        }
        return true;
    }

    void onDone(base::Result<void, http::ClientFailure> result) override {
        m_call.reset();
        if (m_isOver || m_outcome.reason == "cancelled")
            return end(m_outcome);
        if (!result && m_isGood)
            m_outcome = failure("source-failed", base::explain(result.error()));
        if (result && m_isGood)
            return commit();
        nextSource();
    }

private:
    void fetch() {
        http::ClientRequest request;
        request.url = m_order.command.sources[m_source];
        request.stallTimeout = m_queue.m_options.stallTimeout;
        request.totalTimeout =
            m_queue.m_options.patience +
            std::chrono::seconds(m_order.command.length.count() / kSlowest.count());
        request.bodyLimit = m_order.command.length;
        request.fields.emplace_back("Accept-Encoding", "identity");
        if (m_blob->length().count() > 0)
            request.fields.emplace_back(
                "Range", "bytes=" + std::to_string(m_blob->length().count()) + '-');
        m_isGood = true;
        m_isSourceUsed = true;
        m_call = m_queue.m_client->start(std::move(request), shared_from_this());
    }

    void refuseLength() {
        m_isGood = false;
        m_outcome = failure(
            "wrong-content", nameOf(m_order.command.sources[m_source]) +
                                 " sends another length than the Router said.");
    }

    void commit() {
        if (m_blob->length() != m_order.command.length) {
            refuseLength();
            return nextSource();
        }
        auto committed = m_blob->commit(m_order.command.id, metaOf(m_order.command));
        m_blob.reset();
        if (committed)
            return end({});
        m_outcome = outcomeOf(committed.error());
        if (m_outcome.reason != "wrong-content")
            return end(m_outcome);
        nextSource();
    }

    /// Goes on with the next source where the bytes end, or from the start after wrong ones.
    void nextSource() {
        if (++m_source >= m_order.command.sources.size())
            return end(m_outcome);
        if (m_blob)
            return fetch();
        start();
    }

    void end(DownloadOutcome outcome) {
        m_blob.reset();
        outcome.isSourceUsed = m_isSourceUsed;
        m_queue.ended(this, std::move(outcome));
    }

    DownloadQueue& m_queue;
    const Order m_order;
    std::unique_ptr<store::IncomingBlob> m_blob;
    std::shared_ptr<http::ClientCall> m_call;
    std::size_t m_source = 0;
    std::int64_t m_skip = 0; ///< bytes of this answer that are here already
    bool m_isGood = true;    ///< this answer's bytes are wanted
    bool m_isOver = false;   ///< no source can help
    bool m_isSourceUsed = false;
    DownloadOutcome m_outcome;
};

DownloadQueue::DownloadQueue(store::ContentStore& store, DownloadOptions options)
    : m_store(store)
    , m_options(std::move(options))
    , m_work(boost::asio::make_work_guard(m_context))
    , m_client(std::make_unique<http::Client>(m_context.get_executor(), m_options.client))
    , m_parallel(static_cast<std::size_t>(m_options.parallel))
    , m_thread([this] { m_context.run(); }) {}

DownloadQueue::~DownloadQueue() {
    stop();
}

void DownloadQueue::stop() {
    if (!m_thread.joinable())
        return;
    boost::asio::post(m_context, [this] {
        m_orders.clear();
        m_downloads.clear();
        m_client.reset();
        m_work.reset();
        m_context.stop();
    });
    m_thread.join();
}

void DownloadQueue::add(protocol::CacheCommand command, Done done) {
    ++m_waitingCount;
    boost::asio::post(
        m_context, [this, order = Order{std::move(command), std::move(done)}]() mutable {
            m_orders.push_back(std::move(order));
            startMore();
        });
}

void DownloadQueue::setParallel(int count) {
    boost::asio::post(m_context, [this, count] {
        m_parallel = static_cast<std::size_t>(count);
        startMore();
    });
}

void DownloadQueue::cancel(const base::ContentId& id) {
    boost::asio::post(m_context, [this, id] {
        for (auto order = m_orders.begin(); order != m_orders.end();) {
            if (order->command.id != id) {
                ++order;
                continue;
            }
            --m_waitingCount;
            settle(*order, failure("cancelled", "The order was taken back."));
            order = m_orders.erase(order);
        }
        for (const auto& download : m_downloads)
            if (download->order().command.id == id)
                download->cancel();
    });
}

void DownloadQueue::startMore() {
    while (!m_orders.empty() && m_downloads.size() < m_parallel) {
        Order order = std::move(m_orders.front());
        m_orders.pop_front();
        --m_waitingCount;
        if (m_store.find(order.command.id)) {
            const auto updated = m_store.updateMeta(order.command.id, metaOf(order.command));
            settle(order, updated ? DownloadOutcome{} : outcomeOf(updated.error()));
            continue;
        }
        if (order.command.sources.empty()) {
            settle(order, failure("source-failed", "The Router named no source."));
            continue;
        }
        ++m_runningCount;
        const auto download = std::make_shared<Download>(*this, std::move(order));
        m_downloads.push_back(download);
        download->start();
    }
}

void DownloadQueue::ended(Download* download, DownloadOutcome outcome) {
    --m_runningCount;
    settle(download->order(), std::move(outcome));
    // Not from inside its own call: it is still at work.
    boost::asio::post(m_context, [this, download] {
        m_downloads.remove_if([&](const auto& known) { return known.get() == download; });
        startMore();
    });
}

void DownloadQueue::settle(const Order& order, DownloadOutcome outcome) {
    ++(outcome.status == AckStatus::Done ? m_completed : m_failed);
    order.done(std::move(outcome));
}

} // namespace meson::terminal

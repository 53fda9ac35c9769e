// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/intake.h"

#include "engine/crypto/mac.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstring>
#include <set>

namespace meson::router {

namespace {

std::int64_t randomBelow(std::int64_t bound) {
    std::uint64_t value;
    const auto bytes = crypto::randomBytes<sizeof value>();
    std::memcpy(&value, bytes.data(), sizeof value);
    return static_cast<std::int64_t>(value % static_cast<std::uint64_t>(bound));
}

} // namespace

ShardKeeper::ShardKeeper(base::Bytes length)
    : m_length(length) {
    const std::int64_t leaves = crypto::leafCount(length);
    std::set<std::int64_t> chosen;
    while (chosen.size() < std::min<std::size_t>(kShards, static_cast<std::size_t>(leaves)))
        chosen.insert(randomBelow(leaves));
    for (const std::int64_t leaf : chosen)
        m_shards.push_back({leaf, {}});
}

void ShardKeeper::update(base::ByteSpan bytes) {
    const std::int64_t end = m_position + static_cast<std::int64_t>(bytes.size());
    while (m_next < m_shards.size()) {
        SecretShard& shard = m_shards[m_next];
        const std::int64_t shardEnd =
            std::min((shard.leaf + 1) * crypto::kLeafSize, m_length.count());
        const std::int64_t from =
            shard.leaf * crypto::kLeafSize + static_cast<std::int64_t>(shard.bytes.size());
        const std::int64_t to = std::min(shardEnd, end);
        if (from < to) {
            const auto begin = bytes.begin() + (from - m_position);
            shard.bytes.insert(shard.bytes.end(), begin, begin + (to - from));
        }
        if (end < shardEnd)
            break;
        ++m_next;
    }
    m_position = end;
}

Intake::Intake(
    boost::asio::any_io_executor loop, base::Worker& worker, store::ContentStore& store,
    base::Bytes length)
    : m_loop(std::move(loop))
    , m_worker(worker)
    , m_store(store)
    , m_length(length)
    , m_disk(length) {}

void Intake::append(std::shared_ptr<const std::string> bytes) {
    const base::Bytes size(static_cast<std::int64_t>(bytes->size()));
    m_waiting += size;
    m_worker.post([self = shared_from_this(), bytes = std::move(bytes), size] {
        self->write(*bytes);
        boost::asio::post(self->m_loop, [self, size] {
            self->m_waiting -= size;
            if (self->m_progress)
                self->m_progress();
        });
    });
}

void Intake::finish(store::ObjectMeta meta, std::function<void(std::optional<Outcome>)> done) {
    m_worker.post([self = shared_from_this(), meta = std::move(meta), done = std::move(done)] {
        auto outcome = self->commit(meta);
        boost::asio::post(self->m_loop, [done, outcome = std::move(outcome)]() mutable {
            done(std::move(outcome));
        });
    });
}

void Intake::begin() {
    m_disk.hasBegun = true;
    auto incoming = m_store.begin(m_length);
    if (!incoming && incoming.error().code == store::StoreError::NoSpace) {
        for (const base::ContentId& id : m_store.evictionCandidates(m_length))
            static_cast<void>(m_store.remove(id, store::RemovalReason::Evicted));
        incoming = m_store.begin(m_length);
    }
    m_disk.hasFailed = !incoming;
    if (incoming)
        m_disk.incoming = std::move(*incoming);
}

void Intake::write(const std::string& bytes) {
    if (!m_disk.hasBegun)
        begin();
    if (m_disk.hasFailed)
        return;
    m_disk.shards.update(base::bytesOf(bytes));
    if (!m_disk.incoming->append(base::bytesOf(bytes)))
        m_disk.hasFailed = true;
}

std::optional<Intake::Outcome> Intake::commit(store::ObjectMeta meta) {
    if (m_disk.hasFailed || !m_disk.incoming || m_disk.incoming->length() != m_length)
        return std::nullopt;
    auto summary = m_disk.incoming->commit(std::nullopt, std::move(meta));
    m_disk.incoming.reset();
    if (!summary)
        return std::nullopt;
    return Outcome{std::move(*summary), m_disk.shards.take()};
}

} // namespace meson::router

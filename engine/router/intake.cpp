// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/intake.h"

#include "engine/crypto/mac.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstring>

namespace meson::router {

namespace {

std::int64_t randomBelow(std::int64_t bound) {
    std::uint64_t value;
    const auto bytes = crypto::randomBytes<sizeof value>();
    std::memcpy(&value, bytes.data(), sizeof value);
    return static_cast<std::int64_t>(value % static_cast<std::uint64_t>(bound));
}

} // namespace

std::size_t ShardKeeper::shardsFor(base::Bytes length) {
    const std::int64_t begun = (length.count() + kPerShard.count() - 1) / kPerShard.count();
    return std::clamp(static_cast<std::size_t>(begun), kFewestShards, kMostShards);
}

void ShardKeeper::beginLeaf() {
    const std::int64_t leaf = m_position / crypto::kLeafSize;
    m_current = nullptr;
    if (m_shards.size() < kMostShards) {
        m_shards.reserve(kMostShards); // m_current points into it
        m_current = &m_shards.emplace_back();
    } else if (const auto place = randomBelow(leaf + 1); place < std::int64_t{kMostShards}) {
        m_current = &m_shards[static_cast<std::size_t>(place)];
    }
    if (m_current)
        *m_current = {leaf, {}};
}

void ShardKeeper::update(base::ByteSpan bytes) {
    while (!bytes.empty()) {
        const std::int64_t inLeaf = m_position % crypto::kLeafSize;
        if (inLeaf == 0)
            beginLeaf();
        const auto part = bytes.first(
            std::min(static_cast<std::size_t>(crypto::kLeafSize - inLeaf), bytes.size()));
        if (m_current)
            m_current->bytes.insert(m_current->bytes.end(), part.begin(), part.end());
        m_position += static_cast<std::int64_t>(part.size());
        bytes = bytes.subspan(part.size());
    }
}

std::vector<SecretShard> ShardKeeper::take() {
    // A part drawn evenly from an even draw is one, too.
    const auto have = static_cast<std::int64_t>(m_shards.size());
    const auto begin = m_shards.begin();
    const auto count =
        std::min(static_cast<std::int64_t>(shardsFor(base::Bytes(m_position))), have);
    for (std::int64_t i = 0; i < count; ++i)
        std::iter_swap(begin + i, begin + i + randomBelow(have - i));
    m_shards.resize(static_cast<std::size_t>(count));
    std::sort(m_shards.begin(), m_shards.end(), [](const auto& a, const auto& b) {
        return a.leaf < b.leaf;
    });
    return std::move(m_shards);
}

Intake::Intake(
    boost::asio::any_io_executor loop, base::Worker& worker, store::ContentStore& store,
    std::optional<base::Bytes> length)
    : m_loop(std::move(loop))
    , m_worker(worker)
    , m_store(store)
    , m_length(length) {}

void Intake::append(std::shared_ptr<const std::string> bytes) {
    const base::Bytes size(static_cast<std::int64_t>(bytes->size()));
    m_waiting += size;
    m_worker.post([self = shared_from_this(), bytes = std::move(bytes), size] {
        self->write(*bytes);
        boost::asio::post(self->m_loop, [self, size, hasFailed = self->m_disk.hasFailed] {
            self->m_waiting -= size;
            self->m_hasFailed = hasFailed;
            if (const auto progress = self->m_progress) // which may abandon()
                progress();
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

void Intake::readBack(std::int64_t position, std::function<void(std::optional<std::string>)> done) {
    m_worker.post([self = shared_from_this(), position, done = std::move(done)] {
        auto bytes = self->read(position);
        boost::asio::post(
            self->m_loop, [done, bytes = std::move(bytes)]() mutable { done(std::move(bytes)); });
    });
}

std::optional<std::string> Intake::read(std::int64_t position) const {
    if (!m_disk.incoming)
        return std::nullopt;
    std::string bytes;
    const std::int64_t first = position / crypto::kLeafSize;
    for (std::int64_t leaf = first; leaf < first + kLeavesAtOnce; ++leaf) {
        const auto read = m_disk.incoming->leaf(leaf);
        if (!read && read.error().code == store::StoreError::NotStored && leaf > first)
            break;
        if (!read)
            return std::nullopt;
        bytes.append(read->begin(), read->end());
    }
    bytes.erase(0, static_cast<std::size_t>(position % crypto::kLeafSize));
    return bytes;
}

void Intake::makeRoom(base::Bytes bytes) {
    for (const base::ContentId& id : m_store.evictionCandidates(bytes))
        static_cast<void>(m_store.remove(id, store::RemovalReason::Evicted));
}

void Intake::begin() {
    m_disk.hasBegun = true;
    m_disk.reserved = m_length.value_or(kGrowth);
    auto incoming = m_store.begin(m_disk.reserved);
    if (!incoming && incoming.error().code == store::StoreError::NoSpace) {
        makeRoom(m_disk.reserved);
        incoming = m_store.begin(m_disk.reserved);
    }
    m_disk.hasFailed = !incoming;
    if (incoming)
        m_disk.incoming = std::move(*incoming);
}

bool Intake::reserveFor(base::Bytes length) {
    if (m_length || length <= m_disk.reserved)
        return true;
    const base::Bytes wanted = length + kGrowth;
    auto grown = m_disk.incoming->grow(wanted);
    if (!grown && grown.error().code == store::StoreError::NoSpace) {
        makeRoom(wanted - m_disk.reserved);
        grown = m_disk.incoming->grow(wanted);
    }
    if (grown)
        m_disk.reserved = wanted;
    return grown.has_value();
}

void Intake::write(const std::string& bytes) {
    if (!m_disk.hasBegun)
        begin();
    if (m_disk.hasFailed)
        return;
    m_disk.shards.update(base::bytesOf(bytes));
    const base::Bytes size(static_cast<std::int64_t>(bytes.size()));
    m_disk.hasFailed = !reserveFor(m_disk.incoming->length() + size) ||
                       !m_disk.incoming->append(base::bytesOf(bytes));
    if (m_disk.hasFailed)
        m_disk.incoming.reset(); // gives the space back
}

std::optional<Intake::Outcome> Intake::commit(store::ObjectMeta meta) {
    if (!m_disk.incoming || (m_length && m_disk.incoming->length() != *m_length))
        return std::nullopt;
    auto summary = m_disk.incoming->commit(std::nullopt, std::move(meta));
    m_disk.incoming.reset();
    if (!summary)
        return std::nullopt;
    return Outcome{std::move(*summary), m_disk.shards.take()};
}

} // namespace meson::router

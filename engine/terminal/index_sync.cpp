// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/index_sync.h"

#include "engine/crypto/hash.h"
#include "engine/protocol/limits.h"
#include "engine/terminal/terminal_log.h"

#include <algorithm>
#include <unordered_map>

namespace meson::terminal {
namespace {

using namespace std::chrono_literals;

/// Between two messages of changes, as between two short heartbeats (router_session.cpp): a Router
/// that hears of changes more often than it hears them asks for the whole list.
constexpr auto kPause = 200ms;

/// The digest that both sides compare: XOR over all ids of SHA-256(id).
base::Sha256 digestOf(const std::vector<protocol::Index::Entry>& entries) {
    base::Sha256 digest;
    for (const auto& entry : entries) {
        const base::Sha256 one = crypto::sha256(entry.id.bytes);
        for (std::size_t i = 0; i < digest.bytes.size(); ++i)
            digest.bytes[i] ^= one.bytes[i];
    }
    return digest;
}

} // namespace

std::string_view removalWord(store::RemovalReason reason) {
    switch (reason) {
    case store::RemovalReason::Ordered:
        return "ordered";
    case store::RemovalReason::Evicted:
        return "evicted";
    case store::RemovalReason::OwnerLimit:
        return "owner-limit";
    case store::RemovalReason::Expired:
        return "expired";
    case store::RemovalReason::Damaged:
        return "damaged";
    case store::RemovalReason::Refused:
        break;
    }
    return "refused";
}

IndexSync::IndexSync(store::ContentStore& store, ControlChannel& channel, Backoff backoff)
    : m_store(store)
    , m_channel(channel)
    , m_backoff(std::move(backoff)) {
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &IndexSync::sync);
}

bool IndexSync::isCurrent() const {
    return m_acknowledged && *m_acknowledged == m_store.indexState().first;
}

void IndexSync::sendAll() {
    m_acknowledged.reset();
    ++m_round;
    sync();
}

void IndexSync::sync() {
    if (!m_online || m_underWay || m_retry.isActive() || isCurrent())
        return;
    if (m_acknowledged)
        return sendDelta();
    const auto [objects, sequence] = m_store.list();
    m_all.clear();
    for (const store::StoredObject& object : objects)
        m_all.push_back({object.id, object.length});
    m_allSequence = sequence;
    m_allDigest = digestOf(m_all);
    sendParts(0);
}

void IndexSync::sendParts(std::size_t sent) {
    const std::size_t end = std::min(sent + protocol::limits::kIndexEntries, m_all.size());
    protocol::Index part;
    part.full = true;
    part.from = static_cast<std::int64_t>(sent);
    part.sequence = m_allSequence;
    part.digest = m_allDigest;
    part.added.assign(m_all.data() + sent, m_all.data() + end);
    part.last = end == m_all.size();
    send(part, [this, end, last = part.last] {
        if (!last)
            return sendParts(end);
        m_acknowledged = m_allSequence;
        m_all = {};
        sync();
    });
}

void IndexSync::sendDelta() {
    const auto index = delta();
    if (!index)
        return sendAll();
    m_retry.start(kPause);
    send(*index, [this, sequence = index->sequence] {
        m_acknowledged = sequence;
        sync();
    });
}

std::optional<protocol::Index> IndexSync::delta() const {
    const auto [sequence, digest] = m_store.indexState();
    const auto changes = m_store.changesSince(*m_acknowledged);
    if (!changes)
        return std::nullopt;
    struct Change {
        bool wasListed; ///< at the state that the delta starts from
        std::optional<store::RemovalReason> removed;
    };
    std::unordered_map<base::ContentId, Change> last;
    for (const store::IndexChange& change : *changes) {
        if (change.sequence > sequence)
            break; // belongs to the next delta
        const bool wasListed = change.removed.has_value();
        last.try_emplace(change.id, Change{wasListed, {}}).first->second.removed = change.removed;
    }
    if (last.size() > protocol::limits::kIndexEntries)
        return std::nullopt;
    protocol::Index index;
    index.from = *m_acknowledged;
    index.sequence = sequence;
    index.digest = digest;
    for (const auto& [id, change] : last) {
        if (change.wasListed)
            index.removed.push_back(
                {id,
                 std::string(removalWord(change.removed.value_or(store::RemovalReason::Ordered)))});
        if (change.removed)
            continue;
        const auto object = m_store.find(id);
        if (!object)
            return std::nullopt; // gone since: the list of this sequence cannot be said any more
        index.added.push_back({id, object->length});
    }
    return index;
}

void IndexSync::send(const protocol::Index& index, std::function<void()> accepted) {
    m_underWay = true;
    m_channel.send(
        this, "POST", m_channel.ownPath("/index"), protocol::encode(index), 60s,
        [this, accepted = std::move(accepted), round = m_round](ChannelResult<QByteArray> answer) {
            m_underWay = false;
            if (round != m_round)
                return sync();
            if (answer) {
                m_problem.clear();
                m_backoff.reset();
                return accepted();
            }
            if (answer.error().problem == "index-gap")
                m_acknowledged.reset();
            m_problem = explain(answer.error());
            qCWarning(lcTerminal, "%s", m_problem.c_str());
            m_retry.start(m_backoff.next());
        });
}

} // namespace meson::terminal

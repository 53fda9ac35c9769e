// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/worker.h"
#include "engine/router/object_record.h"
#include "engine/store/content_store.h"

#include <boost/asio/any_io_executor.hpp>

namespace meson::router {

/// Keeps secretly chosen leaves of an object as its bytes pass (W26). Thread: one at a time.
class ShardKeeper {
public:
    static constexpr std::size_t kShards = 8;

    explicit ShardKeeper(base::Bytes length);
    void update(base::ByteSpan bytes);
    /// By leaf.
    std::vector<SecretShard> take() { return std::move(m_shards); }

private:
    std::vector<SecretShard> m_shards;
    std::size_t m_next = 0; ///< the first that is not complete
    std::int64_t m_position = 0;
    base::Bytes m_length;
};

/// One object of known length on its way into the Router's store. Bytes are written, hashed and
/// sampled on the disk worker; an object that the cache has no room for makes the least valuable
/// ones go. Thread: the Router's loop.
class Intake : public std::enable_shared_from_this<Intake> {
public:
    struct Outcome {
        crypto::ContentSummary summary;
        std::vector<SecretShard> shards;
    };

    Intake(
        boost::asio::any_io_executor loop, base::Worker& worker, store::ContentStore& store,
        base::Bytes length);

    void append(std::shared_ptr<const std::string> bytes);
    /// Bytes handed in and not yet written.
    base::Bytes waiting() const { return m_waiting; }
    /// Called each time that waiting() has shrunk.
    void onProgress(std::function<void()> progress) { m_progress = std::move(progress); }
    /// Makes it visible in the store; calls back with nothing if the store could not take it.
    void finish(store::ObjectMeta meta, std::function<void(std::optional<Outcome>)> done);
    /// Nobody waits for it any more.
    void abandon() { m_progress = nullptr; }

private:
    /// What only the worker touches.
    struct Disk {
        explicit Disk(base::Bytes length)
            : shards(length) {}
        std::unique_ptr<store::IncomingBlob> incoming;
        ShardKeeper shards;
        bool hasBegun = false;
        bool hasFailed = false;
    };
    void begin();
    void write(const std::string& bytes);
    std::optional<Outcome> commit(store::ObjectMeta meta);

    const boost::asio::any_io_executor m_loop;
    base::Worker& m_worker;
    store::ContentStore& m_store;
    const base::Bytes m_length;
    base::Bytes m_waiting;
    std::function<void()> m_progress;
    Disk m_disk;
};

} // namespace meson::router

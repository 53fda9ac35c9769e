// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/worker.h"
#include "engine/router/object_record.h"
#include "engine/store/content_store.h"

#include <boost/asio/any_io_executor.hpp>

namespace meson::router {

/// Keeps secretly chosen leaves of an object as its bytes pass (W26), each leaf as likely as any
/// other however many there will be (Vitter's algorithm R). In the end there is one for each 64 MiB
/// begun, but 8 at least and 32 at most; an object of fewer leaves keeps them all. The length may
/// be known only then: until then there are 32, half a MiB. Thread: one at a time.
class ShardKeeper {
public:
    static constexpr std::size_t kFewestShards = 8;
    static constexpr std::size_t kMostShards = 32;
    static constexpr base::Bytes kPerShard = base::mebibytes(64);

    /// How many are kept of an object of that length, if it has so many leaves.
    static std::size_t shardsFor(base::Bytes length);

    void update(base::ByteSpan bytes);
    /// By leaf.
    std::vector<SecretShard> take();

private:
    void beginLeaf();

    std::vector<SecretShard> m_shards;
    SecretShard* m_current = nullptr; ///< what keeps the leaf that passes, if it was chosen
    std::int64_t m_position = 0;
};

/// One object on its way into the Router's store. Bytes are written, hashed and sampled on the disk
/// worker; an object that the cache has no room for makes the least valuable ones go. Space for one
/// whose length nobody said is reserved piece by piece. Thread: the Router's loop.
class Intake : public std::enable_shared_from_this<Intake> {
public:
    struct Outcome {
        crypto::ContentSummary summary;
        std::vector<SecretShard> shards;
    };

    /// `length` as the origin says it, or nothing.
    Intake(
        boost::asio::any_io_executor loop, base::Worker& worker, store::ContentStore& store,
        std::optional<base::Bytes> length);

    void append(std::shared_ptr<const std::string> bytes);
    /// Bytes handed in and not yet written.
    base::Bytes waiting() const { return m_waiting; }
    /// The store has no room for it, or the disk refused: it is not kept, and nothing can be read
    /// back.
    bool hasFailed() const { return m_hasFailed; }
    /// Called each time that waiting() has shrunk.
    void onProgress(std::function<void()> progress) { m_progress = std::move(progress); }
    /// Hands out bytes from `position` on that were appended before, leaf by verified leaf; nothing
    /// if the disk failed. Whole leaves that are complete, as far as 128 KiB.
    void readBack(std::int64_t position, std::function<void(std::optional<std::string>)> done);
    /// Makes it visible in the store; calls back with nothing if the store could not take it.
    void finish(store::ObjectMeta meta, std::function<void(std::optional<Outcome>)> done);
    /// Nobody waits for it any more.
    void abandon() { m_progress = nullptr; }

private:
    /// What only the worker touches.
    struct Disk {
        std::unique_ptr<store::IncomingBlob> incoming;
        base::Bytes reserved;
        ShardKeeper shards;
        bool hasBegun = false;
        bool hasFailed = false;
    };
    static constexpr base::Bytes kGrowth = base::mebibytes(16);
    static constexpr std::int64_t kLeavesAtOnce = 8;

    void begin();
    bool reserveFor(base::Bytes length);
    void makeRoom(base::Bytes bytes);
    void write(const std::string& bytes);
    std::optional<std::string> read(std::int64_t position) const;
    std::optional<Outcome> commit(store::ObjectMeta meta);

    const boost::asio::any_io_executor m_loop;
    base::Worker& m_worker;
    store::ContentStore& m_store;
    const std::optional<base::Bytes> m_length;
    base::Bytes m_waiting;
    bool m_hasFailed = false;
    std::function<void()> m_progress;
    Disk m_disk;
};

} // namespace meson::router

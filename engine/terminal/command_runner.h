// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/worker.h"
#include "engine/protocol/messages.h"
#include "engine/store/content_store.h"
#include "engine/terminal/control_queue.h"
#include "engine/terminal/download_queue.h"
#include "engine/terminal/eviction_agent.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace meson::terminal {

struct CommandEvents {
    std::function<void(protocol::Acknowledgement)> acknowledge;
    std::function<void(const protocol::PolicyCommand&)> policy;
    std::function<void()> sendIndex;
    /// An ordered object of that length does not fit: see EvictionAgent::makeRoom().
    std::function<void(base::Bytes, EvictionAgent::RoomDone)> makeRoom;
    /// The content list has changed, or an order failed for the reason given.
    std::function<void(const std::string& problem)> changed;
};

/// Carries out the Router's commands and acknowledges each. Commands that name the same object are
/// done one after another in the order they came; a deletion takes back orders for its object that
/// are not done yet. Disk reads for spot checks happen on a thread of its own.
/// Thread: control; events come on it.
class CommandRunner {
public:
    CommandRunner(
        store::ContentStore& store, DownloadQueue& downloads, ControlQueue& control,
        const base::NodeId& node, std::vector<std::string> refusedBindings, CommandEvents events);

    void run(const protocol::Command& command);
    /// Orders for content of these domains are refused from now on.
    void setRefusedBindings(std::vector<std::string> domains) {
        m_refusedBindings = std::move(domains);
    }
    std::int64_t checksAnswered() const { return m_checksAnswered; }

private:
    /// Commands for one object: the first is being done, the others wait.
    using Line = std::deque<protocol::Command>;

    void begin(const protocol::Command& command);
    void run(std::int64_t id, const protocol::CacheCommand& command);
    void run(std::int64_t id, const protocol::DeleteCommand& command);
    void run(std::int64_t id, const protocol::SpotCheckCommand& command);
    void run(std::int64_t id, const protocol::OpenLeafCommand& command);
    void run(std::int64_t id, const protocol::PolicyCommand& command);
    void run(std::int64_t id, const protocol::SendIndexCommand& command);
    void run(std::int64_t id, const protocol::UnknownCommand& command);

    /// Reads leaves on the disk thread and acknowledges with what `answerOf` makes of each.
    void readLeaves(
        std::int64_t id, const base::ContentId& object, std::vector<std::int64_t> leaves,
        std::function<std::vector<std::uint8_t>(std::vector<std::uint8_t>)> answerOf);
    enum class Attempt : int { First = 1, Last = 3 };
    void fetch(std::int64_t id, const protocol::CacheCommand& command, Attempt attempt);
    void fetched(
        std::int64_t id, const protocol::CacheCommand& command, Attempt attempt,
        const DownloadOutcome& outcome);
    bool isTakenBack(const base::ContentId& object) const;
    void finish(std::int64_t id, protocol::AckStatus status, std::string reason);
    void finish(protocol::Acknowledgement acknowledgement);

    store::ContentStore& m_store;
    DownloadQueue& m_downloads;
    ControlQueue& m_control;
    const base::NodeId m_node;
    std::vector<std::string> m_refusedBindings;
    const CommandEvents m_events;
    std::unordered_map<base::ContentId, Line> m_lines;
    std::unordered_map<std::int64_t, base::ContentId> m_objects; ///< of commands being done
    std::int64_t m_checksAnswered = 0;
    std::unique_ptr<store::BlobReader> m_reader; ///< the disk thread's
    base::Worker m_disk;                         ///< last: its tasks use the rest
};

} // namespace meson::terminal

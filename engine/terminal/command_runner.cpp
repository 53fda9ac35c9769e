// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/command_runner.h"

#include "engine/crypto/mac.h"

#include <algorithm>

namespace meson::terminal {

using protocol::Acknowledgement;
using protocol::AckStatus;

namespace {

/// The object that a command names.
std::optional<base::ContentId> objectOf(const protocol::Command& command) {
    return std::visit(
        [](const auto& body) -> std::optional<base::ContentId> {
            if constexpr (requires { body.id; })
                return body.id;
            else
                return std::nullopt;
        },
        command.body);
}

const char* reasonOf(store::BlobFault fault) {
    switch (fault) {
    case store::BlobFault::Absent:
        break;
    case store::BlobFault::Unavailable:
        return "busy";
    case store::BlobFault::Damaged:
        return "damaged";
    }
    return "not-stored";
}

} // namespace

CommandRunner::CommandRunner(
    store::ContentStore& store, DownloadQueue& downloads, ControlQueue& control,
    const base::NodeId& node, std::vector<std::string> refusedBindings, CommandEvents events)
    : m_store(store)
    , m_downloads(downloads)
    , m_control(control)
    , m_node(node)
    , m_refusedBindings(std::move(refusedBindings))
    , m_events(std::move(events))
    , m_reader(store.reader()) {}

void CommandRunner::run(const protocol::Command& command) {
    const auto object = objectOf(command);
    if (!object)
        return begin(command);
    // What a deletion makes pointless need not be fetched to its end.
    if (std::holds_alternative<protocol::DeleteCommand>(command.body))
        m_downloads.cancel(*object);
    Line& line = m_lines[*object];
    line.push_back(command);
    if (line.size() == 1)
        begin(command);
}

void CommandRunner::begin(const protocol::Command& command) {
    if (const auto object = objectOf(command))
        m_objects.insert_or_assign(command.id, *object);
    std::visit([&](const auto& body) { run(command.id, body); }, command.body);
}

void CommandRunner::finish(std::int64_t id, AckStatus status, std::string reason) {
    finish(Acknowledgement{id, status, std::move(reason), {}});
}

void CommandRunner::finish(Acknowledgement acknowledgement) {
    const auto done = m_objects.find(acknowledgement.command);
    m_events.acknowledge(std::move(acknowledgement));
    if (done == m_objects.end())
        return;
    const auto line = m_lines.find(done->second);
    m_objects.erase(done);
    line->second.pop_front();
    if (line->second.empty()) {
        m_lines.erase(line);
        return;
    }
    begin(protocol::Command(line->second.front())); // a copy: the line changes while it is done
}

bool CommandRunner::isTakenBack(const base::ContentId& object) const {
    const auto line = m_lines.find(object);
    return line != m_lines.end() &&
           std::any_of(line->second.begin(), line->second.end(), [](const auto& command) {
               return std::holds_alternative<protocol::DeleteCommand>(command.body);
           });
}

void CommandRunner::run(std::int64_t id, const protocol::CacheCommand& command) {
    const auto& refused = m_refusedBindings;
    if (std::find(refused.begin(), refused.end(), command.binding) != refused.end())
        return finish(id, AckStatus::Refused, "refused-binding");
    fetch(id, command, Attempt::First);
}

void CommandRunner::fetch(std::int64_t id, const protocol::CacheCommand& command, Attempt attempt) {
    if (isTakenBack(command.id))
        return finish(id, AckStatus::Failed, "cancelled");
    m_downloads.add(command, [this, id, command, attempt](DownloadOutcome outcome) {
        m_control.post([this, id, command, attempt, outcome = std::move(outcome)] {
            fetched(id, command, attempt, outcome);
        });
    });
}

void CommandRunner::fetched(
    std::int64_t id, const protocol::CacheCommand& command, Attempt attempt,
    const DownloadOutcome& outcome) {
    const auto end = [this, id, outcome] {
        finish(id, outcome.status, outcome.reason);
        m_events.changed(outcome.problem);
    };
    if (outcome.reason != "no-space" || outcome.isSourceUsed || attempt == Attempt::Last)
        return end(); // the Router orders it again, with a pull URL that is good
    const auto next = static_cast<Attempt>(static_cast<int>(attempt) + 1);
    m_events.makeRoom(command.length, [this, id, command, next, end](EvictionAgent::Room room) {
        if (room == EvictionAgent::Room::None)
            return end();
        fetch(id, command, next);
        m_events.changed({});
    });
}

void CommandRunner::run(std::int64_t id, const protocol::DeleteCommand& command) {
    const auto removed = m_store.remove(command.id, store::RemovalReason::Ordered);
    if (!removed && removed.error().code != store::StoreError::NotStored) {
        finish(id, AckStatus::Failed, "disk-failed");
        return m_events.changed(base::explain(removed.error()));
    }
    finish(id, AckStatus::Done, {});
    m_events.changed({});
}

void CommandRunner::run(std::int64_t id, const protocol::SpotCheckCommand& command) {
    // The nonce comes first in the key, so that no part of a leaf can be left out of the work.
    std::vector<std::uint8_t> key(command.nonce.begin(), command.nonce.end());
    key.insert(key.end(), m_node.bytes.begin(), m_node.bytes.end());
    readLeaves(
        id, command.id, command.leaves,
        [mac = crypto::MacKey(key)](const std::vector<std::uint8_t>& leaf) {
            const crypto::Mac tag = mac.tag(leaf);
            return std::vector<std::uint8_t>(tag.begin(), tag.end());
        });
}

void CommandRunner::run(std::int64_t id, const protocol::OpenLeafCommand& command) {
    readLeaves(id, command.id, {command.leaf}, [](std::vector<std::uint8_t> leaf) { return leaf; });
}

void CommandRunner::readLeaves(
    std::int64_t id, const base::ContentId& object, std::vector<std::int64_t> leaves,
    std::function<std::vector<std::uint8_t>(std::vector<std::uint8_t>)> answerOf) {
    m_disk.post([this, id, object, leaves = std::move(leaves), answerOf = std::move(answerOf)] {
        Acknowledgement answer{id, AckStatus::Done, {}, {}};
        const auto found = m_reader->open(object);
        if (!found)
            answer = {id, AckStatus::Failed, reasonOf(found.error()), {}};
        const auto blob = found.value_or(nullptr);
        for (std::size_t i = 0; blob && i < leaves.size(); ++i) {
            const bool exists = leaves[i] >= 0 && leaves[i] < crypto::leafCount(blob->length());
            auto bytes = exists ? blob->leaf(leaves[i]) : std::nullopt;
            if (!bytes) {
                answer = {id, AckStatus::Failed, exists ? "damaged" : "bad-leaf", {}};
                break;
            }
            answer.answers.push_back(answerOf(*std::move(bytes)));
        }
        m_control.post([this, answer = std::move(answer)] {
            ++m_checksAnswered;
            finish(answer);
        });
    });
}

void CommandRunner::run(std::int64_t id, const protocol::PolicyCommand& command) {
    m_events.policy(command);
    finish(id, AckStatus::Done, {});
}

void CommandRunner::run(std::int64_t id, const protocol::SendIndexCommand&) {
    m_events.sendIndex();
    finish(id, AckStatus::Done, {});
}

void CommandRunner::run(std::int64_t id, const protocol::UnknownCommand&) {
    finish(id, AckStatus::Refused, "unknown-command");
}

} // namespace meson::terminal

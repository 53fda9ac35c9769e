// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/units.h"
#include "engine/terminal/pair_line.h"
#include "engine/terminal/terminal_snapshot.h"

#include <QJsonObject>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meson::node {

/// How an attached machine stands.
enum class MachineState {
    Asking,   ///< it has not answered since the start of this program
    Attached, ///< it answered last time
    Away,     ///< it does not answer; it is asked again after growing pauses
    Revoked,  ///< it lets us in no more; it is not asked again
    OtherKey, ///< what answers there has another key; nothing is sent to it
};

/// A Terminal of the owner's on another machine, as it said itself. Immutable.
struct AttachedMachine {
    base::NodeId node;
    std::string host;
    std::uint16_t port = 0;
    std::string name; ///< as it called itself last; may be a stranger's text
    MachineState state = MachineState::Asking;
    std::string problem; ///< why it is not Attached, as a sentence
    /// The last answer, as terminal::snapshotFrom() reads it; nothing before the first.
    std::optional<terminal::TerminalSnapshot> status;
    std::string version;                          ///< of its software
    std::optional<base::MicroTokens> earnedToday; ///< by this computer's day; nothing: not known
    bool isDemo = false;                          ///< its tokens are worth nothing
    std::optional<base::WallTime> seen;           ///< when it answered last, by this computer
};

/// All of them in the order in which they were attached.
struct MachineList {
    std::vector<AttachedMachine> machines;
    std::string problem; ///< with the file that they are kept in; a sentence
};
using MachineListPtr = std::shared_ptr<const MachineList>;

/// Watches and controls the owner's Terminals on other machines, over TLS with the key that their
/// node id names. Each is asked how it is every two seconds, and after pauses of up to a minute
/// while it is away. What lets us in is kept in `machines.json` (0600), which nothing else reads.
/// Works on a thread of its own, which the destructor joins; nothing else here blocks. Thread: the
/// owner's; callbacks come on it.
class AttachedMachines {
public:
    using Task = std::function<void()>;
    /// What went wrong, as a sentence; empty: nothing did.
    using Done = std::function<void(const std::string& problem)>;

    struct Owner {
        std::function<void(Task)> post; ///< runs it soon on the owner's thread; called on any
        std::function<void(MachineListPtr)> changed;
    };

    AttachedMachines(std::filesystem::path file, Owner owner, const base::Clock& clock);
    ~AttachedMachines();
    AttachedMachines(const AttachedMachines&) = delete;
    AttachedMachines& operator=(const AttachedMachines&) = delete;

    /// Pairs with the machine that the line names, under `ownName`. One that is attached already
    /// is attached anew.
    void attach(const terminal::PairLine& line, const std::string& ownName, Done done);
    /// Nothing: until it is resumed.
    void pause(const base::NodeId& node, std::optional<std::chrono::seconds> time, Done done);
    void resume(const base::NodeId& node, Done done);
    /// 0: no limit. Holds until that Terminal starts again.
    void setUploadLimit(const base::NodeId& node, base::BytesPerSecond limit, Done done);
    /// At once here; the machine is told, if it answers.
    void forget(const base::NodeId& node);

private:
    struct Link;
    class Machine;
    class Keeper;
    void command(const base::NodeId& node, const char* path, const QJsonObject& body, Done done);

    std::shared_ptr<Link> m_link; ///< to the owner: cut when this goes
    std::unique_ptr<Keeper> m_keeper;
};

} // namespace meson::node

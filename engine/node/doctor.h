// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/miner_engine.h"

#include <optional>
#include <string>

namespace meson::node {

/// What may keep a node from earning, in the order in which one looks: what is amiss with the
/// computer first, then the way to the network, then what the network wants.
enum class Probe {
    Clock,        ///< this computer's calendar against Router time
    Disk,         ///< every disk answers and has more free than the owner's reserve
    Folder,       ///< every folder takes a file and gives it back
    Port,         ///< something answers where clients are served, or the port is free
    Engine,       ///< the Terminal runs
    Reachability, ///< the Router came in from outside
    Heartbeat,    ///< the Router answers
    Rules,        ///< neither the owner nor a rule has paused it
    Demand,       ///< there are objects here, and visitors ask for them
    Penalties,    ///< all that is credited counts
};
inline constexpr int kProbes = static_cast<int>(Probe::Penalties) + 1;

enum class Verdict { Fine, Cause, Unknown };

/// Why nothing is earned, with what Finding's fields hold then.
enum class Cause {
    None,
    ClockWrong,        ///< measured: seconds that the calendar is ahead
    DiskGone,          ///< subject: the folder
    DiskFull,          ///< subject: the folder; measured: octets free; needed: the reserve
    FolderMissing,     ///< subject: the folder
    FolderNotWritable, ///< subject: the folder; detail: what the system said
    PortTaken,         ///< measured: the port
    PortNotAllowed,    ///< measured: the port
    PortSilent,        ///< measured: the port
    EngineFailed,      ///< detail: why
    EngineStopped,
    NotReached, ///< detail: what the Router met
    RouterAway, ///< detail: what happened; measured: seconds since its last answer, −1: never
    Paused,     ///< subject: the rule, as pauseName() calls it
    NothingStored,
    NobodyAsks, ///< measured: octets served in a day; needed: objects here
    Penalised,  ///< detail: what the Router said; measured: millionths that count
};

/// What one probe found. Fine and Unknown use the same fields where they have something to tell.
struct Finding {
    Probe probe = Probe::Clock;
    Verdict verdict = Verdict::Unknown;
    Cause cause = Cause::None;
    std::string subject;
    std::string detail; ///< a sentence of the engine
    std::int64_t measured = 0;
    std::int64_t needed = 0;

    friend bool operator==(const Finding&, const Finding&) = default;
};

/// All that the probes look at, beside the disks and the port themselves.
struct Patient {
    MinerSettings settings;
    std::filesystem::path folder; ///< of the Terminal's state
    MinerSnapshot snapshot;
    std::optional<protocol::Statement> statement; ///< the latest whose signature is valid
    std::int64_t servedInADay = 0;                ///< octets
};

/// Looks at one thing. Disk, Folder and Port try it out, and block for as long as the disk takes;
/// the others read the patient. Leaves nothing behind. Thread: any.
Finding examine(Probe probe, const Patient& patient);

/// The latest of the report's statements whose signature is valid.
std::optional<protocol::Statement> latestStatement(const EarningsReport& report);

} // namespace meson::node

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/ids.h"
#include "engine/base/units.h"
#include "engine/store/content_store.h"
#include "engine/terminal/serving_rules.h"
#include "engine/terminal/traffic_cap.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace meson::terminal {

enum class TerminalPhase {
    Starting,   ///< not started yet
    Connecting, ///< asks the Router to register it
    Serving,    ///< registered, reached by the Router from outside, answers clients
    Paused,     ///< by its owner's wish or rules: sends clients back to the Router
    Draining,   ///< leaving or stopping: running transfers end
    Offline,    ///< registered, but the Router does not answer now
    Stopped,
};
/// The word that the control API and the metrics use.
std::string_view phaseName(TerminalPhase phase);

/// What a Terminal is and does at one moment: an immutable copy for the UI, the command line and
/// the control API. Counters count from the start of the program; Bytes are octets, rates are
/// octets per second.
struct TerminalSnapshot {
    TerminalPhase phase = TerminalPhase::Starting;
    std::string reason; ///< why it is not serving, as a sentence; empty while it serves
    std::optional<PauseReason> pausedBy; ///< while it is paused
    std::optional<base::WallTime>
        pausedUntil;     ///< when that ends by itself, by this computer's clock
    std::string problem; ///< the last thing that went wrong and what to do; empty when all is well
    std::string refusal; ///< the Router's word for why it refuses ("not-reachable", PROTOCOL.md);
                         ///< empty: it does not
    std::vector<std::string> notices;      ///< the Router's sentences for the owner, newest last
    std::optional<base::WallTime> noticed; ///< Router time of the newest notice
    /// Why a part of what was served earned nothing, as the latest statement says; empty: all did.
    std::string penalty;

    base::NodeId node;
    std::string name;
    std::string routerUrl;
    std::string nodeName; ///< as the Router calls it in redirects; empty until registered
    std::string address;  ///< that the Router's probe reached; empty until it did
    std::uint16_t port = 0;
    /// Router time at which the certificate that clients see ends; nothing without one.
    std::optional<base::WallTime> certificateUntil;
    std::optional<base::WallTime> probed;      ///< Router time of the last successful probe
    std::optional<base::WallTime> lastContact; ///< Router time of the last answered heartbeat
    bool isTimeKnown = false;                  ///< the Router has said the time since the start
    std::int64_t clockSkewSeconds = 0; ///< this computer's calendar minus Router time, where known

    std::string remoteControl;        ///< "host:port" for apps elsewhere; empty: it is off
    std::string remoteControlProblem; ///< why it is off although it is wanted; a sentence

    std::vector<store::VolumeStatus> volumes;
    base::Bytes quota;     ///< that the owner gives, over all volumes
    base::Bytes used;      ///< in disk blocks: objects, their leaf layers and the index
    base::Bytes available; ///< that a new object could use, over all volumes
    std::int64_t objects = 0;

    std::int64_t connections = 0; ///< of clients, open now
    /// Over the last 10 s, of all that left for clients, as the limit counts it: bodies, heads and
    /// TLS records, also of answers under way.
    base::BytesPerSecond uploadRate;
    base::BytesPerSecond downloadRate; ///< over the last 10 s, of bodies fetched into the cache
    base::BytesPerSecond uploadLimit;  ///< that holds now; 0: none
    ServingRules rules;                ///< as the owner set them last
    TrafficCapStatus traffic;          ///< the month so far
    std::string portMapping; ///< what the home router said, as a sentence; empty: not asked
    bool keptAwake = false;  ///< the system keeps the computer awake for us now
    ComputerState computer;  ///< as read last
    std::string hardware; ///< the last hardware report that the Router took: its JSON, byte by byte
    std::optional<base::WallTime> hardwareSent; ///< Router time; nothing: none was taken yet
    std::int64_t requests = 0;                  ///< answered with bytes of an object
    std::int64_t sentBack = 0;                  ///< 307 to the Router, for any of its five reasons
    std::int64_t forged = 0;                    ///< refused: the token is not the Router's
    base::Bytes served;                         ///< body bytes of answers that have ended
    base::Bytes fetched; ///< body bytes that sources sent, wrong ones included

    std::int64_t downloadsRunning = 0; ///< fetches under way
    std::int64_t downloadsWaiting = 0; ///< orders that wait for a place among them
    std::int64_t downloadsDone = 0;    ///< orders whose object is here and verified
    std::int64_t downloadsFailed = 0;  ///< attempts that failed; without room, up to three an order
    std::int64_t checksAnswered = 0;   ///< spot checks and openings
    std::int64_t evicted = 0;          ///< objects deleted to make room, confirmed by the Router
    std::int64_t expired = 0;          ///< objects deleted because their time was over
    std::int64_t damaged = 0;          ///< objects dropped because the disk held other bytes
    std::int64_t receiptsPending = 0;  ///< served but not acknowledged by the Router yet
    base::Bytes creditedBytes;         ///< acknowledged by the Router
    std::optional<store::SelfCheckReport> selfCheck;
};

/// Whether the owner is to be told of this computer's clock: it is off by more than 60 s.
bool isClockWrong(const TerminalSnapshot& snapshot);

} // namespace meson::terminal

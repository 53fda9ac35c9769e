// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/ids.h"
#include "engine/base/units.h"
#include "engine/crypto/identity.h"
#include "engine/crypto/mac.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// The messages of the Terminal–Router protocol (W15–W22) as values. PROTOCOL.md describes them for
/// other implementers; codec.h reads and writes them as JSON. Times are Unix seconds by Router time
/// unless a name says otherwise.
namespace meson::protocol {

inline constexpr int kProtocolVersion = 1;

// --- GET /v1/network: what anyone may know
struct NetworkInfo {
    std::int64_t version = kProtocolVersion;
    std::string name;  ///< of the network, for people
    bool demo = false; ///< true: no money; special-use addresses are allowed
    std::int64_t routerTime = 0;
    crypto::PublicKey routerKey{}; ///< the Router's Ed25519 public key
    std::int64_t epochSeconds = 0;
};

// --- POST /v1/terminals: register
struct Register {
    crypto::PublicKey publicKey{};
    /// Where clients reach it, without port; empty: where the request came from.
    std::vector<std::string> addresses;
    std::uint16_t port = 0;
    bool tls = false;
    bool ownCertificate = false; ///< that its owner brought: it is for an address, not a node name
    std::string name;            ///< for people, 1–63 characters
    std::string software;        ///< product/version
    std::string payoutAddress;   ///< EIP-55, or empty for later
};
/// The Router's answer, after it reached the Terminal from outside at
/// `/.well-known/meson/probe/<challenge>` (answer: base64url signature over "meson-probe-v1:" +
/// challenge).
struct Registered {
    base::NodeId nodeId;
    std::string nodeName;         ///< the host name that redirects use
    std::string address;          ///< the address that the probe reached
    crypto::SecretKey tokenKey{}; ///< checks delivery tokens
    std::string returnUrl; ///< scheme and authority that signed returns go to, no trailing slash
    std::int64_t routerTime = 0;
    std::int64_t heartbeatSeconds = 0; ///< longest pause between two heartbeats
};

// --- POST /v1/certificates: a certificate for the name that redirects use
struct CertificateRequest {
    crypto::PublicKey publicKey{};
    std::vector<std::uint8_t> request; ///< PKCS #10, DER
};
struct Certificate {
    std::string nodeName;                         ///< what it is for
    std::int64_t until = 0;                       ///< Router time
    std::vector<std::vector<std::uint8_t>> chain; ///< DER: the node's, then its issuers
};

// --- PUT /v1/terminals/{id}/hardware (W19)
struct HardwareVolume {
    base::Bytes quota;
    base::Bytes free;
    std::string kind;                     ///< "ssd", "hdd" or "unknown"
    std::int64_t writeBytesPerSecond = 0; ///< measured on the volume, 0: not measured
    std::int64_t readBytesPerSecond = 0;
};
struct Hardware {
    std::string processor;
    std::int64_t cores = 0;
    base::Bytes memory;
    std::string system; ///< "Debian GNU/Linux 12"
    std::vector<HardwareVolume> volumes;
    base::BytesPerSecond uploadLimit;    ///< the owner's, 0: none
    base::BytesPerSecond uploadMeasured; ///< 0: not measured
};

// --- Commands, carried by heartbeat answers
/// 32 random bytes of the Router that make the tags of one spot check unpredictable.
using CheckNonce = std::array<std::uint8_t, 32>;
/// W15: fetch, verify, keep.
struct CacheCommand {
    base::ContentId id;
    base::Sha256 sha256;
    base::Bytes length;
    std::int64_t expires = 0;                                ///< Router time
    std::string binding;                                     ///< domain, for people and refusals
    std::vector<std::pair<std::string, std::string>> fields; ///< header fields to serve it with
    std::string etag;                                        ///< with quotes
    std::int64_t lastModified = 0;                           ///< 0: none
    /// Single-use pull URLs of the Router or of peers, or a public origin; in order of preference.
    std::vector<std::string> sources;
};
/// W16.
struct DeleteCommand {
    base::ContentId id;
};
/// W21: prove possession of leaves now. See `verification` in PROTOCOL.md.
struct SpotCheckCommand {
    base::ContentId id;
    CheckNonce nonce{};
    std::vector<std::int64_t> leaves; ///< k indices
    std::int64_t deadlineMilliseconds = 0;
};
/// Open one leaf of a check: send its bytes.
struct OpenLeafCommand {
    base::ContentId id;
    CheckNonce nonce{};
    std::int64_t leaf = 0;
};
/// Limits that the Router asks for; the Terminal keeps its owner's bounds if they are tighter.
struct PolicyCommand {
    std::int64_t heartbeatSeconds = 0;
    std::int64_t maxConnections = 0; ///< 0: the Terminal's own
};
/// Say all again: the Router does not know this Terminal's index or disagrees with its digest.
struct SendIndexCommand {};
/// A command of a later version of the protocol: acknowledged as refused, "unknown-command".
struct UnknownCommand {
    std::string type;
};
struct Command {
    std::int64_t id = 0; ///< unique per Terminal, grows
    std::variant<
        CacheCommand, DeleteCommand, SpotCheckCommand, OpenLeafCommand, PolicyCommand,
        SendIndexCommand, UnknownCommand>
        body;
};
enum class AckStatus { Done, Failed, Refused };
struct Acknowledgement {
    std::int64_t command = 0;
    AckStatus status = AckStatus::Done;
    std::string reason; ///< machine-readable word of PROTOCOL.md if not Done
    std::vector<std::vector<std::uint8_t>>
        answers; ///< spot check: one tag per leaf; open leaf: the leaf's bytes
};

// --- POST /v1/terminals/{id}/heartbeat (W18): a long poll
enum class TerminalState { Serving, Paused, Draining };
struct Heartbeat {
    std::int64_t sequence = 0; ///< grows with each
    TerminalState state = TerminalState::Serving;
    std::string reason; ///< why paused
    std::int64_t indexSequence = 0;
    base::Sha256 indexDigest;
    base::Bytes available; ///< W25: what it could still take
    base::Bytes used;
    std::int64_t connections = 0;
    base::BytesPerSecond uploadRate;  ///< over the last 10 s
    base::BytesPerSecond uploadLimit; ///< 0: none
    std::vector<Acknowledgement> acknowledgements;
    std::int64_t waitSeconds = 0; ///< how long the Router may hold the answer
    std::int64_t notice = 0;      ///< number of the latest that came; 0: none since the start
};
struct HeartbeatAnswer {
    std::int64_t routerTime = 0;
    std::vector<Command> commands;
    std::vector<std::string> notices; ///< sentences for the owner (a penalty and how to recover)
    std::int64_t notice = 0;          ///< number of the last of them; each has the next number
};

// --- POST /v1/terminals/{id}/index (W20)
struct Index {
    bool full = false;         ///< true: replaces all; false: a delta
    std::int64_t from = 0;     ///< delta: the sequence it starts after
    std::int64_t sequence = 0; ///< the state it leads to
    base::Sha256 digest;       ///< XOR of SHA-256(id) over the whole list at `sequence`
    struct Entry {
        base::ContentId id;
        base::Bytes length;
    };
    std::vector<Entry> added; ///< full: all
    struct Removal {
        base::ContentId id;
        std::string
            reason; ///< "ordered", "evicted", "owner-limit", "expired", "damaged", "refused"
    };
    std::vector<Removal> removed;
    bool last = true; ///< full lists may come in parts of 10,000 entries; the last says so
};
/// 200 with an empty object, or 409 with type "index-gap": send the full index.

// --- POST /v1/terminals/{id}/evictions (W24)
struct EvictionProposal {
    std::vector<base::ContentId> ids;
};
struct EvictionVerdict {
    std::vector<base::ContentId> confirmed; ///< delete after the grace
    std::vector<base::ContentId> keep;
    std::int64_t graceSeconds = 0;
};

// --- POST /v1/terminals/{id}/self-check (W22)
struct SelfCheck {
    std::int64_t checked = 0;
    std::int64_t damaged = 0;
    std::int64_t recovered = 0;
    std::int64_t durationMilliseconds = 0;
};

// --- POST /v1/terminals/{id}/receipts
struct Receipt {
    std::string token; ///< the delivery token as it came
    base::Bytes bytes; ///< body bytes sent for it in this record
    std::int64_t firstByte = 0;
    std::int64_t servedAt = 0; ///< Unix milliseconds, Router time
    std::int64_t durationMilliseconds = 0;
    bool complete = false;
};
struct Receipts {
    std::int64_t batch = 0;        ///< grows; a batch sent again is recognised and counts once
    std::vector<Receipt> receipts; ///< 1,000 at most
};
struct ReceiptsAnswer {
    std::int64_t batch = 0;
    std::int64_t accepted = 0;
    base::Bytes creditedBytes;
    std::vector<std::string> refused; ///< reasons, one word each with a count: "forged 2"
    base::Bytes heldBytes;            ///< count once they are corroborated in the same epoch
    std::int64_t epoch = 0;           ///< that the batch was booked in
};

// --- POST /v1/terminals/{id}/state: pause, resume, drain, leave
enum class StateChange { Pause, Resume, Drain, Leave };
struct StateRequest {
    StateChange change = StateChange::Pause;
    std::string reason;
};

// --- GET /v1/terminals/{id}/earnings
struct EpochEarnings {
    std::int64_t epoch = 0;
    std::int64_t starts = 0;
    std::int64_t ends = 0;
    base::Bytes creditedBytes;
    base::MicroTokens serving;
    base::MicroTokens standby;
    bool settled = false;
};
struct Earnings {
    base::MicroTokens balance;         ///< all settled epochs
    std::vector<EpochEarnings> epochs; ///< newest first, 1,000 at most
    bool suspended = false;
    std::string reason; ///< why, and how to recover
};

/// RFC 9457 problem details: every refusal has one.
struct Problem {
    std::int64_t status = 0;
    std::string type;   ///< a word of PROTOCOL.md, "clock-skew"; on the wire the URI reference
                        ///< "/problems/clock-skew"
    std::string title;  ///< a sentence
    std::string detail; ///< what it concerns and what to do
};

} // namespace meson::protocol

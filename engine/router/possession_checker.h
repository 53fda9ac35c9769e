// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/merkle.h"
#include "engine/router/check_draw.h"
#include "engine/router/check_judge.h"
#include "engine/router/orders.h"
#include "engine/router/punctuality.h"

#include <memory>
#include <vector>

namespace meson::router {

/// The cheap spot check (W21, W26) on the control channel: holders make tags of a few leaves under
/// a fresh nonce. Tags of leaves that the Router keeps secretly are made again here; of the others
/// one is opened, and must be both what the leaf layer says and what the tag was made of. So
/// neither hashes nor parts of leaves are enough, and the tags must come so soon that the bytes
/// cannot have been fetched first: an answer is late only if most of the latest were. Thread: the
/// Router's loop.
class PossessionChecker {
public:
    static constexpr std::size_t kLeaves = 4;       ///< of one check, at most
    static constexpr std::size_t kSecretLeaves = 2; ///< of these, at most
    /// The command's way, and the answer's over a new connection with TLS.
    static constexpr int kRoundTrips = 4;

    struct Parts {
        NodeRegistry& registry;
        Holders& holders;
        DemandTable& demand;
        Orders& orders;
        ObjectSource& source;
        CheckJudge& judge;
        const base::Clock& clock;
    };
    /// `interval` is between two turns of one Terminal; 0: none comes by itself.
    PossessionChecker(
        Parts parts, CheckPatience patience, std::chrono::milliseconds interval,
        std::uint64_t seed);

    /// Several times a second: starts the checks whose time has come.
    void tick();
    /// The next Terminal's turn now; how many are asked.
    std::size_t checkNow();

private:
    struct Check {
        NodeIndex node = kNoNode;
        base::ContentId id;
        base::Bytes length;                                      ///< of the object
        std::shared_ptr<const std::vector<SecretShard>> secrets; ///< of the object
        std::vector<std::int64_t> leaves;
        protocol::CheckNonce nonce{};
        base::SteadyTime::duration allowed{};
        CheckJudge::Round round = CheckJudge::Round::First;
    };
    using Tags = std::vector<std::vector<std::uint8_t>>;

    std::size_t ask(const CheckDraw::Draw& draw);
    std::vector<std::int64_t> drawLeaves(const Check& check);
    void start(Check check);
    static std::string aboutTime(const Check& check, const QuestionAnswer& answer);
    void tagged(const Check& check, const QuestionAnswer& answer);
    Finding findingWithoutBytes(const Check& check, const QuestionAnswer& answer);
    /// Whether the tags of leaves that are kept here are right; which of the rest to open.
    struct Comparison {
        bool isRight = true;
        std::vector<std::size_t> unknown; ///< places in Check::leaves
    };
    Comparison compare(const Check& check, const Tags& tags) const;
    void open(const Check& check, std::size_t place, const std::vector<std::uint8_t>& tag);
    void opened(
        const Check& check, std::int64_t leaf, const std::vector<std::uint8_t>& tag,
        const QuestionAnswer& answer);
    crypto::MacKey keyOf(const Check& check) const;
    void conclude(const Check& check, Finding finding, const std::string& about);

    Parts m_parts;
    const CheckPatience m_patience;
    CheckDraw m_draw;
    Punctuality m_punctuality;
};

} // namespace meson::router

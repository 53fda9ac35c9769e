// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/router/check_draw.h"
#include "engine/router/check_judge.h"
#include "engine/router/prober.h"
#include "engine/router/punctuality.h"
#include "engine/router/request_shapes.h"

#include <string>

namespace meson::router {

/// The ordinary spot check (W21, W26): asks Terminals for pieces of an object as a client did
/// lately and compares them with the leaf layer that the Router kept. All holders are asked at the
/// same time for different pieces, so that one copy cannot stand for all. Who mostly sends more
/// slowly than the slowest client is late.
/// Thread: the Router's loop.
class SpotChecker {
public:
    static constexpr std::int64_t kLargestPiece = 2 * 1024 * 1024; ///< bytes of one check

    struct Parts {
        NodeRegistry& registry;
        Holders& holders;
        IssuedTokens& tokens;
        DemandTable& demand;
        ObjectSource& source;
        Prober& prober;
        const RequestShapes& shapes;
        CheckJudge& judge;
        const base::Clock& clock;
    };
    /// `interval` is between two turns of one Terminal; 0: none comes by itself.
    SpotChecker(
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
        base::Bytes length; ///< of the object
        Piece piece;
        RequestShape shape; ///< of the client that it copies
        CheckJudge::Round round = CheckJudge::Round::First;

        bool isWhole() const { return piece.length() == length.count(); }
        std::string about() const;
    };

    void ask(const CheckDraw::Draw& draw);
    void start(const Check& check);
    std::chrono::milliseconds timeFor(const Check& check, const http::ClientRequest& request) const;
    void answered(
        const Check& check, const base::Result<http::SmallAnswer, http::ClientFailure>& answer);
    void failed(const Check& check, const http::ClientFailure& failure);
    Finding findingWithoutBytes(const Check& check, const http::AnswerHead& head);
    void conclude(const Check& check, Finding finding, const std::string& about);

    Parts m_parts;
    const CheckPatience m_patience;
    CheckDraw m_draw;
    Punctuality m_punctuality;
};

} // namespace meson::router

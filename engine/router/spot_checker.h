// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/router/network_scheduler.h"
#include "engine/router/prober.h"
#include "engine/router/request_shapes.h"

#include <chrono>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace meson::router {

/// The ordinary spot check (W21, W26): asks Terminals for pieces of an object as a client did
/// lately and compares them with the leaf layer that the Router kept. All holders, or several of
/// many, are asked at the same time for different pieces, so that one copy cannot stand for all.
/// Wrong bytes, confirmed by a second check, take a Terminal out of service. What is missing counts
/// when the Terminal's index still lists it after a grace, so that a deletion under way is no
/// fault. Draws are weighted by demand × size × newness, and the newest and the coldest object have
/// their turn. Thread: the Router's loop.
class SpotChecker {
public:
    static constexpr std::int64_t kLargestPiece = 2 * 1024 * 1024; ///< bytes of one check
    static constexpr std::size_t kTogether = 4; ///< holders that are asked at the same time
    /// Time for the Terminal's index to say that an object was deleted.
    static constexpr std::chrono::seconds kReportGrace{10};

    struct Parts {
        NodeRegistry& registry;
        Holders& holders;
        IssuedTokens& tokens;
        NetworkScheduler& scheduler;
        ObjectSource& source;
        Prober& prober;
        const RequestShapes& shapes;
        std::function<void(NodeIndex)> save; ///< writes a node's standing down
        const base::Clock& clock;
    };
    /// `interval` 0: never.
    SpotChecker(Parts parts, std::chrono::milliseconds interval, std::uint64_t seed);

    /// Several times a second: starts a check when it is time.
    void tick();
    /// Draws an object and checks its holders now; how many are asked.
    std::size_t checkNow();
    /// The Terminal itself says, signed, that it does not have the object.
    void saidMissing(NodeIndex node, const base::ContentId& id);

    /// Told of each check that found the right bytes.
    void onPassed(std::function<void(NodeIndex, const base::ContentId&)> passed) {
        m_onPassed = std::move(passed);
    }

    std::int64_t passed() const { return m_passed; }
    std::int64_t failed() const { return m_failed; }

private:
    struct Check {
        NodeIndex node = kNoNode;
        base::ContentId id;
        base::Bytes length; ///< of the object
        Piece piece;
        bool isConfirmation = false;

        bool isWhole() const { return piece.length() == length.count(); }
    };
    using Claim = std::pair<NodeIndex, base::ContentId>; ///< of having an object
    struct Doubt {
        Claim claim;
        base::SteadyTime due;
    };
    enum class Finding { Right, Wrong, Missing, Unknown, Excused };

    ObjectDemand* draw();
    std::vector<NodeIndex> drawHolders(const base::ContentId& id);
    void start(const Check& check);
    void answered(
        const Check& check, const base::Result<http::SmallAnswer, http::ClientFailure>& answer);
    Finding findingWithoutBytes(const Check& check, const http::AnswerHead& head);
    void conclude(const Check& check, Finding finding, const std::string& what);
    void judgeMissing();
    void enter(NodeIndex node, CheckOutcome outcome, const std::string& what);

    Parts m_parts;
    const std::chrono::milliseconds m_interval;
    std::mt19937_64 m_random;
    base::SteadyTime m_due;
    std::int64_t m_draws = 0;
    std::vector<Doubt> m_doubts;    ///< in the order of their time
    std::set<Claim> m_brokenClaims; ///< of this hour: a replayed return is not counted again
    base::SteadyTime m_claimsForgotten;
    std::int64_t m_passed = 0;
    std::int64_t m_failed = 0;
    std::function<void(NodeIndex, const base::ContentId&)> m_onPassed =
        [](NodeIndex, const base::ContentId&) {};
};

} // namespace meson::router

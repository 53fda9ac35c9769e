// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/router/issued_tokens.h"
#include "engine/router/network_scheduler.h"

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace meson::router {

/// What one answer to a check shows.
enum class Finding {
    Right,
    Late,    ///< right, but its answers come too late
    Wrong,   ///< other bytes than the object's
    Missing, ///< it says that it does not have the object
    Unknown, ///< no usable answer
    Excused, ///< no fault, and no proof either
};

/// Turns what checks and receipts show into a Terminal's standing, told with its cause. Wrong bytes
/// count when a second check confirms them; what is missing, when the Terminal's index still lists
/// it after a grace, so that a deletion under way is no fault. Thread: the Router's loop.
class CheckJudge {
public:
    /// Time for the Terminal's index to say that an object was deleted.
    static constexpr std::chrono::seconds kReportGrace{10};

    struct Parts {
        NodeRegistry& registry;
        Holders& holders;
        NetworkScheduler& scheduler;
        const ObjectSource& source;
        std::function<void(NodeIndex)> save; ///< writes a node's standing down
        const base::Clock& clock;
    };
    explicit CheckJudge(Parts parts);

    using Claim = std::pair<NodeIndex, base::ContentId>; ///< of having an object
    enum class Round { First, Confirmation };
    enum class Verdict { Settled, AskAgain };
    /// Enters what a check found; `about` says what it asked for, or why there is no answer.
    /// AskAgain: a like check is to confirm or refute it.
    Verdict enter(const Claim& claim, Finding finding, Round round, const std::string& about);
    /// The Terminal itself says, signed, that it does not have the object.
    void saidMissing(const Claim& claim);
    /// A batch of receipts stated more than can have been sent.
    void overstated(NodeIndex node, const std::vector<Overstatement>& statements);
    /// Several times a second: judges what was missing.
    void tick();

    /// Told of each check that found the right bytes in time.
    void onPassed(std::function<void(NodeIndex, const base::ContentId&)> passed) {
        m_onPassed = std::move(passed);
    }
    std::int64_t passed() const { return m_passed; }
    std::int64_t failed() const { return m_failed; }

private:
    struct Doubt {
        Claim claim;
        base::SteadyTime due;
    };
    void note(NodeIndex node, CheckOutcome outcome, const std::string& what);

    Parts m_parts;
    std::vector<Doubt> m_doubts;    ///< in the order of their time
    std::set<Claim> m_brokenClaims; ///< of this hour: a replayed return is not counted again
    base::SteadyTime m_claimsForgotten;
    std::int64_t m_passed = 0;
    std::int64_t m_failed = 0;
    std::function<void(NodeIndex, const base::ContentId&)> m_onPassed =
        [](NodeIndex, const base::ContentId&) {};
};

/// "object …", for sentences.
std::string aboutObject(const base::ContentId& id);

} // namespace meson::router

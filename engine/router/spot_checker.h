// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/client.h"
#include "engine/router/network_scheduler.h"
#include "engine/router/state_writer.h"

#include <chrono>
#include <functional>
#include <memory>
#include <random>
#include <string>

namespace meson::router {

/// The ordinary spot check (W21, W26): fetches a piece of an object from a Terminal as a client
/// would and compares it with the leaf layer that the Router kept. Wrong bytes, confirmed by a
/// second check, take a Terminal out of service; missing or late ones lower its reputation. Draws
/// are weighted by demand × size × newness, and the newest and the coldest object have their turn.
/// Thread: the Router's loop.
class SpotChecker {
public:
    static constexpr std::int64_t kLargestPiece = 1024 * 1024; ///< bytes of one check

    struct Parts {
        NodeRegistry& registry;
        Holders& holders;
        IssuedTokens& tokens;
        NetworkScheduler& scheduler;
        ObjectSource& source;
        StateWriter& writer;
        http::Client& client;
        const base::Clock& clock;
    };
    /// `interval` 0: never.
    SpotChecker(Parts parts, std::chrono::milliseconds interval, std::uint64_t seed);

    /// Several times a second: starts a check when it is time.
    void tick();
    /// Draws and starts a check now; false if there is nothing to check.
    bool checkNow();

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
        base::Bytes length;     ///< of the object
        std::int64_t first = 0; ///< piece [first, end)
        std::int64_t end = 0;
        bool isConfirmation = false;
    };
    enum class Finding { Right, Wrong, Missing, Unknown, Excused };

    ObjectDemand* draw();
    NodeIndex drawHolder(const base::ContentId& id);
    void start(const Check& check);
    void answered(
        const Check& check, const base::Result<http::SmallAnswer, http::ClientFailure>& answer);
    Finding findingWithoutBytes(const Check& check, const http::AnswerHead& head);
    void conclude(const Check& check, Finding finding, const std::string& what);
    void enter(NodeIndex node, CheckOutcome outcome, const std::string& what);

    Parts m_parts;
    const std::chrono::milliseconds m_interval;
    std::mt19937_64 m_random;
    base::SteadyTime m_due;
    std::int64_t m_draws = 0;
    std::int64_t m_passed = 0;
    std::int64_t m_failed = 0;
    std::function<void(NodeIndex, const base::ContentId&)> m_onPassed =
        [](NodeIndex, const base::ContentId&) {};
};

} // namespace meson::router

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "tests/simulation/simulated_objects.h"

#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace meson::test {

/// How a simulated Terminal behaves.
enum class Kind {
    Honest,
    Flaky,  ///< loses 1 % of answers, goes away now and then, evicts and reports it
    Drops1, ///< does not keep so many per cent of what it lists
    Drops5,
    Drops10,
    Drops50,
    DropsBlocks, ///< keeps nine of ten blocks of each object, and zeros for the tenth
    DropsCold,   ///< does not keep what nobody asked for lately
    HashesOnly,  ///< keeps no content
    Flips,       ///< one answer in five has a wrong bit
    Flapping,    ///< away about half of the time, minutes at a time
    Colludes,    ///< four share one copy of each object, which one of them at a time can read
    // These keep nothing, and fetch the bytes when they are asked for them.
    ProxiesOrigin,
    ProxiesPeer,
    AvoidsProbers, ///< but only when it knows the address that asks
    Slow,          ///< seconds from question to answer
    Trickles,      ///< answers questions at once, and clients a byte a second
    Overstates,    ///< states twice what it sent of one object in ten
    Farms,         ///< its owner's bots collect redirects; it states them as served
};

/// One Terminal's own side: what it keeps and how it answers, without a network. A client asks it
/// as the Router's checks do, and gets the same.
class SimulatedTerminal {
public:
    SimulatedTerminal(Kind behaviour, std::uint32_t number)
        : kind(behaviour)
        , m_number(number) {}

    /// The bytes that it sends of a piece; nothing: it says that it does not have the object.
    std::optional<std::string> read(
        const SimulatedObjects& objects, const base::ContentId& id, const router::Piece& piece,
        bool isCold, std::mt19937_64& random) const {
        if (!keeps(id, isCold))
            return std::nullopt;
        if (kind == Kind::HashesOnly)
            return std::string(static_cast<std::size_t>(piece.length()), '#');
        std::string bytes = objects.content(id, piece);
        if (kind == Kind::DropsBlocks)
            zeroDropped(id, piece, bytes);
        if (kind == Kind::Flips && random() % 5 == 0)
            bytes[random() % bytes.size()] ^= 1;
        return bytes;
    }
    /// Whether it has the object, or says so.
    bool keeps(const base::ContentId& id, bool isCold) const {
        switch (kind) {
        case Kind::Flaky:
            return std::none_of(unreported.begin(), unreported.end(), [&](const auto& eviction) {
                return eviction.second == id;
            });
        case Kind::Drops1:
            return !isDropped(id, -1, 0.01);
        case Kind::Drops5:
            return !isDropped(id, -1, 0.05);
        case Kind::Drops10:
            return !isDropped(id, -1, 0.1);
        case Kind::Drops50:
            return !isDropped(id, -1, 0.5);
        case Kind::DropsCold:
            return !isCold;
        default:
            return true;
        }
    }
    /// Whether it overstates what it sends of this object.
    bool inflates(const base::ContentId& id) const {
        return kind == Kind::Overstates && isDropped(id, -1, 0.1);
    }
    /// From connecting to the first byte.
    std::chrono::milliseconds roundTrip() const {
        return std::chrono::milliseconds(20 + m_number % 3 * 10);
    }
    /// From a question about so many leaves to the answer at the Router; who colludes waits for the
    /// shared copy, too.
    std::chrono::milliseconds answerTime(std::int64_t leaves, std::mt19937_64& random) const {
        const auto upTo = [&](std::uint64_t most) {
            return std::chrono::milliseconds(random() % most);
        };
        const std::chrono::milliseconds own = 2 * roundTrip() + upTo(40);
        switch (kind) {
        case Kind::Flaky:
            return random() % 100 == 0 ? own + upTo(5'000) : own;
        case Kind::ProxiesOrigin:
            return own + std::chrono::milliseconds(330 + 20 * leaves) + upTo(100);
        case Kind::ProxiesPeer:
            return own + std::chrono::milliseconds(130 + 20 * leaves) + upTo(100);
        case Kind::Slow:
            return own + std::chrono::milliseconds(1'500) + upTo(2'000);
        default:
            return own;
        }
    }

    const Kind kind;
    std::set<base::ContentId> checked; ///< distinct objects, until it was found
    /// That what was verified, until it was found, betrays one who drops so many blocks, added up.
    static constexpr double kDroppedBlocks = 0.1;
    double chances = 0;
    std::int64_t checks = 0;        ///< answers asked of it, until it was found
    std::int64_t controlChecks = 0; ///< of these, on the control channel
    bool isFound = false;
    base::SteadyTime foundAt;
    std::optional<base::SteadyTime> suspendedAt; ///< for the first time
    bool isAway = false;
    base::SteadyTime returnsAt;                                           ///< if it is away
    std::vector<std::pair<base::SteadyTime, base::ContentId>> unreported; ///< evictions
    protocol::Receipts receipts; ///< not sent yet; the number is of the batch before
    base::Bytes farmed;          ///< stated for what bots were sent to it for

private:
    /// Whether it is one of the `share` that it dropped: as good as random.
    bool isDropped(const base::ContentId& id, std::int64_t leaf, double share) const {
        std::seed_seq seed{
            m_number, static_cast<std::uint32_t>(leaf),
            std::uint32_t(id.bytes[0]) << 24 | id.bytes[1] << 16 | id.bytes[2] << 8 | id.bytes[3]};
        std::array<std::uint32_t, 1> drawn;
        seed.generate(drawn.begin(), drawn.end());
        return drawn[0] < share * 4294967296.0;
    }
    void
    zeroDropped(const base::ContentId& id, const router::Piece& piece, std::string& bytes) const {
        for (std::int64_t at = piece.first; at < piece.end;) {
            const std::int64_t leaf = at / crypto::kLeafSize;
            const std::int64_t end = std::min((leaf + 1) * crypto::kLeafSize, piece.end);
            if (isDropped(id, leaf, kDroppedBlocks))
                std::fill_n(bytes.begin() + (at - piece.first), end - at, '\0');
            at = end;
        }
    }

    const std::uint32_t m_number;
};

} // namespace meson::test

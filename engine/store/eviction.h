// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/ids.h"
#include "engine/base/units.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace meson::store {

/// How much an object is asked for: the number of its requests, each worth half after `halfLife`.
/// Every request counts (frequency), recent ones count more (recency), and the count outlives the
/// object's stay in the store, so that a scan's one-time visitors never push out what comes back.
/// This is the LRFU measure of Lee et al. (2001) with memory.
struct Popularity {
    double count = 0; ///< as of `at`
    base::WallTime at{};

    double countAt(base::WallTime now, std::chrono::seconds halfLife) const {
        if (now <= at)
            return count;
        const std::chrono::duration<double> age = now - at;
        return count * std::exp2(-age.count() / std::chrono::duration<double>(halfLife).count());
    }
    Popularity after(double uses, base::WallTime now, std::chrono::seconds halfLife) const {
        return {countAt(now, halfLife) + uses, std::max(now, at)};
    }
};

/// Requests of a week ago count a half.
inline constexpr std::chrono::seconds kPopularityHalfLife = std::chrono::hours(24 * 7);

/// Decides what goes first when space is needed (W24): the least asked for; what earns by the byte
/// served is worth its requests × length and costs its length, so length cancels out. Pure: no
/// clock, no disk. Thread: any.
class Eviction {
public:
    struct Candidate {
        base::ContentId id;
        base::Bytes size; ///< what its removal frees
        Popularity popularity;
    };

    /// The least valuable candidates, worst first, that free at least `needed` together (all, if
    /// that is too little).
    static std::vector<base::ContentId> choose(
        std::vector<Candidate> candidates, base::Bytes needed, base::WallTime now,
        std::chrono::seconds halfLife = kPopularityHalfLife) {
        std::vector<Ranked> heap;
        heap.reserve(candidates.size());
        for (const Candidate& candidate : candidates)
            heap.push_back({candidate.popularity.countAt(now, halfLife), &candidate});
        std::make_heap(heap.begin(), heap.end(), isWorthMore);
        std::vector<base::ContentId> chosen;
        while (needed > base::Bytes(0) && !heap.empty()) {
            std::pop_heap(heap.begin(), heap.end(), isWorthMore);
            chosen.push_back(heap.back().candidate->id);
            needed -= heap.back().candidate->size;
            heap.pop_back();
        }
        return chosen;
    }

private:
    struct Ranked {
        double worth;
        const Candidate* candidate;
    };
    static bool isWorthMore(const Ranked& a, const Ranked& b) {
        return a.worth != b.worth ? a.worth > b.worth : a.candidate->id > b.candidate->id;
    }
};

} // namespace meson::store

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/units.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace meson::node {

/// What this computer can do for the network, measured within ten seconds on most.
struct BenchmarkResult {
    base::WallTime taken;
    std::string folder;                            ///< that the disk was measured in
    std::optional<base::BytesPerSecond> diskWrite; ///< nothing: no room for it, or the disk refused
    std::optional<base::BytesPerSecond> diskRead;
    base::BytesPerSecond hashing;
    base::BytesPerSecond sealing;
    double signatures = 0; ///< a second

    friend bool operator==(const BenchmarkResult&, const BenchmarkResult&) = default;
};

enum class BenchmarkStep { Disk, Hashing, Sealing, Signatures };
inline constexpr int kBenchmarkSteps = 4;

/// How a figure compares with what lines ask for: the disk, hashing and sealing must keep up with
/// every byte that is served.
enum class Grade {
    Slow,   ///< below 12.5 MB/s, a line of 100 Mbit/s; or 100 signatures a second
    Enough, ///< from there on
    Fast,   ///< from 125 MB/s, a line of 1 Gbit/s; or 1000 signatures a second
};
Grade gradeOf(base::BytesPerSecond rate);
Grade gradeOfSignatures(double aSecond);
/// The line that disk, hashing and sealing can keep busy together.
base::BytesPerSecond servableRate(const BenchmarkResult& result);

struct BenchmarkPlan {
    std::filesystem::path folder; ///< on the disk of the cache
    base::Bytes room;             ///< that may be written there; below 8 MiB the disk is left out
    std::chrono::milliseconds each{1000}; ///< that hashing, sealing and signing take
};
/// Measures step after step; `goesOn` hears which is under way, and often: no from it ends all, and
/// then there is no result. Writes 64 MiB at most, for as long as it reads them. Thread: any;
/// blocks for seconds.
std::optional<BenchmarkResult> runBenchmark(
    const BenchmarkPlan& plan, const base::Clock& clock,
    const std::function<bool(BenchmarkStep)>& goesOn);

/// The results that are kept in `file`, oldest first; none if there is no such file or it is not
/// understood. Blocks.
std::vector<BenchmarkResult> loadBenchmarks(const std::filesystem::path& file);
/// Adds one, and lets the oldest go beyond 50. False if it cannot be written. Blocks.
bool addBenchmark(const std::filesystem::path& file, const BenchmarkResult& result);

} // namespace meson::node

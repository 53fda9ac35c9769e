// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/ids.h"
#include "engine/base/units.h"

#include <QByteArray>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace meson::demo {

/// What the origin offers at one path; viewers hold what they get against it.
struct CatalogueEntry {
    std::string path;
    base::Bytes size;
    base::Sha256 sha256;
    std::string mediaType;
};

/// The origin's files of mixed sizes: 1 KiB to 20 MiB, evenly on a logarithmic scale, the same
/// bytes on every computer. Thread: any.
inline constexpr int kFileCount = 96;
base::Bytes fileSize(int number);
std::string filePath(int number);
std::vector<std::uint8_t> fileBytes(int number);

QByteArray writeCatalogue(const std::vector<CatalogueEntry>& entries);
/// Nothing if it is not a catalogue.
std::optional<std::vector<CatalogueEntry>> readCatalogue(const QByteArray& json);

/// Picks entry numbers like an audience: the n-th most popular is asked for in proportion to
/// 1/n^0.9 (Zipf). Which entry is how popular depends on nothing but its number. Thread: one at a
/// time.
class Audience {
public:
    Audience(std::size_t entries, std::uint64_t seed);
    std::size_t next();

private:
    std::uint64_t m_state;
    std::vector<double> m_cumulative;
};

/// Vigna's SplitMix64: a step of a sequence that is uniform over 64 bits.
std::uint64_t nextRandom(std::uint64_t& state);

} // namespace meson::demo

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

/// The bounds of PROTOCOL.md, "Limits". The codec refuses a message beyond any of them.
namespace meson::protocol::limits {

inline constexpr std::size_t kMessageBytes = 4 * 1024 * 1024;
inline constexpr int kNesting = 8; ///< objects and arrays within one another

/// Largest integer that every JSON implementation keeps exactly (RFC 7493 §2.2).
inline constexpr std::int64_t kInteger = (std::int64_t{1} << 53) - 1;

// Texts, in bytes of UTF-8.
inline constexpr std::size_t kWord = 64;       ///< words and tags: reasons, problem types
inline constexpr std::size_t kName = 63;       ///< a node's name
inline constexpr std::size_t kText = 255;      ///< host names, products, systems
inline constexpr std::size_t kSentence = 1024; ///< what people read
inline constexpr std::size_t kUrl = 4096;
inline constexpr std::size_t kFieldValue = 4096;
inline constexpr std::size_t kStatement = 4096;

// Elements of one list.
inline constexpr std::size_t kAddresses = 8;
inline constexpr std::size_t kVolumes = 64;
inline constexpr std::size_t kCommands = 256;
inline constexpr std::size_t kAcknowledgements = 256;
inline constexpr std::size_t kFields = 32;
inline constexpr std::size_t kSources = 8;
inline constexpr std::size_t kCheckedLeaves = 64;
inline constexpr std::size_t kIndexEntries = 10'000;
inline constexpr std::size_t kEvictions = 10'000;
inline constexpr std::size_t kReceipts = 1'000;
inline constexpr std::size_t kEpochs = 1'000;
inline constexpr std::size_t kStatements = 100;
inline constexpr std::size_t kNotices = 16;
inline constexpr std::size_t kChain = 4; ///< certificates of a chain

inline constexpr std::size_t kAnswerBytes = 16 * 1024;     ///< one leaf
inline constexpr std::size_t kCertificate = 4096;          ///< one certificate or request, DER
inline constexpr std::int64_t kWaitSeconds = 60;           ///< longest that a heartbeat is held
inline constexpr std::int64_t kMilliseconds = 86'400'000;  ///< longest duration: a day
inline constexpr std::int64_t kLastSecond = 9'000'000'000; ///< latest time: in the year 2255

} // namespace meson::protocol::limits

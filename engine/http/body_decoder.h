// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/message.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace meson::http {

/// Collects a request's body, by Content-Length or chunked (RFC 9112 §7.1), as strictly as the head
/// is read:
///
///     <hex size>[;extension] CRLF <size bytes> CRLF … 0[;extension] CRLF [Name: value CRLF …] CRLF
///
/// Extensions and trailer fields are checked and dropped. No I/O. Thread: one at a time.
class BodyDecoder {
public:
    enum class State { NeedMore, Complete, Malformed, TooLarge };
    struct Step {
        State state;
        std::size_t consumed;
    };

    static constexpr std::size_t kMaximumLine =
        4096; ///< a size line or a trailer line, without CRLF
    static constexpr std::size_t kMaximumTrailers = 8192; ///< all trailer lines together

    /// More than `limit` bytes are TooLarge, before they are collected.
    BodyDecoder(const RequestHead& head, std::uint64_t limit);

    Step decode(std::string_view input);
    /// The body so far; whole once Complete.
    std::string takeBody() { return std::move(m_body); }

private:
    enum class Phase { Data, SizeLine, Gap, Trailer, Complete, Malformed, TooLarge };

    void take(std::string_view& input);
    void takeData(std::string_view& input);
    void takeLine(std::string_view& input);
    Phase afterLine(std::string_view line);
    Phase afterSizeLine(std::string_view line);

    const std::uint64_t m_limit;
    const bool m_chunked;
    Phase m_phase;
    std::uint64_t m_left = 0; ///< bytes of data until the end of the body or chunk
    std::size_t m_trailers = 0;
    std::string m_line; ///< the line under way
    std::string m_body;
};

} // namespace meson::http

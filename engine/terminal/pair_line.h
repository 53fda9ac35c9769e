// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/ids.h"
#include "engine/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace meson::terminal {

/// What is wrong with a line, the first thing from its left.
enum class PairLineError {
    NotALine, ///< This is no line of "meson-network pair": it begins with "meson-pair:".
    Host,     ///< The host must be a name or an IP address; IPv6 stands in brackets.
    Port,     ///< The port must be 1 to 65535.
    Node,     ///< The node's id is damaged: it has 52 letters and digits.
    Code,     ///< The code is damaged: it has 16 letters and digits.
};
std::string_view sentence(PairLineError);

/// The one line that a person carries from a Terminal to the app that is to control it:
///
///     meson-pair:HOST:PORT/NODE/CODE
///
/// NODE is the node id, which pins the Terminal's key; CODE is good for once. Thread: any.
struct PairLine {
    static constexpr std::size_t kCodeLength = 16; ///< base 32: 80 bits

    std::string host; ///< in lower case; an IPv6 address without brackets
    std::uint16_t port = 0;
    base::NodeId node;
    std::string code; ///< in lower case

    /// White space around it is left out, capitals are taken for small letters.
    static base::Result<PairLine, PairLineError> parse(std::string_view text);
    std::string text() const;

    friend bool operator==(const PairLine&, const PairLine&) = default;
};

/// "host:port", an IPv6 address in brackets.
std::string authorityOf(const std::string& host, std::uint16_t port);
/// Whether it can stand for a host there: an IP address, or a name in lower case.
bool isHost(std::string_view host);

} // namespace meson::terminal

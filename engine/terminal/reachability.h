// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/http/server.h"

#include <string>
#include <vector>

namespace meson::terminal {

struct ReachabilityOptions {
    std::string routerUrl;          ///< http or https, without a path
    std::string routerCertificates; ///< PEM file to trust; empty: the system's
    /// Where clients would be served; must be free, so no Terminal may run there.
    std::vector<boost::asio::ip::tcp::endpoint> listen;
    bool mapPort = false; ///< ask the home router to pass the port on while it is tried
};

enum class Reach {
    Yes,     ///< The Router came in from outside.
    No,      ///< It could not, or this line has no such address.
    Unknown, ///< It could not be asked.
};

/// One version of the Internet Protocol, and what came of it in a sentence or two.
struct LineVerdict {
    Reach reach = Reach::Unknown;
    std::string words;
};

struct Reachability {
    LineVerdict ipv4;
    LineVerdict ipv6;
    std::string portMapping; ///< what the home router said; empty if it was not asked
};

/// Whether clients could reach a Terminal here, found out before anything is lent: listens, has the
/// Router probe this line from outside over IPv4 and over IPv6, and listens no more. Nothing is
/// registered or stored. Blocks for half a minute at most. Thread: any.
base::Result<Reachability, base::Failure<http::ServerError>>
findReachability(const ReachabilityOptions& options, const base::Clock& clock);

} // namespace meson::terminal

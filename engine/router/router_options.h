// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"
#include "engine/http/server.h"
#include "engine/http/tls_context.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace meson::router {

/// The emission of a day at the start of the network: 20,000 tokens.
inline constexpr base::MicroTokens kDailyEmission{20'000'000'000};

/// How a Router is set up. The defaults are those of a public network.
struct RouterOptions {
    std::vector<http::asio::ip::tcp::endpoint>
        endpoints; ///< clients and Terminals; port 0: any free port
    std::vector<http::CertificateFiles> certificates; ///< any: all endpoints speak TLS
    std::string
        publicUrl; ///< scheme and authority that Terminals reach it by; empty: the first endpoint
    std::filesystem::path folder; ///< database, keys (0600), cache
    /// Below which each node of an https network has its name; empty: nodes are named by address.
    std::string zone;
    /// Of the authority that signs the certificates of an https network's nodes; none: "ca.pem" and
    /// "ca.key" in the folder, made if they are not there.
    std::optional<http::CertificateFiles> authority;
    std::chrono::seconds certificateLife{7 * 86'400};
    std::size_t connections = 10'000;
    std::size_t connectionsPerAddress = 256; ///< 0: no limit
    int requestsPerAddress = 1'000;          ///< a second, of one client address; 0: no limit
    std::string networkName = "meson";
    bool demo = false; ///< no money: special-use addresses are allowed, networks need not differ

    base::Bytes cacheQuota = base::gibibytes(10);
    base::Bytes cacheReserve{0}; ///< free disk space left alone; 0: max(10 GB, 5 %)
    base::Bytes memoryTier = base::mebibytes(64);
    base::Bytes smallObject =
        base::kibibytes(64);        ///< objects up to this are answered by the Router itself
    std::string originCertificates; ///< PEM file that origins and Terminals are checked with;
                                    ///< empty: the system's

    std::chrono::seconds epoch{86'400};
    base::MicroTokens emission{0}; ///< per epoch; 0: kDailyEmission scaled to the epoch
    base::MicroCredits pricePerGigabyte{10'000}; ///< per 10^9 bytes delivered
    base::Bytes clientQuota{100'000'000'000};    ///< per client network and epoch; more counts only
                                                 ///< when corroborated
    std::chrono::seconds heartbeat{5};           ///< a Terminal not heard of for longer is out
    int minimumCopies = 2;
    double requestsPerCopy =
        30; ///< a minute: an object asked for more often gets one more copy for each
    /// Between two turns of one Terminal; 0: no spot checks.
    std::chrono::milliseconds spotCheckInterval = std::chrono::minutes(10);
    /// Local addresses that spot checks come from in turn, best not the Router's own; none: the
    /// system's choice.
    std::vector<http::asio::ip::address> probeAddresses;
};

} // namespace meson::router

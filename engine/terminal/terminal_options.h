// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"
#include "engine/http/client.h"
#include "engine/http/tls_context.h"
#include "engine/store/content_store.h"
#include "engine/terminal/computer.h"
#include "engine/terminal/misbehaviour.h"
#include "engine/terminal/serving_rules.h"

#include <boost/asio/ip/tcp.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace meson::terminal {

/// What the owner decides about a Terminal. Everything has a sensible default except the Router,
/// the state folder and at least one cache volume.
struct TerminalOptions {
    std::string routerUrl;                     ///< http or https, without a path
    std::string routerCertificates;            ///< PEM file to trust; empty: the system's
    std::filesystem::path folder;              ///< keys, receipts/, state.json, control.json
    std::vector<store::VolumeOptions> volumes; ///< one per disk that is lent
    base::Bytes memoryTier = base::mebibytes(64);
    base::BytesPerSecond scrubRate{4 * 1024 * 1024}; ///< 0: no scrub

    /// Where clients are served. Port 0: any free port, kept across restarts while it stays free.
    std::vector<boost::asio::ip::tcp::endpoint> listen;
    std::vector<std::string> addresses; ///< announced; empty: where the Router sees us
    /// The owner's certificate. None: from the Router if it is reached over https, else plain HTTP.
    std::optional<http::CertificateFiles> tls;
    int threads = 1; ///< data loops, 1–64
    std::size_t connections = 10'000;
    std::size_t connectionsPerAddress = 256; ///< 0: no limit
    int requestsPerAddress = 1'000;          ///< a second; 0: no limit
    bool usesSendfile = false; ///< for large objects: see http::ServerOptions::mapFrom

    ServingRules rules; ///< upload limits, week, and what pauses serving
    /// Ask the home router to pass the port on, where no address of this computer's is public.
    bool mapPort = true;
    bool keepAwake = false; ///< while serving, the computer does not fall asleep by itself
    TrafficCapOptions cap;  ///< bytes served and fetched, per month
    /// What the rules know of the computer. Called on a thread of its own every few seconds; may
    /// block for a moment.
    std::function<ComputerState()> readComputer = readThisComputer;

    std::string name = "terminal"; ///< for people, 1–63 characters
    std::string payoutAddress;     ///< EIP-55, or empty for later

    int downloads = 4; ///< fetches at the same time, 1–64
    /// Any: sources on this computer and its local networks are fetched too (demo, tests).
    http::AddressPolicy sources = http::AddressPolicy::PublicOnly;
    std::vector<std::string> refusedBindings; ///< domains whose content the owner does not want

    /// Other than None only in a demo, where the Router is to be seen finding it.
    Misbehaviour misbehaviour = Misbehaviour::None;

    /// The control API, loopback only. None: switched off. Port 0: any free port.
    std::optional<boost::asio::ip::tcp::endpoint> control;
    /// The control API for the owner's apps on other machines. None: off.
    std::vector<boost::asio::ip::tcp::endpoint> remoteControl;
};

} // namespace meson::terminal

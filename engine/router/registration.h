// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/client.h"
#include "engine/http/server.h"
#include "engine/protocol/messages.h"
#include "engine/router/node_names.h"
#include "engine/router/node_registry.h"
#include "engine/router/state_writer.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace meson::router {

/// Lets Terminals in: an address counts only after the Router reached the Terminal there from
/// outside, as clients will, and it proved its key: over TLS with a certificate that is good for
/// the name that clients are sent to. Who only wants to know whether that works is told without
/// joining. Thread: the Router's loop.
class Registration {
public:
    struct Rules {
        bool allowSpecialUse = false; ///< loopback and private addresses, for a demo
        std::string returnUrl;
        std::int64_t heartbeatSeconds = 5;
    };
    Registration(
        NodeRegistry& registry, StateWriter& writer, NodeNames& names, http::Client& client,
        Rules rules, const base::Clock& clock);

    /// Called for each node that is let in, before it is told so.
    void onEnrolled(std::function<void(NodeIndex)> enrolled) { m_onEnrolled = std::move(enrolled); }

    /// `message` is signed with the key that it names.
    void take(const protocol::Register& message, std::shared_ptr<http::Exchange> exchange);

    /// Probes the address that the request came from, no other, and says what came of it.
    void tryOut(const protocol::Register& message, std::shared_ptr<http::Exchange> exchange);

private:
    enum class Purpose { Join, TryOut };
    struct Attempt {
        Purpose purpose = Purpose::Join;
        protocol::Register message;
        std::shared_ptr<http::Exchange> exchange;
        std::vector<http::asio::ip::address> addresses;
        std::size_t next = 0; ///< address to probe
        std::string challenge;
        std::string failures;     ///< one clause per address that could not be reached
        bool isUntrusted = false; ///< of them, one whose certificate is the reason
    };
    /// Its name in redirects; empty: the address.
    std::string hostOf(const protocol::Register& message) const;
    void probe(std::shared_ptr<Attempt> attempt);
    void probed(
        const std::shared_ptr<Attempt>& attempt,
        const base::Result<http::SmallAnswer, http::ClientFailure>& answer);
    void enrol(const Attempt& attempt, const http::asio::ip::address& address);
    void refuseUnreachable(const Attempt& attempt);
    /// How long to wait before trying out; 0: it may be done, and that is noted.
    std::chrono::seconds takeTryOut(const http::asio::ip::address& address);

    NodeRegistry& m_registry;
    StateWriter& m_writer;
    NodeNames& m_names;
    http::Client& m_client;
    const Rules m_rules;
    const base::Clock& m_clock;
    std::function<void(NodeIndex)> m_onEnrolled = [](NodeIndex) {};
    std::map<std::string, base::SteadyTime> m_triedOut; ///< by network, when last
    int m_tryingOut = 0;
};

} // namespace meson::router

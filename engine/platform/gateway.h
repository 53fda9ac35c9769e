// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace meson::platform {

/// What a home router said to a wish for a port.
struct GatewayAnswer {
    enum class Verdict { Mapped, Refused, Silent, Unavailable } verdict = Verdict::Silent;
    std::string method;     ///< "NAT-PMP" or "UPnP"
    std::string address;    ///< its outer address; may be empty
    std::uint16_t port = 0; ///< the outer port that it passes on
};

/// The home router of this network: NAT-PMP is tried first, as it answers at once or never.
/// Every call blocks, for a few seconds at most. Thread: one.
class Gateway {
public:
    Gateway();
    ~Gateway();
    /// Passes a TCP port on for an hour, or for good where the gateway knows no less; called again
    /// in time, it goes on with the same outer port.
    GatewayAnswer map(std::uint16_t port);
    /// Takes back what map() got.
    void unmap();

private:
    class NatPmp;
    class Upnp;
    std::unique_ptr<NatPmp> m_natPmp;
    std::unique_ptr<Upnp> m_upnp;
};

} // namespace meson::platform

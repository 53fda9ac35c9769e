// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/mutex.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace meson::platform {

/// How far a home router has come with passing a port on to this computer.
struct PortMappingStatus {
    enum class State {
        Asking,
        Mapped,
        NoGateway,   ///< none answers
        Refused,     ///< one answers, but will not
        Unavailable, ///< this build cannot ask
    } state = State::Asking;
    std::string method;     ///< "NAT-PMP" or "UPnP" while mapped or refused
    std::string address;    ///< the gateway's own outer address, as it says; may be empty
    std::uint16_t port = 0; ///< the outer port, while mapped
};
/// What that means, for people.
std::string sentence(const PortMappingStatus& status);

/// Asks the home router, by NAT-PMP (RFC 6886) or UPnP-IGD, to pass a TCP port on to this computer;
/// renews that while it lives and takes it back when it goes. Where the outer port is taken, the
/// next free one is used. Thread: any, one at a time; has a thread of its own.
class PortMapping {
public:
    /// `changed` is called on that thread.
    PortMapping(std::uint16_t port, std::function<void(const PortMappingStatus&)> changed);
    /// Takes the mapping back: some seconds while a gateway is just being looked for.
    ~PortMapping();
    PortMapping(const PortMapping&) = delete;
    PortMapping& operator=(const PortMapping&) = delete;

private:
    void run();
    /// False: it is time to stop.
    bool rest(std::chrono::seconds time);

    const std::uint16_t m_port;
    const std::function<void(const PortMappingStatus&)> m_changed;
    base::Mutex m_mutex;
    base::Condition m_wake;
    bool m_isStopping MESON_GUARDED_BY(m_mutex) = false;
    std::thread m_thread;
};

} // namespace meson::platform

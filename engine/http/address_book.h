// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/mutex.h"

#include <atomic>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>

namespace meson::http {

/// What one client address uses of a server; shared by its connections on all loops. Thread: any.
class AddressUse {
public:
    explicit AddressUse(double requestsPerSecond);

    /// Books one request, or tells how long until the next one is allowed. 10 s worth of requests
    /// may come at once.
    std::chrono::nanoseconds takeRequest(base::SteadyTime now);
    bool isRested(base::SteadyTime now) const;

    std::atomic<std::size_t> connections{0};

private:
    const std::int64_t m_interval; ///< nanoseconds per request; 0: unlimited
    std::atomic<std::int64_t> m_bookedUntil{-(std::int64_t{1} << 62)}; ///< steady nanoseconds
};

/// Finds the use of an address; an IPv6 /64 counts as one address. Locked, and asked once per
/// connection. Thread: any.
class AddressBook {
public:
    AddressBook(std::size_t connectionsPerAddress, double requestsPerSecond);

    /// Counts one more connection of the address, or returns nothing if it has all it may have.
    /// Give it back with release().
    std::shared_ptr<AddressUse>
    admit(const boost::asio::ip::address& address, base::SteadyTime now);
    std::size_t size();
    static void release(AddressUse& use) { --use.connections; }

private:
    void forgetRested(base::SteadyTime now) MESON_REQUIRES(m_mutex);

    const std::size_t m_connectionsPerAddress;
    const double m_requestsPerSecond;
    base::Mutex m_mutex;
    std::map<boost::asio::ip::address, std::shared_ptr<AddressUse>>
        m_uses MESON_GUARDED_BY(m_mutex);
    /// Entries at which those that no longer matter are dropped.
    std::size_t m_sweepAt MESON_GUARDED_BY(m_mutex) = 1024;
};

} // namespace meson::http

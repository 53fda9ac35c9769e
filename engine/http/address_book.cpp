// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/address_book.h"

#include <algorithm>

namespace meson::http {
namespace {

namespace ip = boost::asio::ip;

constexpr std::int64_t kBurst = std::chrono::nanoseconds(std::chrono::seconds(10)).count();

ip::address clientOf(const ip::address& address) {
    if (!address.is_v6())
        return address;
    const ip::address_v6 v6 = address.to_v6();
    if (v6.is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, v6);
    auto bytes = v6.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return ip::address_v6(bytes);
}

std::int64_t ticks(base::SteadyTime time) {
    return std::chrono::nanoseconds(time.time_since_epoch()).count();
}

} // namespace

AddressUse::AddressUse(double requestsPerSecond)
    : m_interval(requestsPerSecond > 0 ? static_cast<std::int64_t>(1e9 / requestsPerSecond) : 0) {}

std::chrono::nanoseconds AddressUse::takeRequest(base::SteadyTime now) {
    if (m_interval == 0)
        return {};
    const std::int64_t time = ticks(now);
    std::int64_t booked = m_bookedUntil.load(std::memory_order_relaxed);
    for (;;) {
        const std::int64_t next = std::max(booked, time - kBurst) + m_interval;
        if (next > time)
            return std::chrono::nanoseconds(next - time);
        if (m_bookedUntil.compare_exchange_weak(booked, next, std::memory_order_relaxed))
            return {};
    }
}

bool AddressUse::isRested(base::SteadyTime now) const {
    return connections == 0 && m_bookedUntil + kBurst <= ticks(now);
}

AddressBook::AddressBook(std::size_t connectionsPerAddress, double requestsPerSecond)
    : m_connectionsPerAddress(connectionsPerAddress)
    , m_requestsPerSecond(requestsPerSecond) {}

std::shared_ptr<AddressUse> AddressBook::admit(const ip::address& address, base::SteadyTime now) {
    const base::MutexLock lock(m_mutex);
    if (m_uses.size() >= m_sweepAt)
        forgetRested(now);
    std::shared_ptr<AddressUse>& use = m_uses[clientOf(address)];
    if (!use)
        use = std::make_shared<AddressUse>(m_requestsPerSecond);
    if (m_connectionsPerAddress != 0 && use->connections >= m_connectionsPerAddress)
        return nullptr;
    ++use->connections;
    return use;
}

std::size_t AddressBook::size() {
    const base::MutexLock lock(m_mutex);
    return m_uses.size();
}

void AddressBook::forgetRested(base::SteadyTime now) {
    for (auto entry = m_uses.begin(); entry != m_uses.end();)
        entry = entry->second->isRested(now) ? m_uses.erase(entry) : std::next(entry);
    m_sweepAt = std::max<std::size_t>(1024, 2 * m_uses.size());
}

} // namespace meson::http

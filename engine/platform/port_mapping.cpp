// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/port_mapping.h"

#include "engine/platform/gateway.h"

namespace meson::platform {
namespace {

using namespace std::chrono_literals;
using State = PortMappingStatus::State;

constexpr auto kRenewal = 20min; // a third of the lease
constexpr auto kRetry = 5min;

PortMappingStatus statusOf(const GatewayAnswer& answer) {
    switch (answer.verdict) {
    case GatewayAnswer::Verdict::Mapped:
        return {State::Mapped, answer.method, answer.address, answer.port};
    case GatewayAnswer::Verdict::Refused:
        return {State::Refused, answer.method, answer.address, 0};
    case GatewayAnswer::Verdict::Unavailable:
        return {State::Unavailable, {}, {}, 0};
    case GatewayAnswer::Verdict::Silent:
        break;
    }
    return {State::NoGateway, {}, {}, 0};
}

} // namespace

std::string sentence(const PortMappingStatus& status) {
    switch (status.state) {
    case State::Asking:
        return "The home router is being asked to pass the port on.";
    case State::Mapped:
        return "The home router passes port " + std::to_string(status.port) + " on (" +
               status.method + ").";
    case State::NoGateway:
        return "No home router answers to NAT-PMP or UPnP: switch one of them on there, or pass "
               "the port on by hand.";
    case State::Refused:
        return "The home router refuses to pass the port on (" + status.method +
               "): allow it there, or pass the port on by hand.";
    case State::Unavailable:
        break;
    }
    return "This build cannot ask the home router: pass the port on by hand.";
}

PortMapping::PortMapping(std::uint16_t port, std::function<void(const PortMappingStatus&)> changed)
    : m_port(port)
    , m_changed(std::move(changed))
    , m_thread([this] { run(); }) {}

PortMapping::~PortMapping() {
    {
        const base::MutexLock lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.wakeAll();
    m_thread.join();
}

bool PortMapping::rest(std::chrono::seconds time) {
    const base::MutexLock lock(m_mutex);
    const auto until = std::chrono::steady_clock::now() + time;
    while (!m_isStopping && m_wake.waitUntil(m_mutex, until)) {
    }
    return !m_isStopping;
}

void PortMapping::run() {
    Gateway gateway;
    GatewayAnswer answer;
    do {
        answer = gateway.map(m_port);
        m_changed(statusOf(answer));
    } while (rest(answer.verdict == GatewayAnswer::Verdict::Mapped ? kRenewal : kRetry));
    gateway.unmap();
}

} // namespace meson::platform

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/gateway.h"

#if defined(MESON_PORT_MAPPING)
#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <miniupnpc/miniupnpc.h>
#include <miniupnpc/upnpcommands.h>
#include <natpmp.h>
#include <optional>
#include <poll.h>
#endif

namespace meson::platform {

#if defined(MESON_PORT_MAPPING)

namespace {

using Verdict = GatewayAnswer::Verdict;
using namespace std::chrono_literals;

constexpr std::uint32_t kLeaseSeconds = 3600;
constexpr auto kNatPmpPatience = 1750ms; // three tries: 250, 500 and 1000 ms
constexpr int kUpnpMilliseconds = 2000;
constexpr int kPortsTried = 8;
// UPnP device architecture, WANIPConnection: what AddPortMapping refuses with.
constexpr int kConflict = 718;
constexpr int kOnlyPermanent = 725;

} // namespace

/// RFC 6886, by libnatpmp.
class Gateway::NatPmp {
public:
    NatPmp()
        : m_isOpen(initnatpmp(&m_client, 0, 0) == 0) {}
    ~NatPmp() {
        if (m_isOpen)
            closenatpmp(&m_client);
    }
    NatPmp(const NatPmp&) = delete;
    NatPmp& operator=(const NatPmp&) = delete;

    bool isMapped() const { return m_outer != 0; }

    GatewayAnswer map(std::uint16_t port) {
        if (!m_isOpen)
            return {};
        GatewayAnswer answer{Verdict::Silent, "NAT-PMP", {}, 0};
        sendpublicaddressrequest(&m_client);
        const auto outer = receive();
        if (!outer.isHeard)
            return answer;
        if (outer.message)
            answer.address = inet_ntoa(outer.message->pnu.publicaddress.addr);
        const std::uint16_t wish = m_outer != 0 ? m_outer : port;
        sendnewportmappingrequest(&m_client, NATPMP_PROTOCOL_TCP, port, wish, kLeaseSeconds);
        const auto mapped = receive();
        answer.verdict = mapped.message ? Verdict::Mapped : Verdict::Refused;
        if (mapped.message) {
            m_inner = port;
            m_outer = mapped.message->pnu.newportmapping.mappedpublicport;
            answer.port = m_outer;
        }
        return answer;
    }

    void unmap() {
        if (m_outer == 0)
            return;
        sendnewportmappingrequest(&m_client, NATPMP_PROTOCOL_TCP, m_inner, 0, 0);
        receive();
        m_outer = 0;
    }

private:
    struct Reply {
        bool isHeard = false;
        std::optional<natpmpresp_t> message; ///< nothing: refused
    };
    Reply receive() {
        const auto end = std::chrono::steady_clock::now() + kNatPmpPatience;
        natpmpresp_t message{};
        int result = NATPMP_TRYAGAIN;
        while (result == NATPMP_TRYAGAIN && std::chrono::steady_clock::now() < end) {
            timeval pause{};
            getnatpmprequesttimeout(&m_client, &pause);
            pollfd wait{m_client.s, POLLIN, 0};
            poll(&wait, 1, static_cast<int>(pause.tv_sec * 1000 + pause.tv_usec / 1000 + 1));
            result = readnatpmpresponseorretry(&m_client, &message);
        }
        if (result >= 0)
            return {true, message};
        // From -49 down it is the gateway that refuses; above, nobody answered.
        return {result <= NATPMP_ERR_UNDEFINEDERROR && result != NATPMP_TRYAGAIN, std::nullopt};
    }

    natpmp_t m_client{};
    const bool m_isOpen;
    std::uint16_t m_inner = 0;
    std::uint16_t m_outer = 0; ///< 0: nothing is mapped
};

/// UPnP-IGD, by miniupnpc.
class Gateway::Upnp {
public:
    ~Upnp() { forget(); }
    Upnp() = default;
    Upnp(const Upnp&) = delete;
    Upnp& operator=(const Upnp&) = delete;

    GatewayAnswer map(std::uint16_t port) {
        GatewayAnswer answer{Verdict::Silent, "UPnP", {}, 0};
        if (!find())
            return answer;
        std::array<char, 64> outer{};
        if (UPNP_GetExternalIPAddress(m_urls.controlURL, m_data.first.servicetype, outer.data()) ==
            UPNPCOMMAND_SUCCESS)
            answer.address = outer.data();
        answer.verdict = Verdict::Refused;
        const int first = m_outer != 0 ? m_outer : port;
        for (int wish = first; wish < first + kPortsTried && wish < 65'536; ++wish) {
            const int result = add(port, wish);
            if (result == UPNPCOMMAND_SUCCESS) {
                m_outer = static_cast<std::uint16_t>(wish);
                answer.verdict = Verdict::Mapped;
                answer.port = m_outer;
            }
            if (result != kConflict)
                break;
        }
        return answer;
    }

    void unmap() {
        if (m_outer == 0)
            return;
        UPNP_DeletePortMapping(
            m_urls.controlURL, m_data.first.servicetype, std::to_string(m_outer).c_str(), "TCP",
            nullptr);
        m_outer = 0;
    }

private:
    int add(std::uint16_t inner, int outer) const {
        const auto ask = [&](const std::string& lease) {
            return UPNP_AddPortMapping(
                m_urls.controlURL, m_data.first.servicetype, std::to_string(outer).c_str(),
                std::to_string(inner).c_str(), m_ownAddress.data(), "Meson Miner", "TCP", nullptr,
                lease.c_str());
        };
        const int result = ask(std::to_string(kLeaseSeconds));
        return result == kOnlyPermanent ? ask("0") : result;
    }

    bool find() {
        forget();
        int error = 0;
        UPNPDev* const devices =
            upnpDiscover(kUpnpMilliseconds, nullptr, nullptr, UPNP_LOCAL_PORT_ANY, 0, 2, &error);
        const int found = UPNP_GetValidIGD(
            devices, &m_urls, &m_data, m_ownAddress.data(), static_cast<int>(m_ownAddress.size()));
        freeUPNPDevlist(devices);
        m_hasUrls = found != 0;
        return found == 1 || found == 2;
    }

    void forget() {
        if (m_hasUrls)
            FreeUPNPUrls(&m_urls);
        m_hasUrls = false;
    }

    UPNPUrls m_urls{};
    IGDdatas m_data{};
    bool m_hasUrls = false;
    std::array<char, 64> m_ownAddress{};
    std::uint16_t m_outer = 0; ///< 0: nothing is mapped
};

Gateway::Gateway() = default;
Gateway::~Gateway() = default;

GatewayAnswer Gateway::map(std::uint16_t port) {
    // Anew while nothing is mapped: this computer may have come to another network.
    if (!m_natPmp || !m_natPmp->isMapped())
        m_natPmp = std::make_unique<NatPmp>();
    GatewayAnswer answer = m_natPmp->map(port);
    if (answer.verdict == Verdict::Mapped)
        return answer;
    if (!m_upnp)
        m_upnp = std::make_unique<Upnp>();
    const GatewayAnswer second = m_upnp->map(port);
    return second.verdict == Verdict::Silent ? answer : second;
}

void Gateway::unmap() {
    if (m_natPmp)
        m_natPmp->unmap();
    if (m_upnp)
        m_upnp->unmap();
}

#else

class Gateway::NatPmp {};
class Gateway::Upnp {};

Gateway::Gateway() = default;
Gateway::~Gateway() = default;

GatewayAnswer Gateway::map(std::uint16_t) {
    return {GatewayAnswer::Verdict::Unavailable, {}, {}, 0};
}

void Gateway::unmap() {}

#endif

} // namespace meson::platform

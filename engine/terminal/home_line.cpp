// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/home_line.h"

#include "engine/http/client.h"

#include <QNetworkInterface>
#include <QSysInfo>
#include <algorithm>

namespace meson::terminal {

bool needsPortMapping(const TerminalOptions& options) {
    const bool isServedToOthers =
        std::any_of(options.listen.begin(), options.listen.end(), [](const auto& endpoint) {
            return !endpoint.address().is_loopback();
        });
    if (!options.mapPort || !options.addresses.empty() || !isServedToOthers)
        return false;
    const QList<QHostAddress> own = QNetworkInterface::allAddresses();
    return std::none_of(own.begin(), own.end(), [](const QHostAddress& address) {
        bool isIPv4 = false;
        const boost::asio::ip::address_v4 bits(address.toIPv4Address(&isIPv4));
        return isIPv4 && !http::isSpecialUse(bits);
    });
}

std::string addressForOthers() {
    QHostAddress best;
    int bestRank = 0;
    for (const QHostAddress& address : QNetworkInterface::allAddresses()) {
        bool isIPv4 = false;
        const boost::asio::ip::address_v4 bits(address.toIPv4Address(&isIPv4));
        const bool isNear = address.isLoopback() || address.isLinkLocal();
        const int rank = isNear ? 0 : !isIPv4 ? 1 : http::isSpecialUse(bits) ? 2 : 3;
        if (rank > bestRank) {
            best = address;
            bestRank = rank;
        }
    }
    const QString text = bestRank > 0 ? best.toString() : QSysInfo::machineHostName().toLower();
    return text.toStdString();
}

} // namespace meson::terminal

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/network_state.h"

#include <QNetworkInterface>
#include <algorithm>

namespace meson::node {

bool hasNetwork() {
    const auto interfaces = QNetworkInterface::allInterfaces();
    return std::any_of(
        interfaces.begin(), interfaces.end(), [](const QNetworkInterface& interface) {
            const auto flags = interface.flags();
            return flags.testFlag(QNetworkInterface::IsUp) &&
                   flags.testFlag(QNetworkInterface::IsRunning) &&
                   !flags.testFlag(QNetworkInterface::IsLoopBack) &&
                   !interface.addressEntries().isEmpty();
        });
}

} // namespace meson::node

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/node/settings.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <string>

namespace meson::node {

/// The answer of the control API of the Terminal whose state folder the settings name, or a
/// sentence saying why there is none. `body` goes with POST only. Blocks. Thread: main.
base::Result<QJsonDocument, std::string> askTerminal(
    const Settings& settings, const std::string& method, const std::string& path,
    const QJsonObject& body = {});

} // namespace meson::node

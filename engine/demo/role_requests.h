// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/client.h"

#include <QJsonObject>
#include <QString>
#include <optional>
#include <string>

namespace meson::demo {

/// What a role on this computer answers; nothing if it does not, or refuses. Blocks.
std::optional<QJsonObject> askJson(http::ClientRequest request);

/// How to ask the Terminal with this state folder how it is; nothing while it does not run.
std::optional<http::ClientRequest> terminalStatus(const QString& folder);

/// Asks the Router to close the epoch, as its operator: by the key in its state folder.
http::ClientRequest settlement(const QString& folder, const std::string& routerUrl);

} // namespace meson::demo

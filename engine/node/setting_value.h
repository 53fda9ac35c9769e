// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/quantities.h"
#include "engine/node/settings.h"

#include <optional>

namespace meson::node {

/// How the value of each SettingType is written. Thread: any.
std::optional<bool> parseSwitch(std::string_view text);
std::optional<std::int64_t> parseNumber(std::string_view text);
std::optional<Endpoint> parseEndpoint(std::string_view text);
std::optional<SizedFolder> parseSizedFolder(std::string_view text);
std::string expandHome(std::string_view path);

/// A value that holds several: the environment and the table separate them by ";".
std::vector<std::string> listedValues(const Setting& setting, std::string_view text);

/// The bounds of a setting in its own unit ("1s to 60s"), or empty if it has none.
std::string rangeOf(const Setting& setting);

/// Why `value` does not fit `setting`, with an example that does; nothing if it fits.
std::optional<std::string> valueProblem(const Setting& setting, const std::string& value);

} // namespace meson::node

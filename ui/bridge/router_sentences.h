// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

namespace meson::bridge {

/// What the Router tells a node's owner, in the owner's language: sentences with figures in them,
/// one after the other. What is not known of it stays as it came; nothing: none of it is known.
/// Thread: ui.
std::optional<QString> routerSentence(const QString& english);

} // namespace meson::bridge

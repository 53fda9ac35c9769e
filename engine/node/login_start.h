// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/miner_settings.h"

namespace meson::node {

/// Starting the desktop app at login, as the desktop knows it: owners also switch it off there.
/// Each folder of settings has an entry of its own. Thread: any. Blocking, for a small file.
class LoginStart {
public:
    /// `executable` is the app's own; `folder` that of its settings, as it was named at the start
    /// or empty for the standard one.
    LoginStart(std::filesystem::path executable, std::filesystem::path folder);

    bool isOn() const;
    /// As `startAtLogin` and `startHidden` say; false: the system refused.
    bool apply(const MinerSettings& settings) const;

private:
    const std::filesystem::path m_executable;
    const std::filesystem::path m_folder;
    const std::string m_id;
};

} // namespace meson::node

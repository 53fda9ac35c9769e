// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"
#include "ui/theme/icon.h"
#include "ui/widgets/sidebar.h"

#include <functional>
#include <vector>

namespace meson::shell {

/// A page as the sidebar, the keyboard and the command palette know it.
struct PageEntry {
    bridge::PageId id;
    theme::Glyph glyph;
    QString name; ///< in the language in force when pages() was called
    widgets::Sidebar::Place place;
    std::function<QWidget*(bridge::MinerModel&, QWidget* parent)> make;
};

/// All pages, in the order of the sidebar. A new page is one line there. Thread: ui.
std::vector<PageEntry> pages();

} // namespace meson::shell

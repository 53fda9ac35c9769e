// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/demo/snapshot.h"

#include <string>

namespace meson::demo {

/// The network as a table of fixed width, each line ending in a line feed. Thread: any.
std::string tableOf(const Snapshot& snapshot);
/// The same in one line, for logs.
std::string lineOf(const Snapshot& snapshot);
/// How many rows of a screen of `columns` characters `text` takes, whose lines all end; 0 columns:
/// none is too long.
std::size_t rowsOnScreen(const std::string& text, int columns);

/// Shows snapshots on standard error: redraws the table on a screen, writes a line every few
/// seconds elsewhere. Thread: main.
class LiveTable {
public:
    LiveTable();
    void show(const Snapshot& snapshot);
    /// The last word: the table once more where lines were written.
    void showLast(const Snapshot& snapshot);
    /// An event, above the table.
    void note(const std::string& sentence);

private:
    void draw(const Snapshot& snapshot);
    void eraseTable();

    const bool m_isScreen;
    std::string m_drawn; ///< what is to be erased before the next one
    std::int64_t m_lastLine = 0;
};

} // namespace meson::demo

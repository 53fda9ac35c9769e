// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <filesystem>
#include <optional>
#include <string>

namespace meson::node {

/// What is known of a run that did not end by itself.
struct BrokenRun {
    std::string cause;  ///< what the crash handler wrote first; empty: it was ended from outside
    std::string report; ///< all of it, without what concerns nobody: for people, in English
};

/// Notices that the program did not end orderly: a file says that it runs, and is still there at
/// the next start. Keeps a log and, should the program crash, its call stack; nothing of it is sent
/// anywhere. One for each process and folder. Thread: main.
class RunWatch {
public:
    struct Files {
        std::filesystem::path running; ///< there while it runs
        std::filesystem::path crash;   ///< call stack of the last crash
        std::filesystem::path log;
        std::filesystem::path report; ///< of the last run that broke; kept until the next
    };
    static Files filesIn(const std::filesystem::path& folder);

    /// Looks at what the last run left, then begins this one.
    RunWatch(const std::filesystem::path& folder, const base::Clock& clock);
    /// It has ended orderly.
    ~RunWatch();
    RunWatch(const RunWatch&) = delete;
    RunWatch& operator=(const RunWatch&) = delete;

    const std::optional<BrokenRun>& brokenRun() const { return m_broken; }

private:
    void lookBack();

    const Files m_files;
    std::optional<BrokenRun> m_broken;
};

} // namespace meson::node

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/demo/live_table.h"

#include "engine/base/quantities.h"
#include "engine/platform/console.h"

#include <array>
#include <cstdio>

namespace meson::demo {
namespace {

constexpr std::int64_t kSecondsBetweenLines = 5;

template <class... Values>
std::string print(const char* format, Values... values) {
    std::array<char, 256> line;
    std::snprintf(line.data(), line.size(), format, values...);
    return line.data();
}

std::string percent(double share) {
    return print("%.1f %%", share * 100);
}

std::string hitOf(const TerminalFigures& terminal) {
    const std::int64_t asked = terminal.requests + terminal.sentBack;
    return asked == 0
               ? "-"
               : percent(static_cast<double>(terminal.requests) / static_cast<double>(asked));
}

std::string rowOf(const TerminalFigures& terminal) {
    const std::string disk =
        base::formatBytes(terminal.used) + " / " + base::formatBytes(terminal.quota);
    const std::string rate =
        base::formatRate(terminal.rate) + " / " + base::formatRate(terminal.limit);
    return print(
        "%-8s %-10s %7lld  %18s  %25s  %9s  %7s  %5lld/%-3lld  %12s\n", terminal.name.c_str(),
        terminal.suspended ? "suspended" : terminal.state.c_str(),
        static_cast<long long>(terminal.objects), disk.c_str(), rate.c_str(),
        base::formatBytes(terminal.served).c_str(), hitOf(terminal).c_str(),
        static_cast<long long>(terminal.checksPassed),
        static_cast<long long>(terminal.checksFailed),
        base::formatMillionths(terminal.credits.count()).c_str());
}

std::string viewersOf(const Snapshot& snapshot) {
    const ViewerReport& viewers = snapshot.viewers;
    return print(
        "viewers: %lld requests, %s at %s, %s by Terminals, %lld wrong bytes, %lld failovers, %lld "
        "failures, "
        "%lld stalls\n",
        static_cast<long long>(viewers.requests),
        base::formatBytes(base::Bytes(viewers.bytes)).c_str(),
        base::formatRate(snapshot.viewerRate).c_str(),
        percent(snapshot.servedByTerminals()).c_str(), static_cast<long long>(viewers.wrongBytes),
        static_cast<long long>(viewers.failovers), static_cast<long long>(viewers.failures),
        static_cast<long long>(viewers.stalls));
}

std::string routerOf(const Snapshot& snapshot) {
    return print(
        "router:  epoch %lld, hit ratio %s, %lld spot checks passed, %lld failed, ledger %s\n",
        static_cast<long long>(snapshot.epoch), percent(snapshot.hitRatio()).c_str(),
        static_cast<long long>(snapshot.checksPassed),
        static_cast<long long>(snapshot.checksFailed),
        snapshot.ledgerBalanced ? "balanced" : "NOT BALANCED");
}

} // namespace

std::string tableOf(const Snapshot& snapshot) {
    std::string table = print(
        "%-8s %-10s %7s  %18s  %25s  %9s  %7s  %9s  %12s\n", "Terminal", "state", "objects",
        "disk / quota", "upload / limit", "served", "hit", "checks", "tokens DEMO");
    for (const TerminalFigures& terminal : snapshot.terminals)
        table += rowOf(terminal);
    return table + viewersOf(snapshot) + routerOf(snapshot);
}

std::string lineOf(const Snapshot& snapshot) {
    return print("%4lld s  ", static_cast<long long>(snapshot.seconds)) + viewersOf(snapshot);
}

std::size_t rowsOnScreen(const std::string& text, int columns) {
    const auto width = static_cast<std::size_t>(columns);
    std::size_t rows = 0;
    for (std::size_t from = 0, end; (end = text.find('\n', from)) != text.npos; from = end + 1)
        rows += width == 0 || end == from ? 1 : (end - from + width - 1) / width;
    return rows;
}

LiveTable::LiveTable()
    : m_isScreen(platform::isScreen(stderr)) {}

void LiveTable::show(const Snapshot& snapshot) {
    if (m_isScreen)
        return draw(snapshot);
    if (snapshot.seconds < m_lastLine + kSecondsBetweenLines)
        return;
    m_lastLine = snapshot.seconds;
    std::fputs(lineOf(snapshot).c_str(), stderr);
}

void LiveTable::showLast(const Snapshot& snapshot) {
    draw(snapshot);
}

void LiveTable::note(const std::string& sentence) {
    eraseTable();
    std::fprintf(stderr, "demo: %s\n", sentence.c_str());
}

void LiveTable::draw(const Snapshot& snapshot) {
    eraseTable();
    const std::string table = tableOf(snapshot);
    std::fputs(table.c_str(), stderr);
    if (m_isScreen)
        m_drawn = table;
}

void LiveTable::eraseTable() {
    if (!m_drawn.empty()) // cursor up, erase to the end of the screen
        std::fprintf(
            stderr, "\x1b[%zuA\x1b[J", rowsOnScreen(m_drawn, platform::screenColumns(stderr)));
    m_drawn.clear();
}

} // namespace meson::demo

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <QDateTime>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace meson::terminal {

/// What the owner allows in one half hour of the week.
enum class Allowance : char { Full = 'f', Limited = 'l', Paused = 'p' };

enum class ScheduleError {
    BadRule, ///< A rule is "DAYS HH:MM-HH:MM full|limited|paused", as in "mon-fri 09:00-17:30
             ///< limited".
    BadDay,  ///< Days are mon, tue, wed, thu, fri, sat, sun, a span of them (mon-fri) or daily.
    BadTime, ///< Times are HH:00 or HH:30, from 00:00 to 24:00.
};
std::string_view sentence(ScheduleError);

/// The owner's week: 7 × 48 half hours by local time, Monday 00:00 first. Daylight saving shifts
/// with the clock on the wall: an hour that is skipped is skipped, one that comes twice counts
/// twice. A value; thread: any.
class WeekSchedule {
public:
    static constexpr std::size_t kCells = 7 * 48;

    /// All week Full.
    WeekSchedule() { m_cells.fill(Allowance::Full); }
    /// Rules separated by ';', later ones paint over earlier ones; one that ends at or before its
    /// start runs over midnight into the next day. Empty text: all week Full.
    /// Also what toText() writes.
    static base::Result<WeekSchedule, base::Failure<ScheduleError>> parse(std::string_view text);

    /// Cell 0 is Monday 00:00–00:30, cell 335 Sunday 23:30–24:00.
    static std::size_t cellAt(const QDateTime& local);
    Allowance at(const QDateTime& local) const { return m_cells[cellAt(local)]; }
    Allowance cell(std::size_t index) const { return m_cells.at(index); }
    void paint(std::size_t index, Allowance allowance) { m_cells.at(index) = allowance; }

    /// When the allowance that holds at `local` ends; nothing if it never does.
    std::optional<QDateTime> nextChange(const QDateTime& local) const;

    /// 336 letters, f, l or p: one for each cell.
    std::string toText() const;

    friend bool operator==(const WeekSchedule&, const WeekSchedule&) = default;

private:
    std::array<Allowance, kCells> m_cells;
};

} // namespace meson::terminal

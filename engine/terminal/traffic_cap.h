// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"

#include <QDate>
#include <QDateTime>

namespace meson::terminal {

/// The owner's monthly allowance: how much may leave and enter this line from one reset day to the
/// next.
struct TrafficCapOptions {
    base::Bytes limit{0}; ///< 0: none
    int resetDay = 1;     ///< day of the month, 1–31; in shorter months their last day
};

/// Where the month stands against the cap.
struct TrafficCapStatus {
    base::Bytes used;
    base::Bytes limit;    ///< 0: none
    base::Bytes forecast; ///< for the whole period at this pace; equals `used` in its first hour
    QDate starts;         ///< first day of the period
    QDate ends;           ///< day of the next reset
    enum class Level {
        Fine,
        Warn,
        Slow,
        Reached
    } level = Level::Fine; ///< from 80 %, 95 % and 100 %
};

/// Counts a month's traffic against a cap. A value that is saved and restored by its owner; local
/// dates. Thread: control.
class TrafficCap {
public:
    TrafficCap() = default;
    /// Restored from what counted() and period() said before the restart.
    TrafficCap(base::Bytes counted, QDate period)
        : m_counted(counted)
        , m_period(period) {}

    void setOptions(TrafficCapOptions options) { m_options = options; }
    const TrafficCapOptions& options() const { return m_options; }

    /// Adds traffic at `now`; a new period starts from zero. A clock set back never counts a period
    /// twice.
    void add(base::Bytes bytes, const QDateTime& now);
    TrafficCapStatus status(const QDateTime& now) const;

    base::Bytes counted() const { return m_counted; }
    QDate period() const { return m_period; }

    /// The first day of the period that `day` lies in.
    static QDate periodStart(QDate day, int resetDay);
    static QDate nextReset(QDate periodStart, int resetDay);

private:
    TrafficCapOptions m_options;
    base::Bytes m_counted{0};
    QDate m_period;
};

} // namespace meson::terminal

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/traffic_cap.h"

#include <algorithm>

namespace meson::terminal {
namespace {

QDate resetIn(int year, int month, int resetDay) {
    const QDate first(year, month, 1);
    return first.addDays(std::min(resetDay, first.daysInMonth()) - 1);
}

TrafficCapStatus::Level levelOf(base::Bytes used, base::Bytes limit) {
    using Level = TrafficCapStatus::Level;
    if (limit.count() == 0)
        return Level::Fine;
    const double share = used / limit;
    if (share >= 1)
        return Level::Reached;
    if (share >= 0.95)
        return Level::Slow;
    return share >= 0.8 ? Level::Warn : Level::Fine;
}

} // namespace

QDate TrafficCap::periodStart(QDate day, int resetDay) {
    const QDate reset = resetIn(day.year(), day.month(), resetDay);
    if (day >= reset)
        return reset;
    const QDate previous = day.addMonths(-1);
    return resetIn(previous.year(), previous.month(), resetDay);
}

QDate TrafficCap::nextReset(QDate periodStart, int resetDay) {
    // From the first of the month: the 31st plus a month must not skip February.
    const QDate next = QDate(periodStart.year(), periodStart.month(), 1).addMonths(1);
    return resetIn(next.year(), next.month(), resetDay);
}

void TrafficCap::add(base::Bytes bytes, const QDateTime& now) {
    const QDate period = periodStart(now.date(), m_options.resetDay);
    if (!m_period.isValid() || period > m_period) {
        m_period = period;
        m_counted = base::Bytes(0);
    }
    m_counted += bytes;
}

TrafficCapStatus TrafficCap::status(const QDateTime& now) const {
    TrafficCapStatus status;
    status.limit = m_options.limit;
    status.starts = periodStart(now.date(), m_options.resetDay);
    status.ends = nextReset(status.starts, m_options.resetDay);
    if (m_period.isValid() && status.starts <= m_period)
        status.used = m_counted;
    status.level = levelOf(status.used, status.limit);
    const double elapsed = double(status.starts.startOfDay().secsTo(now));
    const double whole = double(status.starts.startOfDay().secsTo(status.ends.startOfDay()));
    const double factor = elapsed >= 3600 ? std::max(1.0, whole / elapsed) : 1.0;
    status.forecast = base::Bytes(std::int64_t(double(status.used.count()) * factor));
    return status;
}

} // namespace meson::terminal

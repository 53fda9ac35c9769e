// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <chrono>

namespace meson::widgets {

/// A figure and its unit apart, for where the unit is drawn smaller.
struct Quantity {
    QString figure;
    QString unit;

    /// Both, where no line breaks between or within them.
    QString inWords() const;
};

/// Every figure of the application is written here, so that equal figures read alike everywhere.
/// Three significant figures, in the language's own way of writing numbers.

/// Octets in decimal units: "412 GB", "0 B".
Quantity bytesIn(qint64 octets);
QString bytesInWords(qint64 octets);
/// How rates are written everywhere; bits at first.
enum class RateUnit { Bits, Bytes };
void setRateUnit(RateUnit unit);
RateUnit rateUnit();
/// Octets per second: "38.4 Mbit/s", or "4.8 MB/s".
Quantity rateIn(double octetsPerSecond);
QString rateInWords(double octetsPerSecond);
/// Octets per second of a disk or a processor, never in bits: "412 MB/s".
Quantity throughputIn(double octetsPerSecond);
QString throughputInWords(double octetsPerSecond);
/// "48 °C".
QString degreesInWords(double celsius);
/// 0…1 as "42 %"; what is more than nothing is never written as 0 %.
QString percentInWords(double share);
/// "12,345".
QString countInWords(qint64 count);
/// The largest two units: "2 h 5 min", "3 d", "40 s"; never negative.
QString durationInWords(std::chrono::seconds span);
/// "just now", "5 min ago", "in 2 h".
QString agoInWords(const QDateTime& time, const QDateTime& now = QDateTime::currentDateTime());

/// The unit in which a rate is entered: "Mbit/s", or "MB/s".
struct RateEntry {
    QString unit;
    double octets; ///< per second, that one of it is
};
RateEntry rateEntry();

inline constexpr double kOctetsPerMegabit = 125'000;
inline constexpr double kOctetsPerGigabyte = 1e9;

} // namespace meson::widgets

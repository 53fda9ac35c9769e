// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/units.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <array>
#include <cmath>

namespace meson::widgets {

namespace {

using namespace std::chrono_literals;

struct Units {
    Q_DECLARE_TR_FUNCTIONS(meson::widgets::Units)
};

const QChar kGap(QChar::Nbsp);

RateUnit& rateUnitInForce() {
    static RateUnit unit = RateUnit::Bits;
    return unit;
}

/// Three significant figures, but whole numbers whole.
QString threeFigures(double value) {
    const double size = std::abs(value);
    const int decimals = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
    QString text = QLocale().toString(value, 'f', decimals);
    const QString point = QLocale().decimalPoint();
    if (const qsizetype at = text.indexOf(point); at > 0) {
        while (text.endsWith(QLocale().zeroDigit())) {
            text.chop(1);
        }
        if (text.endsWith(point)) {
            text.chop(point.size());
        }
    }
    return text;
}

Quantity scaled(double value, const QStringList& units) {
    int step = 0;
    while (std::abs(value) >= 999.5 && step + 1 < units.size()) {
        value /= 1000;
        ++step;
    }
    return {threeFigures(value), units.at(step)};
}

QString withUnit(qint64 count, const QString& unit) {
    return QLocale().toString(count) + kGap + unit;
}

} // namespace

/// Lines may break behind a slash, unless something joins what stands beside it.
QString Quantity::inWords() const {
    constexpr QChar kJoiner(0x2060);
    QString whole = unit;
    return figure + kGap + whole.replace(QLatin1Char('/'), QLatin1String("/") + kJoiner);
}

Quantity bytesIn(qint64 octets) {
    return scaled(
        double(octets), {Units::tr("B"), Units::tr("kB"), Units::tr("MB"), Units::tr("GB"),
                         Units::tr("TB"), Units::tr("PB")});
}
QString bytesInWords(qint64 octets) {
    return bytesIn(octets).inWords();
}

void setRateUnit(RateUnit unit) {
    rateUnitInForce() = unit;
}
RateUnit rateUnit() {
    return rateUnitInForce();
}

Quantity rateIn(double octetsPerSecond) {
    if (rateUnit() == RateUnit::Bytes) {
        return scaled(
            octetsPerSecond / 1e3, {Units::tr("kB/s"), Units::tr("MB/s"), Units::tr("GB/s")});
    }
    return scaled(
        octetsPerSecond * 8 / 1e3, {Units::tr("kbit/s"), Units::tr("Mbit/s"), Units::tr("Gbit/s")});
}
QString rateInWords(double octetsPerSecond) {
    return rateIn(octetsPerSecond).inWords();
}

Quantity throughputIn(double octetsPerSecond) {
    return scaled(
        octetsPerSecond,
        {Units::tr("B/s"), Units::tr("kB/s"), Units::tr("MB/s"), Units::tr("GB/s")});
}
QString throughputInWords(double octetsPerSecond) {
    return throughputIn(octetsPerSecond).inWords();
}

QString degreesInWords(double celsius) {
    return QLocale().toString(celsius, 'f', 0) + kGap + QStringLiteral("°C");
}

RateEntry rateEntry() {
    return rateUnit() == RateUnit::Bytes ? RateEntry{Units::tr("MB/s"), 8 * kOctetsPerMegabit}
                                         : RateEntry{Units::tr("Mbit/s"), kOctetsPerMegabit};
}

QString percentInWords(double share) {
    const double percent = share * 100;
    if (percent > 0 && percent < 0.1) {
        return Units::tr("under %1").arg(QLocale().toString(0.1, 'f', 1) + kGap + QLatin1Char('%'));
    }
    const int decimals = percent < 9.95 && percent != std::floor(percent) ? 1 : 0;
    return QLocale().toString(percent, 'f', decimals) + kGap + QLatin1Char('%');
}

QString countInWords(qint64 count) {
    return QLocale().toString(count);
}

QString durationInWords(std::chrono::seconds span) {
    span = std::max(span, 0s);
    struct Step {
        std::chrono::seconds length;
        QString unit;
    };
    const std::array steps{
        Step{24h, Units::tr("d")}, Step{1h, Units::tr("h")}, Step{1min, Units::tr("min")},
        Step{1s, Units::tr("s")}};
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        if (span >= steps[i].length) {
            const QString first = withUnit(span / steps[i].length, steps[i].unit);
            const auto rest = span % steps[i].length / steps[i + 1].length;
            return rest == 0 || steps[i + 1].length == 1s
                       ? first
                       : first + kGap + withUnit(rest, steps[i + 1].unit);
        }
    }
    return withUnit(span.count(), steps.back().unit);
}

QString agoInWords(const QDateTime& time, const QDateTime& now) {
    const std::chrono::seconds past(time.secsTo(now));
    if (past < 5s && past > -5s) {
        return Units::tr("just now");
    }
    return past > 0s ? Units::tr("%1 ago").arg(durationInWords(past))
                     : Units::tr("in %1").arg(durationInWords(-past));
}

} // namespace meson::widgets

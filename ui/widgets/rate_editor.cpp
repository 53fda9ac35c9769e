// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/rate_editor.h"

#include "ui/widgets/units.h"

namespace meson::widgets {

namespace {

constexpr double kLeast = 100'000;          // B/s
constexpr double kGreatest = 1'250'000'000; // B/s, 10 Gbit/s

double leastIn(const RateEntry& entry) {
    return kLeast / entry.octets < 0.5 ? 0.1 : 1;
}

} // namespace

RateEditor::RateEditor(const QString& name, double suggested, QWidget* parent)
    : LimitEditor(name, rateEntry().unit, 1, 10'000, Spread::Logarithmic, parent)
    , m_octets(rateEntry().octets) {
    setUnit(rateEntry().unit, leastIn(rateEntry()), kGreatest / m_octets);
    setValue(suggested / m_octets);
}

std::optional<double> RateEditor::rate() const {
    const std::optional<double> shown = value();
    return shown ? std::optional(*shown * m_octets) : std::nullopt;
}

void RateEditor::setRate(std::optional<double> rate) {
    const RateEntry entry = rateEntry();
    if (entry.octets != m_octets) {
        const double octets = number() * m_octets;
        m_octets = entry.octets;
        setUnit(entry.unit, leastIn(entry), kGreatest / m_octets);
        setValue(octets / m_octets);
    }
    setValue(rate ? std::optional(*rate / m_octets) : std::nullopt);
}

} // namespace meson::widgets

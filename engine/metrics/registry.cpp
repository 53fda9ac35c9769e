// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/registry.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace meson::metrics {
namespace {

/// OpenMetrics 1.0, "escaped-string": the three characters that would end a line or a value.
std::string escaped(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (const char letter : text) {
        if (letter == '\n')
            result += "\\n";
        else if (letter == '"' || letter == '\\')
            (result += '\\') += letter;
        else
            result += letter;
    }
    return result;
}

std::string written(const Labels& labels) {
    if (labels.empty())
        return {};
    std::string text = "{";
    for (const auto& [name, value] : labels)
        text += (text.size() > 1 ? "," : "") + name + "=\"" + escaped(value) + '"';
    return text + '}';
}

std::string written(double value) {
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return {digits.data(), end};
}

} // namespace

Registry::Family& Registry::family(
    const std::string& name, const std::string& unit, const std::string& help, Kind kind) {
    const auto found = std::find_if(
        m_families.begin(), m_families.end(), [&](const Family& f) { return f.name == name; });
    if (found != m_families.end())
        return *found;
    return m_families.emplace_back(Family{name, unit, help, kind, {}});
}

Registry::Series& Registry::series(Family& family, const Labels& labels) {
    const std::string text = written(labels);
    for (Series& known : family.series)
        if (known.labels == text)
            return known;
    Series& added = family.series.emplace_back();
    added.labels = text;
    return added;
}

Counter& Registry::counter(
    const std::string& name, const std::string& unit, const std::string& help,
    const Labels& labels) {
    const base::MutexLock lock(m_mutex);
    return series(family(name, unit, help, Kind::Counter), labels).count;
}

void Registry::gauge(
    const std::string& name, const std::string& unit, const std::string& help, const Labels& labels,
    std::function<double()> read) {
    const base::MutexLock lock(m_mutex);
    series(family(name, unit, help, Kind::Gauge), labels).readGauge = std::move(read);
}

void Registry::total(
    const std::string& name, const std::string& unit, const std::string& help, const Labels& labels,
    std::function<std::int64_t()> read) {
    const base::MutexLock lock(m_mutex);
    series(family(name, unit, help, Kind::Counter), labels).readTotal = std::move(read);
}

std::string Registry::writeOpenMetrics() const {
    const base::MutexLock lock(m_mutex);
    std::string text;
    for (const Family& family : m_families) {
        const bool counts = family.kind == Kind::Counter;
        text += "# TYPE " + family.name + (counts ? " counter\n" : " gauge\n");
        if (!family.unit.empty())
            text += "# UNIT " + family.name + ' ' + family.unit + '\n';
        text += "# HELP " + family.name + ' ' + escaped(family.help) + '\n';
        for (const Series& series : family.series) {
            text += family.name + (counts ? "_total" : "") + series.labels + ' ';
            if (!counts)
                text += written(series.readGauge());
            else
                text +=
                    std::to_string(series.readTotal ? series.readTotal() : series.count.count());
            text += '\n';
        }
    }
    return text + "# EOF\n";
}

} // namespace meson::metrics

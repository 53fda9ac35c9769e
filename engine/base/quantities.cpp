// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/quantities.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace meson::base {
namespace {

struct Unit {
    std::string_view name; ///< lower case
    double factor;
};

constexpr double kLargest = 9.0e18; // below 2^63

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

struct Parts {
    double number = 0;
    std::string_view unit;
};

std::optional<Parts> split(std::string_view text) {
    text = trimmed(text);
    Parts parts;
    const auto [end, error] = std::from_chars(
        text.data(), text.data() + text.size(), parts.number, std::chars_format::fixed);
    if (error != std::errc() || !(parts.number >= 0) || text.front() == '-')
        return std::nullopt;
    parts.unit = trimmed(text.substr(static_cast<std::size_t>(end - text.data())));
    return parts;
}

std::optional<std::int64_t> scaled(double number, double factor) {
    const double value = number * factor;
    return value < kLargest ? std::optional(std::llround(value)) : std::nullopt;
}

/// 1000^n for "", k, M, G, T, or 1024^n where an "i" follows; removes what it read.
double takePrefix(std::string_view& unit) {
    constexpr std::string_view kPrefixes = "kmgt";
    const auto power = unit.empty() ? std::string_view::npos : kPrefixes.find(lower(unit.front()));
    if (power == std::string_view::npos)
        return 1;
    unit.remove_prefix(1);
    double step = 1000;
    if (!unit.empty() && lower(unit.front()) == 'i') {
        step = 1024;
        unit.remove_prefix(1);
    }
    return std::pow(step, static_cast<double>(power + 1));
}

bool sameText(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == y; });
}

template <std::size_t N>
std::string format(double value, double step, const std::array<const char*, N>& units) {
    std::size_t unit = 0;
    while (value >= step && unit + 1 < N) {
        value /= step;
        ++unit;
    }
    std::array<char, 48> text;
    const int decimals = unit == 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
    std::snprintf(text.data(), text.size(), "%.*f %s", decimals, value, units[unit]);
    return text.data();
}

} // namespace

std::optional<Bytes> parseBytes(std::string_view text) {
    auto parts = split(text);
    if (!parts)
        return std::nullopt;
    const double factor = takePrefix(parts->unit);
    if (!parts->unit.empty() && !sameText(parts->unit, "b"))
        return std::nullopt;
    const auto count = scaled(parts->number, factor);
    return count ? std::optional(Bytes(*count)) : std::nullopt;
}

std::optional<BytesPerSecond> parseRate(std::string_view text) {
    if (sameText(trimmed(text), "unlimited"))
        return BytesPerSecond(0);
    auto parts = split(text);
    if (!parts)
        return std::nullopt;
    double factor = takePrefix(parts->unit);
    if (sameText(parts->unit, "bit/s") || sameText(parts->unit, "bps") || parts->unit == "b/s")
        factor /= 8;
    else if (parts->unit != "B/s")
        return std::nullopt;
    const auto count = scaled(parts->number, factor);
    if (!count || (*count == 0 && parts->number > 0))
        return std::nullopt;
    return BytesPerSecond(*count);
}

std::optional<std::chrono::milliseconds> parseDuration(std::string_view text) {
    static constexpr std::array<Unit, 6> kUnits{
        {{"", 1'000},
         {"ms", 1},
         {"s", 1'000},
         {"min", 60'000},
         {"h", 3'600'000},
         {"d", 86'400'000}}};
    const auto parts = split(text);
    if (!parts)
        return std::nullopt;
    for (const Unit& unit : kUnits) {
        if (!sameText(parts->unit, unit.name))
            continue;
        const auto count = scaled(parts->number, unit.factor);
        return count ? std::optional(std::chrono::milliseconds(*count)) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<std::int64_t> parseMillionths(std::string_view text) {
    constexpr std::int64_t kMostWhole = 9'000'000'000'000;
    text = trimmed(text);
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view whole = text.substr(0, point);
    std::string fraction(point < text.size() ? text.substr(point + 1) : std::string_view());
    const auto isDigits = [](std::string_view digits) {
        return digits.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (whole.empty() || !isDigits(whole) || !isDigits(fraction) || fraction.size() > 6 ||
        (point < text.size() && fraction.empty()))
        return std::nullopt;
    fraction.resize(6, '0');
    std::int64_t units = 0;
    const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), units);
    if (error != std::errc() || units > kMostWhole)
        return std::nullopt;
    return units * 1'000'000 + std::strtoll(fraction.c_str(), nullptr, 10);
}

std::string formatBytes(Bytes bytes) {
    static constexpr std::array kUnits{"B", "kB", "MB", "GB", "TB", "PB"};
    return format(static_cast<double>(bytes.count()), 1000, kUnits);
}

std::string formatRate(BytesPerSecond rate) {
    static constexpr std::array kUnits{"bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"};
    return format(static_cast<double>(rate.count()) * 8, 1000, kUnits);
}

std::string formatMillionths(std::int64_t millionths) {
    const std::string sign = millionths < 0 ? "-" : "";
    const auto magnitude = static_cast<std::uint64_t>(std::llabs(millionths));
    std::string text = std::to_string(magnitude % 1'000'000);
    text = "." + std::string(6 - text.size(), '0') + text;
    text.erase(text.find_last_not_of('0') + 1);
    return sign + std::to_string(magnitude / 1'000'000) + (text == "." ? "" : text);
}

} // namespace meson::base

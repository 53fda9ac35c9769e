// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/http_date.h"

#include <array>

namespace meson::http {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> kDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Whole years that a count of nanoseconds can hold; others stand for its ends.
constexpr int kFirstYear = 1678;
constexpr int kLastYear = 2261;

/// Takes a date apart from the left; after the first mismatch everything fails.
class DateReader {
public:
    explicit DateReader(std::string_view text)
        : m_text(text) {}

    DateReader& literal(std::string_view expected) {
        if (m_text.substr(0, expected.size()) == expected)
            m_text.remove_prefix(expected.size());
        else
            m_good = false;
        return *this;
    }
    int number(std::size_t digits) {
        int value = 0;
        m_good = m_good && m_text.size() >= digits;
        for (std::size_t i = 0; m_good && i < digits; ++i) {
            m_good = m_text[i] >= '0' && m_text[i] <= '9';
            value = value * 10 + (m_text[i] - '0');
        }
        m_text.remove_prefix(std::min(digits, m_text.size()));
        return value;
    }
    unsigned month() {
        for (unsigned i = 0; i < kMonths.size(); ++i)
            if (m_text.substr(0, 3) == kMonths[i])
                return literal(kMonths[i]), i + 1;
        m_good = false;
        return 1;
    }
    seconds timeOfDay() {
        const int h = number(2);
        const int m = literal(":").number(2);
        const int s = literal(":").number(2);
        m_good = m_good && h < 24 && m < 60 && s <= 60;
        return hours(h) + minutes(m) + seconds(std::min(s, 59));
    }
    bool startsWith(char c) const { return !m_text.empty() && m_text.front() == c; }
    bool isDone() const { return m_good && m_text.empty(); }

private:
    std::string_view m_text;
    bool m_good = true;
};

std::optional<base::WallTime>
assemble(const DateReader& reader, int y, unsigned m, int d, seconds time) {
    const year_month_day date{year(y), month(m), day(static_cast<unsigned>(d))};
    if (!reader.isDone() || !date.ok())
        return std::nullopt;
    if (y < kFirstYear || y > kLastYear)
        return y < kFirstYear ? base::WallTime::min() : base::WallTime::max();
    return base::WallTime(sys_days(date)) + time;
}

std::optional<base::WallTime> parseFixdate(std::string_view text) {
    DateReader reader(text);
    const int d = reader.number(2);
    const unsigned m = reader.literal(" ").month();
    const int y = reader.literal(" ").number(4);
    const seconds time = reader.literal(" ").timeOfDay();
    reader.literal(" GMT");
    return assemble(reader, y, m, d, time);
}

std::optional<base::WallTime> parseRfc850(std::string_view text, base::WallTime now) {
    DateReader reader(text);
    const int d = reader.number(2);
    const unsigned m = reader.literal("-").month();
    const int y = reader.literal("-").number(2);
    const seconds time = reader.literal(" ").timeOfDay();
    reader.literal(" GMT");
    const int latest = static_cast<int>(year_month_day(floor<days>(now)).year()) + 50;
    return assemble(reader, latest - (latest - y) % 100, m, d, time);
}

std::optional<base::WallTime> parseAsctime(std::string_view text) {
    DateReader reader(text);
    const unsigned m = reader.month();
    reader.literal(" ");
    const int d = reader.startsWith(' ') ? reader.literal(" ").number(1) : reader.number(2);
    const seconds time = reader.literal(" ").timeOfDay();
    const int y = reader.literal(" ").number(4);
    return assemble(reader, y, m, d, time);
}

} // namespace

std::string formatHttpDate(base::WallTime time) {
    const auto today = floor<days>(time);
    const year_month_day date(today);
    const hh_mm_ss clock(floor<seconds>(time - today));
    std::string text(kDays[weekday(today).c_encoding()].substr(0, 3));
    text.reserve(sizeof "Sun, 06 Nov 1994 08:49:37 GMT");
    const auto number = [&text](std::string_view before, auto value, int digits) {
        text += before;
        text.append(static_cast<std::size_t>(digits), '0');
        for (std::size_t at = text.size(); value > 0 && digits-- > 0; value /= 10)
            text[--at] = static_cast<char>('0' + value % 10);
    };
    number(", ", static_cast<unsigned>(date.day()), 2);
    text.append(" ").append(kMonths[static_cast<unsigned>(date.month()) - 1]);
    number(" ", static_cast<int>(date.year()), 4);
    number(" ", clock.hours().count(), 2);
    number(":", clock.minutes().count(), 2);
    number(":", clock.seconds().count(), 2);
    return text += " GMT";
}

std::optional<base::WallTime> parseHttpDate(std::string_view text, base::WallTime now) {
    for (const std::string_view day : kDays) {
        if (text.substr(0, day.size()) == day && text.substr(day.size(), 2) == ", ")
            return parseRfc850(text.substr(day.size() + 2), now);
        if (text.substr(0, 3) != day.substr(0, 3))
            continue;
        if (text.substr(3, 2) == ", ")
            return parseFixdate(text.substr(5));
        if (text.substr(3, 1) == " ")
            return parseAsctime(text.substr(4));
    }
    return std::nullopt;
}

} // namespace meson::http

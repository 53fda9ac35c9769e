// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/week_schedule.h"

#include <algorithm>
#include <vector>

namespace meson::terminal {
namespace {

constexpr std::size_t kCellsPerDay = 48;
constexpr std::string_view kDays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

struct Rule {
    std::size_t firstDay = 0;
    std::size_t days = 7;
    std::size_t start = 0; // cells from midnight
    std::size_t cells = kCellsPerDay;
    Allowance allowance = Allowance::Full;
};

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t at = text.find(separator);
        std::string_view part = text.substr(0, at);
        while (part.starts_with(' '))
            part.remove_prefix(1);
        while (part.ends_with(' '))
            part.remove_suffix(1);
        if (!part.empty())
            parts.push_back(part);
        if (at == std::string_view::npos)
            return parts;
        text.remove_prefix(at + 1);
    }
}

std::optional<std::size_t> dayOf(std::string_view word) {
    const auto* const found = std::find(std::begin(kDays), std::end(kDays), word);
    if (found == std::end(kDays))
        return std::nullopt;
    return static_cast<std::size_t>(found - kDays);
}

// "09:30" → 19; 24:00 → 48.
std::optional<std::size_t> cellOfTime(std::string_view word) {
    const auto isDigit = [&word](std::size_t at) { return word[at] >= '0' && word[at] <= '9'; };
    if (word.size() != 5 || word[2] != ':' || !isDigit(0) || !isDigit(1))
        return std::nullopt;
    const std::string_view minutes = word.substr(3);
    if (minutes != "00" && minutes != "30")
        return std::nullopt;
    const auto hour = std::size_t(word[0] - '0') * 10 + std::size_t(word[1] - '0');
    const std::size_t cell = hour * 2 + (minutes == "30" ? 1 : 0);
    return cell <= kCellsPerDay ? std::optional(cell) : std::nullopt;
}

std::optional<Allowance> allowanceOf(std::string_view word) {
    if (word == "full")
        return Allowance::Full;
    if (word == "limited")
        return Allowance::Limited;
    if (word == "paused")
        return Allowance::Paused;
    return std::nullopt;
}

bool isCells(std::string_view text) {
    return text.size() == WeekSchedule::kCells &&
           text.find_first_not_of("flp") == std::string_view::npos;
}

using RuleResult = base::Result<Rule, base::Failure<ScheduleError>>;

RuleResult withDays(Rule rule, std::string_view word) {
    if (word == "daily")
        return rule;
    const std::size_t dash = word.find('-');
    const auto first = dayOf(word.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : dayOf(word.substr(dash + 1));
    if (!first || !last)
        return base::fail(ScheduleError::BadDay, std::string(word));
    rule.firstDay = *first;
    rule.days = (*last + 7 - *first) % 7 + 1;
    return rule;
}

RuleResult withTimes(Rule rule, std::string_view word) {
    const std::vector<std::string_view> times = split(word, '-');
    const auto start = times.size() == 2 ? cellOfTime(times[0]) : std::nullopt;
    const auto end = times.size() == 2 ? cellOfTime(times[1]) : std::nullopt;
    if (!start || !end || *start == kCellsPerDay)
        return base::fail(ScheduleError::BadTime, std::string(word));
    rule.start = *start;
    rule.cells = *end > *start ? *end - *start : *end + kCellsPerDay - *start;
    return rule;
}

RuleResult parseRule(std::string_view text) {
    const std::vector<std::string_view> words = split(text, ' ');
    if (words.size() != 3)
        return base::fail(ScheduleError::BadRule, std::string(text));
    const auto allowance = allowanceOf(words[2]);
    if (!allowance)
        return base::fail(ScheduleError::BadRule, std::string(text));
    Rule rule;
    rule.allowance = *allowance;
    return withDays(rule, words[0]).and_then([&words](const Rule& r) {
        return withTimes(r, words[1]);
    });
}

} // namespace

std::string_view sentence(ScheduleError error) {
    switch (error) {
    case ScheduleError::BadRule:
        return "a rule is \"DAYS HH:MM-HH:MM full|limited|paused\", as in \"mon-fri 09:00-17:30 "
               "limited\"";
    case ScheduleError::BadDay:
        return "days are mon, tue, wed, thu, fri, sat, sun, a span of them such as mon-fri, or "
               "daily";
    case ScheduleError::BadTime:
        return "times are full or half hours from 00:00 to 24:00, as in 22:00-06:30";
    }
    return "unknown error";
}

base::Result<WeekSchedule, base::Failure<ScheduleError>>
WeekSchedule::parse(std::string_view text) {
    WeekSchedule schedule;
    if (isCells(text)) {
        for (std::size_t i = 0; i < kCells; ++i)
            schedule.m_cells[i] = static_cast<Allowance>(text[i]);
        return schedule;
    }
    for (const std::string_view part : split(text, ';')) {
        const auto rule = parseRule(part);
        if (!rule)
            return tl::unexpected(rule.error());
        for (std::size_t day = 0; day < rule->days; ++day)
            for (std::size_t cell = 0; cell < rule->cells; ++cell)
                schedule.paint(
                    ((rule->firstDay + day) * kCellsPerDay + rule->start + cell) % kCells,
                    rule->allowance);
    }
    return schedule;
}

std::size_t WeekSchedule::cellAt(const QDateTime& local) {
    const auto day = static_cast<std::size_t>(local.date().dayOfWeek() - 1);
    const QTime time = local.time();
    return day * kCellsPerDay + static_cast<std::size_t>(time.hour() * 2 + time.minute() / 30);
}

std::optional<QDateTime> WeekSchedule::nextChange(const QDateTime& local) const {
    const Allowance now = at(local);
    // In absolute half hours, so that clocks that are put forward or back cannot confuse the walk.
    const QTime time = local.time();
    const QDateTime cellStart = local.addSecs(-(time.minute() % 30 * 60 + time.second()));
    for (std::size_t step = 1; step <= kCells + 4; ++step) {
        const QDateTime then = cellStart.addSecs(static_cast<qint64>(step) * 30 * 60);
        if (at(then) != now)
            return then;
    }
    return std::nullopt;
}

std::string WeekSchedule::toText() const {
    std::string text;
    for (const Allowance allowance : m_cells)
        text += static_cast<char>(allowance);
    return text;
}

} // namespace meson::terminal

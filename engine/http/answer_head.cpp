// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/answer_head.h"

#include "engine/http/http_date.h"

#include <algorithm>
#include <charconv>

namespace meson::http {
namespace {

template <class Visit>
void forEachLine(std::string_view lines, Visit visit) {
    while (!lines.empty()) {
        const auto end = lines.find('\n');
        const std::string_view line = lines.substr(0, end == lines.npos ? end : end + 1);
        visit(line.substr(0, line.find(':')), line);
        lines.remove_prefix(line.size());
    }
}

void appendNumber(std::string& text, std::uint64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    text.append(digits, end);
}

void appendFraming(std::string& text, BodyFraming framing) {
    if (framing.kind == BodyFraming::Kind::Chunked)
        text += "Transfer-Encoding: chunked\r\n";
    if (framing.kind != BodyFraming::Kind::Length)
        return;
    text += "Content-Length: ";
    appendNumber(text, framing.length);
    text += "\r\n";
}

} // namespace

AnswerHeads::AnswerHeads(
    const base::Clock& clock, std::string_view serverName, const Fields& everyAnswer)
    : m_clock(clock) {
    m_common.push_back({"Date", {}});
    m_common.push_back({"Server", Fields().add("Server", serverName).lines()});
    forEachLine(everyAnswer.lines(), [this](std::string_view name, std::string_view line) {
        m_common.push_back({std::string(name), std::string(line)});
    });
}

void AnswerHeads::refreshDate() {
    const base::WallTime now = m_clock.wall();
    const std::int64_t second = base::unixSeconds(now);
    if (second == m_second)
        return;
    m_second = second;
    m_common.front().line = Fields().add("Date", formatHttpDate(now)).lines();
    std::string lines;
    for (const Common& field : m_common)
        lines += field.line;
    m_allCommon = Fields(std::move(lines));
}

/// The common lines without those that the answer sets itself, as a relayed answer sets its Date.
const Fields& AnswerHeads::common(const Fields& own) {
    refreshDate();
    std::uint64_t overruled = 0;
    forEachLine(own.lines(), [&](std::string_view name, std::string_view) {
        for (std::size_t i = 0; i < m_common.size() && i < 64; ++i)
            if (sameName(name, m_common[i].name))
                overruled |= std::uint64_t{1} << i;
    });
    if (overruled == 0)
        return m_allCommon;
    std::string lines;
    for (std::size_t i = 0; i < m_common.size(); ++i)
        if (i >= 64 || (overruled >> i & 1) == 0)
            lines += m_common[i].line;
    return m_someCommon = Fields(std::move(lines));
}

std::string AnswerHeads::write(
    int status, const Fields& fields, BodyFraming framing, ConnectionField connection) {
    const Fields& shared = common(fields);
    const std::string_view reason = reasonPhrase(status);
    std::string head;
    head.reserve(128 + reason.size() + fields.lines().size() + shared.lines().size());
    head += "HTTP/1.1 ";
    appendNumber(head, static_cast<std::uint64_t>(status));
    head.append(" ").append(reason).append("\r\n");
    head.append(fields.lines()).append(shared.lines());
    appendFraming(head, framing);
    if (connection == ConnectionField::Close)
        head += "Connection: close\r\n";
    else if (connection == ConnectionField::KeepAlive)
        head += "Connection: keep-alive\r\n";
    return head += "\r\n";
}

std::optional<std::string_view> findField(const Fields& fields, std::string_view name) {
    std::optional<std::string_view> found;
    forEachLine(fields.lines(), [&](std::string_view lineName, std::string_view line) {
        if (found || !sameName(lineName, name))
            return;
        const auto first = std::min(line.find_first_not_of(": \t", lineName.size()), line.size());
        found = line.substr(first, line.find_last_not_of("\r\n \t") + 1 - first);
    });
    return found;
}

} // namespace meson::http

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/body_decoder.h"

#include "engine/http/request_parser.h"

#include <algorithm>
#include <optional>

namespace meson::http {
namespace {

int hexDigit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// 1–15 hexadecimal digits, then nothing or an extension.
std::optional<std::uint64_t> parseChunkSize(std::string_view line) {
    std::uint64_t size = 0;
    std::size_t digits = 0;
    for (; digits < line.size() && hexDigit(line[digits]) >= 0; ++digits)
        size = (size << 4) | static_cast<std::uint64_t>(hexDigit(line[digits]));
    const bool bare = digits == line.size();
    if (digits == 0 || digits > 15 || (!bare && line[digits] != ';'))
        return std::nullopt;
    const bool clean = std::all_of(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t';
    });
    return clean ? std::optional(size) : std::nullopt;
}

} // namespace

BodyDecoder::BodyDecoder(const RequestHead& head, std::uint64_t limit)
    : m_limit(limit)
    , m_chunked(head.chunked)
    , m_phase(head.chunked ? Phase::SizeLine : Phase::Data)
    , m_left(head.contentLength.value_or(0)) {
    if (!m_chunked && m_left > limit)
        m_phase = Phase::TooLarge;
    else if (!m_chunked && m_left == 0)
        m_phase = Phase::Complete;
}

BodyDecoder::Step BodyDecoder::decode(std::string_view input) {
    const std::size_t offered = input.size();
    while (!input.empty() && m_phase <= Phase::Trailer)
        take(input);
    const std::size_t consumed = offered - input.size();
    switch (m_phase) {
    case Phase::Complete:
        return {State::Complete, consumed};
    case Phase::Malformed:
        return {State::Malformed, consumed};
    case Phase::TooLarge:
        return {State::TooLarge, consumed};
    default:
        return {State::NeedMore, consumed};
    }
}

void BodyDecoder::take(std::string_view& input) {
    if (m_phase == Phase::Data)
        takeData(input);
    else
        takeLine(input);
}

void BodyDecoder::takeData(std::string_view& input) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, input.size()));
    m_body.append(input.substr(0, count));
    input.remove_prefix(count);
    m_left -= count;
    if (m_left == 0)
        m_phase = m_chunked ? Phase::Gap : Phase::Complete;
}

void BodyDecoder::takeLine(std::string_view& input) {
    const auto end = input.find('\n');
    const std::size_t count = end == input.npos ? input.size() : end + 1;
    const std::size_t room = kMaximumLine + 2;
    m_line.append(input.substr(0, std::min(count, room + 1 - m_line.size())));
    input.remove_prefix(count);
    const bool whole = end != input.npos;
    if (m_line.size() > room || (whole && (m_line.size() < 2 || m_line[m_line.size() - 2] != '\r')))
        m_phase = Phase::Malformed;
    else if (whole)
        m_phase = afterLine(std::string_view(m_line).substr(0, m_line.size() - 2));
    if (whole)
        m_line.clear();
}

BodyDecoder::Phase BodyDecoder::afterLine(std::string_view line) {
    switch (m_phase) {
    case Phase::SizeLine:
        return afterSizeLine(line);
    case Phase::Gap:
        return line.empty() ? Phase::SizeLine : Phase::Malformed;
    default:
        break;
    }
    if (line.empty())
        return Phase::Complete;
    m_trailers += line.size();
    return isFieldLine(line) && m_trailers <= kMaximumTrailers ? Phase::Trailer : Phase::Malformed;
}

BodyDecoder::Phase BodyDecoder::afterSizeLine(std::string_view line) {
    const auto size = parseChunkSize(line);
    if (!size)
        return Phase::Malformed;
    if (*size == 0)
        return Phase::Trailer;
    if (*size > m_limit - m_body.size())
        return Phase::TooLarge;
    m_left = *size;
    return Phase::Data;
}

} // namespace meson::http

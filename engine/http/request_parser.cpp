// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/request_parser.h"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address_v6.hpp>
#include <utility>

namespace meson::http {
namespace {

constexpr std::array<bool, 256> tokenTable() {
    std::array<bool, 256> table{};
    for (int c = 'a'; c <= 'z'; ++c)
        table[c] = table[c - 'a' + 'A'] = true;
    for (int c = '0'; c <= '9'; ++c)
        table[c] = true;
    for (const char c :
         {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'})
        table[static_cast<unsigned char>(c)] = true;
    return table;
}
constexpr std::array<bool, 256> kToken = tokenTable();

template <class Test>
bool all(std::string_view text, Test test) {
    for (const char c : text)
        if (!test(static_cast<unsigned char>(c)))
            return false;
    return true;
}

bool isToken(std::string_view text) {
    return !text.empty() && all(text, [](unsigned char c) { return kToken[c]; });
}
bool isDigit(unsigned char c) {
    return c >= '0' && c <= '9';
}
bool isValueByte(unsigned char c) {
    return (c >= 0x20 && c != 0x7f) || c == '\t';
}
bool isTargetByte(unsigned char c) {
    return c > 0x20 && c < 0x7f && c != '#';
}
bool isNameByte(unsigned char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return text.substr(text.size());
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// *DIGIT up to 65535 (RFC 3986 §3.2.3).
bool isPort(std::string_view text) {
    if (text.size() > 5 || !all(text, isDigit))
        return false;
    unsigned port = 0;
    for (const char c : text)
        port = port * 10 + static_cast<unsigned>(c - '0');
    return port <= 65535;
}

bool isAddressV6(std::string_view text) {
    boost::system::error_code error;
    boost::asio::ip::make_address_v6(std::string(text), error);
    return !error && text.find('%') == std::string_view::npos;
}

/// uri-host [":" port] without user information, path or characters that no real host name holds.
bool isAuthority(std::string_view text) {
    if (!text.empty() && text.front() == '[') {
        const auto end = text.find(']');
        if (end == std::string_view::npos || !isAddressV6(text.substr(1, end - 1)))
            return false;
        const std::string_view rest = text.substr(end + 1);
        return rest.empty() || (rest.front() == ':' && isPort(rest.substr(1)));
    }
    const auto colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    return !name.empty() && all(name, isNameByte) &&
           (colon == std::string_view::npos || isPort(text.substr(colon + 1)));
}

Method methodOf(std::string_view text) {
    constexpr std::pair<std::string_view, Method> known[] = {
        {"GET", Method::Get},    {"HEAD", Method::Head}, {"OPTIONS", Method::Options},
        {"POST", Method::Post},  {"PUT", Method::Put},   {"DELETE", Method::Delete},
        {"PATCH", Method::Patch}};
    for (const auto& [name, method] : known)
        if (name == text)
            return method;
    return Method::Other;
}

/// The length of an absolute form's scheme and "://", 0 if it is none of ours.
std::size_t schemeLength(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"})
        if (target.size() > scheme.size() && sameName(target.substr(0, scheme.size()), scheme))
            return scheme.size();
    return 0;
}

} // namespace

bool isFieldLine(std::string_view line) {
    const auto colon = line.find(':');
    return colon != std::string_view::npos && isToken(line.substr(0, colon)) &&
           all(line.substr(colon + 1), isValueByte);
}

void RequestParser::reset() {
    m_head.fields.clear();
    m_head.contentLength.reset();
    m_head.chunked = false;
    m_fields.clear();
    m_lineStart = m_scanned = 0;
    m_refusal = 0;
    m_haveRequestLine = m_skippedEmptyLine = m_haveHost = false;
    m_closeAsked = m_keepAliveAsked = m_complete = false;
}

RequestParser::State RequestParser::refuse(int status) {
    m_refusal = status;
    return State::Refused;
}

RequestParser::State RequestParser::parse(std::string_view buffer) {
    while (m_refusal == 0 && !m_complete) {
        const auto end = buffer.find('\n', m_scanned);
        const bool whole = end != std::string_view::npos;
        m_scanned = whole ? end + 1 : buffer.size();
        const std::string_view line = buffer.substr(m_lineStart, m_scanned - m_lineStart);
        if (!checkLength(m_scanned, line))
            break;
        if (!whole)
            return State::NeedMore;
        if (line.size() < 2 || line[line.size() - 2] != '\r') {
            m_refusal = 400; // a bare LF
            break;
        }
        const std::size_t start = std::exchange(m_lineStart, m_scanned);
        if (!takeLine(buffer, buffer.substr(start, line.size() - 2)))
            break;
    }
    return m_refusal != 0 ? refuse(m_refusal) : State::Complete;
}

/// `line` may be unfinished; the same bytes get the same verdict whether more of them have come
/// already or not.
bool RequestParser::checkLength(std::size_t end, std::string_view line) {
    constexpr std::size_t kAroundTarget = kMaximumMethod +
                                          sizeof(" "
                                                 " HTTP/1.1\r\n") -
                                          1;
    if (!m_haveRequestLine && line.size() > m_limits.targetBytes + kAroundTarget) {
        const bool longMethod = line.substr(0, kMaximumMethod + 1).find(' ') == line.npos;
        m_refusal = longMethod ? 501 : 414;
    } else if (end > m_limits.headBytes) {
        m_refusal = m_haveRequestLine ? 431 : 414;
    }
    return m_refusal == 0;
}

bool RequestParser::takeLine(std::string_view buffer, std::string_view line) {
    if (m_haveRequestLine)
        return line.empty() ? complete(buffer) : takeField(line);
    if (line.empty() && !m_skippedEmptyLine)
        return m_skippedEmptyLine = true; // RFC 9112 §2.2
    m_target.offset = static_cast<std::uint32_t>(line.data() - buffer.data());
    return takeRequestLine(line);
}

bool RequestParser::takeRequestLine(std::string_view line) {
    const auto start = m_target.offset;
    const auto afterMethod = line.find(' ');
    const auto afterTarget = afterMethod == line.npos ? line.npos : line.find(' ', afterMethod + 1);
    m_refusal = 400;
    if (afterTarget == line.npos || !isToken(line.substr(0, afterMethod)))
        return false;
    const std::string_view target = line.substr(afterMethod + 1, afterTarget - afterMethod - 1);
    const std::string_view version = line.substr(afterTarget + 1);
    if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || !isDigit(version[5]) ||
        version[6] != '.' || !isDigit(version[7]) || target.empty() || !all(target, isTargetByte))
        return false;
    m_refusal = version[5] != '1'                      ? 505
                : afterMethod > kMaximumMethod         ? 501
                : target.size() > m_limits.targetBytes ? 414
                                                       : 0;
    m_head.minorVersion = version[7] == '0' ? 0 : 1;
    m_method = {start, static_cast<std::uint32_t>(afterMethod)};
    m_target = {
        start + static_cast<std::uint32_t>(afterMethod) + 1,
        static_cast<std::uint32_t>(target.size())};
    m_haveRequestLine = true;
    return m_refusal == 0;
}

bool RequestParser::takeField(std::string_view line) {
    if (!isFieldLine(line)) // a folded line begins with white space and fails here too
        m_refusal = 400;
    else if (m_fields.size() == kMaximumFields)
        m_refusal = 431;
    if (m_refusal != 0)
        return false;
    const auto start = static_cast<std::uint32_t>(m_scanned - 2 - line.size());
    const auto colon = static_cast<std::uint32_t>(line.find(':'));
    const std::string_view value = trimmed(line.substr(colon + 1));
    m_fields.push_back(
        {{start, colon},
         {start + static_cast<std::uint32_t>(value.data() - line.data()),
          static_cast<std::uint32_t>(value.size())}});
    return true;
}

bool RequestParser::complete(std::string_view buffer) {
    m_head.methodText = m_method.in(buffer);
    m_head.method = methodOf(m_head.methodText);
    m_head.host = {};
    for (const FieldSpan& span : m_fields) {
        m_head.fields.push_back({span.name.in(buffer), span.value.in(buffer)});
        if (!completeField(m_head.fields.back())) {
            m_refusal = m_refusal == 0 ? 400 : m_refusal;
            return false;
        }
    }
    const bool ambiguousBody = m_head.chunked && (m_head.contentLength || m_head.minorVersion == 0);
    const bool hostMissing = !m_haveHost && m_head.minorVersion == 1;
    if (ambiguousBody || hostMissing || !completeTarget(m_target.in(buffer))) {
        m_refusal = m_refusal == 0 ? 400 : m_refusal;
        return false;
    }
    m_head.keepAlive = !m_closeAsked && (m_head.minorVersion == 1 || m_keepAliveAsked);
    m_complete = true;
    return true;
}

bool RequestParser::completeField(const Field& field) {
    const auto is = [&](std::string_view name) { return sameName(field.name, name); };
    switch (field.name.size()) {
    case 4:
        if (!is("Host"))
            return true;
        m_head.host = field.value;
        return !std::exchange(m_haveHost, true) && isAuthority(field.value);
    case 10:
        if (is("Connection"))
            completeConnection(field.value);
        return true;
    case 14:
        return !is("Content-Length") || completeLength(field.value);
    case 17:
        return !is("Transfer-Encoding") || completeTransferEncoding(field.value);
    default:
        return true;
    }
}

/// Origin form, "*" for OPTIONS, or absolute form, whose authority overrules the Host field (RFC
/// 9112 §3.2).
bool RequestParser::completeTarget(std::string_view target) {
    if (m_head.methodText == "CONNECT")
        return m_refusal = 501, false;
    if (target.front() != '/' && target != "*") {
        const std::size_t scheme = schemeLength(target);
        if (scheme == 0)
            return false;
        const auto end = std::min(target.find_first_of("/?", scheme), target.size());
        m_head.host = target.substr(scheme, end - scheme);
        if (!isAuthority(m_head.host))
            return false;
        target = target.substr(end);
        if (target.empty() || target.front() == '?') {
            m_rewrittenTarget = "/" + std::string(target);
            target = m_rewrittenTarget;
        }
    } else if (target == "*" && m_head.method != Method::Options) {
        return false;
    }
    m_head.target = target;
    const auto mark = target.find('?');
    m_head.path = target.substr(0, mark);
    m_head.query = mark == target.npos ? std::string_view() : target.substr(mark + 1);
    return true;
}

bool RequestParser::completeLength(std::string_view value) {
    if (m_head.contentLength || value.empty() || value.size() > 18 || !all(value, isDigit))
        return false;
    std::uint64_t length = 0;
    for (const char c : value)
        length = length * 10 + static_cast<std::uint64_t>(c - '0');
    m_head.contentLength = length;
    return true;
}

/// Only "chunked" alone is spoken (RFC 9112 §6.1). A coding before it is one that we do not know
/// (501); after it, or without it, the body's end could not be told (400).
bool RequestParser::completeTransferEncoding(std::string_view value) {
    if (m_head.chunked)
        return false;
    const auto comma = value.rfind(',');
    const std::string_view last = trimmed(comma == value.npos ? value : value.substr(comma + 1));
    m_head.chunked = sameName(last, "chunked");
    if (comma == value.npos)
        return m_head.chunked || (m_refusal = isToken(last) ? 501 : 400, false);
    for (std::string_view rest = value.substr(0, comma);;) {
        const auto next = rest.find(',');
        if (sameName(trimmed(rest.substr(0, next)), "chunked"))
            return false;
        if (next == rest.npos)
            break;
        rest = rest.substr(next + 1);
    }
    m_refusal = m_head.chunked ? 501 : 400;
    return false;
}

void RequestParser::completeConnection(std::string_view value) {
    for (;;) {
        const auto comma = value.find(',');
        const std::string_view option = trimmed(value.substr(0, comma));
        m_closeAsked |= sameName(option, "close");
        m_keepAliveAsked |= sameName(option, "keep-alive");
        if (comma == value.npos)
            return;
        value = value.substr(comma + 1);
    }
}

} // namespace meson::http

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/message.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meson::http {

/// True for a field line (without its CRLF) that RFC 9112 §5 allows and no intermediary can read in
/// two ways: a token, a colon at once, a value without control bytes.
bool isFieldLine(std::string_view line);

/// Reads one request head (RFC 9112 §2–3, §5) strictly: what two parsers could read differently is
/// refused.
///
///     GET /path?query HTTP/1.1 CRLF
///     Host: name[:port] CRLF
///     Name: value CRLF
///     CRLF
///
/// Does no I/O. The caller feeds the same, growing buffer, which may move between calls; each byte
/// is looked at once. The verdict does not depend on how the bytes were split. Thread: one at a
/// time.
class RequestParser {
public:
    struct Limits {
        std::size_t headBytes = 16 * 1024;  ///< whole head, the final empty line included
        std::size_t targetBytes = 8 * 1024; ///< the target as it stands in the request line
    };
    enum class State { NeedMore, Complete, Refused };

    static constexpr std::size_t kMaximumFields = 100;
    static constexpr std::size_t kMaximumMethod = 32;

    explicit RequestParser(Limits limits)
        : m_limits(limits) {}

    /// `buffer` begins with the request's first byte. Complete: head() is set and its views point
    /// into `buffer` (and this parser).
    State parse(std::string_view buffer);
    const RequestHead& head() const { return m_head; }
    /// Bytes of the head, the empty line included; valid when Complete.
    std::size_t headLength() const { return m_lineStart; }
    /// The status to answer with; valid when Refused.
    int refusal() const { return m_refusal; }
    /// Forgets the head; memory for fields is kept.
    void reset();

private:
    struct Span {
        std::uint32_t offset = 0;
        std::uint32_t length = 0;
        std::string_view in(std::string_view buffer) const { return buffer.substr(offset, length); }
    };
    struct FieldSpan {
        Span name;
        Span value;
    };

    State refuse(int status);
    bool checkLength(std::size_t end, std::string_view line);
    bool takeLine(std::string_view buffer, std::string_view line);
    bool takeRequestLine(std::string_view line);
    bool takeField(std::string_view line);
    bool complete(std::string_view buffer);
    bool completeTarget(std::string_view target);
    bool completeField(const Field& field);
    bool completeLength(std::string_view value);
    bool completeTransferEncoding(std::string_view value);
    void completeConnection(std::string_view value);

    const Limits m_limits;
    RequestHead m_head;
    std::vector<FieldSpan> m_fields;
    std::string m_rewrittenTarget; ///< "/?query" of an absolute form without a path
    Span m_method;
    Span m_target;
    std::size_t m_lineStart = 0;
    std::size_t m_scanned = 0;
    int m_refusal = 0;
    bool m_haveRequestLine = false;
    bool m_skippedEmptyLine = false;
    bool m_haveHost = false;
    bool m_closeAsked = false;
    bool m_keepAliveAsked = false;
    bool m_complete = false;
};

} // namespace meson::http

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/client.h"

#include <boost/beast/http/basic_parser.hpp>

namespace meson::http {

/// Reads one answer with Beast's parser (RFC 9112) and hands its parts on as they come. Thread:
/// one.
class ClientParser final : public boost::beast::http::basic_parser<false> {
public:
    using ErrorCode = boost::system::error_code;

    /// `onBody` may refuse the bytes by returning false: the parser then fails with body_limit.
    explicit ClientParser(std::function<bool(base::ByteSpan)> onBody);

    AnswerHead& head() { return m_head; }
    /// Whether the answer only announces the final one (RFC 9110 §15.2).
    bool isInterim() const { return m_head.status / 100 == 1; }

private:
    using StringView = boost::beast::string_view;
    using FieldName = boost::beast::http::field;
    using Verb = boost::beast::http::verb;

    void on_request_impl(Verb, StringView, StringView, int, ErrorCode&) override {}
    void on_response_impl(int status, StringView, int version, ErrorCode&) override;
    void on_field_impl(FieldName, StringView name, StringView value, ErrorCode&) override;
    void on_header_impl(ErrorCode& error) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
    std::size_t on_body_impl(StringView bytes, ErrorCode& error) override;
    void on_chunk_header_impl(std::uint64_t, StringView, ErrorCode&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, StringView bytes, ErrorCode& error) override;
    void on_finish_impl(ErrorCode&) override {}

    std::function<bool(base::ByteSpan)> m_onBody;
    AnswerHead m_head;
};

} // namespace meson::http

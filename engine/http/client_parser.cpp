// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/client_parser.h"

#include "engine/http/message.h"

#include <boost/beast/http/error.hpp>

namespace meson::http {

namespace {

constexpr std::uint32_t kHeadLimit = 48 * 1024;

std::string textOf(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

} // namespace

ClientParser::ClientParser(std::function<bool(base::ByteSpan)> onBody)
    : m_onBody(std::move(onBody)) {
    header_limit(kHeadLimit);
    body_limit(boost::none); // the caller counts
}

void ClientParser::on_response_impl(int status, StringView, int version, ErrorCode&) {
    m_head.status = status;
    m_head.minorVersion = version % 10;
}

void ClientParser::on_field_impl(FieldName, StringView name, StringView value, ErrorCode&) {
    m_head.fields.emplace_back(textOf(name), textOf(value));
}

void ClientParser::on_header_impl(ErrorCode& error) {
    // Only "chunked" is known; a body in another coding could not be taken out of it (RFC 9112
    // §6.1).
    const auto coding = m_head.find("Transfer-Encoding");
    if (coding && !sameName(*coding, "chunked"))
        error = boost::beast::http::error::bad_transfer_encoding;
    if (const auto length = content_length())
        m_head.length = *length;
}

std::size_t ClientParser::on_body_impl(StringView bytes, ErrorCode& error) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    if (!m_onBody({data, bytes.size()}))
        error = boost::beast::http::error::body_limit;
    return bytes.size();
}

std::size_t ClientParser::on_chunk_body_impl(std::uint64_t, StringView bytes, ErrorCode& error) {
    return on_body_impl(bytes, error);
}

} // namespace meson::http

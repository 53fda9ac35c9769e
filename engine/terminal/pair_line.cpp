// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/pair_line.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace meson::terminal {
namespace {

constexpr std::string_view kScheme = "meson-pair:";
constexpr std::size_t kLongestHost = 253; // RFC 1035 §2.3.4

std::string withoutSpaceAndCapitals(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t first = std::min(text.find_first_not_of(kSpace), text.size());
    const std::size_t last = text.find_last_not_of(kSpace);
    std::string clean(text.substr(first, last == text.npos ? 0 : last + 1 - first));
    for (char& c : clean)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return clean;
}

/// What comes before `separator`, which is taken away with it; nothing if it is not there.
std::optional<std::string_view> takeUntil(std::string_view& rest, char separator) {
    const std::size_t end = rest.find(separator);
    if (end == rest.npos)
        return std::nullopt;
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return part;
}

bool isAddress(std::string_view host) {
    using namespace std::string_view_literals;
    // make_address() ends at a null character; a zone means something on this computer only.
    if (host.find_first_of("%\0"sv) != host.npos)
        return false;
    boost::system::error_code error;
    boost::asio::ip::make_address(std::string(host), error);
    return !error;
}

std::optional<std::string_view> takeHost(std::string_view& rest) {
    if (!rest.starts_with('['))
        return takeUntil(rest, ':');
    rest.remove_prefix(1);
    const auto address = takeUntil(rest, ']');
    const bool isIPv6 = address && address->find(':') != address->npos && isAddress(*address);
    if (!isIPv6 || !rest.starts_with(':'))
        return std::nullopt;
    rest.remove_prefix(1);
    return address;
}

} // namespace

std::string_view sentence(PairLineError error) {
    switch (error) {
    case PairLineError::NotALine:
        return "This is no line of \"meson-network pair\": it begins with \"meson-pair:\".";
    case PairLineError::Host:
        return "The host must be a name or an IP address; IPv6 stands in brackets.";
    case PairLineError::Port:
        return "The port must be 1 to 65535.";
    case PairLineError::Node:
        return "The node's id is damaged: it has 52 letters and digits.";
    case PairLineError::Code:
        return "The code is damaged: it has 16 letters and digits.";
    }
    return "Unknown error.";
}

bool isHost(std::string_view host) {
    if (isAddress(host))
        return true;
    const auto isOfName = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    // Digits and dots alone are an address, or a mistake in one.
    return !host.empty() && host.size() <= kLongestHost &&
           std::all_of(host.begin(), host.end(), isOfName) &&
           host.find_first_not_of("0123456789.") != host.npos && host.front() != '.' &&
           host.front() != '-';
}

std::string authorityOf(const std::string& host, std::uint16_t port) {
    const bool isIPv6 = host.find(':') != host.npos;
    return (isIPv6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

base::Result<PairLine, PairLineError> PairLine::parse(std::string_view text) {
    const std::string clean = withoutSpaceAndCapitals(text);
    std::string_view rest = clean;
    if (!rest.starts_with(kScheme))
        return tl::unexpected(PairLineError::NotALine);
    rest.remove_prefix(kScheme.size());
    PairLine line;
    const auto host = takeHost(rest);
    if (!host || !isHost(*host))
        return tl::unexpected(PairLineError::Host);
    line.host = *host;
    const auto port = takeUntil(rest, '/').value_or("");
    const char* const end = port.data() + port.size();
    const auto [last, error] = std::from_chars(port.data(), end, line.port);
    if (error != std::errc() || last != end || line.port == 0)
        return tl::unexpected(PairLineError::Port);
    const auto node = base::idFromText<base::NodeId>(takeUntil(rest, '/').value_or(""));
    if (!node)
        return tl::unexpected(PairLineError::Node);
    line.node = *node;
    if (rest.size() != kCodeLength || !base::fromBase32(rest))
        return tl::unexpected(PairLineError::Code);
    line.code = rest;
    return line;
}

std::string PairLine::text() const {
    return std::string(kScheme) + authorityOf(host, port) + '/' + base::toText(node) + '/' + code;
}

} // namespace meson::terminal

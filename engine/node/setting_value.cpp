// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/setting_value.h"

#include <QDir>
#include <QUrl>
#include <boost/asio/ip/address.hpp>
#include <charconv>

namespace meson::node {
namespace {

/// What a type accepts, as --help and complaints say it.
std::string_view exampleOf(SettingType type) {
    switch (type) {
    case SettingType::Text:
        return "some text";
    case SettingType::Path:
        return "a path";
    case SettingType::Url:
        return "an address like https://router.example";
    case SettingType::Endpoint:
        return "ADDRESS:PORT, [IPv6]:PORT or PORT, like 0.0.0.0:8090";
    case SettingType::EndpointOrOff:
        return "off, or ADDRESS:PORT, [IPv6]:PORT or PORT, like 8091";
    case SettingType::Folder:
        return "FOLDER=SIZE, like /srv/cache=50GB";
    case SettingType::Number:
        return "a whole number";
    case SettingType::Size:
        return "a size like 50GB or 512MiB";
    case SettingType::Rate:
        return "a rate like 20Mbit/s or 2.5MB/s, or unlimited";
    case SettingType::Duration:
        return "a time like 500ms, 10s, 5min or 2h";
    case SettingType::Switch:
        return "yes or no";
    }
    return {};
}

/// A bound or a value in the unit that the type is written in.
std::string written(SettingType type, std::int64_t value) {
    switch (type) {
    case SettingType::Size:
    case SettingType::Folder:
        return base::formatBytes(base::Bytes(value));
    case SettingType::Rate:
        return base::formatRate(base::BytesPerSecond(value));
    case SettingType::Duration:
        return value % 1000 == 0 ? std::to_string(value / 1000) + "s"
                                 : std::to_string(value) + "ms";
    default:
        return std::to_string(value);
    }
}

bool isUrl(const std::string& value) {
    const QUrl url(QString::fromStdString(value), QUrl::StrictMode);
    const bool isHttp =
        url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    return url.isValid() && isHttp && !url.host().isEmpty() && url.userInfo().isEmpty();
}

/// The value as a count that the bounds apply to; nothing if it cannot be read.
std::optional<std::int64_t> countOf(SettingType type, const std::string& value) {
    const auto count = [](const auto& quantity) {
        return quantity ? std::optional<std::int64_t>(quantity->count()) : std::nullopt;
    };
    switch (type) {
    case SettingType::Number:
        return parseNumber(value);
    case SettingType::Size:
        return count(base::parseBytes(value));
    case SettingType::Rate:
        return count(base::parseRate(value));
    case SettingType::Duration:
        return count(base::parseDuration(value));
    default: {
        const auto folder = parseSizedFolder(value);
        return folder ? std::optional(folder->size.count()) : std::nullopt;
    }
    }
}

bool isReadable(SettingType type, const std::string& value) {
    switch (type) {
    case SettingType::Text:
    case SettingType::Path:
        return !value.empty();
    case SettingType::Url:
        return isUrl(value);
    case SettingType::Endpoint:
        return parseEndpoint(value).has_value();
    case SettingType::EndpointOrOff:
        return value == "off" || parseEndpoint(value).has_value();
    case SettingType::Switch:
        return parseSwitch(value).has_value();
    default:
        return countOf(type, value).has_value();
    }
}

bool isBounded(SettingType type) {
    return type == SettingType::Number || type == SettingType::Size || type == SettingType::Rate ||
           type == SettingType::Duration || type == SettingType::Folder;
}

} // namespace

std::optional<bool> parseSwitch(std::string_view text) {
    if (text == "yes" || text == "true" || text == "on" || text == "1")
        return true;
    if (text == "no" || text == "false" || text == "off" || text == "0")
        return false;
    return std::nullopt;
}

std::optional<std::int64_t> parseNumber(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(number) : std::nullopt;
}

std::optional<Endpoint> parseEndpoint(std::string_view text) {
    Endpoint endpoint;
    std::string_view port = text;
    if (const std::size_t colon = text.rfind(':'); colon != std::string_view::npos) {
        std::string_view address = text.substr(0, colon);
        port = text.substr(colon + 1);
        const bool bracketed =
            address.size() > 2 && address.front() == '[' && address.back() == ']';
        if (bracketed)
            address = address.substr(1, address.size() - 2);
        endpoint.address = std::string(address);
        boost::system::error_code error;
        const auto parsed = boost::asio::ip::make_address(endpoint.address, error);
        if (error || bracketed != parsed.is_v6())
            return std::nullopt;
    }
    const auto number = parseNumber(port);
    if (!number || *number < 0 || *number > 65'535)
        return std::nullopt;
    endpoint.port = static_cast<std::uint16_t>(*number);
    return endpoint;
}

std::optional<SizedFolder> parseSizedFolder(std::string_view text) {
    const std::size_t equals = text.rfind('=');
    if (equals == std::string_view::npos || equals == 0)
        return std::nullopt;
    const auto size = base::parseBytes(text.substr(equals + 1));
    if (!size)
        return std::nullopt;
    return SizedFolder{expandHome(text.substr(0, equals)), *size};
}

std::string expandHome(std::string_view path) {
    if (path != "~" && !path.starts_with("~/"))
        return std::string(path);
    return QDir::homePath().toStdString() + std::string(path.substr(1));
}

std::vector<std::string> listedValues(const Setting& setting, std::string_view text) {
    if (setting.times == Setting::Times::Once)
        return {std::string(text)};
    std::vector<std::string> values;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(';', at), text.size());
        if (end > at)
            values.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return values;
}

std::optional<std::string> valueProblem(const Setting& setting, const std::string& value) {
    if (!isReadable(setting.type, value))
        return "\"" + value + "\" (expected " + std::string(exampleOf(setting.type)) + ")";
    if (!isBounded(setting.type))
        return std::nullopt;
    const std::int64_t count = *countOf(setting.type, value);
    const bool isUnlimited = setting.type == SettingType::Rate && count == 0 &&
                             setting.most == std::numeric_limits<std::int64_t>::max();
    if (isUnlimited || (count >= setting.least && count <= setting.most))
        return std::nullopt;
    return "\"" + value + "\" (allowed: " + rangeOf(setting) + ")";
}

std::string rangeOf(const Setting& setting) {
    if (!isBounded(setting.type))
        return {};
    const bool open = setting.most == std::numeric_limits<std::int64_t>::max();
    if (open)
        return setting.least > 0 ? "at least " + written(setting.type, setting.least)
                                 : std::string();
    return written(setting.type, setting.least) + " to " + written(setting.type, setting.most);
}

} // namespace meson::node

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/role_options.h"

#include <QStandardPaths>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <sstream>

namespace meson::node {

using boost::asio::ip::tcp;

namespace {

/// A kernel may have been built or started without it.
bool knowsIpv6() {
    boost::asio::io_context context;
    tcp::socket socket(context);
    boost::system::error_code error;
    static_cast<void>(socket.open(tcp::v6(), error));
    return error != boost::asio::error::address_family_not_supported;
}

} // namespace

std::vector<tcp::endpoint> endpointsOf(const Settings& settings, std::string_view name) {
    std::vector<tcp::endpoint> endpoints;
    for (const Endpoint& endpoint : settings.endpoints(name)) {
        if (endpoint.address.empty()) {
            endpoints.emplace_back(tcp::v4(), endpoint.port);
            if (knowsIpv6())
                endpoints.emplace_back(tcp::v6(), endpoint.port);
            continue;
        }
        boost::system::error_code error;
        const auto address = boost::asio::ip::make_address(endpoint.address, error);
        if (!error)
            endpoints.emplace_back(address, endpoint.port);
    }
    return endpoints;
}

base::Result<std::vector<boost::asio::ip::address>, SettingsFailure>
addressesOf(const Settings& settings, std::string_view name) {
    std::vector<boost::asio::ip::address> addresses;
    for (const std::string& text : settings.texts(name)) {
        boost::system::error_code error;
        addresses.push_back(boost::asio::ip::make_address(text, error));
        if (error)
            return base::fail(
                SettingsError::BadValue,
                "--" + std::string(name) + " \"" + text + "\" (expected an IPv4 or IPv6 address)");
    }
    return addresses;
}

std::filesystem::path stateFolder(const Settings& settings, std::string_view standard) {
    if (settings.has("folder"))
        return settings.path("folder");
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return std::filesystem::path(data.toStdString()) / "meson" / standard;
}

base::Result<std::vector<http::CertificateFiles>, SettingsFailure>
certificatesOf(const Settings& settings) {
    const auto chains = settings.paths("tls-certificate");
    const auto keys = settings.paths("tls-key");
    if (chains.size() != keys.size())
        return base::fail(
            SettingsError::Missing,
            chains.size() > keys.size() ? "--tls-key" : "--tls-certificate");
    std::vector<http::CertificateFiles> files;
    for (std::size_t i = 0; i < chains.size(); ++i)
        files.push_back({chains[i], keys[i]});
    return files;
}

std::string written(const std::vector<tcp::endpoint>& endpoints) {
    std::ostringstream text;
    for (const auto& endpoint : endpoints)
        text << (text.tellp() > 0 ? ", " : "") << endpoint;
    return text.str();
}

} // namespace meson::node

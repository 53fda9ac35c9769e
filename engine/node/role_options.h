// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/tls_context.h"
#include "engine/node/settings.h"

#include <boost/asio/ip/tcp.hpp>
#include <filesystem>
#include <string_view>
#include <vector>

namespace meson::node {

/// Settings turned into what the roles' options hold. Thread: main.

/// All endpoints of a setting; one without an address stands for all addresses, IPv4 and, where the
/// kernel knows it, IPv6.
std::vector<boost::asio::ip::tcp::endpoint>
endpointsOf(const Settings& settings, std::string_view name);
/// IP addresses. Fails with BadValue at a name.
base::Result<std::vector<boost::asio::ip::address>, SettingsFailure>
addressesOf(const Settings& settings, std::string_view name);
/// The setting "folder", or `standard` inside the user's data folder
/// ("~/.local/share/meson/terminal").
std::filesystem::path stateFolder(const Settings& settings, std::string_view standard);
/// The pairs of "tls-certificate" and "tls-key", in order. Fails with Missing when their numbers
/// differ.
base::Result<std::vector<http::CertificateFiles>, SettingsFailure>
certificatesOf(const Settings& settings);
/// "127.0.0.1:8080, [::]:8080".
std::string written(const std::vector<boost::asio::ip::tcp::endpoint>& endpoints);

} // namespace meson::node

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/prober.h"

namespace meson::router {

ClientProber::ClientProber(
    const http::asio::any_io_executor& loop, http::ClientOptions options,
    const std::vector<http::asio::ip::address>& addresses) {
    options.idlePerHost = 0;
    for (const http::asio::ip::address& address : addresses) {
        options.connectFrom = address;
        m_clients.push_back(std::make_unique<http::Client>(loop, options));
    }
    if (m_clients.empty())
        m_clients.push_back(std::make_unique<http::Client>(loop, options));
}

void ClientProber::fetch(http::ClientRequest request, Done done) {
    m_next = (m_next + 1) % m_clients.size();
    m_clients[m_next]->fetch(std::move(request), std::move(done));
}

void ClientProber::stop() {
    for (const auto& client : m_clients)
        client->stop();
}

} // namespace meson::router

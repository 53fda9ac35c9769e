// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/client.h"

#include <functional>
#include <memory>
#include <vector>

namespace meson::router {

/// Sends the requests of spot checks. Thread: the Router's loop.
class Prober {
public:
    using Done = std::function<void(const base::Result<http::SmallAnswer, http::ClientFailure>&)>;

    virtual ~Prober() = default;
    virtual void fetch(http::ClientRequest request, Done done) = 0;
};

/// Sends them from each of the given local addresses in turn, each over a new connection, as a
/// viewer who comes for the first time.
class ClientProber final : public Prober {
public:
    /// No `addresses`: from the one that the system chooses.
    ClientProber(
        const http::asio::any_io_executor& loop, http::ClientOptions options,
        const std::vector<http::asio::ip::address>& addresses);

    void fetch(http::ClientRequest request, Done done) override;
    void stop();

private:
    std::vector<std::unique_ptr<http::Client>> m_clients;
    std::size_t m_next = 0;
};

} // namespace meson::router

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/base/result.h"
#include "engine/http/server.h"

#include <memory>
#include <string>

namespace meson::demo {

/// The demo's page: plays the stream and shows who served it. Pages and scripts come from the
/// program itself; the figures are handed in. Thread: setData() any; answers on the server's loop.
class PageServer final : public http::Handler {
public:
    static base::Result<std::unique_ptr<PageServer>, base::Failure<http::ServerError>>
    listen(const http::asio::ip::tcp::endpoint& endpoint, const base::Clock& clock);
    ~PageServer() override;

    /// Scheme and authority.
    std::string url() const;
    /// What /status.json answers from now on.
    void setData(std::string json);

    void handle(std::shared_ptr<http::Exchange> exchange) override;

private:
    PageServer() = default;
    std::string data() const;

    mutable base::Mutex m_mutex;
    std::string m_data MESON_GUARDED_BY(m_mutex) = "{}";
    std::unique_ptr<http::Server> m_server;
};

} // namespace meson::demo

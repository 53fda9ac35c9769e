// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/hash.h"
#include "engine/demo/catalogue.h"
#include "engine/demo/viewer_report.h"
#include "engine/http/client.h"
#include "engine/http/client_url.h"

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

namespace meson::demo {

/// Where a viewer asks: the business domain's URL, and the Router's address instead of the domain's
/// DNS entry.
struct ViewerRoute {
    http::Url domain;
    http::asio::ip::address router;
};

/// Fetches one object like an ordinary client: asks the Router, follows its redirects, comes back
/// to it when a node fails, asks only for what is missing then, and compares the whole with the
/// origin's SHA-256. Thread: the client's loop.
class VerifiedFetch final : public http::AnswerSink,
                            public std::enable_shared_from_this<VerifiedFetch> {
public:
    enum class Result { Right, Wrong, Failed };
    /// The body is handed over for objects up to 1 MiB (playlists), else empty.
    using Done = std::function<void(Result result, std::string body)>;

    VerifiedFetch(
        http::Client& client, http::asio::any_io_executor executor, const ViewerRoute& route,
        CatalogueEntry expected, ViewerReport& report, Done done);
    void start();

    void onHead(const http::AnswerHead& head) override;
    bool onBody(base::ByteSpan bytes) override;
    void onDone(base::Result<void, http::ClientFailure> result) override;

private:
    void ask(const http::Url& url);
    void askRouter();
    void follow(const http::AnswerHead& head);
    void retry();
    void finish(Result result);
    bool isRouter(const http::Url& url) const {
        return url.authority() == m_route.domain.authority();
    }

    http::Client& m_client;
    boost::asio::steady_timer m_pause;
    const ViewerRoute& m_route;
    const CatalogueEntry m_expected;
    ViewerReport& m_report;
    Done m_done;

    crypto::Sha256Hasher m_hasher;
    std::string m_body;
    std::int64_t m_received = 0; ///< in order, of the whole object
    int m_attempts = 0;
    int m_hops = 0;
    http::Url m_current;
    std::optional<http::Url> m_next; ///< the redirect to follow when this answer is over
    int m_status = 0;
};

} // namespace meson::demo

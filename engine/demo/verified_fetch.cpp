// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/demo/verified_fetch.h"

namespace meson::demo {
namespace {

constexpr int kMostAttempts = 12;
constexpr int kMostHops = 10;
constexpr std::chrono::milliseconds kPauseBeforeRetry{250};
constexpr std::int64_t kHandedOver = 1024 * 1024;

bool isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

} // namespace

VerifiedFetch::VerifiedFetch(
    http::Client& client, http::asio::any_io_executor executor, const ViewerRoute& route,
    CatalogueEntry expected, ViewerReport& report, Done done)
    : m_client(client)
    , m_pause(executor)
    , m_route(route)
    , m_expected(std::move(expected))
    , m_report(report)
    , m_done(std::move(done)) {}

void VerifiedFetch::start() {
    askRouter();
}

void VerifiedFetch::askRouter() {
    ++m_attempts;
    m_hops = 0;
    http::Url url = m_route.domain;
    url.target = m_expected.path;
    ask(url);
}

void VerifiedFetch::ask(const http::Url& url) {
    m_current = url;
    m_next.reset();
    m_status = 0;
    http::ClientRequest request;
    request.url = url.text();
    request.connectTimeout = std::chrono::milliseconds(2'000);
    request.headTimeout = std::chrono::milliseconds(10'000);
    request.stallTimeout = std::chrono::milliseconds(10'000);
    if (isRouter(url))
        request.connectTo = m_route.router;
    if (m_received > 0)
        request.fields.emplace_back("Range", "bytes=" + std::to_string(m_received) + "-");
    m_client.start(std::move(request), shared_from_this());
}

void VerifiedFetch::onHead(const http::AnswerHead& head) {
    m_status = head.status;
    if (isRedirect(head.status))
        return follow(head);
    if (head.status == 200 && m_received > 0) { // the whole again: what came before is dropped
        m_hasher = crypto::Sha256Hasher();
        m_body.clear();
        m_received = 0;
    }
}

void VerifiedFetch::follow(const http::AnswerHead& head) {
    const auto location = head.find("Location");
    m_next = location ? http::resolveUrl(m_current, *location) : std::nullopt;
    if (m_next && !isRouter(m_current))
        ++m_report.failovers; // a Terminal cannot serve it and names who can
}

bool VerifiedFetch::onBody(base::ByteSpan bytes) {
    if (m_status != 200 && m_status != 206)
        return true;
    const auto count = static_cast<std::int64_t>(bytes.size());
    m_hasher.update(bytes);
    m_received += count;
    m_report.bytes += count;
    if (!isRouter(m_current))
        m_report.bytesFromTerminals += count;
    if (m_expected.size.count() <= kHandedOver)
        m_body.append(base::textOf(bytes));
    return true;
}

void VerifiedFetch::onDone(base::Result<void, http::ClientFailure> result) {
    if (m_next && ++m_hops <= kMostHops)
        return ask(*std::exchange(m_next, std::nullopt));
    const bool isOver = result && (m_status == 200 || m_status == 206);
    if (!isOver || m_received < m_expected.size.count())
        return retry();
    const bool isRight =
        m_received == m_expected.size.count() && m_hasher.finish() == m_expected.sha256;
    if (!isRight)
        m_report.wrongBytes += m_received;
    finish(isRight ? Result::Right : Result::Wrong);
}

void VerifiedFetch::retry() {
    if (m_attempts >= kMostAttempts)
        return finish(Result::Failed);
    if (!isRouter(m_current))
        ++m_report.failovers;
    m_pause.expires_after(kPauseBeforeRetry);
    m_pause.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        if (!error)
            self->askRouter();
    });
}

void VerifiedFetch::finish(Result result) {
    ++m_report.requests;
    if (result == Result::Failed)
        ++m_report.failures;
    std::exchange(m_done, nullptr)(result, std::move(m_body));
}

} // namespace meson::demo

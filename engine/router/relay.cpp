// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/relay.h"

#include "engine/router/answer_fields.h"

namespace meson::router {

void Relay::start(
    http::Client& client, const FieldList& fields, std::string body,
    std::chrono::milliseconds patience) {
    http::ClientRequest request;
    request.method = m_exchange->request().methodText;
    request.url = m_binding.origin + std::string(m_exchange->request().target);
    request.fields = fields;
    request.body = std::move(body);
    request.headTimeout = request.stallTimeout = patience;
    m_call = client.start(std::move(request), shared_from_this());
    m_exchange->onClosed([call = std::weak_ptr(m_call)] {
        if (const auto open = call.lock())
            open->cancel();
    });
}

void Relay::onInterim(const http::AnswerHead& head) {
    forwardInterim(*m_exchange, head, m_binding);
}

void Relay::onHead(const http::AnswerHead& head) {
    m_headSeen(head);
    if (leadsToHttps(head, m_binding, m_exchange->request().target)) {
        m_call->cancel();
        return respondHttpsOnly(*m_exchange);
    }
    http::Fields fields = clientFields(originAnswer(head, m_binding));
    fields.add("Cache-Status", cacheStatus("fwd=bypass"));
    m_writer = m_exchange->stream(head.status, std::move(fields), head.length);
    m_writer->onDrained([call = std::weak_ptr(m_call)] {
        if (const auto open = call.lock())
            open->resume();
    });
}

bool Relay::onBody(base::ByteSpan bytes) {
    return m_writer->write(std::string(base::textOf(bytes)));
}

void Relay::onDone(base::Result<void, http::ClientFailure> result) {
    if (!result && result.error().code == http::ClientError::Cancelled)
        return;
    if (result)
        m_writer->finish();
    else if (m_writer)
        m_writer->abort();
    else
        respondOriginFailed(
            *m_exchange, result.error().code == http::ClientError::TimedOut ? 504 : 502);
}

void respondOriginFailed(http::Exchange& exchange, int status) {
    http::Fields fields;
    fields.add("Cache-Status", cacheStatus("fwd=miss"));
    if (status == 504)
        respondProblem(
            exchange, 504, "origin-timeout", "The site's origin did not answer in time.",
            "Try again later; if you run the site, check that its origin is up and fast enough.",
            std::move(fields));
    else
        respondProblem(
            exchange, 502, "origin-failed",
            "The site's origin cannot be reached or answers wrongly.",
            "Try again later; if you run the site, check its origin and the address it is bound "
            "to.",
            std::move(fields));
}

void respondHttpsOnly(http::Exchange& exchange) {
    respondProblem(
        exchange, 502, "origin-https-only", "The site's origin is to be asked over https only.",
        "If you run the site, bind it to the https address of its origin: meson-network business "
        "bind <domain> --origin https://...",
        http::Fields().add("Cache-Status", cacheStatus("fwd=miss")));
}

} // namespace meson::router

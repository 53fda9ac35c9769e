// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/client.h"
#include "engine/http/server.h"
#include "engine/router/cache_policy.h"
#include "engine/router/object_record.h"

namespace meson::router {

/// One request handed to the origin and its answer handed back, as it is, as fast as the client
/// takes it. Keeps itself alive until the end. Thread: the Router's loop.
class Relay final : public http::AnswerSink, public std::enable_shared_from_this<Relay> {
public:
    /// `headSeen` is told of the answer before the client gets it.
    Relay(
        Binding binding, std::shared_ptr<http::Exchange> exchange,
        std::function<void(const http::AnswerHead&)> headSeen)
        : m_binding(std::move(binding))
        , m_exchange(std::move(exchange))
        , m_headSeen(std::move(headSeen)) {}

    void start(
        http::Client& client, const FieldList& fields, std::string body,
        std::chrono::milliseconds patience);

private:
    void onInterim(const http::AnswerHead& head) override;
    void onHead(const http::AnswerHead& head) override;
    bool onBody(base::ByteSpan bytes) override;
    void onDone(base::Result<void, http::ClientFailure> result) override;

    const Binding m_binding;
    const std::shared_ptr<http::Exchange> m_exchange;
    const std::function<void(const http::AnswerHead&)> m_headSeen;
    std::shared_ptr<http::BodyWriter> m_writer;
    std::shared_ptr<http::ClientCall> m_call;
};

/// The problem that a client sees when an origin fails; it does not say which one.
void respondOriginFailed(http::Exchange& exchange, int status);
/// The same of an origin that is bound over http and leadsToHttps().
void respondHttpsOnly(http::Exchange& exchange);

} // namespace meson::router

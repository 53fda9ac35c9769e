// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#include "engine/http/client.h"
#include "tests/support/loopback_origin.h"

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meson::test {

/// Everything that a sink was told.
class RecordingSink final : public http::AnswerSink {
public:
    void onInterim(const http::AnswerHead& head) override { interim.push_back(head); }
    void onHead(const http::AnswerHead& head) override { heads.push_back(head); }
    bool onBody(base::ByteSpan bytes) override {
        if (callPaused)
            bytesWhilePaused = true;
        body += base::textOf(bytes);
        if (cancelOnBody)
            cancelOnBody->cancel();
        callPaused = pauseAlways;
        return !pauseAlways;
    }
    void onDone(base::Result<void, http::ClientFailure> result) override {
        ++doneCalls;
        outcome = result ? std::nullopt : std::optional(result.error().code);
    }

    std::vector<http::AnswerHead> interim;
    std::vector<http::AnswerHead> heads;
    std::string body;
    int doneCalls = 0;
    std::optional<http::ClientError> outcome;
    bool pauseAlways = false;
    bool callPaused = false;
    bool bytesWhilePaused = false;
    std::shared_ptr<http::ClientCall> cancelOnBody;
};

inline http::ClientRequest quickRequest(std::string url) {
    http::ClientRequest request;
    request.url = std::move(url);
    request.connectTimeout = request.headTimeout = request.stallTimeout =
        std::chrono::milliseconds(2000);
    return request;
}

/// A script that reads a request, says `bytes` and hangs up.
inline LoopbackOrigin::Script saying(std::string bytes) {
    return [bytes = std::move(bytes)](OriginConnection& connection) {
        if (!connection.nextRequest().empty())
            connection.send(bytes);
    };
}

/// A client and the loop that it lives on, run by the test's thread.
class ClientFixture : public QObject {
protected:
    std::shared_ptr<RecordingSink> run(http::ClientRequest request) {
        auto sink = std::make_shared<RecordingSink>();
        m_client->start(std::move(request), sink);
        runUntilDone(*sink);
        return sink;
    }
    void runUntilDone(const RecordingSink& sink) {
        m_context.restart();
        while (sink.doneCalls == 0 && m_context.run_one_for(std::chrono::seconds(10)) > 0) {
        }
        QCOMPARE(sink.doneCalls, 1);
    }
    std::optional<http::ClientError> outcomeOf(LoopbackOrigin::Script script) {
        LoopbackOrigin origin(std::move(script));
        return run(quickRequest(origin.url()))->outcome;
    }
    void makeClient(http::AddressPolicy policy) {
        http::ClientOptions options;
        options.addresses = policy;
        m_client = std::make_unique<http::Client>(m_context.get_executor(), options);
    }
    /// Without the client; what it left on the loop is run.
    void end() {
        m_client.reset();
        m_context.restart();
        m_context.poll();
    }

    http::asio::io_context m_context;
    std::unique_ptr<http::Client> m_client;
};

} // namespace meson::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/http/content.h"
#include "engine/http/server.h"
#include "engine/platform/system_clock.h"
#include "tests/support/raw_client.h"

#include <atomic>
#include <cstdio>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace meson::test {

/// A stored object whose bytes and fitness a test decides.
class TestContent : public http::Content {
public:
    explicit TestContent(std::string bytes)
        : m_bytes(std::move(bytes))
        , m_size(m_bytes.size()) {}

    std::uint64_t size() const override { return m_size; }
    base::ByteSpan memory() const override {
        return inMemory ? base::bytesOf(m_bytes) : base::ByteSpan();
    }
    int file() const override { return fileNumber; }
    base::ByteSpan mapping() const override { return mapped; }
    http::Fitness prepare(
        std::uint64_t offset, std::uint64_t length,
        std::function<void(http::Fitness)> done) override {
        ++prepared;
        return onPrepare ? onPrepare(offset, length, std::move(done)) : http::Fitness::Ready;
    }

    bool inMemory = true;
    int fileNumber = -1;
    base::ByteSpan mapped;
    std::atomic<int> prepared{0};
    std::function<http::Fitness(std::uint64_t, std::uint64_t, std::function<void(http::Fitness)>)>
        onPrepare;

private:
    const std::string m_bytes;
    const std::uint64_t m_size;
};

/// Bytes that differ from place to place, so that a misplaced range shows.
inline std::string patternBytes(std::size_t size) {
    std::string bytes(size, '\0');
    std::uint32_t state = 12345;
    for (char& byte : bytes) {
        state = state * 1664525 + 1013904223;
        byte = static_cast<char>(state >> 24);
    }
    return bytes;
}

/// A handler made of a function, which remembers how answers ended. Thread: any.
class ScriptHandler : public http::Handler {
public:
    using Script = std::function<void(std::shared_ptr<http::Exchange>)>;

    ScriptHandler()
        : script([](auto exchange) { exchange->respond(200, {}, "hello"); }) {}
    explicit ScriptHandler(Script handle)
        : script(std::move(handle)) {}

    void handle(std::shared_ptr<http::Exchange> exchange) override {
        ++requests;
        script(std::move(exchange));
    }
    void cannotSend(std::shared_ptr<http::Exchange> exchange, http::Fitness fitness) override {
        if (onUnfit)
            onUnfit(std::move(exchange));
        else
            Handler::cannotSend(std::move(exchange), fitness);
    }
    void finished(const http::Exchange& exchange, const http::Outcome& outcome) override {
        const std::lock_guard lock(m_mutex);
        m_targets.emplace_back(exchange.request().target);
        m_outcomes.push_back(outcome);
    }
    std::vector<http::Outcome> outcomes() const {
        const std::lock_guard lock(m_mutex);
        return m_outcomes;
    }
    std::vector<std::string> targets() const {
        const std::lock_guard lock(m_mutex);
        return m_targets;
    }

    Script script;
    Script onUnfit;
    std::atomic<int> requests{0};

private:
    mutable std::mutex m_mutex;
    std::vector<http::Outcome> m_outcomes;
    std::vector<std::string> m_targets;
};

/// A server on loopback with a script for a handler. Options may be changed before start().
class TestServer {
public:
    TestServer() { options.endpoints = {{boost::asio::ip::make_address("127.0.0.1"), 0}}; }
    explicit TestServer(ScriptHandler::Script script)
        : TestServer() {
        handler.script = std::move(script);
    }
    ~TestServer() { stop(); }

    bool start() {
        auto listening = http::Server::listen(options, handler, *clock);
        if (!listening)
            return false;
        server = std::move(*listening);
        server->start();
        return true;
    }
    void stop() {
        if (server)
            server->stop();
        server.reset();
    }
    http::asio::ip::tcp::endpoint endpoint() const { return server->endpoints().front(); }
    std::unique_ptr<RawClient> client() const { return std::make_unique<RawClient>(endpoint()); }

    platform::SystemClock systemClock;
    base::ManualClock manualClock;
    const base::Clock* clock = &systemClock;
    http::ServerOptions options;
    ScriptHandler handler;
    std::unique_ptr<http::Server> server;
};

} // namespace meson::test

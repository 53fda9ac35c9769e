// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/hash.h"
#include "engine/crypto/mac.h"
#include "engine/crypto/merkle.h"
#include "engine/http/blocking_fetch.h"
#include "engine/platform/system_clock.h"
#include "engine/protocol/codec.h"
#include "engine/protocol/delivery_token.h"
#include "engine/protocol/signature.h"
#include "tests/support/test_server.h"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace meson::test {

inline base::Result<http::SmallAnswer, http::ClientFailure>
fetchLocally(http::ClientRequest request) {
    return http::blockingFetch(std::move(request), {http::AddressPolicy::Any, {}, {}, 8, "test"});
}

/// A Terminal moved by hand: it answers probes and serves what it fetched, and says to the Router
/// what the test says. Thread: the test's; its server has a loop of its own.
class HandTerminal {
public:
    explicit HandTerminal(std::string routerUrl)
        : routerUrl(std::move(routerUrl))
        , m_server([this](auto exchange) { take(exchange); }) {
        m_server.start();
    }

    std::string path(const std::string& verb) const {
        return "/v1/terminals/" + base::toText(identity.nodeId()) + "/" + verb;
    }
    /// The answer to a signed request.
    http::SmallAnswer
    say(const std::string& method, const std::string& target, const std::string& body) {
        http::ClientRequest request;
        request.method = method;
        request.url = routerUrl + target;
        request.body = body;
        request.fields = protocol::signRequest(identity, method, target, body, m_clock.wall());
        return fetchLocally(std::move(request)).value_or(http::SmallAnswer());
    }
    template <class Message>
    http::SmallAnswer post(const std::string& verb, const Message& message) {
        return say("POST", path(verb), protocol::encode(message).toStdString());
    }
    http::SmallAnswer registerAt(std::uint16_t port) {
        protocol::Register message;
        message.publicKey = identity.publicKey();
        message.port = port;
        message.name = "by hand";
        message.software = "test/1";
        const auto answer = say("POST", "/v1/terminals", protocol::encode(message).toStdString());
        if (answer.head.status == 200)
            registered =
                *protocol::decode<protocol::Registered>(QByteArray::fromStdString(answer.body));
        return answer;
    }
    http::SmallAnswer registerHere() { return registerAt(m_server.endpoint().port()); }

    std::optional<protocol::HeartbeatAnswer>
    beat(std::int64_t waitSeconds = 0, std::vector<protocol::Acknowledgement> acks = {}) {
        protocol::Heartbeat message;
        message.sequence = ++m_beats;
        message.state = state;
        message.available = base::gibibytes(1);
        message.waitSeconds = waitSeconds;
        message.notice = notice;
        message.indexSequence = m_indexSequence;
        message.indexDigest = digest();
        message.acknowledgements = std::move(acks);
        const auto answer = post("heartbeat", message);
        if (answer.head.status != 200)
            return std::nullopt;
        return *protocol::decode<protocol::HeartbeatAnswer>(QByteArray::fromStdString(answer.body));
    }
    /// One beat, and all that it orders done; whether something was fetched.
    bool obey() {
        const auto answer = beat();
        bool hasFetched = false;
        std::vector<protocol::Acknowledgement> acks;
        for (const protocol::Command& command :
             answer ? answer->commands : std::vector<protocol::Command>()) {
            acks.push_back({command.id, protocol::AckStatus::Done, {}, answersTo(command)});
            if (const auto* cache = std::get_if<protocol::CacheCommand>(&command.body))
                hasFetched = fetch(*cache);
            else if (std::holds_alternative<protocol::SendIndexCommand>(command.body))
                sendIndex();
        }
        if (hasFetched)
            sendIndex();
        if (!acks.empty())
            beat(0, acks);
        return hasFetched;
    }
    /// What spot checks on the control channel are answered with.
    std::vector<std::vector<std::uint8_t>> answersTo(const protocol::Command& command) {
        std::vector<std::vector<std::uint8_t>> answers;
        if (const auto* check = std::get_if<protocol::SpotCheckCommand>(&command.body)) {
            std::vector<std::uint8_t> key(check->nonce.begin(), check->nonce.end());
            const base::NodeId node = identity.nodeId();
            key.insert(key.end(), node.bytes.begin(), node.bytes.end());
            for (const std::int64_t leaf : check->leaves) {
                const crypto::Mac tag = crypto::hmacSha256(key, leafOf(check->id, leaf));
                answers.emplace_back(tag.begin(), tag.end());
            }
        } else if (const auto* opening = std::get_if<protocol::OpenLeafCommand>(&command.body)) {
            answers.push_back(leafOf(opening->id, opening->leaf));
        }
        return answers;
    }
    int sendIndex() {
        protocol::Index index;
        index.full = true;
        index.sequence = ++m_indexSequence;
        index.digest = digest();
        const std::lock_guard lock(m_mutex);
        for (const auto& [id, bytes] : m_objects)
            index.added.push_back({id, base::Bytes(static_cast<std::int64_t>(bytes.size()))});
        return post("index", index).head.status;
    }
    protocol::ReceiptsAnswer sendReceipts(std::int64_t batch) {
        protocol::Receipts message;
        message.batch = batch;
        {
            const std::lock_guard lock(m_mutex);
            message.receipts = m_receipts;
        }
        return *protocol::decode<protocol::ReceiptsAnswer>(
            QByteArray::fromStdString(post("receipts", message).body));
    }
    std::uint16_t port() const { return m_server.endpoint().port(); }
    void stopServing() { m_server.stop(); }

    const crypto::Identity identity = crypto::Identity::generate();
    std::string routerUrl;
    protocol::Registered registered;
    std::int64_t notice = 0; ///< the latest that it says it has
    protocol::TerminalState state = protocol::TerminalState::Serving; ///< as heartbeats say
    std::atomic<bool> serveWrongBytes{false};
    std::atomic<bool> isSilent{false}; ///< takes requests and never answers them
    std::atomic<int> unanswered{0};

private:
    bool fetch(const protocol::CacheCommand& order) {
        http::ClientRequest request;
        request.url = order.sources.front();
        const auto answer = fetchLocally(std::move(request));
        if (!answer || answer->head.status != 200 ||
            crypto::sha256(base::bytesOf(answer->body)) != order.sha256)
            return false;
        const std::lock_guard lock(m_mutex);
        m_objects[order.id] = answer->body;
        return true;
    }
    std::vector<std::uint8_t> leafOf(const base::ContentId& id, std::int64_t leaf) {
        const std::lock_guard lock(m_mutex);
        const auto from = static_cast<std::size_t>(leaf * crypto::kLeafSize);
        const std::string bytes = m_objects[id].substr(from, crypto::kLeafSize);
        return {bytes.begin(), bytes.end()};
    }
    base::Sha256 digest() {
        const std::lock_guard lock(m_mutex);
        base::Sha256 digest;
        for (const auto& [id, bytes] : m_objects) {
            const base::Sha256 hash = crypto::sha256(id.bytes);
            for (std::size_t i = 0; i < hash.bytes.size(); ++i)
                digest.bytes[i] ^= hash.bytes[i];
        }
        return digest;
    }
    void take(const std::shared_ptr<http::Exchange>& exchange) {
        if (!isSilent)
            return serve(*exchange);
        const std::lock_guard lock(m_mutex);
        m_unanswered.push_back(exchange);
        ++unanswered;
    }
    void serve(http::Exchange& exchange) {
        constexpr std::string_view kProbe = "/.well-known/meson/probe/";
        const std::string_view path = exchange.request().path;
        if (path.starts_with(kProbe)) {
            const std::string message = "meson-probe-v1:" + std::string(path.substr(kProbe.size()));
            return exchange.respond(
                200, {}, base::toBase64Url(identity.sign(base::bytesOf(message))));
        }
        const std::string token(path.substr(1, path.find('/', 1) - 1));
        const crypto::MacKey key(registered.tokenKey);
        const auto checked = protocol::readToken(token, key, m_clock.wall());
        const std::lock_guard lock(m_mutex);
        const auto object = m_objects.find(checked.token.id);
        if (checked.verdict != protocol::TokenVerdict::Good || object == m_objects.end())
            return exchange.respond(404, {}, {});
        std::string bytes = object->second;
        if (serveWrongBytes)
            bytes[bytes.size() / 2] = static_cast<char>(~bytes[bytes.size() / 2]);
        protocol::Receipt receipt;
        receipt.token = token;
        receipt.bytes = base::Bytes(static_cast<std::int64_t>(bytes.size()));
        receipt.complete = true;
        m_receipts.push_back(receipt);
        exchange.respond(200, {}, std::move(bytes));
    }

    platform::SystemClock m_clock;
    std::mutex m_mutex;
    std::map<base::ContentId, std::string> m_objects;
    std::vector<protocol::Receipt> m_receipts;
    std::vector<std::shared_ptr<http::Exchange>> m_unanswered;
    std::int64_t m_beats = 0;
    std::int64_t m_indexSequence = 0;
    TestServer m_server;
};

} // namespace meson::test

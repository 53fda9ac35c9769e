// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/crypto/mac.h"
#include "engine/crypto/merkle.h"
#include "engine/http/client.h"
#include "engine/http/server.h"
#include "engine/platform/system_clock.h"
#include "engine/protocol/codec.h"
#include "engine/protocol/delivery_token.h"
#include "engine/protocol/problem.h"
#include "engine/protocol/signature.h"
#include "engine/protocol/statement.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace meson::test {

/// A Router as far as one Terminal can tell: checks signatures, probes before it registers, holds
/// polls, hands out commands, serves pull URLs and keeps every message for the test to look at.
/// Thread: the test's; its server has a loop of its own.
class FakeRouter final : public http::Handler {
public:
    FakeRouter() {
        http::ServerOptions options;
        options.endpoints = {{boost::asio::ip::make_address("127.0.0.1"), 0}};
        options.profile = http::Profile::Full;
        m_server = http::Server::listen(std::move(options), *this, m_clock).value();
        m_client = std::make_unique<http::Client>(
            m_server->executor(0),
            http::ClientOptions{http::AddressPolicy::Any, {}, {}, 8, "probe"});
        m_server->start();
    }
    ~FakeRouter() override {
        // The loop ends when nothing is waited for.
        boost::asio::post(m_server->executor(0), [this] { m_pollTimer.reset(); });
        m_server->stop();
        m_held.reset();
        m_unanswered.clear();
        m_timer.reset();
        m_client.reset();
        m_server.reset();
    }

    std::string url() const {
        return "http://127.0.0.1:" + std::to_string(m_server->endpoints().front().port());
    }

    // --- what the test arranges ---------------------------------------------------------------
    /// The commands' ids count from 1.
    std::int64_t order(decltype(protocol::Command::body) body) {
        const std::lock_guard lock(m_mutex);
        m_commands.push_back({++m_lastCommand, std::move(body)});
        boost::asio::post(m_server->executor(0), [this] { answerHeld(); });
        return m_lastCommand;
    }
    /// The same command once more, as if the acknowledgement had been lost.
    void repeat(const protocol::Command& command) {
        const std::lock_guard lock(m_mutex);
        m_commands.push_back(command);
        boost::asio::post(m_server->executor(0), [this] { answerHeld(); });
    }
    /// Answers requests whose path ends so with this problem until clearProblem().
    void refuse(const std::string& suffix, int status, const std::string& type) {
        const std::lock_guard lock(m_mutex);
        m_refusals[suffix] = {status, type, "refused", "by the test"};
    }
    /// Takes requests whose path ends so and never answers them.
    void ignore(const std::string& suffix) {
        const std::lock_guard lock(m_mutex);
        m_ignored.insert(suffix);
    }
    /// Knows that key without a registration.
    void trust(const crypto::PublicKey& key) {
        const std::lock_guard lock(m_mutex);
        m_key = key;
    }
    void clearRefusals() {
        const std::lock_guard lock(m_mutex);
        m_refusals.clear();
    }
    void setTimeOffset(std::chrono::seconds offset) {
        const std::lock_guard lock(m_mutex);
        m_offset = offset;
    }
    /// What GET <path> answers, whole or from where a Range asks; cut after `cutAfter` bytes.
    void
    serve(const std::string& path, std::string bytes, std::optional<std::size_t> cutAfter = {}) {
        const std::lock_guard lock(m_mutex);
        m_files[path] = {std::move(bytes), cutAfter};
    }
    /// What it says of an epoch from now on.
    void state(std::int64_t epoch, protocol::SignedStatement statement) {
        const std::lock_guard lock(m_mutex);
        m_statements[epoch] = std::move(statement);
    }
    /// The epoch that receipts are booked in; 0: it does not say.
    void setEpoch(std::int64_t epoch) {
        const std::lock_guard lock(m_mutex);
        m_epoch = epoch;
    }
    /// How many per cent of what receipts state it credits.
    void setCredit(std::int64_t percent) {
        const std::lock_guard lock(m_mutex);
        m_credit = percent;
    }
    /// Batches up to this were counted before: they are worth nothing.
    void setNewestBatch(std::int64_t batch) {
        const std::lock_guard lock(m_mutex);
        m_newestBatch = batch;
    }
    /// How requests for certificates are answered; until then they are refused.
    using Certify = std::function<protocol::Certificate(const protocol::CertificateRequest&)>;
    void setCertify(Certify certify) {
        const std::lock_guard lock(m_mutex);
        m_certify = std::move(certify);
    }
    /// A sentence for the owner, with each answer to a heartbeat from now on.
    void notify(std::string notice) {
        const std::lock_guard lock(m_mutex);
        m_notices.push_back(std::move(notice));
        ++m_lastNotice;
        boost::asio::post(m_server->executor(0), [this] { answerHeld(); });
    }
    void setVerdict(protocol::EvictionVerdict verdict) {
        const std::lock_guard lock(m_mutex);
        m_verdict = std::move(verdict);
    }

    /// An order for `bytes`, from the given pull paths.
    protocol::CacheCommand
    orderFor(const std::string& bytes, const std::vector<std::string>& paths) const {
        crypto::ContentHasher hasher;
        hasher.update(base::bytesOf(bytes));
        const crypto::ContentSummary summary = hasher.finish();
        protocol::CacheCommand command;
        command.id = summary.id;
        command.sha256 = summary.sha256;
        command.length = summary.length;
        command.expires = base::unixSeconds(m_clock.wall()) + 3600;
        command.binding = "video.example";
        command.fields = {{"Content-Type", "video/mp4"}, {"Cache-Control", "max-age=60"}};
        command.etag = "\"v1\"";
        for (const std::string& path : paths)
            command.sources.push_back(url() + path);
        return command;
    }
    std::string tokenFor(
        const protocol::CacheCommand& object,
        std::chrono::seconds lifetime = std::chrono::seconds(600)) {
        protocol::DeliveryToken token;
        token.id = object.id;
        token.length = object.length;
        token.binding = 1;
        token.expires = base::unixSeconds(m_clock.wall() + lifetime);
        token.nonce = ++m_nonce;
        token.issued = base::unixSeconds(m_clock.wall()) * 1000;
        return protocol::writeToken(token, crypto::MacKey(kTokenKey));
    }

    // --- what the test looks at ---------------------------------------------------------------
    template <class Message>
    std::vector<Message> received(const std::string& suffix) const {
        const std::lock_guard lock(m_mutex);
        std::vector<Message> messages;
        for (const auto& [path, body] : m_received)
            if (path.ends_with(suffix))
                if (auto message = protocol::decode<Message>(body))
                    messages.push_back(*std::move(message));
        return messages;
    }
    std::size_t count(const std::string& suffix) const {
        const std::lock_guard lock(m_mutex);
        return static_cast<std::size_t>(
            std::count_if(m_received.begin(), m_received.end(), [&](const auto& request) {
                return request.first.ends_with(suffix);
            }));
    }
    std::optional<protocol::Acknowledgement> acknowledged(std::int64_t command) const {
        for (const auto& beat : received<protocol::Heartbeat>("/heartbeat"))
            for (const auto& acknowledgement : beat.acknowledgements)
                if (acknowledgement.command == command)
                    return acknowledgement;
        return std::nullopt;
    }
    /// The content list as the Terminal has told it so far.
    std::set<base::ContentId> index() const {
        std::set<base::ContentId> ids;
        for (const auto& message : received<protocol::Index>("/index")) {
            if (message.full && message.from == 0)
                ids.clear();
            for (const auto& removal : message.removed)
                ids.erase(removal.id);
            for (const auto& entry : message.added)
                ids.insert(entry.id);
        }
        return ids;
    }
    bool hasProbed() const {
        const std::lock_guard lock(m_mutex);
        return m_probed;
    }
    std::vector<std::string> badSignatures() const {
        const std::lock_guard lock(m_mutex);
        return m_badSignatures;
    }

    const crypto::Identity identity = crypto::Identity::generate();
    inline static const crypto::SecretKey kTokenKey = [] {
        crypto::SecretKey key;
        key.fill(0x4b);
        return key;
    }();

    // --- the server's side; thread: its loop --------------------------------------------------
    void handle(std::shared_ptr<http::Exchange> exchange) override {
        const std::string path(exchange->request().path);
        if (exchange->request().method == http::Method::Get && path != "/v1/network")
            return sendFile(exchange, path);
        exchange->readBody(base::mebibytes(8), [this, exchange, path](const std::string& body) {
            answer(exchange, path, body);
        });
    }

private:
    struct File {
        std::string bytes;
        std::optional<std::size_t> cutAfter;
    };

    base::WallTime now() const { return m_clock.wall() + m_offset; }

    static void respond(http::Exchange& exchange, const QByteArray& json, int status = 200) {
        exchange.respond(
            status, http::Fields().add("Content-Type", "application/json"), json.toStdString());
    }

    bool isIgnored(const std::string& path) const {
        return std::any_of(m_ignored.begin(), m_ignored.end(), [&](const std::string& suffix) {
            return path.ends_with(suffix);
        });
    }

    void answer(
        const std::shared_ptr<http::Exchange>& exchange, const std::string& path,
        const std::string& body) {
        const std::lock_guard lock(m_mutex);
        m_received.emplace_back(path, QByteArray::fromStdString(body));
        if (isIgnored(path))
            return m_unanswered.push_back(exchange);
        for (const auto& [suffix, problem] : m_refusals)
            if (path.ends_with(suffix))
                return respond(
                    *exchange, protocol::encode(problem), static_cast<int>(problem.status));
        if (path == "/v1/network")
            return respond(
                *exchange,
                protocol::encode(protocol::NetworkInfo{
                    1, "test", true, base::unixSeconds(now()), identity.publicKey(), 10}));
        if (!isSigned(*exchange, body))
            return;
        if (path == "/v1/terminals")
            return probe(exchange, body);
        if (path.ends_with("/heartbeat"))
            return hold(exchange, body);
        if (path.ends_with("/receipts")) {
            auto receipts = protocol::decode<protocol::Receipts>(m_received.back().second);
            protocol::ReceiptsAnswer credited{receipts->batch, 0, {}, {}, {}, m_epoch};
            if (receipts->batch <= m_newestBatch) {
                credited.epoch = 0;
                receipts->receipts.clear();
            }
            for (const auto& receipt : receipts->receipts) {
                ++credited.accepted;
                credited.creditedBytes += receipt.bytes * m_credit / 100;
            }
            return respond(*exchange, protocol::encode(credited));
        }
        if (path.ends_with("/statements")) {
            const auto wanted =
                protocol::decode<protocol::StatementsRequest>(m_received.back().second);
            protocol::Statements answer{{}, base::unixSeconds(now())};
            for (const auto& [epoch, statement] : m_statements)
                if (epoch > wanted->after && answer.statements.size() < 100)
                    answer.statements.push_back(statement);
            return respond(*exchange, protocol::encode(answer));
        }
        if (const auto request =
                protocol::decode<protocol::CertificateRequest>(m_received.back().second);
            path == "/v1/certificates" && request && m_certify)
            return respond(*exchange, protocol::encode(m_certify(*request)));
        if (path.ends_with("/evictions"))
            return respond(*exchange, protocol::encode(m_verdict));
        respond(*exchange, "{}");
    }

    bool isSigned(http::Exchange& exchange, const std::string& body) {
        const http::RequestHead& request = exchange.request();
        if (const auto message =
                protocol::decode<protocol::Register>(QByteArray::fromStdString(body));
            message && request.path == "/v1/terminals")
            m_key = message->publicKey;
        const auto signer = protocol::verifyRequest(
            request.methodText, request.target, body,
            {request.find("Content-Digest").value_or(""),
             request.find("Signature-Input").value_or(""), request.find("Signature").value_or("")},
            [this](const base::NodeId&) { return m_key; }, m_nonces, now());
        if (signer)
            return true;
        m_badSignatures.push_back(base::explain(signer.error()));
        const protocol::Problem problem = protocol::toProblem(signer.error());
        respond(exchange, protocol::encode(problem), static_cast<int>(problem.status));
        return false;
    }

    void probe(const std::shared_ptr<http::Exchange>& exchange, const std::string& body) {
        const auto message = protocol::decode<protocol::Register>(QByteArray::fromStdString(body));
        const std::string challenge = base::toBase64Url(crypto::randomBytes<32>());
        http::ClientRequest request;
        request.url = "http://127.0.0.1:" + std::to_string(message->port) +
                      "/.well-known/meson/probe/" + challenge;
        m_client->fetch(
            std::move(request),
            [this, exchange, challenge, key = message->publicKey](const auto& answer) {
                const auto signature = answer ? base::fromBase64Url(answer->body) : std::nullopt;
                crypto::Signature bytes{};
                if (!signature || signature->size() != bytes.size())
                    return exchange->respond(422, {}, "{}");
                std::copy(signature->begin(), signature->end(), bytes.begin());
                const std::string text = "meson-probe-v1:" + challenge;
                if (!crypto::verifySignature(key, base::bytesOf(text), bytes))
                    return exchange->respond(422, {}, "{}");
                const std::lock_guard lock(m_mutex);
                m_probed = true;
                respond(
                    *exchange, protocol::encode(protocol::Registered{
                                   crypto::nodeIdOf(key), "127.0.0.1", "127.0.0.1", kTokenKey,
                                   "http://router.example", base::unixSeconds(now()), 3}));
            });
    }

    /// Holds a poll until there is a command, another beat comes or its wait is over.
    void hold(const std::shared_ptr<http::Exchange>& exchange, const std::string& body) {
        const auto beat = protocol::decode<protocol::Heartbeat>(QByteArray::fromStdString(body));
        answerHeldLocked();
        m_held = exchange;
        if (beat->waitSeconds == 0 || !m_commands.empty())
            return answerHeldLocked();
        m_pollTimer = std::make_unique<boost::asio::steady_timer>(
            exchange->executor(), std::chrono::seconds(beat->waitSeconds));
        m_pollTimer->async_wait([this, exchange](boost::system::error_code error) {
            if (!error && m_held == exchange)
                answerHeld();
        });
    }
    void answerHeld() {
        const std::lock_guard lock(m_mutex);
        answerHeldLocked();
    }
    void answerHeldLocked() {
        if (!m_held)
            return;
        respond(
            *m_held, protocol::encode(protocol::HeartbeatAnswer{
                         base::unixSeconds(now()),
                         {m_commands.begin(), m_commands.end()},
                         m_notices,
                         m_lastNotice}));
        m_commands.clear();
        m_held.reset();
    }

    void sendFile(const std::shared_ptr<http::Exchange>& asked, const std::string& path) {
        const std::lock_guard lock(m_mutex);
        m_received.emplace_back(path, QByteArray());
        if (isIgnored(path))
            return m_unanswered.push_back(asked);
        http::Exchange& exchange = *asked;
        const auto found = m_files.find(path);
        if (found == m_files.end())
            return exchange.respond(404, {}, "gone");
        const auto& [bytes, cutAfter] = found->second;
        std::size_t from = 0;
        if (const auto range = exchange.request().find("Range"))
            from = std::stoul(std::string(range->substr(6)));
        http::Fields fields;
        if (from > 0)
            fields.add(
                "Content-Range", "bytes " + std::to_string(from) + '-' +
                                     std::to_string(bytes.size() - 1) + '/' +
                                     std::to_string(bytes.size()));
        const auto writer =
            exchange.stream(from > 0 ? 206 : 200, std::move(fields), bytes.size() - from);
        writer->write(bytes.substr(from, cutAfter.value_or(bytes.size())));
        if (!cutAfter)
            return writer->finish();
        // What was written must be on its way before the connection is cut.
        m_timer = std::make_unique<boost::asio::steady_timer>(
            exchange.executor(), std::chrono::milliseconds(100));
        m_timer->async_wait([writer](boost::system::error_code) { writer->abort(); });
    }

    std::map<std::int64_t, protocol::SignedStatement> m_statements;
    std::int64_t m_epoch = 0;
    std::int64_t m_credit = 100;
    std::int64_t m_newestBatch = 0;
    platform::SystemClock m_clock;
    /// A connection may bring its next request while an answer to the last is given.
    mutable std::recursive_mutex m_mutex;
    std::vector<std::pair<std::string, QByteArray>> m_received;
    std::map<std::string, protocol::Problem> m_refusals;
    std::set<std::string> m_ignored;
    std::vector<std::shared_ptr<http::Exchange>> m_unanswered;
    std::map<std::string, File> m_files;
    std::deque<protocol::Command> m_commands;
    std::vector<std::string> m_notices;
    std::int64_t m_lastNotice = 0;
    std::int64_t m_lastCommand = 0;
    std::uint64_t m_nonce = 0;
    std::chrono::seconds m_offset{0};
    Certify m_certify;
    protocol::EvictionVerdict m_verdict;
    bool m_probed = false;
    std::vector<std::string> m_badSignatures;
    std::optional<crypto::PublicKey> m_key;
    protocol::NonceMemory m_nonces;
    std::shared_ptr<http::Exchange> m_held;
    std::unique_ptr<boost::asio::steady_timer> m_pollTimer;
    std::unique_ptr<boost::asio::steady_timer> m_timer;
    std::unique_ptr<http::Client> m_client;
    std::unique_ptr<http::Server> m_server;
};

} // namespace meson::test

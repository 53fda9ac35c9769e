// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/attached_machine.h"

#include "engine/terminal/snapshot_json.h"

#include <QDateTime>
#include <QJsonDocument>

namespace meson::node {

using namespace std::chrono_literals;

namespace {

constexpr auto kGap = 2s;
constexpr auto kLongestPause = 60s;
constexpr auto kLongestAnswer = 15s;
constexpr qsizetype kLongestText = 200;

constexpr const char* kRevoked =
    "That machine no longer lets this app in: it was revoked there. Attach it again with a new "
    "line.";
constexpr const char* kOtherKey =
    "Another key answers there than that machine's own: it was set up anew, or somebody stands in "
    "between. Nothing was sent.";
constexpr const char* kNoTerminal = "What answers there is no Terminal of this network's kind.";

http::ClientOptions clientOptions(const base::NodeId& node) {
    http::ClientOptions options;
    options.addresses = http::AddressPolicy::Any; // the owner named it
    options.pinned = node;
    options.idlePerHost = 1;
    return options;
}

/// When this computer's day began, in Unix seconds.
qint64 today() {
    return QDate::currentDate().startOfDay().toSecsSinceEpoch();
}

std::string shortText(const QJsonValue& value) {
    return value.toString().left(kLongestText).toStdString();
}

} // namespace

AttachedMachines::Machine::Machine(
    boost::asio::io_context& loop, MachineRecord record, const base::Clock& clock,
    std::function<void()> changed)
    : m_record(std::move(record))
    , m_clock(clock)
    , m_changed(std::move(changed))
    , m_client(loop.get_executor(), clientOptions(m_record.node))
    , m_timer(loop)
    , m_backoff(kGap, kLongestPause, terminal::systemJitter) {
    m_now.node = m_record.node;
    m_now.host = m_record.host;
    m_now.port = m_record.port;
    m_now.name = m_record.name;
}

void AttachedMachines::Machine::close() {
    m_isClosed = true;
    m_timer.cancel();
    m_client.stop();
}

void AttachedMachines::Machine::pair(
    const std::string& code, const std::string& ownName,
    std::function<void(base::Result<MachineRecord, std::string>)> done) {
    const QJsonObject body{
        {QStringLiteral("code"), QString::fromStdString(code)},
        {QStringLiteral("name"), QString::fromStdString(ownName)}};
    const auto text = QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString();
    send("POST", "/v1/pair", text, [this, done = std::move(done)](const Answer& answer) {
        if (!answer)
            return done(tl::unexpected(answer.error()));
        m_record.token = answer->value(QStringLiteral("token")).toString().toStdString();
        if (m_record.token.empty())
            return done(tl::unexpected(std::string(kNoTerminal)));
        done(m_record);
    });
}

void AttachedMachines::Machine::watch() {
    m_isWatched = true;
    ask();
}

void AttachedMachines::Machine::tell(
    const std::string& path, const QJsonObject& body, Answered done) {
    const auto text = QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString();
    send("POST", path, text, [this, done = std::move(done)](const Answer& answer) {
        done(answer);
        if (m_isWatched)
            ask();
    });
}

void AttachedMachines::Machine::forgetUs(std::function<void()> done) {
    m_isWatched = false;
    m_timer.cancel();
    send("DELETE", "/v1/pair", {}, [done = std::move(done)](const Answer&) { done(); });
}

void AttachedMachines::Machine::ask() {
    m_asksAgain = m_isAsking;
    if (m_isAsking)
        return;
    m_isAsking = true;
    m_timer.cancel();
    send("GET", "/v1/status?since=" + std::to_string(today()), {}, [this](const Answer& answer) {
        m_isAsking = false;
        if (m_isWatched)
            take(answer);
    });
}

void AttachedMachines::Machine::send(
    const std::string& method, const std::string& path, const std::string& body, Answered done) {
    http::ClientRequest request;
    request.method = method;
    request.url = "https://" + terminal::authorityOf(m_record.host, m_record.port) + path;
    request.body = body;
    request.totalTimeout = kLongestAnswer;
    request.bodyLimit = base::mebibytes(1);
    if (!body.empty())
        request.fields.emplace_back("Content-Type", "application/json");
    if (!m_record.token.empty())
        request.fields.emplace_back("Authorization", "Bearer " + m_record.token);
    m_client.fetch(
        std::move(request),
        [self = shared_from_this(), done = std::move(done)](const auto& answer) {
            if (!self->m_isClosed)
                done(self->read(answer));
        });
}

AttachedMachines::Machine::Answer AttachedMachines::Machine::read(
    const base::Result<http::SmallAnswer, http::ClientFailure>& answer) {
    m_failure = MachineState::Away;
    if (!answer && answer.error().code == http::ClientError::OtherKey) {
        m_failure = MachineState::OtherKey;
        return tl::unexpected(std::string(kOtherKey));
    }
    if (!answer)
        return tl::unexpected(base::explain(answer.error()));
    if (answer->head.status == 401) {
        m_failure = MachineState::Revoked;
        return tl::unexpected(std::string(kRevoked));
    }
    const QJsonDocument json = QJsonDocument::fromJson(QByteArray::fromStdString(answer->body));
    if (!json.isObject())
        return tl::unexpected(std::string(kNoTerminal));
    if (answer->head.status != 200)
        return tl::unexpected(shortText(json.object().value(QStringLiteral("title"))));
    return json.object();
}

void AttachedMachines::Machine::take(const Answer& answer) {
    if (!answer)
        return fail(m_failure, answer.error());
    auto status = terminal::snapshotFrom(*answer);
    if (!status || status->node != m_record.node)
        return fail(MachineState::Away, kNoTerminal);
    const QJsonObject earned = answer->value(QStringLiteral("earned")).toObject();
    const QJsonValue amount = earned.value(QStringLiteral("amount"));
    m_now.earnedToday =
        amount.isDouble() ? std::optional(base::MicroTokens(amount.toInteger())) : std::nullopt;
    m_now.isDemo = earned.value(QStringLiteral("demo")).toBool();
    m_now.version = shortText(answer->value(QStringLiteral("version")));
    m_now.name = status->name;
    m_now.status = std::move(status);
    m_now.seen = m_clock.wall();
    m_now.state = MachineState::Attached;
    m_now.problem.clear();
    m_record.name = m_now.name;
    m_backoff.reset();
    askAfter(kGap);
    m_changed();
}

void AttachedMachines::Machine::fail(MachineState state, std::string problem) {
    m_now.state = state;
    m_now.problem = std::move(problem);
    if (state != MachineState::Revoked)
        askAfter(m_backoff.next());
    m_changed();
}

void AttachedMachines::Machine::askAfter(std::chrono::milliseconds pause) {
    if (std::exchange(m_asksAgain, false))
        return ask();
    m_timer.expires_after(pause);
    m_timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
        const auto self = weak.lock();
        if (!error && self && !self->m_isClosed)
            self->ask();
    });
}

} // namespace meson::node

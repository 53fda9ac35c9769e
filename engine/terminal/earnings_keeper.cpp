// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/earnings_keeper.h"

#include "engine/protocol/limits.h"
#include "engine/terminal/earnings_check.h"
#include "engine/terminal/earnings_json.h"
#include "engine/terminal/terminal_log.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QSaveFile>
#include <algorithm>
#include <utility>

namespace meson::terminal {

using namespace std::chrono_literals;

namespace {

QString textOf(const std::string& text) {
    return QString::fromStdString(text);
}

template <std::size_t N>
QString textOf(const std::array<std::uint8_t, N>& bytes) {
    return QString::fromStdString(base::toBase64Url(bytes));
}

template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> bytesFrom(const QJsonValue& value) {
    const auto bytes = base::fromBase64Url(value.toString().toStdString());
    std::array<std::uint8_t, N> out;
    if (!bytes || bytes->size() != N)
        return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), out.begin());
    return out;
}

QByteArray lineOf(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

EarningsKeeper::EarningsKeeper(std::filesystem::path file, Parts parts, Backoff backoff)
    : m_file(std::move(file))
    , m_parts(std::move(parts))
    , m_backoff(std::move(backoff)) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &EarningsKeeper::ask);
}

EarningsKeeper::~EarningsKeeper() = default;

// --- on disk
// --------------------------------------------------------------------------------------

// statements.jsonl: the Router's key, then one line for each epoch:
//     {"routerKey":"<base64url>"}
//     {"text":"<statement>","signature":"<base64url>","countersigned":true,"own":{"receipts":1,…}}
void EarningsKeeper::open() {
    QFile file(QString::fromStdU16String(m_file.u16string()));
    if (!file.open(QIODevice::ReadOnly))
        return; // none yet
    m_routerKey = bytesFrom<32>(
        QJsonDocument::fromJson(file.readLine()).object().value(QStringLiteral("routerKey")));
    while (m_routerKey && !file.atEnd())
        readLine(file.readLine());
    if (!m_routerKey)
        refuse(m_file.string() + " is damaged; the Router is asked for all statements again.");
    // From the first that is missing or altered on, the Router is asked again.
    for (const auto& [epoch, kept] : m_kept) {
        const bool mayBeFirst = m_after == 0 && m_kept.size() == kKept; // older ones went
        const bool follows = kept.record.statement.previous == m_after || mayBeFirst;
        if (!kept.record.isSignatureValid || !follows) {
            refuse(
                m_file.string() + ": the statement of epoch " + std::to_string(epoch) +
                " or the one before it is damaged or was altered; the Router is asked again.");
            break;
        }
        m_after = epoch;
    }
}

void EarningsKeeper::readLine(const QByteArray& line) {
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    Kept kept;
    kept.received.text = object.value(QStringLiteral("text")).toString().toStdString();
    const auto signature = bytesFrom<64>(object.value(QStringLiteral("signature")));
    kept.received.signature = signature.value_or(crypto::Signature());
    auto statement =
        protocol::readStatement(kept.received, *m_routerKey, m_parts.identity.nodeId());
    kept.record.isSignatureValid = statement.has_value();
    if (!statement) {
        auto altered =
            protocol::decode<protocol::Statement>(QByteArray::fromStdString(kept.received.text));
        if (!altered)
            return refuse(m_file.string() + ": a line is damaged.");
        statement = *std::move(altered);
    }
    kept.record.statement = *std::move(statement);
    kept.record.isCountersigned = object.value(QStringLiteral("countersigned")).toBool();
    if (const QJsonValue own = object.value(QStringLiteral("own")); own.isObject())
        kept.record.own = ownReceiptsFrom(own.toObject());
    m_kept[kept.record.statement.epoch] = std::move(kept);
}

void EarningsKeeper::save() {
    QByteArray text = lineOf({{QStringLiteral("routerKey"), textOf(*m_routerKey)}});
    for (const auto& [epoch, kept] : m_kept) {
        QJsonObject line{
            {QStringLiteral("text"), textOf(kept.received.text)},
            {QStringLiteral("signature"), textOf(kept.received.signature)},
            {QStringLiteral("countersigned"), kept.record.isCountersigned}};
        if (kept.record.own)
            line.insert(QStringLiteral("own"), toJson(*kept.record.own));
        text += lineOf(line);
    }
    m_disk.post([this, keeper = QPointer(this),
                 name = QString::fromStdU16String(m_file.u16string()), text] {
        QSaveFile file(name);
        if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit())
            return;
        m_parts.control.post([keeper, error = file.errorString().toStdString()] {
            if (keeper)
                keeper->refuse(
                    keeper->m_file.string() + " cannot be written (" + error +
                    "): free some space; the statements are kept in memory.");
        });
    });
}

void EarningsKeeper::close() {
    setOnline(false);
    m_disk.waitUntilIdle();
}

// --- from the Router
// ------------------------------------------------------------------------------

void EarningsKeeper::setNetwork(const protocol::NetworkInfo& network) {
    m_epochSeconds = network.epochSeconds;
    m_demo = network.demo;
    if (!m_routerKey)
        m_routerKey = network.routerKey;
    else if (*m_routerKey != network.routerKey)
        refuse(
            "The Router shows another key than the one that signed the statements in " +
            m_file.string() +
            ": its new statements are refused. Ask the operator whether the key "
            "was changed; then move the file away.");
}

void EarningsKeeper::setOnline(bool online) {
    if (online == m_online)
        return;
    m_online = online;
    if (online)
        ask();
    else
        m_timer.stop();
}

void EarningsKeeper::ask() {
    if (!m_online || m_underWay || !m_routerKey)
        return;
    m_timer.stop();
    m_underWay = true;
    refreshOwn();
    const protocol::StatementsRequest request{m_after, agreeable()};
    m_agreeing.clear();
    for (const protocol::Countersignature& agreed : request.agreed)
        m_agreeing.push_back(agreed.epoch);
    m_parts.channel.call<protocol::Statements>(
        this, "POST", m_parts.channel.ownPath("/statements"), protocol::encode(request), 30s,
        [this](ChannelResult<protocol::Statements> answer) { answered(std::move(answer)); });
}

void EarningsKeeper::answered(ChannelResult<protocol::Statements> answer) {
    m_underWay = false;
    if (!answer) {
        refuse(explain(answer.error()));
        if (m_online)
            m_timer.start(m_backoff.next());
        return;
    }
    m_backoff.reset();
    m_problem.clear();
    bool hasChanged = !m_agreeing.empty();
    for (const std::int64_t epoch : std::exchange(m_agreeing, {}))
        m_kept[epoch].record.isCountersigned = true;
    for (const protocol::SignedStatement& received : answer->statements) {
        if (!take(received))
            break;
        hasChanged = true;
    }
    while (m_kept.size() > kKept)
        m_kept.erase(m_kept.begin());
    refreshOwn();
    if (hasChanged)
        save();
    if (hasChanged && m_onChanged)
        m_onChanged();
    const bool isMore = answer->statements.size() == protocol::limits::kStatements;
    if (m_problem.empty() && (isMore || !agreeable().empty()))
        return ask();
    askAfter(answer->epochEnds);
}

/// Whether the next one may be looked at.
bool EarningsKeeper::take(const protocol::SignedStatement& received) {
    auto statement = protocol::readStatement(received, *m_routerKey, m_parts.identity.nodeId());
    if (!statement) {
        refuse("A statement was refused: " + base::explain(statement.error()));
        return false;
    }
    const std::int64_t epoch = statement->epoch;
    const auto known = m_kept.find(epoch);
    const bool isKnown = known != m_kept.end() && known->second.record.isSignatureValid;
    if (isKnown && known->second.received.text != received.text) {
        refuse(
            "The Router signed two different statements for epoch " + std::to_string(epoch) +
            "; the first is kept.");
        return false;
    }
    m_after = std::max(m_after, epoch);
    if (isKnown)
        return true;
    Kept& kept = m_kept[epoch];
    kept.received = received;
    kept.record.statement = *std::move(statement);
    kept.record.isSignatureValid = true;
    return true;
}

/// Own sums grow until an epoch's last batch was acknowledged.
void EarningsKeeper::refreshOwn() {
    for (const auto& [epoch, own] : m_parts.receipts()) {
        if (const auto kept = m_kept.find(epoch); kept != m_kept.end())
            kept->second.record.own = own;
    }
}

/// Agreement to each statement that adds up and has none yet.
std::vector<protocol::Countersignature> EarningsKeeper::agreeable() const {
    std::vector<protocol::Countersignature> agreed;
    const Kept* previous = nullptr;
    for (const auto& [epoch, kept] : m_kept) {
        std::vector<EarningsRecord> records;
        if (previous != nullptr)
            records.push_back(previous->record);
        records.push_back(kept.record);
        previous = &kept;
        if (kept.record.isCountersigned || agreed.size() == protocol::limits::kStatements)
            continue;
        std::vector<CheckLine> lines = checkEarnings(records);
        std::erase_if(
            lines, [epoch = epoch](const CheckLine& line) { return line.epoch != epoch; });
        if (addsUp(lines))
            agreed.push_back({epoch, protocol::countersign(kept.received.text, m_parts.identity)});
    }
    return agreed;
}

/// A little after the epoch's end, each Terminal at another moment.
void EarningsKeeper::askAfter(std::int64_t epochEnds) {
    if (!m_online)
        return;
    const std::int64_t spread = std::clamp<std::int64_t>(m_epochSeconds * 100, 100, 600'000);
    const std::int64_t wait =
        std::clamp<std::int64_t>(
            epochEnds - base::unixSeconds(m_parts.clock.now()), 0, m_epochSeconds) *
        1000;
    m_timer.start(std::chrono::milliseconds(
        wait + 1'000 + static_cast<std::int64_t>(systemJitter() * static_cast<double>(spread))));
}

void EarningsKeeper::refuse(std::string problem) {
    if (problem != m_problem)
        qCWarning(lcTerminal, "%s", problem.c_str());
    m_problem = std::move(problem);
}

// --- to the owner
// ---------------------------------------------------------------------------------

Earnings EarningsKeeper::earnings() const {
    Earnings earnings;
    earnings.problem = m_problem;
    earnings.demo = m_demo;
    const ReceiptTotals& receipts = m_parts.receipts();
    for (const auto& [epoch, kept] : m_kept) {
        EarningsRecord& record = earnings.records.emplace_back(kept.record);
        if (const auto own = receipts.find(epoch); own != receipts.end())
            record.own = own->second;
        if (record.isSignatureValid)
            earnings.balance = record.statement.balance;
    }
    const std::int64_t latest = m_kept.empty() ? 0 : m_kept.rbegin()->first;
    earnings.unsettled.insert(receipts.upper_bound(latest), receipts.end());
    return earnings;
}

std::string EarningsKeeper::penalty() const {
    const auto latest = std::find_if(m_kept.rbegin(), m_kept.rend(), [](const auto& kept) {
        return kept.second.record.isSignatureValid;
    });
    if (latest == m_kept.rend())
        return {};
    const protocol::Statement& statement = latest->second.record.statement;
    return statement.penalty() > base::Bytes(0) ? statement.cause : std::string();
}

} // namespace meson::terminal

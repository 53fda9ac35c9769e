// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/node_registry.h"

#include "engine/protocol/limits.h"
#include "engine/router/network_prefix.h"

#include <QLoggingCategory>
#include <cmath>
#include <cstring>

namespace meson::router {

Q_LOGGING_CATEGORY(lcNodes, "meson.router.nodes", QtWarningMsg)

namespace {

constexpr std::chrono::hours kPresenceWindow{1};
constexpr double kUnknownCapacity = 12.5e6;

std::uint64_t keyOf(const protocol::ShortNodeId& id) {
    std::uint64_t key;
    std::memcpy(&key, id.data(), sizeof key);
    return key;
}

std::string authorityOf(const Node& node) {
    const std::string host = node.host();
    return (node.enrolment.tls ? "https://" : "http://") +
           (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" +
           std::to_string(node.enrolment.port);
}

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

} // namespace

void Node::tell(std::string notice) {
    if (notice.empty())
        return;
    if (notices.size() >= protocol::limits::kNotices)
        notices.erase(notices.begin());
    notices.push_back(std::move(notice));
    ++lastNotice;
}

void Node::noticesCame(std::int64_t upTo) {
    while (!notices.empty() && lastNotice - std::ssize(notices) < upTo)
        notices.erase(notices.begin());
}

double Node::capacity() const {
    if (uploadLimit.count() > 0)
        return static_cast<double>(uploadLimit.count());
    return uploadMeasured.count() > 0 ? static_cast<double>(uploadMeasured.count())
                                      : kUnknownCapacity;
}

std::string_view sentence(RegistryError) {
    return "Another node's id begins with the same 8 bytes: make a new key.";
}

NodeRegistry::NodeRegistry(std::vector<std::uint8_t> masterKey, const base::Clock& clock)
    : m_masterKey(std::move(masterKey))
    , m_clock(clock)
    , m_hourEnds(clock.steady() + kPresenceWindow) {}

base::Result<void, DatabaseFailure> NodeRegistry::load(Database& database) {
    auto made = database.migrate(
        QStringLiteral("nodes"),
        {QStringLiteral(
             "CREATE TABLE node (id TEXT PRIMARY KEY, public_key TEXT NOT NULL, "
             "address TEXT NOT NULL, port INTEGER NOT NULL, tls INTEGER NOT NULL, "
             "name TEXT NOT NULL, software TEXT NOT NULL, payout TEXT NOT NULL, "
             "has_left INTEGER NOT NULL, suspension TEXT NOT NULL, "
             "suspended_until BIGINT NOT NULL, good BIGINT NOT NULL, bad BIGINT NOT NULL, "
             "last_batch BIGINT NOT NULL)"),
         QStringLiteral("ALTER TABLE node ADD COLUMN presence BIGINT NOT NULL DEFAULT 1000000"),
         QStringLiteral("ALTER TABLE node ADD COLUMN host TEXT NOT NULL DEFAULT ''")});
    if (!made)
        return made;
    const auto rows = database.query(QStringLiteral(
        "SELECT public_key, address, port, tls, name, software, payout, has_left, suspension, "
        "suspended_until, good, bad, last_batch, presence, host FROM node"));
    if (!rows)
        return tl::unexpected(rows.error());
    for (const Database::Row& row : *rows) {
        Enrolment enrolment;
        const auto key = base::fromHex(row[0].toString().toStdString());
        boost::system::error_code error;
        enrolment.address = boost::asio::ip::make_address(row[1].toString().toStdString(), error);
        if (!key || key->size() != enrolment.publicKey.size() || error)
            return base::fail(DatabaseError::Damaged, "node");
        std::copy(key->begin(), key->end(), enrolment.publicKey.begin());
        enrolment.port = static_cast<std::uint16_t>(row[2].toUInt());
        enrolment.tls = row[3].toBool();
        enrolment.name = row[4].toString().toStdString();
        enrolment.software = row[5].toString().toStdString();
        enrolment.payoutAddress = row[6].toString().toStdString();
        enrolment.host = row[14].toString().toStdString();
        Node& node = at(addNode(enrolment, crypto::nodeIdOf(enrolment.publicKey)));
        node.hasLeft = row[7].toBool();
        node.reputation = Reputation(
            {row[10].toDouble() / 1e6, row[11].toDouble() / 1e6, row[13].toDouble() / 1e6,
             row[8].toString().toStdString(), base::fromUnixSeconds(row[9].toLongLong())});
        node.lastBatch = row[12].toLongLong();
    }
    return {};
}

Database::Row NodeRegistry::rowOf(NodeIndex index) const {
    const Node& node = at(index);
    const Reputation::State& standing = node.reputation.state();
    const auto millionths = [](double value) { return qlonglong(std::llround(value * 1e6)); };
    return {
        text(base::toText(node.id)),
        text(base::toHex(node.enrolment.publicKey)),
        text(node.enrolment.address.to_string()),
        node.enrolment.port,
        node.enrolment.tls ? 1 : 0,
        text(node.enrolment.name),
        text(node.enrolment.software),
        text(node.enrolment.payoutAddress),
        node.hasLeft ? 1 : 0,
        text(standing.suspension),
        qlonglong(base::unixSeconds(standing.suspendedUntil)),
        millionths(standing.good),
        millionths(standing.bad),
        qlonglong(node.lastBatch),
        millionths(standing.presence),
        text(node.enrolment.host)};
}

void NodeRegistry::save(StateWriter& writer, NodeIndex index, std::function<void(bool)> saved) {
    // The batch number is written with the receipts themselves: an older copy must not undo it.
    const QString sql = QStringLiteral(
        "INSERT INTO node (id, public_key, address, port, tls, name, software, payout, has_left, "
        "suspension, suspended_until, good, bad, last_batch, presence, host) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET address = excluded.address, port = excluded.port, "
        "tls = excluded.tls, name = excluded.name, software = excluded.software, "
        "payout = excluded.payout, has_left = excluded.has_left, "
        "suspension = excluded.suspension, suspended_until = excluded.suspended_until, "
        "good = excluded.good, bad = excluded.bad, presence = excluded.presence, "
        "host = excluded.host");
    writer.ask(
        [&database = writer.database(), sql, row = rowOf(index)] {
            const auto written = database.query(sql, row);
            if (!written)
                qCWarning(lcNodes, "%s", base::explain(written.error()).c_str());
            return written.has_value();
        },
        std::move(saved));
}

void NodeRegistry::save(StateWriter& writer, NodeIndex index) {
    save(writer, index, [](bool) {});
}

base::Result<NodeIndex, base::Failure<RegistryError>>
NodeRegistry::enrol(const Enrolment& enrolment) {
    const base::NodeId id = crypto::nodeIdOf(enrolment.publicKey);
    if (const auto known = find(id)) {
        Node& node = at(*known);
        describe(node, enrolment);
        node.hasLeft = false;
        node.state = protocol::TerminalState::Serving;
        node.heartbeat = 0;
        heard(*known);
        return *known;
    }
    if (m_byShortId.contains(keyOf(protocol::shortId(id))))
        return base::fail(RegistryError::ShortIdTaken, base::toText(id));
    const NodeIndex index = addNode(enrolment, id);
    heard(index);
    return index;
}

NodeIndex NodeRegistry::addNode(const Enrolment& enrolment, const base::NodeId& id) {
    const NodeIndex index = size();
    m_nodes.push_back(std::make_unique<Node>(id, protocol::terminalTokenKey(m_masterKey, id)));
    m_servingAt.push_back(kNotServing);
    describe(*m_nodes.back(), enrolment);
    m_nodes.back()->lastNotice = base::unixSeconds(m_clock.wall());
    m_byId.emplace(id, index);
    m_byShortId.emplace(keyOf(m_nodes.back()->shortId), index);
    return index;
}

void NodeRegistry::describe(Node& node, const Enrolment& enrolment) {
    node.enrolment = enrolment;
    node.authority = authorityOf(node);
    node.network = clientNetworkOf(enrolment.address);
}

std::optional<NodeIndex> NodeRegistry::find(const base::NodeId& id) const {
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? std::nullopt : std::optional(found->second);
}

std::optional<NodeIndex> NodeRegistry::find(const protocol::ShortNodeId& id) const {
    const auto found = m_byShortId.find(keyOf(id));
    return found == m_byShortId.end() ? std::nullopt : std::optional(found->second);
}

void NodeRegistry::heard(NodeIndex index) {
    Node& node = at(index);
    node.lastContact = m_clock.steady();
    node.isAlive = true;
    stateChanged(index);
}

void NodeRegistry::lost(NodeIndex index) {
    at(index).isAlive = false;
    stateChanged(index);
}

std::vector<NodeIndex> NodeRegistry::loseSilent(base::SteadyTime::duration patience) {
    std::vector<NodeIndex> silent;
    const base::SteadyTime now = m_clock.steady();
    for (NodeIndex index = 0; index < size(); ++index) {
        if (!at(index).isAlive || now - at(index).lastContact <= patience)
            continue;
        lost(index);
        silent.push_back(index);
    }
    return silent;
}

void NodeRegistry::stateChanged(NodeIndex index) {
    std::uint32_t& place = m_servingAt[index];
    if (at(index).isServing() == (place != kNotServing))
        return;
    if (place == kNotServing) {
        place = static_cast<std::uint32_t>(m_serving.size());
        m_serving.push_back(index);
        return;
    }
    const NodeIndex last = m_serving.back();
    m_serving[place] = last;
    m_servingAt[last] = place;
    m_serving.pop_back();
    place = kNotServing;
}

std::vector<NodeIndex> NodeRegistry::endSuspensions() {
    std::vector<NodeIndex> ended;
    for (NodeIndex index = 0; index < size(); ++index) {
        Node& node = at(index);
        std::string notice = node.reputation.endSuspension(m_clock.wall());
        if (notice.empty())
            continue;
        node.tell(std::move(notice));
        stateChanged(index);
        ended.push_back(index);
    }
    return ended;
}

std::vector<NodeIndex> NodeRegistry::countPresence() {
    std::vector<NodeIndex> changed;
    const bool hourIsOver = m_clock.steady() >= m_hourEnds;
    for (NodeIndex index = 0; index < size(); ++index) {
        Node& node = at(index);
        node.secondsAlive += node.isAlive ? 1 : 0;
        if (!hourIsOver)
            continue;
        // One who left or paused said so; half an hour makes an hour of presence.
        const bool isExcused = node.hasLeft || node.state != protocol::TerminalState::Serving;
        const bool wasThere =
            node.secondsAlive * 2 >= std::chrono::seconds(kPresenceWindow).count();
        node.secondsAlive = 0;
        if (!wasThere && isExcused)
            continue;
        const double before = node.reputation.state().presence;
        node.tell(node.reputation.noteHour(wasThere ? Presence::There : Presence::Away));
        if (node.reputation.state().presence != before)
            changed.push_back(index);
    }
    if (hourIsOver)
        m_hourEnds += kPresenceWindow;
    return changed;
}

} // namespace meson::router

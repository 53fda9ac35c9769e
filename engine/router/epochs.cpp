// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/epochs.h"

#include "engine/protocol/reward_formula.h"
#include "engine/router/epoch_store.h"

#include <QLoggingCategory>
#include <algorithm>
#include <cmath>

namespace meson::router {

Q_LOGGING_CATEGORY(lcEpochs, "meson.router.epochs", QtWarningMsg)

namespace {

// How often standing ready is written down, and how often old tokens are dropped.
constexpr std::chrono::seconds kStandbyInterval{60};
constexpr std::chrono::seconds kForgetInterval{300};
constexpr std::int64_t kEarningsEpochs = 1'000;

std::int64_t qualityOf(const Node& node) {
    return node.isSuspended() ? 0 : std::llround(node.reputation.quality() * 1e6);
}

long percent(double part) {
    return std::lround(part * 100);
}

/// Why the quality is below 1, with its parts; empty if it is not.
std::string causeOf(const Node& node) {
    if (node.isSuspended())
        return node.reputation.suspension();
    if (qualityOf(node) == protocol::kFullQuality)
        return {};
    return "Checks found " + std::to_string(percent(node.reputation.score())) +
           " % of what was promised, and it was there " +
           std::to_string(percent(node.reputation.state().presence)) + " % of the latest hours.";
}

/// Seconds of standing ready since the last call, with the quality of this moment.
NodeWork takeWork(Node& node) {
    return {
        base::toText(node.id), base::Bytes(0), qualityOf(node),
        std::exchange(node.secondsServed, 0), causeOf(node)};
}

} // namespace

Epochs::Epochs(
    StateWriter& writer, NodeRegistry& registry, IssuedTokens& tokens, EpochOptions options,
    const base::Clock& clock)
    : m_writer(writer)
    , m_registry(registry)
    , m_tokens(tokens)
    , m_quota(options.clientQuota)
    , m_options(options)
    , m_clock(clock)
    , m_standbyCounted(clock.steady())
    , m_tokensForgotten(clock.steady()) {}

base::Result<void, DatabaseFailure> Epochs::load() {
    Database& database = m_writer.database();
    if (auto made = epoch_store::createTables(database); !made)
        return made;
    if (auto made = Ledger::createTables(database); !made)
        return made;
    const auto open = epoch_store::openEpochs(database);
    if (!open)
        return tl::unexpected(open.error());
    if (open->empty()) {
        m_number = epoch_store::lastEpoch(database) + 1;
        m_starts = base::unixSeconds(m_clock.wall());
        m_ends = m_starts + m_options.length.count();
        if (!epoch_store::insertEpoch(database, {m_number, m_starts, m_ends}))
            return base::fail(DatabaseError::Failed, "epoch");
    } else {
        m_number = open->back().number;
        m_starts = open->back().starts;
        m_ends = open->back().ends;
    }
    for (std::size_t i = 0; i + 1 < open->size(); ++i) {
        const epoch_store::OpenEpoch& epoch = (*open)[i];
        m_unsettled.push_back(
            {{epoch.number,
              emissionFor(m_options.emission, epoch.ends - epoch.starts, m_options.length.count())},
             [] {}});
    }
    for (const auto& [network, bytes] : epoch_store::countedByNetwork(database, m_number))
        m_quota.restore(network, bytes);
    readTotals();
    return {};
}

/// What earlier runs left in the books, for the figures that are shown.
void Epochs::readTotals() {
    Database& database = m_writer.database();
    const epoch_store::Totals totals = epoch_store::totals(database);
    m_byTerminals = totals.byTerminals;
    m_byRouter = totals.byRouter;
    m_settled = totals.settledEpochs;
    for (const auto& [text, bytes] : totals.credited) {
        const auto id = base::idFromText<base::NodeId>(text);
        if (const auto node = id ? m_registry.find(*id) : std::nullopt)
            m_registry.at(*node).credited = bytes;
    }
    const Ledger ledger(database);
    for (NodeIndex node = 0; node < m_registry.size(); ++node)
        m_registry.at(node).balance = base::MicroTokens(
            ledger.balance(Asset::Rewards, "terminal:" + base::toText(m_registry.at(node).id))
                .value_or(0));
    m_ledgerIsBalanced = ledger.isBalancedSince(ledger.latest());
}

/// A batch with what each client network has quota for, taken from it.
epoch_store::Booking Epochs::split(NodeIndex node, const BatchCredit& batch) {
    epoch_store::Booking booking;
    booking.node = base::toText(m_registry.at(node).id);
    booking.stated = batch.stated;
    booking.receipts = batch.receipts;
    booking.answer.batch = batch.batch;
    booking.answer.epoch = m_number;
    booking.answer.accepted = static_cast<std::int64_t>(batch.credits.size());
    booking.answer.refused = batch.refused();
    std::map<BindingNumber, epoch_store::Delivered> byBinding;
    for (const Credit& credit : batch.credits) {
        const base::Bytes counted = m_quota.take(credit.network, credit.bytes);
        const base::Bytes held = credit.bytes - counted;
        const std::string object = base::toText(credit.object);
        booking.answer.creditedBytes += counted;
        booking.answer.heldBytes += held;
        booking.trail.push_back(
            {credit.nonce, object, held.count() > 0 ? credit.network : 0, credit.stated, counted,
             held});
        if (held.count() > 0)
            booking.held.push_back({object, credit.network, credit.binding, held});
        if (credit.purpose != TokenPurpose::Client)
            continue;
        booking.counted[credit.network] += counted;
        if (credit.isComplete && held.count() == 0)
            booking.completions.emplace_back(object, credit.network);
        epoch_store::Delivered& delivered = byBinding[credit.binding];
        delivered.byTerminals += counted;
        ++delivered.requests;
    }
    for (auto& [binding, item] : byBinding) {
        item.binding = binding;
        booking.delivered.push_back(item);
    }
    return booking;
}

void Epochs::receipts(NodeIndex node, BatchCredit batch, BatchDone done) {
    epoch_store::Booking booking = split(node, batch);
    auto tokens = m_tokens.takeUnsaved(m_registry, m_quota);
    auto write = [&database = m_writer.database(), tokens, batch, booking] {
        return database.transaction([&] {
            return epoch_store::addIssued(database, booking.answer.epoch, tokens) &&
                   IssuedTokens::saveCredits(database, batch) &&
                   epoch_store::book(database, booking) &&
                   database
                       .query(
                           QStringLiteral("UPDATE node SET last_batch = ? WHERE id = ?"),
                           {qlonglong(batch.batch), QString::fromStdString(booking.node)})
                       .has_value();
        });
    };
    m_writer.ask(
        std::move(write), [this, node, batch, booking = std::move(booking),
                           tokens = std::move(tokens), done = std::move(done)](bool written) {
            if (!written) {
                giveBack(booking);
                m_unwritten.push_back(
                    std::make_shared<Second>(Second{booking.answer.epoch, tokens, {}, {}}));
                return done(std::nullopt);
            }
            enter(node, batch, booking);
            done(booking.answer);
        });
}

void Epochs::enter(NodeIndex node, const BatchCredit& batch, const epoch_store::Booking& booking) {
    m_tokens.apply(batch);
    m_registry.at(node).lastBatch = batch.batch;
    m_registry.at(node).credited += booking.answer.creditedBytes;
    for (const epoch_store::Delivered& item : booking.delivered)
        m_byTerminals += item.byTerminals;
}

void Epochs::giveBack(const epoch_store::Booking& booking) {
    if (booking.answer.epoch != m_number)
        return;
    for (const auto& [network, bytes] : booking.counted)
        m_quota.giveBack(network, bytes);
}

void Epochs::repeatAnswer(NodeIndex node, std::int64_t batch, BatchDone done) {
    m_writer.ask(
        [&database = m_writer.database(), id = base::toText(m_registry.at(node).id)] {
            return epoch_store::lastAnswer(database, id);
        },
        [batch, done = std::move(done)](
            base::Result<std::optional<protocol::ReceiptsAnswer>, DatabaseFailure> last) {
            if (!last)
                return done(std::nullopt);
            // Only the newest is kept: an older one was answered, or its Terminal would not go on.
            if (!*last || (*last)->batch != batch)
                return done(protocol::ReceiptsAnswer{batch, 0, {}, {}, {}, 0});
            done(std::move(*last));
        });
}

void Epochs::checkPassed(NodeIndex node, const base::ContentId& object) {
    m_writer.post([&database = m_writer.database(), epoch = m_number,
                   id = base::toText(m_registry.at(node).id), text = base::toText(object)] {
        if (!epoch_store::addCheck(database, epoch, id, text))
            qCWarning(lcEpochs, "A passed check could not be written down.");
    });
}

void Epochs::deliveredByRouter(BindingNumber binding, base::Bytes bytes) {
    RouterDelivery& delivery = m_routerDeliveries[binding];
    delivery.bytes += bytes;
    ++delivery.requests;
    m_byRouter += bytes;
}

void Epochs::flush() {
    std::vector<epoch_store::Delivered> delivered;
    for (const auto& [binding, item] : std::exchange(m_routerDeliveries, {}))
        delivered.push_back({binding, base::Bytes(0), item.bytes, item.requests});
    auto tokens = m_tokens.takeUnsaved(m_registry, m_quota);
    auto standby = takeStandby();
    for (std::shared_ptr<const Second>& refused : std::exchange(m_unwritten, {}))
        write(std::move(refused));
    if (!delivered.empty() || !tokens.rows.empty() || !standby.empty())
        write(std::make_shared<Second>(
            Second{m_number, std::move(tokens), std::move(delivered), std::move(standby)}));
    if (m_ending)
        writeEnding();
}

void Epochs::saveTokens() {
    m_tokensWait = m_beingWritten > 0;
    // An epoch is settled between two writes: around its end those of each second do.
    if (m_tokensWait || m_ending || !m_unsettled.empty())
        return;
    if (auto tokens = m_tokens.takeUnsaved(m_registry, m_quota); !tokens.rows.empty())
        write(std::make_shared<Second>(Second{m_number, std::move(tokens), {}, {}}));
}

void Epochs::write(std::shared_ptr<const Second> second) {
    ++m_beingWritten;
    m_writer.ask(
        [&database = m_writer.database(), second] {
            return database.transaction([&] {
                return epoch_store::addIssued(database, second->epoch, second->tokens) &&
                       epoch_store::addDelivered(database, second->epoch, second->delivered) &&
                       epoch_store::addStandby(database, second->epoch, second->standby);
            });
        },
        [this, second](bool written) {
            --m_beingWritten;
            if (!written) {
                qCWarning(
                    lcEpochs,
                    "Deliveries of a second could not be written down; it is tried again.");
                m_unwritten.push_back(second);
            }
            if (m_tokensWait)
                saveTokens();
        });
}

std::vector<NodeWork> Epochs::takeStandby() {
    std::vector<NodeWork> nodes;
    for (NodeIndex index = 0; index < m_registry.size(); ++index) {
        Node& node = m_registry.at(index);
        if (node.secondsServed == 0)
            continue;
        nodes.push_back(takeWork(node));
    }
    return nodes;
}

void Epochs::tick() {
    const base::SteadyTime now = m_clock.steady();
    const auto passed = std::chrono::floor<std::chrono::seconds>(now - m_standbyCounted);
    if (passed >= kStandbyInterval || passed >= m_options.length / 2) {
        m_standbyCounted += passed;
        for (const NodeIndex node : m_registry.serving())
            m_registry.at(node).secondsServed += passed.count();
    }
    settleUnsettled();
    flush();
    if (now - m_tokensForgotten >= kForgetInterval) {
        m_tokensForgotten = now;
        const base::WallTime wall = m_clock.wall();
        m_tokens.forget(wall);
        m_writer.post([&database = m_writer.database(), wall] {
            IssuedTokens::forgetOnDisk(database, wall);
        });
    }
    if (m_ending)
        return;
    const std::int64_t wall = base::unixSeconds(m_clock.wall());
    if (wall >= m_ends)
        close(
            m_options.length.count(), wall < m_ends + m_options.length.count() ? m_ends : wall,
            LedgerCheck::New, [] {});
}

void Epochs::closeNow(std::function<void()> done) {
    if (m_ending) {
        m_closeNext.push_back([this, done = std::move(done)] { closeNow(done); });
        return;
    }
    const std::int64_t wall = base::unixSeconds(m_clock.wall());
    flush();
    close(wall - m_starts, wall, LedgerCheck::Whole, std::move(done));
}

void Epochs::close(
    std::int64_t emissionSeconds, std::int64_t nextStart, LedgerCheck check,
    std::function<void()> done) {
    Closing closing{
        m_number, emissionFor(m_options.emission, emissionSeconds, m_options.length.count()),
        check};
    const auto ready =
        std::chrono::floor<std::chrono::seconds>(m_clock.steady() - m_standbyCounted);
    m_standbyCounted += ready;
    for (const NodeIndex node : m_registry.serving())
        m_registry.at(node).secondsServed += ready.count();
    std::vector<NodeWork> nodes; // standby and quality; credited bytes are on disk
    nodes.reserve(m_registry.size());
    for (NodeIndex index = 0; index < m_registry.size(); ++index)
        nodes.push_back(takeWork(m_registry.at(index)));
    ++m_number;
    m_quota.startEpoch();
    m_starts = nextStart;
    m_ends = nextStart + m_options.length.count();
    m_ending = std::make_shared<Ending>(Ending{
        std::move(closing),
        nextStart,
        {m_number, m_starts, m_ends},
        std::move(nodes),
        std::move(done)});
    writeEnding();
}

void Epochs::writeEnding() {
    if (std::exchange(m_endingIsBeingWritten, true))
        return;
    m_writer.ask(
        [&database = m_writer.database(), ending = m_ending] {
            return database.transaction([&] {
                return epoch_store::addStandby(database, ending->closing.number, ending->nodes) &&
                       epoch_store::endEpoch(database, ending->closing.number, ending->ended) &&
                       epoch_store::insertEpoch(database, ending->next);
            });
        },
        [this](bool written) {
            m_endingIsBeingWritten = false;
            if (written)
                return endingWritten();
            qCWarning(
                lcEpochs, "The end of an epoch could not be written down; it is tried again.");
        });
}

void Epochs::endingWritten() {
    const auto ending = std::exchange(m_ending, nullptr);
    m_unsettled.emplace_back(ending->closing, ending->done);
    settleUnsettled();
    for (const auto& close : std::exchange(m_closeNext, {}))
        close();
}

/// What belongs to an epoch must be in its books first.
void Epochs::settleUnsettled() {
    if (!m_unwritten.empty() || m_beingWritten > 0)
        return;
    for (auto& [closing, done] : std::exchange(m_unsettled, {}))
        settle(std::move(closing), std::move(done));
}

void Epochs::settle(Closing closing, std::function<void()> done) {
    auto work = [&database = m_writer.database(), number = closing.number,
                 emission = closing.emission, price = m_options.pricePerGigabyte,
                 check = closing.check, now = m_clock.wall()] {
        Settled settled;
        const Ledger ledger(database);
        const std::int64_t before = ledger.latest();
        settled.worked = database.transaction([&] {
            auto corroborated = epoch_store::settle(database, number, emission, price, now);
            settled.corroborated = corroborated.value_or(epoch_store::Corroborated());
            return corroborated.has_value();
        });
        settled.ledgerIsBalanced =
            check == LedgerCheck::Whole ? ledger.isBalanced() : ledger.isBalancedSince(before);
        const auto nodes = database.query(
            QStringLiteral("SELECT node, balance FROM epoch_node WHERE epoch = ?"),
            {qlonglong(number)});
        for (const Database::Row& row : nodes.value_or(std::vector<Database::Row>()))
            settled.balances.emplace_back(row[0].toString().toStdString(), row[1].toLongLong());
        return settled;
    };
    m_writer.ask(
        std::move(work),
        [this, closing = std::move(closing), done = std::move(done)](Settled settled) mutable {
            m_ledgerIsBalanced = settled.ledgerIsBalanced;
            if (!settled.worked) {
                qCWarning(lcEpochs, "An epoch could not be settled; it is tried again.");
                m_unsettled.emplace_back(std::move(closing), std::move(done));
                return;
            }
            ++m_settled;
            m_byTerminals += settled.corroborated.bytes;
            for (const auto& [text, bytes] : settled.corroborated.nodes) {
                const auto id = base::idFromText<base::NodeId>(text);
                if (const auto node = id ? m_registry.find(*id) : std::nullopt)
                    m_registry.at(*node).credited += bytes;
            }
            for (const auto& [text, balance] : settled.balances) {
                const auto id = base::idFromText<base::NodeId>(text);
                if (const auto node = id ? m_registry.find(*id) : std::nullopt)
                    m_registry.at(*node).balance = base::MicroTokens(balance);
            }
            done();
        });
}

// --- asked on the database's thread -------------------------------------------------------------

base::Result<std::vector<Usage>, DatabaseFailure>
Epochs::usage(const Database& database, const std::string& owner) {
    const auto rows = database.query(
        QStringLiteral("SELECT b.domain, SUM(u.terminal_bytes), SUM(u.router_bytes), "
                       "SUM(u.requests), SUM(u.fee) FROM epoch_usage u LEFT JOIN bindings b "
                       "ON b.number = u.binding WHERE u.owner = ? GROUP BY b.domain "
                       "ORDER BY MIN(u.binding)"),
        {QString::fromStdString(owner)});
    if (!rows)
        return tl::unexpected(rows.error());
    std::vector<Usage> usage;
    for (const Database::Row& row : *rows)
        usage.push_back(
            {row[0].toString().toStdString(), base::Bytes(row[1].toLongLong()),
             base::Bytes(row[2].toLongLong()), row[3].toLongLong(),
             base::MicroCredits(row[4].toLongLong())});
    return usage;
}

Usage Epochs::usageOf(const Database& database, BindingNumber binding) {
    const auto rows = database.query(
        QStringLiteral("SELECT SUM(terminal_bytes), SUM(router_bytes), SUM(requests), SUM(fee) "
                       "FROM epoch_usage WHERE binding = ?"),
        {binding});
    Usage usage;
    if (rows && !rows->empty()) {
        const Database::Row& row = rows->front();
        usage.byTerminals = base::Bytes(row[0].toLongLong());
        usage.byRouter = base::Bytes(row[1].toLongLong());
        usage.requests = row[2].toLongLong();
        usage.fees = base::MicroCredits(row[3].toLongLong());
    }
    return usage;
}

base::Result<protocol::Earnings, DatabaseFailure>
Epochs::earnings(Database& database, const base::NodeId& node) {
    const std::string text = base::toText(node);
    const auto balance = Ledger(database).balance(Asset::Rewards, "terminal:" + text);
    if (!balance)
        return tl::unexpected(balance.error());
    protocol::Earnings earnings;
    earnings.balance = base::MicroTokens(*balance);
    const auto rows = database.query(
        QStringLiteral("SELECT e.number, e.starts, e.ends, n.credited, n.serving, n.standby, "
                       "e.settled FROM epoch_node n JOIN epoch e ON e.number = n.epoch "
                       "WHERE n.node = ? ORDER BY e.number DESC LIMIT ?"),
        {QString::fromStdString(text), qlonglong(kEarningsEpochs)});
    if (!rows)
        return tl::unexpected(rows.error());
    for (const Database::Row& row : *rows) {
        protocol::EpochEarnings epoch;
        epoch.epoch = row[0].toLongLong();
        epoch.starts = row[1].toLongLong();
        epoch.ends = row[2].toLongLong();
        epoch.creditedBytes = base::Bytes(row[3].toLongLong());
        epoch.serving = base::MicroTokens(row[4].toLongLong());
        epoch.standby = base::MicroTokens(row[5].toLongLong());
        epoch.settled = row[6].toBool();
        earnings.epochs.push_back(epoch);
    }
    return earnings;
}

} // namespace meson::router

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

#include "engine/crypto/mac.h"
#include "engine/router/possession_checker.h"
#include "engine/router/redirect_target.h"
#include "engine/router/spot_checker.h"
#include "tests/simulation/simulated_client.h"
#include "tests/simulation/simulated_terminal.h"
#include "tests/support/books.h"

#include <map>
#include <numeric>

namespace meson::test {

/// What the bots of one who farms do where they are sent to another Terminal.
enum class Bots { GoAway, FetchAll };

/// A whole network in one process under one seed: the Router's own scheduler, checks and books; an
/// origin, clients and Terminals that are functions; simulated network and clock.
class SimulatedNetwork final : public router::Prober {
public:
    struct Options {
        std::uint64_t seed = 1;
        int requests = 1;  ///< of clients in each step
        int smallness = 4; ///< of objects
        int bots = 0;      ///< in each step, of each Terminal that farms
        Bots botsAre = Bots::GoAway;
        int checkedEvery = 1; ///< step
        /// Terminals state what they sent, epochs are settled and booked; none: it is only judged.
        std::optional<router::EpochOptions> books;
    };

    explicit SimulatedNetwork(const Options& options)
        : m_options(options)
        , m_random(options.seed)
        , m_objects(options.seed, options.smallness)
        , m_scheduling({kEverywhere, 30, router::NetworkDiversity::Ignored}, &m_objects)
        , m_judge(
              {m_scheduling.registry, m_scheduling.holders, m_scheduling.scheduler, m_objects,
               [](router::NodeIndex) {}, m_scheduling.clock})
        , m_checker(
              {m_scheduling.registry, m_scheduling.holders, m_scheduling.tokens,
               m_scheduling.scheduler.demand(), m_objects, *this, m_shapes, m_judge,
               m_scheduling.clock},
              {}, std::chrono::seconds(0), options.seed + 1)
        , m_possession(
              {m_scheduling.registry, m_scheduling.holders, m_scheduling.scheduler.demand(),
               m_scheduling.orders, m_objects, m_judge, m_scheduling.clock},
              {}, std::chrono::seconds(0), options.seed + 2) {
        m_scheduling.scheduler.onMissing([this](router::NodeIndex node, const base::ContentId& id) {
            m_judge.saidMissing({node, id});
        });
        if (!options.books)
            return;
        m_books = std::make_unique<Books>(
            m_folder.filePath(QStringLiteral("router.db")), m_scheduling, *options.books);
        m_judge.onPassed([this](router::NodeIndex node, const base::ContentId& id) {
            m_books->epochs->checkPassed(node, id);
        });
    }

    void addTerminals(Kind kind, int count) {
        for (int i = 0; i < count; ++i) {
            const router::NodeIndex node = m_scheduling.addNode();
            if (m_books)
                registry().save(*m_books->writer, node);
            m_byAuthority[registry().at(node).authority] = node;
            m_terminals.emplace_back(kind, node);
        }
    }
    /// The origin has a new object, and every Terminal is told to keep it.
    void publish() {
        const router::ObjectRecord& object = m_objects.publish(m_random, clock());
        m_askedAt[object.id] = clock().steady();
        m_ids.push_back(object.id);
        m_scheduling.scheduler.objectAdded(object, router::Scheduler::Urgency::Normal);
        obey();
    }
    /// The oldest object is gone everywhere, in good order.
    void retireOldest() {
        const base::ContentId id = m_ids.front();
        m_ids.erase(m_ids.begin());
        m_askedAt.erase(id);
        m_scheduling.scheduler.objectRemoved(id);
        obey();
        m_objects.remove(id);
    }
    /// `time` passes, Terminals come and go, clients ask, and the Router checks once in each way.
    void step(std::chrono::seconds time) {
        constexpr std::chrono::seconds kSlice{60};
        for (; time.count() > 0; time -= kSlice)
            live(std::min(time, kSlice));
        for (int i = 0; i < m_options.requests; ++i)
            clientAsks();
        botsAsk();
        m_scheduling.scheduler.tick();
        m_judge.tick();
        if (++m_steps % m_options.checkedEvery == 0) {
            m_answered += static_cast<std::int64_t>(m_checker.checkNow());
            m_answered += static_cast<std::int64_t>(m_possession.checkNow());
        }
        obey();
        keepBooks();
        for (const router::NodeIndex node : registry().endSuspensions())
            registry().stateChanged(node);
    }

    void fetch(http::ClientRequest request, Done done) override {
        const std::size_t slash = request.url.find('/', 8);
        const router::NodeIndex node = m_byAuthority.at(request.url.substr(0, slash));
        const auto text =
            std::string_view(request.url).substr(slash + 1, protocol::kTokenCharacters);
        const auto token = protocol::readToken(text, registry().at(node).tokenKey, clock().wall());
        const base::ContentId id = token.token.id;
        const auto range =
            std::find_if(request.fields.begin(), request.fields.end(), [](const auto& field) {
                return http::sameName(field.first, "Range");
            });
        const bool isWhole = range == request.fields.end();
        router::Piece piece{0, token.token.length.count()};
        if (!isWhole)
            piece = *router::RequestShapes::rangeOf(range->second);
        piece.end = std::min(piece.end, token.token.length.count());
        SimulatedTerminal& terminal = m_terminals[node];
        count(terminal, id, wholeLeavesOf(piece, token.token.length));
        const std::chrono::seconds trickling(piece.length());
        if (terminal.kind == Kind::Trickles && trickling > *request.totalTimeout)
            return done(base::fail(http::ClientError::TooSlow));
        if (terminal.kind == Kind::Flaky && happens(0.01))
            return done(base::fail(http::ClientError::TimedOut));
        http::SmallAnswer answer;
        answer.head.connectTime = terminal.roundTrip();
        auto bytes = terminal.read(m_objects, id, piece, isCold(id), m_random);
        answer.head.status = !bytes ? 404 : isWhole ? 200 : 206;
        if (bytes) {
            answer.body = *std::move(bytes);
            served(node, std::string(text), id, piece, base::Bytes(piece.length()));
        }
        done(std::move(answer));
        noteFound();
    }

    /// A fault was entered: the Terminal is suspended, or its score is lower.
    bool isPenalised(router::NodeIndex node) const {
        const router::Reputation& reputation = m_scheduling.registry.at(node).reputation;
        return reputation.isSuspended() || reputation.score() < 1;
    }
    const std::vector<SimulatedTerminal>& terminals() const { return m_terminals; }
    std::int64_t answered() const { return m_answered; }
    std::string notice(router::NodeIndex node) const {
        const auto& notices = m_scheduling.registry.at(node).notices;
        return notices.empty() ? std::string() : notices.back();
    }
    /// The newest, which clients do not know yet.
    static constexpr std::size_t kUnwanted = 100;
    Books& books() { return *m_books; }
    base::Bytes credited(router::NodeIndex node) const {
        return m_scheduling.registry.at(node).credited;
    }

private:
    /// More copies than any of these networks has Terminals: each one is told to keep all.
    static constexpr int kEverywhere = 64;
    /// To read a block of the shared copy of those who collude, and to begin with it.
    static constexpr std::chrono::milliseconds kCopyTime{20};
    static constexpr std::chrono::milliseconds kCopyStart{60};
    /// Receipts wait as long, and tokens are known for an hour after they ran out.
    static constexpr std::chrono::minutes kBatchTime{30};
    static constexpr int kAttempts = 4;

    /// Where a commit costs nothing, if there is such a place: no power fails here.
    static QString inMemory() {
        const QString memory = QStringLiteral("/dev/shm");
        const bool isThere = QFileInfo(memory).isWritable();
        return (isThere ? memory : QDir::tempPath()) + QStringLiteral("/meson-zoo-XXXXXX");
    }
    router::NodeRegistry& registry() { return m_scheduling.registry; }
    const base::Clock& clock() const { return m_scheduling.clock; }
    bool happens(double probability) {
        return std::uniform_real_distribution<double>(0, 1)(m_random) < probability;
    }
    bool isCold(const base::ContentId& id) const {
        const auto asked = m_askedAt.find(id);
        return asked == m_askedAt.end() ||
               clock().steady() - asked->second >= std::chrono::hours(2);
    }

    // --- time

    void live(std::chrono::seconds time) {
        for (std::chrono::seconds i{0}; i < time; ++i) {
            m_scheduling.clock.advance(std::chrono::seconds(1));
            registry().countPresence();
        }
        for (router::NodeIndex node = 0; node < m_terminals.size(); ++node) {
            comeAndGo(node);
            if (!m_terminals[node].isAway)
                registry().heard(node);
        }
    }
    void comeAndGo(router::NodeIndex node) {
        SimulatedTerminal& terminal = m_terminals[node];
        const base::SteadyTime now = clock().steady();
        if (terminal.kind != Kind::Flaky && terminal.kind != Kind::Flapping)
            return;
        if (terminal.isAway)
            terminal.isAway = now < terminal.returnsAt;
        else if (happens(terminal.kind == Kind::Flapping ? 0.2 : 0.001)) {
            terminal.isAway = true;
            terminal.returnsAt = now + std::chrono::seconds(60 + m_random() % 600);
            registry().lost(node);
            m_scheduling.scheduler.nodeLost(node);
        }
        if (terminal.kind == Kind::Flaky && happens(0.001)) // for the owner's quota: at once
            terminal.unreported.emplace_back(
                now + std::chrono::seconds(5), m_ids[m_random() % m_ids.size()]);
        std::erase_if(terminal.unreported, [&](const auto& eviction) {
            if (eviction.first > now)
                return false;
            m_scheduling.holders.unlist(node, eviction.second);
            m_scheduling.holders.remove(node, eviction.second);
            return true;
        });
    }
    void noteFound() {
        for (router::NodeIndex node = 0; node < m_terminals.size(); ++node) {
            SimulatedTerminal& terminal = m_terminals[node];
            if (!terminal.isFound && isPenalised(node)) {
                terminal.isFound = true;
                terminal.foundAt = clock().steady();
            }
            if (!terminal.suspendedAt && registry().at(node).isSuspended())
                terminal.suspendedAt = clock().steady();
        }
    }

    // --- clients

    /// Somebody somewhere asks for something, rather something popular, until he has it.
    void clientAsks() {
        const double drawn = std::uniform_real_distribution<double>(0, 1)(m_random);
        const auto wanted = static_cast<double>(m_ids.size() - kUnwanted);
        const base::ContentId id = m_ids[static_cast<std::size_t>(drawn * drawn * wanted)];
        const router::ObjectRecord& object = *m_objects.findObject(id);
        const SimulatedClient client(object, m_random);
        client.ask(m_shapes);
        for (int attempt = 0; attempt < kAttempts; ++attempt) {
            const auto [node, token] = redirect(object, client.address, client.range);
            if (node == router::kNoNode)
                break;
            if (answersClient(node, token, id, client.piece))
                return noteAsked(id);
        }
        if (m_books)
            m_books->epochs->deliveredByRouter(object.binding, base::Bytes(client.piece.length()));
        noteAsked(id);
    }
    void noteAsked(const base::ContentId& id) { m_askedAt[id] = clock().steady(); }
    std::pair<router::NodeIndex, std::string> redirect(
        const router::ObjectRecord& object, const boost::asio::ip::address& client,
        const std::string& range) {
        const auto choice = m_scheduling.scheduler.choose(object, client, range, {});
        if (!choice)
            return {router::kNoNode, {}};
        protocol::DeliveryToken token;
        token.id = object.id;
        token.length = object.length;
        token.binding = object.binding;
        token.nonce = m_random();
        token.expires = base::unixSeconds(clock().wall() + router::tokenLifeFor(object.length));
        m_scheduling.scheduler.issued(token, choice->node);
        const router::NodeIndex node = *registry().find(choice->node);
        return {node, protocol::writeToken(token, registry().at(node).tokenKey)};
    }
    /// Whether the client has what it wanted, right or wrong; else it asks the Router again.
    bool answersClient(
        router::NodeIndex node, const std::string& token, const base::ContentId& id,
        const router::Piece& piece) {
        constexpr base::Bytes kBeforeGivingUp{10};
        const SimulatedTerminal& terminal = m_terminals[node];
        if (!terminal.keeps(id, isCold(id))) {
            if (terminal.kind == Kind::Flaky) // who is honest says so
                m_scheduling.scheduler.returned(
                    registry().at(node).shortId, id, protocol::ReturnReason::Missing);
            return false;
        }
        const bool isCut = terminal.kind == Kind::Flaky && happens(0.01);
        const bool isTrickle = terminal.kind == Kind::Trickles;
        const base::Bytes all(piece.length());
        served(node, token, id, piece, isTrickle ? kBeforeGivingUp : isCut ? all / 2 : all);
        return !isCut && !isTrickle;
    }
    /// Bots of a Terminal's owner, all in one network, ask for what others complete elsewhere, too,
    /// or checks are made of. It states what they did not even fetch.
    void botsAsk() {
        for (router::NodeIndex farmer = 0; farmer < m_terminals.size(); ++farmer) {
            for (int i = 0; m_terminals[farmer].kind == Kind::Farms && i < m_options.bots; ++i) {
                const base::ContentId id = m_ids[m_random() % m_ids.size()];
                const router::ObjectRecord& object = *m_objects.findObject(id);
                const boost::asio::ip::address_v4 bot(
                    0xc6336400U + static_cast<std::uint32_t>(m_random() % 256));
                const auto [node, token] = redirect(object, bot, {});
                if (node == router::kNoNode ||
                    (node != farmer && m_options.botsAre == Bots::GoAway))
                    continue;
                served(node, token, id, {0, object.length.count()}, object.length);
                m_terminals[node].farmed += object.length;
            }
        }
    }

    // --- checks

    static std::int64_t wholeLeavesOf(const router::Piece& piece, base::Bytes length) {
        const std::int64_t first = (piece.first + crypto::kLeafSize - 1) / crypto::kLeafSize;
        const std::int64_t end =
            piece.end == length.count() ? crypto::leafCount(length) : piece.end / crypto::kLeafSize;
        return std::max<std::int64_t>(end - first, 0);
    }
    static void count(SimulatedTerminal& terminal, const base::ContentId& id, std::int64_t blocks) {
        if (terminal.isFound)
            return;
        ++terminal.checks;
        terminal.chances +=
            1 - std::pow(1 - SimulatedTerminal::kDroppedBlocks, static_cast<double>(blocks));
        terminal.checked.insert(id);
    }
    struct Reply {
        router::NodeIndex node;
        protocol::Command command;
        protocol::Acknowledgement acknowledgement;
    };
    /// All commands are obeyed and questions answered, and those that follow, in the order of time.
    void obey() {
        std::multimap<base::SteadyTime, Reply> replies;
        const auto takeCommands = [&](router::NodeIndex node) {
            if (m_terminals[node].isAway)
                return m_scheduling.orders.drop(node);
            for (const protocol::Command& command : m_scheduling.orders.take(node))
                replies.emplace(
                    clock().steady() + timeFor(node, command),
                    Reply{node, command, replyTo(node, command)});
        };
        std::vector<router::NodeIndex> nodes(m_terminals.size());
        std::iota(nodes.begin(), nodes.end(), router::NodeIndex(0));
        std::shuffle(nodes.begin(), nodes.end(), m_random); // who reads a shared copy first
        std::for_each(nodes.begin(), nodes.end(), takeCommands);
        while (!replies.empty()) {
            const auto [time, reply] = *replies.begin();
            replies.erase(replies.begin());
            m_scheduling.clock.advance(time - clock().steady());
            m_scheduling.scheduler.acknowledged(reply.node, reply.acknowledgement);
            tellIndex(reply);
            noteFound();
            takeCommands(reply.node);
        }
    }
    void tellIndex(const Reply& reply) {
        if (const auto* order = std::get_if<protocol::CacheCommand>(&reply.command.body))
            m_scheduling.holders.list(reply.node, order->id);
        if (const auto* order = std::get_if<protocol::DeleteCommand>(&reply.command.body))
            m_scheduling.holders.unlist(reply.node, order->id);
    }
    std::chrono::milliseconds timeFor(router::NodeIndex node, const protocol::Command& command) {
        const SimulatedTerminal& terminal = m_terminals[node];
        const auto* check = std::get_if<protocol::SpotCheckCommand>(&command.body);
        const auto leaves = check ? static_cast<std::int64_t>(check->leaves.size()) : 1;
        const auto time = terminal.answerTime(leaves, m_random);
        if (terminal.kind != Kind::Colludes || !check)
            return time;
        base::SteadyTime& isFree = m_copyIsFree[node / 4];
        isFree = std::max(isFree, clock().steady()) + kCopyStart + kCopyTime * leaves;
        return time + std::chrono::ceil<std::chrono::milliseconds>(isFree - clock().steady());
    }
    protocol::Acknowledgement replyTo(router::NodeIndex node, const protocol::Command& command) {
        protocol::Acknowledgement reply{command.id, protocol::AckStatus::Done, {}, {}};
        SimulatedTerminal& terminal = m_terminals[node];
        const auto bytesOf = [&](const base::ContentId& id, std::int64_t leaf) {
            auto bytes = terminal.read(
                m_objects, id, SimulatedObjects::leafPiece(m_objects.lengthOf(id), leaf),
                isCold(id), m_random);
            if (!bytes)
                reply = {command.id, protocol::AckStatus::Failed, "not-stored", {}};
            else if (terminal.kind == Kind::AvoidsProbers)
                bytes->assign(bytes->size(), '#');
            return bytes.value_or(std::string());
        };
        if (const auto* check = std::get_if<protocol::SpotCheckCommand>(&command.body)) {
            countQuestion(terminal, *check);
            std::vector<std::uint8_t> key(check->nonce.begin(), check->nonce.end());
            const base::NodeId& id = registry().at(node).id;
            key.insert(key.end(), id.bytes.begin(), id.bytes.end());
            const crypto::MacKey mac(key);
            for (const std::int64_t leaf : check->leaves) {
                const crypto::Mac tag = mac.tag(base::bytesOf(bytesOf(check->id, leaf)));
                if (reply.status == protocol::AckStatus::Done)
                    reply.answers.emplace_back(tag.begin(), tag.end());
            }
        } else if (const auto* opening = std::get_if<protocol::OpenLeafCommand>(&command.body)) {
            const std::string bytes = bytesOf(opening->id, opening->leaf);
            if (reply.status == protocol::AckStatus::Done)
                reply.answers.push_back(SimulatedObjects::octetsOf(bytes));
        }
        return reply;
    }
    /// The Router verifies the leaves that it has itself, and opens one of the others.
    void countQuestion(SimulatedTerminal& terminal, const protocol::SpotCheckCommand& check) {
        const std::int64_t secrets =
            std::count_if(check.leaves.begin(), check.leaves.end(), [&](std::int64_t leaf) {
                return m_objects.isSecret(check.id, leaf);
            });
        const bool isOneOpened = secrets < static_cast<std::int64_t>(check.leaves.size());
        if (terminal.kind != Kind::Overstates)
            count(terminal, check.id, secrets + (isOneOpened ? 1 : 0));
        terminal.controlChecks += terminal.isFound ? 0 : 1;
    }

    // --- receipts

    void served(
        router::NodeIndex node, const std::string& token, const base::ContentId& id,
        const router::Piece& piece, base::Bytes sent) {
        SimulatedTerminal& terminal = m_terminals[node];
        protocol::Receipt receipt;
        receipt.token = token;
        receipt.bytes = terminal.inflates(id) ? sent * 2 : sent;
        receipt.firstByte = piece.first;
        terminal.receipts.receipts.push_back(std::move(receipt));
        if (!m_books)
            state(node);
    }
    void state(router::NodeIndex node) {
        protocol::Receipts& message = m_terminals[node].receipts;
        if (message.receipts.empty())
            return;
        ++message.batch;
        const router::BatchCredit batch =
            m_scheduling.tokens.assess(node, message, registry().at(node).tokenKey, clock().wall());
        message.receipts.clear();
        if (m_books)
            m_books->epochs->receipts(node, batch, [](const auto& answer) {
                if (!answer)
                    qFatal("a batch could not be written down");
            });
        else
            m_scheduling.tokens.apply(batch);
        m_judge.overstated(node, batch.overstated);
    }
    void keepBooks() {
        const bool isTime = clock().steady() >= m_statesAt;
        if (isTime)
            m_statesAt = clock().steady() + kBatchTime;
        for (router::NodeIndex node = 0; m_books && isTime && node < m_terminals.size(); ++node)
            state(node);
        if (m_books) {
            m_books->epochs->tick();
            m_books->settle();
        } else if (isTime) {
            m_scheduling.tokens.forget(clock().wall());
            m_scheduling.tokens.takeUnsaved(registry(), router::ClientQuota(base::Bytes(0)));
        }
    }

    const Options m_options;
    std::mt19937_64 m_random;
    SimulatedObjects m_objects;
    Scheduling m_scheduling;
    QTemporaryDir m_folder{inMemory()};
    router::RequestShapes m_shapes;
    router::CheckJudge m_judge;
    router::SpotChecker m_checker;
    router::PossessionChecker m_possession;
    std::unique_ptr<Books> m_books;
    std::vector<SimulatedTerminal> m_terminals;
    std::map<std::string, router::NodeIndex> m_byAuthority;
    std::map<router::NodeIndex, base::SteadyTime> m_copyIsFree; ///< by number of the four
    std::vector<base::ContentId> m_ids;
    std::unordered_map<base::ContentId, base::SteadyTime> m_askedAt;
    base::SteadyTime m_statesAt;
    std::int64_t m_answered = 0;
    std::int64_t m_steps = 0;
};

} // namespace meson::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "engine/http/tls_context.h"
#include "engine/http/upload_limiter.h"
#include "tests/support/test_certificate.h"
#include "tests/support/test_server.h"

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <numeric>

using namespace meson;
using namespace std::chrono_literals;
using base::SteadyTime;
using Seconds = std::chrono::duration<double>;

namespace {

constexpr auto kWindow = 10s;
constexpr auto kMeasured = 10'800ms;
constexpr auto kAfterChange = 1'200ms;
constexpr auto kSettling = 200ms;

/// When a busy machine let nothing run on an event loop: a timer that should come each 10 ms says
/// so, whatever the limiter does. Thread: any.
class Stalls {
public:
    explicit Stalls(http::asio::any_io_executor executor)
        : m_timer(std::move(executor)) {}

    void watch() { wait(SteadyTime::clock::now()); }
    /// A loop that is watched does not end by itself.
    void stop() {
        boost::asio::post(m_timer.get_executor(), [this] {
            m_isStopped = true;
            m_timer.cancel();
        });
    }
    Seconds between(SteadyTime from, SteadyTime until) const {
        const std::lock_guard lock(m_mutex);
        Seconds sum{0};
        for (const auto& [begin, end] : m_gaps)
            sum += std::max(Seconds(0), Seconds(std::min(end, until) - std::max(begin, from)));
        return sum;
    }

private:
    static constexpr auto kTick = 10ms;
    static constexpr auto kLate = 50ms;

    void wait(SteadyTime last) {
        m_timer.expires_after(kTick);
        m_timer.async_wait([this, last](const boost::system::error_code& error) {
            if (error || m_isStopped)
                return;
            const SteadyTime now = SteadyTime::clock::now();
            if (now - last > kLate) {
                const std::lock_guard lock(m_mutex);
                m_gaps.emplace_back(last, now);
            }
            wait(now);
        });
    }

    boost::asio::steady_timer m_timer;
    bool m_isStopped = false; // the executor's thread
    mutable std::mutex m_mutex;
    std::vector<std::pair<SteadyTime, SteadyTime>> m_gaps;
};

/// What is measured: a limit, and who takes.
struct Plan {
    std::int64_t limit;
    int clients = 1;
    std::shared_ptr<http::TlsContext> tls = nullptr;
};

/// A server with an upload limit and some clients that take all they get, noting when.
class LimitedServer {
public:
    LimitedServer(boost::asio::io_context& context, const Plan& plan)
        : plan(plan) {
        server.options.tls = plan.tls;
        server.options.limiter = limiter = std::make_shared<http::UploadLimiter>(
            server.systemClock, base::BytesPerSecond(plan.limit));
        server.handler.script = [](const std::shared_ptr<http::Exchange>& exchange) {
            http::Representation object;
            object.content = std::make_shared<test::TestContent>(std::string(64'000'000, 'x'));
            exchange->respond(std::move(object));
        };
        if (!server.start())
            qFatal("the server does not start");
        stalls = std::make_unique<Stalls>(server.server->executor(0));
        stalls->watch();
        for (int i = 0; i < plan.clients; ++i)
            m_clients.push_back(std::make_unique<Client>(context));
        for (const auto& client : m_clients)
            begin(*client);
    }

    ~LimitedServer() {
        stalls->stop();
        server.server->stop();
        stalls.reset(); // while its loop still exists
    }

    std::int64_t receivedBetween(SteadyTime from, SteadyTime until) const {
        std::int64_t sum = 0;
        for (const auto& [time, bytes] : m_received)
            if (time >= from && time < until)
                sum += bytes;
        return sum;
    }
    /// By each client.
    std::vector<std::int64_t> received() const {
        std::vector<std::int64_t> each;
        for (const auto& client : m_clients)
            each.push_back(client->received);
        return each;
    }
    std::int64_t sent() const { return server.server->sentBytes().count(); }

    const Plan plan;
    test::TestServer server;
    std::unique_ptr<Stalls> stalls; ///< of its loop
    std::shared_ptr<http::UploadLimiter> limiter;

private:
    struct Client {
        explicit Client(boost::asio::io_context& context)
            : stream(context, tls) {}
        boost::asio::ssl::context tls{boost::asio::ssl::context::tls_client};
        boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream;
        std::array<char, 65536> buffer{};
        std::int64_t received = 0;
    };
    void begin(Client& client) {
        const auto request =
            boost::asio::buffer(std::string_view("GET /x HTTP/1.1\r\nHost: t\r\n\r\n"));
        client.stream.next_layer().connect(server.endpoint());
        if (plan.tls) {
            client.stream.handshake(boost::asio::ssl::stream_base::client);
            boost::asio::write(client.stream, request);
        } else {
            boost::asio::write(client.stream.next_layer(), request);
        }
        read(client);
    }
    void read(Client& client) {
        const auto taken = [this, &client](const auto& error, std::size_t bytes) {
            if (error)
                return;
            m_received.emplace_back(server.systemClock.steady(), static_cast<std::int64_t>(bytes));
            client.received += m_received.back().second;
            read(client);
        };
        if (plan.tls)
            client.stream.async_read_some(boost::asio::buffer(client.buffer), taken);
        else
            client.stream.next_layer().async_read_some(boost::asio::buffer(client.buffer), taken);
    }

    std::vector<std::unique_ptr<Client>> m_clients;
    std::vector<std::pair<SteadyTime, std::int64_t>> m_received;
};

} // namespace

/// Real time, real sockets: one run of twelve seconds for all limits.
class UploadLimitTest : public QObject {
    Q_OBJECT

    static constexpr std::int64_t kSlow = 125'000;
    static constexpr std::int64_t kFast = 1'000'000;

    QTemporaryDir m_folder;
    boost::asio::io_context m_context;
    Stalls m_stalls{m_context.get_executor()};
    std::vector<std::unique_ptr<LimitedServer>> m_servers;
    SteadyTime m_begin;
    SteadyTime m_end;
    SteadyTime m_changed;
    std::vector<std::vector<std::int64_t>> m_receivedByEach; ///< until m_end
    std::vector<std::int64_t> m_sentUntilChanged;
    SteadyTime m_over;
    std::vector<std::int64_t> m_sentUntilOver;

    /// Time in which nothing can be asked of the limiter.
    double lostBetween(const LimitedServer& bench, SteadyTime from, SteadyTime until) const {
        return (m_stalls.between(from, until) + bench.stalls->between(from, until)).count();
    }
    std::vector<std::int64_t> sentByAll() const {
        std::vector<std::int64_t> sent;
        for (const auto& bench : m_servers)
            sent.push_back(bench->sent());
        return sent;
    }
    /// What the limits become after ten seconds: slow ones fast and the other way round.
    static std::int64_t otherLimit(std::int64_t limit) { return limit == kSlow ? kFast : kSlow; }

    void addRows() {
        QTest::addColumn<int>("server");
        QTest::newRow("1 Mbit/s, one client") << 0;
        QTest::newRow("8 Mbit/s, three clients") << 1;
        QTest::newRow("8 Mbit/s, two clients over TLS") << 2;
    }

private Q_SLOTS:
    void initTestCase() {
        const std::string name = m_folder.filePath(QStringLiteral("server")).toStdString();
        const auto tls = http::TlsContext::create({test::writeCertificate(name, {"t"})});
        QVERIFY(tls);
        for (const Plan& plan : {Plan{kSlow}, Plan{kFast, 3}, Plan{kFast, 2, *tls}})
            m_servers.push_back(std::make_unique<LimitedServer>(m_context, plan));
        m_stalls.watch();
        // The burst after a pause belongs to no steady window; it is measured by itself below.
        m_context.run_for(300ms);
        m_begin = SteadyTime::clock::now();
        m_context.run_for(kMeasured);
        m_end = SteadyTime::clock::now();
        for (const auto& bench : m_servers)
            m_receivedByEach.push_back(bench->received());
        for (const auto& bench : m_servers)
            bench->limiter->setLimit(base::BytesPerSecond(otherLimit(bench->plan.limit)));
        m_context.run_for(kSettling);
        m_changed = SteadyTime::clock::now();
        m_sentUntilChanged = sentByAll();
        m_context.run_for(kAfterChange);
        m_sentUntilOver = sentByAll();
        m_over = SteadyTime::clock::now();
    }
    void cleanupTestCase() { m_servers.clear(); }

    void keepsToTheLimitOverAnyTenSeconds_data() { addRows(); }
    void keepsToTheLimitOverAnyTenSeconds() {
        QFETCH(int, server);
        const LimitedServer& bench = *m_servers[static_cast<std::size_t>(server)];
        const auto limit = static_cast<double>(bench.plan.limit);
        double least = std::numeric_limits<double>::max();
        double most = 0;
        double lost = 0;
        for (SteadyTime start = m_begin; start + kWindow <= m_end; start += 50ms) {
            const SteadyTime end = start + kWindow;
            const auto bytes = static_cast<double>(bench.receivedBetween(start, end));
            const double away = std::min(9.0, lostBetween(bench, start, end));
            least = std::min(least, bytes / limit / (Seconds(kWindow).count() - away));
            most = std::max(most, bytes / limit / Seconds(kWindow).count());
            lost = std::max(lost, away);
        }
        qInfo(
            "%.2f %% to %.2f %% of the limit; the machine was away for %.2f s", 100 * least,
            100 * most, lost);
        QVERIFY(least >= 0.95);
        QVERIFY(most <= 1.05);
    }

    void transfersTakeTurns_data() { addRows(); }
    void transfersTakeTurns() {
        QFETCH(int, server);
        const auto& each = m_receivedByEach[static_cast<std::size_t>(server)];
        const auto sum = static_cast<double>(std::accumulate(each.begin(), each.end(), 0LL));
        for (const std::int64_t bytes : each) {
            const double part = static_cast<double>(bytes) / sum * static_cast<double>(each.size());
            QVERIFY2(part > 0.75 && part < 1.25, qPrintable(QString::number(part)));
        }
    }

    void keepsToTheLimitFromTheFirstByteOn_data() { addRows(); }
    void keepsToTheLimitFromTheFirstByteOn() {
        QFETCH(int, server);
        const LimitedServer& bench = *m_servers[static_cast<std::size_t>(server)];
        const auto bytes = bench.receivedBetween(SteadyTime::min(), m_begin + 9'700ms);
        QVERIFY(static_cast<double>(bytes) <= static_cast<double>(bench.plan.limit) * 10 * 1.05);
    }

    void changesWhileTransfersRun_data() { addRows(); }
    void changesWhileTransfersRun() {
        QFETCH(int, server);
        const auto index = static_cast<std::size_t>(server);
        const LimitedServer& bench = *m_servers[index];
        const auto limit = static_cast<double>(otherLimit(bench.plan.limit));
        const auto bytes = static_cast<double>(m_sentUntilOver[index] - m_sentUntilChanged[index]);
        const double seconds = Seconds(m_over - m_changed).count();
        const double lost = lostBetween(bench, m_changed, m_over);
        qInfo("%.0f B in %.2f s, of which %.2f s away", bytes, seconds, lost);
        // A burst may have been saved up, and each client may have been granted a turn before.
        const double burst = Seconds(http::UploadLimiter::kBurst).count();
        const double turns = Seconds(http::UploadLimiter::kTurn).count() * bench.plan.clients *
                             static_cast<double>(bench.plan.limit);
        QVERIFY(bytes <= limit * (seconds + burst) * 1.05 + turns);
        QVERIFY(bytes >= limit * (seconds - lost - 0.1) * 0.95);
    }

    void countsWhatLeavesWhileItLeaves_data() { addRows(); }
    void countsWhatLeavesWhileItLeaves() {
        QFETCH(int, server);
        const auto index = static_cast<std::size_t>(server);
        const auto sent = m_sentUntilOver[index];
        const auto received = m_servers[index]->receivedBetween(SteadyTime::min(), m_over);
        // Between the two stand at most the sockets' buffers, or a write that is not counted yet.
        QVERIFY2(
            std::abs(sent - received) < 300'000,
            qPrintable(QStringLiteral("%1 sent, %2 received").arg(sent).arg(received)));
    }
};

QTEST_GUILESS_MAIN(UploadLimitTest)
#include "upload_limit_test.moc"

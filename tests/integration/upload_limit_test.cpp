// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/http/upload_limiter.h"
#include "tests/support/test_server.h"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

using namespace meson;
using namespace std::chrono_literals;
using base::SteadyTime;

namespace {

constexpr auto kWindow = 10s;
constexpr auto kMeasured = 10'800ms;
constexpr auto kAfterChange = 1'200ms;

/// A server with an upload limit and some clients that take all they get, noting when.
class LimitedServer {
public:
    LimitedServer(boost::asio::io_context& context, std::int64_t limit, int clients) {
        server.options.limiter = limiter =
            std::make_shared<http::UploadLimiter>(server.systemClock, base::BytesPerSecond(limit));
        server.handler.script = [](const std::shared_ptr<http::Exchange>& exchange) {
            http::Representation object;
            object.content = std::make_shared<test::TestContent>(std::string(64'000'000, 'x'));
            exchange->respond(std::move(object));
        };
        if (!server.start())
            qFatal("the server does not start");
        for (int i = 0; i < clients; ++i)
            m_clients.push_back(std::make_unique<Client>(context));
        for (const auto& client : m_clients)
            begin(*client);
    }

    std::int64_t receivedBetween(SteadyTime from, SteadyTime until) const {
        std::int64_t sum = 0;
        for (const auto& [time, bytes] : m_received)
            if (time >= from && time < until)
                sum += bytes;
        return sum;
    }
    /// The extremes of what came within any ten seconds of that time, as shares of the limit. Time
    /// in which a busy machine let nothing run for longer than the limiter's burst cannot be made
    /// up for, and does not count for the least.
    std::pair<double, double> windows(SteadyTime from, SteadyTime until) const {
        const double perSecond = static_cast<double>(limiter->limit().count());
        double least = std::numeric_limits<double>::max();
        double most = 0;
        for (SteadyTime start = from; start + kWindow <= until; start += 50ms) {
            const auto bytes = static_cast<double>(receivedBetween(start, start + kWindow));
            const double seconds = std::chrono::duration<double>(kWindow).count();
            least = std::min(least, bytes / perSecond / (seconds - lostWithin(start)));
            most = std::max(most, bytes / perSecond / seconds);
        }
        return {least, most};
    }
    std::int64_t received() const { return receivedBetween(SteadyTime::min(), SteadyTime::max()); }

    test::TestServer server;
    std::shared_ptr<http::UploadLimiter> limiter;

private:
    double lostWithin(SteadyTime start) const {
        std::chrono::duration<double> lost{0};
        SteadyTime last = start;
        for (const auto& [time, bytes] : m_received) {
            if (time < start || time > start + kWindow)
                continue;
            if (time - last > http::UploadLimiter::kBurst)
                lost += time - last - http::UploadLimiter::kBurst;
            last = time;
        }
        return lost.count();
    }

    struct Client {
        explicit Client(boost::asio::io_context& context)
            : socket(context) {}
        boost::asio::ip::tcp::socket socket;
        std::array<char, 65536> buffer{};
    };
    void begin(Client& client) {
        client.socket.connect(server.endpoint());
        boost::asio::write(
            client.socket, boost::asio::buffer(std::string("GET /x HTTP/1.1\r\nHost: t\r\n\r\n")));
        read(client);
    }
    void read(Client& client) {
        client.socket.async_read_some(
            boost::asio::buffer(client.buffer),
            [this, &client](const boost::system::error_code& error, std::size_t bytes) {
                if (error)
                    return;
                m_received.emplace_back(
                    server.systemClock.steady(), static_cast<std::int64_t>(bytes));
                read(client);
            });
    }

    std::vector<std::unique_ptr<Client>> m_clients;
    std::vector<std::pair<SteadyTime, std::int64_t>> m_received;
};

} // namespace

/// Real time, real sockets: one run of twelve seconds for all limits.
class UploadLimitTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        m_slow = std::make_unique<LimitedServer>(m_context, kSlow, 1);
        m_fast = std::make_unique<LimitedServer>(m_context, kFast, 3);
        // The burst after a pause belongs to no steady window; it is measured by itself below.
        m_context.run_for(300ms);
        m_begin = m_clock.steady();
        m_context.run_for(kMeasured);
        m_end = m_clock.steady();
        m_slowWindows = m_slow->windows(m_begin, m_end);
        m_fastWindows = m_fast->windows(m_begin, m_end);
        m_slow->limiter->setLimit(base::BytesPerSecond(kFast));
        m_fast->limiter->setLimit(base::BytesPerSecond(kSlow));
        m_context.run_for(kAfterChange);
        m_over = m_clock.steady();
    }
    void cleanupTestCase() {
        m_slow->server.stop();
        m_fast->server.stop();
    }

    void keepsToTheLimitOverAnyTenSeconds_data() {
        QTest::addColumn<double>("least");
        QTest::addColumn<double>("most");
        QTest::newRow("1 Mbit/s, one client") << m_slowWindows.first << m_slowWindows.second;
        QTest::newRow("8 Mbit/s, three clients") << m_fastWindows.first << m_fastWindows.second;
    }
    void keepsToTheLimitOverAnyTenSeconds() {
        QFETCH(double, least);
        QFETCH(double, most);
        qInfo("%.2f %% to %.2f %% of the limit", 100 * least, 100 * most);
        QVERIFY(least >= 0.95);
        QVERIFY(most <= 1.05);
    }

    void keepsToTheLimitFromTheFirstByteOn() {
        for (const auto* bench : {m_slow.get(), m_fast.get()}) {
            const auto limit = static_cast<double>(bench == m_slow.get() ? kSlow : kFast);
            const auto bytes = bench->receivedBetween(SteadyTime::min(), m_begin + 9'700ms);
            QVERIFY(static_cast<double>(bytes) <= limit * 10 * 1.05);
        }
    }

    void changesWhileTransfersRun() {
        const auto seconds = std::chrono::duration<double>(kAfterChange - 200ms).count();
        const auto faster =
            static_cast<double>(m_slow->receivedBetween(m_end + 200ms, m_over)) / seconds;
        const auto slower =
            static_cast<double>(m_fast->receivedBetween(m_end + 200ms, m_over)) / seconds;
        qInfo("from 1 to 8 Mbit/s: %.0f B/s; from 8 to 1 Mbit/s: %.0f B/s", faster, slower);
        QVERIFY(faster > kFast * 0.8 && faster < kFast * 1.3);
        QVERIFY(slower > kSlow * 0.7 && slower < kSlow * 1.4);
    }

    void countsWhatLeavesWhileItLeaves() {
        for (const auto* bench : {m_slow.get(), m_fast.get()}) {
            const auto sent = bench->server.server->sentBytes().count();
            const auto received = bench->received();
            // Between the two stand at most the sockets' buffers.
            QVERIFY(sent >= received);
            QVERIFY2(
                sent - received < 300'000,
                qPrintable(QStringLiteral("%1 sent, %2 received").arg(sent).arg(received)));
        }
    }

private:
    static constexpr std::int64_t kSlow = 125'000;
    static constexpr std::int64_t kFast = 1'000'000;

    base::SystemClock m_clock;
    boost::asio::io_context m_context;
    std::unique_ptr<LimitedServer> m_slow;
    std::unique_ptr<LimitedServer> m_fast;
    std::pair<double, double> m_slowWindows;
    std::pair<double, double> m_fastWindows;
    SteadyTime m_begin;
    SteadyTime m_end;
    SteadyTime m_over;
};

QTEST_GUILESS_MAIN(UploadLimitTest)
#include "upload_limit_test.moc"

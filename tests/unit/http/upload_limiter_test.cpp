// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/http/upload_limiter.h"

#include <deque>
#include <numeric>
#include <random>
#include <thread>

using namespace meson;
using namespace meson::http;
using namespace std::chrono_literals;

namespace {

/// Bytes that left, by the millisecond, and the most and least that any 10 s held.
class Ledger {
public:
    void advance(std::int64_t bytes) {
        m_recent.push_back(bytes);
        m_sum += bytes;
        if (m_recent.size() > 10'000) {
            m_sum -= m_recent.front();
            m_recent.pop_front();
        }
        if (m_recent.size() == 10'000) {
            most = std::max(most, m_sum);
            least = std::min(least, m_sum);
        }
    }
    std::int64_t most = 0;
    std::int64_t least = std::numeric_limits<std::int64_t>::max();

private:
    std::deque<std::int64_t> m_recent;
    std::int64_t m_sum = 0;
};

} // namespace

/// The upload limit over time, by a clock that the test turns.
class UploadLimiterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anyTenSecondsHoldTheLimitWithinFivePercent_data() {
        QTest::addColumn<qint64>("limit");
        QTest::addColumn<int>("connections");
        for (const qint64 limit : {125'000LL, 1'000'000LL, 12'500'000LL, 1'250'000'000LL})
            for (const int connections : {1, 7, 200})
                QTest::addRow("%lld B/s, %d connections", limit, connections)
                    << limit << connections;
    }
    void anyTenSecondsHoldTheLimitWithinFivePercent() {
        QFETCH(qint64, limit);
        QFETCH(int, connections);
        base::ManualClock clock;
        UploadLimiter limiter(clock, base::BytesPerSecond(limit));
        std::mt19937 random(7);
        Ledger ledger;
        std::vector<std::int64_t> wakeAt(static_cast<std::size_t>(connections));
        for (std::int64_t ms = 0; ms < 25'000; ++ms, clock.advance(1ms)) {
            std::int64_t sent = 0;
            for (std::int64_t& wake : wakeAt) {
                if (wake > ms)
                    continue;
                const std::uint64_t granted = limiter.take(1 + random() % 2'000'000);
                const std::uint64_t unsent = random() % 4 == 0 ? granted / 2 : 0;
                limiter.giveBack(unsent); // the socket took half
                sent += static_cast<std::int64_t>(granted - unsent);
                if (granted == 0) // timers are late by up to 5 ms
                    wake =
                        ms + limiter.retryAfter().count() + static_cast<std::int64_t>(random() % 5);
            }
            ledger.advance(sent);
        }
        const auto expected = static_cast<double>(limit) * 10;
        QVERIFY2(
            static_cast<double>(ledger.most) <= expected * 1.05,
            qPrintable(QString::number(ledger.most)));
        // One connection asks once a millisecond at most.
        if (connections > 1 || limit < 1'000'000'000)
            QVERIFY2(
                static_cast<double>(ledger.least) >= expected * 0.95,
                qPrintable(QString::number(ledger.least)));
    }

    void aPauseSavesUpAQuarterSecondAtMost() {
        base::ManualClock clock;
        UploadLimiter limiter(clock, base::BytesPerSecond(1'000'000));
        clock.advance(1h);
        std::uint64_t sum = 0;
        while (const std::uint64_t granted = limiter.take(1'000'000))
            sum += granted;
        QVERIFY(sum >= 248'000 && sum <= 250'000);
    }

    void aNewLimitCountsFromTheNextChunk() {
        base::ManualClock clock;
        UploadLimiter limiter(clock, base::BytesPerSecond(1'000'000));
        const auto perSecond = [&] {
            std::uint64_t sum = 0;
            for (int ms = 0; ms < 1000; ++ms, clock.advance(1ms))
                sum += limiter.take(1'000'000);
            return static_cast<double>(sum);
        };
        perSecond();
        QVERIFY(qAbs(perSecond() - 1e6) < 2e4);
        limiter.setLimit(base::BytesPerSecond(10'000'000));
        QVERIFY(qAbs(perSecond() - 1e7) < 3e5);
        limiter.setLimit(base::BytesPerSecond(200'000));
        QVERIFY(qAbs(perSecond() - 2e5) < 1e4);
        limiter.setLimit(base::BytesPerSecond(0));
        QCOMPARE(limiter.take(123'456'789), 123'456'789u);
    }

    void whatIsChargedIsMadeUpBeforeMoreIsGranted() {
        base::ManualClock clock;
        UploadLimiter limiter(clock, base::BytesPerSecond(1'000'000));
        limiter.charge(248'500); // what a pause has saved up, but for the smallest turn
        QVERIFY(limiter.hasRoom());
        limiter.charge(1'000);
        QVERIFY(!limiter.hasRoom());
        QCOMPARE(limiter.take(1'000'000), 0u);
        limiter.charge(150'500);
        clock.advance(151ms);
        QVERIFY(!limiter.hasRoom());
        QCOMPARE(limiter.take(1'000'000), 0u);
        clock.advance(24ms);
        QVERIFY(limiter.hasRoom());
        QCOMPARE(limiter.take(1'000'000), 25'000u);
    }

    void handshakesStayWithinTheLimitToo() {
        base::ManualClock clock;
        UploadLimiter limiter(clock, base::BytesPerSecond(125'000));
        Ledger ledger;
        for (std::int64_t ms = 0; ms < 25'000; ++ms, clock.advance(1ms)) {
            std::int64_t sent = 0;
            for (; ms % 7 == 0 && limiter.hasRoom(); sent += 5'000)
                limiter.charge(5'000);
            sent += static_cast<std::int64_t>(limiter.take(100'000));
            ledger.advance(sent);
        }
        QVERIFY2(
            ledger.most <= 1'250'000 * 105 / 100 && ledger.least >= 1'250'000 * 95 / 100,
            qPrintable(QStringLiteral("%1 to %2").arg(ledger.least).arg(ledger.most)));
    }

    void anotherLimitStartsWithoutDebts() {
        base::ManualClock clock;
        UploadLimiter limiter(clock, base::BytesPerSecond(1'000));
        limiter.charge(1'000'000);
        limiter.setLimit(base::BytesPerSecond(1'000)); // the same is no other
        QVERIFY(!limiter.hasRoom());
        limiter.setLimit(base::BytesPerSecond(1'000'000));
        clock.advance(25ms);
        QVERIFY(limiter.hasRoom());
        QCOMPARE(limiter.take(1'000'000), 25'000u);
    }

    void whatIsGivenBackCanBeTakenAgain() {
        base::ManualClock clock;
        UploadLimiter limiter(clock, base::BytesPerSecond(1'000'000));
        const auto drain = [&] {
            std::uint64_t sum = 0;
            while (const std::uint64_t granted = limiter.take(1'000'000))
                sum += granted;
            return sum;
        };
        drain();
        QCOMPARE(limiter.take(1'000'000), 0u);
        limiter.giveBack(50'000);
        const std::uint64_t again = drain();
        QVERIFY(again > 48'000 && again < 52'000);
    }

    void saysWhenToAskAgain() {
        base::ManualClock clock;
        UploadLimiter limiter(clock, base::BytesPerSecond(125'000));
        while (limiter.take(1'000'000) > 0)
            continue;
        const auto wait = limiter.retryAfter();
        QVERIFY(wait >= 1ms && wait <= 100ms);
        clock.advance(wait);
        QVERIFY(limiter.take(1'000'000) > 0);
    }

    void holdsWhenManyThreadsTakeAtOnce() {
        base::ManualClock clock;
        UploadLimiter limiter(clock, base::BytesPerSecond(100'000'000));
        std::atomic<std::uint64_t> sum{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                while (const std::uint64_t granted = limiter.take(1500))
                    sum += granted;
            });
        for (std::thread& thread : threads)
            thread.join();
        QVERIFY(sum >= 24'900'000 && sum <= 25'000'000);
    }
};

QTEST_GUILESS_MAIN(UploadLimiterTest)
#include "upload_limiter_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/store/eviction.h"

#include <list>
#include <random>
#include <set>
#include <unordered_map>

using namespace meson;
using base::Bytes;
using store::Eviction;
using store::Popularity;

namespace {

base::ContentId idOf(int number) {
    base::ContentId id;
    for (int i = 0; i < 4; ++i)
        id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(number >> (8 * i));
    return id;
}

/// Requests by a Zipf law over `objects`, by inverse lookup in the cumulated weights.
class Zipf {
public:
    Zipf(int objects, double exponent) {
        double sum = 0;
        for (int i = 1; i <= objects; ++i)
            m_cumulated.push_back(sum += std::pow(i, -exponent));
    }
    int draw(std::mt19937& random) const {
        const double at = std::uniform_real_distribution(0.0, m_cumulated.back())(random);
        const auto found = std::lower_bound(m_cumulated.begin(), m_cumulated.end(), at);
        return static_cast<int>(found - m_cumulated.begin());
    }

private:
    std::vector<double> m_cumulated;
};

using Trace = std::vector<int>;
constexpr int kObjects = 4000;
constexpr int kRequests = 48'000;
constexpr std::size_t kCapacity = 200;

Trace zipfTrace(double exponent) {
    std::mt19937 random(1);
    const Zipf zipf(kObjects, exponent);
    Trace trace;
    for (int i = 0; i < kRequests; ++i)
        trace.push_back(zipf.draw(random));
    return trace;
}

/// Every fifth thousand of requests is a scan through objects that nobody asks for again.
Trace scanMixedTrace() {
    Trace trace = zipfTrace(0.9);
    int next = kObjects;
    for (std::size_t i = 0; i < trace.size(); ++i) {
        if (i / 1000 % 5 == 4)
            trace[i] = next++;
    }
    return trace;
}

/// What is popular changes: every 12,000 requests the names move on by a third.
Trace driftingTrace() {
    Trace trace = zipfTrace(0.9);
    for (std::size_t i = 0; i < trace.size(); ++i)
        trace[i] = (trace[i] + static_cast<int>(i / 12'000) * 1333) % kObjects;
    return trace;
}

double hitRatioOfLru(const Trace& trace) {
    std::list<int> order;
    std::unordered_map<int, std::list<int>::iterator> cached;
    int hits = 0;
    for (const int object : trace) {
        const auto found = cached.find(object);
        if (found != cached.end()) {
            ++hits;
            order.splice(order.begin(), order, found->second);
            continue;
        }
        if (cached.size() == kCapacity) {
            cached.erase(order.back());
            order.pop_back();
        }
        order.push_front(object);
        cached[object] = order.begin();
    }
    return static_cast<double>(hits) / static_cast<double>(trace.size());
}

/// Counts requests while an object is cached; the least counted, then the longest unused goes.
double hitRatioOfLfu(const Trace& trace) {
    using Place = std::tuple<int, int, int>; // count, last use, object
    std::set<Place> order;
    std::unordered_map<int, Place> cached;
    int hits = 0;
    int time = 0;
    for (const int object : trace) {
        const auto found = cached.find(object);
        int count = 1;
        if (found != cached.end()) {
            ++hits;
            count += std::get<0>(found->second);
            order.erase(found->second);
        } else if (cached.size() == kCapacity) {
            cached.erase(std::get<2>(*order.begin()));
            order.erase(order.begin());
        }
        cached[object] = Place(count, ++time, object);
        order.insert(cached[object]);
    }
    return static_cast<double>(hits) / static_cast<double>(trace.size());
}

/// As the store works: popularity is remembered beyond removal, a batch of 2 % goes when space is
/// needed. A request comes every 12 s.
double hitRatioOfOurs(const Trace& trace) {
    std::unordered_map<int, Popularity> popularity;
    std::unordered_map<base::ContentId, int> cached;
    int hits = 0;
    base::WallTime now{};
    for (const int object : trace) {
        now += std::chrono::seconds(12);
        Popularity& measure = popularity[object];
        measure = measure.after(1, now, store::kPopularityHalfLife);
        if (cached.contains(idOf(object))) {
            ++hits;
            continue;
        }
        if (cached.size() == kCapacity) {
            std::vector<Eviction::Candidate> candidates;
            for (const auto& [id, number] : cached)
                candidates.push_back({id, Bytes(1), popularity[number]});
            for (const auto& id : Eviction::choose(candidates, Bytes(kCapacity / 50), now))
                cached.erase(id);
        }
        cached[idOf(object)] = object;
    }
    return static_cast<double>(hits) / static_cast<double>(trace.size());
}

} // namespace

class EvictionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void choosesTheLeastRequestedFirst();
    void choosesJustEnough_data();
    void choosesJustEnough();
    void forgetsHalfOfTheRequestsAfterAHalfLife();
    void prefersTheRecentAmongEquals();
    void doesNotMindAClockThatWentBack();
    void hitsNoLessThanLruAndLfu_data();
    void hitsNoLessThanLruAndLfu();
};

void EvictionTest::choosesTheLeastRequestedFirst() {
    const base::WallTime now{};
    const std::vector<Eviction::Candidate> candidates{
        {idOf(1), Bytes(10), {5, now}},
        {idOf(2), Bytes(10), {1, now}},
        {idOf(3), Bytes(10), {3, now}}};
    const auto chosen = Eviction::choose(candidates, Bytes(20), now);
    QVERIFY(chosen == (std::vector{idOf(2), idOf(3)}));
}

void EvictionTest::choosesJustEnough_data() {
    QTest::addColumn<int>("needed");
    QTest::addColumn<int>("count");
    QTest::addRow("none") << 0 << 0;
    QTest::addRow("less than one") << 9 << 1;
    QTest::addRow("one") << 10 << 1;
    QTest::addRow("more than one") << 11 << 2;
    QTest::addRow("all") << 30 << 3;
    QTest::addRow("more than there is") << 31 << 3;
}

void EvictionTest::choosesJustEnough() {
    QFETCH(int, needed);
    QFETCH(int, count);
    std::vector<Eviction::Candidate> candidates;
    for (int i = 0; i < 3; ++i)
        candidates.push_back({idOf(i), Bytes(10), {1, {}}});
    const auto chosen = Eviction::choose(candidates, Bytes(needed), {});
    QCOMPARE(static_cast<int>(chosen.size()), count);
}

void EvictionTest::forgetsHalfOfTheRequestsAfterAHalfLife() {
    const base::WallTime start{};
    const auto measure = Popularity{}.after(8, start, store::kPopularityHalfLife);
    QCOMPARE(measure.countAt(start + store::kPopularityHalfLife, store::kPopularityHalfLife), 4.0);
    QCOMPARE(
        measure.countAt(start + 3 * store::kPopularityHalfLife, store::kPopularityHalfLife), 1.0);
}

void EvictionTest::prefersTheRecentAmongEquals() {
    const base::WallTime start{};
    const base::WallTime later = start + std::chrono::hours(1);
    const std::vector<Eviction::Candidate> candidates{
        {idOf(1), Bytes(1), {1, later}}, {idOf(2), Bytes(1), {1, start}}};
    QVERIFY(Eviction::choose(candidates, Bytes(1), later) == std::vector{idOf(2)});
}

void EvictionTest::doesNotMindAClockThatWentBack() {
    const base::WallTime now = base::fromUnixSeconds(1'000'000);
    const auto measure =
        Popularity{4, now}.after(1, now - std::chrono::hours(400), std::chrono::hours(1));
    QCOMPARE(measure.count, 5.0);
    QVERIFY(measure.at == now);
}

void EvictionTest::hitsNoLessThanLruAndLfu_data() {
    QTest::addColumn<Trace>("trace");
    QTest::addRow("Zipf 0.7") << zipfTrace(0.7);
    QTest::addRow("Zipf 0.9") << zipfTrace(0.9);
    QTest::addRow("Zipf 1.1") << zipfTrace(1.1);
    QTest::addRow("Zipf with scans") << scanMixedTrace();
    QTest::addRow("drifting Zipf") << driftingTrace();
}

void EvictionTest::hitsNoLessThanLruAndLfu() {
    QFETCH(Trace, trace);
    const double ours = hitRatioOfOurs(trace);
    const double lru = hitRatioOfLru(trace);
    const double lfu = hitRatioOfLfu(trace);
    qInfo("hit ratio: ours %.4f, LRU %.4f, LFU %.4f", ours, lru, lfu);
    QVERIFY(ours >= lru);
    QVERIFY(ours >= lfu);
}

QTEST_GUILESS_MAIN(EvictionTest)
#include "eviction_test.moc"

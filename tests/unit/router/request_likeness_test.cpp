// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/router/spot_checker.h"
#include "tests/support/scheduling.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace meson;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kRequests = 10'000; ///< of each kind, at least

/// What a Terminal sees of a request for one of its objects.
struct Seen {
    std::string url;   ///< of the object
    std::string words; ///< names and values of its fields in their order, but for the Range's value
    bool isRange = false;
    std::int64_t first = 0;
    std::int64_t length = 0;
};

/// Two films that players read in pieces of their own, and segments that browsers take whole.
class Traffic final : public router::Prober {
public:
    explicit Traffic(int terminals) {
        publish(base::mebibytes(48));
        publish(base::mebibytes(30) + base::Bytes(1));
        for (int i = 0; i < 6; ++i)
            publish(base::Bytes(400'000 + 250'000 * i));
        for (int i = 0; i < terminals; ++i) {
            const router::NodeIndex node = network.addNode();
            for (const Object& object : m_objects)
                network.holders.list(node, object.id);
        }
    }

    void clientAsks() {
        const Object& object = m_objects[m_random() % m_objects.size()];
        const bool isFilm = object.length > router::SpotChecker::kLargestPiece;
        Seen seen{object.url, {}, isFilm, 0, object.length};
        http::RequestHead request;
        request.target = object.url;
        std::string range;
        if (!isFilm) {
            const auto& [agent, language] = kBrowsers[m_random() % 3];
            request.fields = {{"Host", "video.example"}, {"Connection", "keep-alive"},
                              {"User-Agent", agent},     {"Accept", "*/*"},
                              {"Cookie", "session=1"},   {"Accept-Language", language}};
        } else {
            const auto& [agent, size] = kPlayers[m_random() % 2];
            const std::int64_t pieces = (object.length + size - 1) / size;
            seen.first = size * static_cast<std::int64_t>(m_random() % std::uint64_t(pieces));
            seen.length = std::min(size, object.length - seen.first);
            range = "bytes=" + std::to_string(seen.first) + "-" +
                    std::to_string(seen.first + seen.length - 1);
            request.fields = {
                {"Host", "video.example"},
                {"Accept", "video/*"},
                {"range", range},
                {"User-Agent", agent}};
        }
        for (const http::Field& field : request.fields)
            if (field.name != "Host" && field.name != "Cookie")
                seen.words += wordOf(field.name, field.value);
        shapes.note(request);
        real.push_back(std::move(seen));
    }
    void fetch(http::ClientRequest request, Done) override {
        const auto object = std::find_if(m_objects.begin(), m_objects.end(), [&](const auto& each) {
            return request.url.ends_with(each.url.substr(each.url.rfind('/')));
        });
        Seen seen{object->url, {}, false, 0, object->length};
        for (const auto& [name, value] : request.fields) {
            seen.words += wordOf(name, value);
            if (const auto range = router::RequestShapes::rangeOf(value)) {
                seen.isRange = true;
                seen.first = range->first;
                seen.length = range->length();
            }
        }
        checks.push_back(std::move(seen));
    }

    test::Scheduling network;
    router::RequestShapes shapes;
    std::vector<Seen> real;
    std::vector<Seen> checks;

private:
    struct Object {
        base::ContentId id;
        std::int64_t length = 0;
        std::string url;
    };
    static constexpr std::pair<const char*, const char*> kBrowsers[] = {
        {"Browser/1", "en"}, {"Browser/2", "de, en;q=0.5"}, {"Browser/1", "zh-CN"}};
    static constexpr std::pair<const char*, std::int64_t> kPlayers[] = {
        {"Player/1", 512 * 1024}, {"Player/2", 1024 * 1024}};

    void publish(base::Bytes length) {
        const auto name = static_cast<std::uint8_t>(m_objects.size() + 1);
        const router::ObjectRecord& record = network.addObject(name, length);
        m_objects.push_back({record.id, length.count(), record.url});
        network.scheduler.demand().add(record.id, length, network.clock.steady());
    }
    static std::string wordOf(std::string_view name, std::string_view value) {
        const bool isRange = value.starts_with("bytes=");
        return std::string(name) + ": " + std::string(isRange ? "" : value) + "\n";
    }

    std::mt19937_64 m_random{11};
    std::vector<Object> m_objects;

public:
    router::CheckJudge judge{
        {network.registry, network.holders, network.scheduler, network.objects,
         [](router::NodeIndex) {}, network.clock}};
    router::SpotChecker checker{
        {network.registry, network.holders, network.tokens, network.scheduler.demand(),
         network.objects, *this, shapes, judge, network.clock},
        {},
        0ms,
        5};
};

std::vector<Seen> ofObject(const std::vector<Seen>& all, const std::string& url) {
    std::vector<Seen> some;
    std::copy_if(all.begin(), all.end(), std::back_inserter(some), [&](const Seen& seen) {
        return seen.url == url;
    });
    return some;
}

/// Greatest distance of two samples' distribution functions (Kolmogorov, Smirnov), in units of
/// what one sample in a thousand exceeds by chance.
double
distance(const std::vector<Seen>& a, const std::vector<Seen>& b, std::int64_t Seen::*figure) {
    std::map<std::int64_t, std::pair<double, double>> steps;
    for (const Seen& seen : a)
        steps[seen.*figure].first += 1.0 / static_cast<double>(a.size());
    for (const Seen& seen : b)
        steps[seen.*figure].second += 1.0 / static_cast<double>(b.size());
    double greatest = 0;
    double difference = 0;
    for (const auto& [value, step] : steps)
        greatest = std::max(greatest, std::abs(difference += step.first - step.second));
    const double n = static_cast<double>(a.size());
    const double m = static_cast<double>(b.size());
    return greatest / (1.95 * std::sqrt((n + m) / (n * m)));
}

/// Chi square of two samples' words, in units of what one sample in a thousand exceeds by chance
/// (Wilson and Hilferty's approximation).
double difference(const std::vector<Seen>& a, const std::vector<Seen>& b) {
    std::map<std::string, std::pair<double, double>> counts;
    for (const Seen& seen : a)
        ++counts[seen.words].first;
    for (const Seen& seen : b)
        ++counts[seen.words].second;
    const double share = static_cast<double>(a.size()) / static_cast<double>(a.size() + b.size());
    double chi = 0;
    for (const auto& [words, count] : counts) {
        const double all = count.first + count.second;
        chi += std::pow(count.first - all * share, 2) / (all * share) +
               std::pow(count.second - all * (1 - share), 2) / (all * (1 - share));
    }
    const double freedom = std::max<double>(static_cast<double>(counts.size()) - 1, 1);
    const double third = 2.0 / (9 * freedom);
    return chi / (freedom * std::pow(1 - third + 3.09 * std::sqrt(third), 3));
}

} // namespace

/// A Terminal that keeps statistics cannot tell checks from clients by how they ask for an object.
class RequestLikenessTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void checksAskForAnObjectAsItsClientsDo_data() {
        QTest::addColumn<int>("terminals");
        QTest::newRow("one holder") << 1;
        QTest::newRow("two holders, asked for different pieces") << 2;
    }
    void checksAskForAnObjectAsItsClientsDo() {
        QFETCH(int, terminals);
        Traffic traffic(terminals);
        while (traffic.checks.size() < kRequests) {
            for (int i = 0; i < kClientsBetween; ++i)
                traffic.clientAsks();
            QCOMPARE(traffic.checker.checkNow(), static_cast<std::size_t>(terminals));
        }
        std::set<std::string> urls;
        for (const Seen& seen : traffic.checks)
            urls.insert(seen.url);
        QCOMPARE(urls.size(), std::size_t(8));
        for (const std::string& url : urls) {
            const auto real = ofObject(traffic.real, url);
            const auto checks = ofObject(traffic.checks, url);
            const auto ranges = [](const std::vector<Seen>& all) {
                return std::count_if(
                    all.begin(), all.end(), [](const Seen& seen) { return seen.isRange; });
            };
            QCOMPARE(ranges(real) == 0, ranges(checks) == 0);
            QCOMPARE(ranges(real) == std::ssize(real), ranges(checks) == std::ssize(checks));
            const double lengths = distance(real, checks, &Seen::length);
            const double firsts = distance(real, checks, &Seen::first);
            const double words = difference(real, checks);
            qInfo(
                "%s: %zu real, %zu checks; length %.2f, first byte %.2f, words %.2f of what chance "
                "allows",
                url.c_str(), real.size(), checks.size(), lengths, firsts, words);
            QVERIFY(lengths < 1);
            QVERIFY(firsts < 1);
            QVERIFY(words < 1);
        }
    }

private:
    /// Requests of clients between two checks: so many that checks seldom copy the same one.
    static constexpr int kClientsBetween = 32;
};

QTEST_GUILESS_MAIN(RequestLikenessTest)
#include "request_likeness_test.moc"

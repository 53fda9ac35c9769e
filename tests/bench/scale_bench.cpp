// SPDX-License-Identifier: GPL-3.0-or-later
// What the Router's loop and its database pay by number of Terminals, with a million objects.
#include "engine/protocol/codec.h"
#include "engine/protocol/signature.h"
#include "engine/router/bindings.h"
#include "engine/router/epoch_store.h"
#include "tests/bench/target.h"
#include "tests/support/population.h"

#include <QTemporaryDir>
#include <algorithm>
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <memory>

using namespace meson;

namespace {

constexpr std::uint64_t kObjects = 1'000'000;
constexpr int kCopies = 2;

double bytesInUse() {
    const struct mallinfo2 info = mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd);
}

/// A network that has been running for a while, and what it costs to remember.
struct Network {
    explicit Network(std::int64_t terminals) {
        test::Population population(1);
        const double before = bytesInUse();
        for (std::int64_t i = 0; i < terminals; ++i)
            net.add(population.next());
        perTerminal = (bytesInUse() - before) / static_cast<double>(terminals);
        const double empty = bytesInUse();
        const base::WallTime ends = net.clock.wall() + std::chrono::hours(24);
        for (std::uint64_t i = 0; i < kObjects; ++i) {
            const router::ObjectRecord& object = net.objects.add(i, base::mebibytes(3), ends);
            objects.push_back(&object);
            net.scheduler.demand().add(object.id, object.length, net.clock.steady()).expires = ends;
            for (int copy = 0; copy < kCopies; ++copy) {
                const auto node = static_cast<router::NodeIndex>(random() % net.registry.size());
                net.holders.add(node, object.id);
                net.holders.list(node, object.id);
            }
        }
        perObject = (bytesInUse() - empty) / static_cast<double>(kObjects);
        double weight = 0;
        for (std::uint64_t i = 0; i < kObjects; ++i)
            popularity.push_back(weight += 1.0 / std::pow(static_cast<double>(i + 1), 0.8));
        everybodyBeats();
        net.scheduler.tick();
    }
    const router::ObjectRecord& next() {
        const double at = std::uniform_real_distribution<double>(0, popularity.back())(random);
        return *objects[static_cast<std::size_t>(
            std::lower_bound(popularity.begin(), popularity.end(), at) - popularity.begin())];
    }
    boost::asio::ip::address client() {
        return boost::asio::ip::make_address_v4(
            0xc0000000U + static_cast<std::uint32_t>(random() % 0x8000000));
    }
    void everybodyBeats() {
        for (router::NodeIndex node = 0; node < net.registry.size(); ++node) {
            net.registry.heard(node);
            for (const protocol::Command& command : net.orders.take(node))
                net.scheduler.acknowledged(node, {command.id, protocol::AckStatus::Done, {}, {}});
        }
    }

    std::mt19937_64 random{7};
    test::Coordination net{3};
    std::vector<const router::ObjectRecord*> objects;
    std::vector<double> popularity; ///< running sums of Zipf's weights
    double perTerminal = 0;
    double perObject = 0;
};

/// One after another of growing size; the last is kept for the next row.
Network& networkOf(std::int64_t terminals) {
    static std::unique_ptr<Network> network;
    static std::int64_t size = 0;
    if (size != terminals) {
        network.reset();
        network = std::make_unique<Network>(terminals);
        size = terminals;
    }
    return *network;
}

double percentile(std::vector<double>& microseconds, double part) {
    const auto place =
        microseconds.begin() + static_cast<std::ptrdiff_t>(part * double(microseconds.size() - 1));
    std::nth_element(microseconds.begin(), place, microseconds.end());
    return *place;
}

/// A choice and the token that follows it; a hundred requests a second for each 541 Terminals.
void chooseATerminal(benchmark::State& state) {
    Network& network = networkOf(state.range(0));
    const std::int64_t perSecond = std::max<std::int64_t>(state.range(0) * 100 / 541, 1);
    std::vector<double> choices;
    std::vector<double> ticks;
    std::int64_t done = 0;
    for (auto _ : state) {
        const router::ObjectRecord& object = network.next();
        const auto client = network.client();
        const auto started = std::chrono::steady_clock::now();
        benchmark::DoNotOptimize(network.net.ask(object, client));
        const std::chrono::duration<double, std::micro> took =
            std::chrono::steady_clock::now() - started;
        choices.push_back(took.count());
        state.SetIterationTime(took.count() / 1e6);
        if (++done % perSecond != 0)
            continue;
        network.net.clock.advance(std::chrono::seconds(1));
        network.everybodyBeats();
        const auto tickStarted = std::chrono::steady_clock::now();
        network.net.scheduler.tick();
        ticks.push_back(std::chrono::duration<double, std::micro>(
                            std::chrono::steady_clock::now() - tickStarted)
                            .count());
    }
    state.counters["p50_us"] = percentile(choices, 0.5);
    state.counters["p99_us"] = percentile(choices, 0.99);
    state.counters["tick_p99_us"] = ticks.empty() ? 0 : percentile(ticks, 0.99);
    state.counters["bytes/terminal"] = network.perTerminal;
    state.counters["bytes/object"] = network.perObject;
    test::judge(state, "p99 choice", percentile(choices, 0.99), 50, "us");
}

/// Signature, message, registry, orders and answer of one heartbeat; served_bench's come over HTTP.
void takeAHeartbeat(benchmark::State& state) {
    constexpr std::size_t kSigners = 2'000;
    Network& network = networkOf(state.range(0));
    struct Request {
        std::string target;
        std::string body;
        std::vector<std::pair<std::string, std::string>> fields;
    };
    std::vector<Request> requests;
    const base::WallTime now = network.net.clock.wall();
    for (std::size_t i = 0; i < kSigners; ++i) {
        const crypto::Identity identity = crypto::Identity::generate();
        router::Enrolment enrolment;
        enrolment.publicKey = identity.publicKey();
        enrolment.address = boost::asio::ip::make_address("10.0.0.1");
        enrolment.port = 8080;
        const router::NodeIndex node = *network.net.registry.enrol(enrolment);
        protocol::Heartbeat beat;
        beat.sequence = 1;
        beat.available = base::gibibytes(60);
        beat.waitSeconds = 4;
        Request request{
            "/v1/terminals/" + base::toText(network.net.registry.at(node).id) + "/heartbeat",
            protocol::encode(beat).toStdString(),
            {}};
        request.fields = protocol::signRequest(identity, "POST", request.target, request.body, now);
        requests.push_back(std::move(request));
    }
    protocol::NonceMemory nonces;
    std::size_t next = 0;
    for (auto _ : state) {
        const Request& request = requests[next++];
        const auto signer = protocol::verifyRequest(
            "POST", request.target, request.body,
            {request.fields[0].second, request.fields[1].second, request.fields[2].second},
            [&](const base::NodeId& id) -> std::optional<crypto::PublicKey> {
                const auto node = network.net.registry.find(id);
                if (!node)
                    return std::nullopt;
                return network.net.registry.at(*node).enrolment.publicKey;
            },
            nonces, now);
        const auto beat =
            protocol::decode<protocol::Heartbeat>(QByteArray::fromStdString(request.body));
        if (!signer || !beat)
            return state.SkipWithError("a heartbeat was refused");
        const router::NodeIndex index = *network.net.registry.find(*signer);
        router::Node& node = network.net.registry.at(index);
        node.heartbeat = beat->sequence;
        node.available = beat->available;
        network.net.registry.heard(index);
        protocol::HeartbeatAnswer answer;
        answer.routerTime = base::unixSeconds(now);
        answer.commands = network.net.orders.take(index);
        benchmark::DoNotOptimize(protocol::encode(answer));
    }
    state.SetItemsProcessed(state.iterations());
    for (std::size_t i = 0; i < kSigners; ++i)
        network.net.registry.lost(network.net.registry.size() - 1 - router::NodeIndex(i));
}

/// A batch of a thousand receipts: read and judged on the loop, then written down in one
/// transaction.
void takeABatchOfReceipts(benchmark::State& state) {
    constexpr std::int64_t kReceipts = 1'000;
    Network& network = networkOf(state.range(0));
    const QTemporaryDir folder;
    const auto database =
        router::Database::open(folder.filePath(QStringLiteral("router.db")).toStdString());
    if (!database)
        return state.SkipWithError("the database refused");
    router::IssuedTokens tokens;
    (*database)->run([&] {
        static_cast<void>(tokens.load(**database, network.net.registry));
        static_cast<void>(router::epoch_store::createTables(**database));
        router::StateWriter writer(**database, [](const router::StateWriter::Task&) {});
        static_cast<void>(router::Bindings(writer, {}).load());
    });
    const router::Node& node = network.net.registry.at(0);
    const router::ClientQuota quota(base::gibibytes(100));
    std::int64_t batch = 0;
    std::uint64_t nonce = 0;
    for (auto _ : state) {
        state.PauseTiming();
        protocol::Receipts message{++batch, {}};
        for (std::int64_t i = 0; i < kReceipts; ++i) {
            protocol::DeliveryToken token;
            token.id = network.next().id;
            token.length = base::mebibytes(3);
            token.binding = 1;
            token.expires = base::unixSeconds(network.net.clock.wall()) + 600;
            token.nonce = ++nonce;
            tokens.add(token, 0, router::TokenPurpose::Client, nonce % 5'000);
            message.receipts.push_back(
                {protocol::writeToken(token, node.tokenKey), token.length, 0, 0, 5, true});
        }
        const QByteArray body = protocol::encode(message);
        state.ResumeTiming();
        const auto received = protocol::decode<protocol::Receipts>(body);
        const router::BatchCredit credit =
            tokens.assess(0, *received, node.tokenKey, network.net.clock.wall());
        router::epoch_store::Booking booking;
        booking.node = base::toText(node.id);
        booking.answer = {batch, kReceipts, credit.total, {}, {}, 1};
        booking.stated = credit.stated;
        booking.receipts = kReceipts;
        for (const router::Credit& each : credit.credits) {
            booking.counted[each.network] += each.bytes;
            booking.completions.emplace_back(base::toText(each.object), each.network);
        }
        booking.delivered = {{1, credit.total, base::Bytes(0), kReceipts}};
        bool written = false;
        (*database)->run([&] {
            const auto unsaved = tokens.takeUnsaved(network.net.registry, quota);
            written = (*database)->transaction([&] {
                return router::epoch_store::addIssued(**database, 1, unsaved) &&
                       router::IssuedTokens::saveCredits(**database, credit) &&
                       router::epoch_store::book(**database, booking);
            });
        });
        tokens.apply(credit);
        if (!written)
            return state.SkipWithError("the database refused");
    }
    state.SetItemsProcessed(state.iterations() * kReceipts);
}

void sizes(benchmark::internal::Benchmark* bench) {
    bench->ArgName("terminals")->Arg(541)->Arg(10'000)->Arg(100'000);
}

} // namespace

BENCHMARK(chooseATerminal)
    ->Apply(sizes)
    ->Iterations(200'000)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(takeAHeartbeat)->Apply(sizes)->Iterations(2'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(takeABatchOfReceipts)
    ->Apply(sizes)
    ->Iterations(20)
    ->MeasureProcessCPUTime() // the database has a thread of its own
    ->Unit(benchmark::kMillisecond);

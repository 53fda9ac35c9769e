// SPDX-License-Identifier: GPL-3.0-or-later
// The end of an epoch on a real database: credit, rewards, ledger and all, by number of Terminals.
#include "engine/crypto/mac.h"
#include "engine/router/epoch_store.h"
#include "tests/bench/target.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>

using namespace meson;
namespace store = router::epoch_store;

namespace {

std::string nodeName(std::int64_t number) {
    return base::toText(base::NodeId{
        crypto::deriveKey(base::bytesOf("bench"), "node", base::bytesOf(std::to_string(number)))});
}

/// An epoch in which every Terminal served.
bool fillEpoch(router::Database& database, std::int64_t epoch, std::int64_t nodes) {
    return database.transaction([&] {
        if (!store::insertEpoch(database, {epoch, 0, 86'400}))
            return false;
        for (std::int64_t i = 0; i < nodes; ++i) {
            store::Booking booking;
            booking.node = nodeName(i);
            booking.answer.epoch = epoch;
            booking.answer.creditedBytes = base::Bytes(1'000'000 + 7'919 * i);
            booking.stated = booking.answer.creditedBytes;
            booking.receipts = 1;
            if (!store::book(database, booking))
                return false;
        }
        return true;
    });
}

/// All that the database does from the end of an epoch until it can say who has what.
bool closeEpoch(
    router::Database& database, std::int64_t epoch, const std::vector<router::NodeWork>& ready) {
    const router::Ledger ledger(database);
    const std::int64_t before = ledger.latest();
    return database.transaction([&] { return store::addStandby(database, epoch, ready); }) &&
           database.transaction([&] {
               return store::settle(
                          database, epoch, base::MicroTokens(20'000'000'000),
                          base::MicroCredits(10'000), base::fromUnixSeconds(1'800'000'000))
                   .has_value();
           }) &&
           ledger.isBalancedSince(before);
}

void settleAnEpoch(benchmark::State& state) {
    const QTemporaryDir folder;
    const auto database =
        router::Database::open(folder.filePath(QStringLiteral("router.db")).toStdString());
    bool good = database.has_value();
    if (good)
        (*database)->run([&] {
            good = store::createTables(**database) && router::Ledger::createTables(**database);
        });
    std::vector<router::NodeWork> ready;
    for (std::int64_t i = 0; i < state.range(0); ++i)
        ready.push_back({nodeName(i), base::Bytes(0), 1'000'000, 86'400});
    std::int64_t epoch = 0;
    std::chrono::steady_clock::duration longest{};
    for (auto _ : state) {
        state.PauseTiming();
        ++epoch;
        if (good)
            (*database)->run([&] { good = fillEpoch(**database, epoch, state.range(0)); });
        state.ResumeTiming();
        const auto started = std::chrono::steady_clock::now();
        if (good)
            (*database)->run([&] { good = closeEpoch(**database, epoch, ready); });
        longest = std::max(longest, std::chrono::steady_clock::now() - started);
    }
    test::judge(state, "the longest", std::chrono::duration<double>(longest).count(), 10, "s");
    if (!good)
        state.SkipWithError("the database refused");
}

BENCHMARK(settleAnEpoch)
    ->ArgName("terminals")
    ->Arg(541)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Iterations(3)
    ->MeasureProcessCPUTime() // the database has a thread of its own
    ->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv); // the database's driver needs one
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}

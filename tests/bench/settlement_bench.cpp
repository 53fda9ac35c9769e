// SPDX-License-Identifier: GPL-3.0-or-later
// The end of an epoch on a real database: credit, rewards, ledger and all, by number of Terminals.
#include "engine/crypto/mac.h"
#include "engine/router/epoch_store.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>

using namespace meson;
namespace store = router::epoch_store;

namespace {

/// An epoch in which every Terminal stood ready and served.
bool fillEpoch(router::Database& database, std::int64_t epoch, std::int64_t nodes) {
    return database.transaction([&] {
        if (!store::insertEpoch(database, {epoch, 0, 86'400}))
            return false;
        for (std::int64_t i = 0; i < nodes; ++i) {
            store::Booking booking;
            booking.node = base::toText(base::NodeId{crypto::deriveKey(
                base::bytesOf("bench"), "node", base::bytesOf(std::to_string(i)))});
            booking.answer.epoch = epoch;
            booking.answer.creditedBytes = base::Bytes(1'000'000 + 7'919 * i);
            booking.stated = booking.answer.creditedBytes;
            booking.receipts = 1;
            if (!store::book(database, booking) ||
                !store::addStandby(
                    database, epoch, {{booking.node, base::Bytes(0), 1'000'000, 86'400}}))
                return false;
        }
        return true;
    });
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
    std::int64_t epoch = 0;
    for (auto _ : state) {
        state.PauseTiming();
        ++epoch;
        if (good)
            (*database)->run([&] { good = fillEpoch(**database, epoch, state.range(0)); });
        state.ResumeTiming();
        if (good)
            (*database)->run([&] {
                good = (*database)->transaction([&] {
                    return store::settle(
                               **database, epoch, base::MicroTokens(20'000'000'000),
                               base::MicroCredits(10'000), base::fromUnixSeconds(1'800'000'000))
                        .has_value();
                });
            });
    }
    if (!good)
        state.SkipWithError("the database refused");
}

BENCHMARK(settleAnEpoch)
    ->ArgName("terminals")
    ->Arg(541)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv); // the database's driver needs one
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}

// SPDX-License-Identifier: GPL-3.0-or-later
// What looking through a content list of a million objects costs: a page of 200 rows, as the
// Storage page asks for it, by how far down it is and by how it is asked for.
#include "engine/crypto/mac.h"
#include "engine/platform/system_clock.h"
#include "engine/store/index.h"

#include <QTemporaryDir>
#include <benchmark/benchmark.h>

using namespace meson;
using store::ObjectQuery;

namespace {

constexpr std::int64_t kObjects = 1'000'000;

/// A list as a busy Terminal has it: most objects were asked for seldom.
class List {
public:
    List() {
        index = store::Index::open(
                    m_folder.filePath(QStringLiteral("index.sqlite")).toStdString(), m_clock)
                    .value();
        index->setVolumes({"/cache"});
        for (std::int64_t i = 0; i < kObjects; ++i) {
            store::StoredObject object;
            crypto::fillRandom(object.id.bytes);
            object.length = base::Bytes(1000 + i * 7919 % 3'000'000);
            object.meta.expires = base::fromUnixSeconds(2'000'000'000 + i % 86'400);
            object.meta.fields = "Content-Type: video/mp4\r\nCache-Control: max-age=86400\r\n";
            object.meta.binding = "site" + std::to_string(i % 50) + ".example";
            object.added = object.lastUsed = object.verified =
                base::fromUnixSeconds(1'700'000'000 + i / 3);
            object.uses = i % 10 == 0 ? i % 97 : 0;
            index->add(std::move(object), base::Bytes(4096));
            if (i % 20'000 == 0)
                index->flush();
        }
        index->flush();
        ObjectQuery query;
        for (const auto order : {ObjectQuery::Order::LastUsed, ObjectQuery::Order::Uses}) {
            query.order = order;
            index->page(query); // makes the order's index
        }
    }
    static List& the() {
        static List list;
        return list;
    }

    std::unique_ptr<store::Index> index;

private:
    QTemporaryDir m_folder;
    platform::SystemClock m_clock;
};

ObjectQuery queryAt(const benchmark::State& state) {
    ObjectQuery query;
    query.order = state.range(1) == 0 ? ObjectQuery::Order::LastUsed : ObjectQuery::Order::Uses;
    query.offset = state.range(0);
    query.limit = 200;
    return query;
}

/// The scroll bar is dragged there.
void jumpToAPage(benchmark::State& state) {
    const ObjectQuery query = queryAt(state);
    for (auto _ : state)
        benchmark::DoNotOptimize(List::the().index->page(query));
}

/// The page after one that is here already.
void scrollToTheNextPage(benchmark::State& state) {
    ObjectQuery query = queryAt(state);
    query.after = List::the().index->page(query).objects.back();
    query.offset = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(List::the().index->page(query));
}

void search(benchmark::State& state) {
    ObjectQuery query;
    query.search = "site7.example";
    for (auto _ : state)
        benchmark::DoNotOptimize(List::the().index->page(query));
}

void places(benchmark::internal::Benchmark* bench) {
    bench->ArgNames({"row", "by uses"})->Unit(benchmark::kMillisecond);
    for (const std::int64_t order : {0, 1})
        for (const std::int64_t row : {0, 10'000, 500'000, 999'000})
            bench->Args({row, order});
}

} // namespace

BENCHMARK(jumpToAPage)->Apply(places);
BENCHMARK(scrollToTheNextPage)->Apply(places);
BENCHMARK(search)->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();

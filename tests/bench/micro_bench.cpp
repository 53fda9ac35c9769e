// SPDX-License-Identifier: GPL-3.0-or-later
// What one request pays besides its bytes: token, limiter, hashing. Targets stand in
// tests/bench/run.
#include "engine/crypto/merkle.h"
#include "engine/http/upload_limiter.h"
#include "engine/platform/system_clock.h"
#include "engine/protocol/delivery_token.h"

#include <benchmark/benchmark.h>

namespace {

using namespace meson;

const crypto::MacKey kKey{base::bytesOf("a key of a terminal, thirty-two.")};

protocol::DeliveryToken someToken() {
    protocol::DeliveryToken token;
    token.length = base::mebibytes(3);
    token.expires = 2'000'000'000;
    token.nonce = 42;
    return token;
}

void checkToken(benchmark::State& state) {
    const std::string text = protocol::writeToken(someToken(), kKey);
    const base::WallTime now = base::fromUnixSeconds(1'900'000'000);
    for (auto _ : state)
        benchmark::DoNotOptimize(protocol::readToken(text, kKey, now));
}
BENCHMARK(checkToken);

void writeToken(benchmark::State& state) {
    const protocol::DeliveryToken token = someToken();
    for (auto _ : state)
        benchmark::DoNotOptimize(protocol::writeToken(token, kKey));
}
BENCHMARK(writeToken);

void takeFromLimiter(benchmark::State& state) {
    const platform::SystemClock clock;
    http::UploadLimiter limiter(clock, base::BytesPerSecond(1'000'000'000'000));
    for (auto _ : state)
        benchmark::DoNotOptimize(limiter.take(10'240));
}
BENCHMARK(takeFromLimiter);

void hashContent(benchmark::State& state) {
    const std::string bytes(1 << 20, 'x');
    for (auto _ : state) {
        crypto::ContentHasher hasher;
        hasher.update(base::bytesOf(bytes));
        benchmark::DoNotOptimize(hasher.finish());
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) << 20);
}
BENCHMARK(hashContent);

} // namespace

BENCHMARK_MAIN();

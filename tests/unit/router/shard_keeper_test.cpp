// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/router/intake.h"
#include "tests/support/test_server.h"

#include <algorithm>
#include <cmath>

using namespace meson;
using router::SecretShard;
using router::ShardKeeper;

namespace {

constexpr auto kLeaf = static_cast<std::size_t>(crypto::kLeafSize);

/// What is kept of `bytes` that come in pieces.
std::vector<SecretShard> keptOf(const std::string& bytes, std::size_t piece) {
    ShardKeeper keeper;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        keeper.update(base::bytesOf(bytes).subspan(at, std::min(piece, bytes.size() - at)));
    return keeper.take();
}

} // namespace

/// Which leaves of an object the Router keeps to check Terminals against.
class ShardKeeperTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsEightLeavesAsTheyAreOrAllThatThereAre_data() {
        QTest::addColumn<std::size_t>("length");
        QTest::addColumn<std::size_t>("kept");
        const auto row = [](const char* name, std::size_t length, std::size_t kept) {
            QTest::newRow(name) << length << kept;
        };
        row("nothing", 0, 0);
        row("a byte", 1, 1);
        row("a leaf but a byte", kLeaf - 1, 1);
        row("a leaf", kLeaf, 1);
        row("a leaf and a byte", kLeaf + 1, 2);
        row("7 leaves", 7 * kLeaf, 7);
        row("8 leaves but a byte", 8 * kLeaf - 1, 8);
        row("8 leaves", 8 * kLeaf, 8);
        row("8 leaves and a byte", 8 * kLeaf + 1, 8);
        row("as many as while they pass", 32 * kLeaf, 8);
        row("one more", 33 * kLeaf, 8);
        row("100 leaves", 100 * kLeaf, 8);
    }
    void keepsEightLeavesAsTheyAreOrAllThatThereAre() {
        QFETCH(const std::size_t, length);
        QFETCH(const std::size_t, kept);
        const std::string bytes = test::patternBytes(length);
        for (const std::size_t piece : {std::size_t{5'000}, kLeaf, std::size_t{1'000'000}}) {
            const std::vector<SecretShard> shards = keptOf(bytes, piece);
            QCOMPARE(shards.size(), kept);
            std::int64_t last = -1;
            for (const SecretShard& shard : shards) {
                QVERIFY(shard.leaf > last);
                last = shard.leaf;
                const std::size_t at = static_cast<std::size_t>(shard.leaf) * kLeaf;
                QVERIFY(at < length);
                QVERIFY(base::textOf(shard.bytes) == bytes.substr(at, kLeaf));
            }
        }
    }

    void keepsMoreOfALongObject_data() {
        QTest::addColumn<std::int64_t>("length");
        QTest::addColumn<std::size_t>("shards");
        const auto row = [](const char* name, std::int64_t length, std::size_t shards) {
            QTest::newRow(name) << length << shards;
        };
        const std::int64_t mebibyte = base::mebibytes(1).count();
        row("nothing", 0, 8);
        row("512 MiB but a byte", 512 * mebibyte - 1, 8);
        row("512 MiB", 512 * mebibyte, 8);
        row("512 MiB and a byte", 512 * mebibyte + 1, 9);
        row("576 MiB", 576 * mebibyte, 9);
        row("576 MiB and a byte", 576 * mebibyte + 1, 10);
        row("1984 MiB", 1984 * mebibyte, 31);
        row("1984 MiB and a byte", 1984 * mebibyte + 1, 32);
        row("2 GiB", 2048 * mebibyte, 32);
        row("2 GiB and a byte", 2048 * mebibyte + 1, 32);
        row("1 TiB", 1024 * 1024 * mebibyte, 32);
    }
    void keepsMoreOfALongObject() {
        QFETCH(const std::int64_t, length);
        QFETCH(const std::size_t, shards);
        QCOMPARE(ShardKeeper::shardsFor(base::Bytes(length)), shards);
        if (length > base::gibibytes(3).count())
            return;
        ShardKeeper keeper; // which copies no more than it keeps
        const std::string bytes = test::patternBytes(1'048'576);
        std::int64_t left = length;
        for (; left > std::ssize(bytes); left -= std::ssize(bytes))
            keeper.update(base::bytesOf(bytes));
        keeper.update(base::bytesOf(bytes).first(static_cast<std::size_t>(left)));
        const std::vector<SecretShard> kept = keeper.take();
        QCOMPARE(kept.size(), length == 0 ? 0 : shards);
        for (const SecretShard& shard : kept) {
            const std::size_t at = static_cast<std::size_t>(shard.leaf) * kLeaf % bytes.size();
            const std::int64_t size =
                std::min(crypto::kLeafSize, length - shard.leaf * crypto::kLeafSize);
            QVERIFY(base::textOf(shard.bytes) == bytes.substr(at, static_cast<std::size_t>(size)));
        }
    }

    void keepsEachLeafAsOftenAsAnyOther_data() {
        QTest::addColumn<std::size_t>("leaves");
        QTest::newRow("fewer than while they pass") << std::size_t{20};
        QTest::newRow("as many") << std::size_t{32};
        QTest::newRow("one more") << std::size_t{33};
        QTest::newRow("many") << std::size_t{100};
    }
    void keepsEachLeafAsOftenAsAnyOther() {
        QFETCH(const std::size_t, leaves);
        constexpr int kRuns = 1'500;
        const std::string bytes(leaves * kLeaf, 'x');
        std::vector<int> kept(leaves);
        for (int run = 0; run < kRuns; ++run)
            for (const SecretShard& shard : keptOf(bytes, bytes.size()))
                ++kept[static_cast<std::size_t>(shard.leaf)];
        const double share =
            static_cast<double>(ShardKeeper::kFewestShards) / static_cast<double>(leaves);
        const double mean = kRuns * share;
        const double bound = 8 * std::sqrt(mean * (1 - share)); // eight standard deviations
        for (std::size_t leaf = 0; leaf < leaves; ++leaf)
            QVERIFY2(
                std::abs(kept[leaf] - mean) < bound,
                qPrintable(QStringLiteral("leaf %1: %2 times, where %3 are expected")
                               .arg(leaf)
                               .arg(kept[leaf])
                               .arg(mean)));
    }
};

QTEST_GUILESS_MAIN(ShardKeeperTest)
#include "shard_keeper_test.moc"

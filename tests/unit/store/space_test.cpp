// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/platform/file.h"
#include "tests/support/patience.h"
#include "tests/support/store_fixture.h"

using namespace meson;
using base::Bytes;
using base::kibibytes;
using base::mebibytes;
using store::RemovalReason;
using store::StoreError;
using store::VolumeState;
using test::StoreFixture;

/// What the owner gives is never exceeded: quota, reserve, several volumes.
class SpaceTest : public QObject {
    Q_OBJECT

private:
    static constexpr std::int64_t kBlock = 4096;
    /// What the file system says that the folder's objects take.
    static Bytes onDisk(const std::filesystem::path& folder);

private Q_SLOTS:
    void fillsTheQuotaExactly_data();
    void fillsTheQuotaExactly();
    void saysTooLargeOnlyForWhatNeverFits();
    void leavesTheReserveFree();
    void keepsTenGigabytesOrFivePercentByDefault();
    void parallelReservationsNeverOvershoot();
    void parallelDownloadsNeverOvershoot();
    void givesReservedSpaceBack();
    void growsADownloadWithinTheQuota();
    void readsBackTheLeavesOfADownload();
    void spreadsOverSeveralVolumes();
    void deletesAtOnceWhatAShrunkQuotaDoesNotAllow();
    void deletesNoLongerThanItsTimeInOneGo();
    void evictsTheLeastRequestedFirst();
    void remembersWhatWasAskedForBeforeItWasRemoved();
    void chargesTheIndexToTheVolumeItStandsOn();
    void servesButDoesNotWriteAReadOnlyVolume();
    void goesOnWhenAVolumeVanishes();
    void doesNotMakeAVanishedVolumeAnew();
    void takesAVolumeBackThatReturns();
    void takesAVolumeBackThatWasAwayAtTheStart();
    void noticesAVanishedVolumeWhileTheScrubIsBusy();
};

Bytes SpaceTest::onDisk(const std::filesystem::path& folder) {
    std::int64_t sum = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            sum += (static_cast<std::int64_t>(entry.file_size()) + kBlock - 1) / kBlock * kBlock;
    }
    return Bytes(sum);
}

void SpaceTest::fillsTheQuotaExactly_data() {
    QTest::addColumn<int>("spare");
    QTest::addColumn<bool>("fits");
    QTest::addRow("under") << 4096 << true;
    QTest::addRow("at") << 0 << true;
    QTest::addRow("over") << -4096 << false;
}

void SpaceTest::fillsTheQuotaExactly() {
    QFETCH(int, spare);
    QFETCH(bool, fits);
    StoreFixture fixture;
    const Bytes object(10 * kBlock); // ten blocks and one for the sidecar
    fixture.options.volumes.front().quota = Bytes(2 * 11 * kBlock + spare);
    QVERIFY(fixture.open());
    QVERIFY(fixture.save(StoreFixture::bytes(static_cast<std::size_t>(object.count()), 1)));
    const auto second =
        fixture.save(StoreFixture::bytes(static_cast<std::size_t>(object.count()), 2));
    QCOMPARE(second.has_value(), fits);
    if (!fits)
        QVERIFY(second.error().code == StoreError::NoSpace);
    const auto status = fixture.store->volumes().front();
    QVERIFY(status.used <= status.quota);
    QVERIFY(onDisk(fixture.folder()) <= status.quota);
    QCOMPARE(onDisk(fixture.folder() / "blobs").count(), status.used.count());
    QCOMPARE(status.state == VolumeState::Full, fits);
}

void SpaceTest::saysTooLargeOnlyForWhatNeverFits() {
    StoreFixture fixture;
    fixture.options.volumes.front().quota = Bytes(11 * kBlock);
    QVERIFY(fixture.open());
    const auto over = fixture.store->begin(Bytes(10 * kBlock + 1));
    QVERIFY(!over && over.error().code == StoreError::TooLarge);
    const auto at = fixture.store->begin(Bytes(10 * kBlock));
    QVERIFY(at);
    const auto meanwhile = fixture.store->begin(Bytes(1));
    QVERIFY(!meanwhile && meanwhile.error().code == StoreError::NoSpace);
}

void SpaceTest::leavesTheReserveFree() {
    StoreFixture fixture;
    const auto disk = platform::diskSpace(fixture.root());
    QVERIFY(disk);
    fixture.options.volumes.front().quota = Bytes(disk->total);
    fixture.options.volumes.front().reserve = Bytes(disk->free + mebibytes(512).count());
    QVERIFY(fixture.open());
    const auto refused = fixture.store->begin(Bytes(1));
    QVERIFY(!refused && refused.error().code == StoreError::NoSpace);
    QVERIFY(fixture.store->volumes().front().state == VolumeState::Full);
    QCOMPARE(fixture.store->available().count(), 0);
}

void SpaceTest::keepsTenGigabytesOrFivePercentByDefault() {
    StoreFixture fixture;
    const auto disk = platform::diskSpace(fixture.root());
    fixture.options.volumes.front().quota = Bytes(disk->total);
    fixture.options.volumes.front().reserve = Bytes(0);
    QVERIFY(fixture.open());
    const auto reserve = std::max<std::int64_t>(10'000'000'000, disk->total / 20);
    const auto expected = std::max<std::int64_t>(disk->free - reserve, 0);
    const auto difference = fixture.store->available().count() - expected;
    QVERIFY(std::abs(difference) < mebibytes(512).count()); // others write to this disk too
}

void SpaceTest::parallelReservationsNeverOvershoot() {
    StoreFixture fixture;
    fixture.options.volumes.front().quota = Bytes(100 * 5 * kBlock + 3 * kBlock);
    QVERIFY(fixture.open());
    std::atomic<int> granted = 0;
    std::mutex mutex;
    std::vector<std::unique_ptr<store::IncomingBlob>> kept;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int j = 0; j < 50; ++j) {
                auto incoming = fixture.store->begin(Bytes(4 * kBlock));
                if (!incoming)
                    continue;
                ++granted;
                const std::lock_guard lock(mutex);
                kept.push_back(std::move(*incoming));
            }
        });
    for (auto& thread : threads)
        thread.join();
    QCOMPARE(granted.load(), 100);
    QCOMPARE(fixture.store->volumes().front().reserved.count(), 100 * 5 * kBlock);
    kept.clear();
    QCOMPARE(fixture.store->volumes().front().reserved.count(), 0);
}

void SpaceTest::parallelDownloadsNeverOvershoot() {
    StoreFixture fixture;
    const Bytes quota(60 * 6 * kBlock);
    fixture.options.volumes.front().quota = quota;
    QVERIFY(fixture.open());
    std::atomic<bool> isOver = false;
    std::vector<std::thread> threads;
    for (std::uint32_t i = 0; i < 6; ++i)
        threads.emplace_back([&, i] {
            for (std::uint32_t j = 0; j < 30; ++j) {
                const auto id = fixture.save(StoreFixture::bytes(5 * kBlock, i * 1000 + j));
                const auto status = fixture.store->volumes().front();
                if (status.used + status.reserved > quota)
                    isOver = true;
                if (id && j % 3 == 0)
                    static_cast<void>(fixture.store->remove(*id, RemovalReason::Ordered));
            }
        });
    for (auto& thread : threads)
        thread.join();
    QVERIFY(!isOver);
    const auto status = fixture.store->volumes().front();
    QVERIFY(onDisk(fixture.folder()) <= quota);
    QCOMPARE(onDisk(fixture.folder() / "blobs").count(), status.used.count());
    QCOMPARE(static_cast<std::int64_t>(fixture.store->list().first.size()), status.objects);
}

void SpaceTest::givesReservedSpaceBack() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto before = fixture.store->available();
    auto incoming = fixture.store->begin(mebibytes(32));
    QVERIFY(incoming);
    QVERIFY(fixture.store->available() <= before - mebibytes(32));
    QVERIFY((*incoming)->append(StoreFixture::bytes(1'000'000, 1)));
    incoming->reset();
    QCOMPARE(fixture.store->volumes().front().reserved.count(), 0);
    // A download that turns out shorter keeps only what it takes.
    incoming = fixture.store->begin(mebibytes(32));
    QVERIFY((*incoming)->append(base::bytesOf("short")));
    QVERIFY((*incoming)->commit(std::nullopt, fixture.meta()));
    incoming->reset();
    QCOMPARE(fixture.store->volumes().front().used.count(), 2 * kBlock);
}

void SpaceTest::growsADownloadWithinTheQuota() {
    StoreFixture fixture;
    fixture.options.volumes.front().quota = Bytes(10 * kBlock);
    QVERIFY(fixture.open());
    const auto bytes = StoreFixture::bytes(9 * kBlock, 1);
    auto incoming = std::move(*fixture.store->begin(Bytes(2 * kBlock)));
    QVERIFY(incoming->append(base::ByteSpan(bytes).first(2 * kBlock)).has_value());
    QVERIFY(!incoming->append(base::ByteSpan(bytes).subspan(2 * kBlock, 1)));
    const auto before = fixture.store->volumes().front().reserved;
    const auto refused = incoming->grow(Bytes(10 * kBlock)); // the sidecar has no room
    QVERIFY(!refused && refused.error().code == StoreError::NoSpace);
    QCOMPARE(fixture.store->volumes().front().reserved, before);
    QVERIFY(incoming->grow(Bytes(9 * kBlock)).has_value());
    QCOMPARE(fixture.store->available().count(), 0);
    QVERIFY(incoming->append(base::ByteSpan(bytes).subspan(2 * kBlock)).has_value());
    const auto summary = incoming->commit(std::nullopt, {});
    QVERIFY(summary && fixture.read(summary->id));
    QVERIFY(onDisk(fixture.folder()) <= Bytes(10 * kBlock));
}

void SpaceTest::readsBackTheLeavesOfADownload() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto bytes = StoreFixture::bytes(3 * crypto::kLeafSize, 1);
    auto incoming = std::move(*fixture.store->begin(Bytes(3 * crypto::kLeafSize)));
    QVERIFY(incoming->append(base::ByteSpan(bytes).first(2 * crypto::kLeafSize + 1)).has_value());
    for (const std::int64_t leaf : {0, 1}) {
        const auto read = incoming->leaf(leaf);
        QVERIFY(read.has_value());
        const auto begin = bytes.begin() + leaf * crypto::kLeafSize;
        QVERIFY(std::equal(read->begin(), read->end(), begin, begin + crypto::kLeafSize));
    }
    for (const std::int64_t leaf : {-1, 2, 3})
        QVERIFY(incoming->leaf(leaf).error().code == StoreError::NotStored);
}

void SpaceTest::spreadsOverSeveralVolumes() {
    StoreFixture fixture;
    fixture.options.volumes = {
        {fixture.root() / "a", Bytes(30 * kBlock), Bytes(1)},
        {fixture.root() / "b", Bytes(30 * kBlock), Bytes(1)}};
    QVERIFY(fixture.open());
    std::vector<base::ContentId> ids;
    for (std::uint32_t i = 0; i < 10; ++i) {
        const auto id = fixture.save(StoreFixture::bytes(5 * kBlock, i));
        QVERIFY(id);
        ids.push_back(*id);
    }
    const auto full = fixture.save(StoreFixture::bytes(5 * kBlock, 99));
    QVERIFY(!full && full.error().code == StoreError::NoSpace);
    QCOMPARE(fixture.store->volumes()[0].objects, 5);
    QCOMPARE(fixture.store->volumes()[1].objects, 5);
    fixture.close();
    std::swap(fixture.options.volumes[0], fixture.options.volumes[1]);
    QVERIFY(fixture.open());
    for (const auto& id : ids) {
        QVERIFY(fixture.read(id));
        const auto object = fixture.store->find(id);
        QVERIFY(object->volume == 0 || object->volume == 1);
    }
    QCOMPARE(fixture.store->volumes()[0].used.count(), 30 * kBlock);
}

void SpaceTest::deletesAtOnceWhatAShrunkQuotaDoesNotAllow() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    std::vector<base::ContentId> ids;
    for (std::uint32_t i = 0; i < 10; ++i)
        ids.push_back(*fixture.save(StoreFixture::bytes(5 * kBlock, i)));
    fixture.store->noteUse(ids[3], 5);
    fixture.store->noteUse(ids[7], 6);
    QVERIFY(fixture.store->enforceLimits().empty());
    QVERIFY(fixture.store->setQuota(0, Bytes(2 * 6 * kBlock)));
    const auto gone = fixture.store->enforceLimits();
    QCOMPARE(gone.size(), std::size_t(8));
    QVERIFY(fixture.has(ids[3]) && fixture.has(ids[7]));
    QVERIFY(onDisk(fixture.folder()) <= Bytes(2 * 6 * kBlock));
    const auto changes = fixture.store->changesSince(10);
    QVERIFY(changes && changes->size() == 8);
    QVERIFY(changes->front().removed == RemovalReason::OwnerLimit);
    QVERIFY(!fixture.store->setQuota(1, Bytes(1)));
}

void SpaceTest::deletesNoLongerThanItsTimeInOneGo() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    for (std::uint32_t i = 0; i < 40; ++i)
        QVERIFY(fixture.save(StoreFixture::bytes(5 * kBlock, i)));
    fixture.close();
    const test::SlowClock clock;
    const auto store = std::move(*store::ContentStore::open(fixture.options, clock));
    QVERIFY(store->setQuota(0, Bytes(2 * 6 * kBlock)));
    const std::size_t first = store->enforceLimits().size();
    QVERIFY2(first >= 1 && first <= 10, qPrintable(QString::number(first)));
    std::size_t all = first;
    for (int calls = 0; calls < 40 && all < 38; ++calls)
        all += store->enforceLimits().size();
    QCOMPARE(all, std::size_t(38));
    QVERIFY(store->enforceLimits().empty());
    store->close();
}

void SpaceTest::evictsTheLeastRequestedFirst() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    std::vector<base::ContentId> ids;
    for (std::uint32_t i = 0; i < 4; ++i) {
        ids.push_back(*fixture.save(StoreFixture::bytes(5 * kBlock, i)));
        fixture.store->noteUse(ids.back(), 10 - i);
    }
    QVERIFY(fixture.store->evictionCandidates(Bytes(0)).empty());
    QVERIFY(fixture.store->evictionCandidates(Bytes(1)) == std::vector{ids[3]});
    const std::vector<base::ContentId> two{ids[3], ids[2]};
    QVERIFY(fixture.store->evictionCandidates(Bytes(6 * kBlock + 1)) == two);
    QCOMPARE(fixture.store->evictionCandidates(mebibytes(100)).size(), std::size_t(4));
    QCOMPARE(fixture.store->list().first.size(), std::size_t(4)); // nothing is deleted by asking
}

void SpaceTest::remembersWhatWasAskedForBeforeItWasRemoved() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto once = *fixture.save(StoreFixture::bytes(kBlock, 1));
    const auto often = *fixture.save(StoreFixture::bytes(kBlock, 2));
    fixture.store->noteUse(often, 50);
    QVERIFY(fixture.store->find(often));
    QVERIFY(fixture.store->remove(often, RemovalReason::Evicted));
    fixture.store->noteUse(once, 5);
    QCOMPARE(*fixture.save(StoreFixture::bytes(kBlock, 2)), often);
    QVERIFY(fixture.store->evictionCandidates(Bytes(1)) == std::vector{once});
}

void SpaceTest::chargesTheIndexToTheVolumeItStandsOn() {
    StoreFixture fixture;
    fixture.options.index = fixture.folder() / "index.sqlite";
    QVERIFY(fixture.open());
    const auto status = fixture.store->volumes().front();
    QVERIFY(status.used >= mebibytes(1));
    QVERIFY(onDisk(fixture.folder()) <= status.used);
}

void SpaceTest::servesButDoesNotWriteAReadOnlyVolume() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto id = *fixture.save(StoreFixture::bytes(200'000, 1));
    fixture.close();
    fixture.options.volumes.front().readOnly = true;
    QVERIFY(fixture.open());
    QVERIFY(fixture.read(id));
    QVERIFY(fixture.store->volumes().front().state == VolumeState::ReadOnly);
    QVERIFY(!fixture.store->begin(Bytes(1)));
    const auto kept = fixture.store->remove(id, RemovalReason::Ordered);
    QVERIFY(!kept && kept.error().code == StoreError::FolderNotWritable);
    QVERIFY(fixture.read(id));
}

void SpaceTest::goesOnWhenAVolumeVanishes() {
    StoreFixture fixture;
    fixture.options.volumes = {
        {fixture.root() / "a", mebibytes(8), Bytes(1)},
        {fixture.root() / "b", mebibytes(8), Bytes(1)}};
    QVERIFY(fixture.open());
    std::vector<base::ContentId> onA;
    std::vector<base::ContentId> onB;
    for (std::uint32_t i = 0; i < 8; ++i) {
        const auto id = *fixture.save(StoreFixture::bytes(100'000, i));
        (fixture.store->find(id)->volume == 0 ? onA : onB).push_back(id);
    }
    QVERIFY(!onA.empty() && !onB.empty());
    const auto held = fixture.store->reader()->find(onB.front());
    std::filesystem::rename(fixture.root() / "b", fixture.root() / "unplugged");
    MESON_TRY_VERIFY(fixture.store->volumes()[1].state == VolumeState::Gone);
    QVERIFY(fixture.store->volumes()[0].state == VolumeState::Ok);
    for (const auto& id : onA)
        QVERIFY(fixture.read(id));
    for (const auto& id : onB)
        MESON_TRY_VERIFY(!fixture.has(id));
    MESON_TRY_COMPARE(fixture.store->list().first.size(), onA.size());
    QVERIFY(fixture.save(StoreFixture::bytes(100'000, 77)));
    fixture.close();

    std::filesystem::rename(fixture.root() / "unplugged", fixture.root() / "b");
    const auto report = fixture.openAndCheck();
    QVERIFY(!report.wasClean);
    QCOMPARE(report.recovered, static_cast<std::int64_t>(onB.size()));
    for (const auto& id : onB)
        QVERIFY(fixture.read(id));
}

void SpaceTest::takesAVolumeBackThatReturns() {
    StoreFixture fixture;
    fixture.options.volumes = {
        {fixture.root() / "a", mebibytes(8), Bytes(1)},
        {fixture.root() / "b", mebibytes(8), Bytes(1)}};
    QVERIFY(fixture.open());
    std::vector<base::ContentId> onB;
    for (std::uint32_t i = 0; i < 8; ++i) {
        const auto id = *fixture.save(StoreFixture::bytes(100'000, i));
        if (fixture.store->find(id)->volume == 1)
            onB.push_back(id);
    }
    QVERIFY(onB.size() >= 2);
    const auto used = fixture.store->volumes()[1].used;
    std::filesystem::rename(fixture.root() / "b", fixture.root() / "unplugged");
    std::filesystem::create_directory(fixture.root() / "b"); // a mount point without its disk
    MESON_TRY_VERIFY(fixture.store->volumes()[1].state == VolumeState::Gone);
    MESON_TRY_VERIFY(!fixture.store->find(onB.front()));
    for (std::uint32_t i = 0; i < 8; ++i) // fetched anew: there will be two copies
        QVERIFY(fixture.save(StoreFixture::bytes(100'000, i)));
    QCOMPARE(fixture.store->list().first.size(), std::size_t(8));

    std::filesystem::remove(fixture.root() / "b");
    std::filesystem::rename(fixture.root() / "unplugged", fixture.root() / "b");
    MESON_TRY_VERIFY(fixture.store->volumes()[1].state == VolumeState::Ok);
    MESON_TRY_COMPARE(onDisk(fixture.root() / "b" / "blobs").count(), 0); // second copies go
    MESON_TRY_COMPARE(fixture.store->volumes()[1].used.count(), 0);
    QVERIFY(used.count() > 0);
    QCOMPARE(fixture.store->list().first.size(), std::size_t(8));
    for (const auto& id : onB)
        QVERIFY(fixture.read(id));
}

void SpaceTest::takesAVolumeBackThatWasAwayAtTheStart() {
    StoreFixture fixture;
    fixture.options.volumes = {
        {fixture.root() / "a", mebibytes(8), Bytes(1)},
        {fixture.root() / "b", mebibytes(8), Bytes(1)}};
    QVERIFY(fixture.open());
    std::vector<base::ContentId> all;
    for (std::uint32_t i = 0; i < 8; ++i)
        all.push_back(*fixture.save(StoreFixture::bytes(100'000, i)));
    const auto used = fixture.store->volumes()[1].used;
    fixture.close();
    std::filesystem::rename(fixture.root() / "b", fixture.root() / "unplugged");
    std::filesystem::create_directory(fixture.root() / "b");
    QVERIFY(fixture.open());
    QVERIFY(fixture.store->volumes()[1].state == VolumeState::Gone);
    QVERIFY(std::filesystem::is_empty(fixture.root() / "b"));
    QCOMPARE(fixture.store->list().first.size(), std::size_t(4));
    const auto before = fixture.store->indexState().first;

    std::filesystem::remove(fixture.root() / "b");
    std::filesystem::rename(fixture.root() / "unplugged", fixture.root() / "b");
    MESON_TRY_COMPARE(fixture.store->list().first.size(), std::size_t(8));
    QCOMPARE(fixture.store->changesSince(before)->size(), std::size_t(4)); // told to the Router
    QCOMPARE(fixture.store->volumes()[1].used, used);
    QCOMPARE(fixture.store->volumes()[1].objects, 4);
    for (const auto& id : all)
        QVERIFY(fixture.read(id));
    MESON_TRY_VERIFY(fixture.save(StoreFixture::bytes(100'000, 50)));
}

/// Hours may pass until it has read a large object.
void SpaceTest::noticesAVanishedVolumeWhileTheScrubIsBusy() {
    StoreFixture fixture;
    fixture.options.volumes = {
        {fixture.root() / "a", mebibytes(8), Bytes(1)},
        {fixture.root() / "b", mebibytes(16), Bytes(1)}};
    fixture.options.scrubRate = base::BytesPerSecond(1000);
    QVERIFY(fixture.open());
    const auto onB = *fixture.save(StoreFixture::bytes(10, 1)); // most room is there
    QVERIFY(fixture.store->setQuota(1, mebibytes(1)));
    fixture.clock.advance(std::chrono::seconds(1));
    const auto onA = *fixture.save(StoreFixture::bytes(4'000'000, 2));
    QCOMPARE(fixture.store->find(onB)->volume, 1);
    QCOMPARE(fixture.store->find(onA)->volume, 0);
    fixture.clock.advance(std::chrono::hours(25));
    MESON_TRY_VERIFY(fixture.store->find(onB)->verified == fixture.clock.wall()); // next: onA
    std::filesystem::rename(fixture.root() / "b", fixture.root() / "unplugged");
    MESON_TRY_VERIFY(!fixture.store->find(onB));
    QVERIFY(fixture.store->find(onA));
    std::filesystem::rename(fixture.root() / "unplugged", fixture.root() / "b");
    MESON_TRY_VERIFY(fixture.store->find(onB));
    QVERIFY(fixture.store->find(onA)->verified != fixture.clock.wall()); // it is still at it
}

void SpaceTest::doesNotMakeAVanishedVolumeAnew() {
    StoreFixture fixture;
    fixture.options.volumes = {
        {fixture.root() / "a", mebibytes(8), Bytes(1)},
        {fixture.root() / "b", mebibytes(8), Bytes(1)}};
    QVERIFY(fixture.open());
    for (std::uint32_t i = 0; i < 8; ++i)
        QVERIFY(fixture.save(StoreFixture::bytes(100'000, i)));
    fixture.close();
    std::filesystem::rename(fixture.root() / "b", fixture.root() / "unplugged");
    QVERIFY(fixture.open());
    QVERIFY(fixture.store->volumes()[1].state == VolumeState::Gone);
    QVERIFY(!std::filesystem::exists(fixture.root() / "b"));
    QCOMPARE(fixture.store->list().first.size(), std::size_t(4));
    fixture.close();
    std::filesystem::rename(fixture.root() / "unplugged", fixture.root() / "b");
    const auto report = fixture.openAndCheck();
    QCOMPARE(report.recovered, 4);
    QCOMPARE(fixture.store->list().first.size(), std::size_t(8));
}

QTEST_GUILESS_MAIN(SpaceTest)
#include "space_test.moc"

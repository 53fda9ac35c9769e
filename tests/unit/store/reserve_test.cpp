// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/store_fixture.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>
#ifdef __linux__
#include <sys/statvfs.h>
#endif

// What this program is told about its disk.
namespace {

constexpr std::int64_t kBlock = 4096;

struct Disk {
    std::atomic<std::int64_t> blocks = 0;
    std::atomic<std::int64_t> freeBlocks = 0;
    std::function<void()> meanwhile; ///< before the next answer arrives, if it happens
    std::atomic<bool> happens = false;
} s_disk;

} // namespace

#ifdef __linux__
namespace {

template <class Status>
int tell(Status* status) {
    *status = {};
    status->f_bsize = status->f_frsize = kBlock;
    status->f_blocks = static_cast<fsblkcnt_t>(s_disk.blocks);
    status->f_bfree = status->f_bavail = static_cast<fsblkcnt_t>(s_disk.freeBlocks);
    if (s_disk.happens.exchange(false))
        s_disk.meanwhile();
    return 0;
}

} // namespace

extern "C" {

int statvfs(const char*, struct statvfs* status) {
    return tell(status);
}
int statvfs64(const char*, struct statvfs64* status) {
    return tell(status);
}
}
#endif

using namespace meson;
using base::Bytes;
using store::RemovalReason;
using store::StoreError;
using store::VolumeState;
using test::StoreFixture;

/// The free disk space that the owner keeps is never touched: not by one byte, not by many
/// downloads at once, and not for long when others fill the disk.
class ReserveTest : public QObject {
    Q_OBJECT

private:
    static constexpr Bytes kObject{10 * kBlock};
    static constexpr Bytes kOnDisk{11 * kBlock}; ///< and one for the sidecar
    static constexpr Bytes kReserve{1'000'000'000};
    /// So much is free above the reserve, which is not a number of whole blocks.
    static void give(StoreFixture& fixture, Bytes room);
    static bool begins(StoreFixture& fixture, Bytes length);
    static void addRows();

private Q_SLOTS:
    void initTestCase();
    void init() { s_disk.blocks = 100'000'000'000 / kBlock; }
    void keepsTenGigabytesOrFivePercentByDefault_data();
    void keepsTenGigabytesOrFivePercentByDefault();
    void leavesTheReserveFreeToTheByte_data() { addRows(); }
    void leavesTheReserveFreeToTheByte();
    void growsADownloadOnlyAboveTheReserve_data() { addRows(); }
    void growsADownloadOnlyAboveTheReserve();
    void countsWhatIsWrittenOnce();
    void countsADownloadThatEndsWhileTheDiskIsAsked();
    void parallelDownloadsLeaveTheReserveFree();
    void deletesWhatOthersNeed_data();
    void deletesWhatOthersNeed();
};

void ReserveTest::give(StoreFixture& fixture, Bytes room) {
    const Bytes free = kReserve + room;
    s_disk.freeBlocks = (free.count() + kBlock - 1) / kBlock;
    fixture.options.volumes.front().reserve = Bytes(s_disk.freeBlocks * kBlock) - room;
}

bool ReserveTest::begins(StoreFixture& fixture, Bytes length) {
    return fixture.store->begin(length).has_value();
}

void ReserveTest::addRows() {
    QTest::addColumn<int>("spare");
    QTest::addColumn<bool>("fits");
    QTest::addRow("under") << 1 << true;
    QTest::addRow("at") << 0 << true;
    QTest::addRow("over") << -1 << false;
}

void ReserveTest::initTestCase() {
#ifndef __linux__
    QSKIP("needs to stand in for the system's calls");
#endif
}

void ReserveTest::keepsTenGigabytesOrFivePercentByDefault_data() {
    QTest::addColumn<qint64>("diskSize");
    QTest::addColumn<qint64>("reserve");
    QTest::addRow("under") << qint64(199'999'918'080) << qint64(10'000'000'000);
    QTest::addRow("at") << qint64(200'000'000'000) << qint64(10'000'000'000);
    QTest::addRow("over") << qint64(200'000'081'920) << qint64(10'000'004'096);
}

void ReserveTest::keepsTenGigabytesOrFivePercentByDefault() {
    QFETCH(qint64, diskSize);
    QFETCH(qint64, reserve);
    StoreFixture fixture;
    s_disk.blocks = diskSize / kBlock;
    s_disk.freeBlocks = reserve / kBlock + 12;
    const Bytes room = Bytes(s_disk.freeBlocks * kBlock - reserve);
    fixture.options.volumes.front().reserve = Bytes(0);
    QVERIFY(fixture.open());
    QCOMPARE(fixture.store->available(), room);
}

void ReserveTest::leavesTheReserveFreeToTheByte() {
    QFETCH(int, spare);
    QFETCH(bool, fits);
    StoreFixture fixture;
    give(fixture, kOnDisk + Bytes(spare));
    QVERIFY(fixture.open());
    QCOMPARE(fixture.store->available(), kOnDisk + Bytes(spare));
    const auto incoming = fixture.store->begin(kObject);
    QCOMPARE(incoming.has_value(), fits);
    if (!fits)
        QVERIFY(incoming.error().code == StoreError::NoSpace);
    QCOMPARE(fixture.store->volumes().front().state == VolumeState::Full, fits);
}

void ReserveTest::growsADownloadOnlyAboveTheReserve() {
    QFETCH(int, spare);
    QFETCH(bool, fits);
    StoreFixture fixture;
    give(fixture, kOnDisk + Bytes(spare));
    QVERIFY(fixture.open());
    const auto incoming = std::move(*fixture.store->begin(Bytes(2 * kBlock)));
    QCOMPARE(incoming->grow(kObject).has_value(), fits);
}

void ReserveTest::countsWhatIsWrittenOnce() {
    StoreFixture fixture;
    give(fixture, kOnDisk + kOnDisk);
    QVERIFY(fixture.open());
    const auto incoming = std::move(*fixture.store->begin(kObject));
    QCOMPARE(fixture.store->available(), kOnDisk);
    s_disk.freeBlocks -= 10; // it is on disk now
    QVERIFY(incoming->append(StoreFixture::bytes(10 * kBlock, 1)));
    QCOMPARE(fixture.store->available(), kOnDisk);
    s_disk.freeBlocks -= 1;
    QVERIFY(incoming->commit(std::nullopt, fixture.meta()));
    QCOMPARE(fixture.store->available(), kOnDisk);
    QVERIFY(begins(fixture, kObject));
}

void ReserveTest::countsADownloadThatEndsWhileTheDiskIsAsked() {
    StoreFixture fixture;
    give(fixture, kOnDisk * 3);
    QVERIFY(fixture.open());
    const auto waiting = std::move(*fixture.store->begin(kObject));
    const auto ending = std::move(*fixture.store->begin(kObject));
    s_disk.freeBlocks -= 10;
    QVERIFY(ending->append(StoreFixture::bytes(10 * kBlock, 1)));
    s_disk.meanwhile = [&] {
        s_disk.freeBlocks -= 1;
        QVERIFY(ending->commit(std::nullopt, fixture.meta()));
    };
    s_disk.happens = true;
    QCOMPARE(fixture.store->available(), kOnDisk);
    QCOMPARE(fixture.store->available(), kOnDisk); // nothing ends this time
}

void ReserveTest::parallelDownloadsLeaveTheReserveFree() {
    StoreFixture fixture;
    give(fixture, Bytes(100 * 5 * kBlock + 3 * kBlock));
    QVERIFY(fixture.open());
    const auto bytes = StoreFixture::bytes(4 * kBlock, 1);
    std::mutex mutex;
    std::vector<std::unique_ptr<store::IncomingBlob>> kept;
    const auto download = [&] {
        auto incoming = fixture.store->begin(Bytes(4 * kBlock));
        if (!incoming)
            return false;
        s_disk.freeBlocks -= 4; // what is written is missing before the store knows it
        const bool written = (*incoming)->append(bytes).has_value();
        const std::lock_guard lock(mutex);
        kept.push_back(std::move(*incoming));
        return written;
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int j = 0; j < 50; ++j)
                download();
        });
    for (auto& thread : threads)
        thread.join();
    while (download()) // one may have been refused while another's bytes counted twice
        continue;
    QCOMPARE(kept.size(), std::size_t(100));
    QCOMPARE(fixture.store->available().count(), 3 * kBlock);
}

void ReserveTest::deletesWhatOthersNeed_data() {
    QTest::addColumn<int>("missing");
    QTest::addColumn<int>("removed");
    QTest::addRow("under") << -1 << 0;
    QTest::addRow("at") << 0 << 0;
    QTest::addRow("over") << 1 << 1;
    QTest::addRow("one object") << 11 * int(kBlock) << 1;
    QTest::addRow("more than one") << 11 * int(kBlock) + 1 << 2;
}

void ReserveTest::deletesWhatOthersNeed() {
    QFETCH(int, missing);
    QFETCH(int, removed);
    StoreFixture fixture;
    give(fixture, Bytes(100 * kOnDisk.count() - missing));
    QVERIFY(fixture.open());
    std::vector<base::ContentId> ids;
    for (std::uint32_t i = 0; i < 4; ++i) {
        ids.push_back(*fixture.save(StoreFixture::bytes(10 * kBlock, i)));
        fixture.store->noteUse(ids.back(), i + 1);
    }
    QVERIFY(fixture.store->enforceLimits().empty());
    s_disk.freeBlocks -= 100 * 11; // others write
    const auto gone = fixture.store->enforceLimits();
    QCOMPARE(gone.size(), static_cast<std::size_t>(removed));
    QVERIFY(std::equal(gone.begin(), gone.end(), ids.begin())); // what is asked for least
    const auto changes = fixture.store->changesSince(4);
    QVERIFY(changes && changes->size() == gone.size());
    for (const auto& change : *changes)
        QVERIFY(change.removed == RemovalReason::OwnerLimit);
}

QTEST_GUILESS_MAIN(ReserveTest)
#include "reserve_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/platform/file_mapping.h"
#include "tests/support/patience.h"
#include "tests/support/store_fixture.h"
#include "tests/support/tools.h"

#include <fcntl.h>
#ifndef _WIN32
#include <sys/resource.h>
#include <sys/stat.h>
#endif

using namespace meson;
using base::Bytes;
using store::Fitness;
using store::RemovalReason;
using test::StoreFixture;

namespace {

const QString kKeepsPages =
    QStringLiteral("The files of /var/tmp never leave the memory: mount a disk there.");

} // namespace

/// A wrong byte is never Ready, wherever and whenever the disk changes it.
class DamageTest : public QObject {
    Q_OBJECT

private:
    std::vector<base::ContentId> m_reported;
    std::mutex m_mutex;
    bool wasReported(const base::ContentId& id);
    void listen(StoreFixture& fixture);

private Q_SLOTS:
    void initTestCase() { qputenv("TMPDIR", test::folderOnDisk().toLocal8Bit()); }
    void init() { m_reported.clear(); }
    void neverServesAFlippedBit_data();
    void neverServesAFlippedBit();
    void noticesABitFlippedWhileItIsServed();
    void noticesABlobTruncatedWhileItIsOpen();
    void servesTheSoundBlocksOfADamagedObjectNoLonger();
    void dropsWhatTheCheckFindsDamaged();
    void dropsAnObjectWhoseFileIsGone();
    void verifiesAgainWhatLeftThePageCache();
    void findsRotBesideWhatItReadsAgain();
    void readsABlobOnlyOnceWhileItStaysCached();
    void refusesADamagedSidecar_data();
    void refusesADamagedSidecar();
    void aWrongLeafIsNeverAnswered();
    void whatCannotBeOpenedNowIsNoDamage();
    void theScrubFindsWhatNobodyReads();
};

bool DamageTest::wasReported(const base::ContentId& id) {
    const std::lock_guard lock(m_mutex);
    return std::find(m_reported.begin(), m_reported.end(), id) != m_reported.end();
}

void DamageTest::listen(StoreFixture& fixture) {
    fixture.store->onDamaged([this](const base::ContentId& id) {
        const std::lock_guard lock(m_mutex);
        m_reported.push_back(id);
    });
}

void DamageTest::neverServesAFlippedBit_data() {
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("offset");
    QTest::addRow("first byte of a small object") << 1000 << 0;
    QTest::addRow("last byte of a small object") << 65536 << 65535;
    QTest::addRow("first byte of a larger object") << 100'000 << 0;
    QTest::addRow("last byte of a larger object") << 100'000 << 99'999;
    QTest::addRow("middle of a large object") << 3'000'000 << 1'500'000;
}

void DamageTest::neverServesAFlippedBit() {
    QFETCH(int, size);
    QFETCH(int, offset);
    StoreFixture fixture;
    QVERIFY(fixture.open());
    listen(fixture);
    const auto bytes = StoreFixture::bytes(static_cast<std::size_t>(size), 1);
    const auto id = *fixture.save(bytes);
    test::flipBit(fixture.blobFile(id), offset);
    const auto blob = fixture.store->reader()->find(id);
    QVERIFY(blob);
    QVERIFY(StoreFixture::prepared(*blob, Bytes(offset), Bytes(1)) == Fitness::Damaged);
    MESON_TRY_VERIFY(wasReported(id));
    QVERIFY(!fixture.has(id));
    QVERIFY(!fixture.store->find(id));
    QVERIFY(fixture.store->changesSince(1)->front().removed == RemovalReason::Damaged);
    QVERIFY(fixture.save(bytes)); // fetched again
    QVERIFY(fixture.read(id) == std::string(base::textOf(bytes)));
}

void DamageTest::noticesABitFlippedWhileItIsServed() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    listen(fixture);
    const auto id = *fixture.save(StoreFixture::bytes(300'000, 2));
    const auto blob = fixture.store->reader()->find(id);
    QVERIFY(StoreFixture::read(*blob));
    const auto never = [](Fitness) {};
    QVERIFY(blob->prepare(0, 16384, never) == Fitness::Ready);
    const auto time = std::filesystem::last_write_time(fixture.blobFile(id));
    test::flipBit(fixture.blobFile(id), 20'000);
    std::filesystem::last_write_time(fixture.blobFile(id), time + std::chrono::seconds(1));
    QVERIFY(StoreFixture::prepared(*blob, Bytes(16384), Bytes(16384)) == Fitness::Damaged);
    MESON_TRY_VERIFY(wasReported(id));
}

void DamageTest::noticesABlobTruncatedWhileItIsOpen() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    listen(fixture);
    const auto before = fixture.store->volumes().front();
    const auto id = *fixture.save(StoreFixture::bytes(300'000, 3));
    auto blob = fixture.store->reader()->find(id);
    QVERIFY(StoreFixture::read(*blob));
    std::filesystem::resize_file(fixture.blobFile(id), 100'000);
    QVERIFY(StoreFixture::prepared(*blob, Bytes(0), Bytes(16384)) == Fitness::Damaged);
    MESON_TRY_VERIFY(wasReported(id));
    QVERIFY(!fixture.has(id));
    blob.reset();
    MESON_TRY_COMPARE(fixture.store->volumes().front().used, before.used);
    QCOMPARE(fixture.store->volumes().front().objects, before.objects);
}

void DamageTest::servesTheSoundBlocksOfADamagedObjectNoLonger() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto id = *fixture.save(StoreFixture::bytes(300'000, 4));
    test::flipBit(fixture.blobFile(id), 250'000);
    const auto blob = fixture.store->reader()->find(id);
    QVERIFY(StoreFixture::prepared(*blob, Bytes(0), Bytes(16384)) == Fitness::Ready);
    QVERIFY(StoreFixture::prepared(*blob, Bytes(0), Bytes(300'000)) == Fitness::Damaged);
    QVERIFY(StoreFixture::prepared(*blob, Bytes(0), Bytes(16384)) == Fitness::Damaged);
}

void DamageTest::dropsWhatTheCheckFindsDamaged() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    listen(fixture);
    const auto sound = *fixture.save(StoreFixture::bytes(300'000, 5));
    const auto rotten = *fixture.save(StoreFixture::bytes(300'000, 6));
    test::flipBit(fixture.blobFile(rotten), 7);
    const auto verified = [&](const base::ContentId& id) {
        std::promise<bool> result;
        fixture.store->verify(id, [&](bool isSound) { result.set_value(isSound); });
        return result.get_future().get();
    };
    QVERIFY(verified(sound));
    QVERIFY(!verified(rotten));
    QVERIFY(!verified(rotten));
    QVERIFY(wasReported(rotten));
    QVERIFY(!wasReported(sound));
    QVERIFY(fixture.has(sound) && !fixture.has(rotten));
}

void DamageTest::dropsAnObjectWhoseFileIsGone() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    listen(fixture);
    const auto before = fixture.store->volumes().front();
    const auto id = *fixture.save(StoreFixture::bytes(300'000, 7));
    std::filesystem::remove(fixture.blobFile(id));
    QVERIFY(!fixture.has(id));
    std::promise<bool> result;
    fixture.store->verify(id, [&](bool isSound) { result.set_value(isSound); });
    QVERIFY(!result.get_future().get());
    QVERIFY(wasReported(id));
    QVERIFY(!fixture.store->find(id));
    QCOMPARE(fixture.store->volumes().front().used, before.used);
    QCOMPARE(fixture.store->volumes().front().objects, before.objects);
}

void DamageTest::verifiesAgainWhatLeftThePageCache() {
#ifndef __linux__
    QSKIP("needs a way to empty the page cache");
#else
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto id = *fixture.save(StoreFixture::bytes(300'000, 8));
    const auto blob = fixture.store->reader()->find(id);
    QVERIFY(StoreFixture::prepared(*blob, Bytes(0), blob->length()) == Fitness::Ready);
    const auto never = [](Fitness) {};
    QVERIFY(blob->prepare(0, 300'000, never) == Fitness::Ready);
    QCOMPARE(::fsync(blob->file()), 0);
    QCOMPARE(::posix_fadvise(blob->file(), 0, 0, POSIX_FADV_DONTNEED), 0);
    std::promise<Fitness> later;
    const auto done = [&](Fitness fitness) { later.set_value(fitness); };
    const auto now = blob->prepare(0, 300'000, done);
    if (now == Fitness::Ready)
        MESON_SKIP(kKeepsPages);
    QVERIFY(now == Fitness::Pending);
    QVERIFY(later.get_future().get() == Fitness::Ready);
#endif
}

/// Reading one leaf again must not make its neighbours, which came back with it, count as verified.
void DamageTest::findsRotBesideWhatItReadsAgain() {
#ifndef __linux__
    QSKIP("needs a way to empty the page cache");
#else
    StoreFixture fixture;
    QVERIFY(fixture.open());
    listen(fixture);
    const auto id = *fixture.save(StoreFixture::bytes(500'000, 14));
    const auto blob = fixture.store->reader()->find(id);
    const Bytes leaf(crypto::kLeafSize);
    QVERIFY(StoreFixture::prepared(*blob, leaf, blob->length() - leaf) == Fitness::Ready);
    struct stat before;
    QCOMPARE(::fstat(blob->file(), &before), 0);
    test::flipBit(fixture.blobFile(id), crypto::kLeafSize + 100); // as a disk does: unseen
    const std::array times{before.st_atim, before.st_mtim};
    QCOMPARE(::utimensat(AT_FDCWD, fixture.blobFile(id).c_str(), times.data(), 0), 0);
    QCOMPARE(::fsync(blob->file()), 0);
    QCOMPARE(::posix_fadvise(blob->file(), 0, 0, POSIX_FADV_DONTNEED), 0);
    const auto pages = platform::FileMapping::create(blob->file(), blob->length().count());
    if (pages->residency(0, blob->length().count()) == platform::Residency::Resident)
        MESON_SKIP(kKeepsPages);
    const Fitness first = StoreFixture::prepared(*blob, Bytes(0), leaf); // never read before
    QVERIFY(first == Fitness::Ready);
    QVERIFY(StoreFixture::prepared(*blob, leaf, leaf) == Fitness::Damaged);
    MESON_TRY_VERIFY(wasReported(id));
#endif
}

void DamageTest::readsABlobOnlyOnceWhileItStaysCached() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto id = *fixture.save(StoreFixture::bytes(300'000, 9));
    const auto one = fixture.store->reader();
    const auto other = fixture.store->reader();
    QVERIFY(StoreFixture::read(*one->find(id)));
    const auto never = [](Fitness) {};
    const auto shared = other->find(id); // what one thread verified, all have verified
    QVERIFY(shared->prepare(0, 300'000, never) == Fitness::Ready);
    QVERIFY(shared.get() == one->find(id).get());
}

void DamageTest::refusesADamagedSidecar_data() {
    QTest::addColumn<int>("offset");
    for (const int offset : {0, 8, 12, 16, 30, 70, 90, 120, 130, 160})
        QTest::addRow("byte %d", offset) << offset;
    QTest::addRow("leaf layer") << -1;
}

void DamageTest::refusesADamagedSidecar() {
    QFETCH(int, offset);
    StoreFixture fixture;
    QVERIFY(fixture.open());
    listen(fixture);
    const auto id = *fixture.save(StoreFixture::bytes(300'000, 10));
    auto sidecar = fixture.blobFile(id);
    sidecar += ".meta";
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(sidecar));
    test::flipBit(sidecar, offset < 0 ? size - 1 : offset);
    const auto blob = fixture.store->reader()->find(id);
    QVERIFY(!blob || !StoreFixture::read(*blob));
    MESON_TRY_VERIFY(wasReported(id));
    QVERIFY(!std::filesystem::exists(sidecar));
}

void DamageTest::aWrongLeafIsNeverAnswered() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    listen(fixture);
    const auto id = *fixture.save(StoreFixture::bytes(300'000, 11));
    test::flipBit(fixture.blobFile(id), 16384 * 3);
    const auto blob = fixture.store->reader()->find(id);
    QVERIFY(blob->leaf(2));
    QVERIFY(!blob->leaf(3));
    MESON_TRY_VERIFY(wasReported(id));
}

void DamageTest::whatCannotBeOpenedNowIsNoDamage() {
#ifdef _WIN32
    QSKIP("needs a limit of open files");
#else
    StoreFixture fixture;
    QVERIFY(fixture.open());
    listen(fixture);
    const auto id = *fixture.save(StoreFixture::bytes(300'000, 14));
    const auto blob = fixture.store->reader()->find(id);
    QVERIFY(blob);
    rlimit limit{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    const rlimit none{1, limit.rlim_max};
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0);
    const auto fitness = StoreFixture::prepared(*blob, Bytes(0), Bytes(300'000));
    std::promise<bool> checked;
    fixture.store->verify(id, [&](bool isSound) { checked.set_value(isSound); });
    const bool wasSound = checked.get_future().get();
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    QVERIFY(fitness == Fitness::Unavailable);
    QVERIFY(!wasSound); // nor damaged: it is not known
    QVERIFY(fixture.store->find(id));
    QVERIFY(StoreFixture::prepared(*blob, Bytes(0), Bytes(300'000)) == Fitness::Ready);
    QVERIFY(!wasReported(id));
#endif
}

void DamageTest::theScrubFindsWhatNobodyReads() {
    StoreFixture fixture;
    fixture.options.scrubRate = base::BytesPerSecond(100'000'000);
    QVERIFY(fixture.open());
    listen(fixture);
    const auto sound = *fixture.save(StoreFixture::bytes(300'000, 12));
    const auto rotten = *fixture.save(StoreFixture::bytes(300'000, 13));
    test::flipBit(fixture.blobFile(rotten), 7);
    fixture.clock.advance(std::chrono::hours(25));
    MESON_TRY_VERIFY(wasReported(rotten));
    MESON_TRY_VERIFY(fixture.store->find(sound)->verified == fixture.clock.wall());
}

QTEST_GUILESS_MAIN(DamageTest)
#include "damage_test.moc"

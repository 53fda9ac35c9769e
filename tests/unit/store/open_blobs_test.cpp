// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/store/open_blobs.h"
#include "tests/support/store_fixture.h"

using namespace meson;
using base::Bytes;
using store::OpenBlobs;
using store::StoredBlob;
using test::StoreFixture;

namespace {

constexpr Bytes kMuch = base::mebibytes(1);
constexpr std::size_t kLarge = 9; ///< the object that is larger than the others

} // namespace

/// The hot set, on blobs that a store has written.
class OpenBlobsTest : public QObject {
    Q_OBJECT

private:
    class Host final : public store::BlobHost {
    public:
        explicit Host(const base::Clock& clock)
            : m_clock(clock) {}
        void runOnDisk(std::function<void()> task) override { task(); }
        void suspect(const base::ContentId&) override {}
        const base::Clock& clock() const override { return m_clock; }

    private:
        const base::Clock& m_clock;
    };

    StoreFixture m_fixture;
    Host m_host{m_fixture.clock};
    std::shared_ptr<store::Volume> m_volume;
    std::vector<base::ContentId> m_ids;

    std::shared_ptr<StoredBlob> opened(std::size_t index, Bytes wholeUpTo) {
        return *StoredBlob::open(m_ids[index], *m_volume, m_host, wholeUpTo);
    }
    std::ptrdiff_t openIn(OpenBlobs& blobs) {
        return std::count_if(m_ids.begin(), m_ids.end(), [&](const base::ContentId& id) {
            return blobs.find(id) != nullptr;
        });
    }

private Q_SLOTS:
    void initTestCase();
    void sharesOneBlobPerObject();
    void keepsNoMoreFilesThanItsBudget();
    void keepsNoMoreMemoryThanItsBudget();
    void keepsNoMoreLeafLayersThanItsBudget_data();
    void keepsNoMoreLeafLayersThanItsBudget();
    void servesWhatIsLargerThanTheBudgetAsLongAsItIsHeld();
    void keepsWhatIsUsed();
    void aRetiredBlobLeavesItsRoomToOthers();
    void handsOutNothingThatWasRetired();
    void deletesARemovedFileOnTheDisksThreads();
    void refusesABlobOpenedBeforeARemoval();
};

void OpenBlobsTest::initTestCase() {
    QVERIFY(m_fixture.open());
    for (std::uint32_t i = 0; i < 10; ++i)
        m_ids.push_back(*m_fixture.save(StoreFixture::bytes(i == kLarge ? 1'000'000 : 10'000, i)));
    m_fixture.close();
    m_volume = std::make_shared<store::Volume>(m_fixture.options.volumes.front(), 0);
    QVERIFY(m_volume->attach(store::Volume::Attach::IfPresent));
}

void OpenBlobsTest::sharesOneBlobPerObject() {
    OpenBlobs blobs(Bytes(0), 4, kMuch);
    const auto first = blobs.insert(opened(0, Bytes(0)), blobs.generation());
    const auto second = blobs.insert(opened(0, Bytes(0)), blobs.generation());
    QVERIFY(first && first == second && blobs.find(m_ids[0]) == first);
    QVERIFY(!blobs.find(m_ids[1]));
}

void OpenBlobsTest::keepsNoMoreFilesThanItsBudget() {
    OpenBlobs blobs(Bytes(0), 4, kMuch);
    for (std::size_t i = 0; i < 10; ++i)
        QVERIFY(blobs.insert(opened(i, Bytes(0)), blobs.generation()));
    QCOMPARE(openIn(blobs), 4);
}

void OpenBlobsTest::keepsNoMoreMemoryThanItsBudget() {
    OpenBlobs blobs(Bytes(3 * 12'000), 4, kMuch);
    for (std::size_t i = 0; i < kLarge; ++i)
        QVERIFY(blobs.insert(opened(i, base::kibibytes(64)), blobs.generation()));
    QCOMPARE(openIn(blobs), 3);
}

void OpenBlobsTest::keepsNoMoreLeafLayersThanItsBudget_data() {
    QTest::addColumn<qint64>("more");
    QTest::addColumn<int>("kept");
    QTest::newRow("a byte less than three take") << qint64(-1) << 2;
    QTest::newRow("what three take") << qint64(0) << 3;
    QTest::newRow("more than three take") << qint64(500) << 3;
}

void OpenBlobsTest::keepsNoMoreLeafLayersThanItsBudget() {
    QFETCH(qint64, more);
    QFETCH(int, kept);
    const Bytes each = opened(0, Bytes(0))->footprint();
    OpenBlobs blobs(Bytes(0), 100, each * 3 + Bytes(more));
    for (std::size_t i = 0; i < kLarge; ++i)
        QVERIFY(blobs.insert(opened(i, Bytes(0)), blobs.generation()));
    QCOMPARE(openIn(blobs), kept);
}

void OpenBlobsTest::servesWhatIsLargerThanTheBudgetAsLongAsItIsHeld() {
    const Bytes small = opened(0, Bytes(0))->footprint();
    const Bytes large = opened(kLarge, Bytes(0))->footprint();
    QVERIFY(large - small > Bytes(60 * 32)); // a hash for each of its leaves
    OpenBlobs blobs(Bytes(0), 100, large - Bytes(1));
    QVERIFY(blobs.insert(opened(0, Bytes(0)), blobs.generation()));
    auto held = blobs.insert(opened(kLarge, Bytes(0)), blobs.generation());
    QVERIFY(held && blobs.find(m_ids[kLarge]) == held);
    QVERIFY(StoreFixture::read(*held).has_value());
    held.reset();
    QVERIFY(!blobs.find(m_ids[kLarge]));
    QVERIFY(blobs.find(m_ids[0])); // did not make room for it
}

void OpenBlobsTest::keepsWhatIsUsed() {
    OpenBlobs blobs(Bytes(0), 4, kMuch);
    QVERIFY(blobs.insert(opened(0, Bytes(0)), blobs.generation()));
    for (std::size_t i = 1; i < 10; ++i) {
        blobs.find(m_ids[0])->touch();
        const auto scanned = blobs.insert(opened(i, Bytes(0)), blobs.generation());
        static_cast<void>(scanned->takeTouched()); // asked for once only
    }
    QVERIFY(blobs.find(m_ids[0]));
}

void OpenBlobsTest::aRetiredBlobLeavesItsRoomToOthers() {
    OpenBlobs blobs(Bytes(0), 4, kMuch);
    for (std::size_t i = 0; i < 4; ++i)
        QVERIFY(blobs.insert(opened(i, Bytes(0)), blobs.generation()));
    QVERIFY(blobs.retire(m_ids[1], nullptr));
    QVERIFY(blobs.insert(opened(4, Bytes(0)), blobs.generation()));
    for (const std::size_t i : {0u, 2u, 3u, 4u})
        QVERIFY(blobs.find(m_ids[i]));
}

void OpenBlobsTest::handsOutNothingThatWasRetired() {
    OpenBlobs blobs(Bytes(0), 4, kMuch);
    const auto held = blobs.insert(opened(0, Bytes(0)), blobs.generation());
    QVERIFY(blobs.retire(m_ids[0], nullptr) == held);
    QVERIFY(held->isRetired());
    QVERIFY(!blobs.find(m_ids[0]));
    QVERIFY(!blobs.retire(m_ids[0], nullptr));
}

void OpenBlobsTest::deletesARemovedFileOnTheDisksThreads() {
    const auto copy = m_fixture.root() / "copy";
    std::filesystem::copy_file(m_volume->blobPath(m_ids[0]), copy);
    const auto disk = std::make_shared<base::Worker>();
    std::promise<void> isFree;
    disk->post([&] { isFree.get_future().wait(); });
    OpenBlobs blobs(Bytes(0), 4, kMuch);
    auto held = blobs.insert(opened(0, Bytes(0)), blobs.generation());
    blobs.retire(m_ids[0], std::make_shared<store::RemovedFiles>(m_volume, copy, Bytes(0), disk));
    held.reset();
    const bool isLeftToTheDisk = std::filesystem::exists(copy);
    isFree.set_value();
    disk->waitUntilIdle();
    QVERIFY(isLeftToTheDisk);
    QVERIFY(!std::filesystem::exists(copy));
}

void OpenBlobsTest::refusesABlobOpenedBeforeARemoval() {
    OpenBlobs blobs(Bytes(0), 4, kMuch);
    const auto generation = blobs.generation();
    auto early = opened(0, Bytes(0));
    blobs.retire(m_ids[0], nullptr);
    QVERIFY(!blobs.insert(std::move(early), generation));
    QVERIFY(!blobs.find(m_ids[0]));
}

QTEST_GUILESS_MAIN(OpenBlobsTest)
#include "open_blobs_test.moc"

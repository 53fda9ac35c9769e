// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/store/open_blobs.h"
#include "tests/support/store_fixture.h"

using namespace meson;
using base::Bytes;
using store::OpenBlobs;
using store::StoredBlob;
using test::StoreFixture;

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

private Q_SLOTS:
    void initTestCase();
    void sharesOneBlobPerObject();
    void keepsNoMoreFilesThanItsBudget();
    void keepsNoMoreMemoryThanItsBudget();
    void keepsWhatIsUsed();
    void handsOutNothingThatWasRetired();
    void refusesABlobOpenedBeforeARemoval();
};

void OpenBlobsTest::initTestCase() {
    QVERIFY(m_fixture.open());
    for (std::uint32_t i = 0; i < 10; ++i)
        m_ids.push_back(*m_fixture.save(StoreFixture::bytes(10'000, i)));
    m_fixture.close();
    m_volume = std::make_shared<store::Volume>(m_fixture.options.volumes.front(), 0);
    QVERIFY(m_volume->attach(store::Volume::Attach::IfPresent));
}

void OpenBlobsTest::sharesOneBlobPerObject() {
    OpenBlobs blobs(Bytes(0), 4);
    const auto first = blobs.insert(opened(0, Bytes(0)), blobs.generation());
    const auto second = blobs.insert(opened(0, Bytes(0)), blobs.generation());
    QVERIFY(first && first == second && blobs.find(m_ids[0]) == first);
    QVERIFY(!blobs.find(m_ids[1]));
}

void OpenBlobsTest::keepsNoMoreFilesThanItsBudget() {
    OpenBlobs blobs(Bytes(0), 4);
    for (std::size_t i = 0; i < 10; ++i)
        QVERIFY(blobs.insert(opened(i, Bytes(0)), blobs.generation()));
    const auto isOpen = [&](const base::ContentId& id) { return blobs.find(id) != nullptr; };
    QCOMPARE(std::count_if(m_ids.begin(), m_ids.end(), isOpen), 4);
}

void OpenBlobsTest::keepsNoMoreMemoryThanItsBudget() {
    OpenBlobs blobs(Bytes(3 * 12'000), 4);
    for (std::size_t i = 0; i < 10; ++i)
        QVERIFY(blobs.insert(opened(i, base::kibibytes(64)), blobs.generation()));
    const auto isOpen = [&](const base::ContentId& id) { return blobs.find(id) != nullptr; };
    QCOMPARE(std::count_if(m_ids.begin(), m_ids.end(), isOpen), 3);
}

void OpenBlobsTest::keepsWhatIsUsed() {
    OpenBlobs blobs(Bytes(0), 4);
    QVERIFY(blobs.insert(opened(0, Bytes(0)), blobs.generation()));
    for (std::size_t i = 1; i < 10; ++i) {
        blobs.find(m_ids[0])->touch();
        const auto scanned = blobs.insert(opened(i, Bytes(0)), blobs.generation());
        static_cast<void>(scanned->takeTouched()); // asked for once only
    }
    QVERIFY(blobs.find(m_ids[0]));
}

void OpenBlobsTest::handsOutNothingThatWasRetired() {
    OpenBlobs blobs(Bytes(0), 4);
    const auto held = blobs.insert(opened(0, Bytes(0)), blobs.generation());
    QVERIFY(blobs.retire(m_ids[0], nullptr) == held);
    QVERIFY(held->isRetired());
    QVERIFY(!blobs.find(m_ids[0]));
    QVERIFY(!blobs.retire(m_ids[0], nullptr));
}

void OpenBlobsTest::refusesABlobOpenedBeforeARemoval() {
    OpenBlobs blobs(Bytes(0), 4);
    const auto generation = blobs.generation();
    auto early = opened(0, Bytes(0));
    blobs.retire(m_ids[0], nullptr);
    QVERIFY(!blobs.insert(std::move(early), generation));
    QVERIFY(!blobs.find(m_ids[0]));
}

QTEST_GUILESS_MAIN(OpenBlobsTest)
#include "open_blobs_test.moc"

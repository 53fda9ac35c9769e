// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/patience.h"
#include "tests/support/store_fixture.h"

#include <atomic>

using namespace meson;
using test::StoreFixture;

class ScrubTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reachesWhatIsLeftWhenManyCannotBeChecked() {
        StoreFixture fixture;
        fixture.options.scrubRate = base::BytesPerSecond(1'000'000'000);
        QVERIFY(fixture.open());
        std::vector<base::ContentId> unreadable;
        for (std::uint32_t i = 0; i < 40; ++i) { // more than it looks at in one go
            unreadable.push_back(*fixture.save(StoreFixture::bytes(1000, i)));
            auto sidecar = fixture.blobFile(unreadable.back());
            sidecar += ".meta";
            std::filesystem::remove(sidecar);
            std::filesystem::create_symlink(
                sidecar, sidecar); // leads nowhere: no damage, no answer
        }
        fixture.clock.advance(std::chrono::seconds(1));
        const auto newest = *fixture.save(StoreFixture::bytes(1000, 100));
        fixture.clock.advance(std::chrono::hours(25));
        MESON_TRY_VERIFY(fixture.store->find(newest)->verified == fixture.clock.wall());
        for (const base::ContentId& id : unreadable)
            QVERIFY(fixture.store->find(id));
    }

    void whatItIsReadingCanBeRemoved() {
        StoreFixture fixture;
        fixture.options.scrubRate = base::BytesPerSecond(1000); // an hour for the large one
        QVERIFY(fixture.open());
        const auto before = *fixture.save(StoreFixture::bytes(10, 1));
        fixture.clock.advance(std::chrono::seconds(1));
        const auto large = *fixture.save(StoreFixture::bytes(4'000'000, 2));
        fixture.clock.advance(std::chrono::hours(25));
        MESON_TRY_VERIFY(fixture.store->find(before)->verified == fixture.clock.wall());
        auto removal = std::async(std::launch::async, [&] {
            return fixture.store->remove(large, store::RemovalReason::Expired).has_value();
        });
        const bool isSoon = removal.wait_for(std::chrono::milliseconds(test::kPatience)) ==
                            std::future_status::ready;
        fixture.store->close(); // ends the scrub
        QVERIFY(isSoon);
        QVERIFY(removal.get());
        QVERIFY(!std::filesystem::exists(fixture.blobFile(large)));
    }

    void whatIsDamagedOnAReadOnlyVolumeLeavesTheListAndNotTheDisk() {
        std::atomic<int> reported = 0;
        StoreFixture fixture;
        QVERIFY(fixture.open());
        const auto rotten = *fixture.save(StoreFixture::bytes(300'000, 1));
        const auto sound = *fixture.save(StoreFixture::bytes(300'000, 2));
        fixture.close();
        test::flipBit(fixture.blobFile(rotten), 7);
        fixture.options.volumes.front().readOnly = true;
        fixture.options.scrubRate = base::BytesPerSecond(1'000'000'000);
        QVERIFY(fixture.open());
        fixture.store->onDamaged([&](const base::ContentId&) { ++reported; });
        fixture.clock.advance(std::chrono::hours(25));
        MESON_TRY_VERIFY(!fixture.store->find(rotten));
        MESON_TRY_VERIFY(fixture.store->find(sound)->verified == fixture.clock.wall());
        QVERIFY(std::filesystem::exists(fixture.blobFile(rotten)));
        QCOMPARE(reported.load(), 1);
        QVERIFY(fixture.read(sound));
    }
};

QTEST_GUILESS_MAIN(ScrubTest)
#include "scrub_test.moc"

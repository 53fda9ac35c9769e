// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/crypto/hash.h"
#include "tests/support/store_fixture.h"

#include <set>

using namespace meson;
using store::RemovalReason;
using test::StoreFixture;

/// The content list as the Router sees it (W20): sequence numbers, digest, deltas.
class IndexTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEmptyListHasAZeroDigest();
    void everyChangeHasTheNextNumber();
    void theDigestIsThatOfTheList();
    void theDeltasLeadFromOneListToTheNext();
    void keepsNoChangesAcrossARestart();
    void aListIsOfOneMoment();
    void removingWhatIsNotThereChangesNothing();
};

void IndexTest::anEmptyListHasAZeroDigest() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto [sequence, digest] = fixture.store->indexState();
    QCOMPARE(sequence, 0);
    QVERIFY(digest == base::Sha256{});
    QVERIFY(fixture.store->changesSince(0)->empty());
    QVERIFY(!fixture.store->changesSince(1));
    QVERIFY(!fixture.store->changesSince(-1));
}

void IndexTest::everyChangeHasTheNextNumber() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto a = *fixture.save(StoreFixture::bytes(10, 1));
    const auto b = *fixture.save(StoreFixture::bytes(10, 2));
    QVERIFY(fixture.store->remove(a, RemovalReason::Expired));
    const auto changes = *fixture.store->changesSince(0);
    QCOMPARE(changes.size(), std::size_t(3));
    for (std::size_t i = 0; i < changes.size(); ++i)
        QCOMPARE(changes[i].sequence, static_cast<std::int64_t>(i) + 1);
    QVERIFY(changes[0].id == a && !changes[0].removed);
    QVERIFY(changes[1].id == b && !changes[1].removed);
    QVERIFY(changes[2].id == a && changes[2].removed == RemovalReason::Expired);
    QCOMPARE(fixture.store->changesSince(2)->size(), std::size_t(1));
}

void IndexTest::theDigestIsThatOfTheList() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    base::Sha256 expected;
    for (std::uint32_t i = 0; i < 6; ++i) {
        const auto id = *fixture.save(StoreFixture::bytes(10, i));
        if (i % 2 == 0) {
            QVERIFY(fixture.store->remove(id, RemovalReason::Ordered));
            continue;
        }
        const auto hash = crypto::sha256(id.bytes);
        for (std::size_t byte = 0; byte < 32; ++byte)
            expected.bytes[byte] ^= hash.bytes[byte];
    }
    QVERIFY(fixture.store->indexState().second == expected);
    fixture.close();
    QVERIFY(fixture.open());
    QVERIFY(fixture.store->indexState().second == expected);
}

void IndexTest::theDeltasLeadFromOneListToTheNext() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    std::vector<base::ContentId> ids;
    for (std::uint32_t i = 0; i < 10; ++i)
        ids.push_back(*fixture.save(StoreFixture::bytes(10, i)));
    auto [before, sequence] = fixture.store->list();
    std::set<base::ContentId> copy;
    for (const auto& object : before)
        copy.insert(object.id);
    for (std::uint32_t i = 0; i < 10; i += 3)
        QVERIFY(fixture.store->remove(ids[i], RemovalReason::Ordered));
    QVERIFY(fixture.save(StoreFixture::bytes(10, 50)));
    QVERIFY(fixture.save(StoreFixture::bytes(10, 0)));
    const auto changes = fixture.store->changesSince(sequence);
    for (const auto& change : *changes)
        change.removed ? static_cast<void>(copy.erase(change.id))
                       : static_cast<void>(copy.insert(change.id));
    std::set<base::ContentId> after;
    for (const auto& object : fixture.store->list().first)
        after.insert(object.id);
    QVERIFY(copy == after);
}

void IndexTest::keepsNoChangesAcrossARestart() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    QVERIFY(fixture.save(StoreFixture::bytes(10, 1)));
    fixture.close();
    QVERIFY(fixture.open());
    QVERIFY(!fixture.store->changesSince(0));
    QVERIFY(fixture.store->changesSince(1)->empty());
    QVERIFY(fixture.save(StoreFixture::bytes(10, 2)));
    QCOMPARE(fixture.store->changesSince(1)->front().sequence, 2);
}

void IndexTest::aListIsOfOneMoment() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    std::thread writer([&] {
        for (std::uint32_t i = 0; i < 200; ++i)
            static_cast<void>(fixture.save(StoreFixture::bytes(10, i)));
    });
    bool isConsistent = true;
    for (int i = 0; i < 50; ++i) {
        const auto [objects, sequence] = fixture.store->list();
        isConsistent = isConsistent && static_cast<std::int64_t>(objects.size()) == sequence;
    }
    writer.join();
    QVERIFY(isConsistent);
    QCOMPARE(fixture.store->indexState().first, 200);
}

void IndexTest::removingWhatIsNotThereChangesNothing() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    QVERIFY(!fixture.store->remove({}, RemovalReason::Ordered));
    QCOMPARE(fixture.store->indexState().first, 0);
}

QTEST_GUILESS_MAIN(IndexTest)
#include "index_test.moc"

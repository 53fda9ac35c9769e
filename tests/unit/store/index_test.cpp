// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/base/encoding.h"
#include "engine/crypto/hash.h"
#include "tests/support/store_fixture.h"

#include <algorithm>
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
    void pagesFollowOneAnotherInEveryOrder_data();
    void pagesFollowOneAnotherInEveryOrder();
    void aSearchGoesOnAfterAnObject();
    void aSearchFindsHowAnIdBegins();
    void whatWasCountedIsNotCountedAgain();
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

void IndexTest::pagesFollowOneAnotherInEveryOrder_data() {
    using Order = store::ObjectQuery::Order;
    QTest::addColumn<int>("order");
    for (int order = 0; order <= int(Order::Binding); ++order)
        QTest::addRow("%d", order) << order;
}

/// Many objects are alike in what they are ordered by.
void IndexTest::pagesFollowOneAnotherInEveryOrder() {
    QFETCH(int, order);
    StoreFixture fixture;
    QVERIFY(fixture.open());
    for (std::uint32_t i = 0; i < 30; ++i) {
        const auto id = *fixture.save(StoreFixture::bytes(10 + i % 3, i));
        fixture.store->noteUse(id, i % 4);
    }
    for (const auto direction :
         {store::ObjectQuery::Direction::Ascending, store::ObjectQuery::Direction::Descending}) {
        store::ObjectQuery query;
        query.order = static_cast<store::ObjectQuery::Order>(order);
        query.direction = direction;
        const auto all = fixture.store->page(query);
        QCOMPARE(all.objects.size(), std::size_t(30));
        QCOMPARE(all.matching, 30);
        query.limit = 7;
        for (std::size_t from = 0; from < 30; from += 7) {
            query.after.reset();
            query.offset = static_cast<std::int64_t>(from);
            const auto counted = fixture.store->page(query);
            const std::size_t anchor = from / 2; // a row some way before
            query.after = anchor > 0 ? std::optional(all.objects[anchor - 1]) : std::nullopt;
            query.offset = static_cast<std::int64_t>(from - anchor);
            const auto followed = fixture.store->page(query);
            QCOMPARE(followed.matching, 30);
            QCOMPARE(followed.objects.size(), std::min<std::size_t>(7, 30 - from));
            for (std::size_t i = 0; i < followed.objects.size(); ++i) {
                QVERIFY(followed.objects[i].id == all.objects[from + i].id);
                QVERIFY(counted.objects[i].id == all.objects[from + i].id);
            }
        }
    }
}

void IndexTest::aSearchGoesOnAfterAnObject() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    for (std::uint32_t i = 0; i < 10; ++i)
        QVERIFY(fixture.save(StoreFixture::bytes(10, i)));
    store::ObjectQuery query;
    query.search = "example";
    query.limit = 6;
    const auto first = fixture.store->page(query);
    QCOMPARE(first.matching, 10);
    query.after = first.objects.back();
    const auto rest = fixture.store->page(query);
    QCOMPARE(rest.matching, 10);
    QCOMPARE(rest.objects.size(), std::size_t(4));
    query.search = "nowhere";
    QVERIFY(fixture.store->page(query).objects.empty());
}

void IndexTest::aSearchFindsHowAnIdBegins() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    std::vector<std::string> ids;
    for (std::uint32_t i = 0; i < 60; ++i)
        ids.push_back(base::toHex(fixture.save(StoreFixture::bytes(10, i))->bytes));
    for (const std::size_t digits : {1U, 2U, 3U, 64U})
        for (const std::string& id : ids) {
            store::ObjectQuery query;
            query.search = id.substr(0, digits);
            const bool isInSite =
                std::string("example.org").find(query.search) != std::string::npos;
            const auto begins = [&](const std::string& other) {
                return isInSite || other.compare(0, digits, query.search) == 0;
            };
            const auto expected = std::count_if(ids.begin(), ids.end(), begins);
            const auto page = fixture.store->page(query);
            QCOMPARE(page.matching, expected);
            QCOMPARE(page.objects.size(), static_cast<std::size_t>(expected));
            for (const auto& object : page.objects)
                QVERIFY(begins(base::toHex(object.id.bytes)));
        }
    store::ObjectQuery query;
    query.search = QString::fromStdString(ids.front()).toUpper().toStdString();
    QCOMPARE(fixture.store->page(query).matching, 1);
    query.search = ids.front() + "0";
    QCOMPARE(fixture.store->page(query).matching, 0);
}

void IndexTest::whatWasCountedIsNotCountedAgain() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    QVERIFY(fixture.save(StoreFixture::bytes(10, 1)));
    store::ObjectQuery query;
    query.search = "example";
    query.matching = 20'000; // among so many the order's index is walked
    const auto page = fixture.store->page(query);
    QCOMPARE(page.matching, 20'000);
    QCOMPARE(page.objects.size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(IndexTest)
#include "index_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/patience.h"
#include "tests/support/store_fixture.h"

using namespace meson;
using base::Bytes;
using base::kibibytes;
using base::mebibytes;
using store::Fitness;
using store::RemovalReason;
using store::StoreError;
using test::StoreFixture;

class ContentStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesBackWhatWasSaved_data();
    void givesBackWhatWasSaved();
    void servesNothingThatWasNotCommitted();
    void refusesOtherBytesThanTheIdNames();
    void refusesMoreBytesThanAnnounced();
    void keepsOneBlobWhenTheSameBytesComeTwice();
    void keepsARemovedObjectReadableForThoseWhoHoldIt();
    void replacesTtlAndFields();
    void refusesFieldsThatAreTooLong();
    void keepsItsObjectsAcrossAnOrderlyRestart();
    void refusesAFolderInUse();
    void refusesAFolderThatCannotBeWritten();
    void countsUsesForTheIndex();
    void listsWhatHasExpired();
    void answersSpotChecksFromLeaves();
    void theBlobFileHoldsExactlyTheObject();
};

void ContentStoreTest::givesBackWhatWasSaved_data() {
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 16383, 16384, 16385, 65535, 65536, 65537, 300'000, 3'000'000})
        QTest::addRow("%d bytes", size) << size;
}

void ContentStoreTest::givesBackWhatWasSaved() {
    QFETCH(int, size);
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto bytes = StoreFixture::bytes(static_cast<std::size_t>(size), 1);
    const auto id = fixture.save(bytes);
    QVERIFY(id);
    const auto blob = fixture.store->reader()->find(*id);
    QVERIFY(blob);
    QCOMPARE(blob->length().count(), size);
    QCOMPARE(blob->etag(), std::string("\"v1\""));
    QCOMPARE(blob->fields(), fixture.meta().fields);
    QCOMPARE(blob->binding(), std::string("example.org"));
    QVERIFY(blob->expires() == fixture.meta().expires);
    const auto read = StoreFixture::read(*blob);
    QVERIFY(read);
    QVERIFY(*read == base::textOf(bytes));
    QCOMPARE(blob->file() < 0, size <= 65536);
    const auto object = fixture.store->find(*id);
    QVERIFY(object);
    QVERIFY(object->sha256 == blob->sha256());
    QCOMPARE(object->meta.etag, blob->etag());
}

void ContentStoreTest::servesNothingThatWasNotCommitted() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto bytes = StoreFixture::bytes(1000, 2);
    crypto::ContentHasher hasher;
    hasher.update(bytes);
    const auto id = hasher.finish().id;
    auto incoming = fixture.store->begin(Bytes(1000));
    QVERIFY(incoming);
    QVERIFY((*incoming)->append(bytes));
    QVERIFY(!fixture.has(id));
    QVERIFY(fixture.store->volumes().front().reserved > Bytes(0));
    incoming->reset();
    QVERIFY(!fixture.has(id));
    QCOMPARE(fixture.store->volumes().front().reserved.count(), 0);
    QCOMPARE(fixture.store->volumes().front().used.count(), 0);
    QVERIFY(std::filesystem::is_empty(fixture.folder() / "incoming"));
}

void ContentStoreTest::refusesOtherBytesThanTheIdNames() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    auto incoming = fixture.store->begin(Bytes(3));
    QVERIFY((*incoming)->append(base::bytesOf("abc")));
    const auto result = (*incoming)->commit(base::ContentId{}, fixture.meta());
    QVERIFY(!result);
    QVERIFY(result.error().code == StoreError::WrongContent);
    incoming->reset();
    QCOMPARE(fixture.store->list().first.size(), std::size_t(0));
    QCOMPARE(fixture.store->volumes().front().used.count(), 0);
}

void ContentStoreTest::refusesMoreBytesThanAnnounced() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    auto incoming = fixture.store->begin(Bytes(3));
    QVERIFY((*incoming)->append(base::bytesOf("ab")));
    QVERIFY((*incoming)->append(base::bytesOf("c")));
    const auto over = (*incoming)->append(base::bytesOf("d"));
    QVERIFY(!over);
    QVERIFY(over.error().code == StoreError::WrongContent);
}

void ContentStoreTest::keepsOneBlobWhenTheSameBytesComeTwice() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto bytes = StoreFixture::bytes(200'000, 3);
    const auto first = fixture.save(bytes);
    const auto used = fixture.store->volumes().front().used;
    const auto second = fixture.save(bytes);
    QVERIFY(first && second && *first == *second);
    QCOMPARE(fixture.store->volumes().front().used.count(), used.count());
    QCOMPARE(fixture.store->volumes().front().objects, 1);
    QCOMPARE(fixture.store->indexState().first, 1);
}

void ContentStoreTest::keepsARemovedObjectReadableForThoseWhoHoldIt() {
    for (const std::size_t size : {std::size_t(1000), std::size_t(300'000)}) {
        StoreFixture fixture;
        QVERIFY(fixture.open());
        const auto bytes = StoreFixture::bytes(size, 4);
        const auto id = fixture.save(bytes);
        const auto reader = fixture.store->reader();
        auto blob = reader->find(*id);
        QVERIFY(fixture.store->remove(*id, RemovalReason::Ordered));
        QVERIFY(!reader->find(*id));
        QVERIFY(!fixture.store->find(*id));
        const auto read = StoreFixture::read(*blob);
        QVERIFY(read && *read == base::textOf(bytes));
        QVERIFY(fixture.store->volumes().front().used > Bytes(0));
        blob.reset();
        MESON_TRY_COMPARE(fixture.store->volumes().front().used.count(), 0);
        QVERIFY(std::filesystem::is_empty(fixture.folder() / "incoming"));
        const auto again = fixture.store->remove(*id, RemovalReason::Ordered);
        QVERIFY(!again && again.error().code == StoreError::NotStored);
        QVERIFY(fixture.save(bytes));
        QVERIFY(reader->find(*id));
    }
}

void ContentStoreTest::replacesTtlAndFields() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto id = fixture.save(StoreFixture::bytes(5000, 5));
    const auto reader = fixture.store->reader();
    const auto before = reader->find(*id);
    auto meta = fixture.meta();
    meta.fields = "Content-Type: text/plain\r\n" + std::string(9000, 'x');
    meta.lastModified = base::fromUnixSeconds(1'700'000'000);
    QVERIFY(fixture.store->updateMeta(*id, meta));
    QCOMPARE(before->fields(), fixture.meta().fields);
    const auto after = reader->find(*id);
    QCOMPARE(after->fields(), meta.fields);
    QVERIFY(after->lastModified() == meta.lastModified);
    QVERIFY(StoreFixture::read(*after));
    QCOMPARE(fixture.store->find(*id)->meta.fields, meta.fields);
    const auto used = fixture.store->volumes().front().used;
    fixture.close();
    QVERIFY(fixture.open());
    QCOMPARE(fixture.store->volumes().front().used.count(), used.count());
    const auto absent = fixture.store->updateMeta({}, meta);
    QVERIFY(!absent && absent.error().code == StoreError::NotStored);
}

void ContentStoreTest::refusesFieldsThatAreTooLong() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    auto incoming = fixture.store->begin(Bytes(1));
    QVERIFY((*incoming)->append(base::bytesOf("a")));
    auto meta = fixture.meta();
    meta.fields = std::string(256 * 1024, 'x');
    const auto result = (*incoming)->commit(std::nullopt, meta);
    QVERIFY(!result && result.error().code == StoreError::TooLarge);
}

void ContentStoreTest::keepsItsObjectsAcrossAnOrderlyRestart() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto id = fixture.save(StoreFixture::bytes(100'000, 6));
    const auto state = fixture.store->indexState();
    const auto used = fixture.store->volumes().front().used;
    fixture.close();
    const auto report = fixture.openAndCheck();
    QVERIFY(report.wasClean);
    QCOMPARE(report.checked, 0);
    QVERIFY(fixture.store->indexState() == state);
    QCOMPARE(fixture.store->volumes().front().used.count(), used.count());
    QCOMPARE(fixture.store->volumes().front().objects, 1);
    QVERIFY(fixture.read(*id));
}

void ContentStoreTest::refusesAFolderInUse() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    auto options = fixture.options;
    options.index = fixture.root() / "other.sqlite";
    const auto sameFolder = store::ContentStore::open(options, fixture.clock);
    QVERIFY(!sameFolder && sameFolder.error().code == StoreError::InUse);
    options = fixture.options;
    options.volumes.front().folder = fixture.root() / "other";
    const auto sameIndex = store::ContentStore::open(options, fixture.clock);
    QVERIFY(!sameIndex && sameIndex.error().code == StoreError::InUse);
    QVERIFY(fixture.save(StoreFixture::bytes(10, 7)));
}

void ContentStoreTest::refusesAFolderThatCannotBeWritten() {
    StoreFixture fixture;
    std::ofstream(fixture.root() / "file") << "in the way";
    fixture.options.volumes.front().folder = fixture.root() / "file" / "cache";
    const auto opened = fixture.open();
    QVERIFY(!opened && opened.error().code == StoreError::FolderNotWritable);
    QVERIFY(base::explain(opened.error()).find("file/cache") != std::string::npos);
}

void ContentStoreTest::countsUsesForTheIndex() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto id = fixture.save(StoreFixture::bytes(10, 8));
    fixture.clock.advance(std::chrono::minutes(5));
    fixture.store->noteUse(*id);
    fixture.store->noteUse(*id, 3);
    fixture.store->noteUse({}, 9);
    const auto object = fixture.store->find(*id);
    QCOMPARE(object->uses, 4);
    QCOMPARE(base::unixSeconds(object->lastUsed), base::unixSeconds(fixture.clock.wall()));
    fixture.store->noteUse(*id, 2);
    fixture.close();
    QVERIFY(fixture.open());
    QCOMPARE(fixture.store->find(*id)->uses, 6);
}

void ContentStoreTest::listsWhatHasExpired() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto id = fixture.save(StoreFixture::bytes(10, 9));
    const auto expires = fixture.meta().expires;
    QVERIFY(fixture.store->expired(expires - std::chrono::seconds(1)).empty());
    QVERIFY(fixture.store->expired(expires) == std::vector{*id});
    QVERIFY(fixture.store->expired(expires + std::chrono::seconds(1)) == std::vector{*id});
}

void ContentStoreTest::answersSpotChecksFromLeaves() {
    for (const std::size_t size : {std::size_t(20'000), std::size_t(100'000)}) {
        StoreFixture fixture;
        QVERIFY(fixture.open());
        const auto bytes = StoreFixture::bytes(size, 10);
        const auto id = fixture.save(bytes);
        const auto blob = fixture.store->reader()->find(*id);
        const auto leaves = blob->leaves();
        QCOMPARE(static_cast<std::int64_t>(leaves.size()), crypto::leafCount(blob->length()));
        const auto last = static_cast<std::int64_t>(leaves.size()) - 1;
        for (const std::int64_t index : {std::int64_t(0), last}) {
            const auto leaf = blob->leaf(index);
            QVERIFY(leaf);
            QVERIFY(crypto::hashLeaf(*leaf) == leaves[static_cast<std::size_t>(index)]);
        }
        QVERIFY(!blob->leaf(-1));
        QVERIFY(!blob->leaf(last + 1));
    }
}

void ContentStoreTest::theBlobFileHoldsExactlyTheObject() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto bytes = StoreFixture::bytes(70'000, 11);
    const auto id = fixture.save(bytes);
    std::ifstream stream(fixture.blobFile(*id), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(stream), {}};
    QVERIFY(content == base::textOf(bytes));
}

QTEST_GUILESS_MAIN(ContentStoreTest)
#include "content_store_test.moc"

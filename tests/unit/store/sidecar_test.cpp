// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/store/sidecar.h"
#include "tests/support/store_fixture.h"

using namespace meson;
using store::Sidecar;

class SidecarTest : public QObject {
    Q_OBJECT

private:
    static Sidecar sample();

private Q_SLOTS:
    void readsWhatItWrote();
    void keepsExtremes_data();
    void keepsExtremes();
    void refusesEveryFlippedBit();
    void refusesEveryTruncation();
    void refusesWhatFollows();
    void takesHeadersUpToTheLimit_data();
    void takesHeadersUpToTheLimit();
    void refusesLeavesOfAnotherObject();
};

Sidecar SidecarTest::sample() {
    crypto::ContentHasher hasher;
    hasher.update(test::StoreFixture::bytes(50'000, 1));
    const auto summary = hasher.finish();
    Sidecar sidecar{
        summary.id, summary.length, summary.sha256, base::fromUnixSeconds(1'800'000'000), {}};
    sidecar.meta.expires = base::fromUnixSeconds(1'800'003'600);
    sidecar.meta.fields = "Content-Type: video/mp4\r\n";
    sidecar.meta.etag = "\"v1\"";
    sidecar.meta.binding = "example.org";
    return sidecar;
}

void SidecarTest::readsWhatItWrote() {
    const Sidecar sidecar = sample();
    const auto bytes = store::encodeHeader(sidecar);
    QVERIFY(bytes);
    QVERIFY(store::headerLength(*bytes) == bytes->size());
    const auto read = store::parseHeader(*bytes);
    QVERIFY(read);
    QVERIFY(read->id == sidecar.id && read->sha256 == sidecar.sha256);
    QCOMPARE(read->length.count(), sidecar.length.count());
    QVERIFY(read->added == sidecar.added && read->meta.expires == sidecar.meta.expires);
    QVERIFY(!read->meta.lastModified);
    QCOMPARE(read->meta.fields, sidecar.meta.fields);
    QCOMPARE(read->meta.etag, sidecar.meta.etag);
    QCOMPARE(read->meta.binding, sidecar.meta.binding);
}

void SidecarTest::keepsExtremes_data() {
    QTest::addColumn<qint64>("seconds");
    for (const qint64 seconds :
         {qint64(0), qint64(-1), qint64(9'000'000'000), qint64(-9'000'000'000)})
        QTest::addRow("%lld", seconds) << seconds;
}

void SidecarTest::keepsExtremes() {
    QFETCH(qint64, seconds);
    Sidecar sidecar = sample();
    sidecar.length = base::Bytes(0);
    sidecar.meta = {};
    sidecar.meta.expires = base::fromUnixSeconds(seconds);
    sidecar.meta.lastModified = base::fromUnixSeconds(seconds);
    const auto read = store::parseHeader(*store::encodeHeader(sidecar));
    QVERIFY(read);
    QVERIFY(read->meta.expires == sidecar.meta.expires);
    QVERIFY(read->meta.lastModified == sidecar.meta.lastModified);
    QVERIFY(read->meta.fields.empty());
}

void SidecarTest::refusesEveryFlippedBit() {
    auto bytes = *store::encodeHeader(sample());
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        QVERIFY(!store::parseHeader(bytes));
        bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    }
    QVERIFY(store::parseHeader(bytes));
}

void SidecarTest::refusesEveryTruncation() {
    const auto bytes = *store::encodeHeader(sample());
    for (std::size_t size = 0; size < bytes.size(); ++size)
        QVERIFY(!store::parseHeader(base::ByteSpan(bytes).first(size)));
}

void SidecarTest::refusesWhatFollows() {
    auto bytes = *store::encodeHeader(sample());
    bytes.push_back(0);
    QVERIFY(!store::parseHeader(bytes));
}

void SidecarTest::takesHeadersUpToTheLimit_data() {
    QTest::addColumn<int>("spare");
    QTest::addColumn<bool>("fits");
    QTest::addRow("under") << 1 << true;
    QTest::addRow("at") << 0 << true;
    QTest::addRow("over") << -1 << false;
}

void SidecarTest::takesHeadersUpToTheLimit() {
    QFETCH(int, spare);
    QFETCH(bool, fits);
    Sidecar sidecar = sample();
    sidecar.meta.fields.clear();
    const std::size_t without = store::encodeHeader(sidecar)->size();
    const auto room = static_cast<int>(store::kMaximumSidecarHeader - without);
    sidecar.meta.fields = std::string(static_cast<std::size_t>(room - spare), 'f');
    const auto bytes = store::encodeHeader(sidecar);
    QCOMPARE(bytes.has_value(), fits);
    if (fits)
        QVERIFY(store::parseHeader(*bytes)->meta.fields == sidecar.meta.fields);
}

void SidecarTest::refusesLeavesOfAnotherObject() {
    crypto::ContentHasher hasher;
    hasher.update(test::StoreFixture::bytes(50'000, 1));
    const auto summary = hasher.finish();
    auto bytes = store::encodeLeaves(summary.leaves);
    QVERIFY(store::parseLeaves(bytes, summary.id, summary.length) == summary.leaves);
    QVERIFY(!store::parseLeaves(bytes, {}, summary.length));
    QVERIFY(!store::parseLeaves(bytes, summary.id, summary.length + base::Bytes(1)));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        QVERIFY(!store::parseLeaves(base::ByteSpan(bytes).first(size), summary.id, summary.length));
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        QVERIFY(!store::parseLeaves(bytes, summary.id, summary.length));
        bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    }
}

QTEST_GUILESS_MAIN(SidecarTest)
#include "sidecar_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/encoding.h"
#include "engine/base/ids.h"

#include <QTest>

using namespace meson::base;

namespace {

using Decoder = std::optional<std::vector<std::uint8_t>> (*)(std::string_view);

std::string decoded(Decoder decode, std::string_view text) {
    const auto bytes = decode(text);
    return bytes ? std::string(textOf(*bytes)) : "refused";
}

} // namespace

class EncodingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void encodesTheVectorsOfRfc4648_data() {
        QTest::addColumn<QByteArray>("plain");
        QTest::addColumn<QByteArray>("base16");
        QTest::addColumn<QByteArray>("base32");
        QTest::addColumn<QByteArray>("base64");
        QTest::addRow("empty") << QByteArray("") << QByteArray("") << QByteArray("")
                               << QByteArray("");
        QTest::addRow("f") << QByteArray("f") << QByteArray("66") << QByteArray("my")
                           << QByteArray("Zg==");
        QTest::addRow("fo") << QByteArray("fo") << QByteArray("666f") << QByteArray("mzxq")
                            << QByteArray("Zm8=");
        QTest::addRow("foo") << QByteArray("foo") << QByteArray("666f6f") << QByteArray("mzxw6")
                             << QByteArray("Zm9v");
        QTest::addRow("foob") << QByteArray("foob") << QByteArray("666f6f62")
                              << QByteArray("mzxw6yq") << QByteArray("Zm9vYg==");
        QTest::addRow("fooba") << QByteArray("fooba") << QByteArray("666f6f6261")
                               << QByteArray("mzxw6ytb") << QByteArray("Zm9vYmE=");
        QTest::addRow("foobar") << QByteArray("foobar") << QByteArray("666f6f626172")
                                << QByteArray("mzxw6ytboi") << QByteArray("Zm9vYmFy");
    }

    void encodesTheVectorsOfRfc4648() {
        QFETCH(QByteArray, plain);
        const std::string text = plain.toStdString();
        QTEST(QByteArray::fromStdString(toHex(bytesOf(text))), "base16");
        QTEST(QByteArray::fromStdString(toBase32(bytesOf(text))), "base32");
        QTEST(QByteArray::fromStdString(toBase64(bytesOf(text))), "base64");
        QCOMPARE(decoded(fromHex, toHex(bytesOf(text))), text);
        QCOMPARE(decoded(fromBase32, toBase32(bytesOf(text))), text);
        QCOMPARE(decoded(fromBase64, toBase64(bytesOf(text))), text);
        QCOMPARE(decoded(fromBase64Url, toBase64Url(bytesOf(text))), text);
    }

    void everyByteSurvives() {
        std::string all(256, '\0');
        for (int i = 0; i < 256; ++i)
            all[static_cast<std::size_t>(i)] = static_cast<char>(i);
        QCOMPARE(decoded(fromHex, toHex(bytesOf(all))), all);
        QCOMPARE(decoded(fromBase32, toBase32(bytesOf(all))), all);
        QCOMPARE(decoded(fromBase64Url, toBase64Url(bytesOf(all))), all);
        QVERIFY(toBase64Url(bytesOf(all)).find_first_of("+/=") == std::string::npos);
    }

    void refusesWhatNoEncoderWrites() {
        QCOMPARE(decoded(fromHex, "abc"), "refused");
        QCOMPARE(decoded(fromHex, "zz"), "refused");
        QCOMPARE(decoded(fromBase32, "m1"), "refused");
        QCOMPARE(decoded(fromBase32, "mz"), "refused"); // left-over bits are not zero
        QCOMPARE(decoded(fromBase64, "Zg"), "refused"); // padding is missing
        QCOMPARE(decoded(fromBase64, "Z==="), "refused");
        QCOMPARE(decoded(fromBase64Url, "Zg=="), "refused");
        QCOMPARE(decoded(fromBase64Url, "Z"), "refused");
    }

    void idsReadBackWhatTheyWrite() {
        ContentId id;
        id.bytes.fill(0xab);
        QVERIFY(idFromText<ContentId>(toText(id)) == id);
        QVERIFY(!idFromText<ContentId>(toText(id).substr(2)));
        NodeId node;
        node.bytes.fill(0xcd);
        QCOMPARE(toText(node).size(), 52U);
        QVERIFY(idFromText<NodeId>(toText(node)) == node);
    }
};

QTEST_GUILESS_MAIN(EncodingTest)
#include "encoding_test.moc"

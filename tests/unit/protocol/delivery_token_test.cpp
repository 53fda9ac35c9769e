// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/protocol/delivery_token.h"

#include <QTest>

using namespace meson;
using namespace meson::protocol;

namespace {

base::NodeId nodeNamed(std::uint8_t letter) {
    base::NodeId node;
    node.bytes.fill(letter);
    return node;
}

crypto::MacKey keyOf(std::uint8_t letter) {
    crypto::SecretKey key;
    key.fill(letter);
    return crypto::MacKey(key);
}

DeliveryToken sample() {
    DeliveryToken token;
    for (std::size_t i = 0; i < token.id.bytes.size(); ++i)
        token.id.bytes[i] = static_cast<std::uint8_t>(i);
    token.length = base::Bytes(0x0102030405060708);
    token.binding = 0x11121314;
    token.expires = 1'800'000'000;
    token.nonce = 0x2122232425262728;
    token.clientNetwork = {1, 2, 3, 4, 5, 6, 7, 8};
    token.issued = 1'799'999'000'123;
    token.excluded = {shortId(nodeNamed(7)), shortId(nodeNamed(8)), ShortNodeId{}};
    return token;
}

const base::WallTime kBefore = base::fromUnixSeconds(1'799'999'999);
const base::WallTime kAt = base::fromUnixSeconds(1'800'000'000);

} // namespace

class DeliveryTokenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsBackWhatWasWritten() {
        const std::string text = writeToken(sample(), keyOf(1));
        QCOMPARE(text.size(), kTokenCharacters);
        const CheckedToken checked = readToken(text, keyOf(1), kBefore);
        QCOMPARE(checked.verdict, TokenVerdict::Good);
        QVERIFY(checked.token == sample());
    }

    void clientNetworkIsOfTheAddressesPrefix_data() {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<QByteArray>("network"); // made with sha256sum
        QTest::newRow("IPv4") << QByteArray("cb007105") << QByteArray("711a7959617e29ca");
        QTest::newRow("another of the same /24")
            << QByteArray("cb0071ff") << QByteArray("711a7959617e29ca");
        QTest::newRow("mapped into IPv6")
            << QByteArray("00000000000000000000ffffcb007105") << QByteArray("711a7959617e29ca");
        QTest::newRow("IPv6") << QByteArray("20010db8000100020003000400050006")
                              << QByteArray("ce3b7bc8ae569f97");
    }
    void clientNetworkIsOfTheAddressesPrefix() {
        QFETCH(const QByteArray, address);
        QFETCH(const QByteArray, network);
        const QByteArray bytes = QByteArray::fromHex(address);
        const auto found = clientNetwork(base::bytesOf(bytes.toStdString()));
        QCOMPARE(base::toHex(found), network.toStdString());
    }

    void layoutIsTheOneOfTheHeader() {
        const auto bytes = base::fromBase64Url(writeToken(sample(), keyOf(1)));
        QVERIFY(bytes.has_value());
        QCOMPARE(bytes->size(), kTokenBytes);
        QCOMPARE(
            base::toHex(base::ByteSpan(*bytes).first(53)),
            std::string("01000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
                        "01020304050607081112131400000000"
                        "6b49d200"));
        const crypto::Mac tag = keyOf(1).tag(base::ByteSpan(*bytes).first(101));
        QVERIFY(std::equal(bytes->begin() + 101, bytes->end(), tag.begin()));
    }

    void expiresAtItsSecond() {
        const std::string text = writeToken(sample(), keyOf(1));
        QCOMPARE(readToken(text, keyOf(1), kBefore).verdict, TokenVerdict::Good);
        QCOMPARE(readToken(text, keyOf(1), kAt).verdict, TokenVerdict::Expired);
        QVERIFY(readToken(text, keyOf(1), kAt).token == sample());
    }

    void anotherKeyCallsItForged() {
        const CheckedToken checked = readToken(writeToken(sample(), keyOf(1)), keyOf(2), kBefore);
        QCOMPARE(checked.verdict, TokenVerdict::Forged);
        QVERIFY(checked.token == DeliveryToken());
    }

    void anyOtherLengthIsMalformed() {
        const std::string text = writeToken(sample(), keyOf(1));
        for (std::size_t length = 0; length < text.size(); ++length)
            QCOMPARE(
                readToken(std::string_view(text).substr(0, length), keyOf(1), kBefore).verdict,
                TokenVerdict::Malformed);
        QCOMPARE(readToken(text + "A", keyOf(1), kBefore).verdict, TokenVerdict::Malformed);
    }

    void everyChangedCharacterIsNoticed() {
        const std::string text = writeToken(sample(), keyOf(1));
        for (std::size_t i = 0; i < text.size(); ++i) {
            for (int character = 0; character < 256; ++character) {
                std::string changed = text;
                changed[i] = static_cast<char>(character);
                const TokenVerdict verdict = readToken(changed, keyOf(1), kBefore).verdict;
                if (changed == text)
                    QCOMPARE(verdict, TokenVerdict::Good);
                else
                    QVERIFY(verdict == TokenVerdict::Forged || verdict == TokenVerdict::Malformed);
            }
        }
    }

    void anotherVersionIsMalformed() {
        auto bytes = *base::fromBase64Url(writeToken(sample(), keyOf(1)));
        bytes[0] = 2;
        const crypto::Mac tag = keyOf(1).tag(base::ByteSpan(bytes).first(101));
        std::copy_n(tag.begin(), 16, bytes.begin() + 101);
        QCOMPARE(
            readToken(base::toBase64Url(bytes), keyOf(1), kBefore).verdict,
            TokenVerdict::Malformed);
    }

    void keysOfTerminalsDiffer() {
        const std::array<std::uint8_t, 32> master{};
        QVERIFY(terminalTokenKey(master, nodeNamed(1)) != terminalTokenKey(master, nodeNamed(2)));
        QVERIFY(terminalTokenKey(master, nodeNamed(1)) == terminalTokenKey(master, nodeNamed(1)));
    }

    void returnPathReadsBack() {
        const std::string token = writeToken(sample(), keyOf(1));
        for (const ReturnReason reason :
             {ReturnReason::Expired, ReturnReason::Missing, ReturnReason::Paused,
              ReturnReason::Overloaded, ReturnReason::Damaged}) {
            const std::string path = writeReturnPath(token, nodeNamed(0xab), reason, keyOf(1));
            QVERIFY(path.starts_with("/.well-known/meson/return/abababababababab/" + token + "/"));
            const auto parsed = parseReturnPath(path);
            QVERIFY(parsed.has_value());
            QVERIFY(parsed->node == shortId(nodeNamed(0xab)));
            QVERIFY(parsed->token == token);
            QCOMPARE(parsed->reason, reason);
            QVERIFY(returnPathIsGenuine(*parsed, keyOf(1)));
            QVERIFY(!returnPathIsGenuine(*parsed, keyOf(2)));
        }
    }

    void noReturnPathOfSomethingElseThanAToken() {
        QVERIFY(writeReturnPath("short", nodeNamed(1), ReturnReason::Missing, keyOf(1)).empty());
    }

    void everyChangedByteOfAReturnPathIsNoticed() {
        const std::string path = writeReturnPath(
            writeToken(sample(), keyOf(1)), nodeNamed(0xab), ReturnReason::Missing, keyOf(1));
        const std::size_t idEnds = path.find("abab") + 16;
        for (std::size_t i = 0; i < path.size(); ++i) {
            for (int bit = 0; bit < 8; ++bit) {
                std::string changed = path;
                changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
                const auto parsed = parseReturnPath(changed);
                // The id only names the key: a caller finds another key, or none. Hex digits of it
                // may differ by case.
                if (parsed && i >= idEnds)
                    QVERIFY2(
                        !returnPathIsGenuine(*parsed, keyOf(1)), qPrintable(QString::number(i)));
            }
            QVERIFY(!parseReturnPath(std::string_view(path).substr(0, i)));
        }
        QVERIFY(!parseReturnPath(path + "0"));
    }
};

QTEST_GUILESS_MAIN(DeliveryTokenTest)
#include "delivery_token_test.moc"

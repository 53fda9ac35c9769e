// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/crypto/ethereum_address.h"
#include "engine/crypto/keccak.h"

using namespace meson;
using crypto::AddressForm;

Q_DECLARE_METATYPE(crypto::AddressForm)

class EthereumAddressTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hashesTheKnownVectors_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("digest");
        QTest::newRow("nothing")
            << QByteArray()
            << QByteArray("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
        QTest::newRow("abc") << QByteArray("abc")
                             << QByteArray("4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58"
                                           "fa12d6c45");
        QTest::newRow("one transfer event")
            << QByteArray("Transfer(address,address,uint256)")
            << QByteArray("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
    }
    void hashesTheKnownVectors() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, digest);
        const auto hashed = crypto::keccak256(
            {reinterpret_cast<const std::uint8_t*>(text.constData()),
             static_cast<std::size_t>(text.size())});
        QCOMPARE(
            QByteArray(reinterpret_cast<const char*>(hashed.data()), qsizetype(hashed.size()))
                .toHex(),
            digest);
    }

    void hashesTextsOfEveryLengthAroundABlock() {
        QSet<QByteArray> seen;
        for (int length = 130; length <= 140; ++length) {
            const std::vector<std::uint8_t> bytes(static_cast<std::size_t>(length), 7);
            const auto hashed = crypto::keccak256(bytes);
            seen.insert(
                QByteArray(reinterpret_cast<const char*>(hashed.data()), qsizetype(hashed.size())));
        }
        QCOMPARE(seen.size(), 11);
    }

    void tellsTheFormOfAnAddress_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<crypto::AddressForm>("form");
        // The examples of EIP-55.
        for (const char* address :
             {"0x52908400098527886E0F7030069857D2E4169EE7",
              "0xde709f2102306220921060314715629080e2fb77",
              "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
              "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
              "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
              "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"})
            QTest::newRow(address) << QByteArray(address) << AddressForm::Checked;
        QTest::newRow("small letters")
            << QByteArray("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed") << AddressForm::Unchecked;
        QTest::newRow("one letter's case")
            << QByteArray("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")
            << AddressForm::WrongChecksum;
        QTest::newRow("one digit") << QByteArray("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee")
                                   << AddressForm::WrongChecksum;
        QTest::newRow("too short")
            << QByteArray("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe") << AddressForm::NotAnAddress;
        QTest::newRow("no 0x") << QByteArray("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed00")
                               << AddressForm::NotAnAddress;
        QTest::newRow("another letter") << QByteArray("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg")
                                        << AddressForm::NotAnAddress;
        QTest::newRow("nothing") << QByteArray() << AddressForm::NotAnAddress;
    }
    void tellsTheFormOfAnAddress() {
        QFETCH(QByteArray, text);
        QFETCH(crypto::AddressForm, form);
        QCOMPARE(crypto::addressForm(text.toStdString()), form);
    }

    void writesTheChecksum() {
        QCOMPARE(
            crypto::withChecksum("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed").value_or(""),
            std::string("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"));
    }
};

QTEST_GUILESS_MAIN(EthereumAddressTest)
#include "ethereum_address_test.moc"

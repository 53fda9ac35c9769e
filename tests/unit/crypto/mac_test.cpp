// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/crypto/mac.h"

#include <QMessageAuthenticationCode>
#include <QTest>

using namespace meson;
using namespace meson::crypto;

class MacTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tagsEqualQtsForEveryKeyAndMessageLength() {
        for (int keySize = 0; keySize <= 130; keySize += 13) {
            for (int size = 0; size <= 200; size += 7) {
                const QByteArray key(keySize, 'k');
                const QByteArray message(size, 'm');
                const Mac tag = MacKey(base::bytesOf(key.toStdString()))
                                    .tag(base::bytesOf(message.toStdString()));
                const QByteArray expected =
                    QMessageAuthenticationCode::hash(message, key, QCryptographicHash::Sha256);
                QCOMPARE(QByteArray(reinterpret_cast<const char*>(tag.data()), 32), expected);
            }
        }
    }

    void derivesTheKeyOfRfc5869WithoutSalt() { // A.3: SHA-256, empty salt and info
        const std::vector<std::uint8_t> master(22, 0x0b);
        QCOMPARE(
            base::toHex(deriveKey(master, "", {})),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    }

    void differentUsesGetDifferentKeys() {
        const auto master = randomBytes<32>();
        QVERIFY(deriveKey(master, "a", {}) != deriveKey(master, "b", {}));
        QVERIFY(
            deriveKey(master, "a", base::bytesOf("x")) !=
            deriveKey(master, "a", base::bytesOf("y")));
    }

    void comparesByValue() {
        QVERIFY(equalInConstantTime(base::bytesOf("same"), base::bytesOf("same")));
        QVERIFY(!equalInConstantTime(base::bytesOf("same"), base::bytesOf("sane")));
        QVERIFY(!equalInConstantTime(base::bytesOf("same"), base::bytesOf("sam")));
    }
};

QTEST_GUILESS_MAIN(MacTest)
#include "mac_test.moc"

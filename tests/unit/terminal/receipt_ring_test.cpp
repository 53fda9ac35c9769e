// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/terminal/receipt_ring.h"

#include <thread>

using meson::terminal::ReceiptRing;
using meson::terminal::ServedRecord;

namespace {

ServedRecord recordOf(std::uint64_t bytes) {
    ServedRecord record;
    record.token.fill('t');
    record.bytes = bytes;
    return record;
}

} // namespace

class ReceiptRingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void givesBackWhatWentInInOrder() {
        ReceiptRing ring;
        for (std::uint64_t i = 0; i < 3; ++i)
            QVERIFY(ring.push(recordOf(i)));
        std::vector<std::uint64_t> taken;
        ring.drain([&](const ServedRecord& record) { taken.push_back(record.bytes); });
        QCOMPARE(taken, (std::vector<std::uint64_t>{0, 1, 2}));
        QCOMPARE(ring.used(), std::size_t(0));
    }

    void refusesOneMoreThanItHolds() {
        ReceiptRing ring;
        for (std::size_t i = 0; i < ReceiptRing::kSlots - 1; ++i)
            QVERIFY(ring.push(recordOf(i)));
        QVERIFY(ring.hasRoomFor(1));
        QVERIFY(!ring.hasRoomFor(2));
        QVERIFY(ring.push(recordOf(0)));
        QVERIFY(!ring.hasRoomFor(1));
        QVERIFY(!ring.push(recordOf(0)));
    }

    void losesNothingBetweenTwoThreads() {
        constexpr std::uint64_t kCount = 200'000;
        ReceiptRing ring;
        std::thread writer([&] {
            for (std::uint64_t i = 0; i < kCount;)
                i += ring.push(recordOf(i)) ? 1 : 0;
        });
        std::uint64_t expected = 0;
        bool inOrder = true;
        while (expected < kCount)
            ring.drain([&](const ServedRecord& record) {
                inOrder = inOrder && record.bytes == expected;
                ++expected;
            });
        writer.join();
        QVERIFY(inOrder);
    }
};

QTEST_GUILESS_MAIN(ReceiptRingTest)
#include "receipt_ring_test.moc"

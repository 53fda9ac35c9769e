// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/crypto/hash.h"
#include "engine/router/holders.h"
#include "engine/router/index_intake.h"

using namespace meson;
using router::Holders;
using router::IndexIntake;

namespace {

base::ContentId object(std::uint8_t name) {
    base::ContentId id;
    id.bytes.fill(name);
    return id;
}

base::Sha256 digest(const std::vector<base::ContentId>& ids) {
    base::Sha256 digest;
    for (const auto& id : ids) {
        const auto hash = crypto::sha256(id.bytes);
        for (std::size_t i = 0; i < hash.bytes.size(); ++i)
            digest.bytes[i] ^= hash.bytes[i];
    }
    return digest;
}

protocol::Index full(std::int64_t sequence, const std::vector<base::ContentId>& ids) {
    protocol::Index index;
    index.full = true;
    index.sequence = sequence;
    index.digest = digest(ids);
    for (const auto& id : ids)
        index.added.push_back({id, base::Bytes(1)});
    return index;
}

} // namespace

class HoldersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsBothWaysRoundWhoHoldsWhat() {
        Holders holders;
        holders.list(0, object(1));
        holders.list(2, object(1));
        holders.add(1, object(1));
        QCOMPARE(holders.of(object(1)).size(), std::size_t(3));
        QVERIFY(holders.isListed(2, object(1)));
        QVERIFY(!holders.isListed(1, object(1)));
        QCOMPARE(holders.heldCount(1), 1);
        QVERIFY(holders.of(object(2)).empty());
    }

    void countsACopyOnce() {
        Holders holders;
        holders.add(0, object(1));
        holders.list(0, object(1));
        holders.list(0, object(1));
        QCOMPARE(holders.of(object(1)).size(), std::size_t(1));
        QCOMPARE(holders.digestOf(0), digest({object(1)}));
    }

    void keepsWhatAnIndexListsWhenAClientDidNotFindIt() {
        Holders holders;
        holders.list(0, object(1));
        holders.remove(0, object(1));
        QVERIFY(holders.of(object(1)).empty());
        QCOMPARE(holders.digestOf(0), digest({object(1)}));
        holders.unlist(0, object(1));
        QCOMPARE(holders.digestOf(0), base::Sha256());
    }

    void usesTheSpaceOfForgottenObjectsAgain() {
        Holders holders;
        for (int round = 0; round < 3; ++round) {
            holders.list(0, object(1));
            holders.list(0, object(2));
            holders.forget(object(2));
            holders.listOnly(0, {object(3)});
            QVERIFY(holders.of(object(1)).empty());
            QCOMPARE(holders.of(object(3)).size(), std::size_t(1));
            QCOMPARE(holders.digestOf(0), digest({object(3)}));
            holders.listOnly(0, {});
            QCOMPARE(holders.heldCount(0), 0);
        }
    }

    void takesAFullIndexAndChangesAfterIt() {
        Holders holders;
        IndexIntake intake(holders);
        QVERIFY(intake.needsFull(0, 5, digest({object(1)})));
        QVERIFY(intake.take(0, full(5, {object(1), object(2)})) == IndexIntake::Verdict::Taken);
        QVERIFY(!intake.needsFull(0, 5, digest({object(1), object(2)})));
        protocol::Index delta;
        delta.from = 5;
        delta.sequence = 7;
        delta.added.push_back({object(3), base::Bytes(1)});
        delta.removed.push_back({object(1), "evicted"});
        delta.digest = digest({object(2), object(3)});
        QVERIFY(intake.take(0, delta) == IndexIntake::Verdict::Taken);
        QVERIFY(holders.of(object(1)).empty());
        QVERIFY(holders.holds(0, object(3)));
    }

    void findsAGapInTheChanges() {
        Holders holders;
        IndexIntake intake(holders);
        protocol::Index delta;
        delta.from = 5;
        delta.sequence = 6;
        QVERIFY(intake.take(0, delta) == IndexIntake::Verdict::Gap); // never heard in full
        intake.take(0, full(5, {}));
        delta.from = 6;
        QVERIFY(intake.take(0, delta) == IndexIntake::Verdict::Gap);
        delta.from = 5;
        QVERIFY(intake.take(0, delta) == IndexIntake::Verdict::Taken);
    }

    void findsAWrongDigest() {
        Holders holders;
        IndexIntake intake(holders);
        auto index = full(5, {object(1)});
        index.digest.bytes[0] ^= 1;
        QVERIFY(intake.take(0, index) == IndexIntake::Verdict::Gap);
        intake.take(0, full(5, {object(1)}));
        QVERIFY(intake.needsFull(0, 5, digest({object(2)})));
    }

    void putsAFullIndexInPartsTogether() {
        Holders holders;
        IndexIntake intake(holders);
        auto first = full(5, {object(1)});
        first.last = false;
        first.digest = digest({object(1), object(2)});
        auto second = full(5, {object(2)});
        second.from = 1;
        second.digest = first.digest;
        QVERIFY(intake.take(0, second) == IndexIntake::Verdict::Gap);
        QVERIFY(intake.take(0, first) == IndexIntake::Verdict::Taken);
        QVERIFY(holders.of(object(1)).empty()); // not before the last part
        QVERIFY(intake.take(0, second) == IndexIntake::Verdict::Taken);
        QVERIFY(holders.holds(0, object(1)) && holders.holds(0, object(2)));
    }

    void givesADeltaOnItsWaySomeBeats() {
        Holders holders;
        IndexIntake intake(holders);
        intake.take(0, full(5, {}));
        for (int beat = 0; beat < 4; ++beat)
            QVERIFY(!intake.needsFull(0, 6, digest({object(1)})));
        QVERIFY(intake.needsFull(0, 6, digest({object(1)})));
    }
};

QTEST_GUILESS_MAIN(HoldersTest)
#include "holders_test.moc"

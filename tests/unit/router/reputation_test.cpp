// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/router/reputation.h"

using namespace meson;
using namespace std::chrono_literals;
using router::CheckOutcome;
using router::Presence;
using router::Reputation;

class ReputationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void startsWithFullTrust() {
        QCOMPARE(Reputation().quality(), 1.0);
        QVERIFY(!Reputation().isSuspended());
    }

    void lowersTheScoreByWhatHappened_data() {
        QTest::addColumn<CheckOutcome>("outcome");
        QTest::addColumn<double>("score");
        QTest::addColumn<QString>("cause");
        QTest::newRow("passed") << CheckOutcome::Passed << 1.0 << QString();
        QTest::newRow("missing") << CheckOutcome::Missing << 19 / 23.0 << "is not there";
        QTest::newRow("wrong once") << CheckOutcome::WrongOnce << 19 / 23.0 << "not in the next";
        QTest::newRow("late") << CheckOutcome::Late << 19 / 20.0 << "too late";
        QTest::newRow("overstated") << CheckOutcome::Overstated << 19 / 23.0 << "Receipts state";
        QTest::newRow("unknown error") << CheckOutcome::UnknownError << 1.0 << QString();
    }
    void lowersTheScoreByWhatHappened() {
        QFETCH(CheckOutcome, outcome);
        QFETCH(double, score);
        QFETCH(QString, cause);
        Reputation reputation;
        const QString notice = QString::fromStdString(reputation.note(outcome, "object 1", m_now));
        QVERIFY(std::abs(reputation.score() - score) < 1e-9);
        QVERIFY(!reputation.isSuspended());
        QCOMPARE(notice.isEmpty(), cause.isEmpty());
        QVERIFY2(notice.contains(cause), qPrintable(notice));
        if (!cause.isEmpty())
            QVERIFY2(notice.contains(QStringLiteral("raises it again")), qPrintable(notice));
    }

    void suspendsAfterSoManyInARow_data() {
        QTest::addColumn<CheckOutcome>("outcome");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("hours");
        QTest::newRow("wrong bytes") << CheckOutcome::WrongBytes << 1 << 24;
        QTest::newRow("missing") << CheckOutcome::Missing << 4 << 1;
        QTest::newRow("late") << CheckOutcome::Late << 10 << 1;
        QTest::newRow("overstated") << CheckOutcome::Overstated << 4 << 1;
    }
    void suspendsAfterSoManyInARow() {
        QFETCH(CheckOutcome, outcome);
        QFETCH(int, count);
        QFETCH(int, hours);
        Reputation reputation;
        for (int i = 1; i < count; ++i) {
            reputation.note(outcome, "object 1", m_now);
            QVERIFY(!reputation.isSuspended());
        }
        const std::string notice = reputation.note(outcome, "object 1", m_now);
        QVERIFY(reputation.isSuspended());
        QCOMPARE(notice, reputation.suspension());
        QVERIFY(notice.find(router::minuteOf(m_now + std::chrono::hours(hours))) != notice.npos);
        QCOMPARE(reputation.quality(), 0.0);
        QVERIFY(reputation.note(CheckOutcome::WrongBytes, "object 2", m_now).empty());
    }

    void recoversWhenTheSuspensionIsOver() {
        Reputation reputation;
        reputation.note(CheckOutcome::WrongBytes, "object 1", m_now);
        const auto end = m_now + Reputation::kWrongBytesSuspension;
        QVERIFY(reputation.endSuspension(end - 1s).empty());
        QVERIFY(reputation.isSuspended());
        QVERIFY(!reputation.endSuspension(end).empty());
        QVERIFY(!reputation.isSuspended());
        QVERIFY(std::abs(reputation.quality() - Reputation::kRecovered) < 1e-9);
        for (int i = 0; i < 100; ++i)
            reputation.note(CheckOutcome::Passed, {}, end);
        QVERIFY(reputation.quality() > 0.99);
    }

    void forgetsOldFaultsLittleByLittle() {
        Reputation reputation;
        reputation.note(CheckOutcome::Missing, "object 1", m_now);
        double before = reputation.score();
        for (int i = 0; i < 100; ++i) {
            reputation.note(CheckOutcome::Passed, {}, m_now);
            QVERIFY(reputation.score() > before);
            before = reputation.score();
        }
        QVERIFY(before > 0.99);
    }

    void givesErrorsOfUnknownCauseTenMinutes() {
        Reputation reputation;
        const auto fail = [&](std::chrono::seconds after) {
            return reputation.note(CheckOutcome::UnknownError, "refused", m_now + after);
        };
        QVERIFY(fail(0s).empty());
        QVERIFY(fail(60s).empty());
        const std::string warning = fail(120s);
        QVERIFY(warning.find(router::minuteOf(m_now + 10min)) != warning.npos);
        QVERIFY(warning.find("port") != warning.npos);
        QVERIFY(fail(180s).empty());
        QVERIFY(fail(599s).empty());
        QVERIFY(!reputation.isSuspended());
        QVERIFY(!fail(600s).empty());
        QVERIFY(reputation.isSuspended());
        reputation.endSuspension(m_now + 20min);
        QVERIFY(!reputation.isSuspended());
        QVERIFY(fail(20min).empty()); // the grace begins anew
    }

    void countsErrorsInARowOnly() {
        Reputation reputation;
        for (int i = 0; i < 100; ++i) {
            const auto now = m_now + std::chrono::minutes(10 * i);
            QVERIFY(reputation.note(CheckOutcome::UnknownError, "refused", now).empty());
            QVERIFY(reputation.note(CheckOutcome::UnknownError, "refused", now + 5min).empty());
            reputation.note(CheckOutcome::Passed, {}, now + 6min);
        }
        QVERIFY(!reputation.isSuspended());
        QVERIFY(reputation.quality() > 0.99);
    }

    void neverBansForAbsence() {
        Reputation reputation;
        int told = 0;
        for (int hour = 0; hour < 720; ++hour)
            told += reputation.noteHour(Presence::Away).empty() ? 0 : 1;
        QCOMPARE(told, 3);
        QVERIFY(!reputation.isSuspended());
        QVERIFY(reputation.quality() >= 0.5);
        for (int hour = 0; hour < 100; ++hour)
            QVERIFY(reputation.noteHour(Presence::There).empty());
        QVERIFY(reputation.quality() > 0.99);
    }

private:
    const base::WallTime m_now{1'800'000'000s};
};

QTEST_GUILESS_MAIN(ReputationTest)
#include "reputation_test.moc"

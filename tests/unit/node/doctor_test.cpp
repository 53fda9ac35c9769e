// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "engine/node/doctor.h"

using namespace meson;
using namespace meson::node;

class DoctorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aClockIsWrongBeyondAMinute_data();
    void aClockIsWrongBeyondAMinute();
    void aDiskThatDoesNotAnswerComesBeforeAFullOne();
    void aDiskThatTakesNothingNewMayBeFull();
    void foldersAreWrittenAndLeftAsTheyWere();
    void aStoppedEngineIsNoFailure();
    void theRoutersRefusalIsNoSilence();
    void whatTheRouterSaidSinceTheStatementCounts();
    void onlyAValidStatementIsTheLatest();

private:
    terminal::TerminalSnapshot& now() { return *m_patient.snapshot.terminal; }
    Cause causeOf(Probe probe) const { return examine(probe, m_patient).cause; }

    std::unique_ptr<QTemporaryDir> m_folder;
    Patient m_patient;
};

void DoctorTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_patient = {};
    m_patient.settings.volumes = {
        {m_folder->path().toStdString(), base::mebibytes(64), base::Bytes(1)}};
    m_patient.snapshot.state = EngineState::Running;
    m_patient.snapshot.terminal.emplace();
    m_patient.snapshot.taken = base::fromUnixSeconds(1'000'000);
}

void DoctorTest::aClockIsWrongBeyondAMinute_data() {
    QTest::addColumn<bool>("isKnown");
    QTest::addColumn<qint64>("skew");
    QTest::addColumn<int>("verdict");
    QTest::newRow("right") << true << qint64(0) << int(Verdict::Fine);
    QTest::newRow("a minute behind") << true << qint64(-60) << int(Verdict::Fine);
    QTest::newRow("ahead") << true << qint64(61) << int(Verdict::Cause);
    QTest::newRow("behind") << true << qint64(-3600) << int(Verdict::Cause);
    QTest::newRow("nobody said") << false << qint64(0) << int(Verdict::Unknown);
}

void DoctorTest::aClockIsWrongBeyondAMinute() {
    QFETCH(bool, isKnown);
    QFETCH(qint64, skew);
    now().isTimeKnown = isKnown;
    now().clockSkewSeconds = skew;
    const Finding finding = examine(Probe::Clock, m_patient);
    QTEST(int(finding.verdict), "verdict");
    QCOMPARE(finding.measured, isKnown ? skew : 0);
}

void DoctorTest::aDiskThatDoesNotAnswerComesBeforeAFullOne() {
    QCOMPARE(causeOf(Probe::Disk), Cause::None);
    m_patient.settings.volumes.front().reserve = base::Bytes(1LL << 60);
    const Finding full = examine(Probe::Disk, m_patient);
    QCOMPARE(full.cause, Cause::DiskFull);
    QVERIFY(full.measured > 0);
    QCOMPARE(full.needed, 1LL << 60);
    store::VolumeStatus gone;
    gone.folder = m_patient.settings.volumes.front().folder;
    gone.state = store::VolumeState::Gone;
    now().volumes = {gone};
    QCOMPARE(causeOf(Probe::Disk), Cause::DiskGone);
}

void DoctorTest::aDiskThatTakesNothingNewMayBeFull() {
    store::VolumeOptions& volume = m_patient.settings.volumes.front();
    volume.reserve = base::Bytes(1LL << 60);
    volume.readOnly = true;
    QCOMPARE(causeOf(Probe::Disk), Cause::None);
    volume.readOnly = false;
    volume.use = store::VolumeUse::Leaving;
    QCOMPARE(causeOf(Probe::Disk), Cause::None);
}

void DoctorTest::foldersAreWrittenAndLeftAsTheyWere() {
    QCOMPARE(examine(Probe::Folder, m_patient).verdict, Verdict::Fine);
    const auto all = QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot;
    QVERIFY(QDir(m_folder->path()).entryList(all).isEmpty());
    m_patient.folder = m_folder->path().toStdString();
    m_patient.settings.volumes.front().folder /= "away";
    QCOMPARE(causeOf(Probe::Folder), Cause::FolderMissing);
}

void DoctorTest::aStoppedEngineIsNoFailure() {
    m_patient.snapshot.state = EngineState::Stopped;
    QCOMPARE(causeOf(Probe::Engine), Cause::EngineStopped);
    m_patient.snapshot.state = EngineState::Starting;
    QCOMPARE(examine(Probe::Engine, m_patient).verdict, Verdict::Unknown);
    for (const Probe probe : {Probe::Clock, Probe::Reachability, Probe::Heartbeat, Probe::Demand})
        QCOMPARE(examine(probe, m_patient).verdict, Verdict::Unknown);
}

void DoctorTest::theRoutersRefusalIsNoSilence() {
    now().phase = terminal::TerminalPhase::Offline;
    now().problem = "The Router cannot reach this Terminal from outside.";
    now().refusal = "not-reachable";
    const Finding finding = examine(Probe::Reachability, m_patient);
    QCOMPARE(finding.cause, Cause::NotReached);
    QCOMPARE(finding.detail, now().problem);
    QCOMPARE(examine(Probe::Heartbeat, m_patient).verdict, Verdict::Unknown);
    now().refusal.clear();
    now().lastContact = m_patient.snapshot.taken - std::chrono::seconds(90);
    QCOMPARE(examine(Probe::Reachability, m_patient).verdict, Verdict::Unknown);
    QCOMPARE(causeOf(Probe::Heartbeat), Cause::RouterAway);
    QCOMPARE(examine(Probe::Heartbeat, m_patient).measured, 90);
}

void DoctorTest::whatTheRouterSaidSinceTheStatementCounts() {
    QCOMPARE(examine(Probe::Penalties, m_patient).verdict, Verdict::Unknown);
    m_patient.statement.emplace();
    m_patient.statement->ends = 500'000;
    m_patient.statement->quality = 1'000'000;
    QCOMPARE(examine(Probe::Penalties, m_patient).verdict, Verdict::Fine);
    now().notices = {"Old."};
    now().noticed = base::fromUnixSeconds(400'000);
    QCOMPARE(examine(Probe::Penalties, m_patient).verdict, Verdict::Fine);
    m_patient.statement->quality = 300'000;
    m_patient.statement->cause = "Late.";
    const Finding lowered = examine(Probe::Penalties, m_patient);
    QCOMPARE(lowered.cause, Cause::Penalised);
    QCOMPARE(lowered.detail, std::string("Late."));
    QCOMPARE(lowered.measured, 300'000);
    now().noticed = base::fromUnixSeconds(600'000);
    QCOMPARE(examine(Probe::Penalties, m_patient).detail, std::string("Old."));
}

void DoctorTest::onlyAValidStatementIsTheLatest() {
    EarningsReport report;
    QVERIFY(!latestStatement(report));
    report.earnings.records.resize(2);
    report.earnings.records[0].statement.epoch = 7;
    report.earnings.records[0].isSignatureValid = true;
    report.earnings.records[1].statement.epoch = 8;
    QCOMPARE(latestStatement(report)->epoch, 7);
}

QTEST_GUILESS_MAIN(DoctorTest)
#include "doctor_test.moc"

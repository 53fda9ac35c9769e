// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/page_bench.h"
#include "tests/support/patience.h"
#include "ui/pages/doctor_page.h"

#include <QClipboard>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTcpServer>

using namespace meson;
using node::Cause;
using node::Probe;
using node::Verdict;

/// Each failure is brought about on the real engine, and the page names it.
class DoctorPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aNodeThatServesHasNothingWrong();
    void aWrongClockIsSaid();
    void aFullDiskIsSaid();
    void aFolderThatCannotBeWrittenIsSaid();
    void aMissingFolderIsSaid();
    void aTakenPortIsSaid();
    void aNodeThatIsNotReachedIsSaid();
    void aRouterThatIsAwayIsSaid();
    void aPauseIsEndedByItsButton();
    void missingDemandIsSaid();
    void aPenaltyIsSaidInTheRoutersWords();
    void theReportHoldsEveryProbe();
    void aRunIsForgottenWhenAnotherBegins();
    void fitsTheSmallestWindow();

private:
    void open();
    void runAgain();
    bool isOver() const { return !m_page->doctor().current() && m_page->doctor().finishedAt(); }
    Cause cause() const {
        const node::Finding* first = m_page->doctor().firstCause();
        return first ? first->cause : Cause::None;
    }
    bool says(const QString& words) const {
        const auto texts = m_page->findChildren<QLabel*>();
        return std::any_of(texts.begin(), texts.end(), [&](const QLabel* text) {
            return !text->isHidden() && text->text().contains(words);
        });
    }
    void change(const std::function<void(node::MinerSettings&)>& change) {
        node::MinerSettings settings = m_bench->model.settings();
        change(settings);
        QVERIFY(!m_bench->model.setSettings(std::move(settings)));
    }
    void waitUntilFailed() {
        MESON_TRY_COMPARE(m_bench->model.snapshot().state, node::EngineState::Failed);
    }

    std::unique_ptr<test::PageBench> m_bench;
    std::unique_ptr<pages::DoctorPage> m_page;
};

void DoctorPageTest::init() {
    m_bench = std::make_unique<test::PageBench>();
    MESON_TRY_VERIFY(m_bench->isServing());
}

void DoctorPageTest::cleanup() {
    m_page.reset();
    m_bench.reset();
}

/// A run begins by itself.
void DoctorPageTest::open() {
    m_page = std::make_unique<pages::DoctorPage>(m_bench->model, nullptr);
    m_page->resize(972, 900);
    m_page->show();
    QVERIFY(m_page->doctor().current());
    QTRY_VERIFY_WITH_TIMEOUT(isOver(), 60'000);
}

void DoctorPageTest::runAgain() {
    test::buttonOf(*m_page, QStringLiteral("Look again"))->click();
    QTRY_VERIFY_WITH_TIMEOUT(isOver(), 60'000);
}

void DoctorPageTest::aNodeThatServesHasNothingWrong() {
    const std::string body = test::someBytes(2000);
    m_bench->router.serve("/pull/one", body);
    const auto object = m_bench->router.orderFor(body, {"/pull/one"});
    m_bench->router.order(object);
    MESON_TRY_COMPARE(m_bench->model.snapshot().terminal->objects, 1);
    QNetworkAccessManager network;
    const auto* reply = network.get(
        QNetworkRequest(QUrl(QStringLiteral("http://127.0.0.1:%1/%2/film.mp4")
                                 .arg(m_bench->model.snapshot().terminal->port)
                                 .arg(QString::fromStdString(m_bench->router.tokenFor(object))))));
    MESON_TRY_VERIFY(reply->isFinished());
    MESON_TRY_COMPARE(m_bench->model.snapshot().terminal->requests, 1);
    const auto probes = m_bench->router.count("/v1/terminals");
    open();
    QCOMPARE(cause(), Cause::None);
    QVERIFY(m_bench->router.count("/v1/terminals") > probes); // it came in once more
    for (const node::Finding& finding : m_page->doctor().findings()) {
        const bool isUnknown = finding.probe == Probe::Penalties; // no statement yet
        QCOMPARE(finding.verdict, isUnknown ? Verdict::Unknown : Verdict::Fine);
    }
    QVERIFY(says(QStringLiteral("Nothing wrong was found")));
    test::PageBench::keep(*m_page, QStringLiteral("doctor-fine"));
}

void DoctorPageTest::aWrongClockIsSaid() {
    m_bench->router.setTimeOffset(std::chrono::hours(2));
    MESON_TRY_VERIFY(m_bench->model.snapshot().terminal->clockSkewSeconds < -7000);
    open();
    QCOMPARE(cause(), Cause::ClockWrong);
    QVERIFY(says(QStringLiteral("The clock of this computer is wrong.")));
    QVERIFY(says(QStringLiteral("behind Router time")));
    test::PageBench::keep(*m_page, QStringLiteral("doctor-clock"));
}

void DoctorPageTest::aFullDiskIsSaid() {
    change([](auto& settings) { settings.volumes.front().reserve = base::Bytes(1LL << 60); });
    MESON_TRY_VERIFY(m_bench->isServing());
    open();
    QCOMPARE(cause(), Cause::DiskFull);
    QVERIFY(says(QStringLiteral("A disk of the cache is full.")));
    QSignalSpy asked(&m_bench->model, &bridge::MinerModel::pageRequested);
    test::buttonOf(*m_page, QStringLiteral("Disk: Open Storage"))->click();
    QCOMPARE(asked.first().first().value<bridge::PageId>(), bridge::PageId::Storage);
    test::PageBench::keep(*m_page, QStringLiteral("doctor-full"));
}

void DoctorPageTest::aFolderThatCannotBeWrittenIsSaid() {
    const auto file = m_bench->path("no-folder");
    QFile plain(QString::fromStdString(file.string()));
    QVERIFY(plain.open(QIODevice::WriteOnly));
    change([&](auto& settings) { settings.volumes.front().folder = file; });
    waitUntilFailed();
    open();
    QCOMPARE(cause(), Cause::FolderNotWritable);
    QCOMPARE(m_page->doctor().firstCause()->subject, file.string());
    QVERIFY(test::buttonOf(*m_page, QStringLiteral("Folders: Open folder")));
    // It fails, or is just being started again.
    const auto& engine = m_page->doctor().findings().at(std::size_t(Probe::Engine));
    QVERIFY(engine.verdict != Verdict::Fine);
}

void DoctorPageTest::aMissingFolderIsSaid() {
    const auto file = m_bench->path("no-folder");
    QFile plain(QString::fromStdString(file.string()));
    QVERIFY(plain.open(QIODevice::WriteOnly));
    change([&](auto& settings) { settings.volumes.front().folder = file / "cache"; });
    waitUntilFailed();
    open();
    QCOMPARE(cause(), Cause::FolderMissing);
}

void DoctorPageTest::aTakenPortIsSaid() {
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    change([&](auto& settings) { settings.port = other.serverPort(); });
    waitUntilFailed();
    open();
    QCOMPARE(cause(), Cause::PortTaken);
    QVERIFY(says(QStringLiteral("Another program listens on port %1").arg(other.serverPort())));
    other.close();
    test::buttonOf(*m_page, QStringLiteral("Node: Start again"))->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_bench->isServing(), 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(isOver(), 60'000);
    runAgain();
    QCOMPARE(cause(), Cause::NothingStored);
}

void DoctorPageTest::aNodeThatIsNotReachedIsSaid() {
    m_bench->router.refuse("/v1/terminals", 422, "not-reachable");
    open();
    QCOMPARE(cause(), Cause::NotReached);
    QVERIFY(says(QStringLiteral("The Router cannot reach this node from outside.")));
    m_bench->router.clearRefusals();
    const auto asked = m_bench->router.count("/v1/terminals");
    test::buttonOf(*m_page, QStringLiteral("From outside: Try again"))->click();
    MESON_TRY_VERIFY(m_bench->router.count("/v1/terminals") > asked);
    QTRY_VERIFY_WITH_TIMEOUT(isOver(), 60'000);
}

void DoctorPageTest::aRouterThatIsAwayIsSaid() {
    change([](auto& settings) { settings.routerUrl = "http://127.0.0.1:1"; });
    MESON_TRY_VERIFY(
        m_bench->model.snapshot().terminal->routerUrl == "http://127.0.0.1:1" &&
        !m_bench->model.snapshot().terminal->problem.empty());
    open();
    QCOMPARE(cause(), Cause::RouterAway);
    const auto& clock = m_page->doctor().findings().at(std::size_t(Probe::Clock));
    QCOMPARE(clock.verdict, Verdict::Unknown);
}

void DoctorPageTest::aPauseIsEndedByItsButton() {
    m_bench->cache(1);
    m_bench->model.pause({});
    MESON_TRY_VERIFY(m_bench->model.snapshot().terminal->pausedBy);
    open();
    QCOMPARE(cause(), Cause::Paused);
    test::buttonOf(*m_page, QStringLiteral("Pauses: Resume"))->click();
    MESON_TRY_VERIFY(m_bench->isServing());
    QTRY_VERIFY_WITH_TIMEOUT(isOver(), 60'000);
}

void DoctorPageTest::missingDemandIsSaid() {
    open();
    QCOMPARE(cause(), Cause::NothingStored);
    m_bench->cache(2);
    runAgain();
    QCOMPARE(cause(), Cause::NobodyAsks);
    QCOMPARE(m_page->doctor().firstCause()->needed, 2);
}

void DoctorPageTest::aPenaltyIsSaidInTheRoutersWords() {
    const std::string words = "Checks are answered too late: 3 s.";
    m_bench->router.notify(words);
    MESON_TRY_VERIFY(!m_bench->model.snapshot().terminal->notices.empty());
    open();
    const auto& last = m_page->doctor().findings().back();
    QCOMPARE(last.cause, Cause::Penalised);
    QCOMPARE(last.detail, words);
    QVERIFY(says(QString::fromStdString(words)));
}

void DoctorPageTest::theReportHoldsEveryProbe() {
    open();
    test::buttonOf(*m_page, QStringLiteral("Copy report"))->click();
    const QString text = QGuiApplication::clipboard()->text();
    QCOMPARE(text, m_page->report());
    for (int probe = 0; probe < node::kProbes; ++probe) {
        QVERIFY(text.contains(bridge::probeName(static_cast<Probe>(probe))));
    }
    QVERIFY(text.contains(QStringLiteral("[ !! ] Demand")));
}

void DoctorPageTest::aRunIsForgottenWhenAnotherBegins() {
    bridge::Doctor doctor(m_bench->model);
    QSignalSpy finished(&doctor, &bridge::Doctor::finished);
    doctor.run();
    doctor.run();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
    QCOMPARE(doctor.findings().size(), std::size_t(node::kProbes));
    for (int probe = 0; probe < node::kProbes; ++probe) {
        QCOMPARE(doctor.findings()[std::size_t(probe)].probe, static_cast<Probe>(probe));
    }
    doctor.run(); // and one that is never waited for
}

/// 960 px less the sidebar of 208.
void DoctorPageTest::fitsTheSmallestWindow() {
    const test::LongerText longer;
    m_bench->model.pause({});
    open();
    const int least = m_page->widget()->minimumSizeHint().width();
    QVERIFY2(least <= 740, qPrintable(QString::number(least)));
}

QTEST_MAIN(DoctorPageTest)
#include "doctor_page_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <future>

#ifdef MESON_WITH_DBUS
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVirtualObject>
#endif

#include "tests/support/app_bench.h"
#include "tests/support/patience.h"
#include "ui/bridge/notice_watch.h"
#include "ui/shell/desktop_notices.h"

using namespace meson;
using namespace std::chrono_literals;
using bridge::Notice;
using bridge::NoticeWatch;
using node::NoticeKind;

namespace {

/// A node that serves; what a row of a test changes is set from outside.
class Node {
public:
    Node() {
        now.state = node::EngineState::Running;
        now.terminal.emplace();
        now.terminal->phase = terminal::TerminalPhase::Serving;
        now.taken = base::WallTime(1'000'000s);
    }
    std::vector<NoticeKind> take() {
        kinds.clear();
        notices = watch.take(now, hasReport ? &report : nullptr);
        for (const Notice& notice : notices)
            kinds.push_back(notice.kind);
        return kinds;
    }
    std::vector<NoticeKind> after(std::chrono::seconds time) {
        now.taken += time;
        return take();
    }
    void earn(std::int64_t epoch, std::int64_t tokens) {
        hasReport = true;
        terminal::EarningsRecord record;
        record.isSignatureValid = true;
        record.statement.epoch = epoch;
        record.statement.serving = base::MicroTokens(tokens * 1'000'000);
        report.earnings.records.push_back(record);
    }

    node::MinerSnapshot now;
    node::EarningsReport report;
    bool hasReport = false;
    NoticeWatch watch;
    std::vector<Notice> notices;
    std::vector<NoticeKind> kinds;
};

using Kinds = std::vector<NoticeKind>;

#ifdef MESON_WITH_DBUS

/// A desktop's notification service that keeps what it is told. Thread: the test's.
class Desktop final : public QDBusVirtualObject {
public:
    QString introspect(const QString&) const override { return {}; }
    bool handleMessage(const QDBusMessage& message, const QDBusConnection& bus) override {
        if (message.member() != QLatin1String("Notify"))
            return false;
        calls << message.arguments();
        return bus.send(message.createReply(QVariant::fromValue(uint(calls.size()) + 40)));
    }

    QList<QVariantList> calls;
};

#endif

} // namespace

class NoticesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void aHealthyNodeSaysNothing();
    void aShortBreakOfTheNetworkIsNone();
    void aFailureIsToldOnceUntilItIsOver();
    void theSameIsNotToldAgainWithinTenMinutes();
    void earningsAreAddedUpAndToldHourly();
    void whatWasEarnedBeforeIsNotNews();
    void aPenaltyNamesItsCause();
    void eachStepOfTheMonthsTrafficIsTold();
    void onlyWhatIsSwitchedOnReachesTheDesktop();

private:
    QTemporaryDir m_folder;
    QProcess m_bus;
#ifdef MESON_WITH_DBUS
    Desktop m_desktop;
#endif
};

void NoticesTest::initTestCase() {
    const QString address = QStringLiteral("unix:path=") + m_folder.filePath(QStringLiteral("bus"));
    m_bus.start(
        QStringLiteral("dbus-daemon"), {QStringLiteral("--session"), QStringLiteral("--nofork"),
                                        QStringLiteral("--address"), address});
    if (!m_bus.waitForStarted())
        return;
    MESON_TRY_VERIFY(QFile::exists(m_folder.filePath(QStringLiteral("bus"))));
    qputenv("DBUS_SESSION_BUS_ADDRESS", address.toLatin1());
}

void NoticesTest::cleanupTestCase() {
    m_bus.kill();
    m_bus.waitForFinished();
}

void NoticesTest::aHealthyNodeSaysNothing() {
    Node node;
    QCOMPARE(node.take(), Kinds());
    QCOMPARE(node.after(1h), Kinds());
}

void NoticesTest::aShortBreakOfTheNetworkIsNone() {
    Node node;
    node.now.terminal->phase = terminal::TerminalPhase::Offline;
    QCOMPARE(node.take(), Kinds());
    QCOMPARE(node.after(50s), Kinds());
    node.now.terminal->phase = terminal::TerminalPhase::Serving;
    QCOMPARE(node.after(5s), Kinds());
    node.now.terminal->phase = terminal::TerminalPhase::Offline;
    QCOMPARE(node.after(5s), Kinds());
    QCOMPARE(node.after(60s), Kinds{NoticeKind::Unreachable});
    QCOMPARE(node.after(1h), Kinds());
}

void NoticesTest::aFailureIsToldOnceUntilItIsOver() {
    Node node;
    node.now.state = node::EngineState::Failed;
    node.now.problem = "Clients cannot be served there.";
    QCOMPARE(node.take(), Kinds{NoticeKind::EngineFailure});
    QVERIFY(node.notices.front().text.contains(QStringLiteral("Clients cannot be served")));
    node.now.state = node::EngineState::Starting;
    QCOMPARE(node.after(1h), Kinds());
    node.now.state = node::EngineState::Failed; // the same failure again
    QCOMPARE(node.after(1h), Kinds());
    node.now.state = node::EngineState::Running;
    QCOMPARE(node.after(1h), Kinds());
    node.now.state = node::EngineState::Failed;
    QCOMPARE(node.after(1h), Kinds{NoticeKind::EngineFailure});
}

void NoticesTest::theSameIsNotToldAgainWithinTenMinutes() {
    Node node;
    node.now.terminal->volumes = {{"/one", store::VolumeState::Full}};
    QCOMPARE(node.take(), Kinds{NoticeKind::DiskFull});
    node.now.terminal->volumes = {
        {"/one", store::VolumeState::Full}, {"/two", store::VolumeState::Full}};
    QCOMPARE(node.after(60s), Kinds());
    node.now.terminal->volumes.push_back({"/three", store::VolumeState::Gone});
    QCOMPARE(node.after(60s), Kinds());
    QCOMPARE(node.after(8min), Kinds{NoticeKind::DiskFull});
    QVERIFY(node.notices.front().text.startsWith(QStringLiteral("/three\n")));
    QCOMPARE(node.after(1h), Kinds());
}

void NoticesTest::earningsAreAddedUpAndToldHourly() {
    Node node;
    node.earn(1, 5);
    QCOMPARE(node.take(), Kinds());
    node.earn(2, 7);
    QCOMPARE(node.after(60s), Kinds{NoticeKind::Payout});
    QVERIFY(node.notices.front().text.startsWith(QStringLiteral("7.00")));
    node.earn(3, 1);
    QCOMPARE(node.after(60s), Kinds());
    node.earn(4, 2);
    QCOMPARE(node.after(60s), Kinds());
    QCOMPARE(node.after(1h), Kinds{NoticeKind::Payout});
    QVERIFY(node.notices.front().text.startsWith(QStringLiteral("3.00")));
}

void NoticesTest::whatWasEarnedBeforeIsNotNews() {
    Node node;
    node.earn(1, 5);
    node.earn(2, 5);
    QCOMPARE(node.take(), Kinds());
    node.report.earnings.demo = true; // another network
    node.report.earnings.records.clear();
    node.earn(90, 5);
    QCOMPARE(node.after(1h), Kinds());
    node.earn(91, 5);
    QCOMPARE(node.after(1h), Kinds{NoticeKind::Payout});
    QVERIFY(node.notices.front().text.contains(QStringLiteral("DEMO")));
}

void NoticesTest::aPenaltyNamesItsCause() {
    Node node;
    node.earn(1, 0);
    node.take();
    node.earn(2, 0);
    protocol::Statement& statement = node.report.earnings.records.back().statement;
    statement.credited = base::Bytes(100);
    statement.weight = base::Bytes(60);
    statement.cause = "late to three checks";
    QCOMPARE(node.after(1s), Kinds{NoticeKind::Penalty});
    QCOMPARE(node.notices.front().text, QStringLiteral("late to three checks"));
    QCOMPARE(node.notices.front().page, bridge::PageId::Earnings);
}

void NoticesTest::eachStepOfTheMonthsTrafficIsTold() {
    using Level = terminal::TrafficCapStatus::Level;
    Node node;
    node.now.terminal->traffic.level = Level::Warn;
    QCOMPARE(node.take(), Kinds{NoticeKind::CapReached});
    node.now.terminal->traffic.level = Level::Reached;
    QCOMPARE(node.after(1h), Kinds{NoticeKind::CapReached});
    QVERIFY(node.notices.front().title.startsWith(QStringLiteral("100")));
    node.now.terminal->traffic.level = Level::Fine; // the month begins anew
    QCOMPARE(node.after(1h), Kinds());
}

void NoticesTest::onlyWhatIsSwitchedOnReachesTheDesktop() {
#ifdef MESON_WITH_DBUS
    if (m_bus.state() != QProcess::Running)
        QSKIP("dbus-daemon is not installed.");
    QDBusConnection bus = QDBusConnection::connectToBus(
        QString::fromLatin1(qgetenv("DBUS_SESSION_BUS_ADDRESS")), QStringLiteral("desktop"));
    QVERIFY(bus.registerVirtualObject(
        QStringLiteral("/org/freedesktop/Notifications"), &m_desktop, QDBusConnection::SubPath));
    QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.Notifications")));
    // Fails as soon as the gate opens.
    const auto failing = [](std::promise<void>& gate) {
        return [isOpen = gate.get_future().share()](terminal::TerminalOptions, const base::Clock&)
                   -> base::Result<std::unique_ptr<terminal::Terminal>, terminal::TerminalFailure> {
            isOpen.wait();
            return base::fail(terminal::TerminalError::CannotListen, "port 1");
        };
    };
    std::promise<void> hidden; // what is in front says it already
    test::FakeRouter router;
    test::AppBench bench(router, failing(hidden));
    bench.window().hide();
    hidden.set_value();
    MESON_TRY_COMPARE(m_desktop.calls.size(), 1);
    const QVariantList call = m_desktop.calls.front();
    QCOMPARE(call[3].toString(), QStringLiteral("The node has failed"));
    QVERIFY(call[4].toString().startsWith(QStringLiteral("port 1")));
    QCOMPARE(call[5].toStringList().front(), QStringLiteral("default"));

    bench.window().showPage(bridge::PageId::Settings);
    QDBusMessage click = QDBusMessage::createSignal(
        QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("ActionInvoked"));
    click << 41u << QStringLiteral("default");
    // The answer with the notice's number may still be on its way.
    MESON_TRY_VERIFY(bus.send(click) && bench.window().isVisible());
    QCOMPARE(bench.window().currentPage(), bridge::PageId::Overview);

    m_desktop.calls.clear();
    test::FakeRouter another;
    std::promise<void> switchedOff;
    test::AppBench quiet(another, failing(switchedOff));
    quiet.window().hide();
    quiet.change([](node::MinerSettings& settings) { settings.notices.clear(); });
    switchedOff.set_value();
    MESON_TRY_VERIFY(quiet.now().failures > 0);
    QVERIFY(m_desktop.calls.isEmpty());
#else
    QSKIP("Built without D-Bus.");
#endif
}

QTEST_MAIN(NoticesTest)
#include "notices_test.moc"

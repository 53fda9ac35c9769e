// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine asks of NetworkManager and logind, on a bus of our own with stand-ins for both.
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#if defined(MESON_TEST_DBUS)
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusUnixFileDescriptor>
#include <QDBusVariant>
#include <QDBusVirtualObject>
#endif

#include "engine/platform/power.h"
#include "tests/support/patience.h"
#include "tests/support/terminal_bench.h"
#include "tests/support/tools.h"

#include <thread>

using namespace meson;

#if defined(MESON_TEST_DBUS)

#include <poll.h>
#include <unistd.h>

namespace {

/// NetworkManager's Metered property and logind's Inhibit. Thread: the test's.
class System final : public QDBusVirtualObject {
public:
    uint metered = 0;
    bool mayInhibit = true;
    QStringList inhibited; ///< what, who, why, mode of the last request
    int lock = -1;         ///< our end of the last lock

    QString introspect(const QString&) const override { return {}; }
    bool handleMessage(const QDBusMessage& message, const QDBusConnection& bus) override {
        if (message.member() == QLatin1String("Get"))
            return bus.send(message.createReply(QVariant::fromValue(QDBusVariant(metered))));
        if (message.member() != QLatin1String("Inhibit"))
            return false;
        if (!mayInhibit)
            return bus.send(message.createErrorReply(QDBusError::AccessDenied, QString()));
        inhibited.clear();
        for (const QVariant& argument : message.arguments())
            inhibited << argument.toString();
        int ends[2];
        if (pipe(ends) != 0)
            return false;
        lock = ends[0];
        const QDBusUnixFileDescriptor given(ends[1]);
        close(ends[1]);
        return bus.send(message.createReply(QVariant::fromValue(given)));
    }
    /// Whether whoever got the lock has let it go; waits for at most ten seconds.
    bool isReleased() const {
        pollfd wait{lock, 0, 0};
        return poll(&wait, 1, 10'000) == 1 && (wait.revents & POLLHUP) != 0;
    }
};

/// Runs `work` beside the test's event loop, which answers as the system.
template <class Work>
auto beside(Work work) {
    std::optional<decltype(work())> result;
    std::atomic<bool> isDone{false};
    std::thread thread([&] {
        result.emplace(work());
        isDone = true;
    });
    while (!isDone)
        QTest::qWait(5);
    thread.join();
    return *std::move(result);
}

} // namespace
#endif

class SystemBusTest : public QObject {
    Q_OBJECT

#if defined(MESON_TEST_DBUS)
    QTemporaryDir m_folder;
    QProcess m_bus;
    System m_system;

private Q_SLOTS:
    void initTestCase() {
        const QString address =
            QStringLiteral("unix:path=") + m_folder.filePath(QStringLiteral("bus"));
        m_bus.start(
            QStringLiteral("dbus-daemon"), {QStringLiteral("--session"), QStringLiteral("--nofork"),
                                            QStringLiteral("--address"), address});
        if (!m_bus.waitForStarted())
            MESON_SKIP(m_bus.errorString());
        qputenv("DBUS_SYSTEM_BUS_ADDRESS", address.toLatin1());
        MESON_TRY_VERIFY(QFile::exists(m_folder.filePath(QStringLiteral("bus"))));
    }
    void cleanupTestCase() {
        m_bus.terminate();
        m_bus.waitForFinished();
    }

    void theConnectionsCostIsUnknownWithoutNetworkManager() {
        QVERIFY(!platform::isMetered());
        QVERIFY(!platform::KeepAwake::hold("nobody is there"));
        QDBusConnection bus = QDBusConnection::connectToBus(
            QString::fromLatin1(qgetenv("DBUS_SYSTEM_BUS_ADDRESS")), QStringLiteral("system"));
        QVERIFY(bus.isConnected());
        QVERIFY(bus.registerVirtualObject(
            QStringLiteral("/org/freedesktop"), &m_system, QDBusConnection::SubPath));
        QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.NetworkManager")));
        QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.login1")));
    }

    void aMeteredConnectionIsSeen() {
        const std::optional<bool> expected[] = {{}, true, false, true, false, {}};
        for (uint value = 0; value < 6; ++value) {
            m_system.metered = value;
            QCOMPARE(beside([] { return platform::isMetered(); }), expected[value]);
        }
    }

    void theComputerStaysAwakeUntilTheHolderLetsGo() {
        auto awake = beside([] { return platform::KeepAwake::hold("Serves viewers"); });
        QVERIFY(awake);
        QCOMPARE(
            m_system.inhibited, (QStringList{
                                    QStringLiteral("sleep:idle"), QStringLiteral("Meson Miner"),
                                    QStringLiteral("Serves viewers"), QStringLiteral("block")}));
        awake.reset();
        QVERIFY(m_system.isReleased());
    }

    void aServingTerminalKeepsTheComputerAwakeIfItsOwnerWants() {
        test::TerminalBench bench;
        bench.options.keepAwake = true;
        bench.start();
        MESON_TRY_VERIFY(bench.terminal->snapshot().keptAwake);
        QCOMPARE(m_system.inhibited.at(0), QStringLiteral("sleep:idle"));
        bench.terminal->pause({});
        MESON_TRY_VERIFY(!bench.terminal->snapshot().keptAwake);
        QVERIFY(m_system.isReleased());
        bench.terminal->resume();
        MESON_TRY_VERIFY(bench.terminal->snapshot().keptAwake);
        bench.stop();
        QVERIFY(m_system.isReleased());
    }

    void aRefusalIsNothing() {
        m_system.mayInhibit = false;
        QVERIFY(!beside([] { return platform::KeepAwake::hold("Serves viewers"); }));
        m_system.mayInhibit = true;
    }
#else
private Q_SLOTS:
    void needsDBus() {
        MESON_SKIP(QStringLiteral("Built without Qt D-Bus."));
    }
#endif
};

QTEST_GUILESS_MAIN(SystemBusTest)
#include "system_bus_test.moc"

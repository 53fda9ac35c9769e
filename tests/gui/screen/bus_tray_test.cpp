// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QProcess>
#include <QTest>

#include "tests/support/app_bench.h"
#include "tests/support/patience.h"
#include "ui/widgets/confirm_dialog.h"

#include <cstdio>
#include <cstring>

using namespace meson;
using terminal::TerminalPhase;

namespace {

constexpr int kPatience = 30'000; // ms
const QString kWatcherService = QStringLiteral("org.kde.StatusNotifierWatcher");
const QString kItem = QStringLiteral("org.kde.StatusNotifierItem");
const QString kMenu = QStringLiteral("com.canonical.dbusmenu");

/// A desktop's side of StatusNotifierItem: it says the names of the icons that come, a line each.
class Watcher : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.StatusNotifierWatcher")
    Q_PROPERTY(bool IsStatusNotifierHostRegistered READ hasHost)

public:
    bool hasHost() const { return true; }

public Q_SLOTS:
    Q_SCRIPTABLE void RegisterStatusNotifierItem(const QString& service) {
        std::printf("%s\n", qPrintable(service));
        std::fflush(stdout);
    }
};

int watch(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    Watcher watcher;
    auto bus = QDBusConnection::sessionBus();
    bus.registerObject(
        QStringLiteral("/StatusNotifierWatcher"), &watcher,
        QDBusConnection::ExportScriptableSlots | QDBusConnection::ExportAllProperties);
    if (!bus.registerService(kWatcherService))
        return 1;
    std::puts("ready");
    std::fflush(stdout);
    return QCoreApplication::exec();
}

/// One entry of the menu as it goes over the bus, flattened.
struct Entry {
    int id = 0;
    QString label;
    bool isVisible = true;
};

/// (ia{sv}av): an entry, its properties and its children in variants.
void read(const QDBusArgument& from, QList<Entry>& entries) {
    Entry entry;
    QVariantMap properties;
    from.beginStructure();
    from >> entry.id >> properties;
    entry.label = properties.value(QStringLiteral("label")).toString().remove(QLatin1Char('_'));
    entry.isVisible = properties.value(QStringLiteral("visible"), true).toBool();
    entries << entry;
    from.beginArray();
    while (!from.atEnd()) {
        QDBusVariant child;
        from >> child;
        read(child.variant().value<QDBusArgument>(), entries);
    }
    from.endArray();
    from.endStructure();
}

} // namespace

/// The tray icon as desktops of today show it: by StatusNotifierItem and its menu, over the session
/// bus. The test is the desktop.
class BusTrayTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void showsStateAndFigures();
    void theMenuPausesAndResumes();
    void aClickOpensTheWindowThatWasClosedIntoTheTray();
    void theMenuQuits();

private:
    QDBusMessage
    ask(const QString& path, const QString& face, const QString& method,
        const QVariantList& arguments);
    QVariant itemProperty(const QString& name);
    QList<Entry> menu();
    bool has(const QString& label);
    void choose(const QString& label);

    QProcess m_watcher;
    QString m_service;
    std::unique_ptr<test::FakeRouter> m_router;
    std::unique_ptr<test::AppBench> m_bench;
};

void BusTrayTest::initTestCase() {
    m_watcher.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--watcher")});
    MESON_TRY_VERIFY(m_watcher.canReadLine());
    QCOMPARE(m_watcher.readLine().trimmed(), QByteArray("ready"));
}

void BusTrayTest::init() {
    m_router = std::make_unique<test::FakeRouter>();
    m_bench = std::make_unique<test::AppBench>(*m_router);
    MESON_TRY_VERIFY(m_bench->isIn(TerminalPhase::Serving));
    MESON_TRY_VERIFY(m_watcher.canReadLine());
    m_service = QString::fromUtf8(m_watcher.readAll().trimmed().split('\n').last());
}

void BusTrayTest::cleanup() {
    m_bench.reset();
    m_router.reset();
    m_watcher.readAll();
}

/// The program answers from this thread: nothing may block.
QDBusMessage BusTrayTest::ask(
    const QString& path, const QString& face, const QString& method,
    const QVariantList& arguments) {
    QDBusMessage call = QDBusMessage::createMethodCall(m_service, path, face, method);
    call.setArguments(arguments);
    const QDBusPendingCall answer = QDBusConnection::sessionBus().asyncCall(call);
    if (!QTest::qWaitFor([&] { return answer.isFinished(); }, kPatience))
        return {};
    return answer.reply();
}

QVariant BusTrayTest::itemProperty(const QString& name) {
    const QDBusMessage answer = ask(
        QStringLiteral("/StatusNotifierItem"), QStringLiteral("org.freedesktop.DBus.Properties"),
        QStringLiteral("Get"), {kItem, name});
    return answer.arguments().value(0).value<QDBusVariant>().variant();
}

QList<Entry> BusTrayTest::menu() {
    const QString path = itemProperty(QStringLiteral("Menu")).value<QDBusObjectPath>().path();
    const QDBusMessage answer =
        ask(path, kMenu, QStringLiteral("GetLayout"), {0, -1, QStringList()});
    QList<Entry> entries;
    if (answer.arguments().size() == 2)
        read(answer.arguments()[1].value<QDBusArgument>(), entries);
    return entries;
}

bool BusTrayTest::has(const QString& label) {
    const QList<Entry> entries = menu();
    return std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
        return entry.isVisible && entry.label.contains(label);
    });
}

void BusTrayTest::choose(const QString& label) {
    MESON_TRY_VERIFY(has(label));
    const QString path = itemProperty(QStringLiteral("Menu")).value<QDBusObjectPath>().path();
    for (const Entry& entry : menu())
        if (entry.isVisible && entry.label == label)
            ask(path, kMenu, QStringLiteral("Event"),
                {entry.id, QStringLiteral("clicked"), QVariant::fromValue(QDBusVariant(QString())),
                 0U});
}

void BusTrayTest::showsStateAndFigures() {
    MESON_TRY_VERIFY(has(QStringLiteral("Earned today")));
    QVERIFY(has(QStringLiteral("Serving 0")));
    QVERIFY(!has(QStringLiteral("Resume")));
    QCOMPARE(itemProperty(QStringLiteral("Status")).toString(), QStringLiteral("Active"));
    QVERIFY(itemProperty(QStringLiteral("IconPixmap")).isValid());
}

void BusTrayTest::theMenuPausesAndResumes() {
    choose(QStringLiteral("Until I resume"));
    MESON_TRY_VERIFY(m_bench->isIn(TerminalPhase::Paused));
    QVERIFY(!m_bench->now().terminal->pausedUntil);
    choose(QStringLiteral("Resume"));
    MESON_TRY_VERIFY(m_bench->isIn(TerminalPhase::Serving));
    choose(QStringLiteral("Alternative limit"));
    MESON_TRY_VERIFY(m_bench->model().settings().rules.useAlternative);
}

void BusTrayTest::aClickOpensTheWindowThatWasClosedIntoTheTray() {
    m_bench->window().close();
    auto* question = m_bench->window().findChild<widgets::ConfirmDialog*>();
    QVERIFY(question);
    question->accept();
    MESON_TRY_VERIFY(!m_bench->window().isVisible());
    ask(QStringLiteral("/StatusNotifierItem"), kItem, QStringLiteral("Activate"), {0, 0});
    MESON_TRY_VERIFY(m_bench->window().isVisible());
}

void BusTrayTest::theMenuQuits() {
    choose(QStringLiteral("Quit"));
    MESON_TRY_COMPARE(m_bench->now().state, node::EngineState::Stopped);
}

int main(int argc, char** argv) {
    if (argc == 2 && std::strcmp(argv[1], "--watcher") == 0)
        return watch(argc, argv);
    QApplication application(argc, argv);
    BusTrayTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "bus_tray_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// The program as a process: how it ends, and what its next start says of that.
#include <QDir>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/patience.h"
#include <QToolButton>

#include "engine/node/run_watch.h"
#include "engine/platform/private_file.h"
#include "engine/platform/system_clock.h"
#include "ui/pages/report_dialog.h"
#include "ui/shell/application.h"
#include "ui/widgets/banner.h"

#ifdef Q_OS_UNIX
#include <csignal>
#endif

using namespace meson;

namespace {

constexpr int kPatience = 60'000; // ms: the computer may have others to serve

/// meson-miner in a folder of its own, with a configuration of its own.
class Program {
public:
    explicit Program(const QString& folder) {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), configuration.path());
        environment.insert(QStringLiteral("TMPDIR"), sockets.path());
        process.setProcessEnvironment(environment);
        process.setStandardErrorFile(QProcess::nullDevice());
        process.start(
            QStringLiteral(MESON_BIN_DIR "/meson-miner"), {QStringLiteral("--folder"), folder});
    }
    ~Program() {
        process.kill();
        process.waitForFinished();
    }

    /// Whether a second one would find it.
    bool isListening() const {
        return !QDir(sockets.path())
                    .isEmpty(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
    }

    QTemporaryDir configuration;
    QTemporaryDir sockets;
    QProcess process;
};

} // namespace

class AppProcessTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_files = node::RunWatch::filesIn(m_folder->path().toStdString());
    }
    void aFirstStartWritesNothingBeforeTheOwnerAgrees();
    void aCrashIsSaidAtTheNextStart();
    void beingKilledIsSaidAtTheNextStart();
    void aRequestToEndIsNoCrash();
    void aSecondStartEndsTheFirst();
    void aSettingsFileThatCannotBeUsedIsSaidAndKept_data();
    void aSettingsFileThatCannotBeUsedIsSaidAndKept();
    void aLockedSettingsFileIsSaidAndNeverOverwritten();
    void startingAtLoginIsWhatTheDesktopSays();

private:
    void agree();
    bool isRunning() const { return std::filesystem::exists(m_files.running); }
    /// The next start, in this process.
    std::unique_ptr<shell::Application>
    nextStart(std::optional<node::LoginStart> loginStart = std::nullopt);

    platform::SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    node::RunWatch::Files m_files;
};

std::unique_ptr<shell::Application>
AppProcessTest::nextStart(std::optional<node::LoginStart> loginStart) {
    shell::ApplicationOptions options;
    options.folder = m_folder->path();
    const node::RunWatch watch(m_folder->path().toStdString(), m_clock);
    options.brokenRun = watch.brokenRun();
    if (loginStart)
        options.loginStart.emplace(*loginStart);
    auto application = std::make_unique<shell::Application>(std::move(options), m_clock);
    application->start();
    return application;
}

/// An owner who has agreed once.
void AppProcessTest::agree() {
    QVERIFY(
        node::saveSettings(m_folder->filePath(QStringLiteral("settings.json")).toStdString(), {}));
}

#ifdef Q_OS_UNIX

void AppProcessTest::aFirstStartWritesNothingBeforeTheOwnerAgrees() {
    Program program(m_folder->path());
    QTRY_VERIFY_WITH_TIMEOUT(program.isListening(), kPatience);
    program.process.terminate();
    QTRY_COMPARE_WITH_TIMEOUT(program.process.state(), QProcess::NotRunning, kPatience);
    QCOMPARE(program.process.exitStatus(), QProcess::NormalExit);
    const QDir::Filters all = QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot;
    QCOMPARE(QDir(m_folder->path()).entryList(all), QStringList());
    QCOMPARE(QDir(program.configuration.path()).entryList(all), QStringList());
}

void AppProcessTest::aCrashIsSaidAtTheNextStart() {
    agree();
    {
        Program program(m_folder->path());
        MESON_TRY_VERIFY(isRunning());
        ::kill(static_cast<pid_t>(program.process.processId()), SIGSEGV);
        MESON_TRY_COMPARE(program.process.state(), QProcess::NotRunning);
        QCOMPARE(program.process.exitStatus(), QProcess::CrashExit);
        QCOMPARE(program.process.exitCode(), SIGSEGV);
    }
    const auto application = nextStart();
    auto* banner = application->window().findChild<widgets::Banner*>();
    MESON_TRY_VERIFY(banner->isVisible());
    QCOMPARE(banner->accessibleName(), QStringLiteral("Meson Miner crashed last time"));
    banner->findChild<QPushButton*>()->click();
    auto* dialog = application->window().findChild<pages::ReportDialog*>();
    QVERIFY(dialog);
    const QString report = dialog->findChild<QPlainTextEdit*>()->toPlainText();
    QVERIFY(report.startsWith(QStringLiteral("Meson Miner ")));
    QVERIFY2(report.contains(QStringLiteral("SIGSEGV")), qPrintable(report));
    QVERIFY2(report.contains(QStringLiteral("meson-miner")), qPrintable(report)); // a frame of it
    dialog->reject();
    banner->findChild<QToolButton*>()->click();
    MESON_TRY_VERIFY(!banner->isVisible());
}

void AppProcessTest::beingKilledIsSaidAtTheNextStart() {
    agree();
    {
        Program program(m_folder->path());
        MESON_TRY_VERIFY(isRunning());
        ::kill(static_cast<pid_t>(program.process.processId()), SIGKILL);
        MESON_TRY_COMPARE(program.process.state(), QProcess::NotRunning);
    }
    const auto application = nextStart();
    auto* banner = application->window().findChild<widgets::Banner*>();
    MESON_TRY_VERIFY(banner->isVisible());
    QCOMPARE(banner->accessibleName(), QStringLiteral("Meson Miner was ended by force last time"));
}

void AppProcessTest::aRequestToEndIsNoCrash() {
    agree();
    {
        Program program(m_folder->path());
        MESON_TRY_VERIFY(isRunning());
        program.process.terminate();
        MESON_TRY_COMPARE(program.process.state(), QProcess::NotRunning);
        QCOMPARE(program.process.exitStatus(), QProcess::NormalExit);
    }
    const auto application = nextStart();
    QVERIFY(!application->window().findChild<widgets::Banner*>()->isVisible());
}

#else

void AppProcessTest::aFirstStartWritesNothingBeforeTheOwnerAgrees() {
    QSKIP("Signals are POSIX.");
}
void AppProcessTest::aCrashIsSaidAtTheNextStart() {
    QSKIP("Signals are POSIX.");
}
void AppProcessTest::beingKilledIsSaidAtTheNextStart() {
    QSKIP("Signals are POSIX.");
}
void AppProcessTest::aRequestToEndIsNoCrash() {
    QSKIP("Signals are POSIX.");
}

#endif

void AppProcessTest::aSecondStartEndsTheFirst() {
    agree();
    Program program(m_folder->path());
    MESON_TRY_VERIFY(isRunning());
    QProcess second;
    second.setProcessEnvironment(program.process.processEnvironment());
    second.start(
        QStringLiteral(MESON_BIN_DIR "/meson-miner"),
        {QStringLiteral("--folder"), m_folder->path(), QStringLiteral("--quit")});
    MESON_TRY_COMPARE(second.state(), QProcess::NotRunning);
    MESON_TRY_COMPARE(program.process.state(), QProcess::NotRunning);
    QCOMPARE(program.process.exitStatus(), QProcess::NormalExit);
    QVERIFY(!isRunning());
}

void AppProcessTest::aSettingsFileThatCannotBeUsedIsSaidAndKept_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("code");
    QTest::newRow("damaged") << QByteArray("{\"format\":1,\"thre")
                             << int(node::SettingsFileError::Damaged);
    QTest::newRow("too new") << QByteArray("{\"format\":99}")
                             << int(node::SettingsFileError::TooNew);
}

void AppProcessTest::aSettingsFileThatCannotBeUsedIsSaidAndKept() {
    QFETCH(QByteArray, content);
    QFETCH(int, code);
    const std::filesystem::path file =
        m_folder->filePath(QStringLiteral("settings.json")).toStdString();
    QVERIFY(platform::savePrivateFile(file, content.toStdString()));
    const auto application = nextStart();
    auto* banner = application->window().findChild<widgets::Banner*>();
    MESON_TRY_VERIFY(banner->isVisible());
    const auto sentence = node::sentence(static_cast<node::SettingsFileError>(code));
    QVERIFY(banner->accessibleDescription().endsWith(
        QString::fromUtf8(sentence.data(), qsizetype(sentence.size()))));
    QVERIFY(application->onboarding()); // and nothing runs on guesses
    const QStringList kept =
        QDir(m_folder->path()).entryList({QStringLiteral("settings.json.damaged-*")});
    QCOMPARE(kept.size(), 1);
    QCOMPARE(
        platform::readFile(m_folder->filePath(kept.front()).toStdString()).value_or("?"),
        content.toStdString());
}

void AppProcessTest::aLockedSettingsFileIsSaidAndNeverOverwritten() {
    const std::filesystem::path file =
        m_folder->filePath(QStringLiteral("settings.json")).toStdString();
    QVERIFY(node::saveSettings(file, {}));
    const std::string before = platform::readFile(file).value_or("?");
    std::filesystem::permissions(file, std::filesystem::perms::none);
    if (platform::readFile(file))
        QSKIP("This user may read everything.");
    const auto application = nextStart();
    MESON_TRY_VERIFY(application->window().findChild<widgets::Banner*>()->isVisible());
    node::MinerSettings settings = application->model().settings();
    settings.theme = node::ThemeChoice::Dark;
    QVERIFY(!application->model().setSettings(settings));
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    QCOMPARE(platform::readFile(file).value_or("?"), before);
}

void AppProcessTest::startingAtLoginIsWhatTheDesktopSays() {
    qputenv("XDG_CONFIG_HOME", m_folder->filePath(QStringLiteral("config")).toUtf8());
    const std::filesystem::path folder = m_folder->path().toStdString();
    node::MinerSettings settings;
    settings.network = node::Network::Router;
    settings.routerUrl = "http://127.0.0.1:1";
    settings.volumes = {{folder / "cache", base::mebibytes(64), base::Bytes(1)}};
    settings.startAtLogin = true; // as in a file from another computer
    QVERIFY(node::saveSettings(folder / "settings.json", settings));
    const node::LoginStart loginStart("/opt/meson miner", folder);
    const auto entries = [&] {
        return QDir(m_folder->filePath(QStringLiteral("config/autostart"))).entryList(QDir::Files);
    };
    {
        const auto application = nextStart(loginStart);
        QVERIFY(!application->model().settings().startAtLogin);
        settings = application->model().settings();
        settings.startAtLogin = settings.startHidden = true;
        QVERIFY(!application->model().setSettings(settings));
        QCOMPARE(entries().size(), 1);
        const QString file = m_folder->filePath(QStringLiteral("config/autostart/") + entries()[0]);
        const std::string entry = platform::readFile(file.toStdString()).value_or("");
        QVERIFY(
            entry.find(
                "Exec=\"/opt/meson miner\" \"--minimized\" \"--folder\" \"" + folder.string() +
                "\"\n") != std::string::npos);
        settings.startHidden = false;
        QVERIFY(!application->model().setSettings(settings));
        QVERIFY(
            platform::readFile(file.toStdString()).value_or("").find("--minimized") ==
            std::string::npos);
    }
    QVERIFY(nextStart(loginStart)->model().settings().startAtLogin);
    QVERIFY(QDir(m_folder->filePath(QStringLiteral("config"))).removeRecursively());
    QVERIFY(!nextStart(loginStart)->model().settings().startAtLogin);
    qunsetenv("XDG_CONFIG_HOME");
}

QTEST_MAIN(AppProcessTest)
#include "app_process_test.moc"

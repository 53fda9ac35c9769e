// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/logging.h"
#include "engine/node/run_watch.h"
#include "engine/node/stop_signal.h"
#include "engine/platform/file.h"
#include "engine/platform/system_clock.h"
#include "ui/shell/application.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

using namespace meson;

namespace {

QString standardFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/meson/miner");
}

} // namespace

int main(int argc, char** argv) {
    platform::raiseOpenFileLimit();
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("meson-miner"));
    QApplication::setApplicationVersion(QStringLiteral(MESON_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("network.meson.Miner"));
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Lends disk space and upload to a delivery network, and earns for it."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption folder(
        QStringLiteral("folder"), QStringLiteral("Settings, key and state are here."),
        QStringLiteral("path"), standardFolder());
    const QCommandLineOption minimized(
        QStringLiteral("minimized"), QStringLiteral("Starts in the tray, where there is one."));
    const QCommandLineOption quit(
        QStringLiteral("quit"), QStringLiteral("Ends the program that runs already."));
    parser.addOptions({folder, minimized, quit});
    parser.process(application);

    shell::ApplicationOptions options;
    options.folder = QDir(parser.value(folder)).absolutePath();
    options.networkProgram =
        QDir(QCoreApplication::applicationDirPath()).filePath(QStringLiteral("meson-network"));
    options.startsHidden = parser.isSet(minimized);

    shell::SingleInstance instance(options.folder);
    if (!instance.acquire(parser.isSet(quit) ? "quit" : "raise") || parser.isSet(quit))
        return 0;
    node::StopSignal signal(node::StoppedBy::User);
    const platform::SystemClock clock;
    base::installLogging(1);
    // Nothing is written before the owner has agreed: then there are settings.
    std::optional<node::RunWatch> watch;
    const auto beginWatch = [&watch, &clock, folder = options.folder] {
        if (!watch)
            watch.emplace(folder.toStdU16String(), clock);
    };
    if (QFileInfo::exists(shell::Application::settingsFile(options.folder)))
        beginWatch();
    if (watch)
        options.brokenRun = watch->brokenRun();
    options.loginStart.emplace(
        QCoreApplication::applicationFilePath().toStdU16String(),
        parser.isSet(folder) ? options.folder.toStdU16String() : std::u16string());
    shell::Application program(options, clock);
    QObject::connect(&program.model(), &bridge::MinerModel::settingsChanged, &program, beginWatch);
    QObject::connect(
        &instance, &shell::SingleInstance::asked, &program,
        [&](const QByteArray& words) { words == "quit" ? program.quit() : program.raise(); });
    // The desktop ends its session: there is time for a farewell, but not for a question.
    QObject::connect(
        &application, &QGuiApplication::commitDataRequest, &program, [&program] { program.quit(); },
        Qt::DirectConnection);
    program.start();
    signal.runUntilStopped();
    if (signal.isRequested()) {
        program.quit();
        QApplication::exec();
    }
    return 0;
}

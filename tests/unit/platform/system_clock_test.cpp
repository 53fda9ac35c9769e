// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCoreApplication>
#include <QProcess>
#include <QTest>

#include "engine/platform/system_clock.h"
#include "tests/support/tools.h"

using namespace meson;

namespace {

/// How far the steady hand is before a clock that stands still in sleep.
std::int64_t secondsAhead() {
    const auto ahead = platform::SystemClock().steady() - std::chrono::steady_clock::now();
    return std::chrono::round<std::chrono::seconds>(ahead).count();
}

} // namespace

class SystemClockTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsTheTimeThatTheComputerSlept();
};

/// In a time namespace the computer has slept for as long as the test says.
void SystemClockTest::countsTheTimeThatTheComputerSlept() {
#ifndef __linux__
    QSKIP("needs time namespaces");
#else
    if (const QString missing = test::missingOf({"unshare"}); !missing.isEmpty())
        MESON_SKIP(missing);
    const auto seconds = [](const QStringList& options) {
        QProcess process;
        process.start(
            QStringLiteral("unshare"),
            options + QStringList{QCoreApplication::applicationFilePath(), QStringLiteral("tell")});
        process.waitForFinished();
        return process.exitCode() == 0 ? process.readAllStandardOutput().toLongLong() : -1;
    };
    const qint64 here = secondsAhead();
    const qint64 there = seconds({QStringLiteral("--time"), QStringLiteral("--boottime=100000")});
    if (there < 0)
        QSKIP("needs the right to make a time namespace");
    QVERIFY2(qAbs(there - here - 100'000) <= 1, qPrintable(QString::number(there - here)));
#endif
}

int main(int argc, char** argv) {
    if (argc == 2 && qstrcmp(argv[1], "tell") == 0)
        return std::printf("%lld\n", static_cast<long long>(secondsAhead())) > 0 ? 0 : 1;
    QCoreApplication application(argc, argv);
    SystemClockTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "system_clock_test.moc"

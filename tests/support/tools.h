// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTest>

namespace meson::test {

/// Says which of these programs is not installed; empty: none.
inline QString missingOf(std::initializer_list<const char*> programs) {
    for (const char* program : programs)
        if (QStandardPaths::findExecutable(QLatin1String(program)).isEmpty())
            return QLatin1String(program) + QStringLiteral(" is not installed.");
    return {};
}

/// Where temporary files stand on a disk; the usual place may be memory.
inline QString folderOnDisk() {
    const QString onDisk = QStringLiteral("/var/tmp");
    return QFileInfo(onDisk).isWritable() ? onDisk : QDir::tempPath();
}

} // namespace meson::test

/// Leaves a test out where something is missing that can be installed or given. With TESTS_MUST_RUN
/// in the environment, which tests/run sets after it installed all, the test fails.
#define MESON_SKIP(reason)                                                                         \
    do {                                                                                           \
        if (qEnvironmentVariableIsSet("TESTS_MUST_RUN"))                                           \
            QFAIL(qPrintable(QString(reason)));                                                    \
        QSKIP(qPrintable(QString(reason)));                                                        \
    } while (false)

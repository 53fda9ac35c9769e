// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "engine/platform/disk.h"
#include "engine/platform/host.h"

using namespace meson;
using platform::measureDisk;

class HostTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsWhatTheSystemTells() {
        const platform::Host host = platform::readHost();
        QVERIFY(host.cores > 0);
        QVERIFY(host.memory > base::mebibytes(64));
        QVERIFY(!host.system.empty());
        QVERIFY(platform::residentMemory() > base::mebibytes(1));
    }

    void measuresADiskAndLeavesNothingBehind() {
        QTemporaryDir folder;
        const auto speed = measureDisk(folder.path().toStdString(), base::mebibytes(2));
        QVERIFY(speed);
        QVERIFY(speed->write.count() > 0);
        QVERIFY(speed->read.count() > 0);
        QVERIFY(
            QDir(folder.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    }

    void measuresNothingWhereItMayNotWrite() {
        QVERIFY(!measureDisk("/nonexistent/folder", base::mebibytes(2)));
    }

    void measuresNothingInLessThanOneStep() {
        QTemporaryDir folder;
        QVERIFY(!measureDisk(folder.path().toStdString(), base::Bytes(1024 * 1024 - 1)));
    }

    void doesNotKnowTheDiskOfAMissingFolder() {
        QCOMPARE(platform::diskKind("/nonexistent/folder"), platform::DiskKind::Unknown);
    }
};

QTEST_GUILESS_MAIN(HostTest)
#include "host_test.moc"

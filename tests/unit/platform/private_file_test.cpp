// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <cerrno>

#include "engine/platform/private_file.h"

#ifdef __linux__
namespace {
bool s_diskConfirms = true;
} // namespace

/// Stands in for the system's: nothing is waited for, no power fails here.
extern "C" int fsync(int) {
    errno = EIO;
    return s_diskConfirms ? 0 : -1;
}
#endif

using namespace meson::platform;

class PrivateFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::string path(const char* name) const {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }

private Q_SLOTS:
    void savesForTheOwnerAlone() {
        QVERIFY(savePrivateFile(path("new/folder/secret"), "text"));
        QVERIFY(isPrivateFile(path("new/folder/secret")));
        QVERIFY(readFile(path("new/folder/secret")) == "text");
        QVERIFY(savePrivateFile(path("new/folder/secret"), "other"));
        QVERIFY(readFile(path("new/folder/secret")) == "other");
    }

    void ensuresWithoutTouchingWhatIsThere() {
        QVERIFY(ensurePrivateFile(path("database")));
        QVERIFY(isPrivateFile(path("database")));
        QVERIFY(savePrivateFile(path("database"), "rows"));
        QVERIFY(ensurePrivateFile(path("database")));
        QVERIFY(readFile(path("database")) == "rows");
        QVERIFY(!ensurePrivateFile(path("nowhere/database")));
    }

    void noticesFilesThatOthersCanRead() {
        QVERIFY(savePrivateFile(path("open"), ""));
        QFile::setPermissions(
            QString::fromStdString(path("open")), QFile::ReadOwner | QFile::ReadGroup);
        QVERIFY(!isPrivateFile(path("open")));
    }

    void keepsTheOldFileWhereTheDiskDoesNotConfirmTheNewOne() {
#ifndef __linux__
        QSKIP("needs to stand in for the system's calls");
#else
        QVERIFY(savePrivateFile(path("key"), "old"));
        s_diskConfirms = false;
        const bool wasSaved = savePrivateFile(path("key"), "new");
        const bool wasMade = savePublicFile(path("chain"), "new");
        s_diskConfirms = true;
        QVERIFY(!wasSaved);
        QVERIFY(readFile(path("key")) == "old");
        QVERIFY(!wasMade);
        QVERIFY(!readFile(path("chain")));
        QVERIFY(savePrivateFile(path("key"), "new"));
        QVERIFY(readFile(path("key")) == "new");
#endif
    }

    void saysWhenItCannot() {
        QVERIFY(savePrivateFile(path("file"), ""));
        QVERIFY(!savePrivateFile(path("file") + "/inside", "text"));
        QVERIFY(!readFile(path("missing")));
    }
};

QTEST_GUILESS_MAIN(PrivateFileTest)
#include "private_file_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "engine/platform/private_file.h"

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

    void saysWhenItCannot() {
        QVERIFY(savePrivateFile(path("file"), ""));
        QVERIFY(!savePrivateFile(path("file") + "/inside", "text"));
        QVERIFY(!readFile(path("missing")));
    }
};

QTEST_GUILESS_MAIN(PrivateFileTest)
#include "private_file_test.moc"

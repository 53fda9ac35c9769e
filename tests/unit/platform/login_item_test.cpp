// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "engine/platform/login_item.h"

using namespace meson::platform;

class LoginItemTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_config;
    const LoginItem m_item{
        "network.meson.Test", "Meson Test", "/opt/my apps/100%/$miner", {"--folder", "/a \"b\""}};

    QString file() const {
        return m_config.filePath(QStringLiteral("autostart/network.meson.Test.desktop"));
    }
    QByteArray content() const {
        QFile entry(file());
        return entry.open(QIODevice::ReadOnly) ? entry.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase() {
        if (!QSysInfo::kernelType().contains(QLatin1String("linux")))
            QSKIP("the file is Linux's");
        qputenv("XDG_CONFIG_HOME", m_config.path().toUtf8());
    }

    void isThereFromAddingToRemoving() {
        QVERIFY(!isLoginItem(m_item.id));
        QVERIFY(removeLoginItem(m_item.id));
        QVERIFY(addLoginItem(m_item));
        QVERIFY(isLoginItem(m_item.id));
        QVERIFY(removeLoginItem(m_item.id));
        QVERIFY(!isLoginItem(m_item.id));
        QVERIFY(!QFile::exists(file()));
    }

    void theCommandIsQuotedAsTheSpecificationSays() {
        QVERIFY(addLoginItem(m_item));
        QVERIFY(content().contains(
            "\nExec=\"/opt/my apps/100%%/\\\\$miner\" \"--folder\" \"/a \\\\\"b\\\\\"\"\n"));
        QVERIFY(content().startsWith("[Desktop Entry]\nType=Application\n"));
    }

    void anotherCommandReplacesTheFirst() {
        QVERIFY(addLoginItem(m_item));
        LoginItem other = m_item;
        other.program = "/usr/bin/other";
        other.arguments.clear();
        QVERIFY(addLoginItem(other));
        QVERIFY(content().contains("\nExec=\"/usr/bin/other\"\n"));
    }

    void whatTheDesktopSwitchedOffIsOff() {
        QVERIFY(addLoginItem(m_item));
        QFile entry(file());
        QVERIFY(entry.open(QIODevice::Append));
        entry.write("Hidden=true\n");
        entry.close();
        QVERIFY(!isLoginItem(m_item.id));
        QVERIFY(addLoginItem(m_item));
        QVERIFY(isLoginItem(m_item.id));
    }

    void aFolderThatCannotBeWrittenIsSaid() {
        QFile::remove(file());
        QVERIFY(QDir(m_config.path()).rmdir(QStringLiteral("autostart")));
        QFile blocker(m_config.filePath(QStringLiteral("autostart")));
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        QVERIFY(!addLoginItem(m_item));
        QVERIFY(!isLoginItem(m_item.id));
        QVERIFY(blocker.remove());
    }

    void anAppImageIsStartedAsAWhole() {
        QCOMPARE(startedProgram("/usr/bin/x"), std::filesystem::path("/usr/bin/x"));
        qputenv("APPIMAGE", "/home/me/Miner.AppImage");
        QCOMPARE(startedProgram("/tmp/.mount/x"), std::filesystem::path("/home/me/Miner.AppImage"));
        qunsetenv("APPIMAGE");
    }
};

QTEST_GUILESS_MAIN(LoginItemTest)
#include "login_item_test.moc"

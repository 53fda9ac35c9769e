// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "engine/node/miner_settings.h"
#include "engine/platform/private_file.h"

using namespace meson;
using namespace meson::node;

namespace {

MinerSettings changedSettings() {
    MinerSettings settings;
    settings.network = Network::Router;
    settings.routerUrl = "https://router.example";
    settings.payoutAddress = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    settings.volumes = {{"/srv/meson", base::Bytes(5'000'000'000), base::Bytes(1), true}};
    settings.rules.schedule.paint(7, terminal::Allowance::Paused);
    settings.rules.limit = base::BytesPerSecond(1'000'000);
    settings.cap = {base::Bytes(1'000'000'000'000), 15};
    settings.refusedBindings = {"video.example"};
    settings.theme = ThemeChoice::Dark;
    settings.notices = {NoticeKind::Penalty};
    settings.textScale = 1.5;
    return settings;
}

} // namespace

class MinerSettingsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path file(const char* name) const {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }

private Q_SLOTS:
    void readsWhatItWrote() {
        const auto path = file("settings.json");
        QVERIFY(saveSettings(path, changedSettings()));
        const auto loaded = loadSettings(path);
        QVERIFY(loaded.has_value());
        QVERIFY(*loaded == changedSettings());
        QVERIFY(!(*loaded == MinerSettings()));
        QVERIFY(platform::isPrivateFile(path));
    }

    void aMissingFileIsToldApart() {
        QCOMPARE(loadSettings(file("none.json")).error().code, SettingsFileError::Missing);
    }

    void aDamagedFileIsPutAside_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("code");
        const auto damaged = static_cast<int>(SettingsFileError::Damaged);
        QTest::newRow("empty") << QByteArray() << damaged;
        QTest::newRow("cut") << QByteArray("{\"format\":1,\"router") << damaged;
        QTest::newRow("wrong type") << QByteArray("{\"format\":1,\"router\":7}") << damaged;
        QTest::newRow("out of range") << QByteArray("{\"format\":1,\"threads\":900}") << damaged;
        QTest::newRow("unknown word") << QByteArray("{\"format\":1,\"theme\":\"blue\"}") << damaged;
        QTest::newRow("newer") << QByteArray("{\"format\":2}")
                               << static_cast<int>(SettingsFileError::TooNew);
    }
    void aDamagedFileIsPutAside() {
        QFETCH(QByteArray, content);
        QFETCH(int, code);
        const auto path = file("damaged.json");
        QVERIFY(platform::savePrivateFile(path, content.toStdString()));
        const auto loaded = loadSettings(path);
        QVERIFY(!loaded);
        QCOMPARE(static_cast<int>(loaded.error().code), code);
        QVERIFY(!std::filesystem::exists(path));
        QCOMPARE(platform::readFile(loaded.error().about).value_or("?"), content.toStdString());
        std::filesystem::remove(loaded.error().about);
    }

    void aFileOfSomebodyElseStaysWhereItIs() {
        const auto path = file("import.json");
        QVERIFY(platform::savePrivateFile(path, "{\"format\":1,\"threads\":\"two\"}"));
        const auto read = readSettings(path);
        QVERIFY(!read);
        QCOMPARE(read.error().about, std::string("threads"));
        QVERIFY(std::filesystem::exists(path));
        QCOMPARE(readSettings(file("none.json")).error().code, SettingsFileError::Missing);
    }

    void oneValueIsSetByItsName() {
        const QString name = QStringLiteral("uploadLimit");
        const auto set = withValue({}, name, 1'000'000);
        QCOMPARE(set->rules.limit, base::BytesPerSecond(1'000'000));
        QVERIFY(withValue(*set, name, toJson({}).value(name)) == MinerSettings());
        QVERIFY(!withValue({}, name, QStringLiteral("much")));
        QVERIFY(!withValue({}, QStringLiteral("speed"), 1));
        QCOMPARE(problemOf(*withValue({}, name, 7)).value(), SettingProblem::Limit);
    }

    void keepsDefaultsForWhatIsMissing() {
        const auto settings =
            settingsFrom(QJsonObject{{QStringLiteral("format"), 1}, {QStringLiteral("x"), 1}});
        QVERIFY(settings.has_value());
        QVERIFY(*settings == MinerSettings());
    }

    void readsLinksAndAddresses_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("url");
        QTest::newRow("url") << "https://router.example"
                             << "https://router.example";
        QTest::newRow("slash") << " https://router.example/ "
                               << "https://router.example";
        QTest::newRow("link") << "meson:https://router.example:8443"
                              << "https://router.example:8443";
        QTest::newRow("bare link") << "meson:router.example"
                                   << "https://router.example";
        QTest::newRow("host") << "router.example"
                              << "https://router.example";
        QTest::newRow("path") << "https://router.example/x"
                              << "";
        QTest::newRow("scheme") << "ftp://router.example"
                                << "";
        QTest::newRow("user") << "https://me@router.example"
                              << "";
        QTest::newRow("nothing") << ""
                                 << "";
    }
    void readsLinksAndAddresses() {
        QFETCH(QString, text);
        QFETCH(QString, url);
        QCOMPARE(QString::fromStdString(routerUrlFrom(text.toStdString()).value_or("")), url);
    }

    void saysWhatIsWrong() {
        MinerSettings settings = changedSettings();
        QVERIFY(!problemOf(settings));
        settings.volumes.push_back(settings.volumes.front());
        QCOMPARE(problemOf(settings).value(), SettingProblem::VolumeTwice);
        settings.volumes.clear();
        QCOMPARE(problemOf(settings).value(), SettingProblem::NoVolume);
        settings = changedSettings();
        settings.payoutAddress.back() = 'D';
        QCOMPARE(problemOf(settings).value(), SettingProblem::PayoutChecksum);
        settings = changedSettings();
        settings.rules.limit = base::BytesPerSecond(5);
        QCOMPARE(problemOf(settings).value(), SettingProblem::Limit);
        settings = changedSettings();
        settings.addresses = {"my house"};
        QCOMPARE(problemOf(settings).value(), SettingProblem::HostName);
        settings = changedSettings();
        settings.watts = -1;
        QCOMPARE(problemOf(settings).value(), SettingProblem::Price);
    }
};

QTEST_GUILESS_MAIN(MinerSettingsTest)
#include "miner_settings_test.moc"

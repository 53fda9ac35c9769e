// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "engine/node/settings.h"

using namespace meson;
using namespace meson::node;

namespace {

using enum SettingType;

constexpr std::array kTable{
    Setting{"name", Text, "nobody", "A name.", "General"},
    Setting{"upload-limit", Rate, "unlimited", "A rate.", "General", 12'500},
    Setting{"cache", Folder, "", "A folder.", "General", 1'000, 1LL << 60, Setting::Times::Many},
    Setting{"scrub-rate", Rate, "1MB/s", "A rate.", "General", 1'000, 1'000'000'000},
    Setting{"threads", Number, "1", "A number.", "General", 1, 64},
    Setting{"demo", Switch, "no", "A switch.", "General"},
    Setting{"mapping", Switch, "yes", "A switch.", "General"},
    Setting{"key", Path, "", "Files.", "General", 0, 0, Setting::Times::Many},
    Setting{"settings", Path, "", "A file.", "General"},
    Setting{"remote-control", EndpointOrOff, "off", "An address.", "General"},
};

using Environment = std::map<std::string, std::string>;

auto read(const std::vector<std::string>& arguments, const Environment& environment = {}) {
    return Settings::read(kTable, arguments, environment);
}

} // namespace

class SettingsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void flagsWinOverEnvironmentWhichWinsOverTheFileWhichWinsOverTheStandard() {
        QTemporaryDir folder;
        const std::string file = folder.filePath(QStringLiteral("settings")).toStdString();
        QFile out(QString::fromStdString(file));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write("# a comment\n\nname = file\nthreads=2\ndemo = yes\n");
        out.close();
        const auto settings = read(
            {"--name", "flag", "--settings=" + file},
            {{"MESON_NAME", "variable"}, {"MESON_THREADS", "3"}});
        QVERIFY(settings.has_value());
        QCOMPARE(settings->text("name"), std::string("flag"));
        QCOMPARE(settings->number("threads"), std::int64_t(3));
        QVERIFY(settings->isOn("demo"));
        QCOMPARE(settings->rate("upload-limit").count(), std::int64_t(0));
    }

    void boundsHoldAtUnderAndOverThem_data() {
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("under") << QStringLiteral("0") << false;
        QTest::newRow("least") << QStringLiteral("1") << true;
        QTest::newRow("most") << QStringLiteral("64") << true;
        QTest::newRow("over") << QStringLiteral("65") << false;
        QTest::newRow("no number") << QStringLiteral("four") << false;
        QTest::newRow("nothing") << QString() << false;
    }
    void boundsHoldAtUnderAndOverThem() {
        QFETCH(QString, value);
        QFETCH(bool, isGood);
        const auto settings = read({"--threads=" + value.toStdString()});
        QCOMPARE(settings.has_value(), isGood);
        if (!isGood)
            QCOMPARE(settings.error().code, SettingsError::BadValue);
    }

    void anUnknownNameIsRefusedWithTheNearestKnownOne_data() {
        QTest::addColumn<QString>("flag");
        QTest::addColumn<QString>("near");
        QTest::newRow("missing letter")
            << QStringLiteral("--uplod-limit") << QStringLiteral("--upload-limit");
        QTest::newRow("other letter") << QStringLiteral("--nane") << QStringLiteral("--name");
        QTest::newRow("far from all") << QStringLiteral("--something-else") << QString();
    }
    void anUnknownNameIsRefusedWithTheNearestKnownOne() {
        QFETCH(QString, flag);
        QFETCH(QString, near);
        const auto settings = read({flag.toStdString(), "x"});
        QVERIFY(!settings);
        QCOMPARE(settings.error().code, SettingsError::Unknown);
        const QString about = QString::fromStdString(settings.error().about);
        QVERIFY2(about.startsWith(flag), qPrintable(about));
        QCOMPARE(about.contains(QLatin1String("did you mean")), !near.isEmpty());
        QVERIFY(about.contains(near));
    }

    void settingsThatAreGivenManyTimesKeepTheirOrder() {
        const auto settings = read({"--cache", "/a=1GB", "--cache", "/b=c=2GiB"});
        QVERIFY(settings.has_value());
        const auto folders = settings->folders("cache");
        QCOMPARE(folders.size(), std::size_t(2));
        QCOMPARE(folders[0].size, base::Bytes(1'000'000'000));
        QCOMPARE(folders[1].folder, std::string("/b=c"));
        QCOMPARE(folders[1].size, base::gibibytes(2));
        const auto variables = read({}, {{"MESON_CACHE", "/a=1GB;/b=2GB"}});
        QVERIFY(variables.has_value());
        QCOMPARE(variables->folders("cache").size(), std::size_t(2));
    }

    void anAddressThatMayBeOff_data() {
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("isGood");
        QTest::addColumn<int>("endpoints");
        QTest::newRow("off") << QStringLiteral("off") << true << 0;
        QTest::newRow("a port") << QStringLiteral("8091") << true << 1;
        QTest::newRow("IPv6") << QStringLiteral("[::1]:8091") << true << 1;
        QTest::newRow("on") << QStringLiteral("on") << false << 0;
        QTest::newRow("port 65536") << QStringLiteral("65536") << false << 0;
    }
    void anAddressThatMayBeOff() {
        QFETCH(QString, value);
        QFETCH(bool, isGood);
        QFETCH(int, endpoints);
        const auto settings = read({"--remote-control=" + value.toStdString()});
        QCOMPARE(settings.has_value(), isGood);
        if (isGood)
            QCOMPARE(int(settings->endpoints("remote-control").size()), endpoints);
        QVERIFY(read({})->endpoints("remote-control").empty());
    }

    void aSettingForOnceIsRefusedTwice() {
        const auto settings = read({"--name", "a", "--name", "b"});
        QVERIFY(!settings);
        QCOMPARE(settings.error().code, SettingsError::TwiceGiven);
    }

    void aValueThatIsMissingIsRefused() {
        QCOMPARE(read({"--name"}).error().code, SettingsError::NeedsValue);
        QCOMPARE(read({"stray"}).error().code, SettingsError::Unexpected);
        QCOMPARE(
            read({"--settings", "/nowhere/at/all"}).error().code, SettingsError::FileUnreadable);
    }

    void aRateWithAMostCannotBeUnlimited() {
        QVERIFY(read({"--upload-limit", "unlimited"}));
        QVERIFY(read({"--scrub-rate", "2MB/s"}));
        const auto settings = read({"--scrub-rate", "unlimited"});
        QVERIFY(!settings);
        QCOMPARE(
            settings.error().about,
            std::string("--scrub-rate \"unlimited\" (allowed: 8.00 kbit/s to 8.00 Gbit/s)"));
    }

    void aPathMayBeginWithTheHomeFolder() {
        const std::string home = QDir::homePath().toStdString();
        const auto settings = read({"--key", "~/a.pem", "--key=/b/~/c.pem"});
        QVERIFY(settings);
        QCOMPARE(settings->paths("key"), (std::vector<std::string>{home + "/a.pem", "/b/~/c.pem"}));
    }

    void everySettingIsInTheHelpWithItsStandardAndItsBounds() {
        const std::string help = describe(kTable);
        for (const Setting& setting : kTable)
            QVERIFY(help.find("--" + std::string(setting.name)) != std::string::npos);
        for (const char* line :
             {"A switch. Default: no.\n", "A switch. Default: yes. To turn it off: --mapping=no.\n",
              "Allowed: 1.00 kB to", "Allowed: 1 to 64. Default: 1.\n"})
            QVERIFY2(help.find(line) != std::string::npos, line);
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "settings_test.moc"

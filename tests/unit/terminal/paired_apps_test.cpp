// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "engine/platform/private_file.h"
#include "engine/terminal/pair_line.h"
#include "engine/terminal/paired_apps.h"

using namespace meson;
using namespace std::chrono_literals;
using terminal::PairedApps;
using terminal::PairingError;

namespace {

struct Bench {
    QTemporaryDir folder;
    base::ManualClock clock;
    PairedApps apps{file(), clock};

    std::filesystem::path file() const {
        return folder.filePath(QStringLiteral("paired.json")).toStdString();
    }
    std::string pairedToken(const std::string& name) {
        return apps.pair(apps.newCode(), name).value_or("");
    }
    PairingError refusal(const std::string& code, const std::string& name = "app") {
        const auto token = apps.pair(code, name);
        return token ? PairingError::NotKnown : token.error();
    }
};

const std::string kWrong(terminal::PairLine::kCodeLength, 'a');

} // namespace

class PairedAppsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void letsInWhoShowsTheCode() {
        Bench bench;
        QCOMPARE(bench.refusal(kWrong), PairingError::NoCode);
        const std::string code = bench.apps.newCode();
        QCOMPARE(code.size(), terminal::PairLine::kCodeLength);
        const auto token = bench.apps.pair(code, "laptop");
        QVERIFY(token);
        QVERIFY(bench.apps.allows(*token));
        QVERIFY(!bench.apps.allows(*token + 'x'));
        QVERIFY(!bench.apps.allows(""));
        QVERIFY(!bench.apps.allows(code));
        QCOMPARE(bench.apps.apps().size(), std::size_t(1));
        QCOMPARE(bench.apps.apps().front().name, std::string("laptop"));
        QCOMPARE(bench.apps.apps().front().seen, std::optional(bench.clock.wall()));
    }

    void aCodeIsGoodForOnce() {
        Bench bench;
        const std::string code = bench.apps.newCode();
        QVERIFY(bench.apps.pair(code, "one"));
        QCOMPARE(bench.refusal(code), PairingError::Used);
        QCOMPARE(
            bench.refusal(kWrong), PairingError::NoCode); // who does not know it learns nothing
        QCOMPARE(bench.apps.apps().size(), std::size_t(1));
    }

    void aNewCodeMakesTheOneBeforeVoid() {
        Bench bench;
        const std::string first = bench.apps.newCode();
        const std::string second = bench.apps.newCode();
        QVERIFY(first != second);
        QCOMPARE(bench.refusal(first), PairingError::WrongCode);
        QVERIFY(bench.apps.pair(second, "app"));
    }

    void aCodeLivesForTenMinutes_data() {
        QTest::addColumn<qint64>("nanoseconds");
        QTest::addColumn<bool>("isGood");
        const qint64 life = std::chrono::nanoseconds(10min).count();
        QTest::newRow("just before the end") << life - 1 << true;
        QTest::newRow("at the end") << life << false;
        QTest::newRow("after it") << life + 1 << false;
    }
    void aCodeLivesForTenMinutes() {
        QFETCH(qint64, nanoseconds);
        QFETCH(bool, isGood);
        Bench bench;
        const std::string code = bench.apps.newCode();
        bench.clock.advance(std::chrono::nanoseconds(nanoseconds));
        if (isGood)
            QVERIFY(bench.apps.pair(code, "app"));
        else
            QCOMPARE(bench.refusal(code), PairingError::Expired);
    }

    void settingTheCalendarDoesNotProlongIt() {
        Bench bench;
        const std::string code = bench.apps.newCode();
        bench.clock.advance(10min);
        bench.clock.setWall(bench.clock.wall() - 1h);
        QCOMPARE(bench.refusal(code), PairingError::Expired);
    }

    void fiveWrongTriesMakeItVoid() {
        Bench bench;
        std::string code = bench.apps.newCode();
        for (int i = 0; i < PairedApps::kTries - 1; ++i)
            QCOMPARE(bench.refusal(kWrong), PairingError::WrongCode);
        QVERIFY(bench.apps.pair(code, "app")); // after four it is still good
        code = bench.apps.newCode();
        for (int i = 0; i < PairedApps::kTries - 1; ++i)
            QCOMPARE(bench.refusal(kWrong), PairingError::WrongCode);
        QCOMPARE(bench.refusal(kWrong), PairingError::TooManyTries);
        QCOMPARE(bench.refusal(code), PairingError::TooManyTries); // the right one comes too late
        QVERIFY(bench.apps.pair(bench.apps.newCode(), "app"));
    }

    void aNameIsOfOneTo63Bytes_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("none") << QByteArray() << false;
        QTest::newRow("one") << QByteArray("a") << true;
        QTest::newRow("63") << QByteArray(63, 'a') << true;
        QTest::newRow("64") << QByteArray(64, 'a') << false;
        QTest::newRow("a line break") << QByteArray("a\nb") << false;
    }
    void aNameIsOfOneTo63Bytes() {
        QFETCH(QByteArray, name);
        QFETCH(bool, isGood);
        Bench bench;
        const std::string code = bench.apps.newCode();
        QCOMPARE(bench.apps.pair(code, name.toStdString()).has_value(), isGood);
        QCOMPARE(bench.apps.pair(code, "app").has_value(), !isGood); // a bad name costs no try
    }

    void aNameThatIsTakenGetsANumber() {
        Bench bench;
        for (int i = 0; i < 3; ++i)
            bench.pairedToken("desk");
        const std::string longest(63, 'x');
        bench.pairedToken(longest);
        bench.pairedToken(longest);
        std::vector<std::string> names;
        for (const auto& app : bench.apps.apps())
            names.push_back(app.name);
        const std::vector<std::string> expected{
            "desk", "desk 2", "desk 3", longest, longest.substr(2) + " 2"};
        QCOMPARE(names, expected);
    }

    void noMoreThan32ArePaired() {
        Bench bench;
        for (std::size_t i = 0; i < PairedApps::kMost; ++i)
            QVERIFY(!bench.pairedToken("app").empty());
        const std::string code = bench.apps.newCode();
        QCOMPARE(bench.refusal(code), PairingError::TooMany);
        QVERIFY(bench.apps.revoke("app 7"));
        QVERIFY(bench.apps.pair(code, "app"));
    }

    void whoIsRevokedIsLetInNoMore() {
        Bench bench;
        const std::string one = bench.pairedToken("one");
        const std::string two = bench.pairedToken("two");
        QVERIFY(bench.apps.revoke("one"));
        QVERIFY(!bench.apps.allows(one));
        QVERIFY(bench.apps.allows(two));
        QCOMPARE(bench.apps.revoke("one").error(), PairingError::NotKnown);
        QVERIFY(bench.apps.forget(two));
        QVERIFY(!bench.apps.allows(two));
        QCOMPARE(bench.apps.forget(two).error(), PairingError::NotKnown);
    }

    void onlyHashesAreKeptAndTheyOutliveARestart() {
        Bench bench;
        const std::string token = bench.pairedToken("laptop");
        const std::string text = platform::readFile(bench.file()).value_or("");
        QVERIFY(text.find("laptop") != text.npos);
        QVERIFY(text.find(token) == text.npos);
        QVERIFY(platform::isPrivateFile(bench.file()));
        PairedApps again(bench.file(), bench.clock);
        QVERIFY(again.load());
        QVERIFY(again.allows(token));
        QVERIFY(again.revoke("laptop"));
        PairedApps third(bench.file(), bench.clock);
        QVERIFY(third.load());
        QVERIFY(!third.allows(token));
    }

    void aDamagedFileLetsNobodyInAndIsLeftAlone_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no list") << QByteArray("{}");
        QTest::newRow("half a hash") << QByteArray(R"([{"name":"a","tokenHash":"00"}])");
        QTest::newRow("no name") << QByteArray("[{\"tokenHash\":\"") + QByteArray(64, '0') + "\"}]";
    }
    void aDamagedFileLetsNobodyInAndIsLeftAlone() {
        QFETCH(QByteArray, text);
        Bench bench;
        QVERIFY(platform::savePrivateFile(bench.file(), text.toStdString()));
        QCOMPARE(bench.apps.load().error(), PairingError::NotReadable);
        QCOMPARE(platform::readFile(bench.file()), std::optional(text.toStdString()));
    }

    void aListThatCannotBeSavedPairsNobody() {
        Bench bench;
        PairedApps apps(bench.file() / "no" / "folder", bench.clock);
        QVERIFY(platform::savePrivateFile(bench.file(), "a file where a folder should be"));
        const std::string code = apps.newCode();
        QCOMPARE(apps.pair(code, "app").error(), PairingError::NotSaved);
        QVERIFY(apps.apps().empty());
    }
};

QTEST_GUILESS_MAIN(PairedAppsTest)
#include "paired_apps_test.moc"

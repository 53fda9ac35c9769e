// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "engine/node/diagnostics.h"
#include "engine/node/run_watch.h"
#include "engine/platform/private_file.h"
#include "engine/platform/system_clock.h"

#include <fstream>

using namespace meson;
using namespace meson::node;

class DiagnosticsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path path(const char* name) const {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }
    static bool has(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }

private Q_SLOTS:
    void whatConcernsNobodyIsTakenOut_data() {
        QTest::addColumn<QString>("secret");
        QTest::addColumn<QString>("word");
        QTest::newRow("wallet") << "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
                                << "[wallet]";
        QTest::newRow("id") << "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                            << "[id]";
        QTest::newRow("token") << "c2VjcmV0LXRva2VuLW9mLXRoZS1ub2Rl0123456789-_AB"
                               << "[token]";
        QTest::newRow("bearer") << "Bearer short7"
                                << "[token]";
        QTest::newRow("IPv4") << "203.0.113.9"
                              << "[address]";
        QTest::newRow("IPv6") << "2001:db8:85a3::8a2e:370:7334"
                              << "[address]";
        QTest::newRow("IPv6 in full") << "2001:db8:85a3:1:2:8a2e:370:7334"
                                      << "[address]";
        QTest::newRow("hardware address") << "a4:5e:60:d1:02:7f"
                                          << "[address]";
        QTest::newRow("key") << "-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----"
                             << "[key]";
        QTest::newRow("home") << QDir::homePath() + QStringLiteral("/x") << "~/x";
    }
    void whatConcernsNobodyIsTakenOut() {
        QFETCH(QString, secret);
        QFETCH(QString, word);
        const std::string text = redacted("before " + secret.toStdString() + " after");
        QCOMPARE(QString::fromStdString(text), QStringLiteral("before %1 after").arg(word));
    }

    void whatHelpsStays() {
        const std::string text = "2026-03-01T12:34:56.789Z warning meson.terminal at 127.0.0.1:8080"
                                 " 100 MB meson::base::fail(int) +0x1234 7.5.1";
        QCOMPARE(redacted(text), text);
    }

    void theBundleHoldsNoSecretOfItsOwner() {
        MinerSettings settings;
        settings.network = Network::Router;
        settings.routerUrl = "https://router.example";
        settings.name = "grandmas-attic";
        settings.payoutAddress = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
        settings.addresses = {"attic.example", "203.0.113.9"};
        MinerSnapshot snapshot;
        snapshot.terminal.emplace();
        snapshot.terminal->name = settings.name;
        snapshot.terminal->address = "http://203.0.113.9:8090";
        snapshot.terminal->problem = "token 9f86d081884c7d659a2feaa0c55ad015";
        metrics::JournalEntry entry;
        entry.event = {metrics::EventType::Reachable, "203.0.113.9", 1};
        std::ofstream(path("log")) << "a line of 198.51.100.7\nthe last line\n";
        const std::string text = diagnosticsOf(settings, snapshot, {entry}, path("log"));
        for (const char* secret :
             {"grandmas-attic", "5aAeb605", "attic.example", "203.0.113.9", "198.51.100.7",
              "9f86d081"})
            QVERIFY2(!has(text, secret), secret);
        for (const char* useful :
             {"Meson Miner", "https://router.example", "\"port\"", "reachable", "the last line"})
            QVERIFY2(has(text, useful), useful);
    }

    void theEndOfAFileIsWholeLines() {
        std::ofstream(path("lines")) << "one\ntwo\nthree\n";
        QCOMPARE(lastLines(path("lines"), 2), std::string("two\nthree\n"));
        QCOMPARE(lastLines(path("lines"), 9), std::string("one\ntwo\nthree\n"));
        QCOMPARE(lastLines(path("none"), 2), std::string());
    }

    void aRunThatDidNotEndIsNoticedOnce() {
        const platform::SystemClock clock;
        const auto files = RunWatch::filesIn(path("run"));
        {
            const RunWatch first(path("run"), clock);
            QVERIFY(!first.brokenRun());
            QVERIFY(std::filesystem::exists(files.running));
        }
        QVERIFY(!std::filesystem::exists(files.running));
        QVERIFY(platform::savePrivateFile(files.running, "Meson Miner 9, started then\n"));
        {
            const RunWatch second(path("run"), clock);
            QVERIFY(second.brokenRun().has_value());
            QVERIFY(second.brokenRun()->cause.empty());
            QVERIFY(has(second.brokenRun()->report, "Meson Miner 9, started then"));
            QCOMPARE(platform::readFile(files.report).value_or(""), second.brokenRun()->report);
        }
        const RunWatch third(path("run"), clock);
        QVERIFY(!third.brokenRun());
    }
};

QTEST_GUILESS_MAIN(DiagnosticsTest)
#include "diagnostics_test.moc"

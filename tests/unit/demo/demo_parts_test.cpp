// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/demo/catalogue.h"
#include "engine/demo/live_table.h"
#include "engine/demo/loopback.h"
#include "engine/demo/playlist.h"
#include "engine/demo/snapshot.h"

#include <set>

using namespace meson;
using namespace meson::demo;

class DemoPartsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filesReachFromOneKibibyteToTwentyMebibytes() {
        std::set<std::int64_t> sizes;
        for (int number = 0; number < kFileCount; ++number)
            sizes.insert(fileSize(number).count());
        QCOMPARE(sizes.size(), std::size_t(kFileCount));
        QCOMPARE(*sizes.begin(), std::int64_t(1024));
        QCOMPARE(*sizes.rbegin(), std::int64_t(20) * 1024 * 1024);
        QCOMPARE(fileBytes(5), fileBytes(5));
        QVERIFY(fileBytes(0) != fileBytes(1));
    }

    void twoDemosNeverClaimTheSamePort() {
        const QString address = QStringLiteral("127.0.0.1");
        const PortClaim any(address);
        QVERIFY(any.port() != 0);
        const PortClaim preferred(address, any.port()); // nobody listens there yet
        QVERIFY(preferred.port() != 0 && preferred.port() != any.port());
        std::uint16_t before = 0;
        {
            const PortClaim claim(address);
            before = claim.port();
        }
        QCOMPARE(PortClaim(address, before).port(), before);
    }

    void theCatalogueIsReadAsItWasWritten() {
        const std::vector<CatalogueEntry> entries{{"/a", base::Bytes(7), {}, "video/mp4"}};
        const auto read = readCatalogue(writeCatalogue(entries));
        QVERIFY(read && read->size() == 1);
        QCOMPARE(read->front().path, std::string("/a"));
        QCOMPARE(read->front().size, base::Bytes(7));
        QVERIFY(!readCatalogue("{}"));
        QVERIFY(!readCatalogue(R"([{"path":"/a","sha256":"zz"}])"));
    }

    void theAudiencePrefersTheFirstAndReachesAll() {
        Audience audience(10, 42);
        std::array<int, 10> asked{};
        for (int i = 0; i < 10'000; ++i)
            ++asked[audience.next()];
        QVERIFY(asked[0] > asked[4] && asked[4] > asked[9]);
        QVERIFY(asked[9] > 0);
    }

    void playlistsGiveRenditionsOrSegments() {
        const Playlist master = parsePlaylist(
            "#EXTM3U\r\n#EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=1,BANDWIDTH=500\r\nlow.m3u8\r\n\r\n"
            "#EXT-X-STREAM-INF:BANDWIDTH=900\nhigh.m3u8");
        QCOMPARE(master.renditions.size(), std::size_t(2));
        QCOMPARE(master.renditions[0].bandwidth, std::int64_t(500));
        QCOMPARE(master.renditions[1].uri, std::string("high.m3u8"));
        const Playlist media =
            parsePlaylist("#EXTM3U\n#EXTINF:3.5,title\na.ts\nstray.ts\n#EXTINF:4,\nb.ts\n");
        QCOMPARE(media.segments.size(), std::size_t(2));
        QCOMPARE(media.segments[0].duration, std::chrono::milliseconds(3'500));
        QVERIFY(media.renditions.empty());
        QVERIFY(parsePlaylist("").segments.empty());
    }

    void theSummaryHoldsWhatTheRouterAndTheViewersMeasured() {
        Snapshot snapshot;
        snapshot.viewers.bytes = 400;
        snapshot.viewers.bytesFromTerminals = 300;
        snapshot.terminals.push_back({.name = "attic"});
        takeRouterStatus(
            snapshot, QJsonDocument::fromJson(
                          R"({"delivery":{"requests":10,"fromOrigin":1},"ledgerBalanced":true,
                "spotChecks":{"passed":5,"failed":2},
                "terminals":[{"name":"attic","state":"suspended","suspended":true,"credits":77},{"name":"else"}]})")
                          .object());
        const QJsonObject summary = summaryOf(snapshot);
        QCOMPARE(summary[QLatin1String("servedByTerminals")].toDouble(), 0.75);
        QCOMPARE(summary[QLatin1String("hitRatio")].toDouble(), 0.9);
        QCOMPARE(
            summary[QLatin1String("spotChecks")].toObject()[QLatin1String("failed")].toInteger(),
            2);
        QCOMPARE(
            summary[QLatin1String("credits")].toObject()[QLatin1String("attic")].toInteger(), 77);
        QCOMPARE(summary[QLatin1String("suspended")].toArray().size(), 1);
        QVERIFY(summary[QLatin1String("ledgerBalanced")].toBool());
    }

    void allLinesOfTheTableThatNameATerminalAreEquallyLong() {
        Snapshot snapshot;
        snapshot.terminals.push_back({.name = "attic"});
        snapshot.terminals.push_back({.name = "office", .used = base::Bytes(640'000'000)});
        const auto lines = QString::fromStdString(tableOf(snapshot)).split(QLatin1Char('\n'));
        QCOMPARE(lines[1].size(), lines[2].size());
        QCOMPARE(lines[0].size(), lines[1].size());
    }

    void aTableTakesAllRowsThatItsLongLinesNeed() {
        const auto rows = [](std::size_t length, int columns) {
            return static_cast<int>(rowsOnScreen(std::string(length, 'x') + "\nend\n", columns));
        };
        QCOMPARE(rows(0, 80), 2);
        QCOMPARE(rows(79, 80), 2);
        QCOMPARE(rows(80, 80), 2);
        QCOMPARE(rows(81, 80), 3);
        QCOMPARE(rows(160, 80), 3);
        QCOMPARE(rows(161, 80), 4);
        QCOMPARE(rows(1000, 0), 2); // a screen that does not say how wide it is
        QCOMPARE(rowsOnScreen({}, 80), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(DemoPartsTest)
#include "demo_parts_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/live_follower.h"
#include "engine/router/playlist.h"

#include <QTest>

using namespace meson;
using namespace meson::router;

namespace {

std::string livePlaylist(int first, int last, const std::string& end = {}) {
    std::string text = "#EXTM3U\r\n#EXT-X-TARGETDURATION:4\r\n#EXT-X-MAP:X=1,URI=\"init.mp4\"\r\n";
    for (int i = first; i <= last; ++i)
        text += "#EXTINF:4,\r\nsegment" + std::to_string(i) + ".m4s\r\n";
    return text + end;
}

} // namespace

class PlaylistTest : public QObject {
    Q_OBJECT

    const http::Url m_origin = *http::parseUrl("http://origin.test/");
    const ResponseKey m_key{1, "/live/list.m3u8"};

private Q_SLOTS:
    void knowsManifestsByTypeOrSuffix_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<bool>("manifest");
        QTest::newRow("/a.m3u8") << QString() << true;
        QTest::newRow("/a.M3U8") << QStringLiteral("text/plain") << true;
        QTest::newRow("/a.mpd") << QString() << true;
        QTest::newRow("/a") << QStringLiteral("application/vnd.apple.mpegurl; charset=utf-8")
                            << true;
        QTest::newRow("/b") << QStringLiteral("Application/DASH+xml") << true;
        QTest::newRow("/a.ts") << QStringLiteral("video/mp2t") << false;
        QTest::newRow("/m3u8") << QString() << false;
    }
    void knowsManifestsByTypeOrSuffix() {
        QFETCH(QString, type);
        QFETCH(bool, manifest);
        QCOMPARE(isManifest(QTest::currentDataTag(), type.toStdString()), manifest);
    }

    void readsAMediaPlaylist() {
        const auto playlist = parseMediaPlaylist(livePlaylist(7, 9));
        QVERIFY(playlist.has_value());
        QCOMPARE(playlist->targetDuration.count(), std::int64_t{4});
        QVERIFY(!playlist->hasEnded);
        const std::vector<std::string> expected{
            "init.mp4", "segment7.m4s", "segment8.m4s", "segment9.m4s"};
        QVERIFY(playlist->resources == expected);
        QVERIFY(parseMediaPlaylist(livePlaylist(1, 2, "#EXT-X-ENDLIST"))->hasEnded);
    }

    void survivesEveryTruncation() {
        const std::string text = livePlaylist(1, 3, "#EXT-X-ENDLIST\n");
        for (std::size_t size = 0; size <= text.size(); ++size) {
            const auto playlist = parseMediaPlaylist(std::string_view(text).substr(0, size));
            QVERIFY(!playlist || playlist->resources.size() <= 4);
        }
    }

    void refusesWhatIsNoMediaPlaylist_data() {
        QTest::addColumn<int>("unused");
        for (const char* text :
             {"x", "#EXTM3U", "#EXTM3U\na.ts\n", "#EXTM3U\n#EXT-X-TARGETDURATION:0\na.ts",
              "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n"})
            QTest::newRow(text) << 0;
    }
    void refusesWhatIsNoMediaPlaylist() { QVERIFY(!parseMediaPlaylist(QTest::currentDataTag())); }

    void fetchesAheadOnlyTheEndOfALongPlaylist() {
        base::ManualClock clock;
        LiveFollower follower(clock);
        const auto added = follower.seen(m_key, m_origin, livePlaylist(1, 100));
        QCOMPARE(added.size(), LiveFollower::kFirstSegments);
        QCOMPARE(added.back(), std::string("/live/segment100.m4s"));
    }

    void looksAgainAfterHalfATargetDurationAndNamesWhatIsNew() {
        base::ManualClock clock;
        LiveFollower follower(clock);
        follower.seen(m_key, m_origin, livePlaylist(1, 3));
        clock.advance(std::chrono::milliseconds(1'999));
        QVERIFY(follower.due().empty());
        clock.advance(std::chrono::milliseconds(1));
        QCOMPARE(follower.due().size(), std::size_t{1});
        QVERIFY(follower.due().empty());
        const auto added = follower.seen(m_key, m_origin, livePlaylist(2, 4));
        QVERIFY(added == std::vector<std::string>{"/live/segment4.m4s"});
    }

    void stopsWhenNobodyWatchesOrTheStreamEnds() {
        base::ManualClock clock;
        LiveFollower follower(clock);
        follower.seen(m_key, m_origin, livePlaylist(1, 3));
        clock.advance(std::chrono::seconds(20));
        follower.viewed(m_key);
        clock.advance(std::chrono::seconds(20));
        QCOMPARE(follower.due().size(), std::size_t{1});
        clock.advance(std::chrono::seconds(5));
        QVERIFY(follower.due().empty());

        follower.seen(m_key, m_origin, livePlaylist(1, 3));
        const auto last = follower.seen(m_key, m_origin, livePlaylist(1, 4, "#EXT-X-ENDLIST"));
        QCOMPARE(last.size(), std::size_t{1});
        clock.advance(std::chrono::seconds(3));
        QVERIFY(follower.due().empty());
    }

    void leavesOtherHostsAlone() {
        base::ManualClock clock;
        LiveFollower follower(clock);
        const std::string text = "#EXTM3U\n#EXT-X-TARGETDURATION:4\nhttp://victim.test/x.ts\n"
                                 "//victim.test/y.ts\nhttp://origin.test/z.ts\n";
        QVERIFY(follower.seen(m_key, m_origin, text) == std::vector<std::string>{"/z.ts"});
    }
};

QTEST_GUILESS_MAIN(PlaylistTest)
#include "playlist_test.moc"

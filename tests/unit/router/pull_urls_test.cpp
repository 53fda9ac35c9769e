// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/router/pull_urls.h"

using namespace meson;
using namespace std::chrono_literals;
using router::PullUrls;
using Use = PullUrls::Use;

namespace {

const base::ContentId kObject{{1}};
const base::ContentId kOther{{2}};

} // namespace

class PullUrlsTest : public QObject {
    Q_OBJECT

    base::ManualClock m_clock;

private Q_SLOTS:
    void aPathIsGoodForOneFetchOfItsObject() {
        PullUrls urls(m_clock);
        const std::string path = urls.make(kObject);
        const std::string other = urls.make(kOther);
        QVERIFY(path != other && path.starts_with(router::kPullPath));
        QVERIFY(urls.redeem(path, "192.0.2.1", Use::Whole) == kObject);
        QVERIFY(!urls.redeem(path, "192.0.2.1", Use::Whole));
        QVERIFY(!urls.redeem(path, "192.0.2.2", Use::Whole));
        QVERIFY(urls.redeem(other, "192.0.2.2", Use::Whole) == kOther);
    }

    void nothingElseIsOne() {
        PullUrls urls(m_clock);
        const std::string path = urls.make(kObject);
        std::string wrong = path;
        wrong.back() = wrong.back() == 'A' ? 'E' : 'A';
        for (const std::string& asked :
             {wrong, path + '/', path.substr(0, path.size() - 1), std::string(router::kPullPath),
              path.substr(router::kPullPath.size()), std::string()})
            QVERIFY2(!urls.redeem(asked, "192.0.2.1", Use::Whole), asked.c_str());
        QVERIFY(urls.redeem(path, "192.0.2.1", Use::Whole));
    }

    void onlyItsFetcherResumes() {
        PullUrls urls(m_clock);
        const std::string path = urls.make(kObject);
        QVERIFY(urls.redeem(path, "192.0.2.1", Use::Whole));
        QVERIFY(!urls.redeem(path, "192.0.2.2", Use::Resume));
        for (int i = 0; i < 3; ++i)
            QVERIFY(urls.redeem(path, "192.0.2.1", Use::Resume) == kObject);
        QVERIFY(!urls.redeem(path, "192.0.2.1", Use::Whole));
        const std::string inParts = urls.make(kObject);
        QVERIFY(urls.redeem(inParts, "192.0.2.2", Use::Resume));
        QVERIFY(!urls.redeem(inParts, "192.0.2.1", Use::Resume));
    }

    void itEndsAfterTwoMinutesWhateverWasFetched() {
        PullUrls urls(m_clock);
        const std::string used = urls.make(kObject);
        const std::string unused = urls.make(kObject);
        const std::string late = urls.make(kObject);
        m_clock.advance(1s);
        const std::string younger = urls.make(kOther);
        m_clock.advance(118s);
        QVERIFY(urls.redeem(used, "192.0.2.1", Use::Whole));
        QVERIFY(urls.redeem(used, "192.0.2.1", Use::Resume));
        QVERIFY(urls.redeem(late, "192.0.2.1", Use::Whole));
        m_clock.advance(1s);
        QVERIFY(!urls.redeem(unused, "192.0.2.1", Use::Whole));
        QVERIFY(!urls.redeem(used, "192.0.2.1", Use::Resume));
        QVERIFY(urls.redeem(younger, "192.0.2.1", Use::Whole));
        m_clock.advance(1s);
        QVERIFY(!urls.redeem(younger, "192.0.2.1", Use::Resume));
    }

    void whatTheCalendarSaysIsNothingToIt() {
        PullUrls urls(m_clock);
        const std::string path = urls.make(kObject);
        m_clock.setWall(m_clock.wall() + 24h);
        QVERIFY(urls.redeem(path, "192.0.2.1", Use::Whole));
    }
};

QTEST_GUILESS_MAIN(PullUrlsTest)
#include "pull_urls_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>

#include "engine/base/clock.h"
#include "engine/metrics/history.h"
#include "tests/support/app_bench.h"
#include "tests/support/page_bench.h"
#include "tests/support/patience.h"
#include "tests/support/raw_client.h"
#include "ui/bridge/words.h"
#include "ui/pages/overview_page.h"
#include "ui/widgets/stat_card.h"

using namespace meson;
using namespace std::chrono_literals;
using terminal::TerminalPhase;

namespace {

constexpr std::size_t kFilm = 3'000'000;

} // namespace

class OverviewPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }
    void whatWasServedTodayOutlivesARestart();
    void uptimeIsOfWhatWasRecordedAndSaysSinceWhen();
};

void OverviewPageTest::whatWasServedTodayOutlivesARestart() {
    if (QTime::currentTime() > QTime(23, 55))
        QSKIP("today ends soon");
    test::FakeRouter router;
    test::AppBench bench(router);
    MESON_TRY_VERIFY(bench.isIn(TerminalPhase::Serving));
    const std::string film = bench.cache(router, test::someBytes(kFilm));
    MESON_TRY_COMPARE(bench.now().terminal->objects, 1);
    const auto watch = [&] {
        test::RawClient viewer(
            {boost::asio::ip::make_address("127.0.0.1"), bench.now().terminal->port});
        return viewer.get(film).body.size();
    };
    const auto served = [&] {
        auto* page = bench.window().findChild<pages::OverviewPage*>();
        return test::named<widgets::StatCard>(*page, QStringLiteral("Served today"))
            ->accessibleDescription()
            .replace(QChar(QChar::Nbsp), QLatin1Char(' '));
    };
    QCOMPARE(watch(), kFilm);
    QCOMPARE(watch(), kFilm);
    const QString twice = QStringLiteral("6 MB, 2 requests, 100 % answered here");
    MESON_TRY_COMPARE(served(), twice);
    bench.reopen();
    MESON_TRY_VERIFY(bench.isIn(TerminalPhase::Serving));
    QCOMPARE(bench.now().terminal->requests, 0);
    MESON_TRY_COMPARE(served(), twice);
}

void OverviewPageTest::uptimeIsOfWhatWasRecordedAndSaysSinceWhen() {
    test::FakeRouter router;
    test::AppBench bench(router);
    const auto row = [&]() -> QPushButton* {
        auto* page = bench.window().findChild<pages::OverviewPage*>();
        for (auto* button : page->findChildren<QPushButton*>())
            if (button->accessibleName().startsWith(QLatin1String("Uptime, 30 days: ")))
                return button;
        return nullptr;
    };
    MESON_TRY_VERIFY(row());
    bench.application.reset();
    // Of the two hours before, it served seven minutes.
    const auto began = std::chrono::floor<std::chrono::seconds>(bench.clock.wall()) - 2h;
    {
        base::ManualClock clock(began);
        const auto folder = bench.settingsFile().parent_path() / "node";
        const auto history =
            metrics::History::create(folder / "history.sqlite", {"serving", "paused"}, clock);
        QVERIFY(history);
        for (int second = 0; second < 420; ++second, clock.advance(1s))
            (*history)->record({1.0, 0.0});
    }
    bench.reopen();
    const QString since =
        bridge::momentText(bridge::toDateTime(began), QDateTime::currentDateTime());
    static const QRegularExpression words(QStringLiteral("^Uptime, 30 days: [5-9]\\.\\d.% since "));
    MESON_TRY_VERIFY(row() && words.match(row()->accessibleName()).hasMatch());
    QVERIFY2(row()->accessibleName().endsWith(since), qPrintable(row()->accessibleName()));
    QCOMPARE(row()->accessibleDescription(), QStringLiteral("needs attention"));
    QSignalSpy asked(&bench.model(), &bridge::MinerModel::pageRequested);
    row()->click();
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.first().first().value<bridge::PageId>(), bridge::PageId::Activity);
}

QTEST_MAIN(OverviewPageTest)
#include "overview_page_test.moc"

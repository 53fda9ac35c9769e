// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/page_bench.h"
#include "tests/support/patience.h"
#include "ui/pages/bandwidth_page.h"
#include "ui/pages/history_chart.h"
#include "ui/widgets/health_list.h"
#include "ui/widgets/limit_editor.h"
#include "ui/widgets/schedule_grid.h"
#include "ui/widgets/units.h"

#include <QDoubleSpinBox>
#include <QSpinBox>

using namespace meson;

class BandwidthPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aLimitIsInForceAtOnce();
    void theAlternativeLimitIsOneClickAway();
    void aLimitIsEnteredInTheUnitThatWasChosen();
    void thePaintedWeekPausesTheNode();
    void theCapAndItsResetDayAreKept();
    void rulesSayWhatTheyRead();
    void reachabilityIsWhatTheRouterProbed();
    void trafficIsDrawnFromTheHistory();
    void fitsTheSmallestWindow();

private:
    const terminal::TerminalSnapshot& now() const { return *m_bench->model.snapshot().terminal; }

    std::unique_ptr<test::PageBench> m_bench;
    std::unique_ptr<pages::BandwidthPage> m_page;
};

void BandwidthPageTest::init() {
    m_bench = std::make_unique<test::PageBench>();
    MESON_TRY_VERIFY(m_bench->isServing());
    m_page = std::make_unique<pages::BandwidthPage>(m_bench->model, nullptr);
    m_page->resize(972, 1240);
    m_page->show();
}

void BandwidthPageTest::cleanup() {
    m_page.reset();
    m_bench.reset();
}

void BandwidthPageTest::aLimitIsInForceAtOnce() {
    auto* limit = test::named<widgets::LimitEditor>(*m_page, QStringLiteral("Upload limit"));
    limit->setValue(40);
    MESON_TRY_COMPARE(now().uploadLimit.count(), 5'000'000);
    QCOMPARE(m_bench->model.settings().rules.limit.count(), 5'000'000);
    limit->setValue(std::nullopt);
    MESON_TRY_COMPARE(now().uploadLimit.count(), 0);
}

void BandwidthPageTest::theAlternativeLimitIsOneClickAway() {
    test::named<widgets::LimitEditor>(*m_page, QStringLiteral("Alternative upload limit"))
        ->setValue(8);
    test::buttonOf(*m_page, QStringLiteral("Use the alternative limit now"))->click();
    MESON_TRY_COMPARE(now().uploadLimit.count(), 1'000'000);
}

void BandwidthPageTest::aLimitIsEnteredInTheUnitThatWasChosen() {
    auto* limit = test::named<widgets::LimitEditor>(*m_page, QStringLiteral("Upload limit"));
    limit->setValue(40);
    MESON_TRY_COMPARE(now().uploadLimit.count(), 5'000'000);
    widgets::setRateUnit(widgets::RateUnit::Bytes);
    Q_EMIT m_bench->model.settingsChanged();
    QCOMPARE(limit->value(), std::optional(5.0));
    limit->setValue(7);
    MESON_TRY_COMPARE(now().uploadLimit.count(), 7'000'000);
    widgets::setRateUnit(widgets::RateUnit::Bits);
    Q_EMIT m_bench->model.settingsChanged();
    QCOMPARE(limit->value(), std::optional(56.0));
}

void BandwidthPageTest::thePaintedWeekPausesTheNode() {
    auto* grid = m_page->findChild<widgets::ScheduleGrid*>();
    widgets::Week week;
    for (auto& day : week) {
        day.fill(widgets::Brush::Paused);
    }
    grid->setWeek(week);
    Q_EMIT grid->weekChanged();
    MESON_TRY_COMPARE(now().pausedBy, terminal::PauseReason::Schedule);
}

void BandwidthPageTest::theCapAndItsResetDayAreKept() {
    test::named<widgets::LimitEditor>(*m_page, QStringLiteral("Monthly cap"))->setValue(500);
    test::named<QSpinBox>(*m_page, QStringLiteral("Reset day of the month"))->setValue(15);
    MESON_TRY_COMPARE(now().traffic.limit.count(), 500'000'000'000);
    QCOMPARE(m_bench->model.settings().cap.resetDay, 15);
}

void BandwidthPageTest::rulesSayWhatTheyRead() {
    const auto says = [this](const QString& words) {
        const auto texts = m_page->findChildren<QLabel*>();
        return std::any_of(texts.begin(), texts.end(), [&](const QLabel* text) {
            return text->text().contains(words);
        });
    };
    MESON_TRY_VERIFY(says(QStringLiteral("not metered now")));
    MESON_TRY_VERIFY(says(QStringLiteral("mains power now")));
    MESON_TRY_VERIFY(says(QStringLiteral("48\u00A0°C now")));
}

void BandwidthPageTest::reachabilityIsWhatTheRouterProbed() {
    const QString address = QString::fromStdString(now().address);
    QVERIFY(!address.isEmpty());
    QVERIFY(test::buttonOf(*m_page, QStringLiteral("Address: ") + address));
    const auto probes = m_bench->router.count("/v1/terminals");
    test::buttonOf(*m_page, QStringLiteral("Test now"))->click();
    MESON_TRY_VERIFY(m_bench->router.count("/v1/terminals") > probes);
}

void BandwidthPageTest::trafficIsDrawnFromTheHistory() {
    auto* chart = m_page->findChild<pages::HistoryChart*>();
    MESON_TRY_VERIFY(chart->chart().summary().contains(QStringLiteral("Served, average")));
    for (int range = 0; range < 8; ++range) {
        chart->setRange(range);
        MESON_TRY_VERIFY(chart->chart().summary().contains(QStringLiteral("Fetched")));
    }
    chart->setRange(0);
    test::named<widgets::LimitEditor>(*m_page, QStringLiteral("Upload limit"))->setValue(40);
    test::named<widgets::LimitEditor>(*m_page, QStringLiteral("Monthly cap"))->setValue(500);
    m_bench->cache(20, 100'000);
    MESON_TRY_VERIFY(now().uploadLimit.count() > 0);
    test::PageBench::keep(*m_page, QStringLiteral("bandwidth"));
}

/// 960 px less the sidebar of 208.
void BandwidthPageTest::fitsTheSmallestWindow() {
    QVERIFY(m_page->widget()->minimumSizeHint().width() <= 740);
    const test::LongerText longer;
    const pages::BandwidthPage page(m_bench->model, nullptr);
    const int least = page.widget()->minimumSizeHint().width();
    QVERIFY2(least <= 740, qPrintable(QString::number(least)));
}

QTEST_MAIN(BandwidthPageTest)
#include "bandwidth_page_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/page_bench.h"
#include "tests/support/patience.h"
#include "ui/pages/hardware_cards.h"
#include "ui/pages/hardware_page.h"
#include "ui/pages/history_chart.h"
#include "ui/widgets/segmented_control.h"

#include <QPlainTextEdit>
#include <QTableWidget>

using namespace meson;

class HardwarePageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void loadIsShownOfAllAndOfUs();
    void whatCannotBeReadIsSaidAndIsNoZero();
    void figuresAreDrawnFromTheHistory();
    void theReportIsTheOneThatWasSent();
    void theComputerIsMeasuredAndThatIsKept();
    void measuringIsCancelled();
    void fitsTheSmallestWindow();

private:
    bool says(const QString& words) const {
        const auto texts = m_page->findChildren<QLabel*>();
        return std::any_of(texts.begin(), texts.end(), [&](const QLabel* text) {
            return text->text().contains(words);
        });
    }
    const bridge::Benchmark& benchmark() const {
        return m_page->findChild<pages::BenchmarkCard*>()->benchmark();
    }

    std::unique_ptr<test::PageBench> m_bench;
    std::unique_ptr<pages::HardwarePage> m_page;
};

void HardwarePageTest::init() {
    m_bench = std::make_unique<test::PageBench>();
    MESON_TRY_VERIFY(m_bench->isServing());
    m_page = std::make_unique<pages::HardwarePage>(m_bench->model, nullptr);
    m_page->resize(972, 1300);
    m_page->show();
}

void HardwarePageTest::cleanup() {
    m_page.reset();
    m_bench.reset();
}

void HardwarePageTest::loadIsShownOfAllAndOfUs() {
    MESON_TRY_VERIFY(m_bench->model.snapshot().load.ownBusy);
    MESON_TRY_VERIFY(says(QStringLiteral("in use by all, ours ")));
    QVERIFY(!says(QStringLiteral("in use by all, ours not")));
    MESON_TRY_VERIFY(says(QStringLiteral("48"))); // °C, as the bench's computer says
    QVERIFY(says(QStringLiteral("on mains power now")));
}

void HardwarePageTest::whatCannotBeReadIsSaidAndIsNoZero() {
    m_page.reset();
    m_bench->computer = {};
    m_bench->model.retryNow();
    node::MinerSettings settings = m_bench->model.settings();
    settings.name = "another"; // a new Terminal, which reads the computer at once
    QVERIFY(!m_bench->model.setSettings(settings));
    const auto isUnread = [this] {
        const auto& now = m_bench->model.snapshot().terminal;
        return now && now->name == "another" && m_bench->isServing() && !now->computer.celsius;
    };
    MESON_TRY_VERIFY(isUnread());
    m_page = std::make_unique<pages::HardwarePage>(m_bench->model, nullptr);
    QVERIFY(says(QStringLiteral("Not readable on this system")));
    QVERIFY(says(QStringLiteral("source of power not readable")));
}

void HardwarePageTest::figuresAreDrawnFromTheHistory() {
    auto* which =
        test::named<widgets::SegmentedControl>(*m_page, QStringLiteral("Shown over time"));
    // What each shows where it can be read everywhere.
    const QList<std::pair<QString, QString>> graphs{
        {QStringLiteral("Processor"), QStringLiteral("Ours")},
        {QStringLiteral("Memory"), QStringLiteral("Ours")},
        {QStringLiteral("Disks"), QString()},
        {QStringLiteral("Network"), QStringLiteral("Served")},
        {QStringLiteral("Temperature"), QStringLiteral("Processor")},
        {QStringLiteral("Battery"), QString()}};
    const auto charts = m_page->findChildren<pages::HistoryChart*>();
    QCOMPARE(charts.size(), graphs.size());
    for (int i = 0; i < graphs.size(); ++i) {
        which->setCurrent(i);
        Q_EMIT which->currentChanged(i);
        const auto shown = std::find_if(charts.begin(), charts.end(), [&](const auto* chart) {
            return chart->title() == graphs[i].first + QStringLiteral(" over time");
        });
        QVERIFY(shown != charts.end() && (*shown)->isVisible());
        MESON_TRY_VERIFY((*shown)->chart().summary().contains(graphs[i].second));
    }
}

void HardwarePageTest::theReportIsTheOneThatWasSent() {
    QTRY_VERIFY_WITH_TIMEOUT(m_bench->model.snapshot().terminal->hardwareSent, 60'000);
    const auto sent = m_bench->router.received<protocol::Hardware>("/hardware");
    auto* raw = test::named<QPlainTextEdit>(*m_page, QStringLiteral("The report byte by byte"));
    MESON_TRY_VERIFY(!raw->toPlainText().isEmpty());
    QCOMPARE(raw->toPlainText().toUtf8(), protocol::encode(sent.back()));
    QVERIFY(!raw->isVisible());
    const QString threads = QStringLiteral("Hardware threads: %1").arg(sent.back().cores);
    QVERIFY(test::named<QLabel>(*m_page, threads));
    auto* view =
        m_page->findChild<pages::HardwareReportCard*>()->findChild<widgets::SegmentedControl*>();
    view->setCurrent(1);
    Q_EMIT view->currentChanged(1);
    QVERIFY(raw->isVisible());
}

void HardwarePageTest::theComputerIsMeasuredAndThatIsKept() {
    test::buttonOf(*m_page, QStringLiteral("Measure how fast this computer is"))->click();
    QVERIFY(benchmark().current());
    QTRY_COMPARE_WITH_TIMEOUT(benchmark().results().size(), std::size_t(1), 60'000);
    const node::BenchmarkResult& result = benchmark().results().front();
    QVERIFY(result.diskRead && result.diskRead->count() > 0);
    QVERIFY(result.hashing.count() > 0 && result.sealing.count() > 0 && result.signatures > 0);
    QVERIFY(says(QStringLiteral("is the narrowest part")));
    const auto* table = test::named<QTableWidget>(*m_page, QStringLiteral("Measured speeds"));
    QCOMPARE(table->rowCount(), 5);
    for (int row = 0; row < 5; ++row) {
        QVERIFY(!table->item(row, 2)->text().isEmpty());
    }
    const auto kept = node::loadBenchmarks(m_bench->model.nodeFolder() / "benchmarks.json");
    QCOMPARE(kept.size(), std::size_t(1));
    QCOMPARE(kept.front().hashing, result.hashing);
    test::PageBench::keep(*m_page, QStringLiteral("hardware"));
    m_page = std::make_unique<pages::HardwarePage>(m_bench->model, nullptr);
    m_page->show();
    MESON_TRY_COMPARE(benchmark().results().size(), std::size_t(1));
}

void HardwarePageTest::measuringIsCancelled() {
    test::buttonOf(*m_page, QStringLiteral("Measure how fast this computer is"))->click();
    test::buttonOf(*m_page, QStringLiteral("Cancel measuring"))->click();
    MESON_TRY_VERIFY(!benchmark().current());
    QVERIFY(benchmark().results().empty());
    QVERIFY(node::loadBenchmarks(m_bench->model.nodeFolder() / "benchmarks.json").empty());
}

/// 960 px less the sidebar of 208.
void HardwarePageTest::fitsTheSmallestWindow() {
    QVERIFY(m_page->widget()->minimumSizeHint().width() <= 740);
    const test::LongerText longer;
    const pages::HardwarePage page(m_bench->model, nullptr);
    const int least = page.widget()->minimumSizeHint().width();
    QVERIFY2(least <= 740, qPrintable(QString::number(least)));
}

QTEST_MAIN(HardwarePageTest)
#include "hardware_page_test.moc"

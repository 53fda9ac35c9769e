// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/widgets/block_map.h"
#include "ui/widgets/disk_bar.h"
#include "ui/widgets/donut.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/time_chart.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <cmath>
#include <memory>

using namespace meson::widgets;

namespace {

QDateTime start() {
    return {QDate(2026, 1, 5), QTime(8, 0)};
}

std::vector<Sample> ramp(int count) {
    std::vector<Sample> samples;
    for (int i = 0; i < count; ++i) {
        samples.push_back({start().addSecs(i), double(i)});
    }
    return samples;
}

QWidget* plotOf(TimeChart& chart) {
    return chart.findChild<QWidget*>(QStringLiteral("plot"));
}

} // namespace

class ChartTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void keepsShortRowsAsTheyAre();
    void keepsTheExtremesOfEveryBucket();
    void keepsGapsAsGaps();
    void drawsNoMoreThanFourGridIntervals_data();
    void drawsNoMoreThanFourGridIntervals();
    void saysInWordsWhatItShows();
    void showsASentenceInsteadOfAnEmptyGrid();
    void showsTheSameFiguresAsATable();
    void arrowKeysMoveTheReadOut();
    void theMouseMovesTheReadOut();
    void theDonutSpeaksItsParts();
    void theBlockMapWalksByKeyboardAndOpensBlocks();
    void aFlashGoesOutByItself();
    void logarithmicMarksAreTensOfOneAnother_data();
    void logarithmicMarksAreTensOfOneAnother();
    void aLogarithmicScaleLiftsWhatIsSmall();
    void shadedTimeIsSaidInWords();

private:
    std::unique_ptr<meson::theme::Theme> m_theme;
};

void ChartTest::initTestCase() {
    QLocale::setDefault(QLocale::c());
    m_theme = std::make_unique<meson::theme::Theme>(*qApp);
}

void ChartTest::keepsShortRowsAsTheyAre() {
    QCOMPARE(decimated(ramp(20), 10).size(), std::size_t(20));
    QVERIFY(decimated(ramp(21), 10).size() <= 20);
    QVERIFY(decimated({}, 10).empty());
}

void ChartTest::keepsTheExtremesOfEveryBucket() {
    auto samples = ramp(10000);
    samples[5001].value = 1e6;
    samples[5002].value = -1e6;
    const auto shown = decimated(samples, 100);
    QVERIFY(shown.size() <= 200);
    const auto has = [&shown](double value) {
        return std::any_of(shown.begin(), shown.end(), [value](const Sample& each) {
            return each.value == value;
        });
    };
    QVERIFY(has(1e6));
    QVERIFY(has(-1e6));
    QVERIFY(std::is_sorted(shown.begin(), shown.end(), [](const Sample& a, const Sample& b) {
        return a.time < b.time;
    }));
}

void ChartTest::keepsGapsAsGaps() {
    auto samples = ramp(1000);
    for (std::size_t i = 400; i < 600; ++i) {
        samples[i].value = std::nan("");
    }
    const auto shown = decimated(samples, 10);
    QVERIFY(std::any_of(
        shown.begin(), shown.end(), [](const Sample& each) { return std::isnan(each.value); }));
}

void ChartTest::drawsNoMoreThanFourGridIntervals_data() {
    QTest::addColumn<double>("least");
    QTest::addColumn<double>("greatest");
    QTest::newRow("nothing") << 0.0 << 0.0;
    QTest::newRow("tiny") << 0.0 << 0.00037;
    QTest::newRow("one") << 0.0 << 1.0;
    QTest::newRow("odd") << 0.0 << 61.7;
    QTest::newRow("big") << 0.0 << 9.99e12;
    QTest::newRow("both signs") << -3.4 << 5.1;
    QTest::newRow("negative") << -8.0 << 0.0;
}

void ChartTest::drawsNoMoreThanFourGridIntervals() {
    QFETCH(double, least);
    QFETCH(double, greatest);
    const auto marks = roundMarks(least, greatest);
    QVERIFY(marks.size() >= 2 && marks.size() <= 5);
    QVERIFY(marks.front() <= least);
    QVERIFY(marks.back() >= greatest);
}

void ChartTest::saysInWordsWhatItShows() {
    TimeChart chart(QStringLiteral("Traffic"));
    chart.setSeries({{QStringLiteral("Served"), ramp(5), 0, Drawing::Line, Fill::Solid}});
    QVERIFY(chart.summary().contains(QStringLiteral("Served: lowest 0, highest 4")));
    QVERIFY(chart.summary().contains(QStringLiteral("last 4")));
}

void ChartTest::showsASentenceInsteadOfAnEmptyGrid() {
    TimeChart chart(QStringLiteral("Traffic"));
    chart.setEmptyText(QStringLiteral("Nothing yet"), QStringLiteral("Wait five minutes."));
    chart.resize(400, 240);
    chart.show();
    QCOMPARE(chart.summary(), QStringLiteral("Wait five minutes."));
    QVERIFY(!plotOf(chart)->isVisible());
    chart.setSeries({{QStringLiteral("Served"), ramp(5), 0, Drawing::Line, Fill::Solid}});
    QVERIFY(plotOf(chart)->isVisible());
    auto gaps = ramp(3);
    for (Sample& sample : gaps) {
        sample.value = std::nan("");
    }
    chart.setSeries({{QStringLiteral("Served"), gaps, 0, Drawing::Line, Fill::Solid}});
    QVERIFY(!plotOf(chart)->isVisible());
}

void ChartTest::showsTheSameFiguresAsATable() {
    TimeChart chart(QStringLiteral("Traffic"));
    chart.setFormatter([](double value) { return QStringLiteral("%1 B").arg(value); });
    chart.setSeries({{QStringLiteral("Served"), ramp(3), 0, Drawing::StackedBars, Fill::Solid}});
    QSignalSpy changed(&chart, &TimeChart::viewChanged);
    chart.setView(TimeChart::View::Table);
    QCOMPARE(changed.count(), 1);
    const auto* model = chart.findChild<QTableView*>()->model();
    QCOMPARE(model->rowCount(), 3);
    QCOMPARE(model->headerData(1, Qt::Horizontal).toString(), QStringLiteral("Served"));
    QCOMPARE(model->index(0, 1).data().toString(), QStringLiteral("2 B"));
    QCOMPARE(model->index(2, 1).data().toString(), QStringLiteral("0 B"));
}

void ChartTest::arrowKeysMoveTheReadOut() {
    TimeChart chart(QStringLiteral("Traffic"));
    chart.resize(400, 240);
    chart.setSeries({{QStringLiteral("Served"), ramp(5), 0, Drawing::Line, Fill::Solid}});
    chart.show();
    QWidget* plot = plotOf(chart);
    QTest::keyClick(plot, Qt::Key_Left);
    QCOMPARE(chart.readOut(), std::optional(4));
    QTest::keyClick(plot, Qt::Key_Left);
    QCOMPARE(chart.readOut(), std::optional(3));
    QTest::keyClick(plot, Qt::Key_Home);
    QTest::keyClick(plot, Qt::Key_Left);
    QCOMPARE(chart.readOut(), std::optional(0));
    QTest::keyClick(plot, Qt::Key_End);
    QTest::keyClick(plot, Qt::Key_Right);
    QCOMPARE(chart.readOut(), std::optional(4));
    QTest::keyClick(plot, Qt::Key_Escape);
    QVERIFY(!chart.readOut());
}

void ChartTest::theMouseMovesTheReadOut() {
    TimeChart chart(QStringLiteral("Traffic"));
    chart.resize(400, 240);
    chart.setSeries({{QStringLiteral("Served"), ramp(5), 0, Drawing::StackedBars, Fill::Solid}});
    chart.show();
    auto* view = qobject_cast<QAbstractScrollArea*>(plotOf(chart));
    QTest::mouseMove(view->viewport(), QPoint(view->width() - 10, 60));
    QTRY_COMPARE(chart.readOut(), std::optional(4));
}

void ChartTest::theDonutSpeaksItsParts() {
    Donut donut;
    donut.setParts(
        {{QStringLiteral("Cached"), QStringLiteral("4 GB"), 4, 0, Fill::Solid},
         {QStringLiteral("Free"), QStringLiteral("1 GB"), 1, 5, Fill::Hollow}});
    QCOMPARE(donut.summary(), QStringLiteral("Cached 4 GB, Free 1 GB"));
    DiskBar bar;
    bar.setParts({{QStringLiteral("Over"), QStringLiteral("9 GB"), 9, 0, Fill::Solid}}, 5);
    bar.resize(100, 24);
    bar.grab();
    QCOMPARE(bar.summary(), QStringLiteral("Over 9 GB"));
}

void ChartTest::theBlockMapWalksByKeyboardAndOpensBlocks() {
    BlockMap map;
    map.setBlocks(std::vector<Block>(100, Block::Cached));
    map.resize(7 * 8 + 4, map.heightForWidth(7 * 8 + 4)); // eight columns
    map.show();
    QSignalSpy opened(&map, &BlockMap::activated);
    QTest::keyClick(&map, Qt::Key_Right);
    QTest::keyClick(&map, Qt::Key_Down);
    QCOMPARE(map.current(), 9);
    QTest::keyClick(&map, Qt::Key_Return);
    QCOMPARE(opened.takeFirst().at(0).toInt(), 9);
    QTest::mouseClick(&map, Qt::LeftButton, {}, QPoint(3 + 7 * 2 + 2, 5));
    QCOMPARE(opened.takeFirst().at(0).toInt(), 2);
    QTest::keyClick(&map, Qt::Key_End);
    QTest::keyClick(&map, Qt::Key_Down);
    QCOMPARE(map.current(), 99);
    map.setBlock(99, Block::Failed);
    QVERIFY(map.summary().contains(QStringLiteral("Failed its check: 1")));
    map.setBlock(100, Block::Failed);
    QVERIFY(map.summary().contains(QStringLiteral("Failed its check: 1")));
}

void ChartTest::aFlashGoesOutByItself() {
    BlockMap map;
    map.setBlocks(std::vector<Block>(10, Block::Cached));
    map.resize(map.sizeHint());
    map.show();
    QVERIFY(QTest::qWaitForWindowActive(&map));
    const QImage calm = map.grab().toImage();
    map.flash(3);
    QVERIFY(map.grab().toImage() != calm);
    QTRY_COMPARE(map.grab().toImage(), calm);
}

void ChartTest::logarithmicMarksAreTensOfOneAnother_data() {
    QTest::addColumn<double>("least");
    QTest::addColumn<double>("greatest");
    QTest::addColumn<double>("first");
    QTest::addColumn<double>("last");
    QTest::newRow("three decades") << 3.0 << 800.0 << 1.0 << 1000.0;
    QTest::newRow("whole powers") << 10.0 << 1000.0 << 10.0 << 1000.0;
    QTest::newRow("one value") << 5.0 << 5.0 << 1.0 << 10.0;
    QTest::newRow("too many decades") << 1e-3 << 1e9 << 1e4 << 1e9;
    QTest::newRow("only a limit") << qInf() << 40.0 << 10.0 << 100.0;
    QTest::newRow("nothing") << qInf() << 0.0 << 1.0 << 10.0;
}

void ChartTest::logarithmicMarksAreTensOfOneAnother() {
    QFETCH(double, least);
    QFETCH(double, greatest);
    const auto marks = logarithmicMarks(least, greatest);
    QTEST(marks.front(), "first");
    QTEST(marks.back(), "last");
    for (std::size_t i = 1; i < marks.size(); ++i) {
        QCOMPARE(marks[i] / marks[i - 1], 10.0);
    }
}

/// A hundredth of the greatest value is drawn in the middle instead of on the floor.
void ChartTest::aLogarithmicScaleLiftsWhatIsSmall() {
    TimeChart chart(QStringLiteral("Rates"));
    chart.resize(500, 300);
    chart.show();
    std::vector<Sample> samples = ramp(100);
    for (Sample& sample : samples) {
        sample.value = 100;
    }
    samples[0].value = 10'000;
    samples[1].value = 1;
    samples.back().value = 0;
    chart.setSeries({{QStringLiteral("Out"), samples, 0, Drawing::Line, Fill::Solid}});
    const QImage linear = plotOf(chart)->grab().toImage();
    chart.setScale(TimeChart::Scale::Logarithmic);
    const QImage logarithmic = plotOf(chart)->grab().toImage();
    const auto heightOfLine =
        [&chart](const QImage& image) { // from the top, at two thirds of the width
            const QColor line = meson::theme::tokensOf(&chart).series[0];
            for (int y = 0; y < image.height(); ++y) {
                const QColor here = image.pixelColor(image.width() * 2 / 3, y);
                if (std::abs(here.hue() - line.hue()) < 12 && here.saturation() > 60) {
                    return y * 100 / image.height();
                }
            }
            return 100;
        };
    QVERIFY2(heightOfLine(linear) > 80, qPrintable(QString::number(heightOfLine(linear))));
    const int height = heightOfLine(logarithmic);
    QVERIFY2(height > 30 && height < 70, qPrintable(QString::number(height)));
}

void ChartTest::shadedTimeIsSaidInWords() {
    TimeChart chart(QStringLiteral("Rates"));
    chart.setSeries({{QStringLiteral("Out"), ramp(100), 0, Drawing::Line, Fill::Solid}});
    chart.setSpans({{start().addSecs(10), start().addSecs(70), QStringLiteral("Paused")}});
    QVERIFY(chart.summary().contains(QStringLiteral("Paused from 08:00")));
}

QTEST_MAIN(ChartTest)
#include "chart_test.moc"

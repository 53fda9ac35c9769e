// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/scenes.h"
#include "tests/support/widget_walk.h"
#include "ui/theme/theme.h"
#include "ui/widgets/status_strip.h"

#include <QApplication>
#include <QFile>
#include <QTest>
#include <QTranslator>
#include <memory>

using namespace meson;

namespace {

/// Every message, longer by two fifths and in brackets.
class PseudoTranslator : public QTranslator {
public:
    QString translate(const char*, const char* text, const char*, int) const override {
        const QString words = QString::fromUtf8(text);
        return QLatin1Char('[') + words + QString(words.size() * 2 / 5, QLatin1Char('~')) +
               QLatin1Char(']');
    }
    bool isEmpty() const override { return false; }
};

} // namespace

class WidgetWalkTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyControlHasAnAccessibleName_data() { sceneRows(); }
    void everyControlHasAnAccessibleName();
    void chineseIsCompleteAndFound();
    void everythingFitsTheSmallestWindow_data() { sceneRows(); }
    void everythingFitsTheSmallestWindow();
    void longerTextFits_data() { sceneRows(); }
    void longerTextFits();
    void everythingIsMirroredWithinItsWindow_data() { sceneRows(); }
    void everythingIsMirroredWithinItsWindow();

private:
    static void sceneRows();
    static std::unique_ptr<QWidget> shown(const QString& name);

    std::unique_ptr<theme::Theme> m_theme;
};

void WidgetWalkTest::init() {
    m_theme = std::make_unique<theme::Theme>(*qApp);
}

void WidgetWalkTest::cleanup() {
    gallery::setTextStretch(1);
    QGuiApplication::setLayoutDirection(Qt::LeftToRight);
}

void WidgetWalkTest::sceneRows() {
    QTest::addColumn<QString>("scene");
    for (const auto& scene : gallery::scenes()) {
        QTest::newRow(qPrintable(scene.name)) << scene.name;
    }
}

std::unique_ptr<QWidget> WidgetWalkTest::shown(const QString& name) {
    for (const auto& scene : gallery::scenes()) {
        if (name == scene.name) {
            auto widget = scene.make();
            widget->resize(scene.size.isValid() ? scene.size : widget->sizeHint());
            widget->show();
            QApplication::sendPostedEvents();
            return widget;
        }
    }
    return {};
}

void WidgetWalkTest::everyControlHasAnAccessibleName() {
    QFETCH(QString, scene);
    const auto window = shown(scene);
    QCOMPARE(test::controlsWithoutName(*window), QStringList());
    for (auto* graphic : window->findChildren<widgets::Graphic*>()) {
        QAccessibleInterface* face = QAccessible::queryAccessibleInterface(graphic);
        QCOMPARE(face->role(), graphic->role());
    }
}

void WidgetWalkTest::chineseIsCompleteAndFound() {
    QFile file(QStringLiteral(MESON_SOURCE_DIR "/translations/meson_zh_CN.ts"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray texts = file.readAll();
    QVERIFY(!texts.contains("unfinished"));
    QVERIFY(!texts.contains("<translation></translation>"));
    QTranslator chinese;
    QVERIFY(chinese.load(QStringLiteral(":/translations/meson_zh_CN.qm")));
    QCoreApplication::installTranslator(&chinese);
    QCOMPARE(widgets::nodeStateName(widgets::NodeState::Paused), QString::fromUtf8("已暂停"));
}

void WidgetWalkTest::everythingFitsTheSmallestWindow() {
    QFETCH(QString, scene);
    const auto window = shown(scene);
    QVERIFY2(
        window->minimumSizeHint().width() <= 960,
        qPrintable(QString::number(window->minimumSizeHint().width())));
}

void WidgetWalkTest::longerTextFits() {
    QFETCH(QString, scene);
    PseudoTranslator pseudo;
    QCoreApplication::installTranslator(&pseudo);
    gallery::setTextStretch(1.4);
    const auto window = shown(scene);
    QVERIFY2(window->width() <= 1180, qPrintable(QString::number(window->width())));
    QCOMPARE(test::clippedTexts(*window), QStringList());
}

void WidgetWalkTest::everythingIsMirroredWithinItsWindow() {
    QFETCH(QString, scene);
    QGuiApplication::setLayoutDirection(Qt::RightToLeft);
    const auto window = shown(scene);
    for (const QWidget* widget : window->findChildren<QWidget*>()) {
        if (test::mustFit(widget)) {
            const QRect place(widget->mapTo(window.get(), QPoint()), widget->size());
            QVERIFY2(window->rect().contains(place), qPrintable(test::nameOf(widget)));
            QCOMPARE(widget->layoutDirection(), Qt::RightToLeft);
        }
    }
}

QTEST_MAIN(WidgetWalkTest)
#include "widget_walk_test.moc"

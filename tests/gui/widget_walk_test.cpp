// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/scenes.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_text.h"
#include "ui/widgets/graphic.h"
#include "ui/widgets/status_strip.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QSlider>
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

bool isInteractive(const QWidget* widget) {
    if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible()) {
        return false;
    }
    const QWidget* parent = widget->parentWidget();
    if (qobject_cast<const QAbstractSpinBox*>(parent) || qobject_cast<const QComboBox*>(parent)) {
        return false;
    }
    return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QLineEdit*>(widget) ||
           qobject_cast<const QComboBox*>(widget) ||
           qobject_cast<const QAbstractSpinBox*>(widget) || qobject_cast<const QSlider*>(widget) ||
           qobject_cast<const QAbstractItemView*>(widget) ||
           qobject_cast<const widgets::Graphic*>(widget);
}

QString accessibleNameOf(QWidget* widget) {
    QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
    return face ? face->text(QAccessible::Name) : QString();
}

/// What shows words in one line and must not be narrower than they are.
bool mustFit(const QWidget* widget) {
    if (!widget->isVisible() || qobject_cast<const widgets::ElidedText*>(widget)) {
        return false;
    }
    const auto* label = qobject_cast<const QLabel*>(widget);
    return (label && !label->wordWrap()) || qobject_cast<const QAbstractButton*>(widget) ||
           widget->inherits("meson::widgets::Pill") ||
           widget->inherits("meson::widgets::SegmentedControl");
}

QString nameOf(const QWidget* widget) {
    const auto* label = qobject_cast<const QLabel*>(widget);
    return QStringLiteral("%1 “%2” %3 < %4")
        .arg(
            QLatin1String(widget->metaObject()->className()),
            label ? label->text() : widget->accessibleName())
        .arg(widget->width())
        .arg(widget->minimumSizeHint().width());
}

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
    for (QWidget* widget : window->findChildren<QWidget*>()) {
        if (isInteractive(widget)) {
            QVERIFY2(!accessibleNameOf(widget).isEmpty(), widget->metaObject()->className());
        }
        if (auto* graphic = qobject_cast<widgets::Graphic*>(widget)) {
            QAccessibleInterface* face = QAccessible::queryAccessibleInterface(graphic);
            QCOMPARE(face->role(), graphic->role());
        }
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
    for (const QWidget* widget : window->findChildren<QWidget*>()) {
        if (mustFit(widget)) {
            QVERIFY2(
                widget->width() >= widget->minimumSizeHint().width(), qPrintable(nameOf(widget)));
        }
    }
}

void WidgetWalkTest::everythingIsMirroredWithinItsWindow() {
    QFETCH(QString, scene);
    QGuiApplication::setLayoutDirection(Qt::RightToLeft);
    const auto window = shown(scene);
    for (const QWidget* widget : window->findChildren<QWidget*>()) {
        if (widget->isVisible() && mustFit(widget)) {
            const QRect place(widget->mapTo(window.get(), QPoint()), widget->size());
            QVERIFY2(window->rect().contains(place), qPrintable(nameOf(widget)));
            QCOMPARE(widget->layoutDirection(), Qt::RightToLeft);
        }
    }
}

QTEST_MAIN(WidgetWalkTest)
#include "widget_walk_test.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icon.h"
#include "ui/theme/metrics.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/tray_icon.h"

#include <QApplication>
#include <QPainter>
#include <QPushButton>
#include <QTest>

using namespace meson::theme;

namespace {

/// Which pixels are painted at all, colours left aside.
QList<bool> shapeOf(const QIcon& icon, int side) {
    const QImage image = icon.pixmap(side, side).toImage().convertToFormat(QImage::Format_ARGB32);
    QList<bool> shape;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            shape << (qAlpha(image.pixel(x, y)) > 127);
        }
    }
    return shape;
}

} // namespace

class ThemeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTextReadsOnEveryGround_data();
    void everyTextReadsOnEveryGround();
    void outlinesAndSeriesAreSeen_data() { everyTextReadsOnEveryGround_data(); }
    void outlinesAndSeriesAreSeen();
    void theChoiceTakesEffectInOpenWindows();
    void aNewTextSizeTakesEffectInOpenWindows();
    void everyGlyphIsDrawnInTheColourAskedFor();
    void trayStatesDifferByShapeAlone();
    void aPrimaryButtonIsFilledWithTheAccent();
};

void ThemeTest::everyTextReadsOnEveryGround_data() {
    QTest::addColumn<Scheme>("scheme");
    QTest::newRow("light") << Scheme::Light;
    QTest::newRow("dark") << Scheme::Dark;
    QTest::newRow("high contrast") << Scheme::HighContrast;
}

void ThemeTest::everyTextReadsOnEveryGround() {
    QFETCH(Scheme, scheme);
    const Tokens& tokens = tokensFor(scheme);
    const double least = scheme == Scheme::HighContrast ? 7.0 : 4.5;
    for (const Tone tone :
         {Tone::Plain, Tone::Muted, Tone::Accent, Tone::Ok, Tone::Warn, Tone::Error, Tone::Info}) {
        const QColor text = toneColor(tokens, tone);
        for (const QColor& ground :
             {tokens.background, tokens.surface, tokens.sunken, toneGround(tokens, tone)}) {
            QVERIFY2(
                contrast(text, ground) >= least,
                qPrintable(QStringLiteral("tone %1: %2 on %3 is %4")
                               .arg(int(tone))
                               .arg(text.name(), ground.name())
                               .arg(contrast(text, ground))));
        }
    }
    QVERIFY(contrast(tokens.onAccent, tokens.accent) >= 4.5);
    QVERIFY(contrast(tokens.onAccent, tokens.error) >= 4.5);
}

void ThemeTest::outlinesAndSeriesAreSeen() {
    QFETCH(Scheme, scheme);
    const Tokens& tokens = tokensFor(scheme);
    QVERIFY(contrast(tokens.outline, tokens.surface) >= 3);
    for (const QColor& color : tokens.series) {
        QVERIFY(contrast(color, tokens.surface) >= 3);
    }
}

void ThemeTest::theChoiceTakesEffectInOpenWindows() {
    Theme theme(*qApp);
    QPushButton button(QStringLiteral("Save"));
    button.show();
    theme.setChoice(Choice::Dark);
    QCOMPARE(tokensOf(&button).scheme, Scheme::Dark);
    const QColor dark = button.grab().toImage().pixelColor(button.rect().center().x(), 3);
    theme.setChoice(Choice::Light);
    QCOMPARE(tokensOf(&button).scheme, Scheme::Light);
    const QColor light = button.grab().toImage().pixelColor(button.rect().center().x(), 3);
    QVERIFY(dark.lightness() < 100);
    QVERIFY(light.lightness() > 200);
    QCOMPARE(button.palette().color(QPalette::Window), tokensFor(Scheme::Light).background);
}

void ThemeTest::aNewTextSizeTakesEffectInOpenWindows() {
    Theme theme(*qApp);
    QPushButton button(QStringLiteral("Save"));
    button.show();
    const int before = button.sizeHint().width();
    setTextScale(1.5);
    theme.apply();
    QTRY_VERIFY(button.sizeHint().width() > before);
    setTextScale(1);
    theme.apply();
    QTRY_COMPARE(button.sizeHint().width(), before);
}

void ThemeTest::everyGlyphIsDrawnInTheColourAskedFor() {
    for (int glyph = 0; glyph < kGlyphCount; ++glyph) {
        QImage image(48, 48, QImage::Format_ARGB32);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        drawGlyph(painter, Glyph(glyph), QRectF(0, 0, 48, 48), QColor(Qt::red));
        painter.end();
        int inked = 0;
        for (int y = 0; y < 48; ++y) {
            for (int x = 0; x < 48; ++x) {
                if (image.pixelColor(x, y).alpha() == 255) {
                    QCOMPARE(image.pixelColor(x, y), QColor(Qt::red));
                    ++inked;
                }
            }
        }
        QVERIFY2(inked > 20, qPrintable(QString::number(glyph)));
    }
}

void ThemeTest::trayStatesDifferByShapeAlone() {
    for (const TrayInk ink : {TrayInk::Color, TrayInk::Dark, TrayInk::Light}) {
        QList<QImage> seen;
        for (const TrayState state :
             {TrayState::Earning, TrayState::Idle, TrayState::Paused, TrayState::Attention,
              TrayState::Offline}) {
            for (const TrayNews news : {TrayNews::None, TrayNews::Update}) {
                const QImage image = trayIcon(state, ink, news).pixmap(22, 22).toImage();
                QVERIFY(!seen.contains(image));
                seen << image;
            }
        }
    }
    QVERIFY(
        shapeOf(trayIcon(TrayState::Earning, TrayInk::Dark), 32) !=
        shapeOf(trayIcon(TrayState::Paused, TrayInk::Dark), 32));
    QCOMPARE(
        shapeOf(trayIcon(TrayState::Paused, TrayInk::Dark), 32),
        shapeOf(trayIcon(TrayState::Paused, TrayInk::Light), 32));
}

void ThemeTest::aPrimaryButtonIsFilledWithTheAccent() {
    Theme theme(*qApp);
    theme.setChoice(Choice::Dark);
    QPushButton button(QStringLiteral("Go"));
    setButtonRole(button, ButtonRole::Primary);
    button.show();
    const QColor fill = button.grab().toImage().pixelColor(6, button.height() / 2);
    QCOMPARE(fill.rgb(), tokensFor(Scheme::Dark).accent.rgb());
}

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"

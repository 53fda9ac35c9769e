// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/toast_area.h"

#include "ui/theme/icon.h"
#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/text.h"

#include <QAccessible>
#include <QEvent>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace meson::widgets {

namespace space = theme::space;

namespace {

constexpr int kWidth = 360;
constexpr int kMost = 4;

class Toast : public QWidget {
public:
    Toast(theme::Tone tone, const QString& text, std::chrono::milliseconds duration)
        : m_tone(tone) {
        setAccessibleName(text);
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(space::kMedium, 10, space::kSmall, 10);
        row->setSpacing(12);
        row->addWidget(new GlyphLabel(theme::toneGlyph(tone), tone, theme::size::kIcon));
        auto* words = new Text(text);
        words->wrap();
        row->addWidget(words, 1);
        auto* close = new QToolButton;
        close->setIcon(theme::icon(theme::Glyph::Close));
        close->setAccessibleName(ToastArea::tr("Close this message"));
        row->addWidget(close);
        connect(close, &QToolButton::clicked, this, &QObject::deleteLater);
        m_timer.setSingleShot(true);
        m_timer.setInterval(duration);
        connect(&m_timer, &QTimer::timeout, this, &QObject::deleteLater);
        m_timer.start();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const theme::Tokens& tokens = theme::tokensOf(this);
        theme::drawBox(
            painter, rect(), theme::radius::kCard, tokens.surface,
            theme::mix(tokens.border, theme::toneColor(tokens, m_tone), 0.6), 1.25);
    }
    void enterEvent(QEnterEvent*) override { m_timer.stop(); }
    void leaveEvent(QEvent*) override { m_timer.start(); }

private:
    const theme::Tone m_tone;
    QTimer m_timer;
};

} // namespace

ToastArea::ToastArea(QWidget& window)
    : QWidget(&window) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kSmall);
    window.installEventFilter(this);
    hide();
}

void ToastArea::setDuration(std::chrono::milliseconds duration) {
    m_duration = duration;
}

void ToastArea::show(theme::Tone tone, const QString& text) {
    if (count() >= kMost) {
        delete layout()->itemAt(0)->widget();
    }
    auto* toast = new Toast(tone, text, m_duration);
    layout()->addWidget(toast);
    connect(toast, &QObject::destroyed, this, &ToastArea::place, Qt::QueuedConnection);
    QAccessibleEvent alert(toast, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    place();
}

int ToastArea::count() const {
    return layout()->count();
}

bool ToastArea::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutDirectionChange) {
        place();
    }
    return QWidget::eventFilter(watched, event);
}

void ToastArea::place() {
    const QRect window = parentWidget()->rect();
    setVisible(count() > 0);
    const int width = std::min(kWidth, window.width() - 2 * space::kMedium);
    const int height = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width)
                                                     : layout()->totalSizeHint().height();
    const QRect box(
        window.right() + 1 - width - space::kLarge, window.bottom() + 1 - height - space::kLarge,
        width, height);
    setGeometry(QStyle::visualRect(layoutDirection(), window, box));
    raise();
}

} // namespace meson::widgets

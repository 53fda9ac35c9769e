// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/info_popover.h"

#include "ui/theme/icon.h"
#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"
#include "ui/widgets/text.h"

#include <QLocale>
#include <QPainter>
#include <QScreen>
#include <QVBoxLayout>
#include <algorithm>

namespace meson::widgets {

namespace space = theme::space;

namespace {

constexpr int kWidth = 320;

/// The formula on a sunken ground.
class Formula : public Text {
public:
    explicit Formula(const QString& text)
        : Text(text, theme::Type::Caption) {
        wrap();
        setContentsMargins(12, space::kSmall, 12, space::kSmall);
    }

protected:
    void paintEvent(QPaintEvent* event) override {
        QPainter painter(this);
        theme::drawBox(painter, rect(), theme::radius::kControl, theme::tokensOf(this).sunken);
        Text::paintEvent(event);
    }
};

} // namespace

InfoPopover::InfoPopover(const Info& info, QWidget* parent)
    : QFrame(parent, Qt::Popup | Qt::FramelessWindowHint) {
    setAttribute(Qt::WA_DeleteOnClose);
    setAttribute(Qt::WA_TranslucentBackground);
    setFixedWidth(kWidth);
    setAccessibleName(info.title);
    setAccessibleDescription(info.definition);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kMedium, 12, space::kMedium, space::kMedium);
    column->setSpacing(space::kSmall);
    const auto add = [column](Text* text) {
        text->wrap();
        column->addWidget(text);
    };
    add(new Text(info.title, theme::Type::Strong));
    add(new Text(info.definition));
    if (!info.formula.isEmpty()) {
        column->addWidget(new Formula(info.formula));
    }
    if (info.refreshed.isValid()) {
        const QString time = QLocale().toString(info.refreshed.time(), QLocale::ShortFormat);
        add(new Text(tr("Last updated at %1").arg(time), theme::Type::Caption, theme::Tone::Muted));
    }
}

void InfoPopover::showBelow(const QWidget& anchor) {
    setFixedHeight(layout()->totalHeightForWidth(width()));
    const QRect area = anchor.screen()->availableGeometry();
    QPoint corner = anchor.mapToGlobal(QPoint(0, anchor.height() + space::kTight));
    if (corner.y() + height() > area.bottom()) {
        corner.setY(anchor.mapToGlobal(QPoint()).y() - height() - space::kTight);
    }
    corner.setX(std::clamp(corner.x(), area.left(), std::max(area.left(), area.right() - width())));
    move(corner);
    show();
}

void InfoPopover::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const theme::Tokens& tokens = theme::tokensOf(this);
    theme::drawBox(
        painter, rect(), theme::radius::kCard, tokens.surface,
        theme::mix(tokens.border, tokens.outline, 0.5));
}

InfoButton::InfoButton(QWidget* parent)
    : QToolButton(parent) {
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setAccessibleName(tr("What this means"));
    connect(this, &QToolButton::clicked, this, [this] {
        (new InfoPopover(m_info, this))->showBelow(*this);
    });
}

void InfoButton::setInfo(const Info& info) {
    m_info = info;
    setAccessibleName(tr("What “%1” means").arg(info.title));
    setAccessibleDescription(info.definition);
}

QSize InfoButton::sizeHint() const {
    return {theme::size::kIcon, theme::size::kIcon};
}

void InfoButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const theme::Tokens& tokens = theme::tokensOf(this);
    const QColor ink = underMouse() ? tokens.accent : tokens.muted;
    theme::drawGlyph(painter, theme::Glyph::Info, QRectF(rect()).adjusted(2, 2, -2, -2), ink);
    if (hasFocus()) {
        theme::drawFocusRing(painter, rect(), theme::radius::kControl, tokens);
    }
}

} // namespace meson::widgets

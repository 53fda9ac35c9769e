// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/banner.h"

#include "ui/theme/icon.h"
#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/text.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>

namespace meson::widgets {

namespace space = theme::space;

Banner::Banner(QWidget* parent)
    : QWidget(parent)
    , m_glyph(new GlyphLabel(theme::Glyph::Info, theme::Tone::Info, theme::size::kIcon))
    , m_title(new Text({}, theme::Type::Strong))
    , m_message(new Text({}))
    , m_action(new QPushButton)
    , m_close(new QToolButton) {
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_message);
    m_title->wrap();
    m_message->wrap();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kMedium + 4, 12, 12, 12);
    row->setSpacing(12);
    row->addWidget(m_glyph, 0, Qt::AlignVCenter);
    row->addLayout(words, 1);
    row->addWidget(m_action, 0, Qt::AlignVCenter);
    row->addWidget(m_close, 0, Qt::AlignVCenter);
    theme::setButtonRole(*m_action, theme::ButtonRole::Primary);
    m_close->setIcon(theme::icon(theme::Glyph::Close));
    m_close->setAccessibleName(tr("Close this message"));
    m_close->setToolTip(tr("Close"));
    m_close->hide();
    connect(m_action, &QPushButton::clicked, this, &Banner::actionTriggered);
    connect(m_close, &QToolButton::clicked, this, &Banner::dismissed);
}

void Banner::setMessage(
    theme::Tone severity, const QString& title, const QString& message, const QString& action) {
    m_close->hide();
    m_severity = severity;
    m_glyph->set(theme::toneGlyph(severity), severity);
    m_title->setText(title);
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(message);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    update();
}

void Banner::allowDismissal() {
    m_close->show();
}

void Banner::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const theme::Tokens& tokens = theme::tokensOf(this);
    const QColor tone = theme::toneColor(tokens, m_severity);
    const QColor ground = theme::toneGround(tokens, m_severity);
    theme::drawBox(painter, rect(), theme::radius::kCard, ground, theme::mix(ground, tone, 0.45));
    QRectF edge(0, 0, 4, height());
    if (isRightToLeft()) {
        edge.moveRight(width());
    }
    const theme::PainterState state(painter);
    painter.setClipRect(edge);
    theme::drawBox(painter, rect(), theme::radius::kCard, tone);
}

} // namespace meson::widgets

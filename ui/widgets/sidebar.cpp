// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sidebar.h"

#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/text.h"

#include <QButtonGroup>
#include <QLocale>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace meson::widgets {

namespace space = theme::space;

namespace {

constexpr int kFullWidth = 208;
constexpr int kGlyphWidth = 64;
constexpr int kPadding = 12;
constexpr int kMarkSide = 22;

} // namespace

NavButton::NavButton(theme::Glyph glyph, const QString& text, QWidget* parent)
    : QAbstractButton(parent)
    , m_glyph(glyph) {
    setText(text);
    setAccessibleName(text);
    setCheckable(true);
    setAutoExclusive(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void NavButton::setBadge(const Badge& badge) {
    m_badge = badge;
    setAccessibleDescription(
        badge.kind == Badge::Kind::Count ? tr("%n unread", nullptr, badge.count)
        : badge.kind == Badge::Kind::Dot ? tr("has news")
                                         : QString());
    update();
}

void NavButton::setWidth(Width width) {
    m_width = width;
    setHint(m_hint);
    update();
}

void NavButton::setHint(const QString& hint) {
    m_hint = hint;
    const QString words = m_width == Width::Glyph ? text() : QString();
    setToolTip(
        words.isEmpty()  ? hint
        : hint.isEmpty() ? words
                         : words + QLatin1String("  ") + hint);
}

QSize NavButton::sizeHint() const {
    return {kFullWidth - 2 * kPadding, theme::size::kRow};
}

void NavButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const theme::Tokens& tokens = theme::tokensOf(this);
    const bool contrast = tokens.scheme == theme::Scheme::HighContrast;
    QColor ink = isChecked() ? tokens.accent : theme::mix(tokens.muted, tokens.text, 0.35);
    if (isChecked()) {
        theme::drawBox(
            painter, rect(), theme::radius::kControl,
            contrast ? tokens.accent : theme::toneGround(tokens, theme::Tone::Accent));
        ink = contrast ? tokens.onAccent : ink;
    } else if (underMouse()) {
        theme::drawBox(
            painter, rect(), theme::radius::kControl,
            theme::mix(tokens.surface, tokens.text, 0.06));
    }
    const bool full = m_width == Width::Full;
    const auto place = [this](const QRect& box) {
        return QStyle::visualRect(layoutDirection(), rect(), box);
    };
    const int side = theme::size::kIcon;
    const int left = full ? kPadding : (width() - side) / 2;
    theme::drawGlyph(painter, m_glyph, place(QRect(left, (height() - side) / 2, side, side)), ink);
    if (full) {
        const QFont font = theme::font(isChecked() ? theme::Type::Strong : theme::Type::Body);
        const QRect words = rect().adjusted(kPadding + side + kPadding, 0, -kPadding, 0);
        painter.setFont(font);
        painter.setPen(isChecked() ? ink : tokens.text);
        painter.drawText(
            place(words),
            int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)) | Qt::AlignVCenter,
            QFontMetrics(font).elidedText(text(), Qt::ElideRight, words.width()));
    }
    drawBadge(painter);
    if (hasFocus()) {
        theme::drawFocusRing(painter, rect(), theme::radius::kControl, tokens);
    }
}

void NavButton::drawBadge(QPainter& painter) const {
    if (m_badge.kind == Badge::Kind::None) {
        return;
    }
    const theme::Tokens& tokens = theme::tokensOf(this);
    const bool full = m_width == Width::Full;
    const auto place = [this](const QRect& box) {
        return QStyle::visualRect(layoutDirection(), rect(), box);
    };
    if (m_badge.kind == Badge::Kind::Dot) {
        const QRect dot = full ? QRect(width() - kPadding - 8, (height() - 8) / 2, 8, 8)
                               : QRect(width() / 2 + 6, 8, 8, 8);
        theme::drawBox(painter, place(dot), 4, tokens.info);
        return;
    }
    QFont font = theme::font(theme::Type::Caption);
    font.setPixelSize(font.pixelSize() - 1);
    font.setWeight(QFont::DemiBold);
    const QString number =
        m_badge.count > 99 ? QStringLiteral("99+") : locale().toString(m_badge.count);
    const int wide = std::max(18, QFontMetrics(font).horizontalAdvance(number) + 10);
    const QRect box = full ? QRect(width() - kPadding - wide, (height() - 18) / 2, wide, 18)
                           : QRect(width() / 2 + 2, 3, wide, 18);
    theme::drawBox(painter, place(box), 9, tokens.error);
    painter.setFont(font);
    painter.setPen(tokens.isDark() ? tokens.onAccent : tokens.surface);
    painter.drawText(place(box), Qt::AlignCenter, number);
}

Sidebar::Sidebar(QWidget* parent)
    : QWidget(parent)
    , m_top(new QVBoxLayout)
    , m_foot(new QVBoxLayout)
    , m_brand(new QWidget)
    , m_toggle(new QToolButton)
    , m_group(new QButtonGroup(this)) {
    setAccessibleName(tr("Pages"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kPadding, kPadding, kPadding, kPadding);
    column->setSpacing(space::kTight);
    m_toggle->setIcon(theme::icon(theme::Glyph::Sidebar));
    m_toggle->setIconSize({theme::size::kIcon, theme::size::kIcon});
    m_toggle->setFixedSize(theme::size::kRow, theme::size::kRow);
    m_toggle->setAutoRaise(true);
    for (QVBoxLayout* part : {m_top, m_foot}) {
        part->setSpacing(2);
    }
    auto* brand = new QHBoxLayout(m_brand);
    brand->setContentsMargins(kPadding - 2, 0, 0, 0);
    brand->setSpacing(kPadding - 2);
    brand->addWidget(new GlyphLabel(theme::Glyph::Mark, theme::Tone::Accent, kMarkSide));
    brand->addWidget(new Text(QStringLiteral("Meson Miner"), theme::Type::Heading));
    auto* head = new QHBoxLayout;
    head->addWidget(m_brand);
    head->addStretch(1);
    head->addWidget(m_toggle);
    column->addLayout(head);
    column->addSpacing(space::kTight);
    column->addLayout(m_top);
    column->addStretch(1);
    column->addLayout(m_foot);
    setWidth(NavButton::Width::Full);
    connect(
        m_toggle, &QToolButton::clicked, this, [this] { isCollapsed() ? expand() : collapse(); });
    connect(m_group, &QButtonGroup::idToggled, this, [this](int page, bool on) {
        if (on) {
            Q_EMIT pageSelected(page);
        }
    });
}

void Sidebar::addPage(int page, theme::Glyph glyph, const QString& name, Place place) {
    auto* entry = new NavButton(glyph, name, this);
    entry->setWidth(m_width);
    m_group->addButton(entry, page);
    (place == Place::Top ? m_top : m_foot)->addWidget(entry);
}

NavButton* Sidebar::button(int page) const {
    return static_cast<NavButton*>(m_group->button(page));
}

void Sidebar::setName(int page, const QString& name) {
    if (NavButton* entry = button(page)) {
        entry->setText(name);
        entry->setAccessibleName(name);
        entry->setWidth(m_width);
    }
}

void Sidebar::setHint(int page, const QString& hint) {
    button(page)->setHint(hint);
}

void Sidebar::setBadge(int page, const Badge& badge) {
    if (NavButton* entry = button(page)) {
        entry->setBadge(badge);
    }
}

int Sidebar::current() const {
    return m_group->checkedId();
}

void Sidebar::setCurrent(int page) {
    if (NavButton* entry = button(page)) {
        entry->setChecked(true);
    }
}

void Sidebar::setWidth(NavButton::Width width) {
    const bool changed = width != m_width;
    m_width = width;
    setFixedWidth(isCollapsed() ? kGlyphWidth : kFullWidth);
    m_brand->setVisible(!isCollapsed());
    m_toggle->setAccessibleName(isCollapsed() ? tr("Show page names") : tr("Hide page names"));
    m_toggle->setToolTip(m_toggle->accessibleName());
    for (QAbstractButton* entry : m_group->buttons()) {
        static_cast<NavButton*>(entry)->setWidth(width);
    }
    if (changed) {
        Q_EMIT collapsedChanged(isCollapsed());
    }
}

void Sidebar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const theme::Tokens& tokens = theme::tokensOf(this);
    painter.fillRect(rect(), tokens.surface);
    const int edge = isRightToLeft() ? 0 : width() - 1;
    painter.fillRect(QRect(edge, 0, 1, height()), tokens.border);
}

} // namespace meson::widgets

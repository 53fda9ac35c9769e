// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/tab_order.h"
#include "ui/widgets/text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QStyle>

namespace meson::pages {

namespace space = theme::space;

Page::Page(const QString& title, QWidget* parent)
    : QScrollArea(parent)
    , m_header(new QHBoxLayout)
    , m_column(new QVBoxLayout) {
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    // Never comes and goes: cards that wrap by width would chase a bar that appears by height.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    viewport()->setAutoFillBackground(false);
    setAccessibleName(title);
    auto* content = new QWidget;
    content->setAutoFillBackground(false);
    auto* all = new QVBoxLayout(content);
    const int bar = style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    all->setContentsMargins(space::kLarge, space::kMedium, space::kLarge - bar, space::kLarge);
    all->setSpacing(space::kMedium);
    m_header->setSpacing(space::kSmall);
    m_header->addWidget(new widgets::Text(title, theme::Type::Title));
    m_header->addStretch(1);
    m_header->addStrut(theme::size::kControl);
    m_column->setSpacing(space::kMedium);
    all->addLayout(m_header);
    all->addLayout(m_column, 1);
    setWidget(content);
    content->setAutoFillBackground(false); // setWidget() turns it on
}

/// Rows come and go: what is laid out anew is put in order anew.
bool Page::eventFilter(QObject* watched, QEvent* event) {
    const bool isLaidOut =
        event->type() == QEvent::Show || (event->type() == QEvent::LayoutRequest && isVisible());
    if (watched == widget() && isLaidOut)
        widgets::orderTabs(*widget());
    return QScrollArea::eventFilter(watched, event);
}

void Page::addToHeader(QWidget* widget) {
    m_header->addWidget(widget);
}

widgets::Info infoOf(const QString& title, const QString& definition, const QString& formula) {
    return {title, definition, formula, {}};
}

} // namespace meson::pages

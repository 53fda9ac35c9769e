// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card.h"

#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"
#include "ui/widgets/elided_text.h"

#include <QHBoxLayout>
#include <QPainter>

namespace meson::widgets {

namespace space = theme::space;

Card::Card(const QString& title, QWidget* parent)
    : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    constexpr int kPadding = 18;
    column->setContentsMargins(kPadding, title.isEmpty() ? kPadding : 12, kPadding, kPadding);
    column->setSpacing(space::kSmall);
    m_header = new QHBoxLayout;
    m_header->setSpacing(space::kSmall);
    m_title = new ElidedText(title, theme::Type::Heading);
    m_header->addWidget(m_title);
    m_header->addStretch(1);
    if (!title.isEmpty()) // with and without a control beside it, at the same height
        m_header->addStrut(theme::size::kControl);
    column->addLayout(m_header);
    m_body = new QVBoxLayout;
    m_body->setSpacing(12);
    column->addLayout(m_body, 1);
    setTitle(title);
}

QString Card::title() const {
    return m_title->text();
}

void Card::setTitle(const QString& title) {
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    setAccessibleName(title);
}

void Card::setInfo(const Info& info) {
    if (!m_info) {
        m_info = new InfoButton;
        m_header->insertWidget(1, m_info);
    }
    m_info->setInfo(info);
}

void Card::setRefreshed() {
    if (m_info)
        m_info->setRefreshed(QDateTime::currentDateTime());
}

void Card::addHeaderWidget(QWidget* widget) {
    m_header->addWidget(widget);
}

void Card::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const theme::Tokens& tokens = theme::tokensOf(this);
    theme::drawBox(painter, rect(), theme::radius::kCard, tokens.surface, tokens.border);
}

} // namespace meson::widgets

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/empty_state.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/text.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace meson::widgets {

namespace space = theme::space;

EmptyState::EmptyState(
    theme::Glyph glyph, const QString& title, const QString& sentence, QWidget* parent)
    : QWidget(parent)
    , m_title(new Text(title, theme::Type::Heading))
    , m_sentence(new Text(sentence, theme::Type::Body, theme::Tone::Muted)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kLarge);
    column->setSpacing(space::kSmall);
    column->addStretch(1);
    column->addWidget(
        new GlyphLabel(glyph, theme::Tone::Accent, 56, GlyphLabel::Ground::Disc), 0,
        Qt::AlignHCenter);
    column->addSpacing(space::kTight);
    for (Text* text : {m_title, m_sentence}) {
        text->wrap();
        text->setAlignment(Qt::AlignHCenter);
        text->setMaximumWidth(420);
        auto* row = new QHBoxLayout;
        row->addStretch(1);
        row->addWidget(text, 100);
        row->addStretch(1);
        column->addLayout(row);
    }
    column->addStretch(1);
    setText(title, sentence);
}

void EmptyState::setText(const QString& title, const QString& sentence) {
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    m_sentence->setText(sentence);
    setAccessibleName(title.isEmpty() ? sentence : title);
    setAccessibleDescription(sentence);
}

void EmptyState::setAction(const QString& action) {
    if (!m_action) {
        m_action = new QPushButton;
        auto* column = static_cast<QVBoxLayout*>(layout());
        column->insertSpacing(column->count() - 1, space::kSmall);
        column->insertWidget(column->count() - 1, m_action, 0, Qt::AlignHCenter);
        connect(m_action, &QPushButton::clicked, this, &EmptyState::actionTriggered);
    }
    m_action->setText(action);
}

} // namespace meson::widgets

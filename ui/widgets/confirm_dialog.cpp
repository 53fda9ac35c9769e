// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/confirm_dialog.h"

#include "ui/theme/metrics.h"
#include "ui/theme/style.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/tab_order.h"
#include "ui/widgets/text.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace meson::widgets {

namespace space = theme::space;

ConfirmDialog::ConfirmDialog(
    const QString& question, const QString& consequence, const QString& confirm, Danger danger,
    QWidget* parent)
    : QDialog(parent)
    , m_words(new QVBoxLayout)
    , m_remember(new QCheckBox)
    , m_confirm(new QPushButton(confirm))
    , m_reject(new QPushButton(tr("Cancel"))) {
    const bool destructive = danger == Danger::Destructive;
    setWindowTitle(question);
    setAccessibleName(question);
    setAccessibleDescription(consequence);
    setMinimumWidth(440);
    auto* title = new Text(question, theme::Type::Heading);
    auto* cost = new Text(consequence, theme::Type::Body, theme::Tone::Muted);
    title->wrap();
    cost->wrap();
    m_words->setSpacing(space::kSmall);
    m_words->addWidget(title);
    m_words->addWidget(cost);
    m_words->addWidget(m_remember);
    m_remember->hide();
    auto* top = new QHBoxLayout;
    top->setSpacing(space::kMedium);
    top->addWidget(
        new GlyphLabel(
            destructive ? theme::Glyph::Warning : theme::Glyph::Help,
            destructive ? theme::Tone::Error : theme::Tone::Accent, 40, GlyphLabel::Ground::Disc),
        0, Qt::AlignTop);
    top->addLayout(m_words, 1);
    auto* buttons = new QDialogButtonBox;
    buttons->addButton(m_reject, QDialogButtonBox::RejectRole);
    buttons->addButton(m_confirm, QDialogButtonBox::AcceptRole);
    theme::setButtonRole(
        *m_confirm, destructive ? theme::ButtonRole::Danger : theme::ButtonRole::Primary);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, 20);
    column->setSpacing(space::kLarge);
    column->addLayout(top);
    column->addWidget(buttons);
    (destructive ? m_reject : m_confirm)->setDefault(true);
    (destructive ? m_reject : m_confirm)->setFocus();
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, [this] {
        Q_EMIT refused();
        reject();
    });
}

void ConfirmDialog::setRejectText(const QString& text) {
    m_reject->setText(text);
}

void ConfirmDialog::setRemember(const QString& text) {
    m_remember->setText(text);
    m_remember->show();
}

/// A window does not ask wrapped text how high it is.
void ConfirmDialog::showEvent(QShowEvent* event) {
    setMinimumHeight(layout()->totalHeightForWidth(width()));
    QDialog::showEvent(event);
    orderTabs(*this);
}

bool ConfirmDialog::isRemembered() const {
    return m_remember->isChecked();
}

} // namespace meson::widgets

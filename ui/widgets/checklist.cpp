// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/checklist.h"

#include "ui/theme/icon.h"
#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"
#include "ui/widgets/graphic.h"
#include "ui/widgets/text.h"

#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace meson::widgets {

namespace space = theme::space;

namespace {

constexpr int kMark = 24;

/// A disc with a tick, the step's number, or the number on an outline.
class StepMark : public Graphic {
public:
    StepMark(int number, StepState state)
        : Graphic(QAccessible::StaticText)
        , m_number(number)
        , m_state(state) {
        setFixedSize(kMark, kMark);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const theme::Tokens& tokens = theme::tokensOf(this);
        if (m_state == StepState::Done) {
            theme::drawBox(painter, rect(), kMark, theme::toneGround(tokens, theme::Tone::Ok));
            theme::drawGlyph(
                painter, theme::Glyph::Check, QRectF(rect()).adjusted(4, 4, -4, -4), tokens.ok);
            return;
        }
        const bool due = m_state == StepState::Now;
        theme::drawBox(
            painter, rect(), kMark, due ? tokens.accent : QColor(),
            due ? QColor() : theme::mix(tokens.border, tokens.outline, 0.6), 1.5);
        QFont font = theme::font(theme::Type::Caption);
        font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(due ? tokens.onAccent : tokens.muted);
        painter.drawText(rect(), Qt::AlignCenter, locale().toString(m_number));
    }

private:
    const int m_number;
    const StepState m_state;
};

QString stateName(StepState state) {
    switch (state) {
    case StepState::Done:
        return Checklist::tr("done");
    case StepState::Now:
        return Checklist::tr("to do now");
    case StepState::Later:
        break;
    }
    return Checklist::tr("later");
}

} // namespace

Checklist::Checklist(QWidget* parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(12);
}

void Checklist::setSteps(const QList<Step>& steps) {
    while (QLayoutItem* item = m_column->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (int index = 0; index < steps.size(); ++index) {
        m_column->addWidget(makeRow(index, steps.at(index)));
    }
    m_column->addStretch(1);
}

QWidget* Checklist::makeRow(int index, const Step& step) {
    auto* row = new QWidget;
    row->setAccessibleName(step.title);
    row->setAccessibleDescription(stateName(step.state));
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(12);
    auto* mark = new StepMark(index + 1, step.state);
    mark->setAccessibleName(stateName(step.state));
    line->addWidget(mark, 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    const bool due = step.state == StepState::Now;
    auto* title = new Text(
        step.title, due ? theme::Type::Strong : theme::Type::Body,
        due ? theme::Tone::Plain : theme::Tone::Muted);
    title->wrap();
    title->setMinimumHeight(kMark);
    words->addWidget(title);
    if (due && !step.detail.isEmpty()) {
        auto* detail = new Text(step.detail, theme::Type::Body, theme::Tone::Muted);
        detail->wrap();
        words->addWidget(detail);
    }
    line->addLayout(words, 1);
    if (due && !step.action.isEmpty()) {
        auto* action = new QPushButton(step.action);
        theme::setButtonRole(*action, theme::ButtonRole::Primary);
        action->setAccessibleDescription(step.title);
        line->addWidget(action, 0, Qt::AlignVCenter);
        connect(
            action, &QPushButton::clicked, this, [this, index] { Q_EMIT actionTriggered(index); });
    }
    return row;
}

} // namespace meson::widgets

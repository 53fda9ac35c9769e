// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmented_control.h"

#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QRadioButton>

namespace meson::widgets {

namespace {

constexpr int kInset = 3;

class Segment : public QRadioButton {
public:
    using QRadioButton::QRadioButton;

    QSize sizeHint() const override {
        const QFontMetrics metrics(theme::font(theme::Type::Strong));
        return {
            std::max(metrics.horizontalAdvance(text()) + 24, 40),
            std::max(metrics.height() + 6, theme::size::kControl - 2 * kInset)};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    bool hitButton(const QPoint& position) const override { return rect().contains(position); }

    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const theme::Tokens& tokens = theme::tokensOf(this);
        const bool contrast = tokens.scheme == theme::Scheme::HighContrast;
        const double round = theme::radius::kControl - 2;
        if (isChecked()) {
            const QColor raised =
                tokens.isDark() ? theme::mix(tokens.sunken, tokens.text, 0.14) : tokens.surface;
            theme::drawBox(
                painter, rect(), round, contrast ? tokens.accent : raised,
                theme::mix(tokens.border, tokens.outline, 0.5));
        } else if (underMouse() && isEnabled()) {
            theme::drawBox(painter, rect(), round, theme::mix(tokens.sunken, tokens.text, 0.06));
        }
        if (hasFocus()) {
            theme::drawFocusRing(painter, rect(), round, tokens);
        }
        painter.setFont(theme::font(isChecked() ? theme::Type::Strong : theme::Type::Body));
        painter.setPen(
            !isEnabled()              ? tokens.disabled
            : isChecked() && contrast ? tokens.onAccent
            : isChecked()             ? tokens.text
                                      : tokens.muted);
        painter.drawText(rect(), Qt::AlignCenter, text());
    }
};

} // namespace

SegmentedControl::SegmentedControl(
    const QString& name, const QStringList& segments, QWidget* parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this)) {
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kInset, kInset, kInset, kInset);
    row->setSpacing(2);
    for (int index = 0; index < segments.size(); ++index) {
        auto* segment = new Segment(segments.at(index), this);
        segment->setAccessibleDescription(name);
        m_group->addButton(segment, index);
        row->addWidget(segment);
    }
    setCurrent(0);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool on) {
        if (on) {
            Q_EMIT currentChanged(index);
        }
    });
}

int SegmentedControl::current() const {
    return m_group->checkedId();
}

void SegmentedControl::setCurrent(int index) {
    if (auto* segment = m_group->button(index)) {
        segment->setChecked(true);
    }
}

void SegmentedControl::setSegments(const QStringList& segments) {
    for (int index = 0; index < segments.size(); ++index) {
        if (auto* segment = m_group->button(index)) {
            segment->setText(segments.at(index));
            segment->updateGeometry();
        }
    }
}

void SegmentedControl::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const theme::Tokens& tokens = theme::tokensOf(this);
    theme::drawBox(painter, rect(), theme::radius::kControl, tokens.sunken, tokens.border);
}

} // namespace meson::widgets

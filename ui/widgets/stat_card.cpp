// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/stat_card.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/disk_bar.h"
#include "ui/widgets/elided_text.h"
#include "ui/widgets/pill.h"

#include <QHBoxLayout>

namespace meson::widgets {

namespace space = theme::space;

StatCard::StatCard(const QString& title, QWidget* parent)
    : Card(title, parent)
    , m_figure(new Text({}, theme::Type::Hero))
    , m_unit(new ElidedText({}, theme::Type::Heading, theme::Tone::Muted))
    , m_detail(new Text({}, theme::Type::Body, theme::Tone::Muted))
    , m_delta(new Pill({})) {
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_figure, 0, Qt::AlignBaseline);
    row->addWidget(m_unit, 1, Qt::AlignBaseline);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(space::kSmall);
    foot->addWidget(m_delta, 0, Qt::AlignTop);
    foot->addWidget(m_detail, 1);
    m_figure->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detail->wrap();
    m_delta->hide();
    body()->setSpacing(space::kTight);
    body()->addLayout(row);
    body()->addLayout(foot);
    body()->addStretch(1);
    setFigure({});
}

void StatCard::setFigure(const QString& figure, const QString& unit) {
    m_figure->setText(figure.isEmpty() ? QStringLiteral("–") : figure);
    m_unit->setText(unit);
    m_unit->setVisible(!unit.isEmpty() && !figure.isEmpty());
    describe();
}

void StatCard::setDetail(const QString& detail) {
    m_detail->setText(detail);
    describe();
}

void StatCard::setDelta(const QString& delta, Change change) {
    const theme::Tone tone = change == Change::Better  ? theme::Tone::Ok
                             : change == Change::Worse ? theme::Tone::Error
                                                       : theme::Tone::Muted;
    m_delta->setGlyph(
        change == Change::Better  ? std::optional(theme::Glyph::ArrowUp)
        : change == Change::Worse ? std::optional(theme::Glyph::ArrowDown)
                                  : std::nullopt);
    m_delta->set(delta, tone);
    m_delta->show();
    describe();
}

void StatCard::clearDelta() {
    m_delta->set({}, theme::Tone::Muted);
    m_delta->hide();
    describe();
}

void StatCard::setMeter(double share, const QString& meaning) {
    if (!m_meter) {
        m_meter = new DiskBar(DiskBar::Size::Thin);
        body()->insertWidget(1, m_meter);
        body()->setSpacing(space::kSmall);
    }
    m_meter->setAccessibleName(meaning);
    m_meter->setParts({{meaning, {}, share, 0}}, 1.0);
}

void StatCard::setBadge(const QString& badge) {
    if (!m_badge) {
        m_badge = new Pill(badge, theme::Tone::Warn);
        m_badge->setObjectName(QStringLiteral("badge"));
        addHeaderWidget(m_badge);
    }
    m_badge->set(badge, theme::Tone::Warn);
    m_badge->setVisible(!badge.isEmpty());
}

void StatCard::describe() {
    QStringList parts{m_figure->text() + QLatin1Char(' ') + m_unit->text(), m_detail->text()};
    if (!m_delta->text().isEmpty()) {
        parts << m_delta->text();
    }
    parts.removeAll(QString());
    setRefreshed();
    setAccessibleDescription(parts.join(QStringLiteral(", ")).simplified());
}

} // namespace meson::widgets

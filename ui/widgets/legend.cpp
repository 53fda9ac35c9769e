// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/legend.h"

#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"
#include "ui/widgets/elided_text.h"

#include <QGridLayout>
#include <QPainter>
#include <QPainterPath>

namespace meson::widgets {

namespace {

constexpr int kSwatch = 12;

class Swatch : public QWidget {
public:
    Swatch() { setFixedSize(kSwatch, kSwatch); }

    void set(const Part& part) {
        m_part = part;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QPainterPath path;
        path.addRoundedRect(rect(), 3, 3);
        const theme::Tokens& tokens = theme::tokensOf(this);
        painter.save();
        painter.setClipPath(path);
        fillPart(painter, rect(), m_part, tokens);
        painter.restore();
        if (m_part.fill != Fill::Solid) {
            theme::drawBox(painter, rect(), 3, {}, seriesColor(tokens, m_part.series));
        }
    }

private:
    Part m_part;
};

} // namespace

Legend::Legend(int columns, QWidget* parent)
    : QWidget(parent)
    , m_columns(columns)
    , m_grid(new QGridLayout(this)) {
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(theme::space::kSmall);
    m_grid->setVerticalSpacing(theme::space::kSmall);
}

void Legend::setParts(const QList<Part>& parts) {
    if (parts.size() != m_rows.size()) {
        build(parts.size());
    }
    for (qsizetype i = 0; i < parts.size(); ++i) {
        static_cast<Swatch*>(m_rows.at(i).swatch)->set(parts.at(i));
        static_cast<Text*>(m_rows.at(i).label)->setText(parts.at(i).label);
        static_cast<Text*>(m_rows.at(i).value)->setText(parts.at(i).value);
    }
}

void Legend::build(qsizetype rows) {
    for (const Row& row : std::as_const(m_rows)) {
        delete row.swatch;
        delete row.label;
        delete row.value;
    }
    m_rows.clear();
    for (int i = 0; i < rows; ++i) {
        const Row row{
            new Swatch, new ElidedText({}, theme::Type::Body, theme::Tone::Muted),
            new Text({}, theme::Type::Strong)};
        const int line = i / m_columns;
        const int column = i % m_columns * 4;
        m_grid->addWidget(row.swatch, line, column);
        m_grid->addWidget(row.label, line, column + 1);
        m_grid->addWidget(row.value, line, column + 2, Qt::AlignRight);
        m_grid->setColumnStretch(column + 1, m_columns == 1 ? 1 : 0);
        m_grid->setColumnMinimumWidth(column + 3, i % m_columns + 1 < m_columns ? 12 : 0);
        m_rows << row;
    }
    m_grid->setColumnStretch(m_columns * 4, m_columns == 1 ? 0 : 1);
}

} // namespace meson::widgets

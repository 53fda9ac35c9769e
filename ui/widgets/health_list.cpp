// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/health_list.h"

#include "ui/theme/icon.h"
#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"

#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace meson::widgets {

namespace {

constexpr int kGap = 10;
constexpr int kLead = 9;

QString toneName(theme::Tone tone) {
    switch (tone) {
    case theme::Tone::Ok:
        return HealthList::tr("good");
    case theme::Tone::Warn:
        return HealthList::tr("needs attention");
    case theme::Tone::Error:
        return HealthList::tr("bad");
    default:
        return HealthList::tr("not known");
    }
}

} // namespace

class HealthRow : public QPushButton {
public:
    HealthRow() {
        setCursor(Qt::PointingHandCursor);
        QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
        policy.setHeightForWidth(true);
        setSizePolicy(policy);
    }

    void set(const Health& health) {
        m_health = health;
        setAccessibleName(health.name + QStringLiteral(": ") + health.value);
        setAccessibleDescription(toneName(health.tone));
        updateGeometry();
        update();
    }

    QSize sizeHint() const override {
        const int words = nameMetrics().horizontalAdvance(m_health.name) +
                          valueMetrics().horizontalAdvance(m_health.value);
        return {
            words + theme::size::kIcon + 3 * kGap,
            std::max(36, nameMetrics().height() + 2 * kLead)};
    }

    QSize minimumSizeHint() const override {
        return {
            std::max(
                nameMetrics().horizontalAdvance(m_health.name),
                valueMetrics().horizontalAdvance(m_health.value)) +
                theme::size::kIcon + kGap,
            sizeHint().height() + valueMetrics().height()};
    }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override {
        return width >= sizeHint().width() ? sizeHint().height() : minimumSizeHint().height();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const theme::Tokens& tokens = theme::tokensOf(this);
        const auto place = [this](const QRect& box) {
            return QStyle::visualRect(layoutDirection(), rect(), box);
        };
        const int side = 18;
        const QRect inner = rect();
        const bool stacked = width() < sizeHint().width();
        const bool known = m_health.tone != theme::Tone::Muted;
        theme::drawGlyph(
            painter, known ? theme::toneGlyph(m_health.tone) : theme::Glyph::Help,
            place(QRect(inner.left(), (height() - side) / 2, side, side)),
            theme::toneColor(tokens, m_health.tone));
        QRect words = inner.adjusted(side + kGap, 0, 0, 0);
        QRect value = words;
        if (stacked) {
            words.setHeight(height() / 2 + 1);
            words.setTop(4);
            value.setTop(height() / 2 - 1);
            value.setBottom(height() - 4);
        }
        const auto align = [this](Qt::Alignment side_) {
            return int(QStyle::visualAlignment(layoutDirection(), side_)) | Qt::AlignVCenter;
        };
        painter.setFont(theme::font(theme::Type::Body));
        painter.setPen(underMouse() || isDown() ? tokens.accent : tokens.text);
        painter.drawText(place(words), align(Qt::AlignLeft), m_health.name);
        painter.setFont(theme::font(theme::Type::Body));
        painter.setPen(
            m_health.tone == theme::Tone::Ok ? tokens.muted
                                             : theme::toneColor(tokens, m_health.tone));
        painter.drawText(
            place(value), align(stacked ? Qt::AlignLeft : Qt::AlignRight), m_health.value);
        if (hasFocus()) {
            theme::drawFocusRing(
                painter, QRectF(rect()).adjusted(0, 2, 0, -2), theme::radius::kControl, tokens);
        }
    }

private:
    static QFontMetrics nameMetrics() { return QFontMetrics(theme::font(theme::Type::Body)); }
    static QFontMetrics valueMetrics() { return QFontMetrics(theme::font(theme::Type::Body)); }

    Health m_health;
};

HealthList::HealthList(QWidget* parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
}

void HealthList::setRows(const QList<Health>& rows) {
    while (m_column->count() > rows.size()) {
        QLayoutItem* item = m_column->takeAt(m_column->count() - 1);
        delete item->widget();
        delete item;
    }
    while (m_column->count() < rows.size()) {
        const int index = m_column->count();
        auto* row = new HealthRow;
        m_column->addWidget(row);
        connect(row, &QPushButton::clicked, this, [this, index] { Q_EMIT activated(index); });
    }
    for (int index = 0; index < rows.size(); ++index) {
        static_cast<HealthRow*>(m_column->itemAt(index)->widget())->set(rows.at(index));
    }
}

} // namespace meson::widgets

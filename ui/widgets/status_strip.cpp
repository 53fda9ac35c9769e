// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/status_strip.h"

#include "ui/theme/metrics.h"
#include "ui/theme/style.h"
#include "ui/widgets/elided_text.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace meson::widgets {

namespace space = theme::space;

/// A glyph and a value, with their meaning as tool tip and accessible name.
class StripField : public QWidget {
public:
    StripField(theme::Glyph glyph, const QString& meaning, const QString& definition)
        : m_meaning(meaning)
        , m_glyph(new GlyphLabel(glyph, theme::Tone::Muted, theme::size::kSmallIcon))
        , m_value(new Text(QStringLiteral("–"), theme::Type::Strong)) {
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(6);
        row->addWidget(m_glyph);
        row->addWidget(m_value);
        setToolTip(meaning + QLatin1Char('\n') + definition);
        set(m_value->text());
    }

    void set(const QString& value) {
        m_value->setText(value);
        setAccessibleName(m_meaning + QStringLiteral(": ") + value);
    }

    QWidget* words() const { return m_value; }

    void setTone(theme::Glyph glyph, theme::Tone tone) { m_glyph->set(glyph, tone); }

private:
    const QString m_meaning;
    GlyphLabel* m_glyph;
    Text* m_value;
};

QString nodeStateName(NodeState state) {
    switch (state) {
    case NodeState::Starting:
        return StatusStrip::tr("Starting");
    case NodeState::Earning:
        return StatusStrip::tr("Earning");
    case NodeState::Paused:
        return StatusStrip::tr("Paused");
    case NodeState::Attention:
        return StatusStrip::tr("Needs attention");
    case NodeState::Offline:
        break;
    }
    return StatusStrip::tr("Offline");
}

theme::Tone nodeStateTone(NodeState state) {
    switch (state) {
    case NodeState::Starting:
        return theme::Tone::Info;
    case NodeState::Earning:
        return theme::Tone::Ok;
    case NodeState::Paused:
        return theme::Tone::Warn;
    case NodeState::Attention:
        return theme::Tone::Error;
    case NodeState::Offline:
        break;
    }
    return theme::Tone::Muted;
}

theme::Glyph nodeStateGlyph(NodeState state) {
    switch (state) {
    case NodeState::Starting:
        return theme::Glyph::Clock;
    case NodeState::Earning:
        return theme::Glyph::CheckCircle;
    case NodeState::Paused:
        return theme::Glyph::Pause;
    case NodeState::Attention:
        return theme::Glyph::Warning;
    case NodeState::Offline:
        break;
    }
    return theme::Glyph::Offline;
}

StatusStrip::StatusStrip(QWidget* parent)
    : QWidget(parent)
    , m_pill(new Pill({}))
    , m_reason(new ElidedText({}, theme::Type::Body, theme::Tone::Muted))
    , m_earnings(new StripField(
          theme::Glyph::Earnings, tr("Earned today"),
          tr("Tokens: serving and standby of today's signed statements.")))
    , m_badge(new Pill({}, theme::Tone::Warn))
    , m_up(new StripField(
          theme::Glyph::ArrowUp, tr("Serving rate"),
          tr("All that left for viewers in the last 10 s, ÷ 10 s.")))
    , m_down(new StripField(
          theme::Glyph::ArrowDown, tr("Fetching rate"),
          tr("What came in to fill the cache in the last 10 s, ÷ 10 s.")))
    , m_reach(new StripField(
          theme::Glyph::Help, tr("Reachable from outside"),
          tr("As the Router's latest probe found it.")))
    , m_pause(new QPushButton) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kLarge, space::kSmall, space::kMedium, space::kSmall);
    row->setSpacing(20);
    auto* state = new QHBoxLayout;
    state->setSpacing(10);
    state->addWidget(m_pill);
    state->addWidget(m_reason, 1);
    row->addLayout(state, 1);
    auto* money = new QHBoxLayout;
    money->setSpacing(space::kSmall);
    money->addWidget(m_earnings);
    money->addWidget(m_badge);
    row->addLayout(money);
    row->addWidget(m_up);
    row->addWidget(m_down);
    row->addWidget(m_reach);
    row->addWidget(m_pause);
    m_badge->hide();
    connect(m_pause, &QPushButton::clicked, this, [this] {
        m_state == NodeState::Paused ? Q_EMIT resumeRequested() : Q_EMIT pauseRequested();
    });
    setState(NodeState::Starting, {});
}

void StatusStrip::setState(NodeState state, const QString& reason) {
    m_state = state;
    m_pill->setGlyph(nodeStateGlyph(state));
    m_pill->set(nodeStateName(state), nodeStateTone(state));
    m_reason->setText(reason);
    const bool paused = state == NodeState::Paused;
    m_pause->setText(paused ? tr("Resume") : tr("Pause"));
    m_pause->setIcon(theme::icon(paused ? theme::Glyph::Play : theme::Glyph::Pause));
    setAccessibleName(tr("Node status"));
    setAccessibleDescription(nodeStateName(state) + QStringLiteral(". ") + reason);
    fit();
}

void StatusStrip::setEarnings(const QString& today, const QString& badge) {
    m_earnings->set(today);
    m_badge->set(badge, theme::Tone::Warn);
    m_badge->setVisible(!badge.isEmpty());
    fit();
}

void StatusStrip::setRates(const QString& up, const QString& down) {
    m_up->set(up);
    m_down->set(down);
    fit();
}

void StatusStrip::setReachability(theme::Tone tone, const QString& words) {
    m_reach->setTone(
        tone == theme::Tone::Muted ? theme::Glyph::Help : theme::toneGlyph(tone), tone);
    m_reach->set(words);
    fit();
}

QSize StatusStrip::minimumSizeHint() const {
    const int always =
        m_pill->sizeHint().width() + m_earnings->sizeHint().width() + m_pause->sizeHint().width();
    return {always + 5 * space::kLarge, 48};
}

void StatusStrip::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

/// What gives way first stands first.
void StatusStrip::fit() {
    const QList<QWidget*> optional{m_down, m_reach->words(), m_up, m_reach};
    for (QWidget* field : optional) {
        field->show();
    }
    constexpr int kReason = 80;
    for (QWidget* field : optional) {
        if (layout()->minimumSize().width() + kReason <= width()) {
            return;
        }
        field->hide();
    }
}

void StatusStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const theme::Tokens& tokens = theme::tokensOf(this);
    painter.fillRect(rect(), tokens.surface);
    painter.fillRect(QRect(0, height() - 1, width(), 1), tokens.border);
}

} // namespace meson::widgets

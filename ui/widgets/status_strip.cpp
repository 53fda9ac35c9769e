// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/status_strip.h"

#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"
#include "ui/widgets/elided_text.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/info_popover.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/text.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>

namespace meson::widgets {

namespace space = theme::space;

/// A glyph and a value; pressed, it says what they mean.
class StripField : public QAbstractButton {
public:
    StripField(theme::Glyph glyph, Info info)
        : m_info(std::move(info))
        , m_glyph(new GlyphLabel(glyph, theme::Tone::Muted, theme::size::kSmallIcon))
        , m_value(new Text(QStringLiteral("–"), theme::Type::Strong)) {
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(kPadding, space::kTight, kPadding, space::kTight);
        row->setSpacing(6);
        for (QWidget* part : std::initializer_list<QWidget*>{m_glyph, m_value}) {
            part->setAttribute(Qt::WA_TransparentForMouseEvents);
            row->addWidget(part);
        }
        setFocusPolicy(Qt::TabFocus);
        setCursor(Qt::PointingHandCursor);
        setToolTip(m_info.title + QLatin1Char('\n') + m_info.definition);
        setAccessibleDescription(m_info.definition);
        set(m_value->text());
        connect(this, &QAbstractButton::clicked, this, [this] {
            (new InfoPopover(m_info, this))->showBelow(*this);
        });
    }

    void set(const QString& value) {
        m_info.refreshed = QDateTime::currentDateTime();
        m_value->setText(value);
        setAccessibleName(m_info.title + QStringLiteral(": ") + value);
    }

    QWidget* words() const { return m_value; }

    void setTone(theme::Glyph glyph, theme::Tone tone) { m_glyph->set(glyph, tone); }

    QSize sizeHint() const override { return layout()->sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const theme::Tokens& tokens = theme::tokensOf(this);
        if (underMouse())
            theme::drawBox(painter, rect(), theme::radius::kControl, tokens.sunken);
        if (hasFocus())
            theme::drawFocusRing(painter, rect(), theme::radius::kControl, tokens);
    }
    void enterEvent(QEnterEvent* event) override {
        QAbstractButton::enterEvent(event);
        update();
    }
    void leaveEvent(QEvent* event) override {
        QAbstractButton::leaveEvent(event);
        update();
    }

private:
    static constexpr int kPadding = 6;

    Info m_info;
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
          theme::Glyph::Earnings,
          {tr("Earned today"),
           tr("Rewards of the accounting periods that ended since midnight here."),
           tr("Sum of serving and standby over today's signed statements."),
           {}}))
    , m_badge(new Pill({}, theme::Tone::Warn))
    , m_up(new StripField(
          theme::Glyph::ArrowUp,
          {tr("Serving rate"),
           tr("All that leaves for viewers, with heads and encryption, as the limit counts it."),
           tr("bytes of the last 10 s ÷ 10 s × 8"),
           {}}))
    , m_down(new StripField(
          theme::Glyph::ArrowDown, {tr("Fetching rate"),
                                    tr("What comes in to fill the cache."),
                                    tr("bytes of the last 10 s ÷ 10 s × 8"),
                                    {}}))
    , m_reach(new StripField(
          theme::Glyph::Help,
          {tr("Reachable from outside"),
           tr("Whether the Router, which tries from outside as viewers do, came in. Nothing that "
              "only this computer believes counts."),
           tr("reached = the Router's latest probe of this address and port succeeded"),
           {}}))
    , m_alternative(new QToolButton)
    , m_pause(new QPushButton) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kLarge, space::kSmall, space::kMedium, space::kSmall);
    row->setSpacing(space::kSmall);
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
    row->addWidget(m_alternative);
    row->addWidget(m_pause);
    m_badge->hide();
    dressAlternative();
    connect(m_pause, &QPushButton::clicked, this, [this] {
        m_state == NodeState::Paused ? Q_EMIT resumeRequested() : Q_EMIT pauseRequested();
    });
    setState(NodeState::Starting, {});
}

void StatusStrip::dressAlternative() {
    m_alternative->setCheckable(true);
    m_alternative->setAutoRaise(true);
    m_alternative->setFixedSize(theme::size::kControl, theme::size::kControl);
    m_alternative->setIconSize({theme::size::kIcon, theme::size::kIcon});
    m_alternative->setAccessibleName(tr("Alternative limit"));
    connect(m_alternative, &QToolButton::clicked, this, &StatusStrip::switchAlternative);
    setAlternative(Alternative::Off, {});
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

void StatusStrip::setAlternative(Alternative now, const QString& limit) {
    const bool isOn = now == Alternative::On;
    m_alternativeLimit = limit;
    m_alternative->setChecked(isOn);
    m_alternative->setIcon(theme::icon(theme::Glyph::Turtle));
    const QString words = isOn ? tr("Serving is held to %1. Press to lift that.").arg(limit)
                               : tr("Press to hold serving to the second, lower limit.");
    m_alternative->setToolTip(tr("Alternative limit") + QLatin1Char('\n') + words);
    m_alternative->setAccessibleDescription(words);
}

/// What has just been switched on explains itself.
void StatusStrip::switchAlternative() {
    Q_EMIT alternativeRequested();
    if (!m_alternative->isChecked())
        return;
    const Info info{
        tr("Alternative limit"),
        tr("Serving is held to %1 until you press again. The Bandwidth page sets the limit, and "
           "the hours in which it holds by itself.")
            .arg(m_alternativeLimit),
        tr("bytes that leave in any 10 s ≤ limit × 10 s"), QDateTime::currentDateTime()};
    (new InfoPopover(info, m_alternative))->showBelow(*m_alternative);
}

QSize StatusStrip::minimumSizeHint() const {
    const int always = m_pill->sizeHint().width() + m_earnings->sizeHint().width() +
                       m_alternative->sizeHint().width() + m_pause->sizeHint().width();
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

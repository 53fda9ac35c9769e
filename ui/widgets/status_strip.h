// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icon.h"

#include <QWidget>

class QPushButton;
class QToolButton;

namespace meson::widgets {

class Pill;
class StripField;
class Text;

/// What the node is doing, seen on every page.
enum class NodeState { Starting, Earning, Paused, Attention, Offline };

QString nodeStateName(NodeState state);
theme::Tone nodeStateTone(NodeState state);
theme::Glyph nodeStateGlyph(NodeState state);

/// Whether the owner's second limit holds by his switch.
enum class Alternative { Off, On };

/// The strip along the window: state with its reason, today's earnings, rates, whether the node was
/// reached from outside, the switch of the alternative limit and the pause button. Each figure is a
/// button that explains it. Where room is short the least urgent give way, the state and the two
/// switches never. Thread: ui.
class StatusStrip : public QWidget {
    Q_OBJECT

public:
    explicit StatusStrip(QWidget* parent = nullptr);

    void setState(NodeState state, const QString& reason);

    /// `badge` marks play money; empty for none.
    void setEarnings(const QString& today, const QString& badge = {});
    void setRates(const QString& up, const QString& down);

    /// Ok only when an outside probe said so.
    void setReachability(theme::Tone tone, const QString& words);

    /// `limit` is what the rate is held to while it is on.
    void setAlternative(Alternative now, const QString& limit);

    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void alternativeRequested(); ///< on where it is off, off where it is on
    void pauseRequested();
    void resumeRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();
    void dressAlternative();
    void switchAlternative();

    NodeState m_state = NodeState::Starting;
    Pill* m_pill;
    Text* m_reason;
    StripField* m_earnings;
    Pill* m_badge;
    StripField* m_up;
    StripField* m_down;
    StripField* m_reach;
    QToolButton* m_alternative;
    QString m_alternativeLimit;
    QPushButton* m_pause;
};

} // namespace meson::widgets

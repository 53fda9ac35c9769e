// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QFrame>
#include <QToolButton>

namespace meson::widgets {

/// What a figure is and where it comes from.
struct Info {
    QString title;
    QString definition;
    QString formula;     ///< may be empty
    QDateTime refreshed; ///< when the figure was last computed; invalid: not said
};

/// A small card that explains one figure, below what asked for it. It closes with Escape or a click
/// outside of it and deletes itself. Thread: ui.
class InfoPopover : public QFrame {
    Q_OBJECT

public:
    explicit InfoPopover(const Info& info, QWidget* parent);

    void showBelow(const QWidget& anchor);

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// The round "i" beside a figure.
class InfoButton : public QToolButton {
    Q_OBJECT

public:
    explicit InfoButton(QWidget* parent = nullptr);

    void setInfo(const Info& info);
    const Info& info() const { return m_info; }
    /// When the figure was last computed.
    void setRefreshed(const QDateTime& time) { m_info.refreshed = time; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Info m_info;
};

} // namespace meson::widgets

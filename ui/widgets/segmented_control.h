// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QAbstractButton;
class QButtonGroup;

namespace meson::widgets {

/// One of a few, all of them seen: "1D 7D 1M". Arrow keys move the choice; to screen readers it is
/// a group of radio buttons. Thread: ui.
class SegmentedControl : public QWidget {
    Q_OBJECT

public:
    /// `name` is what the choice is about, for screen readers.
    explicit SegmentedControl(
        const QString& name, const QStringList& segments, QWidget* parent = nullptr);

    int current() const;
    void setCurrent(int index);

    /// Changes the words, as when the language changed; the count stays.
    void setSegments(const QStringList& segments);

Q_SIGNALS:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QButtonGroup* m_group;
};

} // namespace meson::widgets

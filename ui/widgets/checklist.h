// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QVBoxLayout;

namespace meson::widgets {

enum class StepState { Done, Now, Later };

struct Step {
    QString title;
    QString detail;
    StepState state = StepState::Later;
    QString action; ///< the button's text while the step is the one to do; may be empty
};

/// Steps to be ticked, one of them being due. Thread: ui.
class Checklist : public QWidget {
    Q_OBJECT

public:
    explicit Checklist(QWidget* parent = nullptr);

    void setSteps(const QList<Step>& steps);

Q_SIGNALS:
    void actionTriggered(int step);

private:
    QWidget* makeRow(int index, const Step& step);

    QVBoxLayout* m_column;
};

} // namespace meson::widgets

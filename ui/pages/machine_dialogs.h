// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace meson::widgets {
class LimitEditor;
class Text;
} // namespace meson::widgets

namespace meson::pages {

/// Takes the line that "meson-network pair" printed on another machine, says as it is typed what is
/// wrong with it, and pairs. Closes when that is done; stays with a sentence when it fails. Shown
/// with open(). Thread: ui.
class AttachDialog : public QDialog {
    Q_OBJECT

public:
    AttachDialog(bridge::Machines& machines, QWidget* parent);

private:
    void check();
    void attach();
    void say(theme::Tone tone, const QString& words);

    bridge::Machines& m_machines;
    QLineEdit* m_line;
    widgets::Text* m_words;
    QPushButton* m_attach;
};

/// Asks for the upload limit of one machine. Shown with open(). Thread: ui.
class MachineLimitDialog : public QDialog {
    Q_OBJECT

public:
    /// 0: no limit. `note` says how long it holds.
    MachineLimitDialog(
        const QString& machine, base::BytesPerSecond limit, const QString& note, QWidget* parent);
    base::BytesPerSecond limit() const;

private:
    widgets::LimitEditor* m_limit;
};

} // namespace meson::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icon.h"

#include <QDialog>

class QCheckBox;
class QPushButton;
class QVBoxLayout;

namespace meson::widgets {

enum class Danger { None, Destructive };

/// Asks before something is done: a question, what it costs, and two answers named by what they
/// do. A destructive answer is never the default. Shown with open(). Thread: ui.
class ConfirmDialog : public QDialog {
    Q_OBJECT

public:
    ConfirmDialog(
        const QString& question, const QString& consequence, const QString& confirm, Danger danger,
        QWidget* parent = nullptr);

    /// The word of the other answer; "Cancel" before this is called.
    void setRejectText(const QString& text);

    /// Adds "do not ask again" or the like.
    void setRemember(const QString& text);
    bool isRemembered() const;

Q_SIGNALS:
    /// The other button was pressed; Escape only closes the question.
    void refused();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QVBoxLayout* m_words;
    QCheckBox* m_remember;
    QPushButton* m_confirm;
    QPushButton* m_reject;
};

} // namespace meson::widgets

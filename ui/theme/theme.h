// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/system_scheme.h"
#include "ui/theme/tokens.h"

#include <QObject>

class QApplication;

namespace meson::theme {

/// What the user chose in the settings.
enum class Choice { System, Light, Dark, HighContrast };

/// Dresses the application: style, palette and font follow the choice at once, in every open
/// window. Widgets hear of it as QEvent::StyleChange. One per application, made after the
/// QApplication and before the first window. Thread: ui.
class Theme : public QObject {
    Q_OBJECT

public:
    explicit Theme(QApplication& application);

    Choice choice() const { return m_choice; }
    void setChoice(Choice choice);

    Scheme scheme() const;
    const Tokens& tokens() const { return tokensFor(scheme()); }

    /// Puts scheme, palette and fonts in force again, as after setTextScale().
    void apply();

Q_SIGNALS:
    void changed();

private:
    QApplication& m_application;
    SystemScheme m_system;
    Choice m_choice = Choice::System;
};

} // namespace meson::theme

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/metrics.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QPixmapCache>

namespace meson::theme {

Theme::Theme(QApplication& application)
    : m_application(application) {
    connect(&m_system, &SystemScheme::changed, this, [this] {
        if (m_choice == Choice::System) {
            apply();
        }
    });
    apply();
}

void Theme::setChoice(Choice choice) {
    if (choice != m_choice) {
        m_choice = choice;
        apply();
    }
}

Scheme Theme::scheme() const {
    switch (m_choice) {
    case Choice::System:
        return m_system.scheme();
    case Choice::Light:
        return Scheme::Light;
    case Choice::Dark:
        return Scheme::Dark;
    case Choice::HighContrast:
        break;
    }
    return Scheme::HighContrast;
}

void Theme::apply() {
    QPixmapCache::clear();
    m_application.setFont(font(Type::Body));
    m_application.setPalette(paletteFor(tokens()));
    m_application.setStyle(new Style(tokens()));
    Q_EMIT changed();
}

} // namespace meson::theme

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/graphic.h"

#include <QAccessibleWidget>

namespace meson::widgets {

namespace {

QAccessibleInterface* describe(const QString& name, QObject* object) {
    if (name != QLatin1String(Graphic::staticMetaObject.className())) {
        return nullptr;
    }
    auto* graphic = static_cast<Graphic*>(object);
    return new QAccessibleWidget(graphic, graphic->role());
}

} // namespace

Graphic::Graphic(QAccessible::Role role, QWidget* parent)
    : QWidget(parent)
    , m_role(role) {
    QAccessible::installFactory(describe); // installing it again changes nothing
}

void Graphic::setSummary(const QString& summary) {
    if (summary != accessibleDescription()) {
        setAccessibleDescription(summary);
    }
}

} // namespace meson::widgets

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tab_order.h"

#include <QLayout>
#include <QScrollArea>
#include <QWidget>

namespace meson::widgets {
namespace {

void collect(QLayout& layout, QWidgetList& found);

void collect(QWidget& widget, QWidgetList& found) {
    if (widget.focusPolicy() & Qt::TabFocus)
        found << &widget;
    if (widget.layout())
        return collect(*widget.layout(), found);
    if (const auto* area = qobject_cast<QScrollArea*>(&widget); area && area->widget())
        collect(*area->widget(), found);
}

void collect(QLayout& layout, QWidgetList& found) {
    for (int i = 0; i < layout.count(); ++i) {
        if (QWidget* widget = layout.itemAt(i)->widget())
            collect(*widget, found);
        else if (QLayout* inner = layout.itemAt(i)->layout())
            collect(*inner, found);
    }
}

} // namespace

void orderTabs(QWidget& root) {
    QWidgetList order;
    collect(root, order);
    for (int i = 1; i < order.size(); ++i)
        QWidget::setTabOrder(order[i - 1], order[i]);
}

} // namespace meson::widgets

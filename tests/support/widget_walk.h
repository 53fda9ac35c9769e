// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/card.h"
#include "ui/widgets/elided_text.h"
#include "ui/widgets/graphic.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QPointer>
#include <QRegularExpression>
#include <QScrollArea>
#include <QSlider>
#include <QTest>
#include <algorithm>
#include <functional>

/// What must be true of any window: each function returns the sentences that say where it is not.
namespace meson::test {

inline QString accessibleNameOf(QWidget* widget) {
    QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
    return face ? face->text(QAccessible::Name) : QString();
}

/// A control that the keyboard reaches, and not a part of another one.
inline bool isInteractive(const QWidget* widget) {
    if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible())
        return false;
    const QWidget* parent = widget->parentWidget();
    if (qobject_cast<const QAbstractSpinBox*>(parent) || qobject_cast<const QComboBox*>(parent))
        return false;
    return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QLineEdit*>(widget) ||
           qobject_cast<const QComboBox*>(widget) ||
           qobject_cast<const QAbstractSpinBox*>(widget) || qobject_cast<const QSlider*>(widget) ||
           qobject_cast<const QAbstractItemView*>(widget) ||
           qobject_cast<const widgets::Graphic*>(widget);
}

/// What shows words in one line and must not be narrower than they are.
inline bool mustFit(const QWidget* widget) {
    if (!widget->isVisible() || qobject_cast<const widgets::ElidedText*>(widget))
        return false;
    const auto* label = qobject_cast<const QLabel*>(widget);
    return (label && !label->wordWrap()) || qobject_cast<const QAbstractButton*>(widget) ||
           widget->inherits("meson::widgets::Pill") ||
           widget->inherits("meson::widgets::SegmentedControl");
}

inline QString nameOf(const QWidget* widget) {
    const auto* label = qobject_cast<const QLabel*>(widget);
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    return QStringLiteral("%1 “%2” in %3")
        .arg(
            QLatin1String(widget->metaObject()->className()),
            label    ? label->text()
            : button ? button->text()
                     : widget->accessibleName(),
            QLatin1String(
                widget->parentWidget() ? widget->parentWidget()->metaObject()->className() : ""));
}

inline QStringList controlsWithoutName(QWidget& window) {
    QStringList found;
    for (QWidget* widget : window.findChildren<QWidget*>())
        if (isInteractive(widget) && accessibleNameOf(widget).isEmpty())
            found << nameOf(widget);
    return found;
}

/// Words that are narrower than they need to be; what Qt puts into a line's end has none.
inline QStringList clippedTexts(QWidget& window) {
    QStringList found;
    for (QWidget* widget : window.findChildren<QWidget*>())
        if (mustFit(widget) && !qobject_cast<QLineEdit*>(widget->parentWidget()) &&
            widget->width() < widget->minimumSizeHint().width())
            found << QStringLiteral("%1: %2 < %3")
                         .arg(nameOf(widget))
                         .arg(widget->width())
                         .arg(widget->minimumSizeHint().width());
    return found;
}

/// What lies over its neighbour in the same layout, or sticks out of its parent.
inline QStringList misplaced(QWidget& window) {
    QStringList found;
    QList<QWidget*> all = window.findChildren<QWidget*>();
    for (const QWidget* parent : all << &window) {
        if (!parent->isVisible() || !parent->layout())
            continue;
        QList<const QWidget*> placed;
        for (int i = 0; i < parent->layout()->count(); ++i)
            if (const QWidget* widget = parent->layout()->itemAt(i)->widget();
                widget && widget->isVisible() && !widget->size().isEmpty())
                placed << widget;
        for (int i = 0; i < placed.size(); ++i) {
            if (!parent->rect().contains(placed[i]->geometry()))
                found << nameOf(placed[i]) + QLatin1String(" sticks out");
            for (int k = 0; k < i; ++k)
                if (placed[i]->geometry().intersects(placed[k]->geometry()))
                    found << nameOf(placed[i]) + QLatin1String(" lies over ") + nameOf(placed[k]);
        }
    }
    return found;
}

/// Content that is wider than the place it scrolls in.
inline QStringList scrolledSideways(QWidget& window) {
    QStringList found;
    for (const QScrollArea* area : window.findChildren<QScrollArea*>())
        if (area->isVisible() && area->widget() &&
            area->widget()->width() > area->viewport()->width())
            found << QStringLiteral("%1: %2 > %3")
                         .arg(nameOf(area))
                         .arg(area->widget()->width())
                         .arg(area->viewport()->width());
    return found;
}

/// The controls in the order in which Tab visits them.
inline QList<QWidget*> tabOrder(QWidget& window) {
    QList<QWidget*> order;
    QWidget* widget = &window;
    do {
        if (isInteractive(widget) && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus))
            order << widget;
        widget = widget->nextInFocusChain();
    } while (widget && widget != &window);
    return order;
}

/// Controls that Tab does not reach, and steps of Tab that go back: up or against the reading
/// direction, other than to the next column.
inline QStringList wrongTabOrder(QWidget& window) {
    QStringList found;
    const QList<QWidget*> order = tabOrder(window);
    for (QWidget* widget : window.findChildren<QWidget*>())
        if (isInteractive(widget) && widget->isEnabled() && !order.contains(widget) &&
            widget->focusPolicy() != Qt::ClickFocus)
            found << nameOf(widget) + QLatin1String(" is not reached");
    for (int i = 1; i < order.size(); ++i) {
        const auto placeOf = [&](const QWidget* widget) {
            return QRect(widget->mapTo(&window, QPoint()), widget->size());
        };
        const QRect before = placeOf(order[i - 1]), after = placeOf(order[i]);
        const bool isAbove = after.bottom() < before.top() && after.left() <= before.left();
        const bool isBehind = after.right() < before.left() && after.top() <= before.bottom() &&
                              after.bottom() >= before.top();
        if (isAbove || isBehind)
            found << nameOf(order[i - 1]) + QLatin1String(" is followed by ") + nameOf(order[i]);
    }
    return found;
}

/// What leads from one part of the page that is shown to another.
inline QList<QAbstractButton*> sectionsOf(QWidget& window) {
    QList<QAbstractButton*> found;
    for (auto* button : window.findChildren<QAbstractButton*>())
        if (button->isVisible() && button->inherits("meson::widgets::NavButton") &&
            !button->parentWidget()->inherits("meson::widgets::Sidebar"))
            found << button;
    return found;
}

/// Opens every dialog that a button of the window names ("Delete…"), shows it and dismisses it.
/// Some come when the engine has answered. File dialogs are the desktop's.
inline void forEachDialog(QWidget& window, const std::function<void(QDialog&)>& look) {
    for (auto* view : window.findChildren<QAbstractItemView*>())
        if (view->isVisible() && !qobject_cast<QHeaderView*>(view) && view->model() &&
            view->model()->rowCount() > 0)
            view->setCurrentIndex(view->model()->index(0, 0));
    QList<QPointer<QAbstractButton>> buttons; // a dialog's end may take some away
    for (auto* button : window.findChildren<QAbstractButton*>())
        buttons << button;
    for (const QPointer<QAbstractButton>& button : buttons) {
        if (!button || !button->isVisible() || !button->isEnabled() ||
            !button->text().endsWith(QChar(0x2026)))
            continue;
        button->click();
        if (!QTest::qWaitFor([] { return QApplication::activeModalWidget() != nullptr; }))
            continue;
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        if (dialog && !qobject_cast<QFileDialog*>(dialog))
            look(*dialog);
        if (dialog)
            dialog->reject();
    }
}

/// Cards with something measured or counted in them that do not say what it is and how it is
/// computed. A card without a title only sums up others.
inline QStringList figuresWithoutFormula(QWidget& window) {
    static const QRegularExpression digit(QStringLiteral("\\d"));
    QStringList found;
    for (const auto* card : window.findChildren<widgets::Card*>()) {
        const auto inside = card->findChildren<QWidget*>();
        const bool hasFigure = std::any_of(inside.begin(), inside.end(), [](const QWidget* each) {
            const auto* label = qobject_cast<const QLabel*>(each);
            return each->isVisible() && (qobject_cast<const widgets::Graphic*>(each) ||
                                         qobject_cast<const QAbstractItemView*>(each) ||
                                         (label && label->text().contains(digit)));
        });
        const auto* info = card->findChild<widgets::InfoButton*>();
        const bool isExplained = info && info->isVisible() && !info->info().definition.isEmpty() &&
                                 !info->info().formula.isEmpty();
        if (card->isVisible() && !card->title().isEmpty() && hasFigure && !isExplained)
            found << card->title();
    }
    return found;
}

/// Every text that a person sees or hears of it.
inline QStringList textsOf(QWidget& window) {
    QStringList texts{window.windowTitle()};
    const auto add = [&](const QString& text) {
        if (!text.isEmpty())
            texts << text;
    };
    for (QWidget* widget : window.findChildren<QWidget*>()) {
        if (!widget->isVisible())
            continue;
        add(accessibleNameOf(widget));
        add(widget->toolTip());
        add(widget->accessibleDescription());
        if (const auto* label = qobject_cast<QLabel*>(widget))
            add(label->text());
        if (const auto* edit = qobject_cast<QLineEdit*>(widget))
            add(edit->placeholderText());
        if (const auto* box = qobject_cast<QComboBox*>(widget))
            for (int i = 0; i < box->count(); ++i)
                add(box->itemText(i));
        if (const auto* header = qobject_cast<QHeaderView*>(widget); header && header->model())
            for (int i = 0; i < header->count(); ++i)
                add(header->model()->headerData(i, header->orientation()).toString());
    }
    for (const QAction* action : window.findChildren<QAction*>())
        if (!action->isSeparator())
            add(action->text());
    return texts;
}

/// Texts of a Chinese window in which a Latin word stands and nothing Chinese. What is no language
/// is fine: names, units, numbers with letters, addresses, paths, keys.
inline QStringList leftInEnglish(const QStringList& texts) {
    static const QRegularExpression chinese(QStringLiteral("\\p{Han}"));
    static const QRegularExpression neutral(QStringLiteral(
        "Meson Miner|English|[kMGTP]?(bit|B)/s|\\b[kMGTP]?B\\b|\\S*[/\\\\:.]\\S*|0x\\S*|"
        "\\b(?=\\w*\\d)\\w+\\b|IPv[46]|TCP|UPnP|NAT-PMP|PCP|CPU|CSV|DEMO|JSON|kWh"));
    static const QRegularExpression word(QStringLiteral("[A-Za-z]{2,}"));
    QStringList found;
    for (QString text : texts)
        if (!text.contains(chinese) && QString(text).remove(neutral).contains(word))
            found << text;
    found.removeDuplicates();
    return found;
}

} // namespace meson::test

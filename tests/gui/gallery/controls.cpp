// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/samples.h"
#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/widgets/card.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/status_strip.h"
#include "ui/widgets/switch.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSlider>
#include <QSpinBox>
#include <QTabBar>
#include <QTableWidget>
#include <QToolButton>

namespace meson::gallery {

namespace {

using namespace widgets;
using theme::Glyph;
using theme::Tone;

QWidget* rowOf(const QList<QWidget*>& widgets) {
    auto* result = new QWidget;
    auto* row = new QHBoxLayout(result);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    for (QWidget* widget : widgets) {
        row->addWidget(widget);
    }
    row->addStretch(1);
    return result;
}

QPushButton* button(const char* text, theme::ButtonRole role) {
    auto* result = new QPushButton(say(text));
    theme::setButtonRole(*result, role);
    return result;
}

Card* buttonsCard() {
    using theme::ButtonRole;
    auto* withIcon = button("Export CSV", ButtonRole::Secondary);
    withIcon->setIcon(theme::icon(Glyph::Download));
    auto* primaryIcon = button("Start earning", ButtonRole::Primary);
    primaryIcon->setIcon(theme::icon(Glyph::Play));
    auto* off = button("Disabled", ButtonRole::Primary);
    auto* off2 = button("Disabled", ButtonRole::Secondary);
    off->setEnabled(false);
    off2->setEnabled(false);
    auto* buttons = new Card(say("Buttons"));
    buttons->body()->addWidget(rowOf(
        {primaryIcon, withIcon, button("Learn more", ButtonRole::Flat),
         button("Delete the cache", ButtonRole::Danger), off, off2}));
    auto* tool = new QToolButton;
    tool->setIcon(theme::icon(Glyph::More));
    tool->setAutoRaise(true);
    tool->setAccessibleName(say("More"));
    auto* segments = new SegmentedControl(
        say("Range"), {say("1D"), say("7D"), say("1M"), say("3M"), say("1Y"), say("All")});
    segments->setCurrent(1);
    buttons->body()->addWidget(rowOf({segments, tool, new InfoButton}));
    return buttons;
}

Card* fieldsCard() {
    auto* fields = new Card(say("Fields"));
    auto* edit = new QLineEdit(say("0x52908400098527886E0F7030069857D2E4169EE7"));
    auto* hint = new QLineEdit;
    hint->setPlaceholderText(say("meson: link or address"));
    auto* gone = new QLineEdit(say("Disabled"));
    gone->setEnabled(false);
    auto* combo = new QComboBox;
    combo->addItems({say("System language"), say("English")});
    auto* spin = new QSpinBox;
    spin->setRange(0, 9999);
    spin->setValue(500);
    spin->setSuffix(say(" GB"));
    edit->setMinimumWidth(360);
    edit->setAccessibleName(say("Payout address"));
    hint->setAccessibleName(say("Network"));
    gone->setAccessibleName(say("Not offered"));
    combo->setAccessibleName(say("Language"));
    spin->setAccessibleName(say("Quota"));
    edit->setCursorPosition(0);
    fields->body()->addWidget(rowOf({edit, hint, gone}));
    auto* slider = new QSlider(Qt::Horizontal);
    slider->setValue(40);
    slider->setAccessibleName(say("Share"));
    slider->setMinimumWidth(180);
    auto* bar = new QProgressBar;
    bar->setValue(62);
    bar->setTextVisible(false);
    bar->setFixedHeight(10);
    bar->setMinimumWidth(180);
    fields->body()->addWidget(rowOf({combo, spin, slider, bar}));
    return fields;
}

Card* choicesCard() {
    auto* choices = new Card(say("Choices"));
    auto* on = new Switch(say("Start at login"));
    on->setChecked(true);
    auto* noSwitch = new Switch(say("Pause on battery"));
    auto* deadSwitch = new Switch(say("Not on this system"));
    deadSwitch->setEnabled(false);
    auto* check = new QCheckBox(say("Remember"));
    check->setChecked(true);
    auto* some = new QCheckBox(say("Some"));
    some->setTristate(true);
    some->setCheckState(Qt::PartiallyChecked);
    auto* radio = new QRadioButton(say("Join a network"));
    radio->setChecked(true);
    choices->body()->addWidget(rowOf({on, noSwitch, deadSwitch}));
    choices->body()->addWidget(rowOf(
        {check, some, new QCheckBox(say("Off")), radio, new QRadioButton(say("Try the demo"))}));
    return choices;
}

Card* statesCard() {
    auto* pills = new Card(say("States"));
    QList<QWidget*> states;
    for (const NodeState state :
         {NodeState::Earning, NodeState::Starting, NodeState::Paused, NodeState::Attention,
          NodeState::Offline}) {
        auto* pill = new Pill(nodeStateName(state), nodeStateTone(state));
        pill->setGlyph(nodeStateGlyph(state));
        states << pill;
    }
    states << new Pill(say("DEMO"), Tone::Warn) << new Pill(say("Serving"), Tone::Accent);
    pills->body()->addWidget(rowOf(states));
    return pills;
}

QTableWidget* objectTable() {
    auto* table = new QTableWidget(4, 4);
    table->setHorizontalHeaderLabels({say("Object"), say("Origin"), say("Size"), say("Hits, 7 d")});
    for (int line = 0; line < 4; ++line) {
        table->setItem(line, 0, new QTableWidgetItem(say("b1946ac9…")));
        table->setItem(line, 1, new QTableWidgetItem(say("video.example")));
        table->setItem(line, 2, new QTableWidgetItem(say("12.4 MB")));
        table->setItem(line, 3, new QTableWidgetItem(say("1,204")));
    }
    table->setAccessibleName(say("Objects"));
    table->verticalHeader()->hide();
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->horizontalHeader()->setStretchLastSection(true);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->selectRow(1);
    return table;
}

} // namespace

std::unique_ptr<QWidget> controls() {
    auto result = page();
    QVBoxLayout* column = columnOf(*result);
    for (Card* card : {buttonsCard(), fieldsCard(), choicesCard(), statesCard()}) {
        column->addWidget(card);
    }
    auto* tabs = new QTabBar;
    tabs->addTab(say("General"));
    tabs->addTab(say("Storage"));
    tabs->addTab(say("Network"));
    tabs->setExpanding(false);
    tabs->setDrawBase(false);
    column->addWidget(tabs);
    column->addWidget(objectTable(), 1);
    return result;
}

} // namespace meson::gallery

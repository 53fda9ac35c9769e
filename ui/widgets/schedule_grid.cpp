// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/schedule_grid.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/legend.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/text.h"

#include <QComboBox>
#include <QVBoxLayout>
#include <algorithm>

namespace meson::widgets {

namespace {

constexpr int kMonday = 0;
constexpr int kFriday = 4;

Week presetWeek(ScheduleGrid::Preset preset) {
    Week week = fullWeek();
    for (int day = 0; day < int(week.size()); ++day) {
        auto& hours = week.at(std::size_t(day));
        const bool work = day >= kMonday && day <= kFriday;
        switch (preset) {
        case ScheduleGrid::Preset::AlwaysOn:
            break;
        case ScheduleGrid::Preset::LimitedAtWork:
            if (work) {
                std::fill(hours.begin() + 2 * 8, hours.begin() + 2 * 18, Brush::Limited);
            }
            break;
        case ScheduleGrid::Preset::NightsOnly:
            std::fill(hours.begin() + 2 * 7, hours.begin() + 2 * 23, Brush::Paused);
            break;
        case ScheduleGrid::Preset::WeekendsOnly:
            hours.fill(work ? Brush::Paused : Brush::Full);
            break;
        }
    }
    return week;
}

} // namespace

ScheduleGrid::ScheduleGrid(QWidget* parent)
    : QWidget(parent)
    , m_canvas(new ScheduleCanvas)
    , m_brushes(new SegmentedControl(
          tr("Brush"),
          {brushName(Brush::Full), brushName(Brush::Limited), brushName(Brush::Paused)}))
    , m_presets(new QComboBox) {
    m_presets->setAccessibleName(tr("Preset"));
    m_presets->setPlaceholderText(tr("Use a preset…"));
    m_presets->addItems(
        {tr("Always full speed"), tr("Limited in working hours"), tr("Nights only"),
         tr("Weekends only")});
    m_presets->setCurrentIndex(-1);
    auto* hint = new Text(
        tr("Choose a brush, then paint. With the keyboard: arrows move, Shift stretches, Space "
           "paints, 1 to 3 choose the brush."),
        theme::Type::Caption, theme::Tone::Muted);
    hint->wrap();
    auto* legend = new Legend(3);
    legend->setParts(
        {{brushName(Brush::Full), {}, 0, 0, Fill::Solid},
         {brushName(Brush::Limited), {}, 0, 4, Fill::Hatched},
         {brushName(Brush::Paused), {}, 0, 5, Fill::Hollow}});
    auto* row = new QHBoxLayout;
    row->setSpacing(theme::space::kSmall);
    row->addWidget(m_brushes);
    row->addStretch(1);
    row->addWidget(m_presets);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addLayout(row);
    column->addWidget(m_canvas);
    column->addWidget(legend);
    column->addWidget(hint);
    m_brushes->setCurrent(int(m_canvas->brush()));
    connect(m_brushes, &SegmentedControl::currentChanged, m_canvas, [this](int brush) {
        m_canvas->setBrush(Brush(brush));
    });
    connect(m_canvas, &ScheduleCanvas::brushChanged, m_brushes, [this](Brush brush) {
        m_brushes->setCurrent(int(brush));
    });
    connect(m_canvas, &ScheduleCanvas::weekChanged, this, &ScheduleGrid::weekChanged);
    connect(m_presets, &QComboBox::activated, this, [this](int preset) {
        apply(Preset(preset));
        m_presets->setCurrentIndex(-1);
    });
}

void ScheduleGrid::setWeek(const Week& week) {
    m_canvas->setWeek(week);
}

void ScheduleGrid::apply(Preset preset) {
    setWeek(presetWeek(preset));
}

} // namespace meson::widgets

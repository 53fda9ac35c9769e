// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/scenes.h"

#include "tests/gui/gallery/samples.h"
#include "ui/theme/tray_icon.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/block_map.h"
#include "ui/widgets/card.h"
#include "ui/widgets/checklist.h"
#include "ui/widgets/confirm_dialog.h"
#include "ui/widgets/disk_bar.h"
#include "ui/widgets/donut.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/health_list.h"
#include "ui/widgets/legend.h"
#include "ui/widgets/limit_editor.h"
#include "ui/widgets/schedule_grid.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/sidebar.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/stat_card.h"
#include "ui/widgets/status_strip.h"
#include "ui/widgets/time_chart.h"
#include "ui/widgets/toast_area.h"

#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QRandomGenerator>
#include <cmath>

namespace meson::gallery {

namespace {

using namespace widgets;
using theme::Glyph;
using theme::Tone;

QList<Part> quotaParts() {
    return {
        {say("Cached"), say("412 GB"), 412, 0, Fill::Solid},
        {say("Being removed"), say("18 GB"), 18, 4, Fill::Hatched},
        {say("Free in the quota"), say("70 GB"), 70, 5, Fill::Hollow}};
}

HealthList* healthList() {
    auto* list = new HealthList;
    list->setRows(
        {{say("Reachable from outside"), say("2 min ago"), Tone::Ok},
         {say("Spot checks"), say("1,204 of 1,204"), Tone::Ok},
         {say("Uptime, 30 days"), say("97.2 %"), Tone::Warn},
         {say("Disk"), say("Almost full"), Tone::Error},
         {say("Version"), say("Not checked"), Tone::Muted}});
    return list;
}

Sidebar* sidebar() {
    auto* sidebar = new Sidebar;
    const std::pair<Glyph, const char*> pages[] = {
        {Glyph::Overview, "Overview"},   {Glyph::Earnings, "Earnings"}, {Glyph::Storage, "Storage"},
        {Glyph::Bandwidth, "Bandwidth"}, {Glyph::Hardware, "Hardware"}, {Glyph::Wallet, "Wallet"},
        {Glyph::Activity, "Activity"}};
    int number = 0;
    for (const auto& [glyph, name] : pages) {
        sidebar->addPage(number++, glyph, say(name));
    }
    sidebar->addPage(7, Glyph::Settings, say("Settings"), Sidebar::Place::Foot);
    sidebar->addPage(8, Glyph::Help, say("Help"), Sidebar::Place::Foot);
    sidebar->setBadge(6, {Badge::Kind::Count, 3});
    sidebar->setBadge(3, {Badge::Kind::Dot, 0});
    sidebar->setCurrent(0);
    return sidebar;
}

StatusStrip* strip() {
    auto* strip = new StatusStrip;
    strip->setState(NodeState::Earning, say("Serving 14 viewers"));
    strip->setEarnings(say("3.84"), say("DEMO"));
    strip->setRates(say("41.2 Mbit/s"), say("3.1 Mbit/s"));
    strip->setReachability(Tone::Ok, say("Reachable"));
    strip->setAlternative(Alternative::On, say("20 Mbit/s"));
    return strip;
}

QHBoxLayout* statCards() {
    auto* cards = new QHBoxLayout;
    cards->setSpacing(16);
    auto* today = new StatCard(say("Today"));
    today->setInfo({say("Today"), say("Rewards of all epochs that ended since midnight."), {}, {}});
    today->setBadge(say("DEMO"));
    today->setFigure(say("3.84"), say("MSN"));
    today->setDetail(say("Yesterday by now: 3.41"));
    today->setDelta(say("12.6 %"), Change::Better);
    auto* month = new StatCard(say("This month"));
    month->setInfo({say("Month"), say("."), {}, {}});
    month->setFigure(say("48.10"), say("MSN"));
    month->setDetail(say("Month end: 98 to 114"));
    month->setDelta(say("3.1 %"), Change::Worse);
    auto* storage = new StatCard(say("Storage"));
    storage->setInfo({say("Storage"), say("."), {}, {}});
    storage->setFigure(say("412"), say("of 500 GB"));
    storage->setMeter(0.824, say("Quota used"));
    storage->setDetail(say("18,204 objects"));
    auto* served = new StatCard(say("Served today"));
    served->setInfo({say("Served"), say("."), {}, {}});
    served->setFigure(say("86.3"), say("GB"));
    served->setDetail(say("41,870 requests, 99.1 % hits"));
    for (StatCard* card : {today, month, storage, served}) {
        cards->addWidget(card, 1);
    }
    return cards;
}

std::unique_ptr<QWidget> overview() {
    auto window = std::make_unique<QWidget>();
    auto* all = new QHBoxLayout(window.get());
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(sidebar());
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    all->addLayout(right, 1);
    right->addWidget(strip());
    auto body = page();
    QVBoxLayout* column = columnOf(*body);
    auto* banner = new Banner;
    banner->setMessage(
        Tone::Warn, say("The disk is almost full"),
        say("New files stop at 10 GB of free space; 12.4 GB are left."), say("Change the quota"));
    column->addWidget(banner);
    column->addLayout(statCards());
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    auto* earnings = new Card(say("Earnings"));
    earnings->addHeaderWidget(
        new SegmentedControl(say("Range"), {say("7D"), say("1M"), say("1Y"), say("All")}));
    earnings->body()->addWidget(earningsChart(), 1);
    auto* health = new Card(say("Health"));
    health->body()->addWidget(healthList());
    health->body()->addStretch(1);
    row->addWidget(earnings, 2);
    row->addWidget(health, 1);
    column->addLayout(row, 1);
    right->addWidget(body.release(), 1);
    return window;
}

std::unique_ptr<QWidget> charts() {
    auto result = page();
    QVBoxLayout* column = columnOf(*result);
    auto* traffic = new Card(say("Traffic"));
    auto* chart = trafficChart();
    chart->setReadOut(700);
    traffic->body()->addWidget(chart, 1);
    column->addWidget(traffic, 3);
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    auto* bars = new Card(say("Earnings"));
    auto* stacked = earningsChart();
    stacked->setReadOut(4);
    bars->body()->addWidget(stacked, 1);
    auto* table = new Card(say("The same as a table"));
    auto* twin = earningsChart();
    twin->setView(TimeChart::View::Table);
    table->body()->addWidget(twin, 1);
    row->addWidget(bars, 1);
    row->addWidget(table, 1);
    column->addLayout(row, 3);
    auto* last = new QHBoxLayout;
    last->setSpacing(16);
    auto* empty = new Card(say("Latency"));
    auto* none = new TimeChart(say("Latency"));
    none->setEmptyText(say("Nothing yet"), say("The first figures appear after five minutes."));
    empty->body()->addWidget(none, 1);
    auto* spark = new Card(say("CPU"));
    auto* line = new Sparkline(say("CPU"));
    QList<double> values;
    for (int i = 0; i < 60; ++i) {
        values << 20 + 10 * std::sin(i / 5.0) + (i * 7 % 11);
    }
    line->setValues(values, say("CPU between 11 and 40 %"));
    spark->body()->addWidget(line, 1);
    last->addWidget(empty, 1);
    last->addWidget(spark, 1);
    column->addLayout(last, 2);
    return result;
}

std::unique_ptr<QWidget> storage() {
    auto result = page();
    QVBoxLayout* column = columnOf(*result);
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    auto* quota = new Card(say("Quota"));
    auto* donut = new Donut;
    donut->setWhole(say("500 GB"), say("quota"));
    donut->setParts(quotaParts());
    quota->body()->addWidget(donut);
    row->addWidget(quota, 1);
    auto* disk = new Card(say("Disk"));
    auto* bar = new DiskBar;
    bar->setAccessibleName(say("Disk"));
    const QList<Part> parts{
        {say("Meson"), say("430 GB"), 430, 0, Fill::Solid},
        {say("Other files"), say("310 GB"), 310, 5, Fill::Solid},
        {say("Reserve"), say("50 GB"), 50, 4, Fill::Hatched},
        {say("Free"), say("210 GB"), 210, 5, Fill::Hollow}};
    bar->setParts(parts, 1000);
    auto* legend = new Legend(2);
    legend->setParts(parts);
    auto* limit = new LimitEditor(say("Quota"), say("GB"), 10, 690, Spread::Linear);
    limit->setValue(500);
    limit->setNote(say("Leaves 190 GB of the disk free."));
    disk->body()->addWidget(bar);
    disk->body()->addWidget(legend);
    disk->body()->addStretch(1);
    disk->body()->addWidget(limit);
    row->addWidget(disk, 1);
    column->addLayout(row);
    auto* map = new Card(say("Cache map"));
    auto* blocks = new BlockMap;
    QRandomGenerator random(3);
    std::vector<Block> cells;
    for (int i = 0; i < 3200; ++i) {
        const int dice = int(random.bounded(100));
        cells.push_back(
            i > 2600    ? Block::Empty
            : dice < 91 ? Block::Cached
            : dice < 94 ? Block::Verifying
            : dice < 97 ? Block::Downloading
            : dice < 99 ? Block::Evicting
                        : Block::Failed);
    }
    blocks->setBlocks(cells);
    for (const int cell : {130, 777, 1400, 2222}) {
        blocks->flash(cell);
    }
    map->body()->addWidget(blocks);
    map->body()->addWidget(new BlockLegend);
    column->addWidget(map);
    column->addStretch(1);
    return result;
}

std::unique_ptr<QWidget> schedule() {
    auto result = page();
    QVBoxLayout* column = columnOf(*result);
    auto* card = new Card(say("Schedule"));
    auto* grid = new ScheduleGrid;
    Week week = fullWeek();
    for (int day = 0; day < 5; ++day) {
        auto& hours = week.at(std::size_t(day));
        std::fill(hours.begin() + 17, hours.begin() + 36, Brush::Limited);
        std::fill(hours.begin() + 36, hours.begin() + 44, Brush::Paused);
    }
    grid->setWeek(week);
    card->body()->addWidget(grid);
    column->addWidget(card);
    auto* limits = new Card(say("Limits"));
    auto* up = new LimitEditor(say("Upload"), say("Mbit/s"), 1, 1000, Spread::Logarithmic);
    up->setOptional(say("Limit the upload rate"));
    up->setValue(60);
    auto* down = new LimitEditor(say("Download"), say("Mbit/s"), 1, 1000, Spread::Logarithmic);
    down->setOptional(say("Limit the download rate"));
    down->setValue({});
    limits->body()->addWidget(up);
    limits->body()->addWidget(down);
    column->addWidget(limits);
    column->addStretch(1);
    return result;
}

std::unique_ptr<QWidget> messages() {
    auto result = page();
    QVBoxLayout* column = columnOf(*result);
    const std::tuple<Tone, const char*, const char*, const char*> banners[] = {
        {Tone::Error, "Nobody can reach this computer",
         "The last test from outside failed at 11:52. No requests arrive until it succeeds.",
         "Find out why"},
        {Tone::Info, "Version 0.2 is ready", "It starts with the next launch.", "Restart now"},
        {Tone::Ok, "The cache was moved", "", ""}};
    for (const auto& [tone, title, text, action] : banners) {
        auto* banner = new Banner;
        banner->setMessage(tone, say(title), say(text), say(action));
        banner->allowDismissal();
        column->addWidget(banner);
    }
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    auto* steps = new Card(say("Set up"));
    auto* list = new Checklist;
    list->setSteps(
        {{say("Choose folder and size"), {}, StepState::Done, {}},
         {say("Be reachable from outside"),
          say("The router at home has to pass port 40444 on to this computer."), StepState::Now,
          say("Test now")},
         {say("First heartbeat accepted"), {}, StepState::Later, {}},
         {say("First file cached"), {}, StepState::Later, {}}});
    steps->body()->addWidget(list);
    row->addWidget(steps, 1);
    auto* none = new Card;
    auto* empty = new EmptyState(
        Glyph::Wallet, say("No payout address yet"),
        say("Rewards are kept for you until you enter one. You can do that at any time."));
    empty->setAction(say("Enter an address"));
    none->body()->addWidget(empty, 1);
    row->addWidget(none, 1);
    column->addLayout(row);
    column->addStretch(1);
    auto* toasts = new ToastArea(*result);
    toasts->show(Tone::Ok, say("Address copied"));
    toasts->show(Tone::Info, say("Alternative limits are on until you switch them off"));
    return result;
}

std::unique_ptr<QWidget> icons() {
    auto result = std::make_unique<QWidget>();
    auto* grid = new QGridLayout(result.get());
    grid->setContentsMargins(24, 24, 24, 24);
    for (int index = 0; index < theme::kGlyphCount; ++index) {
        auto* label = new QLabel;
        label->setPixmap(theme::icon(Glyph(index)).pixmap(24, 24));
        grid->addWidget(label, index / 12, index % 12, Qt::AlignCenter);
    }
    int place = 0;
    for (const auto ink : {theme::TrayInk::Color, theme::TrayInk::Dark, theme::TrayInk::Light}) {
        for (const auto state :
             {theme::TrayState::Earning, theme::TrayState::Idle, theme::TrayState::Paused,
              theme::TrayState::Attention, theme::TrayState::Offline}) {
            auto* label = new QLabel;
            const auto news =
                state == theme::TrayState::Idle ? theme::TrayNews::Update : theme::TrayNews::None;
            label->setPixmap(theme::trayIcon(state, ink, news).pixmap(32, 32));
            grid->addWidget(label, 7 + place / 10, place % 10, Qt::AlignCenter);
            ++place;
        }
    }
    int column = 0;
    for (const int side : {128, 64, 48, 32, 16}) {
        auto* label = new QLabel;
        label->setPixmap(QIcon(say(":/icons/network.meson.Miner.svg")).pixmap(side, side));
        grid->addWidget(label, 6, column, 1, 2, Qt::AlignCenter);
        column += 2;
    }
    return result;
}

std::unique_ptr<QWidget> dialog() {
    auto result = std::make_unique<ConfirmDialog>(
        say("Delete the cache?"),
        say("412 GB of files are removed from this computer. The node earns nothing until the "
            "cache has filled again, which takes days."),
        say("Delete 412 GB"), Danger::Destructive);
    result->setRemember(say("Also forget the history of this volume"));
    return result;
}

std::unique_ptr<QWidget> popover() {
    return std::make_unique<InfoPopover>(
        Info{
            say("Estimated this month"),
            say("What this month ends with if the rest of it goes like the last seven days."),
            say("earned so far + (earned in 7 days ÷ 7 days) × time left"), noon()},
        nullptr);
}

std::unique_ptr<QWidget> menu() {
    auto result = std::make_unique<QMenu>();
    result->addAction(say("Earning · 3.84 today"))->setEnabled(false);
    result->addSeparator();
    result->addAction(theme::icon(Glyph::External), say("Open"))
        ->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_O));
    result->addMenu(say("Pause"))->addAction(say("30 min"));
    QAction* limits = result->addAction(say("Alternative limits"));
    limits->setCheckable(true);
    limits->setChecked(true);
    result->setActiveAction(limits);
    result->addSeparator();
    result->addAction(say("Quit"))->setShortcut(QKeySequence::Quit);
    return result;
}

} // namespace

std::vector<Scene> scenes() {
    return {
        {QStringLiteral("overview"), {1180, 760}, overview},
        {QStringLiteral("controls"), {960, 860}, controls},
        {QStringLiteral("charts"), {1040, 900}, charts},
        {QStringLiteral("storage"), {1040, 640}, storage},
        {QStringLiteral("schedule"), {960, 640}, schedule},
        {QStringLiteral("messages"), {960, 600}, messages},
        {QStringLiteral("icons"), {560, 560}, icons},
        {QStringLiteral("dialog"), {}, dialog},
        {QStringLiteral("popover"), {}, popover},
        {QStringLiteral("menu"), {}, menu},
    };
}

} // namespace meson::gallery

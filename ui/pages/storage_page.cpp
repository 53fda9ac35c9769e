// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/storage_page.h"

#include "ui/bridge/words.h"
#include "ui/pages/objects_card.h"
#include "ui/pages/volumes_card.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/block_map.h"
#include "ui/widgets/card_grid.h"
#include "ui/widgets/donut.h"
#include "ui/widgets/stat_card.h"
#include "ui/widgets/text.h"
#include "ui/widgets/units.h"

#include <QVBoxLayout>
#include <algorithm>

namespace meson::pages {

namespace {

using namespace std::chrono_literals;
using store::VolumeState;
using theme::Tone;
using widgets::Block;
using widgets::bytesInWords;
using widgets::countInWords;

constexpr int kPage = 1000;
constexpr int kLitAtMost = 50;

QString cellText(int cell) {
    return QStringLiteral("%1").arg(cell, 2, 16, QLatin1Char('0'));
}

bool isAnyIn(const terminal::TerminalSnapshot& now, VolumeState state) {
    return std::any_of(now.volumes.begin(), now.volumes.end(), [state](const auto& volume) {
        return volume.state == state;
    });
}

} // namespace

StoragePage::StoragePage(bridge::MinerModel& model, QWidget* parent)
    : Page(tr("Storage"), parent)
    , m_model(model)
    , m_edit(model, this)
    , m_banner(new widgets::Banner)
    , m_volumes(new VolumesCard(model, m_edit))
    , m_list(new ObjectsCard(model))
    , m_lit(model.clock().wall()) {
    m_banner->hide();
    column()->addWidget(m_banner);
    auto* disks = new widgets::CardGrid(340, 2);
    disks->add(makeQuota());
    disks->add(m_volumes);
    column()->addWidget(disks);
    column()->addWidget(makeFigures());
    column()->addWidget(makeMap());
    column()->addWidget(m_list, 1);
    takeSettings();
    takeSnapshot();
    connect(&model, &bridge::MinerModel::settingsChanged, this, &StoragePage::takeSettings);
    connect(&model, &bridge::MinerModel::snapshotChanged, this, &StoragePage::takeSnapshot);
    connect(&m_cells, &QTimer::timeout, this, qOverload<>(&StoragePage::askForCells));
    connect(m_list, &ObjectsCard::checking, this, [this](const QString& id) {
        m_map->setBlock(id.left(2).toInt(nullptr, 16), Block::Verifying);
    });
    connect(m_list, &ObjectsCard::checked, this, [this](const QString& id, bool isSound) {
        const int cell = id.left(2).toInt(nullptr, 16);
        m_map->setBlock(cell, isSound ? Block::Cached : Block::Failed);
        m_map->flash(cell);
    });
}

QWidget* StoragePage::makeQuota() {
    auto* card = new widgets::Card(tr("Given to the network"));
    card->setInfo(infoOf(
        tr("Given to the network"),
        tr("The storage that you give, over all folders. Used is what objects, their hashes and "
           "the index take in whole disk blocks; promised is room for downloads under way."),
        tr("free = given − used − promised")));
    m_donut = new widgets::Donut;
    card->body()->addWidget(m_donut, 1, Qt::AlignTop);
    return card;
}

QWidget* StoragePage::makeFigures() {
    m_objects = new widgets::StatCard(tr("Objects"));
    m_objects->setInfo(infoOf(
        tr("Objects"), tr("Files of sites that are cached here now."),
        tr("average = space used ÷ objects")));
    m_answered = new widgets::StatCard(tr("Served from here"));
    m_answered->setInfo(infoOf(
        tr("Served from here"),
        tr("The share of viewers' requests that got their object here instead of being sent back "
           "to the Router, since the node started."),
        tr("answered ÷ (answered + sent back)")));
    m_removed = new widgets::StatCard(tr("Removed"));
    m_removed->setInfo(infoOf(
        tr("Removed"),
        tr("Objects that are gone since the node started: to make room, with the Router's consent, "
           "or because their time was over."),
        tr("made room + expired")));
    m_checks = new widgets::StatCard(tr("Spot checks"));
    m_checks->setInfo(infoOf(
        tr("Spot checks"),
        tr("Questions of the Router about random parts of what it believes is here, answered since "
           "the node started. Damaged are objects that the disk gave back with other bytes."),
        tr("checks of delivery + checks of possession")));
    auto* grid = new widgets::CardGrid(200, 4);
    for (widgets::StatCard* card : {m_objects, m_answered, m_removed, m_checks}) {
        grid->add(card);
    }
    return grid;
}

QWidget* StoragePage::makeMap() {
    auto* card = new widgets::Card(tr("Map of the cache"));
    card->setInfo(infoOf(
        tr("Map of the cache"),
        tr("256 cells, one for each beginning of a content id, 00 to ff. A cell is filled when at "
           "least one such object is here, and lights up when one of them has just been read and "
           "checked. Ids are as good as random, so the map fills evenly."),
        tr("cell = first byte of the content id")));
    auto* words = new widgets::Text(
        tr("Click a cell to list its objects."), theme::Type::Caption, Tone::Muted);
    words->wrap();
    m_map = new widgets::BlockMap;
    m_map->setCellSize(9);
    m_map->setDescriber([](int cell) { return tr("Ids that begin with %1").arg(cellText(cell)); });
    m_map->setBlocks(std::vector<Block>(kCells, Block::Empty));
    card->body()->addWidget(m_map);
    card->body()->addWidget(
        new widgets::BlockLegend({Block::Empty, Block::Cached, Block::Verifying, Block::Failed}));
    card->body()->addWidget(words);
    connect(m_map, &widgets::BlockMap::activated, this, [this](int cell) {
        m_list->search(cellText(cell));
    });
    return card;
}

void StoragePage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    askForCells();
}

void StoragePage::takeSettings() {
    if (!m_edit.isPending()) {
        m_volumes->takeSettings(m_model.settings());
    }
}

void StoragePage::takeSnapshot() {
    const auto& now = m_model.snapshot().terminal;
    if (!now) {
        return;
    }
    takeDisks(*now);
    takeFigures(*now);
    m_volumes->takeVolumes(now->volumes);
}

void StoragePage::takeDisks(const terminal::TerminalSnapshot& now) {
    std::int64_t promised = 0;
    for (const store::VolumeStatus& volume : now.volumes) {
        promised += volume.reserved.count();
    }
    const auto part = [](const QString& label, std::int64_t octets, int series,
                         widgets::Fill fill) {
        return widgets::Part{label, bytesInWords(octets), double(octets), series, fill};
    };
    const std::int64_t used = now.used.count();
    const std::int64_t free = std::max<std::int64_t>(0, now.quota.count() - used - promised);
    m_donut->setWhole(bytesInWords(now.quota.count()), tr("given"));
    m_donut->setParts(
        {part(tr("Used"), used, 0, widgets::Fill::Solid),
         part(tr("Promised"), promised, 1, widgets::Fill::Hatched),
         part(tr("Free"), free, 5, widgets::Fill::Hollow)});
    const bool gone = isAnyIn(now, VolumeState::Gone);
    const bool full = std::any_of(now.volumes.begin(), now.volumes.end(), store::isDiskFull);
    m_banner->setVisible(gone || full);
    if (gone) {
        m_banner->setMessage(
            Tone::Error, tr("A disk is gone"),
            tr("What lies there is not served and earns nothing. Check the disk and its cable; "
               "the node takes it back by itself."));
    } else if (full) {
        const auto& volume =
            *std::find_if(now.volumes.begin(), now.volumes.end(), store::isDiskFull);
        m_banner->setMessage(
            Tone::Warn, tr("A disk is full"),
            tr("%1 are free on the disk of %2, no more than the reserve of %3, so no new objects "
               "are taken; what is cached is still served. Free space on the disk, or give less "
               "of it: it goes on by itself.")
                .arg(
                    bytesInWords(volume.diskFree.count()),
                    QString::fromStdU16String(volume.folder.u16string()),
                    bytesInWords(volume.reserve.count())));
    }
}

void StoragePage::takeFigures(const terminal::TerminalSnapshot& now) {
    m_objects->setFigure(countInWords(now.objects));
    m_objects->setDetail(
        now.objects > 0 ? tr("%1 each on average").arg(bytesInWords(now.used.count() / now.objects))
                        : tr("none has been ordered yet"));
    const std::int64_t requests = now.requests + now.sentBack;
    m_answered->setFigure(
        requests > 0 ? widgets::percentInWords(double(now.requests) / double(requests))
                     : QString());
    m_answered->setDetail(
        requests > 0
            ? tr("%1 of %2 requests").arg(countInWords(now.requests), countInWords(requests))
            : tr("no requests since the start"));
    m_removed->setFigure(countInWords(now.evicted + now.expired));
    m_removed->setDetail(tr("%1 to make room, %2 expired")
                             .arg(countInWords(now.evicted), countInWords(now.expired)));
    m_checks->setFigure(countInWords(now.checksAnswered));
    m_checks->setDetail(tr("answered; %1 damaged").arg(countInWords(now.damaged)));
}

void StoragePage::askForCells() {
    if (!isVisible()) {
        m_cells.stop();
        return;
    }
    m_cells.start(4s);
    askForCells(0, {});
}

/// Goes on only until every cell has an object: about 1500 of a cache, however large it is.
void StoragePage::askForCells(std::int64_t offset, std::array<bool, kCells> filled) {
    store::ObjectQuery query;
    query.order = store::ObjectQuery::Order::Verified;
    query.offset = offset;
    query.limit = kPage;
    m_model.listObjects(query, this, [this, offset, filled](const store::ObjectPage& page) mutable {
        for (const store::StoredObject& object : page.objects) {
            filled.at(object.id.bytes.front()) = true;
        }
        if (offset == 0) {
            lightUp(page.objects);
        }
        const bool isDone = std::all_of(filled.begin(), filled.end(), [](bool is) { return is; });
        if (!isDone && offset + kPage < page.matching && !page.objects.empty()) {
            askForCells(offset + kPage, filled);
        } else {
            takeCells(filled);
        }
    });
}

void StoragePage::takeCells(const std::array<bool, kCells>& filled) {
    for (int cell = 0; cell < kCells; ++cell) {
        const bool is = filled.at(std::size_t(cell));
        if (is != m_filled.at(std::size_t(cell))) {
            m_map->setBlock(cell, is ? Block::Cached : Block::Empty);
        }
    }
    m_filled = filled;
}

/// The newest checks come first.
void StoragePage::lightUp(const std::vector<store::StoredObject>& lastChecked) {
    const base::WallTime before = m_lit;
    int lit = 0;
    for (const store::StoredObject& object : lastChecked) {
        if (object.verified <= before || ++lit > kLitAtMost) {
            break;
        }
        m_lit = std::max(m_lit, object.verified);
        m_map->flash(object.id.bytes.front());
    }
}

} // namespace meson::pages

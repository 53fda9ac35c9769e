// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/volumes_card.h"

#include "ui/bridge/words.h"
#include "ui/pages/page.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/confirm_dialog.h"
#include "ui/widgets/disk_bar.h"
#include "ui/widgets/elided_text.h"
#include "ui/widgets/legend.h"
#include "ui/widgets/limit_editor.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/switch.h"
#include "ui/widgets/units.h"

#include <QDir>
#include <QFileDialog>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStorageInfo>
#include <algorithm>
#include <cmath>

namespace meson::pages {

namespace {

using store::VolumeState;
using theme::Tone;
using widgets::bytesInWords;
using widgets::kOctetsPerGigabyte;

constexpr double kLeastGigabytes = 0.1;
constexpr qint64 kNewVolume = 50'000'000'000;

QString folderText(const std::filesystem::path& folder) {
    return QString::fromStdU16String(folder.u16string());
}

/// Of the disk that the folder is on, or will be made on.
qint64 diskSizeOf(const QString& folder) {
    QDir dir(folder);
    while (!dir.exists() && !dir.isRoot() && dir.path() != QStringLiteral("."))
        dir.setPath(QFileInfo(dir.path()).path());
    return std::max<qint64>(0, QStorageInfo(dir).bytesTotal());
}

struct StateWords {
    QString word;
    Tone tone;
};
StateWords wordsOf(const store::VolumeStatus& volume) {
    if (volume.use == store::VolumeUse::Leaving && volume.state != VolumeState::Gone)
        return {VolumesCard::tr("Moving away"), Tone::Info};
    switch (volume.state) {
    case VolumeState::Ok:
        break;
    case VolumeState::Full:
        if (store::isDiskFull(volume))
            return {VolumesCard::tr("Disk full"), Tone::Warn};
        return {VolumesCard::tr("All of it used"), Tone::Ok};
    case VolumeState::ReadOnly:
        return {VolumesCard::tr("Read-only"), Tone::Warn};
    case VolumeState::Gone:
        return {VolumesCard::tr("Gone"), Tone::Error};
    }
    return {VolumesCard::tr("In use"), Tone::Ok};
}

} // namespace

VolumeRow::VolumeRow(LiveEdit& edit, std::size_t place, const store::VolumeOptions& options)
    : m_place(place)
    , m_folder(folderText(options.folder))
    , m_diskSize(diskSizeOf(m_folder))
    , m_state(new widgets::Pill(tr("Opening"), Tone::Muted))
    , m_words(new widgets::Text({}, theme::Type::Body, Tone::Muted))
    , m_bar(new widgets::DiskBar)
    , m_legend(new widgets::Legend(3))
    , m_quota(new widgets::LimitEditor(
          tr("Storage given in %1").arg(m_folder), tr("GB"), kLeastGigabytes,
          std::max(1.0, double(m_diskSize) / kOctetsPerGigabyte), widgets::Spread::Logarithmic))
    , m_readOnly(new widgets::Switch(tr("Serve only, change nothing there"))) {
    m_bar->setAccessibleName(tr("Disk of %1").arg(m_folder));
    m_readOnly->setAccessibleName(tr("Serve only, change nothing in %1").arg(m_folder));
    m_words->wrap();
    auto* head = new QHBoxLayout;
    head->setSpacing(theme::space::kSmall);
    auto* name = new widgets::ElidedText(m_folder, theme::Type::Strong);
    head->addWidget(name, 1);
    head->addWidget(m_state);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::space::kSmall);
    column->addLayout(head);
    column->addWidget(m_bar);
    column->addWidget(m_legend);
    column->addWidget(m_words);
    column->addWidget(m_quota);
    column->addWidget(m_readOnly, 0, Qt::AlignLeft);
    column->addWidget(makeProgress());
    column->addLayout(makeActions());
    takeOptions(options);
    connect(m_quota, &widgets::LimitEditor::valueChanged, this, [this, &edit](auto gigabytes) {
        edit.change([place = m_place, octets = std::llround(*gigabytes * kOctetsPerGigabyte)](
                        node::MinerSettings& settings) {
            if (place < settings.volumes.size()) {
                settings.volumes[place].quota = base::Bytes(octets);
            }
        });
    });
    connect(m_readOnly, &widgets::Switch::toggled, this, [this, &edit](bool on) {
        edit.change([place = m_place, on](node::MinerSettings& settings) {
            if (place < settings.volumes.size()) {
                settings.volumes[place].readOnly = on;
            }
        });
    });
}

void VolumeRow::takeOptions(const store::VolumeOptions& options) {
    const QSignalBlocker quietQuota(m_quota);
    const QSignalBlocker quietSwitch(m_readOnly);
    m_quota->setValue(double(options.quota.count()) / kOctetsPerGigabyte);
    m_readOnly->setChecked(options.readOnly);
    m_isLeaving = options.use == store::VolumeUse::Leaving;
    for (QWidget* each :
         {static_cast<QWidget*>(m_quota), static_cast<QWidget*>(m_readOnly),
          static_cast<QWidget*>(m_move), static_cast<QWidget*>(m_remove)})
        each->setVisible(!m_isLeaving);
    m_words->setVisible(!m_isLeaving);
    m_progress->setVisible(m_isLeaving);
}

QLayout* VolumeRow::makeActions() {
    m_move = new QPushButton(tr("Move…"));
    m_move->setAccessibleName(tr("Move %1 to another folder").arg(m_folder));
    m_remove = new QPushButton(tr("Remove…"));
    m_remove->setAccessibleName(tr("Remove %1").arg(m_folder));
    auto* row = new QHBoxLayout;
    row->setSpacing(theme::space::kSmall);
    row->addWidget(m_move);
    row->addWidget(m_remove);
    row->addStretch(1);
    connect(m_move, &QPushButton::clicked, this, &VolumeRow::moveWanted);
    connect(m_remove, &QPushButton::clicked, this, &VolumeRow::removeWanted);
    return row;
}

QWidget* VolumeRow::makeProgress() {
    m_progress = new QWidget;
    m_moved = new widgets::DiskBar(widgets::DiskBar::Size::Thin);
    m_moved->setAccessibleName(tr("Moved out of %1").arg(m_folder));
    m_movedWords = new widgets::Text({}, theme::Type::Body, Tone::Muted);
    m_movedWords->wrap();
    auto* stay = new QPushButton(tr("Cancel"));
    stay->setAccessibleName(tr("Keep %1").arg(m_folder));
    auto* row = new QHBoxLayout;
    row->setSpacing(theme::space::kSmall);
    row->addWidget(m_movedWords, 1);
    row->addWidget(stay);
    auto* column = new QVBoxLayout(m_progress);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::space::kSmall);
    column->addWidget(m_moved);
    column->addLayout(row);
    m_progress->hide();
    connect(stay, &QPushButton::clicked, this, &VolumeRow::stayWanted);
    return m_progress;
}

void VolumeRow::setOthers(int count) {
    m_remove->setEnabled(count > 0);
    m_remove->setToolTip(
        count > 0 ? QString() : tr("The last folder stays: move it, or add another one before."));
}

bool VolumeRow::isEmptied(const store::VolumeStatus& status) const {
    return m_isLeaving && status.use == store::VolumeUse::Leaving && status.objects == 0 &&
           status.reserved.count() == 0 && status.state == VolumeState::Ok;
}

/// Moving begins anew with each start of the window, so the bar counts from what was here then.
void VolumeRow::takeProgress(const store::VolumeStatus& status, Elsewhere elsewhere) {
    m_most = m_isLeaving ? std::max(m_most, status.objects) : 0;
    if (!m_isLeaving)
        return;
    const std::int64_t moved = m_most - status.objects;
    m_moved->setParts(
        {{tr("Moved"), widgets::countInWords(moved), double(moved), 0, widgets::Fill::Solid}},
        double(std::max<std::int64_t>(m_most, 1)));
    m_movedWords->setText(
        tr("Objects moved: %1 of %2; %3 are left here. All are served all along.")
            .arg(
                widgets::countInWords(moved), widgets::countInWords(m_most),
                bytesInWords(status.used.count())) +
        (elsewhere == Elsewhere::HasRoom
             ? QString()
             : QLatin1Char(' ') + tr("The other folders have no room: give them "
                                     "more, or add one.")));
}

void VolumeRow::take(const store::VolumeStatus& status, Elsewhere elsewhere) {
    const StateWords state = wordsOf(status);
    m_state->set(state.word, state.tone);
    takeSpace(status);
    takeProgress(status, elsewhere);
}

void VolumeRow::takeSpace(const store::VolumeStatus& status) {
    const double ours = double(status.used.count());
    const double free = double(status.diskFree.count());
    const double reserve = std::min(free, double(status.reserve.count()));
    const double others = std::max(0.0, double(m_diskSize) - ours - free);
    const auto part = [](const QString& label, double amount, int series, widgets::Fill fill) {
        return widgets::Part{label, bytesInWords(std::llround(amount)), amount, series, fill};
    };
    QList<widgets::Part> parts{
        part(tr("Our cache"), ours, 0, widgets::Fill::Solid),
        part(tr("Others"), others, 5, widgets::Fill::Solid),
        part(tr("Reserve"), reserve, 4, widgets::Fill::Hatched)};
    m_bar->setVisible(m_diskSize > 0);
    m_bar->setParts(parts, double(m_diskSize));
    m_legend->setVisible(m_diskSize > 0);
    for (widgets::Part& each : parts) {
        each.value.clear(); // the words below have them
    }
    m_legend->setParts(parts);
    m_words->setText(tr("%1 of %2 given are used. On the disk %3 are free, of which %4 stay yours.")
                         .arg(
                             bytesInWords(status.used.count()), bytesInWords(status.quota.count()),
                             bytesInWords(status.diskFree.count()),
                             bytesInWords(std::llround(reserve))));
    const qint64 after =
        status.diskFree.count() - std::max<qint64>(0, (status.quota - status.used).count());
    m_quota->setNote(
        after >= 0 ? tr("When all of it is used, %1 are left on the disk.").arg(bytesInWords(after))
                   : tr("The disk does not have that much: it stops at the reserve."));
}

VolumesCard::VolumesCard(bridge::MinerModel& model, LiveEdit& edit, QWidget* parent)
    : Card(tr("Folders"), parent)
    , m_model(model)
    , m_edit(edit)
    , m_problem(new widgets::Text({}, theme::Type::Body, Tone::Error)) {
    setInfo(infoOf(
        tr("Folders"),
        tr("Where the cache lies, and how much of each disk you give. Giving less deletes what is "
           "above it at once. The reserve is free space that the cache never touches. A folder "
           "that you move or remove gives its objects to the others first: each is copied, "
           "compared, switched over and only then deleted, and served all the while."),
        tr("reserve = the larger of 10 GB and 5 % of the disk")));
    auto* more = new QPushButton(tr("Add folder…"));
    addHeaderWidget(more);
    m_problem->wrap();
    m_problem->hide();
    body()->setSpacing(theme::space::kMedium);
    body()->addWidget(m_problem);
    body()->addStretch(1);
    connect(more, &QPushButton::clicked, this, [this] {
        askForFolder(
            tr("Choose a folder for the cache"), [this](const QString& folder) { add(folder); });
    });
}

void VolumesCard::takeSettings(const node::MinerSettings& settings) {
    const auto count = qsizetype(settings.volumes.size());
    if (m_rows.size() != count) {
        qDeleteAll(m_rows);
        m_rows.clear();
    }
    for (qsizetype i = 0; i < count; ++i) {
        const store::VolumeOptions& options = settings.volumes[std::size_t(i)];
        if (i < m_rows.size()) {
            m_rows.at(i)->takeOptions(options);
            continue;
        }
        m_rows << new VolumeRow(m_edit, std::size_t(i), options);
        connectRow(*m_rows.last(), std::size_t(i));
        body()->insertWidget(int(i), m_rows.last());
    }
    const auto staying =
        std::count_if(settings.volumes.begin(), settings.volumes.end(), [](const auto& volume) {
            return volume.use == store::VolumeUse::Normal;
        });
    for (VolumeRow* row : m_rows)
        row->setOthers(int(staying) - 1);
}

void VolumesCard::connectRow(VolumeRow& row, std::size_t place) {
    connect(&row, &VolumeRow::moveWanted, this, [this, place] { askToMove(place); });
    connect(&row, &VolumeRow::removeWanted, this, [this, place] { askToRemove(place); });
    connect(&row, &VolumeRow::stayWanted, this, [this, place] {
        setUse(place, store::VolumeUse::Normal);
    });
}

void VolumesCard::takeVolumes(const std::vector<store::VolumeStatus>& volumes) {
    const auto& options = m_model.settings().volumes;
    for (std::size_t i = 0; i < volumes.size() && i < std::size_t(m_rows.size()); ++i) {
        if (i >= options.size() || options[i].folder != volumes[i].folder) {
            continue; // of the Terminal before
        }
        const bool hasRoom = std::any_of(volumes.begin(), volumes.end(), [](const auto& other) {
            return other.use == store::VolumeUse::Normal && other.state == VolumeState::Ok;
        });
        m_rows.at(qsizetype(i))
            ->take(
                volumes[i], hasRoom ? VolumeRow::Elsewhere::HasRoom : VolumeRow::Elsewhere::IsFull);
        if (m_rows.at(qsizetype(i))->isEmptied(volumes[i])) {
            return takeOut(volumes[i].folder);
        }
    }
}

void VolumesCard::askForFolder(const QString& title, std::function<void(const QString&)> chosen) {
    auto* dialog = new QFileDialog(this, title);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, std::move(chosen));
    dialog->open();
}

void VolumesCard::take(node::MinerSettings settings) {
    const auto problem = m_model.setSettings(std::move(settings));
    m_problem->setText(problem ? bridge::settingSentence(*problem) : QString());
    m_problem->setVisible(problem.has_value());
}

/// Half of what the disk has free, and no more than a modest start.
void VolumesCard::add(const QString& folder) {
    const qint64 half = std::max<qint64>(0, QStorageInfo(folder).bytesAvailable()) / 2;
    node::MinerSettings settings = m_model.settings();
    store::VolumeOptions added;
    added.folder = folder.toStdU16String();
    added.quota = base::Bytes(std::min(half, kNewVolume));
    settings.volumes.push_back(std::move(added));
    take(std::move(settings));
}

void VolumesCard::askToMove(std::size_t place) {
    askForFolder(tr("Choose where the cache moves to"), [this, place](const QString& folder) {
        moveTo(place, folder);
    });
}

/// The new folder is given as much, and the old one begins to leave.
void VolumesCard::moveTo(std::size_t place, const QString& folder) {
    node::MinerSettings settings = m_model.settings();
    if (place >= settings.volumes.size()) {
        return;
    }
    store::VolumeOptions moved = settings.volumes[place];
    moved.folder = folder.toStdU16String();
    moved.readOnly = false;
    settings.volumes[place].readOnly = false; // or nothing could be deleted there
    settings.volumes[place].use = store::VolumeUse::Leaving;
    settings.volumes.push_back(std::move(moved));
    take(std::move(settings));
}

void VolumesCard::askToRemove(std::size_t place) {
    const auto& volumes = m_model.settings().volumes;
    if (place >= volumes.size()) {
        return;
    }
    auto* dialog = new widgets::ConfirmDialog(
        tr("Remove %1?").arg(folderText(volumes[place].folder)),
        tr("What it holds moves to the other folders first; it leaves the list when it is empty. "
           "What does not fit there stays until there is room or you cancel."),
        tr("Remove"), widgets::Danger::None, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, place] {
        setUse(place, store::VolumeUse::Leaving);
    });
    dialog->open();
}

void VolumesCard::setUse(std::size_t place, store::VolumeUse use) {
    node::MinerSettings settings = m_model.settings();
    if (place >= settings.volumes.size()) {
        return;
    }
    settings.volumes[place].use = use;
    if (use == store::VolumeUse::Leaving) {
        settings.volumes[place].readOnly = false;
    }
    take(std::move(settings));
}

void VolumesCard::takeOut(const std::filesystem::path& folder) {
    node::MinerSettings settings = m_model.settings();
    std::erase_if(settings.volumes, [&](const store::VolumeOptions& volume) {
        return volume.folder == folder && volume.use == store::VolumeUse::Leaving;
    });
    take(std::move(settings));
}

} // namespace meson::pages

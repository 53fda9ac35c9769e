// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/volumes_card.h"

#include "ui/bridge/words.h"
#include "ui/pages/page.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/disk_bar.h"
#include "ui/widgets/elided_text.h"
#include "ui/widgets/legend.h"
#include "ui/widgets/limit_editor.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/switch.h"
#include "ui/widgets/units.h"

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

qint64 diskSizeOf(const QString& folder) {
    return std::max<qint64>(0, QStorageInfo(folder).bytesTotal());
}

/// max(10 GB, 5 %) where the owner names none: the store's own rule.
qint64 reserveOf(const store::VolumeOptions& options, qint64 diskSize) {
    return options.reserve.count() > 0 ? options.reserve.count()
                                       : std::max<qint64>(10'000'000'000, diskSize / 20);
}

struct StateWords {
    QString word;
    Tone tone;
};
StateWords wordsOf(VolumeState state) {
    switch (state) {
    case VolumeState::Ok:
        break;
    case VolumeState::Full:
        return {VolumesCard::tr("Full"), Tone::Warn};
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
}

void VolumeRow::take(const store::VolumeStatus& status, const store::VolumeOptions& options) {
    const StateWords state = wordsOf(status.state);
    m_state->set(state.word, state.tone);
    const double ours = double(status.used.count());
    const double free = double(status.diskFree.count());
    const double reserve = std::min(free, double(reserveOf(options, m_diskSize)));
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
           "above it at once. The reserve is free space that the cache never touches."),
        tr("reserve = the larger of 10 GB and 5 % of the disk")));
    auto* more = new QPushButton(tr("Add folder…"));
    addHeaderWidget(more);
    m_problem->wrap();
    m_problem->hide();
    body()->setSpacing(theme::space::kMedium);
    body()->addWidget(m_problem);
    body()->addStretch(1);
    connect(more, &QPushButton::clicked, this, &VolumesCard::askForFolder);
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
        body()->insertWidget(int(i), m_rows.last());
    }
}

void VolumesCard::takeVolumes(const std::vector<store::VolumeStatus>& volumes) {
    const auto& options = m_model.settings().volumes;
    for (std::size_t i = 0; i < volumes.size() && i < std::size_t(m_rows.size()); ++i) {
        if (i < options.size()) {
            m_rows.at(qsizetype(i))->take(volumes[i], options[i]);
        }
    }
}

void VolumesCard::askForFolder() {
    auto* dialog = new QFileDialog(this, tr("Choose a folder for the cache"));
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &VolumesCard::add);
    dialog->open();
}

/// Half of what the disk has free, and no more than a modest start.
void VolumesCard::add(const QString& folder) {
    const qint64 half = std::max<qint64>(0, QStorageInfo(folder).bytesAvailable()) / 2;
    node::MinerSettings settings = m_model.settings();
    settings.volumes.push_back(
        {std::filesystem::path(folder.toStdU16String()), base::Bytes(std::min(half, kNewVolume)),
         base::Bytes(0), false});
    const auto problem = m_model.setSettings(std::move(settings));
    m_problem->setText(problem ? bridge::settingSentence(*problem) : QString());
    m_problem->setVisible(problem.has_value());
}

} // namespace meson::pages

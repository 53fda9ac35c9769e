// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/hardware_report.h"

#include "engine/platform/disk.h"
#include "engine/platform/host.h"
#include "engine/platform/private_file.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace meson::terminal {
namespace {

constexpr base::Bytes kLargestSample = base::mebibytes(64);

std::string kindName(platform::DiskKind kind) {
    switch (kind) {
    case platform::DiskKind::SolidState:
        return "ssd";
    case platform::DiskKind::Rotating:
        return "hdd";
    case platform::DiskKind::Unknown:
        break;
    }
    return "unknown";
}

/// Measures with an eighth of the quota at most, while the store keeps that much space free for it.
QJsonObject measured(store::ContentStore& store, const store::VolumeStatus& volume) {
    const base::Bytes sample = std::min(kLargestSample, volume.quota / 8);
    const auto reservation = store.begin(sample);
    if (!reservation || volume.state != store::VolumeState::Ok)
        return {};
    const auto speed = platform::measureDisk(volume.folder, sample);
    if (!speed)
        return {};
    return {
        {QStringLiteral("write"), static_cast<qint64>(speed->write.count())},
        {QStringLiteral("read"), static_cast<qint64>(speed->read.count())}};
}

} // namespace

protocol::Hardware readHardware(store::ContentStore& store, const std::filesystem::path& speeds) {
    const platform::Host host = platform::readHost();
    protocol::Hardware hardware;
    hardware.processor = host.processor;
    hardware.cores = host.cores;
    hardware.memory = host.memory;
    hardware.system = host.system;
    QJsonObject known =
        QJsonDocument::fromJson(QByteArray::fromStdString(platform::readFile(speeds).value_or("")))
            .object();
    for (const store::VolumeStatus& volume : store.volumes()) {
        const QString folder = QString::fromStdU16String(volume.folder.u16string());
        if (!known.contains(folder))
            if (const QJsonObject speed = measured(store, volume); !speed.isEmpty())
                known.insert(folder, speed);
        const QJsonObject speed = known.value(folder).toObject();
        hardware.volumes.push_back(
            {volume.quota, volume.diskFree, kindName(platform::diskKind(volume.folder)),
             std::max<qint64>(speed.value(QStringLiteral("write")).toInteger(), 0),
             std::max<qint64>(speed.value(QStringLiteral("read")).toInteger(), 0)});
    }
    platform::savePrivateFile(
        speeds, QJsonDocument(known).toJson(QJsonDocument::Compact).toStdString());
    return hardware;
}

} // namespace meson::terminal

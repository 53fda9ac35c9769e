// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/machines_file.h"

#include "engine/node/miner_settings.h"
#include "engine/platform/private_file.h"
#include "engine/terminal/pair_line.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <optional>

namespace meson::node {
namespace {

QJsonObject toJson(const MachineRecord& machine) {
    return {
        {QStringLiteral("node"), QString::fromStdString(base::toText(machine.node))},
        {QStringLiteral("host"), QString::fromStdString(machine.host)},
        {QStringLiteral("port"), machine.port},
        {QStringLiteral("name"), QString::fromStdString(machine.name)},
        {QStringLiteral("token"), QString::fromStdString(machine.token)}};
}

std::optional<MachineRecord> recordFrom(const QJsonObject& object) {
    const auto text = [&](const char* name) {
        return object.value(QLatin1String(name)).toString().toStdString();
    };
    const auto node = base::idFromText<base::NodeId>(text("node"));
    const qint64 port = object.value(QLatin1String("port")).toInteger();
    MachineRecord machine{{}, text("host"), 0, text("name"), text("token")};
    if (!node || !terminal::isHost(machine.host) || port < 1 || port > 65'535 ||
        machine.token.empty())
        return std::nullopt;
    machine.node = *node;
    machine.port = static_cast<std::uint16_t>(port);
    return machine;
}

std::optional<std::vector<MachineRecord>> recordsFrom(const std::string& text) {
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(text));
    if (!document.isArray())
        return std::nullopt;
    std::vector<MachineRecord> machines;
    for (const QJsonValue value : document.array()) {
        auto machine = recordFrom(value.toObject());
        if (!machine)
            return std::nullopt;
        machines.push_back(*std::move(machine));
    }
    return machines;
}

} // namespace

std::string_view sentence(MachinesFileError error) {
    switch (error) {
    case MachinesFileError::NotReadable:
        return "The list of attached machines cannot be read: check its permissions. It is left "
               "as it is.";
    case MachinesFileError::Damaged:
        return "The list of attached machines could not be understood; it was put aside. Attach "
               "them again.";
    case MachinesFileError::NotWritable:
        return "The list of attached machines could not be saved: check the folder's permissions "
               "and free space.";
    }
    return "Unknown error.";
}

base::Result<std::vector<MachineRecord>, MachinesFileFailure>
loadMachines(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error) && !error)
        return {};
    const auto text = platform::readFile(file);
    if (!text)
        return base::fail(MachinesFileError::NotReadable, file.string());
    if (auto machines = recordsFrom(*text))
        return *std::move(machines);
    return base::fail(MachinesFileError::Damaged, putAside(file));
}

base::Result<void, MachinesFileFailure>
saveMachines(const std::filesystem::path& file, const std::vector<MachineRecord>& machines) {
    QJsonArray list;
    for (const MachineRecord& machine : machines)
        list.append(toJson(machine));
    if (!platform::savePrivateFile(file, QJsonDocument(list).toJson().toStdString()))
        return base::fail(MachinesFileError::NotWritable, file.string());
    return {};
}

} // namespace meson::node

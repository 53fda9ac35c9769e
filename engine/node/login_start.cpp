// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/login_start.h"

#include "engine/platform/login_item.h"

#include <QCryptographicHash>

namespace meson::node {

namespace {

constexpr const char* kId = "network.meson.Miner";

std::string idOf(const std::filesystem::path& folder) {
    if (folder.empty())
        return kId;
    const QByteArray digest = QCryptographicHash::hash(
        QByteArray::fromStdString(folder.string()), QCryptographicHash::Sha256);
    return kId + ('-' + digest.toHex().left(8)).toStdString();
}

} // namespace

LoginStart::LoginStart(std::filesystem::path executable, std::filesystem::path folder)
    : m_executable(std::move(executable))
    , m_folder(std::move(folder))
    , m_id(idOf(m_folder)) {}

bool LoginStart::isOn() const {
    return platform::isLoginItem(m_id);
}

bool LoginStart::apply(const MinerSettings& settings) const {
    if (!settings.startAtLogin)
        return platform::removeLoginItem(m_id);
    platform::LoginItem item{m_id, "Meson Miner", platform::startedProgram(m_executable), {}, kId};
    if (settings.startHidden)
        item.arguments.push_back("--minimized");
    if (!m_folder.empty())
        item.arguments.insert(item.arguments.end(), {"--folder", m_folder.string()});
    return platform::addLoginItem(item);
}

} // namespace meson::node

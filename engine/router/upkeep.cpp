// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/upkeep.h"

#include <QLoggingCategory>

namespace meson::router {
namespace {

Q_LOGGING_CATEGORY(lcUpkeep, "meson.router.upkeep", QtInfoMsg)

} // namespace

Upkeep::Upkeep(
    const store::ContentStore& store, const std::shared_ptr<http::TlsContext>& tls,
    const std::vector<http::CertificateFiles>& files)
    : m_store(store) {
    if (tls)
        m_certificates.emplace(tls, files);
}

void Upkeep::tick() {
    watchCertificates();
    watchDisk();
}

void Upkeep::watchCertificates() {
    const auto taken = m_certificates ? m_certificates->look() : std::nullopt;
    if (!taken)
        return;
    if (*taken)
        qCInfo(lcUpkeep, "New certificate files are in use.");
    else
        qCWarning(
            lcUpkeep, "%s The certificates from before go on serving.",
            base::explain(taken->error()).c_str());
}

void Upkeep::watchDisk() {
    const store::VolumeStatus cache = m_store.volumes().front();
    const bool hasRoom = cache.state != store::VolumeState::Gone && !store::isDiskFull(cache);
    if (hasRoom == m_hasRoom)
        return;
    m_hasRoom = hasRoom;
    const std::string folder = cache.folder.string();
    if (hasRoom)
        qCInfo(lcUpkeep, "%s: there is room for new copies again.", folder.c_str());
    else if (cache.state == store::VolumeState::Gone)
        qCWarning(
            lcUpkeep,
            "%s is gone: nothing new is kept, and Terminals get no orders. Bring it back.",
            folder.c_str());
    else
        qCWarning(
            lcUpkeep,
            "%s: %lld MB are free on its disk, and %lld MB are left alone: nothing new is kept, "
            "and "
            "Terminals get no orders. Free some space, or set --reserve lower.",
            folder.c_str(), static_cast<long long>(cache.diskFree.count() / 1'000'000),
            static_cast<long long>(cache.reserve.count() / 1'000'000));
}

} // namespace meson::router

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/certificate_watch.h"
#include "engine/store/content_store.h"

namespace meson::router {

/// Looks after what the operator's computer does meanwhile: certificate files that were renewed are
/// taken into use, and a cache disk without room is named once in the log, as is its end. Thread:
/// the Router's loop.
class Upkeep {
public:
    /// `tls`: none for plain HTTP.
    Upkeep(
        const store::ContentStore& store, const std::shared_ptr<http::TlsContext>& tls,
        const std::vector<http::CertificateFiles>& files);

    /// Every second or so.
    void tick();

private:
    void watchCertificates();
    void watchDisk();

    const store::ContentStore& m_store;
    std::optional<http::CertificateWatch> m_certificates;
    bool m_hasRoom = true;
};

} // namespace meson::router

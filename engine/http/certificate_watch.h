// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/tls_context.h"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace meson::http {

/// Takes an owner's certificate files into use when they change on the disk, as `certbot renew`
/// changes them, so that nobody has to start anything again. Files that cannot be used, also those
/// of which only one is written yet, leave what serves as it is. Thread: one at a time.
class CertificateWatch {
public:
    /// `tls` serves with what is in `files` now.
    CertificateWatch(std::shared_ptr<TlsContext> tls, std::vector<CertificateFiles> files);

    /// Nothing if no file has changed since the last look, else how taking them went. Two system
    /// calls for each file.
    std::optional<base::Result<void, base::Failure<TlsError>>> look();

private:
    struct Stamp {
        std::filesystem::file_time_type written;
        std::uintmax_t size = 0;
        bool operator==(const Stamp&) const = default;
    };
    std::vector<Stamp> stamps() const;

    const std::shared_ptr<TlsContext> m_tls;
    const std::vector<CertificateFiles> m_files;
    std::vector<Stamp> m_seen;
};

} // namespace meson::http

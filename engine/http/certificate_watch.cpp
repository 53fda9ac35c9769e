// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/certificate_watch.h"

#include <utility>

namespace meson::http {

CertificateWatch::CertificateWatch(
    std::shared_ptr<TlsContext> tls, std::vector<CertificateFiles> files)
    : m_tls(std::move(tls))
    , m_files(std::move(files))
    , m_seen(stamps()) {}

std::optional<base::Result<void, base::Failure<TlsError>>> CertificateWatch::look() {
    auto now = stamps(); // before reading: what changes meanwhile is seen the next time
    if (now == m_seen)
        return std::nullopt;
    m_seen = std::move(now);
    return m_tls->reload(m_files);
}

std::vector<CertificateWatch::Stamp> CertificateWatch::stamps() const {
    std::vector<Stamp> stamps;
    const auto add = [&stamps](const std::filesystem::path& file) {
        std::error_code error; // a file that is not there has a stamp too
        stamps.push_back(
            {std::filesystem::last_write_time(file, error),
             std::filesystem::file_size(file, error)});
    };
    for (const CertificateFiles& files : m_files) {
        add(files.chain);
        add(files.key);
    }
    return stamps;
}

} // namespace meson::http

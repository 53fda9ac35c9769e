// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/crypto/certificate.h"
#include "engine/http/certificate_watch.h"
#include "engine/terminal/backoff.h"
#include "engine/terminal/control_channel.h"
#include "engine/terminal/router_clock.h"

#include <QObject>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace meson::terminal {

/// The certificate that clients of this Terminal see, and how it stays good. Its owner's files are
/// used as they are, and anew when they change. Without any, in a network over https, the Router
/// issues it for a key that is made here and never leaves ("tls.key", 0600; the certificate is
/// "tls.pem"): anew before each registration, because its name may have changed, and from two
/// thirds of its life on until that works. A new one serves new connections; those that are open
/// keep theirs. Times are Router time, so that a wrong calendar does no harm. Thread: control.
class CertificateKeeper final : public QObject {
public:
    struct Parts {
        ControlChannel& channel;
        const crypto::Identity& identity;
        const RouterClock& clock;
    };
    /// Failures say what the owner must correct.
    using Opened = base::Result<std::unique_ptr<CertificateKeeper>, std::string>;
    static Opened fromOwner(const http::CertificateFiles& files, Parts parts);
    static Opened fromRouter(const std::filesystem::path& folder, Parts parts, Backoff backoff);

    const std::shared_ptr<http::TlsContext>& tls() const { return m_tls; }
    bool isOwners() const { return m_watch.has_value(); }

    /// Asks the Router for a new one, then calls `done`: with the failure only if no good one is at
    /// hand either.
    void obtain(std::function<void(ChannelResult<void>)> done);
    /// Renews it when that is due, or takes what the owner renewed. Several times a minute, once
    /// the Router can be asked.
    void tick();

    /// When the one in use ends; nothing while there is none.
    std::optional<base::WallTime> until() const;
    /// Why it will end, or has ended, as a sentence; empty while all is well.
    std::string problem() const;

private:
    CertificateKeeper(Parts parts, Backoff backoff);
    bool isGood() const { return m_validity && m_validity->until > m_parts.clock.now(); }
    bool use(const std::vector<crypto::Der>& chain);
    void takeOwners();
    void readValidity();
    ChannelResult<void> take(const protocol::Certificate& answer);
    void scheduleRenewal();

    const Parts m_parts;
    Backoff m_backoff;
    http::CertificateFiles m_files;
    std::optional<crypto::TlsKey> m_key;           ///< none: the owner's files
    std::optional<http::CertificateWatch> m_watch; ///< of the owner's files
    std::shared_ptr<http::TlsContext> m_tls;
    std::optional<crypto::Validity> m_validity;
    base::WallTime m_renewAt;
    bool m_isAsking = false;
    std::string m_failure; ///< of the latest attempt
};

} // namespace meson::terminal

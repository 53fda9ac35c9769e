// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/certificate_keeper.h"

#include "engine/platform/private_file.h"
#include "engine/terminal/terminal_log.h"

#include <QDateTime>

namespace meson::terminal {
namespace {

using namespace std::chrono_literals;

constexpr auto kOwnersEndsSoon = 14 * 24h;

std::string dayOf(base::WallTime time) {
    return QDateTime::fromSecsSinceEpoch(base::unixSeconds(time), Qt::UTC)
        .toString(QStringLiteral("yyyy-MM-dd hh:mm 'UTC'"))
        .toStdString();
}

} // namespace

CertificateKeeper::CertificateKeeper(Parts parts, Backoff backoff)
    : m_parts(parts)
    , m_backoff(std::move(backoff)) {}

CertificateKeeper::Opened
CertificateKeeper::fromOwner(const http::CertificateFiles& files, Parts parts) {
    std::unique_ptr<CertificateKeeper> keeper(
        new CertificateKeeper(parts, Backoff(1s, 60s, systemJitter)));
    auto tls = http::TlsContext::create({files});
    if (!tls)
        return tl::unexpected(base::explain(tls.error()));
    keeper->m_tls = *std::move(tls);
    keeper->m_files = files;
    keeper->m_watch.emplace(keeper->m_tls, std::vector{files});
    keeper->readValidity();
    return keeper;
}

CertificateKeeper::Opened
CertificateKeeper::fromRouter(const std::filesystem::path& folder, Parts parts, Backoff backoff) {
    std::unique_ptr<CertificateKeeper> keeper(new CertificateKeeper(parts, std::move(backoff)));
    auto key = crypto::TlsKey::loadOrCreate(folder / "tls.key");
    if (!key)
        return tl::unexpected(base::explain(key.error()));
    keeper->m_key = *std::move(key);
    keeper->m_files = {(folder / "tls.pem").string(), (folder / "tls.key").string()};
    auto tls = http::TlsContext::create({});
    if (!tls)
        return tl::unexpected(base::explain(tls.error()));
    keeper->m_tls = *std::move(tls);
    // The last run's serves until the Router has answered; what is wrong with it no longer matters.
    static_cast<void>(keeper->use(
        crypto::certificatesFromPem(platform::readFile(keeper->m_files.chain).value_or(""))));
    return keeper;
}

/// Serves with what is in the files now, if `chain` is good and for our key.
bool CertificateKeeper::use(const std::vector<crypto::Der>& chain) {
    if (chain.empty() || !m_key->fits(chain.front()) || !m_tls->reload({m_files}))
        return false;
    m_validity = crypto::validityOf(chain.front());
    return true;
}

void CertificateKeeper::obtain(std::function<void(ChannelResult<void>)> done) {
    if (isOwners())
        return done({});
    m_isAsking = true;
    const protocol::CertificateRequest request{m_parts.identity.publicKey(), m_key->request()};
    m_parts.channel.call<protocol::Certificate>(
        this, "POST", "/v1/certificates", protocol::encode(request), 30s,
        [this, done = std::move(done)](ChannelResult<protocol::Certificate> answer) {
            m_isAsking = false;
            const auto taken = answer.and_then(
                [this](const protocol::Certificate& certificate) { return take(certificate); });
            m_failure = taken ? std::string() : explain(taken.error());
            if (taken)
                m_backoff.reset();
            else
                m_renewAt = m_parts.clock.now() + m_backoff.next();
            done(isGood() ? ChannelResult<void>() : taken);
        });
}

ChannelResult<void> CertificateKeeper::take(const protocol::Certificate& answer) {
    const auto refused = [](std::string why) {
        return tl::unexpected(ChannelFailure{{ChannelError::NotUnderstood, std::move(why)}, 0, {}});
    };
    if (answer.chain.empty() || !m_key->fits(answer.chain.front()))
        return refused("the certificate that it sent is not for this Terminal's key");
    const auto validity = crypto::validityOf(answer.chain.front());
    if (!validity || validity->until <= m_parts.clock.now())
        return refused("the certificate that it sent has ended already");
    if (!platform::savePrivateFile(m_files.chain, crypto::certificatesToPem(answer.chain)) ||
        !use(answer.chain))
        return refused(m_files.chain + " cannot be written or read");
    scheduleRenewal();
    qCInfo(
        lcTerminal, "Certificate for %s until %s.", answer.nodeName.c_str(),
        dayOf(m_validity->until).c_str());
    return {};
}

/// At two thirds of what is left of its life, up to a twentieth earlier: what came to many
/// Terminals at once does not end for all at once.
void CertificateKeeper::scheduleRenewal() {
    const base::WallTime now = m_parts.clock.now();
    const auto life = m_validity->until - now;
    const auto early = std::chrono::duration_cast<base::WallTime::duration>(
        std::chrono::duration<double, base::WallTime::period>(
            static_cast<double>(life.count()) / 20 * systemJitter()));
    m_renewAt = now + life * 2 / 3 - early;
}

void CertificateKeeper::tick() {
    if (isOwners())
        takeOwners();
    else if (!m_isAsking && m_parts.clock.now() >= m_renewAt)
        obtain([](const ChannelResult<void>&) {}); // problem() says how it went
}

void CertificateKeeper::takeOwners() {
    const auto taken = m_watch->look();
    if (!taken)
        return;
    m_failure = *taken ? std::string() : base::explain(taken->error());
    if (!*taken)
        return;
    readValidity();
    qCInfo(lcTerminal, "%s: the new certificate is in use.", m_files.chain.c_str());
}

void CertificateKeeper::readValidity() {
    const auto chain = crypto::certificatesFromPem(platform::readFile(m_files.chain).value_or(""));
    m_validity = chain.empty() ? std::nullopt : crypto::validityOf(chain.front());
}

std::optional<base::WallTime> CertificateKeeper::until() const {
    return m_validity ? std::optional(m_validity->until) : std::nullopt;
}

std::string CertificateKeeper::problem() const {
    if (!m_validity)
        return m_failure;
    const bool hasEnded = !isGood();
    if (!isOwners()) {
        if (m_failure.empty())
            return {};
        return "This node's certificate " + std::string(hasEnded ? "ended" : "ends") + " on " +
               dayOf(m_validity->until) + " and is not renewed: " + m_failure;
    }
    if (!m_failure.empty())
        return m_failure + " The certificate from before goes on serving, until " +
               dayOf(m_validity->until) + ".";
    if (m_validity->until - m_parts.clock.now() > kOwnersEndsSoon)
        return {};
    return m_files.chain + ": this certificate " + (hasEnded ? "ended" : "ends") + " on " +
           dayOf(m_validity->until) +
           ": renew it, else clients refuse it. New files are taken into use by themselves.";
}

} // namespace meson::terminal

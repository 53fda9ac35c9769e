// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/router_foundation.h"

#include "engine/crypto/mac.h"
#include "engine/platform/private_file.h"

namespace meson::router {

namespace {

constexpr std::size_t kMasterKeyBytes = 32;

base::Result<std::vector<std::uint8_t>, RouterFailure>
loadMasterKey(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        const auto key = crypto::randomBytes<kMasterKeyBytes>();
        if (!platform::savePrivateFile(file, base::toHex(key) + "\n"))
            return base::fail(RouterError::FolderNotWritable, file.string());
        return std::vector<std::uint8_t>(key.begin(), key.end());
    }
    const auto text = platform::readFile(file);
    if (!text || !platform::isPrivateFile(file))
        return base::fail(RouterError::KeyNotUsable, file.string());
    const auto key = base::fromHex(std::string_view(*text).substr(0, 2 * kMasterKeyBytes));
    if (!key || key->size() != kMasterKeyBytes)
        return base::fail(RouterError::KeyNotUsable, file.string());
    return *key;
}

base::Result<std::unique_ptr<store::ContentStore>, RouterFailure>
openStore(const RouterOptions& options, const base::Clock& clock) {
    store::StoreOptions wanted;
    wanted.volumes.push_back({options.folder / "cache", options.cacheQuota, options.cacheReserve});
    wanted.index = options.folder / "cache.db";
    wanted.memoryTier = options.memoryTier;
    auto opened = store::ContentStore::open(std::move(wanted), clock);
    if (!opened)
        return base::fail(RouterError::CacheNotUsable, base::explain(opened.error()));
    return std::move(*opened);
}

/// Whether clients come to it over https, though another program may speak TLS for it.
bool isSecure(const RouterOptions& options) {
    return options.publicUrl.empty() ? !options.certificates.empty()
                                     : options.publicUrl.starts_with("https://");
}

crypto::CertificateAuthority::Files authorityFiles(const RouterOptions& options) {
    if (options.authority)
        return {options.authority->chain, options.authority->key};
    return {options.folder / "ca.pem", options.folder / "ca.key"};
}

base::Result<std::optional<crypto::CertificateAuthority>, RouterFailure>
openAuthority(const RouterOptions& options, base::WallTime now) {
    if (!isSecure(options))
        return std::nullopt;
    const auto files = authorityFiles(options);
    const auto opened = options.authority
                            ? crypto::CertificateAuthority::load(files, now)
                            : crypto::CertificateAuthority::loadOrCreate(
                                  files, options.networkName + " nodes", options.zone, now);
    if (!opened)
        return base::fail(RouterError::CertificateNotUsable, base::explain(opened.error()));
    // Any name of the zone, or any address, stands for all of them.
    const crypto::CertificateName example =
        options.zone.empty() ? crypto::CertificateName{{}, {192, 0, 2, 1}}
                             : crypto::CertificateName{"node." + options.zone, {}};
    if (!opened->allows(example))
        return base::fail(
            RouterError::CertificateNotUsable,
            files.certificate.string() + ": " +
                std::string(sentence(crypto::CertificateError::NotAnAuthority)));
    return *opened;
}

} // namespace

base::Result<RouterFoundation, RouterFailure>
openFoundation(const RouterOptions& options, const base::Clock& clock) {
    std::error_code error;
    std::filesystem::create_directories(options.folder, error);
    if (error)
        return base::fail(RouterError::FolderNotWritable, options.folder.string());
    std::shared_ptr<http::TlsContext> tls;
    if (!options.certificates.empty()) {
        auto context = http::TlsContext::create(options.certificates);
        if (!context)
            return base::fail(RouterError::CertificateNotUsable, base::explain(context.error()));
        tls = std::move(*context);
    }
    auto authority = openAuthority(options, clock.wall());
    if (!authority)
        return tl::unexpected(authority.error());
    auto identity = crypto::Identity::loadOrCreate((options.folder / "identity.pem").string());
    if (!identity)
        return base::fail(RouterError::KeyNotUsable, base::explain(identity.error()));
    auto masterKey = loadMasterKey(options.folder / "network.key");
    if (!masterKey)
        return tl::unexpected(masterKey.error());
    auto database = Database::open((options.folder / "router.db").string());
    if (!database)
        return base::fail(RouterError::StateNotUsable, base::explain(database.error()));
    auto store = openStore(options, clock);
    if (!store)
        return tl::unexpected(store.error());
    const std::string authorityFile =
        *authority ? authorityFiles(options).certificate.string() : std::string();
    return RouterFoundation{std::move(*database), std::move(*identity), std::move(*masterKey),
                            std::move(*store),    std::move(tls),       std::move(*authority),
                            authorityFile};
}

} // namespace meson::router

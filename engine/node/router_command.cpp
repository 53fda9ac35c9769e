// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/quantities.h"
#include "engine/http/client_url.h"
#include "engine/node/command.h"
#include "engine/node/role_options.h"
#include "engine/node/stop_signal.h"
#include "engine/platform/system_clock.h"
#include "engine/router/node_names.h"
#include "engine/router/router.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace meson::node {
namespace {

constexpr std::string_view kDescription = R"(meson-network router: runs the Router of a network.

It answers viewers for the domains bound to it, directs Terminals, checks them and
keeps the books. The first start writes the operator's key to --folder/admin.key;
with it, make an account for each business user.

A proxy on this computer may speak TLS for it and pass requests, Host and all, on
to --listen 127.0.0.1:8080; --url is then the proxy's https address. No header
about clients is believed: all have the proxy's address. So raise --client-quota,
--connections-per-address and --requests-per-address, keep /v1/status from the
world (it is for this computer only), name nodes by --zone, have each Terminal say
its --address, and bind no domain with --bind-client-network.

Examples:
  meson-network router --listen 0.0.0.0:443 --url https://router.example \
      --tls-certificate site.pem --tls-key site.key
  meson-network business account create acme \
      --router https://router.example --api-key-file ~/.local/share/meson/router/admin.key
)";

using enum SettingType;
constexpr auto kMany = Setting::Times::Many;
constexpr std::int64_t kNoMost = std::numeric_limits<std::int64_t>::max();

constexpr std::array kTable{
    Setting{
        "listen", SettingType::Endpoint, "8080", "Where viewers and Terminals are answered.",
        "Network", 0, kNoMost, kMany},
    Setting{
        "url", Url, "",
        "Address that Terminals and viewers reach this Router by, or the proxy before it. "
        "Default: the first --listen.",
        "Network"},
    Setting{"name", Text, "meson", "Name of the network, for people.", "Network"},
    Setting{
        "demo", Switch, "no",
        "A network without money on one computer: local addresses are allowed, and "
        "accounts may top themselves up.",
        "Network"},
    Setting{
        "tls-certificate", Path, "",
        "PEM file with a certificate and its issuers: answer over https. One "
        "--tls-key for each, in the same order.",
        "Network", 0, kNoMost, kMany},
    Setting{
        "tls-key", Path, "", "PEM file with a certificate's private key.", "Network", 0, kNoMost,
        kMany},
    Setting{
        "zone", Text, "",
        "Domain below which each node of an https network gets a name and a certificate, as in "
        "nodes.example.org. Where each is stands in --folder/nodes.hosts, for the zone's name "
        "server. Default: nodes are named by address.",
        "Network"},
    Setting{
        "ca-certificate", Path, "",
        "PEM file of the authority that signs the nodes' certificates, with its issuers. Default: "
        "--folder/ca.pem, made on the first start of an https network.",
        "Network"},
    Setting{"ca-key", Path, "", "PEM file with the authority's private key.", "Network"},
    Setting{
        "certificate-life", Duration, "7d",
        "How long a node's certificate is good; nodes renew it after two thirds.", "Network", 5'000,
        90 * 86'400'000LL},
    Setting{
        "origin-ca", Path, "",
        "PEM file with the certificates to trust for origins and Terminals, instead of the "
        "system's.",
        "Network"},
    Setting{
        "cache", Size, "10GiB", "Disk space for the Router's own copies.", "Delivery",
        16 * 1024 * 1024},
    Setting{
        "reserve", Size, "0",
        "Free disk space that is left alone; 0 stands for 10 GB or 5 %, whichever is more. With "
        "less than it the Router keeps no new copies, and orders none.",
        "Delivery"},
    Setting{"memory", Size, "64MiB", "Memory for small objects.", "Delivery", 0, 1LL << 40},
    Setting{
        "small-object", Size, "64KiB", "Objects up to this size are answered by the Router itself.",
        "Delivery", 0, 1LL << 30},
    Setting{
        "connections", Number, "10000",
        "Most connections at once; each Terminal's heartbeat holds one.", "Delivery", 1, 1'000'000},
    Setting{
        "connections-per-address", Number, "256", "Most connections from one address; 0: no limit.",
        "Delivery", 0, 1'000'000},
    Setting{
        "requests-per-address", Number, "1000",
        "Most requests a second from one address; those of ten seconds may come at once. 0: no "
        "limit.",
        "Delivery", 0, 1'000'000},
    Setting{"copies", Number, "2", "Terminals that hold each object, at least.", "Delivery", 1, 64},
    Setting{
        "requests-per-copy", Number, "30",
        "Requests a minute that make the Router order one more copy.", "Delivery", 1, 1'000'000},
    Setting{
        "heartbeat", Duration, "5s", "A Terminal not heard of for longer gets no viewers.",
        "Delivery", 1'000, 60'000},
    Setting{
        "check-interval", Duration, "10min",
        "Usual pause between two spot checks of the same Terminal, of each of both kinds; 0: none. "
        "Each Terminal has its own: the checks of all grow with their number.",
        "Delivery", 0, 86'400'000},
    Setting{
        "probe-address", Text, "",
        "Address of this computer that spot checks come from; several take turns. Best not the "
        "one that the Router listens on.",
        "Delivery", 0, std::numeric_limits<std::int64_t>::max(), Setting::Times::Many},
    Setting{
        "epoch", Duration, "1d", "Rewards and fees are settled this often.", "Money", 1'000,
        7 * 86'400'000LL},
    Setting{
        "emission", Text, "",
        "Tokens given out per epoch, up to six decimals. Default: 20000 a day, in "
        "proportion.",
        "Money"},
    Setting{
        "price", Text, "0.01", "Fee per GB (10^9 bytes) delivered, up to six decimals.", "Money"},
    Setting{
        "client-quota", Size, "100GB",
        "Bytes that count at once for one client network (/24, /48) in an epoch; more are paid and "
        "billed only as far as other deliveries corroborate them.",
        "Money", 0},
    Setting{
        "folder", Path, "", "Keys, database and cache. Default: meson/router in your data folder.",
        "General"},
    shared::kSettingsFile,
    shared::kVerbose,
    shared::kSupervised,
};

base::Result<std::int64_t, SettingsFailure>
millionthsOf(const Settings& settings, std::string_view name) {
    const std::string text = settings.text(name);
    if (text.empty())
        return 0;
    if (const auto millionths = base::parseMillionths(text))
        return *millionths;
    return base::fail(
        SettingsError::BadValue,
        "--" + std::string(name) + " \"" + text + "\" (expected an amount like 12.5)");
}

/// Names of nodes, and who vouches for them.
base::Result<void, SettingsFailure>
readNaming(const Settings& settings, router::RouterOptions& options) {
    options.zone = settings.text("zone");
    if (!options.zone.empty() && (!router::isHostName(options.zone) ||
                                  options.zone.size() > router::NodeNames::kLongestZone))
        return base::fail(
            SettingsError::BadValue,
            "--zone \"" + options.zone + "\" (expected a domain like nodes.example.org)");
    const bool isSecure = options.publicUrl.empty() ? !options.certificates.empty()
                                                    : options.publicUrl.starts_with("https://");
    if (!options.zone.empty() && !isSecure)
        return base::fail(
            SettingsError::Missing, "--tls-certificate (--zone is for a network over https)");
    if (settings.has("ca-certificate") != settings.has("ca-key"))
        return base::fail(
            SettingsError::Missing, settings.has("ca-key") ? "--ca-certificate" : "--ca-key");
    if (settings.has("ca-key"))
        options.authority = {settings.path("ca-certificate"), settings.path("ca-key")};
    options.certificateLife =
        std::chrono::duration_cast<std::chrono::seconds>(settings.duration("certificate-life"));
    return {};
}

base::Result<std::string, SettingsFailure> publicUrlOf(const Settings& settings) {
    const std::string text = settings.text("url");
    if (text.empty())
        return text;
    const auto url = http::parseUrl(text);
    if (!url || url->target != "/")
        return base::fail(
            SettingsError::BadValue, "--url \"" + text +
                                         "\" (expected an address without a path, like "
                                         "https://router.example)");
    return url->origin();
}

base::Result<router::RouterOptions, SettingsFailure> optionsOf(const Settings& settings) {
    auto certificates = certificatesOf(settings);
    if (!certificates)
        return tl::unexpected(certificates.error());
    const auto emission = millionthsOf(settings, "emission");
    if (!emission)
        return tl::unexpected(emission.error());
    const auto price = millionthsOf(settings, "price");
    if (!price)
        return tl::unexpected(price.error());
    auto probeAddresses = addressesOf(settings, "probe-address");
    if (!probeAddresses)
        return tl::unexpected(probeAddresses.error());
    router::RouterOptions options;
    options.endpoints = endpointsOf(settings, "listen");
    options.certificates = std::move(*certificates);
    const auto publicUrl = publicUrlOf(settings);
    if (!publicUrl)
        return tl::unexpected(publicUrl.error());
    options.publicUrl = *publicUrl;
    options.folder = stateFolder(settings, "router");
    options.connections = static_cast<std::size_t>(settings.number("connections"));
    options.connectionsPerAddress =
        static_cast<std::size_t>(settings.number("connections-per-address"));
    options.requestsPerAddress = static_cast<int>(settings.number("requests-per-address"));
    options.networkName = settings.text("name");
    options.demo = settings.isOn("demo");
    options.cacheQuota = settings.size("cache");
    options.cacheReserve = settings.size("reserve");
    options.memoryTier = settings.size("memory");
    options.smallObject = settings.size("small-object");
    options.originCertificates = settings.path("origin-ca");
    options.epoch = std::chrono::duration_cast<std::chrono::seconds>(settings.duration("epoch"));
    options.emission = base::MicroTokens(*emission);
    options.pricePerGigabyte = base::MicroCredits(*price);
    options.clientQuota = settings.size("client-quota");
    options.heartbeat =
        std::chrono::duration_cast<std::chrono::seconds>(settings.duration("heartbeat"));
    options.minimumCopies = static_cast<int>(settings.number("copies"));
    options.requestsPerCopy = static_cast<double>(settings.number("requests-per-copy"));
    options.spotCheckInterval = settings.duration("check-interval");
    options.probeAddresses = std::move(*probeAddresses);
    if (const auto naming = readNaming(settings, options); !naming)
        return tl::unexpected(naming.error());
    return options;
}

/// What makes a network of more than this computer unsafe or useless, though it starts.
void warn(
    const std::string& publicUrl, const std::vector<http::asio::ip::tcp::endpoint>& listening) {
    const auto isLocal = [](const auto& endpoint) { return endpoint.address().is_loopback(); };
    const auto url = http::parseUrl(publicUrl);
    if (!url || std::all_of(listening.begin(), listening.end(), isLocal))
        return;
    if (url->host == "127.0.0.1" || url->host == "::1")
        std::fprintf(
            stderr, "Nobody else can reach %s: say by --url where this Router is found.\n",
            publicUrl.c_str());
    else if (!url->secure)
        std::fprintf(
            stderr,
            "Keys and tokens cross the network in clear: use --tls-certificate and --tls-key, or a "
            "--url of https where another program speaks TLS for this Router.\n");
}

int runRouter(const Settings& settings) {
    auto options = optionsOf(settings);
    if (!options)
        return complain(base::explain(options.error()), kExitUsage);
    const platform::SystemClock clock;
    StopSignal stop(settings.isOn("supervised") ? StoppedBy::Supervisor : StoppedBy::User);
    auto router = router::Router::create(std::move(*options), clock);
    if (!router)
        return complain(base::explain(router.error()), kExitFailed);
    (*router)->start();
    std::fprintf(
        stderr, "meson-network router: %s, listening on %s\n", (*router)->publicUrl().c_str(),
        written((*router)->endpoints()).c_str());
    warn((*router)->publicUrl(), (*router)->endpoints());
    stop.runUntilStopped();
    (*router)->stop();
    return kExitOk;
}

} // namespace

const Command kRouterCommand{"router", "run the Router of a network",  kDescription,
                             kTable,   Settings::Positionals::Refused, runRouter};

} // namespace meson::node

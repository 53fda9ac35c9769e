// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/miner_settings.h"

#include "engine/crypto/ethereum_address.h"
#include "engine/protocol/limits.h"

#include <QUrl>
#include <algorithm>
#include <cctype>

namespace meson::node {
namespace {

constexpr base::Bytes kLeastVolume = base::mebibytes(16);
constexpr base::BytesPerSecond kLeastLimit{12'500};
constexpr std::size_t kLongestHost = 253; // RFC 1035 §2.3.4, without the last dot
constexpr std::string_view kLink = "meson:";
constexpr std::ptrdiff_t kCurrencyCharacters = 8;

bool isBelow(base::BytesPerSecond limit) {
    return limit.count() != 0 && limit < kLeastLimit;
}

bool isPlain(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
}

template <class Number>
bool isOutside(Number value, Number least, Number most) {
    return value < least || value > most;
}

std::optional<SettingProblem> checkVolumes(const std::vector<store::VolumeOptions>& volumes) {
    std::set<std::filesystem::path> seen;
    for (const store::VolumeOptions& volume : volumes) {
        if (!volume.folder.is_absolute())
            return SettingProblem::VolumeFolder;
        if (!seen.insert(volume.folder.lexically_normal()).second)
            return SettingProblem::VolumeTwice;
        if (volume.quota < kLeastVolume)
            return SettingProblem::VolumeSize;
    }
    const auto isLeaving = [](const store::VolumeOptions& volume) {
        return volume.use == store::VolumeUse::Leaving;
    };
    if (!volumes.empty() && std::all_of(volumes.begin(), volumes.end(), isLeaving))
        return SettingProblem::NoVolumeStays;
    return std::nullopt;
}

std::optional<SettingProblem> checkRules(const MinerSettings& settings) {
    if (isBelow(settings.rules.limit) || isBelow(settings.rules.alternativeLimit))
        return SettingProblem::Limit;
    if (isOutside(settings.cap.resetDay, 1, 31))
        return SettingProblem::ResetDay;
    if (isOutside(settings.rules.pauseAboveCelsius, 0.0, 120.0))
        return SettingProblem::Heat;
    return std::nullopt;
}

bool isHostName(const std::string& text) {
    return !text.empty() && text.size() <= kLongestHost &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) {
               return c > 0x7f || std::isalnum(c) || c == '.' || c == '-' || c == ':';
           });
}

std::optional<SettingProblem> checkHosts(const MinerSettings& settings) {
    for (const auto& hosts : {settings.addresses, settings.refusedBindings})
        if (!std::all_of(hosts.begin(), hosts.end(), isHostName))
            return SettingProblem::HostName;
    return std::nullopt;
}

std::optional<SettingProblem> checkNumbers(const MinerSettings& settings) {
    if (isOutside<std::int64_t>(settings.port, 0, 65'535))
        return SettingProblem::Port;
    const bool isFine =
        !isOutside<std::int64_t>(settings.threads, 1, 64) &&
        !isOutside<std::int64_t>(settings.downloads, 1, 64) &&
        !isOutside<std::int64_t>(settings.connections, 1, 1'000'000) &&
        settings.addresses.size() <= protocol::limits::kAddresses &&
        !isOutside(settings.textScale, 0.8, 2.0) && settings.cap.limit >= base::Bytes(0) &&
        settings.scrubRate >= base::BytesPerSecond(0) && settings.memory >= base::Bytes(0);
    if (!isFine)
        return SettingProblem::Count;
    const double least = std::min(
        {settings.electricityPrice, settings.watts, settings.dataPrice, settings.tokenPrice});
    return least < 0 ? std::optional(SettingProblem::Price) : std::nullopt;
}

} // namespace

std::string_view sentence(SettingProblem problem) {
    switch (problem) {
    case SettingProblem::RouterUrl:
        return "The Router's address must be http:// or https:// with a host and no path.";
    case SettingProblem::Name:
        return "The name must have 1 to 63 characters.";
    case SettingProblem::PayoutAddress:
        return "This is not an Ethereum address: 0x and 40 hexadecimal digits.";
    case SettingProblem::PayoutChecksum:
        return "A character of this address is wrong: its checksum does not fit.";
    case SettingProblem::NoVolume:
        return "At least one folder is needed.";
    case SettingProblem::VolumeFolder:
        return "The folder must be an absolute path.";
    case SettingProblem::VolumeTwice:
        return "The same folder is named twice.";
    case SettingProblem::VolumeSize:
        return "A folder needs at least 16 MB.";
    case SettingProblem::NoVolumeStays:
        return "One folder must stay, for what is moved out of the others.";
    case SettingProblem::Limit:
        return "A limit must be 100 kbit/s or more, or none.";
    case SettingProblem::ResetDay:
        return "The day of the month must be 1 to 31.";
    case SettingProblem::Heat:
        return "The temperature must be 0 to 120 °C.";
    case SettingProblem::Port:
        return "The port must be 0 to 65535.";
    case SettingProblem::HostName:
        return "This is not a host name or an IP address.";
    case SettingProblem::Count:
        return "A number is outside its range.";
    case SettingProblem::Price:
        return "A price or power must not be negative.";
    case SettingProblem::Currency:
        break;
    }
    return "The currency is named by at most 8 characters, as EUR.";
}

std::string_view sentence(SettingsFileError error) {
    switch (error) {
    case SettingsFileError::Missing:
        return "There is no settings file yet.";
    case SettingsFileError::NotReadable:
        return "The settings file cannot be read: check its permissions. It is left as it is.";
    case SettingsFileError::Damaged:
        return "The settings file could not be understood; it was put aside.";
    case SettingsFileError::TooNew:
        return "The settings file is of a newer version of this program; it was put aside.";
    case SettingsFileError::NotWritable:
        break;
    }
    return "The settings could not be saved: check the folder's permissions and free space.";
}

bool operator==(const MinerSettings& a, const MinerSettings& b) {
    return toJson(a) == toJson(b);
}

std::optional<SettingProblem> checkRouterUrl(std::string_view text) {
    const QUrl url(
        QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())), QUrl::StrictMode);
    const bool isHttp =
        url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    const bool isBare = (url.path().isEmpty() || url.path() == QLatin1String("/")) &&
                        !url.hasQuery() && !url.hasFragment() && url.userInfo().isEmpty();
    return url.isValid() && isHttp && isBare && !url.host().isEmpty()
               ? std::nullopt
               : std::optional(SettingProblem::RouterUrl);
}

std::optional<SettingProblem> checkPayoutAddress(std::string_view text) {
    if (text.empty())
        return std::nullopt;
    switch (crypto::addressForm(text)) {
    case crypto::AddressForm::NotAnAddress:
        return SettingProblem::PayoutAddress;
    case crypto::AddressForm::WrongChecksum:
        return SettingProblem::PayoutChecksum;
    default:
        return std::nullopt;
    }
}

std::optional<std::string> withChecksum(std::string_view text) {
    return crypto::withChecksum(text);
}

std::optional<SettingProblem> checkCurrency(std::string_view text) {
    const auto characters = std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80; // UTF-8: not a continuation
    });
    return characters <= kCurrencyCharacters && isPlain(text)
               ? std::nullopt
               : std::optional(SettingProblem::Currency);
}

std::optional<SettingProblem> checkName(std::string_view text) {
    return !text.empty() && text.size() <= protocol::limits::kName && isPlain(text)
               ? std::nullopt
               : std::optional(SettingProblem::Name);
}

std::optional<SettingProblem> problemOf(const MinerSettings& settings) {
    if (settings.network == Network::Router || !settings.routerUrl.empty())
        if (const auto problem = checkRouterUrl(settings.routerUrl))
            return problem;
    if (settings.network != Network::Unset && settings.volumes.empty())
        return SettingProblem::NoVolume;
    for (const auto& problem :
         {checkName(settings.name), checkPayoutAddress(settings.payoutAddress),
          checkCurrency(settings.currency), checkVolumes(settings.volumes), checkRules(settings),
          checkHosts(settings), checkNumbers(settings)})
        if (problem)
            return problem;
    return std::nullopt;
}

std::optional<std::string> routerUrlFrom(std::string_view text) {
    QString url = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).trimmed();
    if (url.startsWith(QLatin1String(kLink.data()), Qt::CaseInsensitive))
        url = url.mid(static_cast<qsizetype>(kLink.size()));
    if (!url.contains(QLatin1String("://")))
        url = QStringLiteral("https://") + url;
    while (url.endsWith(QLatin1Char('/')))
        url.chop(1);
    const std::string found = url.toStdString();
    return checkRouterUrl(found) ? std::nullopt : std::optional(found);
}

std::filesystem::path nodeFolder(const std::filesystem::path& engine, Network network) {
    return network == Network::Demo ? engine / "demo" / "miner" : engine / "node";
}

terminal::TerminalOptions terminalOptionsOf(
    const MinerSettings& settings, const std::filesystem::path& folder,
    const std::string& routerUrl) {
    const bool isDemo = settings.network == Network::Demo;
    terminal::TerminalOptions options;
    options.routerUrl = routerUrl;
    options.routerCertificates = isDemo ? std::string() : settings.routerCertificates;
    options.folder = folder;
    options.volumes = settings.volumes;
    options.memoryTier = settings.memory;
    options.scrubRate = settings.scrubRate;
    const auto port = static_cast<std::uint16_t>(settings.port);
    if (isDemo) {
        options.listen = {{boost::asio::ip::make_address("127.0.0.1"), 0}};
        options.addresses = {"127.0.0.1"};
        options.sources = http::AddressPolicy::Any;
        options.mapPort = false;
    } else {
        options.listen = {{boost::asio::ip::tcp::v4(), port}};
        options.addresses = settings.addresses;
        options.mapPort = settings.mapPort;
    }
    options.threads = static_cast<int>(settings.threads);
    options.connections = static_cast<std::size_t>(settings.connections);
    options.rules = settings.rules;
    options.cap = settings.cap;
    options.keepAwake = settings.keepAwake;
    options.name = settings.name;
    options.payoutAddress = settings.payoutAddress;
    options.downloads = static_cast<int>(settings.downloads);
    options.refusedBindings = settings.refusedBindings;
    options.control = {boost::asio::ip::make_address("127.0.0.1"), 0};
    return options;
}

} // namespace meson::node

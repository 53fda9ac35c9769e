// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/miner_settings.h"
#include "engine/platform/file.h"
#include "engine/platform/private_file.h"
#include "engine/platform/system_clock.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <array>
#include <type_traits>

namespace meson::node {
namespace {

constexpr int kFormat = 1;

/// The words of each enum, in the order of its values.
template <class Enum>
constexpr std::array<const char*, 0> kWords{};
template <>
constexpr std::array kWords<Network>{"unset", "demo", "router"};
template <>
constexpr std::array kWords<ThemeChoice>{"system", "light", "dark", "high-contrast"};
template <>
constexpr std::array kWords<OnClose>{"ask", "keep-running", "quit"};
template <>
constexpr std::array kWords<TrayColor>{"color", "dark", "light"};
template <>
constexpr std::array kWords<RateUnit>{"bits", "bytes"};
template <>
constexpr std::array kWords<MoneyUnit>{"tokens", "currency", "both"};
template <>
constexpr std::array kWords<store::VolumeUse>{"normal", "leaving"};
template <>
constexpr std::array kWords<NoticeKind>{"payout",    "penalty",     "unreachable",
                                        "disk-full", "cap-reached", "engine-failure"};

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

// --- one value to JSON and back
// ------------------------------------------------------------------------------------------

QJsonValue write(bool value) {
    return value;
}
QJsonValue write(double value) {
    return value;
}
QJsonValue write(int value) {
    return value;
}
QJsonValue write(std::int64_t value) {
    return static_cast<qint64>(value);
}
QJsonValue write(const std::string& value) {
    return text(value);
}
QJsonValue write(const std::filesystem::path& value) {
    return QString::fromStdU16String(value.u16string());
}
template <class Unit>
QJsonValue write(base::Quantity<Unit> value) {
    return static_cast<qint64>(value.count());
}
QJsonValue write(const terminal::WeekSchedule& value) {
    return text(value.toText());
}
template <class Enum>
requires std::is_enum_v<Enum> QJsonValue write(Enum value) {
    return QLatin1String(kWords<Enum>[static_cast<std::size_t>(value)]);
}
QJsonValue write(const store::VolumeOptions& value) {
    return QJsonObject{
        {QStringLiteral("folder"), write(value.folder)},
        {QStringLiteral("quota"), write(value.quota)},
        {QStringLiteral("reserve"), write(value.reserve)},
        {QStringLiteral("readOnly"), value.readOnly},
        {QStringLiteral("use"), write(value.use)}};
}
template <class List>
requires requires {
    typename List::value_type;
}
QJsonValue write(const List& list) {
    QJsonArray array;
    for (const auto& item : list)
        array.append(write(item));
    return array;
}

bool read(const QJsonValue& json, bool& value) {
    value = json.toBool();
    return json.isBool();
}
bool read(const QJsonValue& json, double& value) {
    value = json.toDouble();
    return json.isDouble();
}
bool read(const QJsonValue& json, std::int64_t& value) {
    value = json.toInteger();
    return json.isDouble();
}
bool read(const QJsonValue& json, int& value) {
    value = json.toInt();
    return json.isDouble();
}
bool read(const QJsonValue& json, std::string& value) {
    value = json.toString().toStdString();
    return json.isString();
}
bool read(const QJsonValue& json, std::filesystem::path& value) {
    value = json.toString().toStdU16String();
    return json.isString();
}
template <class Unit>
bool read(const QJsonValue& json, base::Quantity<Unit>& value) {
    value = base::Quantity<Unit>(json.toInteger());
    return json.isDouble();
}
bool read(const QJsonValue& json, terminal::WeekSchedule& value) {
    const auto week = terminal::WeekSchedule::parse(json.toString().toStdString());
    if (week)
        value = *week;
    return week.has_value() && json.isString();
}
template <class Enum>
requires std::is_enum_v<Enum>
bool read(const QJsonValue& json, Enum& value) {
    const auto& words = kWords<Enum>;
    for (std::size_t i = 0; i < words.size(); ++i)
        if (json.toString() == QLatin1String(words[i])) {
            value = static_cast<Enum>(i);
            return true;
        }
    return false;
}
bool read(const QJsonValue& json, store::VolumeOptions& value) {
    const QJsonObject object = json.toObject();
    return read(object.value(QLatin1String("folder")), value.folder) &&
           read(object.value(QLatin1String("quota")), value.quota) &&
           read(object.value(QLatin1String("reserve")), value.reserve) &&
           read(object.value(QLatin1String("readOnly")), value.readOnly) &&
           (!object.contains(QLatin1String("use")) ||
            read(object.value(QLatin1String("use")), value.use));
}
template <class List>
requires requires {
    typename List::value_type;
}
bool read(const QJsonValue& json, List& list) {
    list.clear();
    for (const QJsonValue item : json.toArray()) {
        typename List::value_type value{};
        if (!read(item, value))
            return false;
        list.insert(list.end(), std::move(value));
    }
    return json.isArray();
}

/// The one list of what the file holds: name and place of each value.
template <class Settings, class Visit>
void forEachValue(Settings& s, const Visit& visit) {
    visit("network", s.network);
    visit("router", s.routerUrl);
    visit("routerCertificates", s.routerCertificates);
    visit("name", s.name);
    visit("payoutAddress", s.payoutAddress);
    visit("volumes", s.volumes);
    visit("memory", s.memory);
    visit("scrubRate", s.scrubRate);
    visit("port", s.port);
    visit("addresses", s.addresses);
    visit("mapPort", s.mapPort);
    visit("connections", s.connections);
    visit("threads", s.threads);
    visit("downloads", s.downloads);
    visit("refusedBindings", s.refusedBindings);
    visit("schedule", s.rules.schedule);
    visit("uploadLimit", s.rules.limit);
    visit("alternativeLimit", s.rules.alternativeLimit);
    visit("useAlternative", s.rules.useAlternative);
    visit("pauseWhenMetered", s.rules.pauseWhenMetered);
    visit("pauseOnBattery", s.rules.pauseOnBattery);
    visit("pauseAboveCelsius", s.rules.pauseAboveCelsius);
    visit("monthlyCap", s.cap.limit);
    visit("monthlyResetDay", s.cap.resetDay);
    visit("keepAwake", s.keepAwake);
    visit("electricityPrice", s.electricityPrice);
    visit("watts", s.watts);
    visit("dataPrice", s.dataPrice);
    visit("currency", s.currency);
    visit("tokenPrice", s.tokenPrice);
    visit("moneyUnit", s.moneyUnit);
    visit("theme", s.theme);
    visit("language", s.language);
    visit("textScale", s.textScale);
    visit("rateUnit", s.rateUnit);
    visit("trayColor", s.trayColor);
    visit("onClose", s.onClose);
    visit("startAtLogin", s.startAtLogin);
    visit("startHidden", s.startHidden);
    visit("showsAdvanced", s.showsAdvanced);
    visit("notices", s.notices);
}

} // namespace

std::string putAside(const std::filesystem::path& file) {
    const platform::SystemClock clock;
    std::filesystem::path aside = file;
    aside += ".damaged-" + std::to_string(base::unixSeconds(clock.wall()));
    return platform::renameFile(file, aside) ? aside.string() : file.string();
}

QJsonObject toJson(const MinerSettings& settings) {
    QJsonObject json{{QStringLiteral("format"), kFormat}};
    forEachValue(settings, [&](const char* name, const auto& value) {
        json.insert(QLatin1String(name), write(value));
    });
    return json;
}

base::Result<MinerSettings, SettingsFileFailure> settingsFrom(const QJsonObject& json) {
    const int format = json.value(QLatin1String("format")).toInt();
    if (format > kFormat)
        return base::fail(SettingsFileError::TooNew);
    if (format < 1)
        return base::fail(SettingsFileError::Damaged, "format");
    MinerSettings settings;
    std::string wrong;
    forEachValue(settings, [&](const char* name, auto& value) {
        const QJsonValue found = json.value(QLatin1String(name));
        if (!found.isUndefined() && !read(found, value))
            wrong = name;
    });
    if (!wrong.empty())
        return base::fail(SettingsFileError::Damaged, wrong);
    if (const auto problem = problemOf(settings))
        return base::fail(SettingsFileError::Damaged, std::string(sentence(*problem)));
    return settings;
}

std::optional<MinerSettings>
withValue(MinerSettings settings, const QString& name, const QJsonValue& value) {
    bool isTaken = false;
    forEachValue(settings, [&](const char* each, auto& place) {
        if (name == QLatin1String(each))
            isTaken = read(value, place);
    });
    return isTaken ? std::optional(std::move(settings)) : std::nullopt;
}

base::Result<MinerSettings, SettingsFileFailure> readSettings(const std::filesystem::path& file) {
    std::error_code error;
    const auto status = std::filesystem::symlink_status(file, error);
    if (status.type() == std::filesystem::file_type::not_found)
        return base::fail(SettingsFileError::Missing, file.string());
    const auto content = platform::readFile(file);
    if (!content)
        return base::fail(SettingsFileError::NotReadable, file.string());
    return settingsFrom(QJsonDocument::fromJson(QByteArray::fromStdString(*content)).object());
}

base::Result<MinerSettings, SettingsFileFailure> loadSettings(const std::filesystem::path& file) {
    auto settings = readSettings(file);
    const bool isUnderstood = settings || settings.error().code == SettingsFileError::Missing ||
                              settings.error().code == SettingsFileError::NotReadable;
    if (isUnderstood)
        return settings;
    return base::fail(settings.error().code, putAside(file));
}

base::Result<void, SettingsFileFailure>
saveSettings(const std::filesystem::path& file, const MinerSettings& settings) {
    const QByteArray json = QJsonDocument(toJson(settings)).toJson(QJsonDocument::Indented);
    if (!platform::savePrivateFile(file, json.toStdString()))
        return base::fail(SettingsFileError::NotWritable, file.string());
    return {};
}

} // namespace meson::node

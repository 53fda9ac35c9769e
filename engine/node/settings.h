// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meson::node {

enum class SettingType {
    Text,
    Path,          ///< of a file or folder; "~/" at its start is the home folder
    Url,           ///< http or https, with host
    Endpoint,      ///< "ADDRESS:PORT", "[IPv6]:PORT" or "PORT"
    EndpointOrOff, ///< the same, or "off" for none
    Folder,        ///< "FOLDER=SIZE"
    Number,        ///< an integer between the bounds
    Size,          ///< bytes between the bounds
    Rate,          ///< bytes per second between the bounds; without a most, "unlimited" too
    Duration,      ///< milliseconds between the bounds
    Switch,        ///< "yes" or "no"; as a flag it needs no value
};

/// One setting, declared once: the flag "--name", the environment variable MESON_NAME (dashes
/// become underscores) and the line "name = value" of the settings file.
struct Setting {
    std::string_view name;
    SettingType type = SettingType::Text;
    std::string_view standard; ///< used when nobody sets it; empty: none
    std::string_view help;     ///< one sentence or two, for --help
    std::string_view group{};  ///< a heading of --help
    std::int64_t least = 0;
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    enum class Times { Once, Many } times = Times::Once;
};

enum class SettingsError {
    Unknown,        ///< There is no such setting.
    NeedsValue,     ///< The setting needs a value.
    BadValue,       ///< The value cannot be used.
    TwiceGiven,     ///< The setting can be given only once.
    Missing,        ///< The setting is required.
    FileUnreadable, ///< The settings file cannot be read: check its name and permissions.
    BadLine,        ///< The line is neither "name = value", a comment nor empty.
    Unexpected,     ///< The argument is not expected here.
};
std::string_view sentence(SettingsError);
using SettingsFailure = base::Failure<SettingsError>;

/// An address and port to listen on; an empty address is all addresses, IPv4 and IPv6.
struct Endpoint {
    std::string address;
    std::uint16_t port = 0;
};
struct SizedFolder {
    std::string folder;
    base::Bytes size;
};

/// What a role was told: flags over environment over file over the table's standards. All values
/// are checked against the table before the role starts, so the getters cannot fail; asking for a
/// setting that is not in the table is our own mistake. Thread: any (const).
class Settings {
public:
    /// `arguments` without program and role name; those that are not flags are collected when
    /// `positionals` allows it.
    enum class Positionals { Refused, Collected };
    static base::Result<Settings, SettingsFailure> read(
        std::span<const Setting> table, const std::vector<std::string>& arguments,
        const std::map<std::string, std::string>& environment,
        Positionals positionals = Positionals::Refused);

    bool has(std::string_view name) const { return !texts(name).empty(); }
    std::string text(std::string_view name) const;
    const std::vector<std::string>& texts(std::string_view name) const;
    bool isOn(std::string_view name) const;
    std::int64_t number(std::string_view name) const;
    base::Bytes size(std::string_view name) const;
    base::BytesPerSecond rate(std::string_view name) const;
    std::chrono::milliseconds duration(std::string_view name) const;
    std::string path(std::string_view name) const;
    std::vector<std::string> paths(std::string_view name) const;
    std::vector<Endpoint> endpoints(std::string_view name) const;
    std::vector<SizedFolder> folders(std::string_view name) const;
    const std::vector<std::string>& positionals() const { return m_positionals; }

    /// Fails with Missing unless the setting has a value.
    base::Result<void, SettingsFailure> require(std::string_view name) const;

private:
    std::map<std::string, std::vector<std::string>, std::less<>> m_values;
    std::vector<std::string> m_positionals;
};

/// "MESON_UPLOAD_LIMIT" for "upload-limit".
std::string variableOf(std::string_view name);

/// The settings that start with MESON_, by variable name, from this process's environment.
std::map<std::string, std::string> mesonEnvironment();

/// The table as --help shows it: groups, flags, standards and ranges, 80 columns; settings without
/// help are left out.
std::string describe(std::span<const Setting> table);

/// The entry of `candidates` that a typing mistake most likely meant, or empty if none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

} // namespace meson::node

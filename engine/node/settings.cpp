// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/settings.h"

#include "engine/base/check.h"
#include "engine/node/setting_value.h"

#include <QFile>
#include <QProcessEnvironment>
#include <algorithm>
#include <numeric>
#include <optional>

namespace meson::node {
namespace {

using Values = std::map<std::string, std::vector<std::string>, std::less<>>;

const Setting* find(std::span<const Setting> table, std::string_view name) {
    const auto found = std::find_if(
        table.begin(), table.end(), [&](const Setting& setting) { return setting.name == name; });
    return found == table.end() ? nullptr : &*found;
}

/// One source of settings (flags, environment or file): names are written as that source writes
/// them.
class Source {
public:
    using Spelling = std::string (*)(std::string_view name);
    Source(std::span<const Setting> table, Spelling spelling)
        : m_table(table)
        , m_spelling(spelling) {}

    base::Result<void, SettingsFailure> set(const Setting& setting, const std::string& value) {
        if (const auto problem = valueProblem(setting, value))
            return base::fail(SettingsError::BadValue, m_spelling(setting.name) + " " + *problem);
        std::vector<std::string>& values = m_values[std::string(setting.name)];
        if (!values.empty() && setting.times == Setting::Times::Once)
            return base::fail(SettingsError::TwiceGiven, m_spelling(setting.name));
        values.push_back(value);
        return {};
    }

    SettingsFailure unknown(std::string_view written) const {
        std::vector<std::string> names;
        for (const Setting& setting : m_table)
            names.push_back(m_spelling(setting.name));
        const std::string near = nearest(written, names);
        std::string about(written);
        if (!near.empty())
            about += " (did you mean " + near + "?)";
        return {SettingsError::Unknown, about};
    }

    const Values& values() const { return m_values; }

private:
    std::span<const Setting> m_table;
    Spelling m_spelling;
    Values m_values;
};

std::string asFlag(std::string_view name) {
    return "--" + std::string(name);
}
std::string asIs(std::string_view name) {
    return std::string(name);
}

base::Result<std::vector<std::string>, SettingsFailure> readFlags(
    std::span<const Setting> table, const std::vector<std::string>& arguments, Source& source) {
    std::vector<std::string> positionals;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        if (!argument.starts_with("--")) {
            positionals.push_back(argument);
            continue;
        }
        const std::size_t equals = argument.find('=');
        const std::string flag = argument.substr(0, equals);
        const Setting* setting = find(table, std::string_view(flag).substr(2));
        if (!setting)
            return tl::unexpected(source.unknown(flag));
        std::string value;
        if (equals != std::string::npos)
            value = argument.substr(equals + 1);
        else if (setting->type == SettingType::Switch)
            value = "yes";
        else if (++i < arguments.size())
            value = arguments[i];
        else
            return base::fail(SettingsError::NeedsValue, flag);
        if (auto set = source.set(*setting, value); !set)
            return tl::unexpected(set.error());
    }
    return positionals;
}

/// An unknown name that starts with MESON_ is a typing mistake.
base::Result<void, SettingsFailure> readEnvironment(
    std::span<const Setting> table, const std::map<std::string, std::string>& environment,
    Source& source) {
    for (const auto& [variable, value] : environment) {
        const auto setting =
            std::find_if(table.begin(), table.end(), [&name = variable](const Setting& candidate) {
                return variableOf(candidate.name) == name;
            });
        if (setting == table.end())
            return tl::unexpected(source.unknown(variable));
        for (const std::string& part : listedValues(*setting, value))
            if (auto set = source.set(*setting, part); !set)
                return set;
    }
    return {};
}

base::Result<void, SettingsFailure>
readFile(std::span<const Setting> table, const std::string& name, Source& source) {
    QFile file(QString::fromStdString(name));
    if (!file.open(QIODevice::ReadOnly))
        return base::fail(SettingsError::FileUnreadable, name);
    for (int number = 1; !file.atEnd(); ++number) {
        const QByteArray line = file.readLine().trimmed();
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        const std::string where = name + " line " + std::to_string(number) + ": ";
        const auto equals = line.indexOf('=');
        if (equals < 1)
            return base::fail(SettingsError::BadLine, where + line.toStdString());
        const std::string key = line.left(equals).trimmed().toStdString();
        const Setting* setting = find(table, key);
        auto set = setting ? source.set(*setting, line.mid(equals + 1).trimmed().toStdString())
                           : tl::unexpected(source.unknown(key));
        if (!set)
            return base::fail(set.error().code, where + set.error().about);
    }
    return {};
}

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t(0));
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

} // namespace

std::string_view sentence(SettingsError error) {
    switch (error) {
    case SettingsError::Unknown:
        return "There is no such setting; --help lists all.";
    case SettingsError::NeedsValue:
        return "The setting needs a value.";
    case SettingsError::BadValue:
        return "The value cannot be used.";
    case SettingsError::TwiceGiven:
        return "The setting can be given only once.";
    case SettingsError::Missing:
        return "The setting is required; --help shows examples.";
    case SettingsError::FileUnreadable:
        return "The settings file cannot be read: check its name and permissions.";
    case SettingsError::BadLine:
        return "The line is neither \"name = value\", a comment nor empty.";
    case SettingsError::Unexpected:
        return "The argument is not expected here; --help shows examples.";
    }
    return {};
}

base::Result<Settings, SettingsFailure> Settings::read(
    std::span<const Setting> table, const std::vector<std::string>& arguments,
    const std::map<std::string, std::string>& environment, Positionals positionals) {
    Source flags(table, asFlag);
    Source variables(table, variableOf);
    Source lines(table, asIs);
    auto others = readFlags(table, arguments, flags);
    if (!others)
        return tl::unexpected(others.error());
    if (positionals == Positionals::Refused && !others->empty())
        return base::fail(SettingsError::Unexpected, others->front());
    if (auto read = readEnvironment(table, environment, variables); !read)
        return tl::unexpected(read.error());

    Settings settings;
    settings.m_positionals = std::move(*others);
    for (const Setting& setting : table)
        settings.m_values[std::string(setting.name)] =
            setting.standard.empty() ? std::vector<std::string>()
                                     : listedValues(setting, setting.standard);
    const auto overlay = [&](const Source& source) {
        for (const auto& [name, values] : source.values())
            settings.m_values[name] = values;
    };
    overlay(variables);
    overlay(flags);
    if (find(table, "settings") && settings.has("settings")) {
        if (auto read = readFile(table, settings.path("settings"), lines); !read)
            return tl::unexpected(read.error());
        overlay(lines);
        overlay(variables);
        overlay(flags);
    }
    return settings;
}

const std::vector<std::string>& Settings::texts(std::string_view name) const {
    const auto found = m_values.find(name);
    MESON_CHECK(found != m_values.end());
    return found->second;
}

std::string Settings::text(std::string_view name) const {
    const auto& values = texts(name);
    return values.empty() ? std::string() : values.front();
}

bool Settings::isOn(std::string_view name) const {
    return parseSwitch(text(name)).value_or(false);
}
std::int64_t Settings::number(std::string_view name) const {
    return parseNumber(text(name)).value_or(0);
}
base::Bytes Settings::size(std::string_view name) const {
    return base::parseBytes(text(name)).value_or(base::Bytes(0));
}
base::BytesPerSecond Settings::rate(std::string_view name) const {
    return base::parseRate(text(name)).value_or(base::BytesPerSecond(0));
}
std::chrono::milliseconds Settings::duration(std::string_view name) const {
    return base::parseDuration(text(name)).value_or(std::chrono::milliseconds(0));
}
std::string Settings::path(std::string_view name) const {
    return expandHome(text(name));
}

std::vector<std::string> Settings::paths(std::string_view name) const {
    std::vector<std::string> paths;
    for (const std::string& value : texts(name))
        paths.push_back(expandHome(value));
    return paths;
}

std::vector<Endpoint> Settings::endpoints(std::string_view name) const {
    std::vector<Endpoint> endpoints;
    for (const std::string& value : texts(name))
        if (auto endpoint = parseEndpoint(value))
            endpoints.push_back(*endpoint);
    return endpoints;
}

std::vector<SizedFolder> Settings::folders(std::string_view name) const {
    std::vector<SizedFolder> folders;
    for (const std::string& value : texts(name))
        if (auto folder = parseSizedFolder(value))
            folders.push_back(*folder);
    return folders;
}

base::Result<void, SettingsFailure> Settings::require(std::string_view name) const {
    return has(name) ? base::Result<void, SettingsFailure>()
                     : base::fail(SettingsError::Missing, asFlag(name));
}

std::string variableOf(std::string_view name) {
    std::string variable = "MESON_";
    for (const char c : name)
        variable += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return variable;
}

std::map<std::string, std::string> mesonEnvironment() {
    std::map<std::string, std::string> found;
    const auto environment = QProcessEnvironment::systemEnvironment();
    for (const QString& name : environment.keys())
        if (name.startsWith(QLatin1String("MESON_")))
            found.emplace(name.toStdString(), environment.value(name).toStdString());
    return found;
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(3, word.size() / 3 + 1);
    for (const std::string& candidate : candidates) {
        const std::size_t distance = editDistance(word, candidate);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace meson::node

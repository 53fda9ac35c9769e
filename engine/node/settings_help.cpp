// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/setting_value.h"
#include "engine/node/settings.h"

namespace meson::node {
namespace {

constexpr std::size_t kIndent = 8;
constexpr std::size_t kWidth = 80;

std::string_view placeholderOf(SettingType type) {
    switch (type) {
    case SettingType::Text:
        return " TEXT";
    case SettingType::Path:
        return " PATH";
    case SettingType::Url:
        return " URL";
    case SettingType::Endpoint:
    case SettingType::EndpointOrOff:
        return " [ADDRESS:]PORT";
    case SettingType::Folder:
        return " FOLDER=SIZE";
    case SettingType::Number:
        return " N";
    case SettingType::Size:
        return " SIZE";
    case SettingType::Rate:
        return " RATE";
    case SettingType::Duration:
        return " TIME";
    case SettingType::Switch:
        return "";
    }
    return {};
}

std::string wrapped(const std::string& text) {
    std::string result;
    std::string line(kIndent, ' ');
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string word = text.substr(at, end - at);
        if (line.size() + 1 + word.size() > kWidth) {
            result += line + "\n";
            line.assign(kIndent, ' ');
        }
        line += (line.size() > kIndent ? " " : "") + word;
        at = end + 1;
    }
    return result + line + "\n";
}

std::string describe(const Setting& setting) {
    std::string text =
        "  --" + std::string(setting.name) + std::string(placeholderOf(setting.type)) + "\n";
    std::string help(setting.help);
    if (setting.times == Setting::Times::Many)
        help += " May be given several times.";
    if (const std::string range = rangeOf(setting); !range.empty())
        help += " Allowed: " + range + ".";
    if (!setting.standard.empty())
        help += " Default: " + std::string(setting.standard) + ".";
    if (setting.type == SettingType::Switch && setting.standard == "yes")
        help += " To turn it off: --" + std::string(setting.name) + "=no.";
    return text + wrapped(help);
}

} // namespace

std::string describe(std::span<const Setting> table) {
    std::string text;
    std::string_view group;
    for (const Setting& setting : table) {
        if (setting.help.empty())
            continue;
        if (setting.group != group) {
            group = setting.group;
            text += "\n" + std::string(group) + ":\n";
        }
        text += describe(setting);
    }
    return text;
}

} // namespace meson::node

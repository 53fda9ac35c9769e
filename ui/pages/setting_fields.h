// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"

#include <QJsonObject>
#include <QStringList>
#include <vector>

namespace meson::pages {

enum class SettingSection {
    General,
    Appearance,
    Node,
    Prices,
    Storage,
    Network,
    Limits,
    Notices,
    Privacy,
    Care,
    About
};
inline constexpr int kSettingSections = static_cast<int>(SettingSection::About) + 1;

/// One value of the settings file as the owner sees it: its words, how it is entered, and how it is
/// written. All of the page (editors, search, marks, reverting, the preview of an import) is made
/// from a list of these. Thread: ui.
struct SettingField {
    enum class Kind {
        Switch,
        Choice,
        Text,
        Hosts,    ///< a list, separated by commas
        Number,   ///< as `number` says
        Member,   ///< a switch for one word of a list
        Elsewhere ///< has its own place on a page
    };
    enum class Level { Basic, Advanced };
    struct Choice {
        QString word;
        QString label;
    };
    struct Number {
        double unit = 1; ///< what one of those shown is in the file
        int decimals = 0;
        double most = 0;
        QString suffix;
        QString zero; ///< shown instead of 0; may be empty
        enum class InFile { Whole, Broken } inFile = InFile::Whole;
        enum class Of { Anything, Rate } of = Of::Anything; ///< a rate follows its unit in force
    };

    SettingSection section;
    Level level;
    Kind kind;
    QString key; ///< in the settings file
    QString name;
    QString help;
    std::vector<Choice> choices;
    Number number;
    QString member; ///< of a Member
    QString placeholder;
    bridge::PageId page = bridge::PageId::Settings; ///< of what is Elsewhere

    /// Of settings written as JSON: this field's own value.
    QJsonValue valueIn(const QJsonObject& json) const;
    /// What the file's value becomes when this field gets `value`.
    QJsonValue fileValue(const QJsonObject& json, const QJsonValue& value) const;
    /// The value for people: "20 Mbit/s", "On", "Dark".
    QString words(const QJsonValue& value) const;
    bool isFoundBy(const QString& search) const;
};

/// A rate that is entered in the unit in which rates are read now; 0 is no limit.
SettingField::Number rateNumber();

/// All of them, in the order of the page, in the language in force.
std::vector<SettingField> settingFields();
QString sectionName(SettingSection section);

} // namespace meson::pages

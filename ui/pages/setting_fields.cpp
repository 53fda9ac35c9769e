// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/setting_fields.h"

#include "ui/widgets/units.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

namespace meson::pages {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(meson::pages::Settings)
};

QString volumesInWords(const QJsonArray& volumes) {
    QStringList all;
    for (const QJsonValue volume : volumes)
        all << Words::tr("%1 in %2")
                   .arg(
                       widgets::bytesInWords(volume[QLatin1String("quota")].toInteger()),
                       volume[QLatin1String("folder")].toString());
    return all.join(QStringLiteral(", "));
}

/// A week as the file has it, a letter for each half hour: f, l or p.
QString weekInWords(const QString& week) {
    const auto hours = [&](char letter) {
        return QLocale().toString(week.count(QLatin1Char(letter)) / 2.0);
    };
    if (!week.contains(QLatin1Char('l')) && !week.contains(QLatin1Char('p')))
        return Words::tr("always fully");
    return Words::tr("limited for %1 h, paused for %2 h").arg(hours('l'), hours('p'));
}

QString listInWords(const QJsonArray& list) {
    QStringList all;
    for (const QJsonValue item : list)
        all << item.toString();
    return all.join(QStringLiteral(", "));
}

} // namespace

QJsonValue SettingField::valueIn(const QJsonObject& json) const {
    const QJsonValue value = json.value(key);
    if (kind == Kind::Member)
        return value.toArray().contains(member);
    return value;
}

QJsonValue SettingField::fileValue(const QJsonObject& json, const QJsonValue& value) const {
    if (kind != Kind::Member)
        return value;
    QJsonArray rest;
    for (const QJsonValue word : json.value(key).toArray())
        if (word != QJsonValue(member))
            rest.append(word);
    if (value.toBool())
        rest.append(member);
    return rest;
}

QString SettingField::words(const QJsonValue& value) const {
    switch (kind) {
    case Kind::Switch:
    case Kind::Member:
        return value.toBool() ? Words::tr("On") : Words::tr("Off");
    case Kind::Choice:
        for (const Choice& choice : choices)
            if (choice.word == value.toString())
                return choice.label;
        return value.toString();
    case Kind::Number: {
        const double shown = value.toDouble() / number.unit;
        if (shown == 0 && !number.zero.isEmpty())
            return number.zero;
        QLocale locale;
        locale.setNumberOptions(QLocale::OmitGroupSeparator);
        return locale.toString(shown, 'f', QLocale::FloatingPointShortest) + number.suffix;
    }
    case Kind::Text:
    case Kind::Hosts:
    case Kind::Elsewhere:
        break;
    }
    if (key == QLatin1String("network"))
        return value == QJsonValue(QStringLiteral("demo")) ? Words::tr("the demo on this computer")
                                                           : Words::tr("a network of others");
    if (key == QLatin1String("schedule"))
        return weekInWords(value.toString());
    const QString text = key == QLatin1String("volumes") ? volumesInWords(value.toArray())
                         : value.isArray()               ? listInWords(value.toArray())
                                                         : value.toString();
    return text.isEmpty() ? Words::tr("nothing") : text;
}

bool SettingField::isFoundBy(const QString& search) const {
    for (const QString& text : {name, help, sectionName(section)})
        if (text.contains(search, Qt::CaseInsensitive))
            return true;
    for (const Choice& choice : choices)
        if (choice.label.contains(search, Qt::CaseInsensitive))
            return true;
    return false;
}

QString sectionName(SettingSection section) {
    switch (section) {
    case SettingSection::General:
        return Words::tr("General");
    case SettingSection::Appearance:
        return Words::tr("Appearance");
    case SettingSection::Node:
        return Words::tr("Node and rewards");
    case SettingSection::Prices:
        return Words::tr("Prices");
    case SettingSection::Storage:
        return Words::tr("Storage");
    case SettingSection::Network:
        return Words::tr("Network");
    case SettingSection::Limits:
        return Words::tr("Limits and rules");
    case SettingSection::Notices:
        return Words::tr("Notifications");
    case SettingSection::Privacy:
        return Words::tr("Privacy");
    case SettingSection::Care:
        return Words::tr("Backup and help");
    case SettingSection::About:
        break;
    }
    return Words::tr("About");
}

} // namespace meson::pages

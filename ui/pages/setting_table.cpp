// SPDX-License-Identifier: GPL-3.0-or-later
// The list behind settingFields(): every setting of the app in the owner's words.
#include "ui/pages/setting_fields.h"

#include "ui/widgets/units.h"

#include <QCoreApplication>

namespace meson::pages {

namespace {

using Kind = SettingField::Kind;
using Level = SettingField::Level;
using Number = SettingField::Number;
using bridge::PageId;

QString tr(const char* text) {
    return QCoreApplication::translate("meson::pages", text);
}

QString word(const char* text) {
    return QString::fromLatin1(text);
}

/// Fields of one section, as they are added.
class Section {
public:
    Section(std::vector<SettingField>& fields, SettingSection section)
        : m_fields(fields)
        , m_section(section) {}

    Section& advanced() {
        m_level = Level::Advanced;
        return *this;
    }
    SettingField& add(Kind kind, const char* key, const QString& name, const QString& help = {}) {
        m_fields.push_back({m_section, m_level, kind, word(key), name, help, {}, {}, {}, {}});
        return m_fields.back();
    }
    void addSwitch(const char* key, const QString& name, const QString& help = {}) {
        add(Kind::Switch, key, name, help);
    }
    void addChoice(
        const char* key, const QString& name, std::vector<SettingField::Choice> choices,
        const QString& help = {}) {
        add(Kind::Choice, key, name, help).choices = std::move(choices);
    }
    void addNumber(
        const char* key, const QString& name, const Number& number, const QString& help = {}) {
        add(Kind::Number, key, name, help).number = number;
    }
    void addText(
        const char* key, const QString& name, const QString& placeholder,
        const QString& help = {}) {
        add(Kind::Text, key, name, help).placeholder = placeholder;
    }
    void addHosts(
        const char* key, const QString& name, const QString& placeholder, const QString& help) {
        add(Kind::Hosts, key, name, help).placeholder = placeholder;
    }
    void addElsewhere(const char* key, const QString& name, PageId page, const QString& help) {
        add(Kind::Elsewhere, key, name, help).page = page;
    }
    void addNotice(const char* member, const QString& name, const QString& help) {
        add(Kind::Member, "notices", name, help).member = word(member);
    }

private:
    std::vector<SettingField>& m_fields;
    const SettingSection m_section;
    Level m_level = Level::Basic;
};

void addGeneral(Section section) {
    section.addChoice(
        "language", tr("Language"),
        {{QString(), tr("Like the system")},
         {word("en"), QStringLiteral("English")},
         {word("zh_CN"), QString::fromUtf8("简体中文")}});
    section.addChoice(
        "onClose", tr("Closing the window"),
        {{word("ask"), tr("Ask")},
         {word("keep-running"), tr("Keep running in the tray")},
         {word("quit"), tr("Quit")}},
        tr("Where there is no tray, closing always quits."));
    section.addSwitch(
        "startAtLogin", tr("Start when I log in"),
        tr("A node that is there earns; the Router trusts those that stay."));
    section.addSwitch(
        "startHidden", tr("Start without a window"),
        tr("When started at login: only the icon in the tray, where there is one."));
    section.addSwitch(
        "keepAwake", tr("Keep the computer awake"),
        tr("While it serves, the computer does not fall asleep by itself. The screen still may. "
           "A change starts the node anew."));
}

void addAppearance(Section section) {
    section.addChoice(
        "theme", tr("Theme"),
        {{word("system"), tr("Like the system")},
         {word("light"), tr("Light")},
         {word("dark"), tr("Dark")},
         {word("high-contrast"), tr("High contrast")}});
    section.addNumber(
        "textScale", tr("Text size"),
        {0.01, 0, 400, QStringLiteral(" %"), {}, Number::InFile::Broken});
    section.addChoice(
        "rateUnit", tr("Rates in"),
        {{word("bits"), tr("Bits per second (Mbit/s)")},
         {word("bytes"), tr("Bytes per second (MB/s)")}});
    section.addChoice(
        "trayColor", tr("Tray icon"),
        {{word("color"), tr("In colour")},
         {word("dark"), tr("Dark, for light panels")},
         {word("light"), tr("Light, for dark panels")}});
}

void addNode(Section section) {
    section.addText(
        "name", tr("Name of this node"), {}, tr("For people only; the Router shows it."));
    section.addText(
        "payoutAddress", tr("Payout address"), QStringLiteral("0x…"),
        tr("Where what you earned is to be paid: an Ethereum address that only you have the key "
           "of."));
}

void addPrices(Section section) {
    const auto price = [](const QString& suffix) {
        return Number{1, 4, 1e6, suffix, tr("Not entered"), Number::InFile::Broken};
    };
    section.addText(
        "currency", tr("Currency"), QStringLiteral("EUR"),
        tr("Of the prices below. Prices stay on this computer and only serve to show what is left "
           "of what you earn."));
    section.addNumber("tokenPrice", tr("Worth of a token"), price({}));
    section.addChoice(
        "moneyUnit", tr("Show earnings in"),
        {{word("tokens"), tr("Tokens")},
         {word("currency"), tr("Currency")},
         {word("both"), tr("Both")}});
    section.addNumber("electricityPrice", tr("Electricity"), price(QChar(0x00A0) + tr("per kWh")));
    section.addNumber(
        "watts", tr("Extra power"),
        {1, 0, 5000, QChar(0x00A0) + QStringLiteral("W"), tr("Not entered"),
         Number::InFile::Broken},
        tr("What the computer draws more because of the node."));
    section.addNumber("dataPrice", tr("Traffic"), price(QChar(0x00A0) + tr("per GB")));
}

void addStorage(Section section) {
    section.addElsewhere(
        "volumes", tr("Folders and sizes"), PageId::Storage,
        tr("Which disks hold the cache, and how much of each."));
    section.advanced();
    section.addNumber(
        "memory", tr("Memory for hot objects"),
        {1024.0 * 1024, 0, 1e6, QChar(0x00A0) + tr("MiB"), {}, Number::InFile::Whole},
        tr("What is asked for most stays in memory. A change starts the node anew."));
    section.addNumber(
        "scrubRate", tr("Checking of the disk"),
        {1e6, 1, 10'000, QChar(0x00A0) + tr("MB/s"), tr("Off"), Number::InFile::Whole},
        tr("How fast what is cached is read through for damage, all the time. A change starts the "
           "node anew."));
    section.addHosts(
        "refusedBindings", tr("Refused sites"), QStringLiteral("video.example"),
        tr("Content of these domains is never cached here; what there is of it is deleted at "
           "once."));
}

void addNetwork(Section section) {
    section.addElsewhere(
        "network", tr("Network"), PageId::Overview,
        tr("The demo on this computer, or a network of others."));
    section.addElsewhere("router", tr("Router"), PageId::Overview, {});
    section.addNumber(
        "port", tr("Port for viewers"), {1, 0, 1e6, {}, tr("Any free one"), Number::InFile::Whole},
        tr("A fixed one is easier to open in a home router. A change starts the node anew."));
    section.addSwitch(
        "mapPort", tr("Ask the home router to pass the port on"),
        tr("By NAT-PMP or UPnP. A change starts the node anew."));
    section.advanced();
    section.addHosts(
        "addresses", tr("Addresses for viewers"), QStringLiteral("203.0.113.9"),
        tr("What the Router sends viewers to, separated by commas. Empty: the address that the "
           "Router sees. A change starts the node anew."));
    section.addText(
        "routerCertificates", tr("Certificates to trust"), QStringLiteral("/…/ca.pem"),
        tr("A PEM file for a Router with a certificate of its own. Empty: the system's. A change "
           "starts the node anew."));
    section.addNumber(
        "connections", tr("Most connections"), {1, 0, 1e7, {}, {}, Number::InFile::Whole},
        tr("Of viewers at the same time, 1 to 1,000,000. A change starts the node anew."));
    section.addNumber(
        "threads", tr("Serving threads"), {1, 0, 1000, {}, {}, Number::InFile::Whole},
        tr("1 to 64; one is enough for several hundred Mbit/s. A change starts the node anew."));
    section.addNumber(
        "downloads", tr("Fetches at a time"), {1, 0, 1000, {}, {}, Number::InFile::Whole},
        tr("How many objects are taken into the cache at the same time, 1 to 64. A change starts "
           "the node anew."));
}

void addLimits(Section section) {
    const Number rate = rateNumber();
    section.addNumber(
        "uploadLimit", tr("Most upload"), rate, tr("Over any ten seconds, in force at once."));
    section.addNumber(
        "alternativeLimit", tr("Alternative limit"), rate,
        tr("The second, lower limit: in the limited hours of your week, and by the switch."));
    section.addSwitch("useAlternative", tr("Keep to the alternative limit now"));
    section.addElsewhere(
        "schedule", tr("Your week"), PageId::Bandwidth,
        tr("Hours in which the node serves fully, with the alternative limit, or not at all."));
    section.addNumber(
        "monthlyCap", tr("Traffic in a month"),
        {widgets::kOctetsPerGigabyte, 0, 1e9, QChar(0x00A0) + tr("GB"), tr("No limit"),
         Number::InFile::Whole},
        tr("Served and fetched. From 95 % on the alternative limit holds, at 100 % serving pauses "
           "until the month begins anew."));
    section.addNumber(
        "monthlyResetDay", tr("The month begins on day"),
        {1, 0, 99, {}, {}, Number::InFile::Whole});
    section.addSwitch("pauseWhenMetered", tr("Pause on a metered connection"));
    section.addSwitch("pauseOnBattery", tr("Pause on battery"));
    section.advanced();
    section.addNumber(
        "pauseAboveCelsius", tr("Pause above"),
        {1, 0, 999, QStringLiteral("\u00A0°C"), tr("Never"), Number::InFile::Broken},
        tr("When the processor gets hotter than this, serving rests until it has cooled by five "
           "degrees."));
}

void addNotices(Section section) {
    section.addNotice(
        "payout", tr("Earnings"),
        tr("A period was accounted for: what it came to. At most hourly."));
    section.addNotice(
        "penalty", tr("Penalties"), tr("The Router took something off: what, and why."));
    section.addNotice(
        "unreachable", tr("Not reachable"), tr("The network has been away for a minute."));
    section.addNotice("disk-full", tr("Disks"), tr("A disk is full, read-only or gone."));
    section.addNotice(
        "cap-reached", tr("Monthly traffic"),
        tr("80, 95 or 100 % of the month's traffic are used."));
    section.addNotice(
        "engine-failure", tr("Failures"), tr("The node failed; it starts again by itself."));
}

} // namespace

Number rateNumber() {
    const widgets::RateEntry entry = widgets::rateEntry();
    const bool isFine = entry.octets > widgets::kOctetsPerMegabit;
    return {entry.octets,          isFine ? 2 : 1,  1e6, QChar(0x00A0) + entry.unit, tr("No limit"),
            Number::InFile::Whole, Number::Of::Rate};
}

std::vector<SettingField> settingFields() {
    std::vector<SettingField> fields;
    const auto section = [&](SettingSection which) { return Section(fields, which); };
    addGeneral(section(SettingSection::General));
    addAppearance(section(SettingSection::Appearance));
    addNode(section(SettingSection::Node));
    addPrices(section(SettingSection::Prices));
    addStorage(section(SettingSection::Storage));
    addNetwork(section(SettingSection::Network));
    addLimits(section(SettingSection::Limits));
    addNotices(section(SettingSection::Notices));
    return fields;
}

} // namespace meson::pages

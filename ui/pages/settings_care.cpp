// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings_care.h"

#include "engine/node/diagnostics.h"
#include "ui/bridge/words.h"
#include "ui/pages/changes_dialog.h"
#include "ui/pages/leave_dialog.h"
#include "ui/pages/report_dialog.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/card.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/text.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QPushButton>

namespace meson::pages {

namespace space = theme::space;

namespace {

constexpr std::size_t kReportLines = 1'000;

struct Cards {
    Q_DECLARE_TR_FUNCTIONS(meson::pages::SettingsCards)
};

widgets::Text* paragraph(const QString& words, theme::Tone tone = theme::Tone::Plain) {
    auto* text = new widgets::Text(words, theme::Type::Body, tone);
    text->wrap();
    return text;
}

QWidget* fact(theme::Glyph glyph, theme::Tone tone, const QString& title, const QString& words) {
    auto* all = new QWidget;
    auto* row = new QHBoxLayout(all);
    row->setContentsMargins({});
    row->setSpacing(space::kMedium);
    row->addWidget(
        new widgets::GlyphLabel(glyph, tone, 32, widgets::GlyphLabel::Ground::Disc), 0,
        Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    auto* name = new widgets::Text(title, theme::Type::Strong);
    name->wrap();
    column->addWidget(name);
    column->addWidget(paragraph(words, theme::Tone::Muted));
    row->addLayout(column, 1);
    return all;
}

std::filesystem::path pathOf(const QString& text) {
    return text.toStdU16String();
}

} // namespace

SettingsCare::SettingsCare(bridge::MinerModel& model)
    : m_model(model) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(space::kMedium);
    column->addWidget(makeFile());
    column->addWidget(makeDiagnostics());
    column->addWidget(makeLeave());
    connect(&model, &bridge::MinerModel::settingsChanged, this, &SettingsCare::takeFailure);
    connect(&model, &bridge::MinerModel::snapshotChanged, this, &SettingsCare::takeSnapshot);
    takeFailure();
    takeSnapshot();
}

QWidget* SettingsCare::makeFile() {
    auto* card = new widgets::Card(tr("Settings file"));
    const QString path = QString::fromStdU16String(m_model.paths().settingsFile.u16string());
    card->body()->addWidget(paragraph(
        tr("All settings are in one file, %1. A copy of it can be kept, or taken over on another "
           "computer; keys and earnings are not in it.")
            .arg(path),
        theme::Tone::Muted));
    m_failure = paragraph({}, theme::Tone::Error);
    m_fileWords = paragraph({});
    m_fileWords->hide();
    auto* save = new QPushButton(tr("Export…"));
    auto* load = new QPushButton(tr("Import…"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(save);
    buttons->addWidget(load);
    buttons->addStretch(1);
    card->body()->addWidget(m_failure);
    card->body()->addLayout(buttons);
    card->body()->addWidget(m_fileWords);
    connect(save, &QPushButton::clicked, this, &SettingsCare::chooseExport);
    connect(load, &QPushButton::clicked, this, &SettingsCare::chooseImport);
    return card;
}

void SettingsCare::takeFailure() {
    const auto& failure = m_model.settingsFailure();
    m_failure->setText(failure ? bridge::engineSentence(base::explain(*failure)) : QString());
    m_failure->setVisible(failure.has_value());
}

void SettingsCare::say(widgets::Text& place, theme::Tone tone, const QString& words) {
    place.setTone(tone);
    place.setText(words);
    place.show();
}

void SettingsCare::chooseExport() {
    auto* dialog = new QFileDialog(this, tr("Export the settings"), {}, tr("Settings (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    dialog->selectFile(QStringLiteral("meson-miner-settings.json"));
    connect(dialog, &QFileDialog::fileSelected, this, &SettingsCare::exportTo);
    dialog->open();
}

void SettingsCare::exportTo(const QString& path) {
    const auto saved = node::saveSettings(pathOf(path), m_model.settings());
    if (saved)
        return say(*m_fileWords, theme::Tone::Ok, tr("Saved as %1.").arg(path));
    say(*m_fileWords, theme::Tone::Error, bridge::engineSentence(base::explain(saved.error())));
}

void SettingsCare::chooseImport() {
    auto* dialog = new QFileDialog(this, tr("Settings to take over"), {}, tr("Settings (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &SettingsCare::importFrom);
    dialog->open();
}

void SettingsCare::importFrom(const QString& path) {
    using node::SettingsFileError;
    const auto read = node::readSettings(pathOf(path));
    if (!read && read.error().code == SettingsFileError::Damaged)
        return say(
            *m_fileWords, theme::Tone::Error,
            tr("%1 is not a settings file of Meson Miner, or a value in it is wrong (%2). Nothing "
               "was changed.")
                .arg(path, bridge::engineSentence(read.error().about)));
    if (!read && read.error().code == SettingsFileError::TooNew)
        return say(
            *m_fileWords, theme::Tone::Error,
            tr("%1 is of a newer version of this program. Nothing was changed.").arg(path));
    if (!read)
        return say(
            *m_fileWords, theme::Tone::Error,
            tr("%1 cannot be read: check its permissions.").arg(path));
    auto* dialog = new ChangesDialog(
        m_model, settingFields(), *read, tr("Take over these settings?"),
        tr("%1 differs from what holds now in the following. What is not ticked stays as it is.")
            .arg(path),
        this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (dialog->changes() > 0)
        return dialog->open();
    dialog->close();
    say(*m_fileWords, theme::Tone::Ok, tr("%1 holds just what is set already.").arg(path));
}

// --- reports
// -----------------------------------------------------------------------------------------

QWidget* SettingsCare::makeDiagnostics() {
    auto* card = new widgets::Card(tr("Diagnostics"));
    card->body()->addWidget(paragraph(
        tr("One text file for who helps you: versions, settings, the state of the node, the latest "
           "events and the end of the log. Keys, wallets, network addresses, ids and your name "
           "are taken out. You read it first, and it goes nowhere by itself."),
        theme::Tone::Muted));
    auto* make = new QPushButton(tr("Look at it…"));
    make->setAccessibleName(tr("Diagnostics: look at it"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(make);
    if (std::filesystem::exists(m_model.paths().crashReport)) {
        auto* crash = new QPushButton(tr("Last crash report…"));
        buttons->addWidget(crash);
        connect(crash, &QPushButton::clicked, this, &SettingsCare::showCrashReport);
    }
    buttons->addStretch(1);
    card->body()->addLayout(buttons);
    connect(make, &QPushButton::clicked, this, &SettingsCare::showDiagnostics);
    return card;
}

void SettingsCare::showDiagnostics() {
    const auto show = [this](const std::vector<metrics::JournalEntry>& events) {
        const std::string text = node::diagnosticsOf(
            m_model.settings(), m_model.snapshot(), events, m_model.paths().log);
        auto* dialog = new ReportDialog(
            tr("Diagnostics"),
            tr("This is all that would be in the file. Words in brackets stand for what was taken "
               "out."),
            QString::fromStdString(text), QStringLiteral("meson-miner-diagnostics.txt"), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    };
    // Without a node that has run there are no events, and nobody answers.
    if (!m_model.snapshot().terminal)
        return show({});
    m_model.events({}, this, show);
}

void SettingsCare::showCrashReport() {
    showReportOfCrash(node::lastLines(m_model.paths().crashReport, kReportLines), this);
}

void showReportOfCrash(const std::string& report, QWidget* parent) {
    auto* dialog = new ReportDialog(
        Cards::tr("The program did not end properly"),
        Cards::tr("This is what is known of it. It helps those who mend the program, if you give "
                  "it to them; it goes nowhere by itself."),
        QString::fromStdString(report), QStringLiteral("meson-miner-crash.txt"), parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

// --- leaving
// -----------------------------------------------------------------------------------------

QWidget* SettingsCare::makeLeave() {
    auto* card = new widgets::Card(tr("Leave and clean up"));
    card->body()->addWidget(paragraph(
        tr("Takes this node out of its network, and the cache off your disks if you want. The key "
           "and the settings stay."),
        theme::Tone::Muted));
    m_leave = new QPushButton(tr("Leave…"));
    m_leave->setAccessibleName(tr("Leave the network"));
    m_leaveWords = paragraph({});
    m_leaveWords->hide();
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_leave);
    buttons->addStretch(1);
    card->body()->addLayout(buttons);
    card->body()->addWidget(m_leaveWords);
    connect(m_leave, &QPushButton::clicked, this, &SettingsCare::askToLeave);
    return card;
}

void SettingsCare::takeSnapshot() {
    const node::MinerSnapshot& now = m_model.snapshot();
    m_leave->setEnabled(now.state == node::EngineState::Running && now.terminal && !m_isLeaving);
}

void SettingsCare::askToLeave() {
    auto* dialog = new LeaveDialog(m_model, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { leave(dialog->cache()); });
    dialog->open();
}

void SettingsCare::leave(terminal::CacheOnLeave cache) {
    m_isLeaving = true;
    takeSnapshot();
    say(*m_leaveWords, theme::Tone::Plain, tr("Running transfers end, receipts are delivered …"));
    m_model.leave(cache, this, [this](const terminal::LeaveResult& result) {
        m_isLeaving = false;
        node::MinerSettings settings = m_model.settings();
        settings.network = node::Network::Unset;
        m_model.setSettings(std::move(settings));
        QString words =
            result.confirmed
                ? tr("This node has left its network.")
                : tr("This node has stopped. The Router did not answer: it will notice by itself.");
        if (result.confirmed && result.receiptsKept > 0)
            words += QLatin1Char(' ') + tr("%n receipt(s) are delivered when it joins again.",
                                           nullptr, static_cast<int>(result.receiptsKept));
        if (result.isCacheLeft)
            words += QLatin1Char(' ') + tr("Some of the cache is left: delete its folder.");
        const bool isWhole = result.confirmed && !result.isCacheLeft;
        say(*m_leaveWords, isWhole ? theme::Tone::Ok : theme::Tone::Warn, words);
    });
}

// --- what is only told
// -----------------------------------------------------------------------------------------

QWidget* makePrivacyCard() {
    auto* card = new widgets::Card(Cards::tr("Privacy"));
    card->body()->setSpacing(space::kMedium);
    using theme::Glyph;
    using theme::Tone;
    for (QWidget* each : {
             fact(
                 Glyph::Shield, Tone::Ok, Cards::tr("No telemetry"),
                 Cards::tr("This program reports to nobody how it is used, and has no way to. "
                           "There is no switch for it because there is nothing to switch off.")),
             fact(
                 Glyph::Link, Tone::Info, Cards::tr("The Router of your network"),
                 Cards::tr("It is told what its protocol needs: the node's key, name, address and "
                           "payout address, the hardware as the Hardware page shows it, which "
                           "objects are cached here, and what was served for which of its "
                           "requests.")),
             fact(
                 Glyph::Globe, Tone::Info, Cards::tr("Viewers"),
                 Cards::tr("They see the address of this computer when they fetch from it, and "
                           "you see theirs for as long as that takes.")),
             fact(
                 Glyph::Lock, Tone::Info, Cards::tr("What stays here"),
                 Cards::tr("Settings, prices, figures, the log of events and what is noted of a "
                           "crash stay "
                           "on this computer. A report is shown to you first, and goes nowhere by "
                           "itself.")),
         })
        card->body()->addWidget(each);
    return card;
}

QWidget* makeAboutCard() {
    auto* card = new widgets::Card(Cards::tr("About"));
    card->body()->addWidget(fact(
        theme::Glyph::Mark, theme::Tone::Accent,
        Cards::tr("Meson Miner %1").arg(QStringLiteral(MESON_VERSION)),
        Cards::tr("Lends disk space and upload to an open delivery network, and earns for it. With "
                  "Qt %1.")
            .arg(QLatin1String(qVersion()))));
    card->body()->addWidget(paragraph(
        Cards::tr("Free software: you may use, study, share and change it under the GNU General "
                  "Public License, version 3 or later. It comes without any warranty."),
        theme::Tone::Muted));
    return card;
}

} // namespace meson::pages

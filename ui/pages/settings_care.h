// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"
#include "ui/theme/tokens.h"

#include <QVBoxLayout>
#include <QWidget>

class QPushButton;

namespace meson::widgets {
class Card;
class Text;
} // namespace meson::widgets

namespace meson::pages {

/// What an owner does with all of it: keep a copy of the settings or take one over, get a report
/// for who helps, leave the network. Thread: ui.
class SettingsCare : public QWidget {
    Q_OBJECT

public:
    explicit SettingsCare(bridge::MinerModel& model);

private:
    QWidget* makeFile();
    QWidget* makeDiagnostics();
    QWidget* makeLeave();
    void showDiagnostics();
    void showCrashReport();
    void askToLeave();
    void leave(terminal::CacheOnLeave cache);
    void takeSnapshot();
    void chooseExport();
    void exportTo(const QString& path);
    void chooseImport();
    void importFrom(const QString& path);
    void say(widgets::Text& place, theme::Tone tone, const QString& words);
    void takeFailure();

    bridge::MinerModel& m_model;
    widgets::Text* m_failure;
    widgets::Text* m_fileWords;
    widgets::Text* m_leaveWords;
    QPushButton* m_leave;
    bool m_isLeaving = false;
};

/// A report of engine/node/run_watch.h, to be read and copied.
void showReportOfCrash(const std::string& report, QWidget* parent);
/// What leaves this computer, and that nothing else does.
QWidget* makePrivacyCard();
QWidget* makeAboutCard();

} // namespace meson::pages

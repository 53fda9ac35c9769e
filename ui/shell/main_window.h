// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/run_watch.h"
#include "ui/shell/page_registry.h"

#include <QMainWindow>
#include <QSettings>
#include <QTimer>

class QStackedWidget;

namespace meson::widgets {
class Banner;
class StatusStrip;
class ToastArea;
} // namespace meson::widgets

namespace meson::shell {

/// The window: sidebar, status strip, the most severe banner and the page. It is built anew when
/// the language changes, and when the demo becomes a network or a network the demo. `state` keeps
/// size, place, page and sidebar between runs. Thread: ui.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(bridge::MinerModel& model, const QString& stateFile);
    ~MainWindow() override;

    bridge::PageId currentPage() const { return m_current; }
    void showPage(bridge::PageId page);
    /// Offers the report of a run that did not end properly, until the owner has read or closed it.
    void showBrokenRun(const node::BrokenRun& run);
    /// In front of all others, from wherever it was.
    void raiseWindow();

Q_SIGNALS:
    /// The owner closed the window; what that means is for whoever listens.
    void closeRequested();
    void quitRequested();

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void build();
    void addShortcuts();
    void
    addShortcut(const QList<QKeySequence>& keys, const QString& name, std::function<void()> run);
    void takeSettings();
    void refresh();
    void refreshBanner();
    void askForAlerts();
    void takeAlerts(const std::vector<metrics::JournalEntry>& alerts);
    void pauseAsked();

    struct BannerText;
    std::optional<BannerText> bannerText();
    std::optional<BannerText> engineBanner() const;
    std::optional<BannerText> terminalBanner(const terminal::TerminalSnapshot& terminal) const;
    BannerText brokenRunBanner();

    bridge::MinerModel& m_model;
    QSettings m_state;
    std::vector<PageEntry> m_pages;
    bridge::PageId m_current = bridge::PageId::Overview;
    widgets::Sidebar* m_sidebar = nullptr;
    widgets::StatusStrip* m_strip = nullptr;
    widgets::Banner* m_banner = nullptr;
    QStackedWidget* m_stack = nullptr;
    widgets::ToastArea* m_toasts = nullptr;
    bool m_isDemo = false; ///< as the pages were made
    QList<QAction*> m_actions;
    QString m_shownBanner;
    std::function<void()> m_bannerAction;
    std::optional<node::BrokenRun> m_brokenRun;
    QTimer m_alerts;
};

} // namespace meson::shell

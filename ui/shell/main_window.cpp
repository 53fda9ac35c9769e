// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/bridge/earnings_sums.h"
#include "ui/bridge/remedy.h"
#include "ui/bridge/words.h"
#include "ui/pages/settings_care.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/pause_menu.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/status_strip.h"
#include "ui/widgets/tab_order.h"
#include "ui/widgets/toast_area.h"
#include "ui/widgets/units.h"

#include <QAction>
#include <QCloseEvent>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace meson::shell {

using bridge::PageId;
using bridge::Remedy;
using terminal::TerminalPhase;

namespace {

constexpr QSize kSmallest(960, 640);
constexpr QSize kStandard(1180, 760);
constexpr int kAlertsGap = 2'000; // ms

/// Those that it shows beside it first.
QList<QKeySequence> keysOf(PageId page, int number) {
    QList<QKeySequence> keys;
    if (number <= 8)
        keys << QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number));
    if (page == PageId::Settings)
        keys << QKeySequence(Qt::CTRL | Qt::Key_Comma);
    if (page == PageId::Doctor)
        keys << QKeySequence(Qt::Key_F1);
    return keys;
}

QString enginesDetail(const node::MinerSnapshot& now) {
    const QString why = bridge::engineSentence(now.problem);
    if (!now.retryAt)
        return why;
    const QString when =
        widgets::agoInWords(bridge::toDateTime(*now.retryAt), QDateTime::currentDateTime());
    return MainWindow::tr("%1 It is tried again %2.").arg(why, when);
}

} // namespace

/// What calls for the owner, the most severe first.
struct MainWindow::BannerText {
    theme::Tone severity;
    QString title;
    QString message;
    QString action;
    std::function<void()> run;
    std::function<void()> close; ///< where the owner may close it
};

MainWindow::MainWindow(bridge::MinerModel& model, const QString& stateFile)
    : m_model(model)
    , m_state(stateFile, QSettings::IniFormat) {
    setMinimumSize(kSmallest);
    resize(kStandard);
    restoreGeometry(m_state.value(QStringLiteral("geometry")).toByteArray());
    const int page = m_state.value(QStringLiteral("page")).toInt();
    m_current = static_cast<PageId>(page);
    setWindowIcon(QIcon(QStringLiteral(":/icons/network.meson.Miner.svg")));
    build();
    connect(&model, &bridge::MinerModel::snapshotChanged, this, &MainWindow::refresh);
    connect(&model, &bridge::MinerModel::earningsChanged, this, &MainWindow::refresh);
    connect(&model, &bridge::MinerModel::settingsChanged, this, &MainWindow::takeSettings);
    connect(&model, &bridge::MinerModel::pageRequested, this, &MainWindow::showPage);
    connect(&m_alerts, &QTimer::timeout, this, &MainWindow::askForAlerts);
    m_alerts.start(kAlertsGap);
    connect(&model, &bridge::MinerModel::commandFailed, this, [this](const QString& problem) {
        m_toasts->show(theme::Tone::Error, problem);
    });
}

MainWindow::~MainWindow() {
    if (m_model.settings().network == node::Network::Unset)
        return; // nothing is written before the owner has agreed
    m_state.setValue(QStringLiteral("geometry"), saveGeometry());
    m_state.setValue(QStringLiteral("page"), static_cast<int>(m_current));
    m_state.setValue(QStringLiteral("collapsed"), m_sidebar->isCollapsed());
}

void MainWindow::build() {
    const bool isCollapsed =
        m_sidebar ? m_sidebar->isCollapsed() : m_state.value(QStringLiteral("collapsed")).toBool();
    setWindowTitle(tr("Meson Miner"));
    setLocale(QLocale()); // all within it write days and numbers by it
    m_isDemo = m_model.isDemo();
    m_pages = pages();
    auto* all = new QWidget;
    auto* row = new QHBoxLayout(all);
    row->setContentsMargins({});
    row->setSpacing(0);
    m_sidebar = new widgets::Sidebar;
    m_strip = new widgets::StatusStrip;
    m_banner = new widgets::Banner;
    m_stack = new QStackedWidget;
    row->addWidget(m_sidebar);
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addWidget(m_banner);
    column->addWidget(m_stack, 1);
    row->addLayout(column, 1);
    for (const PageEntry& page : m_pages) {
        m_sidebar->addPage(static_cast<int>(page.id), page.glyph, page.name, page.place);
        m_stack->addWidget(page.make(m_model, m_stack));
    }
    widgets::orderTabs(*all);
    if (isCollapsed)
        m_sidebar->collapse();
    delete m_toasts;
    setCentralWidget(all); // deletes the one before
    m_toasts = new widgets::ToastArea(*this);
    m_shownBanner.clear();
    m_banner->hide();
    connect(m_sidebar, &widgets::Sidebar::pageSelected, this, [this](int page) {
        showPage(static_cast<PageId>(page));
    });
    connect(m_strip, &widgets::StatusStrip::pauseRequested, this, &MainWindow::pauseAsked);
    connect(m_strip, &widgets::StatusStrip::resumeRequested, this, [this] { m_model.resume(); });
    connect(m_strip, &widgets::StatusStrip::alternativeRequested, this, [this] {
        m_model.switchAlternative();
        refresh();
    });
    connect(m_banner, &widgets::Banner::actionTriggered, this, [this] {
        if (m_bannerAction)
            m_bannerAction();
    });
    connect(m_banner, &widgets::Banner::dismissed, this, [this] {
        if (const auto close = bannerText().value_or(BannerText{}).close)
            close();
        refreshBanner();
    });
    addShortcuts();
    showPage(m_current);
    refresh();
}

void MainWindow::showPage(PageId page) {
    for (std::size_t i = 0; i < m_pages.size(); ++i)
        if (m_pages[i].id == page || (i == 0 && page == PageId::Overview)) {
            m_current = m_pages[i].id;
            m_sidebar->setCurrent(static_cast<int>(m_current));
            m_stack->setCurrentIndex(static_cast<int>(i));
            return;
        }
    if (page != PageId::Overview)
        showPage(PageId::Overview);
}

void MainWindow::addShortcut(
    const QList<QKeySequence>& keys, const QString& name, std::function<void()> run) {
    auto* action = new QAction(name, this);
    action->setShortcuts(keys);
    connect(action, &QAction::triggered, this, std::move(run));
    addAction(action);
    m_actions << action;
}

void MainWindow::addShortcuts() {
    qDeleteAll(m_actions);
    m_actions.clear();
    int number = 0;
    for (const PageEntry& page : m_pages) {
        const PageId id = page.id;
        const QList<QKeySequence> keys = keysOf(id, ++number);
        addShortcut(keys, page.name, [this, id] { showPage(id); });
        m_sidebar->setHint(static_cast<int>(id), keys.value(0).toString(QKeySequence::NativeText));
    }
    addShortcut({}, tr("Pause serving"), [this] { m_model.pause({}); });
    addShortcut({}, tr("Resume serving"), [this] { m_model.resume(); });
    addShortcut({}, tr("Alternative limit on or off"), [this] { m_model.switchAlternative(); });
    addShortcut({}, tr("Check reachability"), [this] { m_model.recheckReachability(); });
    addShortcut({}, tr("Set up again"), [this] { Q_EMIT m_model.setupRequested(); });
    addShortcut({QKeySequence(Qt::CTRL | Qt::Key_Q)}, tr("Quit Meson Miner"), [this] {
        Q_EMIT quitRequested();
    });
    const QList<QAction*> commands = m_actions;
    addShortcut({QKeySequence(Qt::CTRL | Qt::Key_K)}, tr("Commands"), [this, commands] {
        auto* palette = new CommandPalette(commands, this);
        palette->open();
    });
}

void MainWindow::pauseAsked() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addPauseActions(*menu, m_model);
    menu->setActiveAction(menu->actions().last());
    menu->popup(m_strip->mapToGlobal(
        QPoint(m_strip->width() - menu->sizeHint().width(), m_strip->height())));
}

/// Pages mark play money when they are made.
void MainWindow::takeSettings() {
    const bool isSetUp = m_model.settings().network != node::Network::Unset;
    if (isSetUp && m_isDemo != m_model.isDemo())
        return build();
    refresh();
}

void MainWindow::refresh() {
    const node::MinerSnapshot& now = m_model.snapshot();
    const base::WallTime time = m_model.clock().wall();
    const bridge::NodeStatus status = bridge::nodeStatusOf(now, time);
    m_strip->setState(status.state, status.reason);
    const auto sums = bridge::earningsSumsOf(m_model.earnings(), QDate::currentDate());
    m_strip->setEarnings(
        bridge::earnedText(sums, sums.today), m_model.isDemo() ? tr("DEMO") : QString());
    const bool hasTerminal = now.terminal && now.state == node::EngineState::Running;
    const auto rate = [&](base::BytesPerSecond terminal::TerminalSnapshot::*figure) {
        return widgets::rateInWords(
            hasTerminal ? static_cast<double>(((*now.terminal).*figure).count()) : 0.0);
    };
    m_strip->setRates(
        rate(&terminal::TerminalSnapshot::uploadRate),
        rate(&terminal::TerminalSnapshot::downloadRate));
    const bridge::Reachability reach = bridge::reachabilityOf(now, time);
    m_strip->setReachability(reach.tone, reach.words);
    const terminal::ServingRules& rules = m_model.settings().rules;
    m_strip->setAlternative(
        rules.useAlternative ? widgets::Alternative::On : widgets::Alternative::Off,
        widgets::rateInWords(static_cast<double>(rules.alternativeLimit.count())));
    refreshBanner();
}

void MainWindow::askForAlerts() {
    metrics::JournalFilter standing;
    standing.show = metrics::JournalFilter::Show::StandingAlerts;
    m_model.events(standing, this, [this](const auto& alerts) { takeAlerts(alerts); });
}

/// A dot where nothing is wrong, else their number.
void MainWindow::takeAlerts(const std::vector<metrics::JournalEntry>& alerts) {
    using Kind = widgets::Badge::Kind;
    const bool isGrave = std::any_of(alerts.begin(), alerts.end(), [](const auto& alert) {
        return metrics::severityOf(alert.event.type) > metrics::Severity::Info;
    });
    m_sidebar->setBadge(
        static_cast<int>(PageId::Activity), {alerts.empty() ? Kind::None
                                             : isGrave      ? Kind::Count
                                                            : Kind::Dot,
                                             static_cast<int>(alerts.size())});
}

void MainWindow::refreshBanner() {
    const auto text = bannerText();
    const QString shown = text ? text->title + text->message : QString();
    if (shown == m_shownBanner)
        return;
    m_shownBanner = shown;
    m_banner->setVisible(text.has_value());
    if (!text)
        return;
    m_banner->setMessage(text->severity, text->title, text->message, text->action);
    m_bannerAction = text->run;
    if (text->close)
        m_banner->allowDismissal();
}

std::optional<MainWindow::BannerText> MainWindow::bannerText() {
    if (auto banner = engineBanner())
        return banner;
    if (!m_brokenRun)
        return std::nullopt;
    return brokenRunBanner();
}

std::optional<MainWindow::BannerText> MainWindow::engineBanner() const {
    using theme::Tone;
    const node::MinerSnapshot& now = m_model.snapshot();
    if (const auto& failure = m_model.settingsFailure())
        return BannerText{
            Tone::Error, tr("Settings"), bridge::engineSentence(base::explain(*failure)),
            bridge::remedyName(Remedy::OpenFolder), [this] {
                bridge::carryOut(
                    Remedy::OpenFolder, m_model,
                    m_model.paths().settingsFile.parent_path().string());
            }};
    if (now.state == node::EngineState::Failed)
        return BannerText{
            Tone::Error, tr("The engine has stopped"), enginesDetail(now), tr("Try now"),
            [this] { m_model.retryNow(); }};
    if (now.terminal && now.state == node::EngineState::Running) {
        const auto& volumes = now.terminal->volumes;
        for (const store::VolumeStatus& volume : volumes) {
            const QString folder = QString::fromStdU16String(volume.folder.u16string());
            if (volume.state == store::VolumeState::Gone)
                return BannerText{
                    Tone::Error, tr("A disk is gone"),
                    tr("%1 does not answer: check the disk or its cable.").arg(folder),
                    tr("Storage"), [this] { m_model.showPage(PageId::Storage); }};
            if (store::isDiskFull(volume))
                return BannerText{
                    Tone::Warn, tr("The disk is full"),
                    tr("%1 keeps the space that is reserved for you; nothing new is stored until "
                       "there is room.")
                        .arg(folder),
                    tr("Storage"), [this] { m_model.showPage(PageId::Storage); }};
        }
        return terminalBanner(*now.terminal);
    }
    return std::nullopt;
}

/// What the Router says of the Terminal.
std::optional<MainWindow::BannerText>
MainWindow::terminalBanner(const terminal::TerminalSnapshot& terminal) const {
    using theme::Tone;
    const auto helpBy = [this](Remedy remedy) {
        return [this, remedy] { bridge::carryOut(remedy, m_model); };
    };
    const bool isAway = terminal.phase == TerminalPhase::Offline ||
                        (terminal.phase == TerminalPhase::Connecting && !terminal.reason.empty());
    if (isAway && terminal.refusal == "not-reachable")
        return BannerText{
            Tone::Error, tr("Viewers cannot reach this computer"),
            bridge::engineSentence(terminal.reason), bridge::remedyName(Remedy::OpenBandwidth),
            helpBy(Remedy::OpenBandwidth)};
    if (isAway && !m_model.snapshot().hasNetwork)
        return BannerText{
            Tone::Error,
            tr("The network cannot be reached"),
            tr("This computer has no network connection. As soon as there is one the node joins "
               "by itself; nothing is lost until then."),
            {},
            {}};
    if (isAway)
        return BannerText{
            Tone::Error, tr("The network cannot be reached"),
            bridge::engineSentence(terminal.reason), bridge::remedyName(Remedy::OpenDoctor),
            helpBy(Remedy::OpenDoctor)};
    if (!terminal.penalty.empty())
        return BannerText{
            Tone::Error, tr("A penalty: a part of what was served earns nothing"),
            bridge::engineSentence(terminal.penalty), bridge::remedyName(Remedy::OpenEarnings),
            helpBy(Remedy::OpenEarnings)};
    return std::nullopt;
}

MainWindow::BannerText MainWindow::brokenRunBanner() {
    const bool hasCrashed = !m_brokenRun->cause.empty();
    return {
        theme::Tone::Warn,
        hasCrashed ? tr("Meson Miner crashed last time")
                   : tr("Meson Miner was ended by force last time"),
        hasCrashed
            ? tr("What was stored is checked before it is served again. The report says where it "
                 "happened; it goes nowhere unless you give it to somebody.")
            : tr("It had no time to tell the Router; what was stored is checked before it is "
                 "served "
                 "again. If the power was not lost, the report may say more."),
        tr("Report…"),
        [this] { pages::showReportOfCrash(m_brokenRun->report, this); },
        [this] { m_brokenRun.reset(); }};
}

void MainWindow::showBrokenRun(const node::BrokenRun& run) {
    m_brokenRun = run;
    refreshBanner();
}

void MainWindow::raiseWindow() {
    if (isMinimized())
        showNormal();
    else
        show();
    raise();
    activateWindow();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    event->ignore();
    Q_EMIT closeRequested();
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::LanguageChange && m_sidebar)
        build();
}

} // namespace meson::shell

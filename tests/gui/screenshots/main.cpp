// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QMenu>
#include <QPainter>
#include <QProcess>
#include <QPushButton>
#include <QRadioButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include "engine/node/run_watch.h"
#include "engine/platform/system_clock.h"
#include "tests/support/widget_walk.h"
#include "ui/pages/report_dialog.h"
#include "ui/shell/application.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/onboarding_steps.h"
#include "ui/shell/page_registry.h"
#include "ui/theme/tray_icon.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/confirm_dialog.h"
#include "ui/widgets/info_popover.h"
#include "ui/widgets/status_strip.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace meson;

namespace {

const QString kAbout = QStringLiteral(
    "Takes pictures of the desktop app, for people to judge: every page in light and dark, English "
    "and Chinese, and in high contrast, on the demo network with what it really serves and earns; "
    "every section of the settings, every dialog, every screen of the first questions, the tray "
    "icon in every state; and some pages at 150 %. One PNG file each; takes about three minutes, "
    "with a limit of ten. "
    "QT_QPA_PLATFORM=offscreen does without a screen.");

constexpr QSize kWindow(1180, 760);
constexpr int kLayout = 100;          // ms: for layouts to be asked for
constexpr int kStep = 800;            // ms: for a page to ask for what it shows
constexpr int kNewLanguage = 2'500;   // ms: for pages that were made anew
constexpr int kMeasuring = 12'000;    // ms: for the measurement of the computer
constexpr int kSettling = 30'000;     // ms: at most, for a window to be laid out
constexpr int kLongestWait = 240'000; // ms: with the making of the film
constexpr int kLongestTour = 420'000; // ms: from then on
const QString kCrash = QStringLiteral("--crash");
constexpr const char* kScaledPages = "overview,earnings,storage,bandwidth";

struct Plan {
    QDir folder;
    int seconds = 0;
    QStringList pages; ///< lower-case names; empty: all pages and everything else
    double scale = 1;

    bool isWhole() const { return pages.isEmpty(); }
    void keep(const QPixmap& picture, const QString& name) const {
        picture.save(folder.filePath(name + QStringLiteral(".png")));
    }
    void keep(QWidget& widget, const QString& name) const {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        keep(widget.grab(), name);
    }
};

/// Each state in each ink, as panels show it and enlarged.
QPixmap traySheet() {
    using theme::TrayInk;
    using theme::TrayState;
    constexpr int kCell = 120;
    const QList<TrayState> states{
        TrayState::Earning, TrayState::Idle, TrayState::Paused, TrayState::Attention,
        TrayState::Offline};
    const QList<QPair<TrayInk, QColor>> rows{
        {TrayInk::Color, QColor(0xf2f2f2)},
        {TrayInk::Color, QColor(0x26292e)},
        {TrayInk::Dark, QColor(0xf2f2f2)},
        {TrayInk::Light, QColor(0x26292e)}};
    QPixmap sheet(int(states.size()) * kCell, int(rows.size()) * kCell / 2);
    QPainter painter(&sheet);
    for (int row = 0; row < rows.size(); ++row) {
        painter.fillRect(0, row * kCell / 2, sheet.width(), kCell / 2, rows[row].second);
        for (int i = 0; i < states.size(); ++i) {
            const QIcon icon = theme::trayIcon(states[i], rows[row].first);
            int x = i * kCell + 8;
            for (const int side : {16, 22, 48}) {
                icon.paint(&painter, x, row * kCell / 2 + 6, side, 48);
                x += side + 8;
            }
        }
    }
    return sheet;
}

/// Takes one picture after the other, a step of the event loop apart.
class Tour : public QObject {
    Q_OBJECT

public:
    Tour(shell::Application& application, const Plan& plan)
        : m_application(application)
        , m_plan(plan) {
        m_timer.setSingleShot(true);
        set(node::ThemeChoice::Light, "en");
        for (const auto& page : shell::pages())
            planShots(page.id, page.name.toLower());
        // The pages are made anew in another language, and begin to collect what they draw.
        std::stable_sort(m_shots.begin(), m_shots.end(), [](const Shot& a, const Shot& b) {
            return a.language < b.language;
        });
        connect(&m_timer, &QTimer::timeout, this, &Tour::next);
    }

    void start() {
        if (m_plan.isWhole())
            takeWhatNeedsNoNetwork();
        QMetaObject::invokeMethod(m_application.onboarding(), "accept");
        addFolder();
        QTimer::singleShot(kLongestWait, this, [this] {
            if (!m_isTouring)
                end("the demo did not come up");
        });
        connect(
            &m_application.model(), &bridge::MinerModel::snapshotChanged, this, &Tour::waitForData);
    }

    bool hasFailed() const { return m_failed; }

private:
    struct Shot {
        bridge::PageId page;
        QString name;
        node::ThemeChoice theme;
        std::string language;
        bool hasDialogs = false; ///< the page's dialogs are taken too
    };

    void planShots(bridge::PageId page, const QString& name) {
        using node::ThemeChoice;
        if (!m_plan.isWhole()) {
            if (m_plan.pages.contains(name))
                m_shots.push_back({page, name + scaleName(), ThemeChoice::Light, "en"});
            return;
        }
        m_shots.push_back(
            {page, name + QStringLiteral("-light-en"), ThemeChoice::Light, "en", true});
        m_shots.push_back({page, name + QStringLiteral("-dark-en"), ThemeChoice::Dark, "en"});
        m_shots.push_back(
            {page, name + QStringLiteral("-contrast"), ThemeChoice::HighContrast, "en"});
        m_shots.push_back(
            {page, name + QStringLiteral("-light-zh_CN"), ThemeChoice::Light, "zh_CN"});
        m_shots.push_back({page, name + QStringLiteral("-dark-zh_CN"), ThemeChoice::Dark, "zh_CN"});
    }
    QString scaleName() const {
        return m_plan.scale == 1 ? QString()
                                 : QStringLiteral("-%1-percent").arg(qRound(m_plan.scale * 100));
    }

    void takeWhatNeedsNoNetwork() {
        m_plan.keep(traySheet(), QStringLiteral("tray"));
        shell::Onboarding questions(
            m_application.model().settings(), QDir::homePath() + QStringLiteral("/meson"), nullptr);
        questions.show();
        m_plan.keep(questions, QStringLiteral("onboarding-demo"));
        questions.findChildren<QRadioButton*>().last()->setChecked(true);
        questions.findChild<shell::NetworkStep*>()->findChild<QLineEdit*>()->setText(
            QStringLiteral("https://router.example"));
        for (int screen = 1; screen <= 5; ++screen) {
            settle(questions);
            m_plan.keep(questions, QStringLiteral("onboarding-%1").arg(screen));
            QTest::keyClick(&questions, Qt::Key_Return);
        }
    }
    /// A second one, so that each can be removed.
    void addFolder() {
        node::MinerSettings settings = m_application.model().settings();
        store::VolumeOptions second = settings.volumes.front();
        second.folder.replace_filename("second");
        settings.volumes.push_back(std::move(second));
        m_application.model().setSettings(std::move(settings));
    }
    /// What a page shows only after its button was pressed.
    void prepare() {
        for (const char* name : {"Measure how fast this computer is", "Check every figure"})
            for (auto* button : m_application.window().findChildren<QAbstractButton*>())
                if (test::accessibleNameOf(button) == QLatin1String(name))
                    button->click();
    }
    void takeWhatTheShellOpens() {
        shell::MainWindow& window = m_application.window();
        shell::CommandPalette palette(window.actions(), nullptr);
        palette.setAttribute(Qt::WA_DeleteOnClose, false);
        palette.show();
        m_plan.keep(palette, QStringLiteral("dialog-commands"));
        const std::unique_ptr<QDialog> question(shell::Application::closeQuestion({}, nullptr));
        question->show();
        m_plan.keep(*question, QStringLiteral("dialog-close"));
        for (auto* info : window.findChildren<widgets::InfoButton*>())
            if (info->isVisible()) {
                info->click();
                keepAndClose<widgets::InfoPopover>(window, QStringLiteral("popover"));
                break;
            }
        window.findChild<widgets::StatusStrip*>()->findChild<QPushButton*>()->click();
        keepAndClose<QMenu>(window, QStringLiteral("menu-pause"));
        window.findChild<widgets::StatusStrip*>()->findChild<QToolButton*>()->click();
        m_plan.keep(window, QStringLiteral("window-alternative"));
        keepAndClose<widgets::InfoPopover>(window, QStringLiteral("popover-alternative"));
        window.findChild<widgets::StatusStrip*>()->findChild<QToolButton*>()->click();
        takeCrashReport(window);
    }
    /// A run that breaks, and what the next one says of it.
    void takeCrashReport(shell::MainWindow& window) {
        const QTemporaryDir folder;
        QProcess::execute(QApplication::applicationFilePath(), {kCrash, folder.path()});
        const node::RunWatch watch(folder.path().toStdString(), m_clock);
        if (!watch.brokenRun())
            return end("a run that broke left no report");
        window.showBrokenRun(*watch.brokenRun());
        settle(window);
        m_plan.keep(window, QStringLiteral("window-crashed"));
        auto* banner = window.findChild<widgets::Banner*>();
        banner->findChild<QPushButton*>()->click();
        keepAndClose<pages::ReportDialog>(window, QStringLiteral("dialog-crash"));
        banner->findChild<QToolButton*>()->click();
    }
    template <class Popup>
    void keepAndClose(QWidget& window, const QString& name) {
        for (auto* popup : window.findChildren<Popup*>())
            if (popup->isVisible()) {
                m_plan.keep(*popup, name);
                popup->close();
            }
    }

    /// Served and paid at least once, and for as long as was asked.
    void waitForData() {
        const auto& terminal = m_application.model().snapshot().terminal;
        const auto* earnings = m_application.model().earnings();
        const bool isReady = terminal && terminal->served > base::Bytes(0) && earnings &&
                             !earnings->earnings.records.empty();
        if (!isReady || m_isTouring)
            return;
        m_isTouring = true;
        prepare();
        const int wait = std::max(m_plan.seconds * 1000, m_plan.isWhole() ? kMeasuring : 0);
        QTimer::singleShot(wait, this, [this] { arrange(); });
        QTimer::singleShot(wait + kLongestTour, this, [this] { end("it takes too long"); });
    }
    void set(node::ThemeChoice theme, const std::string& language) {
        node::MinerSettings settings = m_application.model().settings();
        settings.theme = theme;
        settings.language = language;
        m_application.model().setSettings(settings);
    }
    void arrange() {
        const Shot& shot = m_shots[m_next];
        set(shot.theme, shot.language);
        m_application.window().resize(kWindow);
        m_application.window().showPage(shot.page);
        const bool isNewLanguage = m_next > 0 && m_shots[m_next - 1].language != shot.language;
        m_timer.start(isNewLanguage ? kNewLanguage : kStep);
    }
    void next() {
        shell::MainWindow& window = m_application.window();
        settle(window);
        if (m_plan.isWhole() && m_next == 0)
            m_plan.keep(window, QStringLiteral("window"));
        grow(window);
        const Shot& shot = m_shots[m_next];
        m_plan.keep(window, shot.name);
        if (shot.hasDialogs) {
            takeDialogs(shot);
            takeSections(shot);
        }
        if (++m_next < m_shots.size())
            return arrange();
        end(nullptr);
    }
    static int missingHeight(const QWidget& window) {
        for (const QScrollArea* page : window.findChildren<QScrollArea*>())
            if (page->isVisible() && page->inherits("meson::pages::Page"))
                return page->widget()->height() - page->viewport()->height();
        return 0;
    }
    /// So high that the page need not be scrolled.
    static void grow(QWidget& window) {
        for (int tries = 0; tries < 3 && missingHeight(window) > 0; ++tries) {
            window.resize(window.width(), window.height() + missingHeight(window));
            settle(window);
        }
    }
    /// Until all is laid out; a picture shows what would not be.
    static void settle(QWidget& window) {
        QTest::qWait(kLayout);
        [[maybe_unused]] const bool isDone =
            QTest::qWaitFor([&] { return test::misplaced(window).isEmpty(); }, kSettling);
    }
    void takeDialogs(const Shot& shot) {
        if (m_next == 0)
            takeWhatTheShellOpens();
        test::forEachDialog(m_application.window(), [&](QDialog& dialog) {
            const QString page = shot.name.section(QLatin1Char('-'), 0, 0);
            m_plan.keep(dialog, QStringLiteral("dialog-%1-%2").arg(page).arg(++m_dialogs));
        });
    }
    void takeSections(const Shot& shot) {
        int number = 0;
        for (QAbstractButton* section : test::sectionsOf(m_application.window())) {
            section->click();
            settle(m_application.window());
            grow(m_application.window());
            m_plan.keep(
                m_application.window(), QStringLiteral("settings-section-%1").arg(++number));
            takeDialogs(shot);
        }
    }
    void end(const char* problem) {
        m_timer.stop();
        if (problem)
            std::fprintf(stderr, "screenshots: %s\n", problem);
        m_failed = problem != nullptr;
        m_application.quit();
    }

    const platform::SystemClock m_clock;
    shell::Application& m_application;
    const Plan& m_plan;
    std::vector<Shot> m_shots;
    std::size_t m_next = 0;
    int m_dialogs = 0;
    bool m_failed = false;
    bool m_isTouring = false;
    QTimer m_timer;
};

int take(const Plan& plan) {
    const QTemporaryDir state;
    const platform::SystemClock clock;
    const QDir programs(QApplication::applicationDirPath());
    shell::Application application(
        {state.path(), programs.filePath(QStringLiteral("../bin/meson-network")), false}, clock);
    application.start();
    Tour tour(application, plan);
    tour.start();
    QApplication::exec();
    return tour.hasFailed() ? 1 : 0;
}

[[noreturn]] void crash(const char* folder) {
    const platform::SystemClock clock;
    const node::RunWatch watch(folder, clock);
    std::abort();
}

/// The scale is the platform's: it must be known before there is a QApplication.
void readScale(int argc, char** argv) {
    for (int i = 1; i + 1 < argc; ++i)
        if (std::strcmp(argv[i], "--scale") == 0)
            qputenv("QT_SCALE_FACTOR", argv[i + 1]);
}

} // namespace

int main(int argc, char** argv) {
    if (argc == 3 && QLatin1String(argv[1]) == kCrash)
        crash(argv[2]);
    readScale(argc, argv);
    QApplication qt(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(kAbout);
    parser.addHelpOption();
    parser.addPositionalArgument(
        QStringLiteral("folder"), QStringLiteral("Where the pictures go."));
    parser.addOptions(
        {{QStringLiteral("seconds"), QStringLiteral("Of traffic before the first picture."),
          QStringLiteral("number"), QStringLiteral("30")},
         {QStringLiteral("pages"), QStringLiteral("Only these pages, once each: \"overview,…\"."),
          QStringLiteral("names")},
         {QStringLiteral("scale"), QStringLiteral("Of the screen, as 1.5."),
          QStringLiteral("factor"), QStringLiteral("1")}});
    parser.process(qt);
    if (parser.positionalArguments().size() != 1)
        parser.showHelp(2);
    Plan plan;
    plan.folder = QDir(parser.positionalArguments().first());
    plan.folder.mkpath(QStringLiteral("."));
    plan.seconds = parser.value(QStringLiteral("seconds")).toInt();
    plan.pages = parser.value(QStringLiteral("pages")).split(QLatin1Char(','), Qt::SkipEmptyParts);
    plan.scale = parser.value(QStringLiteral("scale")).toDouble();
    const int result = take(plan);
    if (result != 0 || !plan.isWhole())
        return result;
    return QProcess::execute(
        QApplication::applicationFilePath(),
        {plan.folder.path(), QStringLiteral("--pages"), QLatin1String(kScaledPages),
         QStringLiteral("--scale"), QStringLiteral("1.5"), QStringLiteral("--seconds"),
         QString::number(plan.seconds)});
}

#include "main.moc"

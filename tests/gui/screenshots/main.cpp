// SPDX-License-Identifier: GPL-3.0-or-later
// screenshots <folder>: the real window on the demo network, each page in light and dark, English
// and Chinese, and the first questions, as PNG files.
#include <QApplication>
#include <QDir>
#include <QTemporaryDir>
#include <QTimer>

#include "ui/shell/application.h"
#include "ui/shell/page_registry.h"

#include <cstdio>

using namespace meson;

namespace {

constexpr int kStep = 1'200;          // ms: for a page to ask for what it shows
constexpr int kLongestWait = 180'000; // ms: with the making of the film

/// Takes one picture after the other, a step of the event loop apart.
class Tour : public QObject {
    Q_OBJECT

public:
    Tour(shell::Application& application, QString folder, int seconds)
        : m_application(application)
        , m_folder(std::move(folder))
        , m_seconds(seconds) {
        for (const auto& page : shell::pages())
            for (const auto theme : {node::ThemeChoice::Light, node::ThemeChoice::Dark})
                for (const char* language : {"en", "zh_CN"})
                    m_shots.push_back({page.id, theme, language});
        connect(&m_timer, &QTimer::timeout, this, &Tour::next);
    }

    void start() {
        grab(*m_application.onboarding(), QStringLiteral("onboarding-1"));
        QMetaObject::invokeMethod(m_application.onboarding(), "accept");
        QTimer::singleShot(kLongestWait, this, [this] { end("the demo did not come up"); });
        connect(
            &m_application.model(), &bridge::MinerModel::snapshotChanged, this, &Tour::waitForData);
    }

    bool hasFailed() const { return m_failed; }

private:
    struct Shot {
        bridge::PageId page;
        node::ThemeChoice theme;
        std::string language;
    };

    /// Served and paid at least once, and for as long as was asked.
    void waitForData() {
        const auto& terminal = m_application.model().snapshot().terminal;
        const auto* earnings = m_application.model().earnings();
        const bool isReady = terminal && terminal->served > base::Bytes(0) && earnings &&
                             !earnings->earnings.records.empty();
        if (!isReady || m_isTouring)
            return;
        m_isTouring = true;
        QTimer::singleShot(m_seconds * 1000, this, [this] {
            arrange();
            m_timer.start(kStep);
        });
    }
    void arrange() {
        const Shot& shot = m_shots[m_next];
        node::MinerSettings settings = m_application.model().settings();
        settings.theme = shot.theme;
        settings.language = shot.language;
        m_application.model().setSettings(settings);
        m_application.window().showPage(shot.page);
    }
    void next() {
        const Shot& shot = m_shots[m_next];
        grab(
            m_application.window(),
            QStringLiteral("page-%1-%2-%3")
                .arg(static_cast<int>(shot.page) + 1)
                .arg(QLatin1String(shot.theme == node::ThemeChoice::Light ? "light" : "dark"))
                .arg(QString::fromStdString(shot.language)));
        if (++m_next < m_shots.size())
            return arrange();
        end(nullptr);
    }
    void grab(QWidget& widget, const QString& name) {
        widget.grab().save(QDir(m_folder).filePath(name + QStringLiteral(".png")));
    }
    void end(const char* problem) {
        m_timer.stop();
        if (problem)
            std::fprintf(stderr, "screenshots: %s\n", problem);
        m_failed = problem != nullptr;
        m_application.quit();
    }

    bool m_failed = false;
    shell::Application& m_application;
    const QString m_folder;
    const int m_seconds;
    std::vector<Shot> m_shots;
    std::size_t m_next = 0;
    bool m_isTouring = false;
    QTimer m_timer;
};

} // namespace

int main(int argc, char** argv) {
    QApplication qt(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "screenshots <folder> [seconds of traffic before]\n");
        return 2;
    }
    QDir().mkpath(arguments[1]);
    const QTemporaryDir state;
    const base::SystemClock clock;
    shell::Application application(
        {state.path(),
         QDir(QApplication::applicationDirPath()).filePath(QStringLiteral("../bin/meson-network")),
         false},
        clock);
    application.start();
    Tour tour(application, arguments[1], arguments.size() > 2 ? arguments[2].toInt() : 30);
    tour.start();
    QApplication::exec();
    return tour.hasFailed() ? 1 : 0;
}

#include "main.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// How soon the desktop app is there, and how long its user waits for it while its engine serves
// 50 MB/s and every page is shown in turn: from an event's arrival to its handling. The viewers run
// in this process too, and on few cores take their share; so does whatever else the machine does,
// which is why the program's own computing and the machine's load are printed beside the waits.
// Runs without a screen.
#include <QElapsedTimer>
#include <QTest>

#include "tests/support/app_bench.h"
#include "tests/support/raw_client.h"
#include "tests/support/timed_application.h"
#include "ui/shell/page_registry.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>

using namespace meson;

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr base::BytesPerSecond kRate{50'000'000};
constexpr std::size_t kObject = 10'000'000;
constexpr int kViewers = 4;
constexpr int kPatience = 60'000; // ms
constexpr int kPageTime = 2'000;  // ms
constexpr auto kProbeGap = std::chrono::milliseconds(2);

double milliseconds(SteadyClock::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

/// Notes when the window was painted for the first time, with all that is in it.
class FirstFrame : public QObject {
public:
    FirstFrame() { qApp->installEventFilter(this); }

    std::optional<SteadyClock::time_point> at;

protected:
    bool eventFilter(QObject* target, QEvent* event) override {
        if (event->type() == QEvent::Paint && target->inherits("meson::shell::MainWindow")) {
            qApp->removeEventFilter(this);
            QMetaObject::invokeMethod(
                this, [this] { at = SteadyClock::now(); }, Qt::QueuedConnection);
        }
        return false;
    }
};

/// Sends the event loop a letter now and then, and notes how long it lay there.
class Probe {
public:
    Probe()
        : m_thread([this] {
            while (!m_isOver) {
                QMetaObject::invokeMethod(qApp, [this, sent = SteadyClock::now()] {
                    waits.push_back(milliseconds(SteadyClock::now() - sent));
                });
                std::this_thread::sleep_for(kProbeGap);
            }
        }) {}
    void stop() {
        m_isOver = true;
        m_thread.join();
        QApplication::sendPostedEvents();
    }

    std::vector<double> waits; ///< ms; ui thread

private:
    std::atomic<bool> m_isOver = false;
    std::thread m_thread; // last: it uses the others
};

/// Clients that take all they get.
class Viewers {
public:
    Viewers(std::uint16_t port, const std::string& target) {
        for (int i = 0; i < kViewers; ++i)
            m_threads.emplace_back([this, port, target] {
                test::RawClient client({boost::asio::ip::make_address("127.0.0.1"), port});
                while (!m_isOver)
                    m_bytes += static_cast<std::int64_t>(client.get(target).body.size());
            });
    }
    std::int64_t stop() {
        m_isOver = true;
        for (std::thread& thread : m_threads)
            thread.join();
        return m_bytes;
    }

private:
    std::atomic<bool> m_isOver = false;
    std::atomic<std::int64_t> m_bytes = 0;
    std::vector<std::thread> m_threads;
};

int giveUp(const char* what) {
    std::fprintf(stderr, "ui_bench: gave up waiting for %s\n", what);
    return 1;
}

} // namespace

int main(int argc, char** argv) {
    test::FakeRouter router;
    const auto begin = SteadyClock::now();
    qputenv("QT_QPA_PLATFORM", "offscreen");
    test::TimedApplication application(argc, argv);
    FirstFrame frame;
    test::AppBench bench(router);
    if (!QTest::qWaitFor([&] { return frame.at.has_value(); }, kPatience))
        return giveUp("the first frame");
    test::printRow("U1 first frame after the start", milliseconds(*frame.at - begin), 1'000);

    bench.change([](node::MinerSettings& settings) { settings.rules.limit = kRate; });
    const std::string target = bench.cache(router, test::someBytes(kObject));
    if (!QTest::qWaitFor(
            [&] { return bench.now().terminal && bench.now().terminal->objects == 1; }, kPatience))
        return giveUp("an object in the cache");
    Viewers viewers(bench.now().terminal->port, target);
    QElapsedTimer time;
    time.start();
    application.longest = 0;
    Probe probe;
    for (const auto& page : shell::pages()) {
        bench.window().showPage(page.id);
        QTest::qWait(kPageTime);
    }
    probe.stop();
    const double seconds = static_cast<double>(time.elapsed()) / 1000;
    const double served = static_cast<double>(viewers.stop()) / 1e6 / seconds;
    std::sort(probe.waits.begin(), probe.waits.end());
    test::printRow("U1 an event waits, 99 of 100", probe.waits[probe.waits.size() * 99 / 100], 16);
    test::printRow("U1 an event waits, longest", probe.waits.back(), 50);
    std::printf("%-52s %8.1f ms\n", "   longest computing on one event", application.longest);
    std::printf("%-52s %8.1f MB/s\n", "   while the engine served", served);
    test::printLoad();
    return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/run_watch.h"

#include "engine/base/log_file.h"
#include "engine/node/diagnostics.h"
#include "engine/platform/crash_handler.h"
#include "engine/platform/file.h"
#include "engine/platform/host.h"
#include "engine/platform/private_file.h"

#include <QDateTime>

namespace meson::node {

namespace {

constexpr base::Bytes kLogSize = base::mebibytes(2);
constexpr std::size_t kLogLines = 200;

} // namespace

RunWatch::Files RunWatch::filesIn(const std::filesystem::path& folder) {
    return {
        folder / "running", folder / "log" / "crash.txt", folder / "log" / "meson-miner.log",
        folder / "log" / "crash-report.txt"};
}

RunWatch::RunWatch(const std::filesystem::path& folder, const base::Clock& clock)
    : m_files(filesIn(folder)) {
    lookBack();
    std::error_code error;
    std::filesystem::remove(m_files.crash, error);
    // Where none of it can be written, the program runs all the same, and says so elsewhere.
    static_cast<void>(platform::createFolders(m_files.log.parent_path()));
    base::keepLogFile(m_files.log, kLogSize);
    platform::writeCrashesTo(m_files.crash);
    const QDateTime now = QDateTime::fromSecsSinceEpoch(base::unixSeconds(clock.wall()), Qt::UTC);
    platform::savePrivateFile(
        m_files.running,
        "Meson Miner " MESON_VERSION ", started " + now.toString(Qt::ISODate).toStdString() + '\n');
}

RunWatch::~RunWatch() {
    std::error_code error;
    std::filesystem::remove(m_files.running, error);
}

void RunWatch::lookBack() {
    const auto running = platform::readFile(m_files.running);
    if (!running)
        return;
    const std::string crash = platform::readFile(m_files.crash).value_or(std::string());
    const std::string log = lastLines(m_files.log, kLogLines);
    const platform::Host host = platform::readHost();
    std::string report = *running + "System: " + host.system + "\n\n";
    report +=
        crash.empty() ? "It was ended from outside: by force, or the power was lost.\n" : crash;
    report += "\nLast lines of the log:\n" + log;
    report = redacted(std::move(report));
    platform::savePrivateFile(m_files.report, report);
    m_broken = BrokenRun{crash.substr(0, crash.find('\n')), std::move(report)};
}

} // namespace meson::node

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/doctor.h"

#include "engine/platform/file.h"
#include "engine/platform/socket.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace meson::node {
namespace {

using terminal::TerminalPhase;
using terminal::TerminalSnapshot;
namespace fs = std::filesystem;
namespace ip = boost::asio::ip;

constexpr std::int64_t kMillion = 1'000'000;

std::string shown(const fs::path& path) {
    const auto text = path.u8string();
    return {text.begin(), text.end()};
}

Finding fine(std::int64_t measured = 0, std::string subject = {}) {
    return {{}, Verdict::Fine, Cause::None, std::move(subject), {}, measured, 0};
}
Finding unknown() {
    return {};
}
Finding caused(Cause cause, std::string subject = {}) {
    return {{}, Verdict::Cause, cause, std::move(subject), {}, 0, 0};
}

/// The Terminal while it runs; null: it does not.
const TerminalSnapshot* running(const Patient& patient) {
    const MinerSnapshot& now = patient.snapshot;
    return now.state == EngineState::Running && now.terminal ? &*now.terminal : nullptr;
}

Finding examineClock(const Patient& patient) {
    const TerminalSnapshot* now = running(patient);
    if (!now || !now->isTimeKnown)
        return unknown();
    Finding finding = terminal::isClockWrong(*now) ? caused(Cause::ClockWrong) : fine();
    finding.measured = now->clockSkewSeconds;
    return finding;
}

// --- disks and folders
// ----------------------------------------------------------------------------------------

/// The file system that a folder is on, or would be made on.
platform::FileResult<platform::DiskSpace> spaceFor(fs::path folder) {
    std::error_code error;
    while (!fs::exists(folder, error) && folder.has_relative_path())
        folder = folder.parent_path();
    return platform::diskSpace(folder);
}

bool isGone(const Patient& patient, const fs::path& folder) {
    const TerminalSnapshot* now = running(patient);
    return now && std::any_of(now->volumes.begin(), now->volumes.end(), [&](const auto& volume) {
               return volume.folder == folder && volume.state == store::VolumeState::Gone;
           });
}

/// What is wrong with the first disk that something is wrong with, or the one with least to spare.
Finding examineDisks(const Patient& patient) {
    Finding tightest = unknown();
    std::int64_t least = INT64_MAX;
    for (const store::VolumeOptions& volume : patient.settings.volumes) {
        if (isGone(patient, volume.folder))
            return caused(Cause::DiskGone, shown(volume.folder));
        const auto disk = spaceFor(volume.folder);
        if (!disk || disk->total == 0)
            continue;
        const std::int64_t reserve = reserveOf(volume, base::Bytes(disk->total)).count();
        if (disk->free - reserve >= least)
            continue;
        least = disk->free - reserve;
        const bool takesNew = volume.use == store::VolumeUse::Normal && !volume.readOnly;
        const bool isFull = least <= 0 && takesNew;
        tightest =
            isFull ? caused(Cause::DiskFull, shown(volume.folder)) : fine(0, shown(volume.folder));
        tightest.measured = disk->free;
        tightest.needed = reserve;
    }
    return tightest;
}

platform::FileResult<void> writeAndReadBack(const fs::path& file) {
    std::vector<std::uint8_t> bytes(64 * 1024);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(i * 31);
    auto opened = platform::File::open(file, platform::FileMode::Create);
    if (!opened)
        return tl::unexpected(opened.error());
    if (auto written = opened->writeAt(bytes, 0); !written)
        return written;
    if (auto synced = opened->sync(); !synced)
        return synced;
    opened->dropFromCache();
    opened->close();
    const auto again = platform::File::open(file, platform::FileMode::Read);
    std::vector<std::uint8_t> found(bytes.size());
    if (!again)
        return tl::unexpected(again.error());
    const auto count = again->readAt(found, 0);
    if (!count)
        return tl::unexpected(count.error());
    return found == bytes ? platform::FileResult<void>()
                          : tl::unexpected(platform::FileError::Failed);
}

Finding examineFolder(const fs::path& folder) {
    std::error_code error;
    if (!fs::exists(folder, error))
        return caused(Cause::FolderMissing, shown(folder));
    const fs::path file = folder / ".doctor";
    static_cast<void>(platform::removeFile(file)); // of a run that was killed
    const auto start = std::chrono::steady_clock::now();
    const auto tried = writeAndReadBack(file);
    const auto time = std::chrono::steady_clock::now() - start;
    static_cast<void>(platform::removeFile(file));
    if (!tried) {
        Finding finding = caused(Cause::FolderNotWritable, shown(folder));
        finding.detail = platform::sentence(tried.error());
        return finding;
    }
    return fine(std::chrono::duration_cast<std::chrono::milliseconds>(time).count(), shown(folder));
}

/// The first folder that fails, or the slowest. A full disk has been said already.
Finding examineFolders(const Patient& patient) {
    std::vector<fs::path> folders;
    std::error_code error;
    if (fs::exists(patient.folder, error))
        folders.push_back(patient.folder);
    for (const store::VolumeOptions& volume : patient.settings.volumes)
        if (!volume.readOnly)
            folders.push_back(volume.folder);
    Finding slowest = unknown();
    for (const fs::path& folder : folders) {
        Finding finding = examineFolder(folder);
        if (finding.verdict == Verdict::Cause)
            return finding;
        if (slowest.verdict == Verdict::Unknown || finding.measured > slowest.measured)
            slowest = std::move(finding);
    }
    return slowest;
}

// --- the port
// ----------------------------------------------------------------------------------------

bool answersHere(std::uint16_t port) {
    boost::asio::io_context io;
    ip::tcp::socket socket(io);
    boost::system::error_code error;
    static_cast<void>(socket.connect({ip::address_v4::loopback(), port}, error));
    return !error;
}

/// Why one could not listen there now.
Cause obstacleAt(std::uint16_t port) {
    boost::asio::io_context io;
    ip::tcp::acceptor acceptor(io);
    boost::system::error_code error;
    static_cast<void>(acceptor.open(ip::tcp::v4(), error));
    if (!error && platform::prepareListener(acceptor.native_handle()))
        static_cast<void>(acceptor.bind({ip::tcp::v4(), port}, error));
    if (!error)
        static_cast<void>(acceptor.listen(1, error));
    if (error == boost::asio::error::address_in_use)
        return Cause::PortTaken;
    return error == boost::asio::error::access_denied ? Cause::PortNotAllowed : Cause::None;
}

Finding examinePort(const Patient& patient) {
    const TerminalSnapshot* now = running(patient);
    Finding finding = unknown();
    finding.measured = now ? now->port : patient.settings.port;
    if (finding.measured == 0)
        return finding;
    const auto port = static_cast<std::uint16_t>(finding.measured);
    if (now)
        finding.cause = answersHere(port) ? Cause::None : Cause::PortSilent;
    else
        finding.cause = obstacleAt(port);
    finding.verdict = finding.cause == Cause::None ? Verdict::Fine : Verdict::Cause;
    return finding;
}

// --- the node and its network
// ----------------------------------------------------------------------------------------

Finding examineEngine(const Patient& patient) {
    Finding finding = fine();
    switch (patient.snapshot.state) {
    case EngineState::Running:
        return finding;
    case EngineState::Starting:
    case EngineState::Stopping:
        finding.verdict = Verdict::Unknown;
        break;
    case EngineState::Stopped:
        return caused(Cause::EngineStopped);
    case EngineState::Failed:
        finding = caused(Cause::EngineFailed);
        break;
    }
    finding.detail = patient.snapshot.problem;
    return finding;
}

std::int64_t routerTimeOf(const TerminalSnapshot& now, base::WallTime taken) {
    return base::unixSeconds(taken) - now.clockSkewSeconds;
}

Finding examineReachability(const Patient& patient) {
    const TerminalSnapshot* now = running(patient);
    if (now && now->refusal == "not-reachable") {
        Finding finding = caused(Cause::NotReached);
        finding.detail = now->problem;
        return finding;
    }
    if (!now || !now->probed || now->address.empty() || now->phase == TerminalPhase::Offline)
        return unknown();
    return fine(
        routerTimeOf(*now, patient.snapshot.taken) - base::unixSeconds(*now->probed), now->address);
}

Finding examineHeartbeat(const Patient& patient) {
    const TerminalSnapshot* now = running(patient);
    if (!now || now->refusal == "not-reachable")
        return unknown();
    const std::int64_t since = now->lastContact ? routerTimeOf(*now, patient.snapshot.taken) -
                                                      base::unixSeconds(*now->lastContact)
                                                : -1;
    const bool isAway = now->phase == TerminalPhase::Offline ||
                        (now->phase == TerminalPhase::Connecting && !now->problem.empty());
    Finding finding = isAway       ? caused(Cause::RouterAway, now->routerUrl)
                      : since >= 0 ? fine(0, now->routerUrl)
                                   : unknown();
    finding.measured = since;
    if (isAway)
        finding.detail = now->problem;
    return finding;
}

Finding examineRules(const Patient& patient) {
    const TerminalSnapshot* now = running(patient);
    if (!now)
        return unknown();
    if (now->pausedBy)
        return caused(Cause::Paused, std::string(terminal::pauseName(*now->pausedBy)));
    return fine();
}

Finding examineDemand(const Patient& patient) {
    const TerminalSnapshot* now = running(patient);
    if (!now)
        return unknown();
    const bool isAsked = now->requests > 0 || patient.servedInADay > 0;
    Finding finding = now->objects == 0 ? caused(Cause::NothingStored)
                      : isAsked         ? fine()
                                        : caused(Cause::NobodyAsks);
    finding.measured = std::max(patient.servedInADay, now->served.count());
    finding.needed = now->objects;
    return finding;
}

/// What the Router said since its latest statement is newer than that.
Finding examinePenalties(const Patient& patient) {
    const TerminalSnapshot* now = running(patient);
    const auto& statement = patient.statement;
    const bool isNews = now && now->noticed && !now->notices.empty() &&
                        (!statement || base::unixSeconds(*now->noticed) > statement->ends);
    if (!isNews && !statement)
        return unknown();
    Finding finding = !isNews && statement->quality >= kMillion ? fine() : caused(Cause::Penalised);
    finding.measured = statement ? statement->quality : kMillion;
    finding.detail = isNews ? now->notices.back() : statement->cause;
    return finding;
}

Finding examineOne(Probe probe, const Patient& patient) {
    switch (probe) {
    case Probe::Clock:
        return examineClock(patient);
    case Probe::Disk:
        return examineDisks(patient);
    case Probe::Folder:
        return examineFolders(patient);
    case Probe::Port:
        return examinePort(patient);
    case Probe::Engine:
        return examineEngine(patient);
    case Probe::Reachability:
        return examineReachability(patient);
    case Probe::Heartbeat:
        return examineHeartbeat(patient);
    case Probe::Rules:
        return examineRules(patient);
    case Probe::Demand:
        return examineDemand(patient);
    case Probe::Penalties:
        break;
    }
    return examinePenalties(patient);
}

} // namespace

Finding examine(Probe probe, const Patient& patient) {
    Finding finding = examineOne(probe, patient);
    finding.probe = probe;
    return finding;
}

std::optional<protocol::Statement> latestStatement(const EarningsReport& report) {
    const auto& records = report.earnings.records;
    const auto found = std::find_if(records.rbegin(), records.rend(), [](const auto& record) {
        return record.isSignatureValid;
    });
    return found == records.rend() ? std::nullopt : std::optional(found->statement);
}

} // namespace meson::node

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/caretaker.h"

#include <algorithm>
#include <unordered_map>

namespace meson::store {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kTick = 1s;
constexpr auto kSyncEvery = 5s;
/// An object that was verified within this time is left alone by the scrub.
constexpr auto kScrubEvery = 24h;
constexpr int kScrubBatch = 16;
/// Moving a volume's objects leaves room for the other duties after this time.
constexpr auto kMoveFor = 4s;

std::optional<base::ContentId> idOf(const fs::path& name) {
    return base::idFromText<base::ContentId>(name.string());
}

std::int64_t sizeOf(const fs::path& path) {
    std::error_code error;
    const auto size = fs::file_size(path, error);
    return error ? -1 : static_cast<std::int64_t>(size);
}

} // namespace

Caretaker::Caretaker(Shelf& shelf, base::BytesPerSecond scrubRate)
    : m_shelf(shelf)
    , m_scrubRate(scrubRate) {}

Caretaker::~Caretaker() {
    stop();
}

void Caretaker::start() {
    m_report.wasClean = m_shelf.wasClean();
    m_report.listKeptAside = m_shelf.index().keptAside();
    m_shelf.setAccounted(m_report.wasClean);
    if (m_report.wasClean)
        finishCheck(m_report);
    m_thread = std::thread([this] { run(); });
    if (m_scrubRate.count() > 0)
        m_scrubThread = std::thread([this] { runScrub(); });
}

void Caretaker::stop() {
    m_shelf.stop(); // first: what a pause cuts short must not count as read
    {
        const base::MutexLock lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.wakeAll();
    for (std::thread* thread : {&m_thread, &m_scrubThread}) {
        if (thread->joinable())
            thread->join();
    }
}

void Caretaker::run() {
    if (!m_isCheckDone)
        selfCheck();
    while (pause(kTick)) {
        tend();
        emptyLeaving();
    }
}

void Caretaker::runScrub() {
    while (pause(kTick)) {
        if (m_isCheckDone)
            scrub();
    }
}

/// False when it is time to stop.
bool Caretaker::pause(std::chrono::nanoseconds time) {
    const base::MutexLock lock(m_mutex);
    const auto until = std::chrono::steady_clock::now() + time;
    while (!m_isStopping && m_wake.waitUntil(m_mutex, until)) {
    }
    return !m_isStopping;
}

void Caretaker::onSelfCheck(std::function<void(const SelfCheckReport&)> done) {
    std::optional<SelfCheckReport> finished;
    {
        const base::MutexLock lock(m_mutex);
        finished = m_finished;
        if (!finished) {
            m_done = std::move(done);
            return;
        }
    }
    done(*finished);
}

void Caretaker::finishCheck(SelfCheckReport report) {
    m_isCheckDone = true;
    std::function<void(const SelfCheckReport&)> done;
    {
        const base::MutexLock lock(m_mutex);
        m_finished = report;
        done = std::move(m_done);
    }
    if (done)
        done(report);
}

void Caretaker::selfCheck() {
    const auto begin = std::chrono::steady_clock::now();
    if (!makeIndexSound())
        return;
    m_shelf.index().skipSequence();
    const auto found = takeStock();
    if (m_shelf.isStopping())
        return;
    m_shelf.setAccounted(true);
    verify(found);
    if (m_shelf.isStopping())
        return;
    m_report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
    finishCheck(m_report);
}

bool Caretaker::makeIndexSound() {
    Index& index = m_shelf.index();
    if (index.isSound())
        return true;
    while (!index.startOver(m_shelf.folders())) { // until its disk has room
        if (!pause(kTick))
            return false;
    }
    m_report.listKeptAside = index.keptAside();
    return true;
}

/// What is on disk, by name and size: quick, so that writing may go on while the bytes are still
/// being verified.
std::vector<Caretaker::FoundBlob> Caretaker::takeStock() {
    std::vector<FoundBlob> found;
    for (const auto& volume : m_shelf.volumes()) {
        if (!volume->isReadable() || m_shelf.isStopping())
            continue;
        volume->setUsage(compareWithIndex(*volume, walk(*volume), found));
        m_report.unknownFiles += volume->leftOvers();
    }
    return found;
}

std::vector<base::ContentId> Caretaker::walk(Volume& volume) {
    std::vector<base::ContentId> ids;
    std::error_code error;
    for (const auto& first : fs::directory_iterator(volume.blobsFolder(), error)) {
        std::error_code inner;
        for (const auto& second : fs::directory_iterator(first.path(), inner)) {
            if (m_shelf.isStopping())
                return ids;
            walkFolder(volume, second.path(), ids);
        }
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

void Caretaker::walkFolder(
    Volume& volume, const fs::path& folder, std::vector<base::ContentId>& ids) {
    std::vector<fs::path> strays;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const fs::path& path = entry.path();
        const bool isSidecar = path.extension() == ".meta";
        const auto id = idOf(isSidecar ? path.stem() : path.filename());
        if (!id || path != (isSidecar ? volume.sidecarPath(*id) : volume.blobPath(*id)) ||
            (isSidecar && sizeOf(volume.blobPath(*id)) < 0)) {
            strays.push_back(path);
            continue;
        }
        if (!isSidecar)
            ids.push_back(*id);
    }
    for (const fs::path& stray : strays) {
        if (!volume.isReadOnly() && platform::removeFile(stray))
            ++m_report.unknownFiles;
    }
}

/// What is there takes what the index says, also if it has become shorter: that much is given back
/// when it is dropped.
Volume::Usage Caretaker::compareWithIndex(
    Volume& volume, const std::vector<base::ContentId>& onDisk, std::vector<FoundBlob>& found) {
    std::unordered_map<base::ContentId, base::Bytes> listed;
    for (const auto& row : m_shelf.index().candidates(volume.number()))
        listed.emplace(row.id, row.size);
    Volume::Usage usage;
    for (const base::ContentId& id : onDisk) {
        const auto row = listed.find(id);
        found.push_back({id, volume.number(), row != listed.end()});
        usage.bytes += row != listed.end() ? row->second : m_shelf.chargeOf(volume, id);
        ++usage.objects;
        if (row != listed.end())
            listed.erase(row);
    }
    if (m_shelf.isStopping()) // then `onDisk` is not all
        return usage;
    for (const auto& [id, disk] : listed) {
        ++m_report.checked;
        if (m_shelf.dropMissing(id) == Shelf::Verdict::Dropped)
            ++m_report.damaged;
    }
    return usage;
}

void Caretaker::verify(const std::vector<FoundBlob>& found) {
    const Shelf::Pace pace = [this](base::Bytes) { return !m_shelf.isStopping(); };
    for (const FoundBlob& blob : found) {
        if (m_shelf.isStopping())
            return;
        const auto verdict = blob.isListed ? m_shelf.check(blob.id, pace)
                                           : m_shelf.recover(blob.id, blob.volume, pace);
        ++m_report.checked;
        if (verdict == Shelf::Verdict::Dropped)
            ++m_report.damaged;
        if (verdict == Shelf::Verdict::Sound && !blob.isListed)
            ++m_report.recovered;
    }
}

void Caretaker::countUses() {
    for (const auto& [id, uses] : m_shelf.uses().take())
        m_shelf.index().addUses(id, uses);
}

void Caretaker::tend() {
    countUses();
    m_shelf.index().writeAgain();
    m_shelf.setOverhead();
    m_shelf.noticeGoneVolumes();
    welcomeBack();
    const auto now = std::chrono::steady_clock::now();
    if (now < m_nextSync)
        return;
    m_nextSync = now + kSyncEvery;
    for (const auto& volume : m_shelf.volumes()) {
        if (volume->takeUnsynced())
            static_cast<void>(platform::syncFileSystem(volume->folder()));
    }
}

void Caretaker::welcomeBack() {
    for (const auto& volume : m_shelf.volumes()) {
        if (!volume->isBack())
            continue;
        m_isCheckDone = false;
        const auto ids = walk(*volume);
        Volume::Usage usage;
        usage.objects = static_cast<std::int64_t>(ids.size());
        for (const base::ContentId& id : ids)
            usage.bytes += m_shelf.chargeOf(*volume, id);
        volume->setUsage(usage);
        volume->setReturned();
        for (const base::ContentId& id : ids) {
            if (m_shelf.isStopping())
                return;
            m_shelf.recover(
                id, volume->number(), [this](base::Bytes) { return !m_shelf.isStopping(); });
        }
        m_isCheckDone = true;
    }
}

void Caretaker::emptyLeaving() {
    for (const auto& volume : m_shelf.volumes()) {
        if (volume->isLeaving() && volume->isWritable())
            emptySome(*volume);
    }
}

/// An object that cannot be moved is left for the next time; when no other volume has room for one,
/// so are all that follow.
void Caretaker::emptySome(Volume& volume) {
    const auto until = std::chrono::steady_clock::now() + kMoveFor;
    for (const base::ContentId& id : m_shelf.index().idsOn(volume.number())) {
        const auto moved = m_shelf.moveOut(
            id, volume, [&](base::Bytes) { return !m_shelf.isStopping() && volume.isLeaving(); });
        const bool isHopeless = !moved && moved.error().code != StoreError::NotStored &&
                                moved.error().code != StoreError::WrongContent;
        if (isHopeless || m_shelf.isStopping() || !volume.isLeaving() ||
            std::chrono::steady_clock::now() > until)
            return;
    }
}

/// Waits after each part as long as its bytes may take at the scrub's rate.
Shelf::Pace Caretaker::scrubPace() {
    return [this](base::Bytes read) {
        const std::chrono::duration<double> time(
            static_cast<double>(read.count()) / static_cast<double>(m_scrubRate.count()));
        return pause(std::chrono::duration_cast<std::chrono::nanoseconds>(time));
    };
}

/// The longest unverified first. What cannot be decided stays that, and must not keep the rest from
/// its turn: it is tried again when all others have been verified.
void Caretaker::scrub() {
    const base::WallTime before = m_shelf.clock().wall() - kScrubEvery;
    const int limit = kScrubBatch + static_cast<int>(m_undecided.size());
    bool isDone = true;
    for (const base::ContentId& id : m_shelf.index().unverifiedSince(before, limit)) {
        if (m_undecided.count(id) != 0)
            continue;
        isDone = false;
        if (m_shelf.check(id, scrubPace()) == Shelf::Verdict::Undecided)
            m_undecided.insert(id);
        if (m_shelf.isStopping())
            return;
    }
    if (isDone)
        m_undecided.clear();
}

} // namespace meson::store

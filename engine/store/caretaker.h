// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/mutex.h"
#include "engine/store/shelf.h"

#include <set>
#include <thread>

namespace meson::store {

/// Everything that goes on beside serving: the check after an unclean stop (W22), the slow scrub,
/// and every few seconds counting uses, syncing what was written and looking after the volumes: one
/// that vanished and is there again is counted, verified and listed while the store runs, and one
/// that the owner takes back is emptied onto the others. Owns two threads: one for the scrub, which
/// takes hours, and one for all else. Thread: any.
class Caretaker {
public:
    Caretaker(Shelf& shelf, base::BytesPerSecond scrubRate);
    ~Caretaker();

    void start();
    /// Ends the thread; a check that is under way stays unfinished.
    void stop();
    /// Nothing is left to check: a stop now is an orderly one.
    bool isCheckDone() const { return m_isCheckDone; }
    void onSelfCheck(std::function<void(const SelfCheckReport&)> done);
    /// Writes the uses counted so far to the index.
    void countUses();

private:
    struct FoundBlob {
        base::ContentId id;
        std::size_t volume = 0;
        bool isListed = false;
    };

    void run();
    void runScrub();
    void selfCheck();
    bool makeIndexSound();
    std::vector<FoundBlob> takeStock();
    std::vector<base::ContentId> walk(Volume& volume);
    void walkFolder(
        Volume& volume, const std::filesystem::path& folder, std::vector<base::ContentId>& ids);
    Volume::Usage compareWithIndex(
        Volume& volume, const std::vector<base::ContentId>& onDisk, std::vector<FoundBlob>& found);
    void verify(const std::vector<FoundBlob>& found);
    void finishCheck(SelfCheckReport report);
    void tend();
    void welcomeBack();
    void emptyLeaving();
    void emptySome(Volume& volume);
    void scrub();
    bool pause(std::chrono::nanoseconds time);
    Shelf::Pace scrubPace();

    Shelf& m_shelf;
    const base::BytesPerSecond m_scrubRate;
    SelfCheckReport m_report; ///< only on the thread until the check is done
    std::atomic<bool> m_isCheckDone = false;
    std::chrono::steady_clock::time_point m_nextSync{};
    std::set<base::ContentId> m_undecided; ///< only on the scrub's thread: could not be checked

    base::Mutex m_mutex;
    base::Condition m_wake;
    bool m_isStopping MESON_GUARDED_BY(m_mutex) = false;
    std::optional<SelfCheckReport> m_finished MESON_GUARDED_BY(m_mutex);
    std::function<void(const SelfCheckReport&)> m_done MESON_GUARDED_BY(m_mutex);

    std::thread m_thread;
    std::thread m_scrubThread;
};

} // namespace meson::store

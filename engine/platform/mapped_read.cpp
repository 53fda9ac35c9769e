// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/mapped_read.h"

#ifdef _WIN32

namespace meson::platform {

bool mappedReadsAreGuarded() {
    return false;
}

MappedReadGuard::MappedReadGuard(base::ByteSpan window, int file, std::uint64_t offset)
    : m_window(window)
    , m_file(file)
    , m_offset(offset)
    , m_failuresBefore(0) {}
MappedReadGuard::~MappedReadGuard() = default;
bool MappedReadGuard::populate() {
    return false;
}
bool MappedReadGuard::failed() const {
    return true;
}

} // namespace meson::platform

#else

#include "engine/base/check.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace meson::platform {
namespace {

/// What the signal handler of this thread may repair. Plain data: it is read inside the handler.
struct GuardedWindow {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    bool repaired = false;
};
thread_local GuardedWindow guardedWindow;
std::atomic<std::uint64_t> failures{0};
std::atomic<bool> zerosStayed{false}; ///< A file's pages could not be put back.
std::uintptr_t pageSize = 4096;
struct sigaction previousAction;

/// The pages that a window lies in.
struct WholePages {
    std::uint8_t* begin;
    std::size_t size;
    std::uintptr_t lead; ///< bytes before the window
};

WholePages pagesOf(base::ByteSpan window) {
    auto* const begin = const_cast<std::uint8_t*>(window.data());
    const std::uintptr_t lead = reinterpret_cast<std::uintptr_t>(begin) % pageSize;
    return {begin - lead, window.size() + lead, lead};
}

/// Async-signal-safe: mmap is a plain system call.
bool replacePage(void* fault) {
    const auto address = reinterpret_cast<std::uintptr_t>(fault);
    if (address < guardedWindow.begin || address >= guardedWindow.end)
        return false;
    failures.fetch_add(1, std::memory_order_seq_cst);
    guardedWindow.repaired = true;
    void* const page = static_cast<std::uint8_t*>(fault) - address % pageSize;
    return mmap(page, pageSize, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == page;
}

void onBusError(int signal, siginfo_t* info, void* context) {
    if (replacePage(info->si_addr))
        return;
    if ((previousAction.sa_flags & SA_SIGINFO) != 0 && previousAction.sa_sigaction != nullptr)
        return previousAction.sa_sigaction(signal, info, context);
    sigaction(
        signal, &previousAction, nullptr); // not ours: faults again, with its own consequences
}

void installHandler() {
    static std::once_flag once;
    std::call_once(once, [] {
        pageSize = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
        struct sigaction action {};
        action.sa_sigaction = onBusError;
        action.sa_flags = SA_SIGINFO | SA_NODEFER;
        sigemptyset(&action.sa_mask);
        MESON_CHECK(sigaction(SIGBUS, &action, &previousAction) == 0);
    });
}

} // namespace

bool mappedReadsAreGuarded() {
    return !zerosStayed.load(std::memory_order_relaxed);
}

MappedReadGuard::MappedReadGuard(base::ByteSpan window, int file, std::uint64_t offset)
    : m_window(window)
    , m_file(file)
    , m_offset(offset)
    , m_failuresBefore(failures.load()) {
    installHandler();
    MESON_ASSUME(guardedWindow.begin == 0);
    const auto begin = reinterpret_cast<std::uintptr_t>(window.data());
    guardedWindow = {begin, begin + window.size(), false};
}

MappedReadGuard::~MappedReadGuard() {
    const bool repaired = guardedWindow.repaired;
    guardedWindow = {};
    if (!repaired)
        return;
    const WholePages pages = pagesOf(m_window);
    void* const mapped = mmap(
        pages.begin, pages.size, PROT_READ, MAP_SHARED | MAP_FIXED, m_file,
        static_cast<off_t>(m_offset - pages.lead));
    if (mapped != pages.begin)
        zerosStayed = true;
}

bool MappedReadGuard::populate() {
#ifdef MADV_POPULATE_READ
    const WholePages pages = pagesOf(m_window);
    if (madvise(pages.begin, pages.size, MADV_POPULATE_READ) == 0)
        return !failed();
    if (errno != EINVAL) // EINVAL: a kernel before 5.14
        return false;
#endif
    volatile std::uint8_t sink = 0;
    for (std::size_t i = 0; i < m_window.size(); i += pageSize)
        sink = m_window[i];
    static_cast<void>(sink);
    return !failed();
}

bool MappedReadGuard::failed() const {
    // Behind the end of a file that was cut short, its last page reads as zeros without any fault.
    struct stat status;
    return failures.load(std::memory_order_seq_cst) != m_failuresBefore ||
           !mappedReadsAreGuarded() || fstat(m_file, &status) != 0 ||
           static_cast<std::uint64_t>(status.st_size) < m_offset + m_window.size();
}

} // namespace meson::platform

#endif

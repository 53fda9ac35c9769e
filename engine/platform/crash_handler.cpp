// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/crash_handler.h"

#ifdef _WIN32
#include <cstdio>
#include <cstring>
#include <string>
#include <windows.h>
#else
#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#if __has_include(<execinfo.h>)
#include <execinfo.h>
#define MESON_BACKTRACE
#endif
#endif

namespace meson::platform {

namespace {

constexpr int kFrames = 64;

#ifdef _WIN32

std::wstring crashFile;

void write(HANDLE file, const char* text) {
    DWORD written = 0;
    WriteFile(file, text, static_cast<DWORD>(std::strlen(text)), &written, nullptr);
}

LONG WINAPI crashed(EXCEPTION_POINTERS* what) {
    const HANDLE file = CreateFileW(
        crashFile.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL,
        nullptr);
    if (file == INVALID_HANDLE_VALUE)
        return EXCEPTION_CONTINUE_SEARCH;
    char line[64];
    std::snprintf(
        line, sizeof line, "exception %08lx at %p\n", what->ExceptionRecord->ExceptionCode,
        what->ExceptionRecord->ExceptionAddress);
    write(file, line);
    void* frames[kFrames];
    const int count = CaptureStackBackTrace(0, kFrames, frames, nullptr);
    for (int i = 0; i < count; ++i) {
        std::snprintf(line, sizeof line, "%p\n", frames[i]);
        write(file, line);
    }
    CloseHandle(file);
    return EXCEPTION_CONTINUE_SEARCH;
}

#else

constexpr std::array kSignals{SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
constexpr std::size_t kStack = 64 * 1024;

std::array<char, 4096> crashFile{};
std::array<char, kStack> handlerStack{};

const char* nameOf(int signal) {
    switch (signal) {
    case SIGSEGV:
        return "SIGSEGV: memory that is not the program's\n";
    case SIGBUS:
        return "SIGBUS: a file in memory that ended, or a failing disk\n";
    case SIGILL:
        return "SIGILL: an instruction that this processor does not have\n";
    case SIGFPE:
        return "SIGFPE: a wrong calculation\n";
    default:
        return "SIGABRT: the program found itself in a state that must not be\n";
    }
}

/// The handler is gone after its first call: raising the signal again ends the process as if there
/// had been none.
extern "C" void crashed(int signal) {
    const int file = open(crashFile.data(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file >= 0) {
        const char* name = nameOf(signal);
        [[maybe_unused]] const auto written = write(file, name, std::strlen(name));
#ifdef MESON_BACKTRACE
        std::array<void*, kFrames> frames;
        backtrace_symbols_fd(frames.data(), backtrace(frames.data(), kFrames), file);
#endif
        close(file);
    }
    raise(signal);
}

#endif

} // namespace

#ifdef _WIN32

void writeCrashesTo(const std::filesystem::path& file) {
    crashFile = file.wstring();
    SetUnhandledExceptionFilter(crashed);
}

#else

void writeCrashesTo(const std::filesystem::path& file) {
    const std::string path = file.string();
    if (path.size() >= crashFile.size())
        return;
    std::copy(path.begin(), path.end(), crashFile.begin());
    crashFile[path.size()] = '\0';
#ifdef MESON_BACKTRACE
    // The first call loads a library, which a handler must not.
    std::array<void*, 1> frame;
    backtrace(frame.data(), 1);
#endif
    stack_t stack{};
    stack.ss_sp = handlerStack.data();
    stack.ss_size = handlerStack.size();
    sigaltstack(&stack, nullptr);
    struct sigaction action {};
    action.sa_handler = crashed;
    action.sa_flags = static_cast<int>(SA_ONSTACK | SA_RESETHAND);
    for (const int signal : kSignals)
        sigaction(signal, &action, nullptr);
}

#endif

} // namespace meson::platform

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/host.h"

#include <QFile>
#include <QSettings>
#include <QSysInfo>
#include <thread>

#if defined(_WIN32)
#include <windows.h>
// windows.h must come first.
#include <psapi.h>
#elif defined(__APPLE__)
#include <mach/mach.h>
#include <sys/sysctl.h>
#else
#include <unistd.h>
#endif

namespace meson::platform {
namespace {

#if defined(_WIN32)

std::string processorName() {
    const QSettings key(
        QStringLiteral("HKEY_LOCAL_MACHINE\\HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0"),
        QSettings::NativeFormat);
    return key.value(QStringLiteral("ProcessorNameString")).toString().trimmed().toStdString();
}

base::Bytes memorySize() {
    MEMORYSTATUSEX status{};
    status.dwLength = sizeof status;
    return base::Bytes(
        GlobalMemoryStatusEx(&status) ? static_cast<std::int64_t>(status.ullTotalPhys) : 0);
}

#elif defined(__APPLE__)

std::string processorName() {
    std::array<char, 256> name{};
    std::size_t size = name.size() - 1;
    if (sysctlbyname("machdep.cpu.brand_string", name.data(), &size, nullptr, 0) != 0)
        return {};
    return name.data();
}

base::Bytes memorySize() {
    std::int64_t bytes = 0;
    std::size_t size = sizeof bytes;
    return base::Bytes(sysctlbyname("hw.memsize", &bytes, &size, nullptr, 0) == 0 ? bytes : 0);
}

#else

std::string processorName() {
    QFile file(QStringLiteral("/proc/cpuinfo"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    // x86 says "model name", some others "cpu model" or "Model".
    for (QByteArray line = file.readLine(); !line.isEmpty(); line = file.readLine()) {
        const qsizetype colon = line.indexOf(':');
        const QByteArray key = line.left(colon).trimmed().toLower();
        if (colon > 0 && (key == "model name" || key == "cpu model" || key == "model"))
            if (const QByteArray value = line.mid(colon + 1).trimmed(); value.size() > 3)
                return value.toStdString();
    }
    return {};
}

base::Bytes memorySize() {
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long size = sysconf(_SC_PAGESIZE);
    return base::Bytes(pages > 0 && size > 0 ? static_cast<std::int64_t>(pages) * size : 0);
}

#endif

} // namespace

Host readHost() {
    return {
        processorName(), static_cast<int>(std::thread::hardware_concurrency()), memorySize(),
        QSysInfo::prettyProductName().toStdString()};
}

#if defined(_WIN32)

base::Bytes residentMemory() {
    PROCESS_MEMORY_COUNTERS counters{};
    if (!K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters))
        return base::Bytes(0);
    return base::Bytes(static_cast<std::int64_t>(counters.WorkingSetSize));
}

#elif defined(__APPLE__)

base::Bytes residentMemory() {
    mach_task_basic_info info{};
    mach_msg_type_number_t count = MACH_TASK_BASIC_INFO_COUNT;
    const auto result = task_info(
        mach_task_self(), MACH_TASK_BASIC_INFO, reinterpret_cast<task_info_t>(&info), &count);
    return base::Bytes(result == KERN_SUCCESS ? static_cast<std::int64_t>(info.resident_size) : 0);
}

#else

base::Bytes residentMemory() {
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return base::Bytes(0);
    const QList<QByteArray> fields = file.readAll().split(' ');
    return base::Bytes(fields.size() > 1 ? fields[1].toLongLong() * sysconf(_SC_PAGESIZE) : 0);
}

#endif

} // namespace meson::platform

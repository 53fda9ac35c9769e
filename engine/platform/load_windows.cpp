// SPDX-License-Identifier: GPL-3.0-or-later
// The system's counters on Windows.
#include "engine/platform/load.h"

#if defined(_WIN32)

#include <winsock2.h>
#include <ws2ipdef.h>
// winsock2.h must come before windows.h, and both before these.
#include <iphlpapi.h>
#include <netioapi.h>
#include <string>
#include <windows.h>
#include <winioctl.h>

namespace meson::platform {
namespace {

constexpr int kDisksAtMost = 32;

double ticks(const FILETIME& time) {
    return static_cast<double>(
        (static_cast<std::uint64_t>(time.dwHighDateTime) << 32) | time.dwLowDateTime);
}

std::optional<ProcessorTime> computerTime() {
    FILETIME idle{}, kernel{}, user{};
    if (!GetSystemTimes(&idle, &kernel, &user))
        return std::nullopt;
    const double all = ticks(kernel) + ticks(user); // kernel has idle
    return ProcessorTime{all - ticks(idle), all};
}

std::optional<std::chrono::duration<double>> ownTime() {
    FILETIME created{}, ended{}, kernel{}, user{};
    if (!GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user))
        return std::nullopt;
    return std::chrono::duration<double>((ticks(kernel) + ticks(user)) / 1e7);
}

std::optional<base::Bytes> memoryUsed() {
    MEMORYSTATUSEX status{};
    status.dwLength = sizeof status;
    if (!GlobalMemoryStatusEx(&status))
        return std::nullopt;
    return base::Bytes(static_cast<std::int64_t>(status.ullTotalPhys - status.ullAvailPhys));
}

std::optional<Flow> lineFlow() {
    MIB_IF_TABLE2* table = nullptr;
    if (GetIfTable2(&table) != NO_ERROR)
        return std::nullopt;
    Flow sum;
    for (ULONG i = 0; i < table->NumEntries; ++i) {
        const MIB_IF_ROW2& row = table->Table[i];
        if (!row.InterfaceAndOperStatusFlags.HardwareInterface ||
            row.InterfaceAndOperStatusFlags.FilterInterface)
            continue;
        sum.in += static_cast<std::int64_t>(row.InOctets);
        sum.out += static_cast<std::int64_t>(row.OutOctets);
    }
    FreeMibTable(table);
    return sum;
}

/// Asking for no access needs no rights.
std::optional<Flow> diskFlow() {
    std::optional<Flow> sum;
    for (int number = 0; number < kDisksAtMost; ++number) {
        const std::wstring name = L"\\\\.\\PhysicalDrive" + std::to_wstring(number);
        const HANDLE disk = CreateFileW(
            name.c_str(), 0, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0,
            nullptr);
        if (disk == INVALID_HANDLE_VALUE)
            continue;
        DISK_PERFORMANCE counted{};
        DWORD size = 0;
        if (DeviceIoControl(
                disk, IOCTL_DISK_PERFORMANCE, nullptr, 0, &counted, sizeof counted, &size,
                nullptr)) {
            const Flow before = sum.value_or(Flow{});
            sum = Flow{
                before.in + counted.BytesRead.QuadPart, before.out + counted.BytesWritten.QuadPart};
        }
        CloseHandle(disk);
    }
    return sum;
}

std::optional<int> batteryPercent() {
    SYSTEM_POWER_STATUS status{};
    if (!GetSystemPowerStatus(&status) || status.BatteryLifePercent > 100)
        return std::nullopt;
    return status.BatteryLifePercent;
}

} // namespace

/// What this program reads and writes on disks is not told apart from its traffic there.
LoadCounters readLoadCounters(const std::filesystem::path&, const std::filesystem::path&) {
    return {computerTime(), ownTime(),    lineFlow(),      diskFlow(),
            std::nullopt,   memoryUsed(), batteryPercent()};
}

} // namespace meson::platform

#endif

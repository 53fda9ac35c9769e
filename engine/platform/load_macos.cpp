// SPDX-License-Identifier: GPL-3.0-or-later
// The system's counters on macOS.
#include "engine/platform/load.h"

#if defined(__APPLE__)

#include <CoreFoundation/CoreFoundation.h>
#include <IOKit/IOKitLib.h>
#include <IOKit/ps/IOPSKeys.h>
#include <IOKit/ps/IOPowerSources.h>
#include <IOKit/storage/IOBlockStorageDriver.h>
#include <array>
#include <libproc.h>
#include <mach/mach.h>
#include <net/if.h>
#include <net/if_types.h>
#include <net/route.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/sysctl.h>
#include <unistd.h>
#include <vector>

namespace meson::platform {
namespace {

std::optional<ProcessorTime> computerTime() {
    host_cpu_load_info ticks{};
    mach_msg_type_number_t count = HOST_CPU_LOAD_INFO_COUNT;
    if (host_statistics(
            mach_host_self(), HOST_CPU_LOAD_INFO, reinterpret_cast<host_info_t>(&ticks), &count) !=
        KERN_SUCCESS)
        return std::nullopt;
    ProcessorTime time;
    for (int state = 0; state < CPU_STATE_MAX; ++state) {
        time.all += ticks.cpu_ticks[state];
        if (state != CPU_STATE_IDLE)
            time.busy += ticks.cpu_ticks[state];
    }
    return time;
}

std::optional<std::chrono::duration<double>> ownTime() {
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return std::nullopt;
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return std::chrono::duration<double>(seconds(usage.ru_utime) + seconds(usage.ru_stime));
}

std::optional<base::Bytes> memoryUsed() {
    vm_statistics64 pages{};
    mach_msg_type_number_t count = HOST_VM_INFO64_COUNT;
    if (host_statistics64(
            mach_host_self(), HOST_VM_INFO64, reinterpret_cast<host_info64_t>(&pages), &count) !=
        KERN_SUCCESS)
        return std::nullopt;
    const std::int64_t used = static_cast<std::int64_t>(pages.internal_page_count) -
                              pages.purgeable_count + pages.wire_count +
                              pages.compressor_page_count;
    return base::Bytes(used * getpagesize());
}

/// The routing socket's list has counters of 64 bits.
std::optional<Flow> lineFlow() {
    std::array<int, 6> name{CTL_NET, PF_ROUTE, 0, 0, NET_RT_IFLIST2, 0};
    std::size_t size = 0;
    if (sysctl(name.data(), name.size(), nullptr, &size, nullptr, 0) != 0)
        return std::nullopt;
    std::vector<char> list(size);
    if (sysctl(name.data(), name.size(), list.data(), &size, nullptr, 0) != 0)
        return std::nullopt;
    Flow sum;
    for (std::size_t at = 0; at + sizeof(if_msghdr) <= size;) {
        const auto* head = reinterpret_cast<const if_msghdr*>(list.data() + at);
        if (head->ifm_msglen == 0)
            break;
        if (head->ifm_type == RTM_IFINFO2) {
            const auto* line = reinterpret_cast<const if_msghdr2*>(head);
            if (line->ifm_data.ifi_type == IFT_ETHER) { // Wi-Fi says so too
                sum.in += static_cast<std::int64_t>(line->ifm_data.ifi_ibytes);
                sum.out += static_cast<std::int64_t>(line->ifm_data.ifi_obytes);
            }
        }
        at += head->ifm_msglen;
    }
    return sum;
}

std::int64_t numberIn(CFDictionaryRef dictionary, CFStringRef key) {
    std::int64_t number = 0;
    if (const auto* value = static_cast<CFNumberRef>(CFDictionaryGetValue(dictionary, key)))
        CFNumberGetValue(value, kCFNumberSInt64Type, &number);
    return number;
}

std::optional<Flow> diskFlow() {
    io_iterator_t disks = 0;
    if (IOServiceGetMatchingServices(
            MACH_PORT_NULL, IOServiceMatching(kIOBlockStorageDriverClass), &disks) != KERN_SUCCESS)
        return std::nullopt;
    std::optional<Flow> sum;
    while (const io_object_t disk = IOIteratorNext(disks)) {
        const auto* counted = static_cast<CFDictionaryRef>(IORegistryEntryCreateCFProperty(
            disk, CFSTR(kIOBlockStorageDriverStatisticsKey), kCFAllocatorDefault, 0));
        if (counted) {
            const Flow before = sum.value_or(Flow{});
            sum = Flow{
                before.in + numberIn(counted, CFSTR(kIOBlockStorageDriverStatisticsBytesReadKey)),
                before.out +
                    numberIn(counted, CFSTR(kIOBlockStorageDriverStatisticsBytesWrittenKey))};
            CFRelease(counted);
        }
        IOObjectRelease(disk);
    }
    IOObjectRelease(disks);
    return sum;
}

std::optional<Flow> ownDiskFlow() {
    rusage_info_v2 usage{};
    if (proc_pid_rusage(getpid(), RUSAGE_INFO_V2, reinterpret_cast<rusage_info_t*>(&usage)) != 0)
        return std::nullopt;
    return Flow{
        static_cast<std::int64_t>(usage.ri_diskio_bytesread),
        static_cast<std::int64_t>(usage.ri_diskio_byteswritten)};
}

std::optional<int> batteryPercent() {
    const CFTypeRef all = IOPSCopyPowerSourcesInfo();
    if (!all)
        return std::nullopt;
    const CFArrayRef sources = IOPSCopyPowerSourcesList(all);
    std::optional<int> percent;
    for (CFIndex i = 0; sources && i < CFArrayGetCount(sources); ++i) {
        const CFDictionaryRef source =
            IOPSGetPowerSourceDescription(all, CFArrayGetValueAtIndex(sources, i));
        const std::int64_t most = source ? numberIn(source, CFSTR(kIOPSMaxCapacityKey)) : 0;
        if (most > 0)
            percent =
                static_cast<int>(numberIn(source, CFSTR(kIOPSCurrentCapacityKey)) * 100 / most);
    }
    if (sources)
        CFRelease(sources);
    CFRelease(all);
    return percent;
}

} // namespace

LoadCounters readLoadCounters(const std::filesystem::path&, const std::filesystem::path&) {
    return {computerTime(), ownTime(),    lineFlow(),      diskFlow(),
            ownDiskFlow(),  memoryUsed(), batteryPercent()};
}

} // namespace meson::platform

#endif

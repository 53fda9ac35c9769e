// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/power.h"

#if defined(_WIN32)
#include <windows.h>
#elif defined(__APPLE__)
#include <CoreFoundation/CoreFoundation.h>
#include <IOKit/pwr_mgt/IOPMLib.h>
#else
#include <fstream>
#endif
#if defined(MESON_DBUS)
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusUnixFileDescriptor>
#include <QDBusVariant>
#endif

namespace meson::platform {

// --- battery or mains
// -----------------------------------------------------------------------------

#if defined(_WIN32)

std::optional<bool> isOnBattery(const std::filesystem::path&) {
    SYSTEM_POWER_STATUS status{};
    if (!GetSystemPowerStatus(&status) || status.ACLineStatus > 1)
        return std::nullopt;
    return status.ACLineStatus == 0;
}

#else

namespace {

std::string lineOf(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

} // namespace

// type: "Mains", "USB", "Battery", "UPS"…; scope "Device": a mouse's, not the computer's.
// status of a battery: "Discharging", "Charging", "Full", "Not charging", "Unknown".
std::optional<bool> isOnBattery(const std::filesystem::path& supplies) {
    std::error_code error;
    std::filesystem::directory_iterator supply(supplies, error);
    bool hasUnknown = false;
    bool isDischarging = false;
    for (; !error && supply != std::filesystem::directory_iterator(); supply.increment(error)) {
        const std::filesystem::path folder = supply->path();
        const std::string type = lineOf(folder / "type");
        if ((type == "Mains" || type == "USB") && lineOf(folder / "online") == "1")
            return false;
        if (type != "Battery" || lineOf(folder / "scope") == "Device")
            continue;
        const std::string status = lineOf(folder / "status");
        isDischarging = isDischarging || status == "Discharging";
        hasUnknown = hasUnknown || status.empty() || status == "Unknown";
    }
    if (error)
        return std::nullopt;
    if (isDischarging)
        return true;
    return hasUnknown ? std::nullopt : std::optional(false);
}

#endif

// --- metered connection
// ---------------------------------------------------------------------------

#if defined(MESON_DBUS)

namespace {

constexpr int kBusMilliseconds = 1000;

} // namespace

// NMMetered: 0 unknown, 1 yes, 2 no, 3 guessed yes, 4 guessed no.
std::optional<bool> isMetered() {
    QDBusMessage question = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.NetworkManager"),
        QStringLiteral("/org/freedesktop/NetworkManager"),
        QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    question << QStringLiteral("org.freedesktop.NetworkManager") << QStringLiteral("Metered");
    question.setAutoStartService(false);
    const QDBusMessage answer =
        QDBusConnection::systemBus().call(question, QDBus::Block, kBusMilliseconds);
    if (answer.type() != QDBusMessage::ReplyMessage || answer.arguments().isEmpty())
        return std::nullopt;
    const uint metered = answer.arguments().first().value<QDBusVariant>().variant().toUInt();
    if (metered < 1 || metered > 4)
        return std::nullopt;
    return metered == 1 || metered == 3;
}

#else

std::optional<bool> isMetered() {
    return std::nullopt;
}

#endif

// --- awake
// ----------------------------------------------------------------------------------------

#if defined(_WIN32)

namespace {

class Awake final : public KeepAwake {
public:
    ~Awake() override { SetThreadExecutionState(ES_CONTINUOUS); }
};

} // namespace

std::unique_ptr<KeepAwake> KeepAwake::hold(const std::string&) {
    if (SetThreadExecutionState(ES_CONTINUOUS | ES_SYSTEM_REQUIRED) == 0)
        return nullptr;
    return std::make_unique<Awake>();
}

#elif defined(__APPLE__)

namespace {

class Awake final : public KeepAwake {
public:
    explicit Awake(IOPMAssertionID assertion)
        : m_assertion(assertion) {}
    ~Awake() override { IOPMAssertionRelease(m_assertion); }

private:
    const IOPMAssertionID m_assertion;
};

} // namespace

std::unique_ptr<KeepAwake> KeepAwake::hold(const std::string& why) {
    const CFStringRef name =
        CFStringCreateWithCString(kCFAllocatorDefault, why.c_str(), kCFStringEncodingUTF8);
    IOPMAssertionID assertion = 0;
    const IOReturn result = IOPMAssertionCreateWithName(
        kIOPMAssertionTypePreventUserIdleSystemSleep, kIOPMAssertionLevelOn, name, &assertion);
    CFRelease(name);
    if (result != kIOReturnSuccess)
        return nullptr;
    return std::make_unique<Awake>(assertion);
}

#elif defined(MESON_DBUS)

namespace {

/// logind holds the computer awake for as long as this file is open.
class Awake final : public KeepAwake {
public:
    explicit Awake(const QDBusUnixFileDescriptor& lock)
        : m_lock(lock) {}

private:
    const QDBusUnixFileDescriptor m_lock;
};

} // namespace

std::unique_ptr<KeepAwake> KeepAwake::hold(const std::string& why) {
    QDBusMessage question = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1"),
        QStringLiteral("org.freedesktop.login1.Manager"), QStringLiteral("Inhibit"));
    question << QStringLiteral("sleep:idle") << QStringLiteral("Meson Miner")
             << QString::fromStdString(why) << QStringLiteral("block");
    const QDBusMessage answer =
        QDBusConnection::systemBus().call(question, QDBus::Block, kBusMilliseconds);
    if (answer.type() != QDBusMessage::ReplyMessage || answer.arguments().isEmpty())
        return nullptr;
    auto lock = answer.arguments().first().value<QDBusUnixFileDescriptor>();
    if (!lock.isValid())
        return nullptr;
    return std::make_unique<Awake>(std::move(lock));
}

#else

std::unique_ptr<KeepAwake> KeepAwake::hold(const std::string&) {
    return nullptr;
}

#endif

} // namespace meson::platform

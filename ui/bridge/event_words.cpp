// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/event_words.h"

#include "ui/bridge/words.h"
#include "ui/widgets/units.h"

#include <QCoreApplication>

namespace meson::bridge {
namespace {

using metrics::EventType;

QString say(const char* text) {
    return QCoreApplication::translate("events", text);
}

QString counted(const char* text, std::int64_t amount) {
    return QCoreApplication::translate("events", text, nullptr, static_cast<int>(amount));
}

/// Events that say how many of something.
QString countedText(EventType type, std::int64_t amount) {
    switch (type) {
    case EventType::ObjectsCached:
        return counted(QT_TRANSLATE_N_NOOP("events", "%n object(s) stored"), amount);
    case EventType::ObjectsEvicted:
        return counted(QT_TRANSLATE_N_NOOP("events", "%n object(s) made room"), amount);
    case EventType::ObjectsExpired:
        return counted(QT_TRANSLATE_N_NOOP("events", "%n object(s) expired"), amount);
    case EventType::ObjectsDamaged:
        return counted(QT_TRANSLATE_N_NOOP("events", "%n damaged object(s) dropped"), amount);
    case EventType::ChecksAnswered:
        return counted(QT_TRANSLATE_N_NOOP("events", "%n spot check(s) answered"), amount);
    case EventType::DownloadsFailed:
        return counted(QT_TRANSLATE_N_NOOP("events", "%n fetch(es) failed"), amount);
    case EventType::ClockWrong:
        return counted(QT_TRANSLATE_N_NOOP("events", "The clock is %n second(s) ahead"), amount);
    case EventType::CapNear:
        return counted(
            QT_TRANSLATE_N_NOOP("events", "%n percent of the month's traffic is used"), amount);
    case EventType::CreditsReceived:
        return say(QT_TRANSLATE_NOOP("events", "%1 credited")).arg(widgets::bytesInWords(amount));
    case EventType::QuotaChanged:
        return say(QT_TRANSLATE_NOOP("events", "You lend %1")).arg(widgets::bytesInWords(amount));
    default:
        return {};
    }
}

/// Events that say what they are about; %1 is the subject.
const char* subjectText(EventType type) {
    switch (type) {
    case EventType::EngineFailed:
        return QT_TRANSLATE_NOOP("events", "The engine stopped: %1");
    case EventType::RouterConnected:
        return QT_TRANSLATE_NOOP("events", "Joined %1");
    case EventType::RouterLost:
        return QT_TRANSLATE_NOOP("events", "The Router is away: %1");
    case EventType::Reachable:
        return QT_TRANSLATE_NOOP("events", "Reached from outside at %1");
    case EventType::Unreachable:
        return QT_TRANSLATE_NOOP("events", "Not reachable from outside: %1");
    case EventType::Paused:
        return QT_TRANSLATE_NOOP("events", "Paused: %1");
    case EventType::VolumeFull:
        return QT_TRANSLATE_NOOP("events", "The disk is full: %1");
    case EventType::VolumeReadOnly:
        return QT_TRANSLATE_NOOP("events", "The disk cannot be written: %1");
    case EventType::VolumeGone:
        return QT_TRANSLATE_NOOP("events", "The disk is gone: %1");
    case EventType::SettingsChanged:
        return QT_TRANSLATE_NOOP("events", "Setting changed: %1");
    case EventType::RouterNotice:
        return QT_TRANSLATE_NOOP("events", "The Router says: %1");
    case EventType::RecordsSetAside:
        return QT_TRANSLATE_NOOP("events", "A damaged record was put aside: %1");
    case EventType::Penalty:
        return QT_TRANSLATE_NOOP("events", "Penalty: %1");
    default:
        return "%1";
    }
}

QString plainText(EventType type) {
    switch (type) {
    case EventType::EngineStarted:
        return say(QT_TRANSLATE_NOOP("events", "The engine started"));
    case EventType::EngineStopped:
        return say(QT_TRANSLATE_NOOP("events", "The engine stopped"));
    case EventType::Resumed:
        return say(QT_TRANSLATE_NOOP("events", "Serving again"));
    case EventType::LimitsChanged:
        return say(QT_TRANSLATE_NOOP("events", "Limits changed"));
    default:
        return {};
    }
}

} // namespace

QString eventText(const metrics::JournalEntry& entry) {
    const EventType type = entry.event.type;
    if (const QString text = countedText(type, entry.event.amount); !text.isEmpty())
        return text;
    if (const QString text = plainText(type); !text.isEmpty())
        return text;
    const QString subject = type == EventType::Paused ? pauseRuleText(entry.event.subject)
                                                      : engineSentence(entry.event.subject);
    return say(subjectText(type)).arg(subject);
}

theme::Tone eventTone(EventType type) {
    switch (metrics::severityOf(type)) {
    case metrics::Severity::Info:
        return theme::Tone::Info;
    case metrics::Severity::Warning:
        return theme::Tone::Warn;
    case metrics::Severity::Problem:
        break;
    }
    return theme::Tone::Error;
}

} // namespace meson::bridge

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/event_words.h"

#include "ui/bridge/words.h"
#include "ui/widgets/units.h"

#include <QCoreApplication>

namespace meson::pages {

namespace {

using metrics::EventType;
using theme::Glyph;
using theme::Tone;

struct Events {
    Q_DECLARE_TR_FUNCTIONS(meson::pages::Events)
};

Tone toneOf(EventType type) {
    switch (metrics::severityOf(type)) {
    case metrics::Severity::Info:
        break;
    case metrics::Severity::Warning:
        return Tone::Warn;
    case metrics::Severity::Problem:
        return Tone::Error;
    }
    return type == EventType::Reachable || type == EventType::RouterConnected ||
                   type == EventType::CreditsReceived
               ? Tone::Ok
               : Tone::Muted;
}

Glyph glyphOf(EventType type) {
    switch (type) {
    case EventType::EngineStarted:
        return Glyph::Play;
    case EventType::EngineStopped:
        return Glyph::Power;
    case EventType::RouterConnected:
        return Glyph::Link;
    case EventType::Reachable:
        return Glyph::Globe;
    case EventType::Paused:
        return Glyph::Pause;
    case EventType::Resumed:
        return Glyph::Play;
    case EventType::ObjectsCached:
        return Glyph::Download;
    case EventType::ObjectsEvicted:
    case EventType::ObjectsExpired:
        return Glyph::Trash;
    case EventType::ChecksAnswered:
        return Glyph::Shield;
    case EventType::CreditsReceived:
        return Glyph::Earnings;
    case EventType::LimitsChanged:
        return Glyph::Bandwidth;
    case EventType::QuotaChanged:
        return Glyph::Storage;
    case EventType::SettingsChanged:
        return Glyph::Settings;
    default:
        return theme::toneGlyph(toneOf(type));
    }
}

QString detailOf(const metrics::JournalEntry& entry) {
    const QString count = widgets::countInWords(entry.event.amount);
    switch (entry.event.type) {
    case EventType::ObjectsCached:
    case EventType::ObjectsEvicted:
    case EventType::ObjectsExpired:
    case EventType::ObjectsDamaged:
        return Events::tr("Objects: %1").arg(count);
    case EventType::ChecksAnswered:
        return Events::tr("Checks: %1").arg(count);
    case EventType::DownloadsFailed:
        return Events::tr("Attempts: %1").arg(count);
    case EventType::CreditsReceived:
    case EventType::QuotaChanged:
        return widgets::bytesInWords(entry.event.amount);
    case EventType::ClockWrong:
        return entry.event.amount > 0
                   ? Events::tr("%1 ahead")
                         .arg(widgets::durationInWords(std::chrono::seconds(entry.event.amount)))
                   : Events::tr("%1 behind")
                         .arg(widgets::durationInWords(std::chrono::seconds(-entry.event.amount)));
    case EventType::CapNear:
        return Events::tr("%1 used").arg(
            widgets::percentInWords(static_cast<double>(entry.event.amount) / 100));
    case EventType::Paused:
        return bridge::pauseRuleText(entry.event.subject);
    default:
        return bridge::engineSentence(entry.event.subject);
    }
}

QString effectOf(EventType type) {
    switch (type) {
    case EventType::EngineFailed:
    case EventType::RouterLost:
    case EventType::Unreachable:
        return Events::tr("Nothing is served or earned while this lasts.");
    case EventType::ObjectsDamaged:
        return Events::tr("The objects were dropped and are not served any more; repeated damage "
                          "lowers the node's standing.");
    case EventType::VolumeFull:
        return Events::tr("No new objects are taken; what is cached is still served.");
    case EventType::VolumeReadOnly:
        return Events::tr("What is cached is served, but nothing is added or removed.");
    case EventType::VolumeGone:
        return Events::tr("What lies there cannot be served and earns nothing.");
    case EventType::ClockWrong:
        return Events::tr("Earnings are not touched: the node follows the Router's time. Schedule "
                          "and month follow this computer's.");
    case EventType::CapNear:
        return Events::tr("From 95 % the alternative limit holds, at 100 % serving pauses.");
    case EventType::Penalty:
        return Events::tr("A part of what was served earns nothing.");
    case EventType::RecordsSetAside:
        return Events::tr("Earnings are not touched; older figures are missing here.");
    case EventType::ListMadeAnew:
        return Events::tr("What is cached is verified and listed again; until then no client is "
                          "sent to it.");
    default:
        return {};
    }
}

QString remedyOf(EventType type) {
    switch (type) {
    case EventType::EngineFailed:
        return Events::tr("The node starts again by itself. If it keeps failing, mend what the "
                          "message names.");
    case EventType::RouterLost:
        return Events::tr("Check this computer's internet connection; the node keeps trying.");
    case EventType::Unreachable:
        return Events::tr("Open the port: the Bandwidth page says how.");
    case EventType::ObjectsDamaged:
        return Events::tr("Check the disk; if this goes on, move the cache to another one.");
    case EventType::VolumeFull:
        return Events::tr("Free space on the disk or give less of it on the Storage page.");
    case EventType::VolumeReadOnly:
        return Events::tr("Make the folder writable again, or mount its disk anew.");
    case EventType::VolumeGone:
        return Events::tr("Check the disk and its cable; the node takes it back by itself.");
    case EventType::ClockWrong:
        return Events::tr("Let the computer set its clock by the internet.");
    case EventType::CapNear:
        return Events::tr("Raise the cap or wait for the reset day, on the Bandwidth page.");
    case EventType::RouterNotice:
        return Events::tr("Do what the Router asks for, then dismiss this.");
    case EventType::RecordsSetAside:
        return Events::tr("The old file was kept; nothing needs to be done.");
    case EventType::ListMadeAnew:
        return Events::tr("Check the disk if this happens again.");
    case EventType::Penalty:
        return Events::tr("The Router's statement of account says which epoch and how much.");
    default:
        return {};
    }
}

bridge::Remedy actionOf(EventType type) {
    using bridge::Remedy;
    switch (type) {
    case EventType::EngineFailed:
        return Remedy::StartAgain;
    case EventType::RouterLost:
        return Remedy::OpenDoctor;
    case EventType::Unreachable:
    case EventType::CapNear:
        return Remedy::OpenBandwidth;
    case EventType::ObjectsDamaged:
    case EventType::VolumeFull:
    case EventType::VolumeGone:
    case EventType::ListMadeAnew:
        return Remedy::OpenStorage;
    case EventType::VolumeReadOnly:
        return Remedy::OpenFolder;
    case EventType::Penalty:
        return Remedy::OpenEarnings;
    default:
        return Remedy::None;
    }
}

} // namespace

QString eventTypeName(EventType type) {
    switch (type) {
    case EventType::EngineStarted:
        return Events::tr("Node started");
    case EventType::EngineStopped:
        return Events::tr("Node stopped");
    case EventType::EngineFailed:
        return Events::tr("Node failed");
    case EventType::RouterConnected:
        return Events::tr("Connected to the Router");
    case EventType::RouterLost:
        return Events::tr("Router not reached");
    case EventType::Reachable:
        return Events::tr("Reached from outside");
    case EventType::Unreachable:
        return Events::tr("Not reached from outside");
    case EventType::Paused:
        return Events::tr("Paused");
    case EventType::Resumed:
        return Events::tr("Resumed");
    case EventType::ObjectsCached:
        return Events::tr("Cached");
    case EventType::ObjectsEvicted:
        return Events::tr("Removed to make room");
    case EventType::ObjectsExpired:
        return Events::tr("Expired");
    case EventType::ObjectsDamaged:
        return Events::tr("Damaged on disk");
    case EventType::ChecksAnswered:
        return Events::tr("Spot checks answered");
    case EventType::CreditsReceived:
        return Events::tr("Traffic credited");
    case EventType::DownloadsFailed:
        return Events::tr("Downloads failed");
    case EventType::VolumeFull:
        return Events::tr("Disk full");
    case EventType::VolumeReadOnly:
        return Events::tr("Folder is read-only");
    case EventType::VolumeGone:
        return Events::tr("Disk gone");
    case EventType::ClockWrong:
        return Events::tr("This computer's clock is wrong");
    case EventType::CapNear:
        return Events::tr("Monthly cap");
    case EventType::LimitsChanged:
        return Events::tr("Limits changed");
    case EventType::QuotaChanged:
        return Events::tr("Storage size changed");
    case EventType::SettingsChanged:
        return Events::tr("Setting changed");
    case EventType::RouterNotice:
        return Events::tr("Message from the Router");
    case EventType::RecordsSetAside:
        return Events::tr("A file of records was damaged");
    case EventType::Penalty:
        return Events::tr("Penalty");
    case EventType::ListMadeAnew:
        return Events::tr("The content list was made anew");
    }
    return {};
}

EventWords wordsOf(const metrics::JournalEntry& entry) {
    const EventType type = entry.event.type;
    return {eventTypeName(type), detailOf(entry), effectOf(type), remedyOf(type),
            actionOf(type),      toneOf(type),    glyphOf(type)};
}

} // namespace meson::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/doctor_words.h"

#include "ui/bridge/words.h"
#include "ui/widgets/units.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cstdlib>

namespace meson::bridge {
namespace {

using node::Cause;
using node::Finding;
using node::Probe;
using node::Verdict;
using widgets::bytesInWords;

QString tr(const char* text) {
    return QCoreApplication::translate("meson::bridge", text);
}

QString subjectOf(const Finding& finding) {
    return QString::fromStdString(finding.subject);
}

QString span(std::int64_t seconds) {
    return widgets::durationInWords(std::chrono::seconds(std::llabs(seconds)));
}

QString clockText(const Finding& finding) {
    const QString apart = span(finding.measured);
    if (finding.verdict == Verdict::Unknown)
        return tr("Not measured: the Router has not said the time yet");
    if (finding.measured == 0)
        return tr("Agrees with Router time to the second");
    return finding.measured > 0 ? tr("%1 ahead of Router time").arg(apart)
                                : tr("%1 behind Router time").arg(apart);
}

QString unknownText(const Finding& finding) {
    switch (finding.probe) {
    case Probe::Clock:
        return clockText(finding);
    case Probe::Disk:
        return tr("Not readable on this system");
    case Probe::Folder:
        return tr("No folder to write in");
    case Probe::Port:
        return tr("Chosen when the node starts");
    case Probe::Engine:
        return finding.detail.empty() ? tr("On its way") : engineSentence(finding.detail);
    case Probe::Reachability:
        return tr("Not known: the Router has to answer first");
    case Probe::Heartbeat:
        return tr("Not known: it comes after the node is reached");
    case Probe::Penalties:
        return tr("No statement yet, and no word from the Router");
    default:
        break;
    }
    return tr("Not known while the node does not run");
}

QString fineText(const Finding& finding) {
    switch (finding.probe) {
    case Probe::Clock:
        return clockText(finding);
    case Probe::Disk:
        return tr("%1 free where there is least to spare; %2 of it stay yours")
            .arg(bytesInWords(finding.measured), bytesInWords(finding.needed));
    case Probe::Folder:
        return tr("Wrote a file and read it back in %1 ms")
            .arg(QLocale().toString(static_cast<qlonglong>(finding.measured)));
    case Probe::Port:
        return tr("Port %1 is ours").arg(finding.measured);
    case Probe::Engine:
        return tr("Runs");
    case Probe::Reachability:
        return tr("The Router came in at %1, %2 ago")
            .arg(subjectOf(finding), span(std::max<std::int64_t>(finding.measured, 0)));
    case Probe::Heartbeat:
        return tr("The Router answered %1 ago")
            .arg(span(std::max<std::int64_t>(finding.measured, 0)));
    case Probe::Rules:
        return tr("Nothing pauses the node now");
    case Probe::Demand:
        return tr("%1 served in the last day; objects here: %2")
            .arg(bytesInWords(finding.measured), widgets::countInWords(finding.needed));
    case Probe::Penalties:
        break;
    }
    return tr("None: all that is credited counts");
}

FindingWords computerWords(const Finding& finding) {
    const QString subject = subjectOf(finding);
    switch (finding.cause) {
    case Cause::ClockWrong:
        return {
            clockText(finding), tr("The clock of this computer is wrong."),
            tr("Switch on automatic time in the settings of your system: the weekly schedule "
               "and the month follow this clock; earnings do not."),
            Remedy::None};
    case Cause::DiskGone:
        return {
            tr("%1 does not answer").arg(subject), tr("A disk of the cache is gone."),
            tr("Check the disk and its cable. The node takes it back by itself."),
            Remedy::OpenStorage};
    case Cause::DiskFull:
        return {
            tr("%1 free on the disk of %2, less than the reserve of %3")
                .arg(bytesInWords(finding.measured), subject, bytesInWords(finding.needed)),
            tr("A disk of the cache is full."),
            tr("Free some space on it, or add a folder on another disk. The node goes on by "
               "itself."),
            Remedy::OpenStorage};
    case Cause::FolderMissing:
        return {
            tr("%1 is not there").arg(subject), tr("A folder of the cache is missing."),
            tr("Connect its disk, or choose another folder."), Remedy::OpenStorage};
    case Cause::FolderNotWritable:
        return {
            tr("%1: %2").arg(subject, engineSentence(finding.detail)),
            tr("A folder of the node cannot be written."),
            tr("Give your user the right to write there, or choose another folder."),
            Remedy::OpenFolder};
    case Cause::PortTaken:
        return {
            tr("Another program listens on port %1").arg(finding.measured),
            tr("The port is taken by another program."),
            tr("Choose another port, or stop that program."), Remedy::OpenSettings};
    case Cause::PortNotAllowed:
        return {
            tr("Your user may not listen on port %1").arg(finding.measured),
            tr("The port is not allowed to you."), tr("Choose a port above 1023."),
            Remedy::OpenSettings};
    default:
        break;
    }
    return {
        tr("Nothing answers on port %1 of this computer").arg(finding.measured),
        tr("The node does not answer on its own port."),
        tr("A firewall on this computer may block it: allow Meson Miner there."),
        Remedy::StartAgain};
}

FindingWords nodeWords(const Finding& finding) {
    const QString said = engineSentence(finding.detail);
    switch (finding.cause) {
    case Cause::EngineFailed:
        return {
            said, tr("The node cannot run."), tr("Mend what it says; it is tried again by itself."),
            Remedy::StartAgain};
    case Cause::EngineStopped:
        return {
            tr("It has not been set up"), tr("The node is not set up yet."),
            tr("Answer the first questions: it takes a minute."), Remedy::SetUp};
    case Cause::NotReached:
        return {
            said, tr("The Router cannot reach this node from outside."),
            tr("Pass the port on in your home router, and allow it in the firewall. Without that "
               "no viewer is sent here."),
            Remedy::AskRouter};
    case Cause::RouterAway:
        break;
    default:
        return {};
    }
    return {
        finding.measured >= 0 ? tr("Silent for %1. %2").arg(span(finding.measured), said) : said,
        tr("The network does not answer."),
        tr("Check your connection to the internet and the address of the network. It is tried "
           "again by itself."),
        Remedy::AskRouter};
}

FindingWords ownersPause(const Finding& finding) {
    const bool isOwner = finding.subject == terminal::pauseName(terminal::PauseReason::Owner);
    return {
        pauseRuleText(finding.subject), tr("The node is paused."),
        isOwner
            ? tr("Resume it when you like.")
            : tr("It goes on by itself when the rule allows it. The rules are yours to change."),
        isOwner ? Remedy::Resume : Remedy::OpenBandwidth};
}

FindingWords networkWords(const Finding& finding) {
    switch (finding.cause) {
    case Cause::NothingStored:
        return {
            tr("No object is stored here yet"),
            tr("The network has not asked this node to keep anything yet."),
            tr("Nothing is wrong here: leave it running. The Router chooses nodes with room, and "
               "with a good line, first."),
            Remedy::OpenStorage};
    case Cause::NobodyAsks:
        return {
            tr("Objects here: %1; nobody has asked for one in a day")
                .arg(widgets::countInWords(finding.needed)),
            tr("Viewers do not ask for what is stored here."),
            tr("Nothing is wrong here: leave it running. More space holds more of what is wanted."),
            Remedy::OpenStorage};
    default:
        break;
    }
    return {
        engineSentence(finding.detail), tr("The Router has lowered or stopped your rewards."),
        tr("What it says above tells how that is mended; %1 of what is credited count now.")
            .arg(widgets::percentInWords(static_cast<double>(finding.measured) / 1e6)),
        Remedy::OpenActivity};
}

} // namespace

FindingWords wordsOf(const Finding& finding) {
    if (finding.verdict == Verdict::Fine)
        return {fineText(finding), {}, {}, Remedy::None};
    if (finding.verdict == Verdict::Unknown)
        return {unknownText(finding), {}, {}, Remedy::None};
    if (finding.cause == Cause::Paused)
        return ownersPause(finding);
    if (finding.cause <= Cause::PortSilent)
        return computerWords(finding);
    return finding.cause < Cause::Paused ? nodeWords(finding) : networkWords(finding);
}

QString probeName(Probe probe) {
    switch (probe) {
    case Probe::Clock:
        return tr("Clock");
    case Probe::Disk:
        return tr("Disk");
    case Probe::Folder:
        return tr("Folders");
    case Probe::Port:
        return tr("Port");
    case Probe::Engine:
        return tr("Node");
    case Probe::Reachability:
        return tr("From outside");
    case Probe::Heartbeat:
        return tr("Contact with the Router");
    case Probe::Rules:
        return tr("Pauses");
    case Probe::Demand:
        return tr("Demand");
    case Probe::Penalties:
        break;
    }
    return tr("Penalties");
}

QString summaryOf(const std::vector<Finding>& findings) {
    const auto count = [&](Verdict verdict) {
        return std::count_if(findings.begin(), findings.end(), [verdict](const Finding& finding) {
            return finding.verdict == verdict;
        });
    };
    for (const Finding& finding : findings)
        if (finding.verdict == Verdict::Cause)
            return wordsOf(finding).cause;
    const auto unknown = static_cast<int>(count(Verdict::Unknown));
    if (unknown == 0)
        return tr("Nothing is wrong: this node is ready to earn.");
    const char* some = QT_TRANSLATE_N_NOOP(
        "meson::bridge", "Nothing wrong was found; %n probe(s) could not be done.");
    return QCoreApplication::translate("meson::bridge", some, nullptr, unknown);
}

QString reportOf(const std::vector<Finding>& findings, const QDateTime& when) {
    QString text = QStringLiteral("%1, %2 (%3)\n%4\n\n")
                       .arg(
                           tr("Meson Miner, why am I not earning?"), when.toString(Qt::ISODate),
                           QCoreApplication::applicationVersion(), summaryOf(findings));
    for (const Finding& finding : findings) {
        const FindingWords words = wordsOf(finding);
        const char* sign = finding.verdict == Verdict::Fine    ? "[ ok ]"
                           : finding.verdict == Verdict::Cause ? "[ !! ]"
                                                               : "[ ?? ]";
        text += QStringLiteral("%1 %2: %3\n")
                    .arg(QLatin1String(sign), probeName(finding.probe), words.result);
        if (!words.fix.isEmpty())
            text += QStringLiteral("       %1\n").arg(words.fix);
    }
    return text;
}

} // namespace meson::bridge

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/snapshot_json.h"

#include "engine/platform/host.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace meson::terminal {
namespace {

QString text(std::string_view value) {
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

template <class Unit>
qint64 number(base::Quantity<Unit> value) {
    return static_cast<qint64>(value.count());
}

qint64 number(std::int64_t value) {
    return static_cast<qint64>(value);
}

QJsonValue time(const std::optional<base::WallTime>& value) {
    return value ? QJsonValue(number(base::unixSeconds(*value))) : QJsonValue();
}

std::string_view stateName(store::VolumeState state) {
    switch (state) {
    case store::VolumeState::Ok:
        return "ok";
    case store::VolumeState::Full:
        return "full";
    case store::VolumeState::ReadOnly:
        return "read-only";
    case store::VolumeState::Gone:
        break;
    }
    return "gone";
}

QJsonArray volumesOf(const TerminalSnapshot& snapshot) {
    QJsonArray volumes;
    for (const store::VolumeStatus& volume : snapshot.volumes)
        volumes.append(QJsonObject{
            {QStringLiteral("folder"), QString::fromStdU16String(volume.folder.u16string())},
            {QStringLiteral("state"), text(stateName(volume.state))},
            {QStringLiteral("leaving"), volume.use == store::VolumeUse::Leaving},
            {QStringLiteral("quota"), number(volume.quota)},
            {QStringLiteral("used"), number(volume.used)},
            {QStringLiteral("reserved"), number(volume.reserved)},
            {QStringLiteral("diskFree"), number(volume.diskFree)},
            {QStringLiteral("objects"), number(volume.objects)}});
    return volumes;
}

QJsonValue selfCheckOf(const TerminalSnapshot& snapshot) {
    if (!snapshot.selfCheck)
        return {};
    const store::SelfCheckReport& report = *snapshot.selfCheck;
    return QJsonObject{
        {QStringLiteral("wasClean"), report.wasClean},
        {QStringLiteral("checked"), number(report.checked)},
        {QStringLiteral("damaged"), number(report.damaged)},
        {QStringLiteral("recovered"), number(report.recovered)},
        {QStringLiteral("unknownFiles"), number(report.unknownFiles)},
        {QStringLiteral("durationMilliseconds"), number(report.duration.count())}};
}

std::string_view levelName(TrafficCapStatus::Level level) {
    using Level = TrafficCapStatus::Level;
    switch (level) {
    case Level::Fine:
        return "fine";
    case Level::Warn:
        return "warn";
    case Level::Slow:
        return "slow";
    case Level::Reached:
        break;
    }
    return "reached";
}

QJsonObject trafficOf(const TrafficCapStatus& traffic) {
    return {
        {QStringLiteral("used"), number(traffic.used)},
        {QStringLiteral("limit"), number(traffic.limit)},
        {QStringLiteral("forecast"), number(traffic.forecast)},
        {QStringLiteral("starts"), traffic.starts.toString(Qt::ISODate)},
        {QStringLiteral("ends"), traffic.ends.toString(Qt::ISODate)},
        {QStringLiteral("level"), text(levelName(traffic.level))}};
}

template <class T>
QJsonValue known(const std::optional<T>& value) {
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonObject computerOf(const ComputerState& computer) {
    return {
        {QStringLiteral("metered"), known(computer.metered)},
        {QStringLiteral("onBattery"), known(computer.onBattery)},
        {QStringLiteral("celsius"), known(computer.celsius)}};
}

/// One figure of the snapshot that both the status and the metrics show.
struct Figure {
    const char* name;   ///< in the status object
    const char* metric; ///< in OpenMetrics, without "meson_terminal_"
    const char* unit;
    const char* help;
    std::int64_t (*read)(const TerminalSnapshot&);
};

// Grow only.
constexpr Figure kTotals[] = {
    {"requests", "requests", "", "Answers with an object.",
     [](const TerminalSnapshot& s) { return s.requests; }},
    {"sentBack", "sent_back", "", "Clients sent back to the Router.",
     [](const TerminalSnapshot& s) { return s.sentBack; }},
    {"forged", "forged", "", "Requests refused for a token that is not the Router's.",
     [](const TerminalSnapshot& s) { return s.forged; }},
    {"served", "served_bytes", "bytes", "Body bytes sent to clients, of answers that have ended.",
     [](const TerminalSnapshot& s) { return s.served.count(); }},
    {"fetched", "fetched_bytes", "bytes", "Body bytes that sources sent, wrong ones included.",
     [](const TerminalSnapshot& s) { return s.fetched.count(); }},
    {"downloadsDone", "downloads", "", "Objects cached on order.",
     [](const TerminalSnapshot& s) { return s.downloadsDone; }},
    {"downloadsFailed", "downloads_failed", "", "Attempts to fetch an object that failed.",
     [](const TerminalSnapshot& s) { return s.downloadsFailed; }},
    {"checksAnswered", "checks_answered", "", "Spot checks and openings answered.",
     [](const TerminalSnapshot& s) { return s.checksAnswered; }},
    {"evicted", "evicted", "", "Objects deleted to make room, confirmed by the Router.",
     [](const TerminalSnapshot& s) { return s.evicted; }},
    {"expired", "expired", "", "Objects deleted because their time was over.",
     [](const TerminalSnapshot& s) { return s.expired; }},
    {"damaged", "damaged", "", "Objects dropped because the disk held other bytes.",
     [](const TerminalSnapshot& s) { return s.damaged; }},
    {"creditedBytes", "credited_bytes", "bytes", "Served bytes that the Router credited.",
     [](const TerminalSnapshot& s) { return s.creditedBytes.count(); }},
};

// Go up and down.
constexpr Figure kGauges[] = {
    {"quota", "quota_bytes", "bytes", "Space that the owner gives.",
     [](const TerminalSnapshot& s) { return s.quota.count(); }},
    {"used", "used_bytes", "bytes", "Space in use.",
     [](const TerminalSnapshot& s) { return s.used.count(); }},
    {"available", "available_bytes", "bytes", "Space for new objects.",
     [](const TerminalSnapshot& s) { return s.available.count(); }},
    {"objects", "objects", "", "Objects in the cache.",
     [](const TerminalSnapshot& s) { return s.objects; }},
    {"connections", "connections", "", "Open client connections.",
     [](const TerminalSnapshot& s) { return s.connections; }},
    {"uploadRate", "upload_rate", "",
     "Bytes per second that left for clients over the last 10 s, heads included.",
     [](const TerminalSnapshot& s) { return s.uploadRate.count(); }},
    {"downloadRate", "download_rate", "", "Bytes per second fetched over the last 10 s.",
     [](const TerminalSnapshot& s) { return s.downloadRate.count(); }},
    {"uploadLimit", "upload_limit", "", "The limit that holds now in bytes per second, 0 for none.",
     [](const TerminalSnapshot& s) { return s.uploadLimit.count(); }},
    {"downloadsRunning", "downloads_running", "", "Fetches under way.",
     [](const TerminalSnapshot& s) { return s.downloadsRunning; }},
    {"downloadsWaiting", "downloads_waiting", "", "Fetches waiting for their turn.",
     [](const TerminalSnapshot& s) { return s.downloadsWaiting; }},
    {"receiptsPending", "receipts_pending", "", "Receipts that the Router has not got yet.",
     [](const TerminalSnapshot& s) { return s.receiptsPending; }},
    {"clockSkewSeconds", "clock_skew_seconds", "seconds",
     "This computer's clock minus Router time.",
     [](const TerminalSnapshot& s) { return s.clockSkewSeconds; }},
};

constexpr qsizetype kLongestText = 1000;

std::optional<TerminalPhase> phaseFrom(std::string_view name) {
    for (int i = 0; i <= static_cast<int>(TerminalPhase::Stopped); ++i)
        if (name == phaseName(static_cast<TerminalPhase>(i)))
            return static_cast<TerminalPhase>(i);
    return std::nullopt;
}

std::optional<PauseReason> pauseFrom(std::string_view name) {
    for (int i = 0; i <= static_cast<int>(PauseReason::Heat); ++i)
        if (name == pauseName(static_cast<PauseReason>(i)))
            return static_cast<PauseReason>(i);
    return std::nullopt;
}

} // namespace

std::string_view phaseName(TerminalPhase phase) {
    switch (phase) {
    case TerminalPhase::Starting:
        return "starting";
    case TerminalPhase::Connecting:
        return "connecting";
    case TerminalPhase::Serving:
        return "serving";
    case TerminalPhase::Paused:
        return "paused";
    case TerminalPhase::Draining:
        return "draining";
    case TerminalPhase::Offline:
        return "offline";
    case TerminalPhase::Stopped:
        break;
    }
    return "stopped";
}

QJsonObject toJson(const TerminalSnapshot& snapshot) {
    QJsonArray notices;
    for (const std::string& notice : snapshot.notices)
        notices.append(text(notice));
    QJsonObject object{
        {QStringLiteral("state"), text(phaseName(snapshot.phase))},
        {QStringLiteral("reason"), text(snapshot.reason)},
        {QStringLiteral("pausedBy"),
         snapshot.pausedBy ? QJsonValue(text(pauseName(*snapshot.pausedBy))) : QJsonValue()},
        {QStringLiteral("pausedUntil"), time(snapshot.pausedUntil)},
        {QStringLiteral("version"), text(MESON_VERSION)},
        {QStringLiteral("remoteControl"), text(snapshot.remoteControl)},
        {QStringLiteral("fullLimit"), number(snapshot.rules.limit)},
        {QStringLiteral("alternativeLimit"), number(snapshot.rules.alternativeLimit)},
        {QStringLiteral("useAlternative"), snapshot.rules.useAlternative},
        {QStringLiteral("schedule"), text(snapshot.rules.schedule.toText())},
        {QStringLiteral("portMapping"), text(snapshot.portMapping)},
        {QStringLiteral("keptAwake"), snapshot.keptAwake},
        {QStringLiteral("traffic"), trafficOf(snapshot.traffic)},
        {QStringLiteral("computer"), computerOf(snapshot.computer)},
        {QStringLiteral("problem"), text(snapshot.problem)},
        {QStringLiteral("notices"), notices},
        {QStringLiteral("penalty"), text(snapshot.penalty)},
        {QStringLiteral("id"), text(base::toText(snapshot.node))},
        {QStringLiteral("name"), text(snapshot.name)},
        {QStringLiteral("router"), text(snapshot.routerUrl)},
        {QStringLiteral("nodeName"), text(snapshot.nodeName)},
        {QStringLiteral("address"), text(snapshot.address)},
        {QStringLiteral("port"), snapshot.port},
        {QStringLiteral("certificateUntil"), time(snapshot.certificateUntil)},
        {QStringLiteral("probed"), time(snapshot.probed)},
        {QStringLiteral("lastContact"), time(snapshot.lastContact)},
        {QStringLiteral("volumes"), volumesOf(snapshot)},
        {QStringLiteral("selfCheck"), selfCheckOf(snapshot)}};
    for (const Figure& figure : kTotals)
        object.insert(QLatin1String(figure.name), number(figure.read(snapshot)));
    for (const Figure& figure : kGauges)
        object.insert(QLatin1String(figure.name), number(figure.read(snapshot)));
    return object;
}

std::optional<TerminalSnapshot> snapshotFrom(const QJsonObject& status) {
    const auto number = [&](const char* name) {
        return std::max<std::int64_t>(0, status.value(QLatin1String(name)).toInteger());
    };
    const auto words = [&](const char* name) {
        return status.value(QLatin1String(name)).toString().left(kLongestText).toStdString();
    };
    const auto time = [&](const char* name) {
        const std::int64_t seconds = number(name);
        return seconds > 0 ? std::optional(base::fromUnixSeconds(seconds)) : std::nullopt;
    };
    const auto phase = phaseFrom(words("state"));
    const auto node = base::idFromText<base::NodeId>(words("id"));
    if (!phase || !node)
        return std::nullopt;
    TerminalSnapshot snapshot;
    snapshot.phase = *phase;
    snapshot.node = *node;
    snapshot.reason = words("reason");
    snapshot.pausedBy = pauseFrom(words("pausedBy"));
    snapshot.pausedUntil = time("pausedUntil");
    snapshot.problem = words("problem");
    snapshot.name = words("name");
    snapshot.routerUrl = words("router");
    snapshot.address = words("address");
    snapshot.probed = time("probed");
    snapshot.lastContact = time("lastContact");
    snapshot.rules.limit = base::BytesPerSecond(number("fullLimit"));
    snapshot.uploadLimit = base::BytesPerSecond(number("uploadLimit"));
    snapshot.uploadRate = base::BytesPerSecond(number("uploadRate"));
    snapshot.downloadRate = base::BytesPerSecond(number("downloadRate"));
    snapshot.quota = base::Bytes(number("quota"));
    snapshot.used = base::Bytes(number("used"));
    snapshot.objects = number("objects");
    snapshot.requests = number("requests");
    snapshot.served = base::Bytes(number("served"));
    snapshot.connections = number("connections");
    return snapshot;
}

void registerMetrics(metrics::Registry& registry, const TerminalSnapshot& snapshot) {
    const std::string prefix = "meson_terminal_";
    for (const Figure& figure : kTotals)
        registry.total(prefix + figure.metric, figure.unit, figure.help, {}, [&figure, &snapshot] {
            return figure.read(snapshot);
        });
    for (const Figure& figure : kGauges)
        registry.gauge(prefix + figure.metric, figure.unit, figure.help, {}, [&figure, &snapshot] {
            return static_cast<double>(figure.read(snapshot));
        });
    registry.gauge(prefix + "up", "", "1 while it is registered and serving.", {}, [&snapshot] {
        return snapshot.phase == TerminalPhase::Serving ? 1.0 : 0.0;
    });
    registry.gauge(
        prefix + "certificate_end_seconds", "seconds",
        "When the certificate that clients see ends, Unix time; 0 without one.", {}, [&snapshot] {
            const auto until = snapshot.certificateUntil;
            return until ? static_cast<double>(base::unixSeconds(*until)) : 0.0;
        });
    registry.gauge(prefix + "memory_bytes", "bytes", "Memory of the process in RAM.", {}, [] {
        return static_cast<double>(platform::residentMemory().count());
    });
}

} // namespace meson::terminal

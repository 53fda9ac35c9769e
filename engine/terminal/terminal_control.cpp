// SPDX-License-Identifier: GPL-3.0-or-later
// What the Terminal offers to its owner's programs, here and on other machines.
#include "engine/terminal/earnings_json.h"
#include "engine/terminal/snapshot_json.h"
#include "engine/terminal/terminal_core.h"
#include "engine/terminal/terminal_log.h"

#include <QDateTime>
#include <QJsonArray>

namespace meson::terminal {

using protocol::StateChange;

namespace {

/// When the day began, by this computer's calendar.
base::WallTime today() {
    return base::fromUnixSeconds(QDate::currentDate().startOfDay().toSecsSinceEpoch());
}

} // namespace

base::Result<void, TerminalFailure> Terminal::Core::openControlApi() {
    if (!m_options.control)
        return {};
    registerMetrics(m_metrics, m_scraped);
    m_requests = std::make_unique<ControlRequests>(controlActions());
    auto api = ControlApi::listen(
        *m_options.control, file("control.json"), m_control, *m_requests, m_clock);
    if (!api)
        return tl::unexpected(api.error());
    m_api = *std::move(api);
    if (!m_options.remoteControl.empty())
        openRemoteControl();
    return {};
}

/// The Terminal serves without it too.
void Terminal::Core::openRemoteControl() {
    auto remote = RemoteControl::listen(
        m_options.remoteControl, {m_options.folder, *m_identity, m_control, *m_requests, m_clock});
    if (remote) {
        m_remote = *std::move(remote);
        return;
    }
    m_remoteProblem = "Apps on other machines cannot reach this Terminal: " + remote.error();
    qCWarning(lcTerminal, "%s", m_remoteProblem.c_str());
}

ControlActions Terminal::Core::controlActions() {
    ControlActions actions;
    actions.status = [this](std::optional<base::WallTime> since) {
        QJsonObject status = toJson(snapshot());
        status.insert(
            QStringLiteral("earned"), earnedJson(m_earnings->earnings(), since.value_or(today())));
        return status;
    };
    actions.earnings = [this] { return toJson(earnings()); };
    actions.metrics = [this] {
        m_scraped = snapshot();
        return m_metrics.writeOpenMetrics();
    };
    actions.pause = [this](const std::string& reason, std::optional<std::chrono::seconds> time) {
        OwnerPause wish{std::nullopt, reason};
        if (time)
            wish.until = QDateTime::fromSecsSinceEpoch(base::unixSeconds(m_clock.wall() + *time));
        pause(std::move(wish));
    };
    actions.resume = [this] { resume(); };
    actions.setLimits = [this](const ControlActions::Limits& limits) {
        ServingRules rules = m_serving->rules();
        rules.limit = limits.upload.value_or(rules.limit);
        rules.alternativeLimit = limits.alternative.value_or(rules.alternativeLimit);
        rules.useAlternative = limits.useAlternative.value_or(rules.useAlternative);
        setRules(std::move(rules));
    };
    actions.setQuotas = [this](const std::vector<base::Bytes>& quotas) {
        // All or none: what a smaller quota deletes does not come back.
        const std::size_t volumes = m_options.volumes.size();
        std::optional<std::string> refusal;
        if (quotas.size() > volumes)
            refusal = "More quotas than cache folders (" + std::to_string(volumes) + ").";
        for (std::size_t i = 0; i < quotas.size() && !refusal; ++i)
            if (const auto set = setQuota(i, quotas[i]); !set)
                refusal = base::explain(set.error());
        return refusal;
    };
    actions.leave = [this](ControlActions::Cache cache, auto done) {
        depart(
            StateChange::Leave,
            cache == ControlActions::Cache::Delete ? CacheOnLeave::Delete : CacheOnLeave::Keep,
            std::move(done));
    };
    addPairing(actions);
    return actions;
}

void Terminal::Core::addPairing(ControlActions& actions) {
    const auto whyOff = [this] {
        return m_remoteProblem.empty()
                   ? std::string("Remote control is off: start the Terminal with "
                                 "--remote-control, as in --remote-control 8091.")
                   : m_remoteProblem;
    };
    actions.pair = [this,
                    whyOff](const std::string& host) -> base::Result<std::string, std::string> {
        if (!m_remote)
            return tl::unexpected(whyOff());
        return m_remote->newLine(host);
    };
    actions.pairedApps = [this] {
        QJsonArray apps;
        if (m_remote)
            for (const PairedApps::App& app : m_remote->apps().apps())
                apps.append(QJsonObject{
                    {QStringLiteral("name"), QString::fromStdString(app.name)},
                    {QStringLiteral("paired"), static_cast<qint64>(app.paired)},
                    {QStringLiteral("seen"),
                     app.seen ? QJsonValue(qint64(base::unixSeconds(*app.seen))) : QJsonValue()}});
        return QJsonObject{{QStringLiteral("apps"), apps}};
    };
    actions.revoke = [this, whyOff](const std::string& name) -> std::optional<std::string> {
        if (!m_remote)
            return whyOff();
        const auto revoked = m_remote->apps().revoke(name);
        return revoked ? std::nullopt
                       : std::optional(name + ": " + std::string(sentence(revoked.error())));
    };
}

} // namespace meson::terminal

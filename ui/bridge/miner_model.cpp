// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/miner_model.h"

#include "ui/bridge/words.h"

#include <QCoreApplication>
#include <QEvent>
#include <algorithm>

namespace meson::bridge {
namespace {

constexpr std::chrono::seconds kEarningsGap{3};

/// Calls `done` unless the caller is gone.
template <class Answer>
std::function<void(Answer)> whileAlive(QObject* caller, std::function<void(Answer)> done) {
    return [caller = QPointer(caller), done = std::move(done)](Answer answer) {
        if (caller)
            done(std::forward<Answer>(answer));
    };
}

/// Records are only added, or agreed to later.
bool isSame(const node::EarningsReport& a, const node::EarningsReport& b) {
    const auto agreed = [](const node::EarningsReport& report) {
        const auto& records = report.earnings.records;
        return std::count_if(records.begin(), records.end(), [](const auto& record) {
            return record.isCountersigned;
        });
    };
    return a.earnings.records.size() == b.earnings.records.size() && agreed(a) == agreed(b) &&
           a.earnings.balance == b.earnings.balance &&
           a.earnings.unsettled == b.earnings.unsettled &&
           a.earnings.problem == b.earnings.problem && a.earnings.demo == b.earnings.demo;
}

} // namespace

MinerModel::MinerModel(
    Paths paths, const base::Clock& clock, node::MinerEngine::MakeTerminal makeTerminal)
    : m_paths(std::move(paths))
    , m_clock(clock)
    , m_queue([this] { QCoreApplication::postEvent(this, new QEvent(QEvent::User)); })
    , m_snapshot(std::make_shared<const node::MinerSnapshot>())
    , m_machines(m_paths.engine.folder / "machines.json", clock) {
    connect(&m_machines, &Machines::commandFailed, this, &MinerModel::commandFailed);
    connect(&m_earningsTimer, &QTimer::timeout, this, &MinerModel::askEarnings);
    load();
    node::MinerEngine::Owner owner;
    owner.post = [this](node::MinerEngine::Task task) { m_queue.post(std::move(task)); };
    owner.changed = [this](node::MinerSnapshotPtr snapshot) {
        m_snapshot = std::move(snapshot);
        Q_EMIT snapshotChanged();
    };
    m_engine = std::make_unique<node::MinerEngine>(
        m_paths.engine, std::move(owner), clock, std::move(makeTerminal));
}

MinerModel::~MinerModel() {
    m_engine.reset();
    m_queue.close();
}

bool MinerModel::event(QEvent* event) {
    if (event->type() != QEvent::User)
        return QObject::event(event);
    m_queue.drain();
    return true;
}

void MinerModel::load() {
    auto loaded = node::loadSettings(m_paths.settingsFile);
    if (loaded) {
        m_settings = *std::move(loaded);
        return;
    }
    using node::SettingsFileError;
    m_mayOverwrite = loaded.error().code != SettingsFileError::NotReadable;
    // A file that is not there is a first run, unless there is a node that somebody made.
    const bool hasRun = std::filesystem::exists(m_paths.engine.folder / "node" / "identity.pem");
    if (loaded.error().code != SettingsFileError::Missing || hasRun)
        m_failure = loaded.error();
}

void MinerModel::save() {
    if (!m_mayOverwrite)
        return;
    const auto saved = node::saveSettings(m_paths.settingsFile, m_settings);
    m_failure = saved ? std::nullopt : std::optional(saved.error());
}

void MinerModel::start() {
    m_earningsTimer.start(kEarningsGap);
    m_engine->apply(m_settings);
}

std::optional<node::SettingProblem> MinerModel::setSettings(node::MinerSettings settings) {
    if (const auto problem = node::problemOf(settings))
        return problem;
    if (settings == m_settings)
        return std::nullopt;
    m_settings = std::move(settings);
    save();
    m_engine->apply(m_settings, [this](const std::string& problem) {
        if (!problem.empty())
            Q_EMIT commandFailed(engineSentence(problem));
    });
    Q_EMIT settingsChanged();
    return std::nullopt;
}

std::filesystem::path MinerModel::nodeFolder() const {
    return node::nodeFolder(m_paths.engine.folder, m_settings.network);
}

void MinerModel::stop(std::function<void()> done) {
    m_engine->stop(std::move(done));
}

void MinerModel::pause(std::optional<QDateTime> until, const QString& reason) {
    m_engine->pause({std::move(until), reason.toStdString()});
}

void MinerModel::switchAlternative() {
    node::MinerSettings settings = m_settings;
    terminal::ServingRules& rules = settings.rules;
    const base::BytesPerSecond none(0);
    if (rules.alternativeLimit == none) {
        const base::BytesPerSecond half = rules.limit / 2;
        rules.alternativeLimit =
            half > none ? std::min(half, kSuggestedAlternative) : kSuggestedAlternative;
    }
    rules.useAlternative = !rules.useAlternative;
    if (const auto problem = setSettings(std::move(settings)))
        Q_EMIT commandFailed(settingSentence(*problem));
}

void MinerModel::listObjects(
    store::ObjectQuery query, QObject* caller, std::function<void(store::ObjectPage)> done) {
    m_engine->listObjects(std::move(query), whileAlive<store::ObjectPage>(caller, std::move(done)));
}

void MinerModel::verifyObject(
    const base::ContentId& id, QObject* caller, std::function<void(bool)> done) {
    m_engine->verifyObject(id, whileAlive<bool>(caller, std::move(done)));
}

void MinerModel::deleteObject(const base::ContentId& id) {
    m_engine->deleteObject(id, [this](const std::string& problem) {
        if (!problem.empty())
            Q_EMIT commandFailed(engineSentence(problem));
    });
}

void MinerModel::refuseBinding(const std::string& domain) {
    node::MinerSettings settings = m_settings;
    settings.refusedBindings.push_back(domain);
    setSettings(std::move(settings));
}

void MinerModel::history(
    std::vector<node::Figure> figures, metrics::HistorySpan span, QObject* caller,
    std::function<void(std::vector<metrics::HistorySeries>)> done) {
    m_engine->history(
        std::move(figures), span,
        whileAlive<std::vector<metrics::HistorySeries>>(caller, std::move(done)));
}

void MinerModel::events(
    metrics::JournalFilter filter, QObject* caller,
    std::function<void(std::vector<metrics::JournalEntry>)> done) {
    m_engine->events(
        std::move(filter), whileAlive<std::vector<metrics::JournalEntry>>(caller, std::move(done)));
}

void MinerModel::askEarnings() {
    m_engine->earnings([this](node::EarningsReport report) {
        if (m_earnings && isSame(*m_earnings, report))
            return;
        m_earnings = std::move(report);
        Q_EMIT earningsChanged();
    });
}

void MinerModel::leave(
    terminal::CacheOnLeave cache, QObject* caller,
    std::function<void(const terminal::LeaveResult&)> done) {
    m_engine->leave(cache, whileAlive<const terminal::LeaveResult&>(caller, std::move(done)));
}

} // namespace meson::bridge

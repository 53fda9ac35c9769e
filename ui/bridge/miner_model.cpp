// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/miner_model.h"

#include "ui/bridge/words.h"

#include <QCoreApplication>
#include <QEvent>

namespace meson::bridge {
namespace {

/// Calls `done` unless the caller is gone.
template <class Answer>
std::function<void(Answer)> whileAlive(QObject* caller, std::function<void(Answer)> done) {
    return [caller = QPointer(caller), done = std::move(done)](Answer answer) {
        if (caller)
            done(std::forward<Answer>(answer));
    };
}

} // namespace

MinerModel::MinerModel(
    Paths paths, const base::Clock& clock, node::MinerEngine::MakeTerminal makeTerminal)
    : m_paths(std::move(paths))
    , m_clock(clock)
    , m_queue([this] { QCoreApplication::postEvent(this, new QEvent(QEvent::User)); })
    , m_snapshot(std::make_shared<const node::MinerSnapshot>()) {
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

void MinerModel::stop(std::function<void()> done) {
    m_engine->stop(std::move(done));
}

void MinerModel::pause(std::optional<QDateTime> until, const QString& reason) {
    m_engine->pause({std::move(until), reason.toStdString()});
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

void MinerModel::leave(
    terminal::CacheOnLeave cache, QObject* caller,
    std::function<void(const terminal::LeaveResult&)> done) {
    m_engine->leave(cache, whileAlive<const terminal::LeaveResult&>(caller, std::move(done)));
}

} // namespace meson::bridge

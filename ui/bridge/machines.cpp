// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/machines.h"

#include <QCoreApplication>
#include <QEvent>
#include <QPointer>
#include <QSysInfo>

namespace meson::bridge {
namespace {

using node::MachineState;

constexpr qsizetype kLongestName = 63; // bytes

/// What the other machine lists this one as.
std::string ownName() {
    const QByteArray host = QSysInfo::machineHostName().toUtf8();
    const bool isUsable = !host.isEmpty() && host.size() <= kLongestName;
    return isUsable ? host.toStdString() : std::string("Meson Miner");
}

/// What it said last, as if it were the node here.
node::MinerSnapshot snapshotOf(const node::AttachedMachine& machine) {
    node::MinerSnapshot snapshot;
    snapshot.state = node::EngineState::Running;
    snapshot.terminal = machine.status;
    return snapshot;
}

} // namespace

Machines::Machines(std::filesystem::path file, const base::Clock& clock)
    : m_queue([this] { QCoreApplication::postEvent(this, new QEvent(QEvent::User)); })
    , m_list(std::make_shared<const node::MachineList>()) {
    node::AttachedMachines::Owner owner;
    owner.post = [this](auto task) { m_queue.post(std::move(task)); };
    owner.changed = [this](node::MachineListPtr list) {
        m_list = std::move(list);
        Q_EMIT changed();
    };
    m_machines = std::make_unique<node::AttachedMachines>(std::move(file), std::move(owner), clock);
}

Machines::~Machines() {
    m_machines.reset();
    m_queue.close();
}

bool Machines::event(QEvent* event) {
    if (event->type() != QEvent::User)
        return QObject::event(event);
    m_queue.drain();
    return true;
}

void Machines::attach(
    const terminal::PairLine& line, QObject* caller,
    std::function<void(const QString& problem)> done) {
    m_machines->attach(
        line, ownName(),
        [caller = QPointer(caller), done = std::move(done)](const std::string& problem) {
            if (caller)
                done(engineSentence(problem));
        });
}

node::AttachedMachines::Done Machines::report(const base::NodeId& node) {
    return [this, node](const std::string& problem) {
        if (problem.empty())
            return;
        std::string name;
        for (const node::AttachedMachine& machine : m_list->machines)
            if (machine.node == node)
                name = machine.name;
        Q_EMIT commandFailed(
            QStringLiteral("%1: %2").arg(QString::fromStdString(name), engineSentence(problem)));
    };
}

void Machines::pause(const base::NodeId& node) {
    m_machines->pause(node, std::nullopt, report(node));
}

void Machines::resume(const base::NodeId& node) {
    m_machines->resume(node, report(node));
}

void Machines::setUploadLimit(const base::NodeId& node, base::BytesPerSecond limit) {
    m_machines->setUploadLimit(node, limit, report(node));
}

MachineStatus machineStatusOf(const node::MinerSnapshot& here, base::WallTime now) {
    const NodeStatus status = nodeStatusOf(here, now);
    return {
        widgets::nodeStateName(status.state), widgets::nodeStateTone(status.state), status.reason};
}

MachineStatus machineStatusOf(const node::AttachedMachine& machine, base::WallTime now) {
    const QString problem = engineSentence(machine.problem);
    switch (machine.state) {
    case MachineState::Asking:
        return {
            Machines::tr("Asking"), theme::Tone::Muted, Machines::tr("It was not heard of yet")};
    case MachineState::Away:
        return {Machines::tr("Away"), theme::Tone::Warn, problem};
    case MachineState::Revoked:
        return {Machines::tr("Revoked"), theme::Tone::Error, problem};
    case MachineState::OtherKey:
        return {Machines::tr("Other key"), theme::Tone::Error, problem};
    case MachineState::Attached:
        break;
    }
    return machineStatusOf(snapshotOf(machine), now);
}

Reachability reachabilityOf(const node::AttachedMachine& machine, base::WallTime now) {
    const Reachability said = reachabilityOf(snapshotOf(machine), now);
    if (machine.state == MachineState::Attached)
        return said;
    return {
        theme::Tone::Muted, Machines::tr("Not known"),
        Machines::tr("When it last answered: %1 (%2)").arg(said.words, said.detail)};
}

QString pairLineSentence(terminal::PairLineError error) {
    return engineSentence(std::string(sentence(error)));
}

} // namespace meson::bridge

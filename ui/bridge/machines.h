// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QObject>

#include "engine/base/post_queue.h"
#include "engine/node/attached_machines.h"
#include "ui/bridge/words.h"

namespace meson::bridge {

/// The owner's Terminals on other machines as the pages see them. Nothing here blocks; answers to a
/// caller that is gone by then are dropped. Thread: ui.
class Machines : public QObject {
    Q_OBJECT

public:
    Machines(std::filesystem::path file, const base::Clock& clock);
    ~Machines() override;

    const node::MachineList& list() const { return *m_list; }
    /// Pairs with the machine of a line; `done` gets a sentence if that failed, else nothing.
    void attach(
        const terminal::PairLine& line, QObject* caller,
        std::function<void(const QString& problem)> done);
    void pause(const base::NodeId& node);
    void resume(const base::NodeId& node);
    /// 0: no limit.
    void setUploadLimit(const base::NodeId& node, base::BytesPerSecond limit);
    void forget(const base::NodeId& node) { m_machines->forget(node); }

Q_SIGNALS:
    void changed();
    /// A machine refused something, or does not answer; a sentence.
    void commandFailed(const QString& problem);

protected:
    bool event(QEvent* event) override;

private:
    node::AttachedMachines::Done report(const base::NodeId& node);

    base::PostQueue m_queue;
    node::MachineListPtr m_list;
    std::unique_ptr<node::AttachedMachines> m_machines; ///< last: its thread posts to m_queue
};

/// How a machine stands, for one that answers as for this computer, with its reason.
struct MachineStatus {
    QString word;
    theme::Tone tone = theme::Tone::Muted;
    QString reason;
};
MachineStatus machineStatusOf(const node::AttachedMachine& machine, base::WallTime now);
MachineStatus machineStatusOf(const node::MinerSnapshot& here, base::WallTime now);
/// Whether it was reached from outside, as it says; not known while it does not answer.
Reachability reachabilityOf(const node::AttachedMachine& machine, base::WallTime now);

/// What is wrong with a line for pairing, in the owner's language.
QString pairLineSentence(terminal::PairLineError error);

} // namespace meson::bridge

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"

#include <QTimer>
#include <functional>
#include <vector>

namespace meson::pages {

/// Gathers what the owner changes with sliders and switches for a moment, then puts it in force and
/// on disk in one go. Thread: ui.
class LiveEdit : public QObject {
    Q_OBJECT

public:
    using Change = std::function<void(node::MinerSettings&)>;

    LiveEdit(bridge::MinerModel& model, QObject* parent);
    /// What is still gathered is put in force.
    ~LiveEdit() override;

    void change(Change change);
    /// While true, controls show what the owner just chose rather than what is in force.
    bool isPending() const { return m_timer.isActive(); }

private:
    void apply();

    bridge::MinerModel& m_model;
    std::vector<Change> m_changes;
    QTimer m_timer;
};

} // namespace meson::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/live_edit.h"

#include <utility>

namespace meson::pages {

using namespace std::chrono_literals;

LiveEdit::LiveEdit(bridge::MinerModel& model, QObject* parent)
    : QObject(parent)
    , m_model(model) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(300ms);
    connect(&m_timer, &QTimer::timeout, this, &LiveEdit::apply);
}

LiveEdit::~LiveEdit() {
    apply();
}

void LiveEdit::change(Change change) {
    m_changes.push_back(std::move(change));
    m_timer.start();
}

void LiveEdit::apply() {
    m_timer.stop();
    if (m_changes.empty()) {
        return;
    }
    node::MinerSettings settings = m_model.settings();
    for (const Change& change : std::exchange(m_changes, {})) {
        change(settings);
    }
    m_model.setSettings(settings);
}

} // namespace meson::pages

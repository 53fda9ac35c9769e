// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/post_queue.h"

#include <QCoreApplication>
#include <QEvent>
#include <QObject>

namespace meson::terminal {

/// The way into the control thread from the data, fetch and disk threads: a post queue that wakes
/// the Qt event loop of the thread that made it. Thread: post() any; the rest control.
class ControlQueue final : public QObject {
public:
    ControlQueue()
        : m_queue([this] { QCoreApplication::postEvent(this, new QEvent(QEvent::User)); }) {}
    ~ControlQueue() override { close(); }

    void post(base::PostQueue::Task task) { m_queue.post(std::move(task)); }
    /// Whatever comes later is dropped unrun.
    void close() { m_queue.close(); }

private:
    bool event(QEvent* event) override {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        m_queue.drain();
        return true;
    }

    base::PostQueue m_queue;
};

} // namespace meson::terminal

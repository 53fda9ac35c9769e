// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/router/database.h"

#include <functional>
#include <memory>
#include <utility>

namespace meson::router {

/// The way from the Router's loop to its database and back: work runs on the database's thread in
/// the order it was handed in, and what follows runs on the loop again. Thread: the Router's loop.
class StateWriter {
public:
    using Task = std::function<void()>;

    /// `toLoop` runs a task on the loop later; it may be called from the database's thread.
    StateWriter(Database& database, std::function<void(Task)> toLoop)
        : m_database(database)
        , m_toLoop(std::move(toLoop)) {}

    Database& database() { return m_database; }

    void post(Task work) { m_database.post(std::move(work)); }

    /// Runs `work` on the database's thread, then `done` with its answer on the loop.
    template <class Work, class Done>
    void ask(Work work, Done done) {
        m_database.post(
            [toLoop = m_toLoop, work = std::move(work), done = std::move(done)]() mutable {
                toLoop([answer = work(), done = std::move(done)]() mutable {
                    done(std::move(answer));
                });
            });
    }

private:
    Database& m_database;
    std::function<void(Task)> m_toLoop;
};

} // namespace meson::router

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/client.h"
#include "engine/node/attached_machines.h"
#include "engine/node/machines_file.h"
#include "engine/terminal/backoff.h"

#include <QJsonObject>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace meson::node {

/// One machine: asks it how it is, and tells it what its owner wants. After close() nothing is
/// called any more. Thread: the machines' loop.
class AttachedMachines::Machine : public std::enable_shared_from_this<Machine> {
public:
    using Answer = base::Result<QJsonObject, std::string>; ///< else a sentence
    using Answered = std::function<void(Answer)>;

    /// `changed` is called after each change of now().
    Machine(
        boost::asio::io_context& loop, MachineRecord record, const base::Clock& clock,
        std::function<void()> changed);

    /// Shows the code of a line; `done` gets the record to keep from then on.
    void pair(
        const std::string& code, const std::string& ownName,
        std::function<void(base::Result<MachineRecord, std::string>)> done);
    /// Asks now, and from then on by itself.
    void watch();
    /// Asks how it is right after the answer.
    void tell(const std::string& path, const QJsonObject& body, Answered done);
    /// Stops asking and gives the token back; `done` whatever comes of it.
    void forgetUs(std::function<void()> done);
    void close();

    const AttachedMachine& now() const { return m_now; }
    const MachineRecord& record() const { return m_record; }

private:
    void ask();
    void send(
        const std::string& method, const std::string& path, const std::string& body, Answered done);
    Answer read(const base::Result<http::SmallAnswer, http::ClientFailure>& answer);
    void take(const Answer& status);
    void askAfter(std::chrono::milliseconds pause);
    void fail(MachineState state, std::string problem);

    MachineRecord m_record;
    const base::Clock& m_clock;
    const std::function<void()> m_changed;
    AttachedMachine m_now;
    http::Client m_client;
    boost::asio::steady_timer m_timer;
    terminal::Backoff m_backoff;
    MachineState m_failure = MachineState::Away; ///< of the last answer that was none
    bool m_isAsking = false;
    bool m_asksAgain = false;
    bool m_isWatched = false;
    bool m_isClosed = false;
};

} // namespace meson::node

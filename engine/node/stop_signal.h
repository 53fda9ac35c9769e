// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace meson::node {

/// Who may end a role: the user (Ctrl-C, SIGTERM), or the supervisor at the other end of standard
/// input (its end).
enum class StoppedBy { User, Supervisor };

/// Notices from its creation on that the role is to end. Once runUntilStopped() returned, Ctrl-C
/// ends the process at once. Thread: main; isRequested() any.
class StopSignal {
public:
    explicit StopSignal(StoppedBy who);
    ~StopSignal();

    bool isRequested() const;
    /// Runs the application's event loop until somebody asks for the end, or quits the application.
    void runUntilStopped();

private:
    struct Request;
    class Watch;
    std::shared_ptr<Request> m_request;
    std::unique_ptr<Watch> m_watch; ///< of signals; none under a supervisor
};

} // namespace meson::node

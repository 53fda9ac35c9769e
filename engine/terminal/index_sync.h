// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/protocol/messages.h"
#include "engine/store/content_store.h"
#include "engine/terminal/backoff.h"
#include "engine/terminal/control_channel.h"

#include <QObject>
#include <QTimer>
#include <cstdint>
#include <optional>
#include <vector>

namespace meson::terminal {

/// Keeps the Router's copy of the content list equal to ours (W20): all of it after registration or
/// when the Router says that it lost the thread, only changes otherwise. One message is under way
/// at a time. Thread: control.
class IndexSync final : public QObject {
public:
    IndexSync(store::ContentStore& store, ControlChannel& channel, Backoff backoff);

    /// Say all again.
    void sendAll();
    /// Sends what changed since the Router's last acknowledgement, some times a second at most;
    /// cheap when nothing did.
    void sync();
    void setOnline(bool online) { m_online = online; }
    /// Whether the Router acknowledged the list as it is now.
    bool isCurrent() const;
    const std::string& problem() const { return m_problem; }

private:
    void sendParts(std::size_t sent);
    void sendDelta();
    std::optional<protocol::Index> delta() const;
    void send(const protocol::Index& index, std::function<void()> accepted);

    store::ContentStore& m_store;
    ControlChannel& m_channel;
    Backoff m_backoff;
    QTimer m_retry; ///< the next message, at the earliest
    bool m_online = false;
    bool m_underWay = false;
    /// What the Router has acknowledged; none: it needs all.
    std::optional<std::int64_t> m_acknowledged;
    std::int64_t m_round = 0; ///< grows with sendAll(): answers of earlier rounds count for nothing
    std::vector<protocol::Index::Entry> m_all; ///< while a full list is under way
    std::int64_t m_allSequence = 0;
    base::Sha256 m_allDigest;
    std::string m_problem;
};

/// The word of PROTOCOL.md.
std::string_view removalWord(store::RemovalReason reason);

} // namespace meson::terminal

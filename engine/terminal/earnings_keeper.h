// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/worker.h"
#include "engine/crypto/identity.h"
#include "engine/terminal/backoff.h"
#include "engine/terminal/control_channel.h"
#include "engine/terminal/control_queue.h"
#include "engine/terminal/earnings.h"
#include "engine/terminal/router_clock.h"

#include <QObject>
#include <QTimer>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace meson::terminal {

/// Fetches the Router's signed statements soon after each epoch's end, verifies them by the
/// Router's key as it was when the first was kept, and keeps the latest kKept of them with what
/// this Terminal's own receipts came to. A statement whose every figure adds up is countersigned. A
/// forged or altered one is refused and named, and so is a second, different one for the same
/// epoch. The file, `statements.jsonl`, is replaced whole or not at all; what is damaged in it is
/// asked for again. Written on a thread of its own. Thread: control.
class EarningsKeeper final : public QObject {
public:
    static constexpr std::size_t kKept = 1'000;

    struct Parts {
        const crypto::Identity& identity;
        ControlChannel& channel;
        ControlQueue& control;
        const RouterClock& clock;
        /// The Terminal's own sums, by epoch.
        std::function<const ReceiptTotals&()> receipts;
    };
    EarningsKeeper(std::filesystem::path file, Parts parts, Backoff backoff);
    ~EarningsKeeper() override;

    /// Reads what an earlier run kept.
    void open();
    /// What the Router says of itself; its key is kept with the first statement.
    void setNetwork(const protocol::NetworkInfo& network);
    /// Asking needs a registration.
    void setOnline(bool online);
    /// Waits until all is on disk; asks no more.
    void close();

    Earnings earnings() const;
    /// The cause that the latest statement names for a part that earned nothing; empty: all did.
    std::string penalty() const;
    /// The last thing that went wrong, as a sentence; empty if nothing did since.
    const std::string& problem() const { return m_problem; }
    void onChanged(std::function<void()> changed) { m_onChanged = std::move(changed); }

private:
    /// A statement and what belongs to it, as one line of the file has it.
    struct Kept {
        protocol::SignedStatement received;
        EarningsRecord record;
    };

    void readLine(const QByteArray& line);
    void save();
    void ask();
    void answered(ChannelResult<protocol::Statements> answer);
    bool take(const protocol::SignedStatement& received);
    std::vector<protocol::Countersignature> agreeable() const;
    void refreshOwn();
    void askAfter(std::int64_t routerTime);
    void refuse(std::string problem);

    const std::filesystem::path m_file;
    const Parts m_parts;
    Backoff m_backoff;
    QTimer m_timer;
    std::map<std::int64_t, Kept> m_kept; ///< by epoch
    std::optional<crypto::PublicKey> m_routerKey;
    std::int64_t m_after = 0; ///< epochs up to here are asked for no more
    std::int64_t m_epochSeconds = 0;
    bool m_demo = false;
    bool m_online = false;
    bool m_underWay = false;
    std::vector<std::int64_t> m_agreeing; ///< epochs whose countersignature is under way
    std::string m_problem;
    std::function<void()> m_onChanged;
    base::Worker m_disk; ///< last: its tasks use the rest
};

} // namespace meson::terminal

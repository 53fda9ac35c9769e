// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"
#include "engine/base/worker.h"
#include "engine/protocol/messages.h"
#include "engine/terminal/backoff.h"
#include "engine/terminal/control_channel.h"
#include "engine/terminal/control_queue.h"
#include "engine/terminal/earnings.h"
#include "engine/terminal/router_clock.h"
#include "engine/terminal/token_dues.h"

#include <QDir>
#include <QObject>
#include <QTimer>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meson::terminal {

/// Brings receipts to the Router: gathers them into numbered batches, each a file until the Router
/// has acknowledged it, sent oldest first and again until it has. Batch numbers grow across
/// restarts, and by Router time also where the folder was lost or is an older copy. The newest
/// acknowledged batch leaves a `<number>.done` behind with what the receipts of each epoch came to
/// up to it, so that each batch enters these sums once. A batch that the Router finds malformed is
/// put aside as `<number>.refused`, so that the rest goes on. A batch is sent only once it is safe
/// on disk, so that a number never stands for two batches. What an acknowledged batch said of its
/// tokens stays as `<number>.sent` while more receipts of them may come, so that it is known what
/// those are good for. Files are read and written on a thread of its own. Thread: control.
class ReceiptSender final : public QObject {
public:
    /// `clock` tells when a token's receipts are over.
    struct Parts {
        ControlChannel& channel;
        ControlQueue& control;
        const RouterClock& clock;
    };
    ReceiptSender(const QString& folder, Parts parts, Backoff backoff);

    /// Reads what an earlier run left. False if the folder cannot be used.
    bool open();
    void add(protocol::Receipt receipt);
    /// Has what was added written as batches, and sends if nothing is under way.
    void flush();
    /// Sending needs a registration; batches are kept meanwhile.
    void setOnline(bool online);
    /// Waits until all that was added is on disk; sends no more.
    void close();

    /// So many wait in memory for the disk that no more answers should be given.
    bool isFull() const {
        return m_gathered.size() + (m_saving ? m_saving->receipts.size() : 0) >= kMostGathered;
    }
    static constexpr std::size_t kMostGathered = 100'000; ///< some 25 MB

    /// Receipts that the Router has not acknowledged.
    std::int64_t pending() const;
    base::Bytes creditedBytes() const { return m_credited; }
    /// Acknowledged receipts by the epoch that they were booked in, of the latest kEpochs.
    const ReceiptTotals& totals() const { return m_totals; }
    static constexpr std::size_t kEpochs = 64;
    /// The last thing that went wrong, as a sentence; empty if nothing did since.
    const std::string& problem() const { return m_problem; }

private:
    using Receipts = std::vector<protocol::Receipt>;
    struct Batch {
        std::int64_t number = 0;
        std::int64_t receipts = 0;
        base::Bytes stated;
    };
    using Entries = std::vector<TokenDues::Entry>;
    /// A batch as it travels, and what it says of its tokens.
    struct Loaded {
        QByteArray text;
        Entries entries;
    };
    /// A `.sent` file.
    struct Sent {
        std::int64_t number = 0;
        std::int64_t expires = 0; ///< the last of its tokens
    };
    static Batch summaryOf(std::int64_t number, const Receipts& receipts);
    /// Nothing if it is on disk, else why not. Thread: the disk's.
    static std::optional<QString> write(const QString& file, const QByteArray& batch);
    static std::optional<Loaded> load(const QString& file);

    QString fileOf(std::int64_t number, const char* suffix) const;
    std::int64_t numberAfter(std::int64_t last) const;
    Receipts takeNext();
    void save();
    void saved(const std::optional<QString>& error, Loaded batch);
    bool maySend() const;
    void sendOldest();
    void send(std::int64_t number, std::optional<Loaded> batch);
    void answered(ChannelResult<protocol::ReceiptsAnswer> answer);
    void readTotals();
    void readSent();
    void forgetSent();
    void count(const Batch& batch, const protocol::ReceiptsAnswer& answer);
    void acknowledged(std::int64_t number);
    void setProblem(std::string problem);

    const QDir m_folder;
    const Parts m_parts;
    Backoff m_backoff;
    QTimer m_retry;
    Receipts m_gathered;
    std::shared_ptr<const protocol::Receipts> m_saving; ///< the batch that is being written
    std::deque<Batch> m_batches;                        ///< on disk, oldest first
    Entries m_sending;                                  ///< of the batch that is under way
    std::vector<Sent> m_sent;                           ///< acknowledged
    TokenDues m_dues;
    std::int64_t m_lastNumber = 0; ///< of a batch on disk
    std::int64_t m_lastDone = 0;
    bool m_online = false;
    bool m_underWay = false;
    base::Bytes m_credited;
    ReceiptTotals m_totals;
    std::string m_problem;
    base::Worker m_disk; ///< last: its tasks use the rest
};

} // namespace meson::terminal

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/protocol/messages.h"
#include "engine/router/client_quota.h"
#include "engine/router/epoch_store.h"
#include "engine/router/node_registry.h"
#include "engine/router/state_writer.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meson::router {

struct EpochOptions {
    std::chrono::seconds length{86'400};
    base::MicroTokens emission; ///< of a whole epoch
    base::MicroCredits pricePerGigabyte;
    base::Bytes clientQuota{100'000'000'000}; ///< per client network
};

/// What was delivered for one binding, and what it cost.
struct Usage {
    std::string domain; ///< bound, or once bound
    base::Bytes byTerminals;
    base::Bytes byRouter;
    std::int64_t requests = 0;
    base::MicroCredits fees; ///< booked; the running epoch's are booked at its end
};

/// Keeps what Terminals and the Router delivered, and turns it into ledger entries at each epoch's
/// end. What is acknowledged is on disk; settling is one transaction with keys "epoch:<n>:…", so
/// neither a crash nor a replay credits twice. What the disk refuses is written again each second,
/// and an epoch is settled only when all that belongs to it is written.
/// Thread: the Router's loop, unless said otherwise.
class Epochs {
public:
    Epochs(
        StateWriter& writer, NodeRegistry& registry, IssuedTokens& tokens, EpochOptions options,
        const base::Clock& clock);

    /// Makes the tables and goes on where it stopped. Thread: inside Database::run, before the loop
    /// runs and after those of Bindings, which tell whom a binding's deliveries are charged to.
    base::Result<void, DatabaseFailure> load();

    /// Writes a batch of receipts down, then enters it: what each client's network has quota for is
    /// credited, the rest held until the epoch's end. `done` gets what it counted, or nothing if it
    /// could not be written down.
    using BatchDone = std::function<void(std::optional<protocol::ReceiptsAnswer>)>;
    void receipts(NodeIndex node, BatchCredit batch, BatchDone done);
    /// What was answered to a node's newest batch, whose answer may have been lost.
    void repeatAnswer(NodeIndex node, std::int64_t batch, BatchDone done);
    /// A spot check of `object` at `node` found the right bytes: corroborates its receipts.
    void checkPassed(NodeIndex node, const base::ContentId& object);
    void deliveredByRouter(BindingNumber binding, base::Bytes bytes);

    /// Once a second: counts standby, writes down, and closes the epoch when its time is over.
    void tick();
    /// Closes the running epoch, with the emission of the time that it lasted, and reads the whole
    /// ledger again; `done` when it is settled.
    void closeNow(std::function<void()> done);
    /// Hands all that is only in memory to the database.
    void flush();
    /// Hands it the tokens issued since: as soon as what went before is written.
    void saveTokens();

    std::int64_t number() const { return m_number; }
    /// When it ends, in Unix seconds.
    std::int64_t ends() const { return m_ends; }
    std::int64_t settledCount() const { return m_settled; }
    /// Whether the ledger was in balance after the latest settlement.
    bool ledgerIsBalanced() const { return m_ledgerIsBalanced; }
    base::Bytes byTerminals() const { return m_byTerminals; }
    base::Bytes byRouter() const { return m_byRouter; }

    // --- Thread: the database's
    static base::Result<std::vector<Usage>, DatabaseFailure>
    usage(const Database& database, const std::string& owner);
    static Usage usageOf(const Database& database, BindingNumber binding);
    static base::Result<protocol::Earnings, DatabaseFailure>
    earnings(Database& database, const base::NodeId& node);

private:
    enum class LedgerCheck { New, Whole }; ///< what is read after a settlement
    struct Closing {
        std::int64_t number = 0;
        base::MicroTokens emission;
        LedgerCheck check = LedgerCheck::New;
    };
    struct Settled {
        bool worked = false;
        epoch_store::Corroborated corroborated;
        bool ledgerIsBalanced = false;
        std::vector<std::pair<std::string, std::int64_t>> balances;
    };
    struct RouterDelivery {
        base::Bytes bytes;
        std::int64_t requests = 0;
    };
    /// What one second brought.
    struct Second {
        std::int64_t epoch = 0;
        IssuedTokens::Unsaved tokens;
        std::vector<epoch_store::Delivered> delivered;
        std::vector<NodeWork> standby;
    };
    /// The end of an epoch and the start of the next one, not yet on disk.
    struct Ending {
        Closing closing;
        std::int64_t ended = 0; ///< Unix seconds
        epoch_store::OpenEpoch next;
        std::vector<NodeWork> nodes;
        std::function<void()> done;
    };

    void close(
        std::int64_t emissionSeconds, std::int64_t nextStart, LedgerCheck check,
        std::function<void()> done);
    void settle(Closing closing, std::function<void()> done);
    void settleUnsettled();
    void write(std::shared_ptr<const Second> second);
    void writeEnding();
    void endingWritten();
    epoch_store::Booking split(NodeIndex node, const BatchCredit& batch);
    void giveBack(const epoch_store::Booking& booking);
    void enter(NodeIndex node, const BatchCredit& batch, const epoch_store::Booking& booking);
    std::vector<NodeWork> takeStandby();
    void readTotals();

    StateWriter& m_writer;
    NodeRegistry& m_registry;
    IssuedTokens& m_tokens;
    ClientQuota m_quota;
    const EpochOptions m_options;
    const base::Clock& m_clock;
    std::int64_t m_number = 0;
    std::int64_t m_starts = 0; ///< Unix seconds
    std::int64_t m_ends = 0;
    std::int64_t m_settled = 0; ///< epochs
    base::SteadyTime m_standbyCounted;
    base::SteadyTime m_tokensForgotten;
    std::map<BindingNumber, RouterDelivery> m_routerDeliveries; ///< not yet written
    std::vector<std::shared_ptr<const Second>> m_unwritten;     ///< refused by the disk
    int m_beingWritten = 0;                                     ///< seconds on their way to it
    bool m_tokensWait = false;                                  ///< for those
    std::shared_ptr<const Ending>
        m_ending; ///< being written, or refused; the next one waits for it
    bool m_endingIsBeingWritten = false;
    std::vector<std::function<void()>> m_closeNext; ///< as soon as it is written
    std::vector<std::pair<Closing, std::function<void()>>> m_unsettled;
    bool m_ledgerIsBalanced = true;
    base::Bytes m_byTerminals;
    base::Bytes m_byRouter;
};

} // namespace meson::router

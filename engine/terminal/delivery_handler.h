// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/crypto/identity.h"
#include "engine/crypto/mac.h"
#include "engine/http/server.h"
#include "engine/protocol/delivery_token.h"
#include "engine/store/content_store.h"
#include "engine/terminal/receipt_ring.h"
#include "engine/terminal/router_clock.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace meson::terminal {

/// What the Router said at registration that requests are checked by. Immutable.
struct DeliveryTerms {
    crypto::MacKey tokenKey;
    std::string returnUrl;
    base::NodeId node;
};

/// Figures of one data loop; written by it alone, read by anyone.
struct DeliveryCounters {
    std::atomic<std::int64_t> requests{0};
    std::atomic<std::int64_t> sentBack{0};
    std::atomic<std::int64_t> forged{0};
    std::atomic<std::int64_t> bytes{0};
    std::atomic<std::int64_t> running{0}; ///< answers with an object's bytes under way
};

/// Serves `/<token>/<name>` (W17): a token of the Router's for an object that is here is answered
/// with it; what cannot be served goes back to the Router with a signed return; a forged token is
/// refused. Also answers the Router's probe. Takes no lock and asks no database.
/// Thread: handle() and finished() data; the rest control.
class DeliveryHandler final : public http::Handler {
public:
    enum class Mode { NotRegistered, Serving, Paused, Overloaded };

    DeliveryHandler(
        store::ContentStore& store, const crypto::Identity& identity, const RouterClock& clock,
        int loops);
    ~DeliveryHandler() override;

    void setMode(Mode mode) { m_mode.store(mode, std::memory_order_relaxed); }
    void setTerms(DeliveryTerms terms);
    /// Answers under way, on all threads, beyond which clients are sent back as Overloaded; 0: no
    /// limit.
    void setMaxRunning(std::int64_t count) { m_maxRunning.store(count); }
    /// Called on a data thread when a ring is half full: drain soon.
    void onCrowded(std::function<void()> crowded) { m_crowded = std::move(crowded); }

    /// Hands over what the data threads noted, and counts it as uses of the objects.
    void drainReceipts(const std::function<void(const ServedRecord&)>& take);
    struct Totals {
        std::int64_t requests = 0, sentBack = 0, forged = 0, bytes = 0, running = 0;
    };
    Totals totals() const;

    void handle(std::shared_ptr<http::Exchange> exchange) override;
    void cannotSend(std::shared_ptr<http::Exchange> exchange, http::Fitness fitness) override;
    void finished(const http::Exchange& exchange, const http::Outcome& outcome) override;

    /// The fields that browsers need on every answer, errors included.
    static http::Fields browserFields();

private:
    struct Lane; ///< what one data thread needs for itself
    Lane& lane();
    bool isFull() const;
    void serve(Lane& lane, http::Exchange& exchange, std::string_view token);
    void writeReceipt(Lane& lane, std::string_view token, const http::Outcome& outcome);
    void sendBack(
        Lane& lane, http::Exchange& exchange, std::string_view token,
        protocol::ReturnReason reason);
    void answerProbe(http::Exchange& exchange, std::string_view challenge) const;

    store::ContentStore& m_store;
    const crypto::Identity& m_identity;
    const RouterClock& m_clock;
    std::function<void()> m_crowded;
    std::atomic<Mode> m_mode{Mode::NotRegistered};
    std::atomic<std::int64_t> m_maxRunning{0};
    /// The current terms; all that ever were are kept, so that a data thread may hold on to them.
    std::atomic<const DeliveryTerms*> m_terms{nullptr};
    std::vector<std::unique_ptr<const DeliveryTerms>> m_allTerms;
    std::vector<std::unique_ptr<Lane>> m_lanes;
    std::atomic<std::size_t> m_lanesTaken{0};
    const std::uint64_t m_serial; ///< tells the handlers of one process apart
};

} // namespace meson::terminal

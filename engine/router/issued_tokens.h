// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/protocol/delivery_token.h"
#include "engine/protocol/messages.h"
#include "engine/router/client_quota.h"
#include "engine/router/corroboration.h"
#include "engine/router/database.h"
#include "engine/router/node_registry.h"
#include "engine/router/object_record.h"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace meson::router {

/// What a token was issued for: only a client's is billed to a business.
enum class TokenPurpose : std::uint8_t { Client, Check };

/// The credit that one receipt brings.
struct Credit {
    std::uint64_t nonce = 0;
    BindingNumber binding = 0;
    TokenPurpose purpose = TokenPurpose::Client;
    base::Bytes bytes;
    base::ContentId object;
    std::uint64_t network = 0; ///< the client's; 0: the Router's own
    bool isComplete = false;   ///< with this receipt the whole object is accounted for
    base::Bytes stated;        ///< by the receipt
};

/// A receipt that states more than can have been sent for its token.
struct Overstatement {
    base::ContentId object;
    base::Bytes stated;
    base::Bytes most; ///< that an honest receipt can state
};

/// What a batch of receipts is worth, before it is written down.
struct BatchCredit {
    std::int64_t batch = 0;
    std::vector<Credit> credits; ///< one for each receipt that counts, some of 0 bytes
    base::Bytes total;
    base::Bytes stated;        ///< by all receipts of the batch
    std::int64_t receipts = 0; ///< in the batch
    std::int64_t forged = 0;   ///< not a token of ours, or another node's
    std::int64_t unknown = 0;  ///< not issued, or long over
    std::vector<Overstatement> overstated;

    /// What did not count, by reason.
    std::vector<std::string> refused() const;
};

/// The redirects that the Router issued: the upper bound of what receipts can be paid. A token
/// earns min(stated bytes, object length) over all its receipts. Thread: the Router's loop.
class IssuedTokens {
public:
    /// `network` is the client's; 0 for the Router's own requests.
    void
    add(const protocol::DeliveryToken& token, NodeIndex node, TokenPurpose purpose,
        std::uint64_t network = 0);
    /// A token of a spot check, which asks for `piece` bytes of the object once: that much, all its
    /// receipts together can state.
    void addCheck(const protocol::DeliveryToken& token, NodeIndex node, base::Bytes piece);
    /// Judges a batch of `node`, whose token key is `key`. Changes nothing.
    BatchCredit assess(
        NodeIndex node, const protocol::Receipts& receipts, const crypto::MacKey& key,
        base::WallTime now) const;
    /// Enters a batch that was written down.
    void apply(const BatchCredit& batch);
    /// Drops tokens whose grace is over.
    void forget(base::WallTime now);
    std::size_t count() const { return m_tokens.size(); }

    // --- the same on disk
    /// `told` is called with the first token that is added after each takeUnsaved().
    void onUnsaved(std::function<void()> told) { m_told = std::move(told); }
    struct Unsaved {
        std::vector<Database::Row> rows;
        std::map<std::string, base::Bytes> issued; ///< by node id: the objects' lengths
        /// Of them those to clients of networks that have used their quotas up.
        std::map<corroboration::Meeting, base::Bytes> aboveQuota;
    };
    /// Tokens added since the last call.
    Unsaved takeUnsaved(const NodeRegistry& registry, const ClientQuota& quota);
    /// Thread: the database's, inside a transaction.
    static bool save(const Database& database, const std::vector<Database::Row>& rows);
    /// False also if a token is not on disk yet: its row would come later, with nothing credited.
    static bool saveCredits(const Database& database, const BatchCredit& batch);
    static bool forgetOnDisk(const Database& database, base::WallTime now);
    /// Makes the table and reads it. Thread: inside Database::run, before the loop runs.
    base::Result<void, DatabaseFailure> load(Database& database, const NodeRegistry& registry);

private:
    struct Token {
        NodeIndex node = kNoNode;
        BindingNumber binding = 0;
        TokenPurpose purpose = TokenPurpose::Client;
        base::Bytes length; ///< the most that it can earn
        base::Bytes credited;
        std::int64_t expires = 0;
        base::ContentId object;
        std::uint64_t network = 0;
    };
    std::unordered_map<std::uint64_t, Token> m_tokens; ///< by nonce
    std::vector<std::uint64_t> m_unsaved;
    std::function<void()> m_told = [] {};
};

} // namespace meson::router

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/base/units.h"
#include "engine/crypto/identity.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Statements of account, as PROTOCOL.md describes them: what the Router's books say of one
/// Terminal in one settled epoch, signed, so that the owner can keep and check it. Thread: any.
namespace meson::protocol {

/// Every figure from receipts to balance, with what is needed to compute it again. Times are Unix
/// seconds by Router time.
struct Statement {
    base::NodeId node;
    std::int64_t epoch = 0;
    std::int64_t starts = 0;
    std::int64_t ends = 0;
    std::int64_t previous =
        0; ///< epoch of this node's statement before this one, 0: it is the first
    std::int64_t receipts = 0; ///< that the Terminal sent
    base::Bytes issued;        ///< lengths of the objects that clients were sent here for
    base::Bytes stated;        ///< by the receipts
    base::Bytes held;          ///< of them, above a client network's quota
    base::Bytes credited;      ///< with what was corroborated of the held
    std::int64_t quality = 0;  ///< millionths
    std::string cause;         ///< why quality is below 1, as a sentence
    std::int64_t standbySeconds = 0;
    base::Bytes weight;          ///< credited × quality
    base::MicroTokens emission;  ///< of the epoch
    base::Bytes allWeights;      ///< of all Terminals
    std::int64_t allStandby = 0; ///< seconds of all Terminals whose quality is above 0
    base::MicroTokens serving;   ///< share of the emission for weight
    base::MicroTokens standby;   ///< share for standing ready
    base::MicroTokens balance;   ///< after this epoch

    /// The part of what was credited that earned nothing because quality was below 1.
    base::Bytes penalty() const { return credited - weight; }
    base::MicroTokens reward() const { return serving + standby; }
};

/// A statement as it travels and is kept: the text that was signed, and by whom it was.
struct SignedStatement {
    std::string text; ///< the JSON of a Statement
    crypto::Signature signature{};
};

/// The Terminal agrees to its statement of an epoch.
struct Countersignature {
    std::int64_t epoch = 0;
    crypto::Signature signature{};
};

// --- POST /v1/terminals/{id}/statements
struct StatementsRequest {
    std::int64_t after = 0; ///< statements of later epochs are wanted
    std::vector<Countersignature> agreed;
};
struct Statements {
    std::vector<SignedStatement> statements; ///< oldest first, 100 at most
    std::int64_t epochEnds = 0;              ///< when the running epoch ends
};

enum class StatementError {
    NotSigned, ///< The signature is not the Router's: the statement was altered or is forged.
    NotRead,   ///< The text is no statement of this protocol.
    WrongNode, ///< The statement is another Terminal's.
};
std::string_view sentence(StatementError);
using StatementFailure = base::Failure<StatementError>;

SignedStatement signStatement(const Statement& statement, const crypto::Identity& router);
/// The statement, if `router` signed exactly this text and it is about `node`.
base::Result<Statement, StatementFailure> readStatement(
    const SignedStatement& received, const crypto::PublicKey& router, const base::NodeId& node);

/// The Terminal's agreement to a statement's text, and whether it is that.
crypto::Signature countersign(std::string_view text, const crypto::Identity& terminal);
bool isCountersigned(
    std::string_view text, const crypto::Signature& signature, const crypto::PublicKey& terminal);

} // namespace meson::protocol

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/protocol/statement.h"
#include "engine/router/database.h"

#include <optional>
#include <string>
#include <vector>

/// What the books say of one Terminal in its settled epochs. Thread: the database's.
namespace meson::router::statements {

/// Statements of epochs after `after`, oldest first, at most `limit`. What is settled never
/// changes, so the same epoch always gives the same statement.
base::Result<std::vector<protocol::Statement>, DatabaseFailure> listAfter(
    const Database& database, const base::NodeId& node, std::int64_t after, std::size_t limit);

/// Keeps the Terminal's agreement to its statement of an epoch. False if there is none, or `key`
/// did not sign it; nothing is changed then.
base::Result<bool, DatabaseFailure> countersign(
    const Database& database, const base::NodeId& node, const protocol::Countersignature& agreed,
    const crypto::PublicKey& key);

} // namespace meson::router::statements

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"
#include "engine/router/database.h"
#include "engine/router/object_record.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What was held above client networks' quotas and counts after all, at the end of an epoch. Two
/// things must speak for it. Of the object: a check of it at the Terminal was passed, or another
/// network completed it at another Terminal. Of the network: its clients took as much of what they
/// were redirected to elsewhere for. Bots who merely collect redirects to one Terminal go away
/// where they are sent to another, and bring it nothing; if they do not, each of the others earns
/// from them as much as theirs does. Thread: the database's.
namespace meson::router::corroboration {

/// A client network, and a Terminal that its clients were sent to.
using Meeting = std::pair<std::uint64_t, std::string>;

/// What a network's clients were redirected to a Terminal for, and took there, since the network
/// had used its quota up.
struct Traffic {
    base::Bytes issued;
    base::Bytes taken;
};

/// The most that counts of each: issued × taken elsewhere ÷ issued elsewhere, rounded down.
std::map<Meeting, base::Bytes> mostThatCounts(const std::map<Meeting, Traffic>& traffic);

struct Credited {
    std::string node;
    BindingNumber binding = 0;
    base::Bytes bytes;
};
base::Result<void, DatabaseFailure> createTable(Database& database);
/// Lengths of the objects that clients of networks above their quotas were redirected for. For use
/// in a transaction, as those that follow.
bool addIssued(
    const Database& database, std::int64_t epoch, const std::map<Meeting, base::Bytes>& issued);
/// Enters what counts in the trail of receipts; the caller books it.
std::optional<std::vector<Credited>> credit(const Database& database, std::int64_t epoch);
/// Forgets what an epoch's end needed.
bool forget(const Database& database, std::int64_t epoch);

} // namespace meson::router::corroboration

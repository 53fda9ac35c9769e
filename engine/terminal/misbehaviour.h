// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/store/content_store.h"

#include <memory>
#include <optional>
#include <string_view>

namespace meson::terminal {

/// How a Terminal of a demo network cheats, so that its Router can be watched finding it.
/// Everything that its owner does not ask for is honest.
enum class Misbehaviour {
    None,
    Drop,     ///< has lost half of what its index lists
    Flip,     ///< a wrong bit in each block
    Stale,    ///< serves what it had first, whatever is asked for
    Overstate ///< receipts of twice what was sent
};
/// By "drop", "flip", "stale" or "overstate".
std::optional<Misbehaviour> misbehaviourOf(std::string_view word);

/// `honest` with readers that misbehave; itself if there is nothing to. A data thread that reads
/// through it waits for the disk.
std::unique_ptr<store::ContentStore>
misbehavingStore(Misbehaviour misbehaviour, std::unique_ptr<store::ContentStore> honest);

/// What a receipt for `sent` bytes states.
base::Bytes statedBytes(Misbehaviour misbehaviour, base::Bytes sent);

} // namespace meson::terminal

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace meson::base {

/// Whether bytes of a stored object may be sent: the word that store and server share.
enum class Fitness {
    Ready,       ///< Verified since they last came from disk.
    Pending,     ///< Being read and verified; the callback will tell.
    Damaged,     ///< The disk holds other bytes than the content id names, or none.
    Unavailable, ///< They cannot be read at present (no file handle is left); the object stays.
};

} // namespace meson::base

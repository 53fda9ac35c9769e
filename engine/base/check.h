// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <cstdlib>

/// Always on: our own state is corrupt and going on would make it worse. Never sees network, disk
/// or user input.
#define MESON_CHECK(condition)                                                                     \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            std::fprintf(stderr, "%s:%d: broken invariant: %s\n", __FILE__, __LINE__, #condition); \
            std::abort();                                                                          \
        }                                                                                          \
    } while (false)

/// On in debug builds: a mistake of ours that a release survives.
#ifdef NDEBUG
#define MESON_ASSUME(condition) static_cast<void>(sizeof(condition))
#else
#define MESON_ASSUME(condition) MESON_CHECK(condition)
#endif

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/miner_engine.h"
#include "ui/bridge/remedy.h"
#include "ui/theme/icon.h"
#include "ui/theme/tokens.h"

#include <QString>

namespace meson::pages {

/// One entry of the journal in the owner's language. Thread: ui.
struct EventWords {
    QString title;                                ///< what happened
    QString detail;                               ///< to what or how much; may be empty
    QString effect;                               ///< on earnings; for alerts
    QString remedy;                               ///< what to do; for alerts
    bridge::Remedy action = bridge::Remedy::None; ///< what of that can be done from here
    theme::Tone tone = theme::Tone::Muted;
    theme::Glyph glyph = theme::Glyph::Info;
};
EventWords wordsOf(const metrics::JournalEntry& entry);
QString eventTypeName(metrics::EventType type);

} // namespace meson::pages

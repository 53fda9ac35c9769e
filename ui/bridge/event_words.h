// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/node_records.h"
#include "ui/theme/tokens.h"

#include <QString>

namespace meson::bridge {

/// A line of the journal in the owner's language: "12 objects stored". Thread: ui.
QString eventText(const metrics::JournalEntry& entry);
theme::Tone eventTone(metrics::EventType type);

} // namespace meson::bridge

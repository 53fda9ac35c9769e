// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/miner_engine.h"

#include <filesystem>
#include <string>

namespace meson::node {

/// What a person who helps needs to know, as one text that its owner reads before giving it away:
/// program and system, settings, the state of the node, what happened lately, the end of the log.
/// Keys, tokens, addresses, wallets, ids, names and the home folder are not in it. Thread: any.
/// Reads the log file.
std::string diagnosticsOf(
    const MinerSettings& settings, const MinerSnapshot& snapshot,
    const std::vector<metrics::JournalEntry>& events, const std::filesystem::path& log);

/// The text with a word in brackets in place of each key, token, wallet, id and network address,
/// and of the user's name and home folder.
std::string redacted(std::string text);

/// The end of a text file, whole lines; empty where it cannot be read.
std::string lastLines(const std::filesystem::path& file, std::size_t lines);

} // namespace meson::node

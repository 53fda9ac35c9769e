// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/ids.h"
#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace meson::node {

/// An attached machine as it is kept: who it is, where it was attached and what lets us in.
struct MachineRecord {
    base::NodeId node;
    std::string host;
    std::uint16_t port = 0;
    std::string name; ///< as it called itself last
    std::string token;

    friend bool operator==(const MachineRecord&, const MachineRecord&) = default;
};

enum class MachinesFileError {
    NotReadable, ///< The list of attached machines cannot be read: check its permissions.
    Damaged,     ///< The list of attached machines could not be understood; it was put aside.
    NotWritable, ///< The list of attached machines could not be saved.
};
std::string_view sentence(MachinesFileError);
using MachinesFileFailure = base::Failure<MachinesFileError>;

/// Empty where there is no file. One that cannot be understood is renamed to
/// "<file>.damaged-<unix seconds>", which the failure names; one that cannot be read is left alone.
/// Blocks. Thread: any.
base::Result<std::vector<MachineRecord>, MachinesFileFailure>
loadMachines(const std::filesystem::path& file);
/// All or nothing, readable by its owner only. Blocks.
base::Result<void, MachinesFileFailure>
saveMachines(const std::filesystem::path& file, const std::vector<MachineRecord>& machines);

} // namespace meson::node

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/ids.h"
#include "engine/router/state_writer.h"

#include <filesystem>
#include <string>

namespace meson::router {

/// RFC 1123 §2.1, in lower case: labels of letters, digits and inner hyphens, 253 bytes at most.
/// What ends in a number is an address in one of its spellings, and no name.
bool isHostName(std::string_view name);

/// What the nodes of an https network are called: `<node id>.<zone>`, so that nobody can have
/// another's name. A file tells the name servers of the zone where each is, a line
/// "203.0.113.7 <name>" for each (hosts(5)), written anew within seconds of a change.
/// Thread: the Router's loop.
class NodeNames {
public:
    /// A node id and a dot before it leave this much for a zone.
    static constexpr std::size_t kLongestZone = 200;

    /// Without a zone, nodes have no names, and no file is written.
    NodeNames(std::string zone, std::filesystem::path file, StateWriter& writer);

    /// Empty without a zone.
    std::string nameOf(const base::NodeId& id) const;
    /// A node came or moved. One that left is in the file until then.
    void changed() { m_isStale = true; }
    /// Once a second.
    void tick();

private:
    const std::string m_zone;
    const std::filesystem::path m_file;
    StateWriter& m_writer;
    bool m_isStale = true;
    bool m_isWriting = false;
};

} // namespace meson::router

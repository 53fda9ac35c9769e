// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/node_names.h"

#include "engine/platform/private_file.h"

#include <QLoggingCategory>
#include <algorithm>

namespace meson::router {

Q_LOGGING_CATEGORY(lcNames, "meson.router.names", QtWarningMsg)

namespace {

/// One line for each node that is in the network and has a name.
base::Result<std::string, DatabaseFailure> linesOf(Database& database) {
    const auto rows = database.query(QStringLiteral(
        "SELECT address, host FROM node WHERE has_left = 0 AND host <> '' ORDER BY host"));
    if (!rows)
        return tl::unexpected(rows.error());
    std::string lines;
    for (const Database::Row& row : *rows)
        lines += row[0].toString().toStdString() + ' ' + row[1].toString().toStdString() + '\n';
    return lines;
}

bool endsInANumber(std::string_view name) {
    const std::string_view last = name.substr(name.rfind('.') + 1);
    return last.starts_with("0x") ||
           std::all_of(last.begin(), last.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

bool isHostName(std::string_view name) {
    if (name.empty() || name.size() > 253)
        return false;
    std::size_t begin = 0;
    while (begin <= name.size()) {
        const std::size_t end = std::min(name.find('.', begin), name.size());
        const std::string_view label = name.substr(begin, end - begin);
        const auto isLabelCharacter = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        };
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-' ||
            !std::all_of(label.begin(), label.end(), isLabelCharacter))
            return false;
        begin = end + 1;
    }
    return !endsInANumber(name);
}

NodeNames::NodeNames(std::string zone, std::filesystem::path file, StateWriter& writer)
    : m_zone(std::move(zone))
    , m_file(std::move(file))
    , m_writer(writer) {}

std::string NodeNames::nameOf(const base::NodeId& id) const {
    return m_zone.empty() ? std::string() : base::toText(id) + "." + m_zone;
}

void NodeNames::tick() {
    if (m_zone.empty() || !m_isStale || m_isWriting)
        return;
    m_isStale = false;
    m_isWriting = true;
    m_writer.ask(
        [&database = m_writer.database(), file = m_file] {
            const auto lines = linesOf(database);
            const bool isWritten = lines && platform::savePublicFile(file, *lines);
            if (!isWritten)
                qCWarning(
                    lcNames, "%s cannot be written: name servers do not hear of the latest nodes.",
                    file.string().c_str());
            return isWritten;
        },
        [this](bool isWritten) {
            m_isWriting = false;
            m_isStale = m_isStale || !isWritten;
        });
}

} // namespace meson::router

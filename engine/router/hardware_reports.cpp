// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/hardware_reports.h"

#include "engine/protocol/codec.h"

namespace meson::router {

base::Result<void, DatabaseFailure> HardwareReports::load() {
    Database& database = m_writer.database();
    auto made = database.migrate(
        QStringLiteral("hardware"),
        {QStringLiteral("CREATE TABLE hardware (node TEXT PRIMARY KEY, report TEXT NOT NULL)")});
    if (!made)
        return made;
    const auto rows = database.query(QStringLiteral("SELECT node, report FROM hardware"));
    if (!rows)
        return tl::unexpected(rows.error());
    for (const Database::Row& row : *rows) {
        const auto id = base::idFromText<base::NodeId>(row[0].toString().toStdString());
        const auto node = id ? m_registry.find(*id) : std::nullopt;
        const auto report = protocol::decode<protocol::Hardware>(row[1].toString().toUtf8());
        if (node && report)
            keep(*node, *report);
    }
    return {};
}

void HardwareReports::take(
    NodeIndex node, const protocol::Hardware& report, std::function<void(bool)> saved) {
    keep(node, report);
    m_writer.ask(
        [&database = m_writer.database(),
         id = QString::fromStdString(base::toText(m_registry.at(node).id)),
         text = QString::fromUtf8(protocol::encode(report))] {
            return database
                .query(
                    QStringLiteral("INSERT INTO hardware (node, report) VALUES (?, ?) ON CONFLICT "
                                   "(node) DO UPDATE SET report = excluded.report"),
                    {id, text})
                .has_value();
        },
        std::move(saved));
}

void HardwareReports::keep(NodeIndex node, const protocol::Hardware& report) {
    m_reports[node] = report;
    m_registry.at(node).uploadLimit = report.uploadLimit;
    m_registry.at(node).uploadMeasured = report.uploadMeasured;
}

const protocol::Hardware* HardwareReports::find(NodeIndex node) const {
    const auto found = m_reports.find(node);
    return found == m_reports.end() ? nullptr : &found->second;
}

} // namespace meson::router

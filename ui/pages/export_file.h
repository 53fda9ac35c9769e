// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <functional>
#include <optional>

class QWidget;

namespace meson::pages {

/// A field of a table file, quoted as RFC 4180 has it; a leading sign that a spreadsheet would take
/// for a formula is made text.
QString csvField(QString text);

/// All or nothing; what went wrong, as a sentence.
std::optional<QString> writeFile(const QString& file, const QByteArray& content);

/// Asks for a file to write; `chosen` hears its name, unless `parent` is gone. `filters` as
/// QFileDialog has them; the first one's suffix is `name`'s.
void askForExport(
    QWidget* parent, const QString& title, const QString& name, const QString& filters,
    std::function<void(const QString& file)> chosen);

} // namespace meson::pages

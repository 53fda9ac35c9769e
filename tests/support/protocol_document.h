// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QRegularExpression>
#include <map>
#include <string>

namespace meson::test {

/// The text of engine/protocol/PROTOCOL.md; empty if it cannot be read.
inline QString protocolDocument() {
    QFile file(QStringLiteral(MESON_SOURCE_DIR "/engine/protocol/PROTOCOL.md"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// Its JSON examples by the message that "<!-- message: Name -->" before them names.
inline std::map<std::string, QByteArray> protocolExamples() {
    static const QRegularExpression example(
        QStringLiteral("<!-- message: (\\w+) -->\\n```json\\n(.*?)```"),
        QRegularExpression::DotMatchesEverythingOption);
    std::map<std::string, QByteArray> examples;
    const QString document = protocolDocument();
    for (auto matches = example.globalMatch(document); matches.hasNext();) {
        const auto match = matches.next();
        examples[match.captured(1).toStdString()] = match.captured(2).toUtf8();
    }
    return examples;
}

} // namespace meson::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/logging.h"

#include "engine/base/log_file.h"

#include <QDateTime>
#include <cstdio>

namespace meson::base {
namespace {

const char* levelName(QtMsgType type) {
    switch (type) {
    case QtDebugMsg:
        return "debug";
    case QtInfoMsg:
        return "info";
    case QtWarningMsg:
        return "warning";
    case QtCriticalMsg:
    case QtFatalMsg:
        break;
    }
    return "error";
}

void writeLine(QtMsgType type, const QMessageLogContext& context, const QString& text) {
    const QByteArray line = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toUtf8() +
                            ' ' + levelName(type) + ' ' +
                            (context.category ? context.category : "-") + ' ' + text.toUtf8() +
                            '\n';
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
    writeToLogFile({line.constData(), static_cast<std::size_t>(line.size())});
}

} // namespace

void installLogging(int verbosity) {
    qInstallMessageHandler(writeLine);
    QString rules;
    if (verbosity < 2)
        rules += QLatin1String("meson.*.debug=false\n");
    if (verbosity < 1)
        rules += QLatin1String("meson.*.info=false\n");
    QLoggingCategory::setFilterRules(rules);
}

} // namespace meson::base

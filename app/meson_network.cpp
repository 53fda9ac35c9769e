// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/command.h"
#include "engine/platform/file.h"

#include <QCoreApplication>

int main(int argc, char** argv) {
    meson::platform::raiseOpenFileLimit();
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("meson-network"));
    QCoreApplication::setApplicationVersion(QStringLiteral(MESON_VERSION));
    meson::node::Arguments arguments;
    for (const QString& argument : QCoreApplication::arguments().mid(1))
        arguments.push_back(argument.toStdString());
    return meson::node::runCommandLine(arguments);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/pause_menu.h"

#include <QCoreApplication>
#include <QMenu>

namespace meson::shell {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("meson::shell::PauseMenu", text);
}

} // namespace

void addPauseActions(QMenu& menu, bridge::MinerModel& model) {
    const auto add = [&](const char* name, auto untilFrom) {
        QObject::connect(
            menu.addAction(tr(name)), &QAction::triggered, &model,
            [&model, untilFrom] { model.pause(untilFrom(QDateTime::currentDateTime())); });
    };
    using Until = std::optional<QDateTime>;
    add(QT_TRANSLATE_NOOP("meson::shell::PauseMenu", "For 30 minutes"),
        [](const QDateTime& now) { return Until(now.addSecs(30 * 60)); });
    add(QT_TRANSLATE_NOOP("meson::shell::PauseMenu", "For 1 hour"),
        [](const QDateTime& now) { return Until(now.addSecs(3600)); });
    add(QT_TRANSLATE_NOOP("meson::shell::PauseMenu", "Until tomorrow"),
        [](const QDateTime& now) { return Until(now.date().addDays(1).startOfDay()); });
    add(QT_TRANSLATE_NOOP("meson::shell::PauseMenu", "Until I resume"),
        [](const QDateTime&) { return Until(); });
}

} // namespace meson::shell

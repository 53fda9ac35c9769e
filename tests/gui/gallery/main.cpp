// SPDX-License-Identifier: GPL-3.0-or-later
// gallery <folder> [<look>]: renders every scene in every look to <folder>/<look>-<scene>.png.
#include "tests/gui/gallery/scenes.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QFontDatabase>
#include <QProcess>
#include <QTranslator>
#include <array>
#include <cstdio>

namespace {

using meson::theme::Choice;

struct Look {
    const char* name;
    Choice choice;
    const char* scale;
    const char* language;
    Qt::LayoutDirection direction;
};

constexpr std::array kLooks = {
    Look{"light", Choice::Light, "1", "en", Qt::LeftToRight},
    Look{"dark", Choice::Dark, "1", "en", Qt::LeftToRight},
    Look{"contrast", Choice::HighContrast, "1", "en", Qt::LeftToRight},
    Look{"zh", Choice::Light, "1", "zh_CN", Qt::LeftToRight},
    Look{"rtl", Choice::Dark, "1", "en", Qt::RightToLeft},
    Look{"large", Choice::Light, "1.5", "en", Qt::LeftToRight},
};

/// The scale is fixed when a QApplication starts, so each look is a process of its own.
int renderAll(const QString& folder) {
    for (const Look& look : kLooks) {
        qputenv("QT_SCALE_FACTOR", look.scale);
        const int status = QProcess::execute(
            QCoreApplication::applicationFilePath(), {folder, QString::fromLatin1(look.name)});
        if (status != 0) {
            return status;
        }
    }
    return 0;
}

int render(QApplication& application, const Look& look, const QString& folder) {
    QLocale::setDefault(QLocale(QLatin1String(look.language)));
    QTranslator translator;
    if (translator.load(
            QStringLiteral(":/translations/meson_%1.qm").arg(QLatin1String(look.language)))) {
        QCoreApplication::installTranslator(&translator);
    }
    QGuiApplication::setLayoutDirection(look.direction);
    if (QFontDatabase::families().contains(QStringLiteral("Inter"))) {
        QFont font(QStringList{QStringLiteral("Inter"), QStringLiteral("Noto Sans CJK SC")});
        QApplication::setFont(font);
    }
    meson::theme::Theme theme(application);
    theme.setChoice(look.choice);
    for (const auto& scene : meson::gallery::scenes()) {
        const auto widget = scene.make();
        widget->resize(scene.size.isValid() ? scene.size : widget->sizeHint());
        widget->show();
        QApplication::sendPostedEvents();
        const QString file =
            QStringLiteral("%1/%2-%3.png").arg(folder, QLatin1String(look.name), scene.name);
        if (!widget->grab().save(file)) {
            std::fprintf(stderr, "gallery: cannot write %s\n", qPrintable(file));
            return 1;
        }
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 2 || arguments.at(1).startsWith(QLatin1Char('-'))) {
        std::fprintf(stderr, "usage: gallery <folder> [<look>]\n");
        return 2;
    }
    if (!QDir().mkpath(arguments.at(1))) {
        std::fprintf(stderr, "gallery: cannot make the folder %s\n", qPrintable(arguments.at(1)));
        return 2;
    }
    if (arguments.size() == 2) {
        return renderAll(arguments.at(1));
    }
    for (const Look& look : kLooks) {
        if (arguments.at(2) == QLatin1String(look.name)) {
            return render(application, look, arguments.at(1));
        }
    }
    std::fprintf(stderr, "gallery: no look of that name\n");
    return 2;
}

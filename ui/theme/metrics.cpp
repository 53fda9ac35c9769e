// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/metrics.h"

#include <QFontDatabase>
#include <QGuiApplication>
#include <algorithm>
#include <cmath>

namespace meson::theme {

namespace {

double g_textScale = 1.0;

int pixels(Type type) {
    switch (type) {
    case Type::Caption:
        return 12;
    case Type::Body:
    case Type::Strong:
        return 13;
    case Type::Heading:
        return 15;
    case Type::Title:
        return 20;
    case Type::Hero:
        break;
    }
    return 28;
}

QFont::Weight weight(Type type) {
    switch (type) {
    case Type::Caption:
    case Type::Body:
        return QFont::Normal;
    case Type::Strong:
    case Type::Heading:
        return QFont::DemiBold;
    case Type::Title:
    case Type::Hero:
        break;
    }
    return QFont::DemiBold;
}

/// The desktop's own font. Where it names none, Inter if it is there: it has a real semi-bold.
QStringList families() {
    const QString own = QGuiApplication::font().family();
    const bool isNamed = own != QLatin1String("Sans Serif") && own != QLatin1String("DejaVu Sans");
    if (isNamed || !QFontDatabase::hasFamily(QStringLiteral("Inter")))
        return {own};
    return {QStringLiteral("Inter"), own};
}

} // namespace

QFont font(Type type) {
    static const QStringList kFamilies = families();
    QFont result = QGuiApplication::font();
    result.setFamilies(kFamilies);
    result.setPixelSize(static_cast<int>(std::lround(pixels(type) * g_textScale)));
    result.setWeight(weight(type));
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    result.setFeature(QFont::Tag("tnum"), 1);
#endif
    return result;
}

void setTextScale(double scale) {
    g_textScale = std::clamp(scale, 0.8, 2.0);
}

double textScale() {
    return g_textScale;
}

} // namespace meson::theme

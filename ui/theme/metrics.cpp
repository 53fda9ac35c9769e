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

} // namespace

QFont font(Type type) {
    QFont result = QGuiApplication::font();
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

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>
#include <functional>
#include <memory>
#include <vector>

namespace meson::gallery {

/// One picture: widgets in representative states, on sample data.
struct Scene {
    QString name;
    QSize size;
    std::function<std::unique_ptr<QWidget>()> make;
};

/// Lengthens every sample text by this factor, as a translation might; 1 at first.
void setTextStretch(double factor);

std::vector<Scene> scenes();

} // namespace meson::gallery

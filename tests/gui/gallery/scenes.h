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

std::vector<Scene> scenes();

} // namespace meson::gallery

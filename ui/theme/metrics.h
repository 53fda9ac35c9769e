// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

namespace meson::theme {

/// Every distance between things on screen, in device-independent pixels.
namespace space {
inline constexpr int kTight = 4;
inline constexpr int kSmall = 8;
inline constexpr int kMedium = 16;
inline constexpr int kLarge = 24;
inline constexpr int kHuge = 32;
} // namespace space

namespace radius {
inline constexpr int kMark = 3; ///< bars, check boxes
inline constexpr int kControl = 6;
inline constexpr int kCard = 8;
} // namespace radius

namespace size {
inline constexpr int kCompactControl = 28;
inline constexpr int kControl = 32;
inline constexpr int kRow = 40;
inline constexpr int kSmallIcon = 16;
inline constexpr int kIcon = 20;
inline constexpr int kFocusRing = 2;
} // namespace size

/// The type scale: 12, 13, 15, 20 and 28 px at normal text size.
enum class Type { Caption, Body, Strong, Heading, Title, Hero };

/// The system's user-interface font in a step of the scale. Where Qt can ask for it (6.7) figures
/// are tabular, so that a changing number does not move what follows it.
QFont font(Type type);

/// The user's text size, 0.8…2; takes effect with the next Theme::apply().
void setTextScale(double scale);
double textScale();

} // namespace meson::theme

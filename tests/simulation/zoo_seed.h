// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QLoggingCategory>

#include <cstdint>
#include <string>

namespace meson::test {

/// With a sanitizer all is many times slower, and a part of it shows the same faults.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kIsSanitized = true;
#else
inline constexpr bool kIsSanitized = false;
#endif

/// The seed of a simulation, 1 if none is asked for: MESON_SEED=<number> runs with that one. Each
/// failure says it.
class ZooSeed {
public:
    ZooSeed() {
        QLoggingCategory::setFilterRules(QStringLiteral("meson.router.checks=false"));
        const QByteArray given = qgetenv("MESON_SEED");
        m_value = given.isEmpty() ? 1 : given.toULongLong();
        m_text = "MESON_SEED=" + std::to_string(m_value);
    }
    std::uint64_t value() const { return m_value; }
    const char* text() const { return m_text.c_str(); }

private:
    std::uint64_t m_value = 1;
    std::string m_text;
};

} // namespace meson::test

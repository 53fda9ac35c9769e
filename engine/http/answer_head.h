// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/http/message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meson::http {

/// How long a body is, as its head says it.
struct BodyFraming {
    enum class Kind { None, Length, Chunked, UntilClose };
    Kind kind = Kind::None;
    std::uint64_t length = 0;
};
/// What a head says about the connection.
enum class ConnectionField { None, Close, KeepAlive };

/// Writes the heads of answers. The lines that every answer carries are prepared once, the date
/// once a second. Thread: one loop's.
class AnswerHeads {
public:
    AnswerHeads(const base::Clock& clock, std::string_view serverName, const Fields& everyAnswer);

    /// Status line, the answer's own fields, then those of every answer that it does not set
    /// itself, framing, empty line. `fields` may be more than one block of lines.
    std::string
    write(int status, const Fields& fields, BodyFraming framing, ConnectionField connection);

private:
    struct Common {
        std::string name;
        std::string line;
    };

    const Fields& common(const Fields& own);
    void refreshDate();

    const base::Clock& m_clock;
    std::vector<Common> m_common; ///< the first is Date
    Fields m_allCommon;
    Fields m_someCommon;
    std::int64_t m_second = -1;
};

/// The lines of `fields` whose name `keep` accepts.
template <class Keep>
Fields filtered(const Fields& fields, Keep keep) {
    std::string lines;
    std::string_view rest = fields.lines();
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        const std::string_view line = rest.substr(0, end == rest.npos ? end : end + 1);
        if (keep(line.substr(0, line.find(':'))))
            lines += line;
        rest.remove_prefix(line.size());
    }
    return Fields(std::move(lines));
}

/// The value of the first line of that name, or nothing.
std::optional<std::string_view> findField(const Fields& fields, std::string_view name);

} // namespace meson::http

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/check.h"
#include "engine/http/conditional.h"
#include "engine/http/http_date.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace meson;
using namespace meson::http;

/// Ranges, entity tags and dates: the first byte says how large the representation is and which
/// field holds the rest.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0)
        return 0;
    constexpr std::string_view kNames[] = {
        "Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since"};
    const std::string_view value(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::uint64_t length = data[0];
    RequestHead head;
    head.fields.push_back({kNames[data[0] % 5], value});
    if (data[0] % 5 == 1)
        head.fields.push_back({"Range", "bytes=0-9"});
    const base::WallTime now = base::fromUnixSeconds(1'800'000'000);
    const Selection selection = select(head, {"\"tag\"", now, now}, length);
    MESON_CHECK((selection.status == 206) == !selection.parts.empty());
    MESON_CHECK(selection.parts.size() <= kMaximumRanges);
    std::uint64_t sum = 0;
    for (const ByteRange& part : selection.parts) {
        MESON_CHECK(part.length > 0 && part.offset < length && part.length <= length - part.offset);
        sum += part.length;
    }
    MESON_CHECK(sum <= length); // disjoint
    static_cast<void>(parseHttpDate(value, now));
    return 0;
}

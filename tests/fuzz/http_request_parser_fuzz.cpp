// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/check.h"
#include "engine/http/body_decoder.h"
#include "engine/http/request_parser.h"

#include <cstddef>
#include <cstdint>
#include <string>

using namespace meson::http;

namespace {

constexpr RequestParser::Limits kLimits{4096, 1024};

/// What must hold of any head that is accepted.
void checkHead(const RequestHead& head) {
    MESON_CHECK(!head.target.empty() && (head.target.front() == '/' || head.target == "*"));
    MESON_CHECK(head.target.find_first_of(std::string_view("\r\n\0# ", 5)) == head.target.npos);
    MESON_CHECK(!(head.chunked && head.contentLength));
    for (const Field& field : head.fields)
        MESON_CHECK(isFieldLine(std::string(field.name) + ":" + std::string(field.value)));
}

void checkBody(const RequestHead& head, std::string_view bytes) {
    BodyDecoder decoder(head, 10'000);
    while (true) {
        const auto step = decoder.decode(bytes.substr(0, 7));
        bytes.remove_prefix(step.consumed);
        if (step.state != BodyDecoder::State::NeedMore || bytes.empty())
            break;
    }
    MESON_CHECK(decoder.takeBody().size() <= 10'000);
}

} // namespace

/// The verdict on a request must not depend on how its bytes were split.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    RequestParser whole(kLimits);
    const auto verdict = whole.parse(bytes);

    RequestParser split(kLimits);
    auto splitVerdict = RequestParser::State::NeedMore;
    std::string moved;
    for (std::size_t end = 0; end <= size && splitVerdict == RequestParser::State::NeedMore;
         ++end) {
        moved = bytes.substr(0, end);
        splitVerdict = split.parse(moved);
    }
    MESON_CHECK(verdict == splitVerdict);
    if (verdict == RequestParser::State::Refused)
        MESON_CHECK(whole.refusal() == split.refusal() && whole.refusal() >= 400);
    if (verdict != RequestParser::State::Complete)
        return 0;
    MESON_CHECK(whole.headLength() == split.headLength() && whole.headLength() <= size);
    checkHead(whole.head());
    checkBody(whole.head(), std::string_view(bytes).substr(whole.headLength()));
    return 0;
}

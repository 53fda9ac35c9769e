// SPDX-License-Identifier: GPL-3.0-or-later
// Lines as people paste them. Whatever is accepted reads back as the same, and its address cannot
// be taken for another part of a URL.
#include "engine/base/check.h"
#include "engine/http/client_url.h"
#include "engine/terminal/pair_line.h"

using namespace meson;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto line = terminal::PairLine::parse(base::textOf({data, size}));
    if (!line)
        return 0;
    MESON_CHECK(terminal::PairLine::parse(line->text()) == *line);
    const auto url =
        http::parseUrl("https://" + terminal::authorityOf(line->host, line->port) + "/v1/status");
    MESON_CHECK(url && url->host == line->host && url->port == line->port);
    MESON_CHECK(url->target == "/v1/status");
    return 0;
}

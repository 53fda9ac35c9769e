// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace meson::router {

/// What a URL of the origin becomes.
enum class MaskAs {
    Domain,    ///< the same URL at the domain
    Reference, ///< only its path and what follows, where it is a URL of HTTP
};

/// `value`, a header field's, with `domain` in place of `host`, of any case, with any port and
/// percent-encoded as part of a URL. Longer names that end in it or begin with it stay: they are
/// others'. An IPv6 address has no brackets in `host`. Thread: any.
std::string
maskHost(std::string_view value, std::string_view host, MaskAs as, std::string_view domain);

} // namespace meson::router

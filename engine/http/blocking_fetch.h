// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/client.h"

namespace meson::http {

/// One request for command lines: returns when it is answered or has failed. Thread: any; blocks
/// it.
base::Result<SmallAnswer, ClientFailure>
blockingFetch(ClientRequest request, const ClientOptions& options);

} // namespace meson::http

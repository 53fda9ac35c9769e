// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/blocking_fetch.h"

#include <boost/asio/io_context.hpp>

namespace meson::http {

base::Result<SmallAnswer, ClientFailure>
blockingFetch(ClientRequest request, const ClientOptions& options) {
    asio::io_context context(1);
    base::Result<SmallAnswer, ClientFailure> result = base::fail(ClientError::Cancelled);
    Client client(context.get_executor(), options);
    client.fetch(std::move(request), [&](base::Result<SmallAnswer, ClientFailure> answer) {
        result = std::move(answer);
        context.stop();
    });
    context.run();
    return result;
}

} // namespace meson::http

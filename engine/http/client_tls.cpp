// SPDX-License-Identifier: GPL-3.0-or-later
// The compiled half of Asio's TLS stream, which the client uses.
#include <boost/asio/ssl/impl/src.hpp>

// SPDX-License-Identifier: GPL-3.0-or-later
// Asio's one compiled copy (BOOST_ASIO_SEPARATE_COMPILATION is set for every target).
#include <boost/asio/impl/src.hpp>

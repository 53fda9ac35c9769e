// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/client_connection.h"

#include "engine/crypto/identity.h"
#include "engine/platform/socket.h"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>

namespace meson::http {

namespace {

/// Whether the certificate that the server shows first is for the key of `node`; TLS has it prove
/// that it holds that key.
bool isOfNode(X509_STORE_CTX* chain, const base::NodeId& node) {
    X509* const shown = X509_STORE_CTX_get0_cert(chain);
    unsigned char* bytes = nullptr;
    const int size = shown != nullptr ? i2d_X509(shown, &bytes) : 0;
    const bool isIt =
        size > 0 && crypto::nodeIdOfCertificate({bytes, static_cast<std::size_t>(size)}) == node;
    OPENSSL_free(bytes);
    return isIt;
}

} // namespace

void ClientConnection::connect(
    const asio::ip::tcp::endpoint& endpoint, const std::optional<asio::ip::address>& from,
    Handler done) {
    ErrorCode error;
    m_socket.close(error);
    error.clear();
    m_socket.open(endpoint.protocol(), error);
    if (!error)
        platform::keepFromChildren(m_socket.native_handle());
    if (!error && from)
        m_socket.bind({*from, 0}, error);
    if (error) // else the system would choose another address
        return asio::post(
            m_socket.get_executor(), [done = std::move(done), error] { done(error); });
    const auto begun = std::chrono::steady_clock::now();
    m_socket.async_connect(
        endpoint, [self = shared_from_this(), done = std::move(done), begun](ErrorCode error) {
            self->m_connectTime = std::chrono::steady_clock::now() - begun;
            ErrorCode unset;
            if (!error)
                self->m_socket.set_option(asio::ip::tcp::no_delay(true), unset);
            done(error);
        });
}

void ClientConnection::startTls(
    asio::ssl::context& context, const std::string& host, const std::optional<base::NodeId>& pinned,
    Handler done) {
    m_tls.emplace(m_socket, context);
    ErrorCode isName;
    asio::ip::make_address(host, isName);
    if (isName) // RFC 6066 §3: addresses are not server names
        SSL_set_tlsext_host_name(m_tls->native_handle(), host.c_str());
    ErrorCode ignored;
    if (pinned)
        m_tls->set_verify_callback(
            [node = *pinned, hasOther = m_hasOtherKey](bool, asio::ssl::verify_context& chain) {
                *hasOther = !isOfNode(chain.native_handle(), node);
                return !*hasOther;
            },
            ignored);
    else
        m_tls->set_verify_callback(asio::ssl::host_name_verification(host), ignored);
    m_tls->async_handshake(
        asio::ssl::stream_base::client,
        [self = shared_from_this(), done = std::move(done)](ErrorCode error) { done(error); });
}

std::string ClientConnection::certificateProblem() {
    const long verdict = m_tls ? SSL_get_verify_result(m_tls->native_handle()) : X509_V_OK;
    if (verdict == X509_V_ERR_UNSPECIFIED) // what comparing the name leaves behind
        return "it is for another name";
    return verdict == X509_V_OK ? std::string() : X509_verify_cert_error_string(verdict);
}

void ClientConnection::readSome(asio::mutable_buffer buffer, TransferHandler done) {
    const auto handler = [self = shared_from_this(), done = std::move(done)](
                             ErrorCode error, std::size_t bytes) { done(error, bytes); };
    if (m_tls)
        m_tls->async_read_some(buffer, handler);
    else
        m_socket.async_read_some(buffer, handler);
}

void ClientConnection::writeSome(asio::const_buffer buffer, TransferHandler done) {
    const auto handler = [self = shared_from_this(), done = std::move(done)](
                             ErrorCode error, std::size_t bytes) { done(error, bytes); };
    if (m_tls)
        m_tls->async_write_some(buffer, handler);
    else
        m_socket.async_write_some(buffer, handler);
}

void ClientConnection::close() {
    ErrorCode ignored;
    m_socket.close(ignored);
}

bool ClientConnection::isUsable() {
    ErrorCode error;
    m_socket.non_blocking(true, error);
    std::uint8_t byte;
    const std::size_t waiting =
        m_socket.receive(asio::buffer(&byte, 1), asio::socket_base::message_peek, error);
    // TLS may have session tickets waiting; plain bytes that nobody asked for are an error of the
    // server.
    return error == asio::error::would_block || (!error && waiting > 0 && m_tls.has_value());
}

} // namespace meson::http

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <string>
#include <vector>

namespace meson::test {

struct TlsClientOptions {
    int version = 0; ///< the only one offered; 0: any
    std::string ciphers;
    std::vector<std::string> protocols; ///< ALPN
    std::string serverName;
    SSL_SESSION* session = nullptr;
};

/// A blocking TLS client by OpenSSL alone, so that both ends are not the same code. Thread: one.
class TlsClient {
public:
    TlsClient(const boost::asio::ip::tcp::endpoint& server, const TlsClientOptions& options)
        : m_context(SSL_CTX_new(TLS_client_method())) {
        boost::system::error_code error;
        m_socket.connect(server, error);
        if (options.version != 0) {
            SSL_CTX_set_min_proto_version(m_context, options.version);
            SSL_CTX_set_max_proto_version(m_context, options.version);
        }
        if (!options.ciphers.empty())
            SSL_CTX_set_cipher_list(m_context, options.ciphers.c_str());
        SSL_CTX_set_security_level(m_context, 0);
        m_ssl = SSL_new(m_context);
        offer(options);
        SSL_set_fd(m_ssl, static_cast<int>(m_socket.native_handle()));
        m_open = !error && SSL_connect(m_ssl) == 1;
        // In TLS 1.3 the server's refusal comes after the client's half is done; a request will
        // tell.
    }
    ~TlsClient() {
        if (m_open)
            SSL_shutdown(m_ssl);
        SSL_free(m_ssl);
        SSL_CTX_free(m_context);
    }
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;

    bool isOpen() const { return m_open; }
    SSL* ssl() const { return m_ssl; }

    /// The body of the answer, which must have `size` bytes.
    std::string get(const std::string& target, std::size_t size, const std::string& fields = {}) {
        const std::string request =
            "GET " + target + " HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n";
        SSL_write(m_ssl, request.data(), static_cast<int>(request.size()));
        std::string bytes;
        std::size_t head = std::string::npos;
        while (head == std::string::npos || bytes.size() < head + size) {
            char buffer[65536];
            const int count = SSL_read(m_ssl, buffer, sizeof buffer);
            if (count <= 0)
                return {};
            bytes.append(buffer, static_cast<std::size_t>(count));
            if (head == std::string::npos && bytes.find("\r\n\r\n") != std::string::npos)
                head = bytes.find("\r\n\r\n") + 4;
        }
        return bytes.substr(head);
    }
    std::string certificateName() const {
        X509* const certificate = SSL_get1_peer_certificate(m_ssl);
        char name[256] = "";
        if (certificate != nullptr)
            X509_NAME_get_text_by_NID(
                X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
        X509_free(certificate);
        return name;
    }
    std::string protocol() const {
        const unsigned char* name = nullptr;
        unsigned int length = 0;
        SSL_get0_alpn_selected(m_ssl, &name, &length);
        return {reinterpret_cast<const char*>(name), length};
    }
    /// The session to resume; the caller frees it.
    SSL_SESSION* takeSession() const { return SSL_get1_session(m_ssl); }

private:
    void offer(const TlsClientOptions& options) {
        if (!options.serverName.empty())
            SSL_set_tlsext_host_name(m_ssl, options.serverName.c_str());
        if (options.session != nullptr)
            SSL_set_session(m_ssl, options.session);
        std::string protocols;
        for (const std::string& protocol : options.protocols)
            protocols += static_cast<char>(protocol.size()) + protocol;
        if (!protocols.empty())
            SSL_set_alpn_protos(
                m_ssl, reinterpret_cast<const unsigned char*>(protocols.data()),
                static_cast<unsigned int>(protocols.size()));
    }

    boost::asio::io_context m_io;
    boost::asio::ip::tcp::socket m_socket{m_io};
    SSL_CTX* m_context;
    SSL* m_ssl = nullptr;
    bool m_open = false;
};

} // namespace meson::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/tls_session.h"

#include "engine/http/tls_state.h"

#include <algorithm>
#include <cstring>
#include <openssl/bio.h>
#include <openssl/err.h>

namespace meson::http {

struct TlsSession::Library {
    struct Free {
        void operator()(SSL* ssl) const { SSL_free(ssl); }
    };

    std::shared_ptr<const TlsContext::State> state; ///< outlives `ssl`, whose callbacks look at it
    std::string input;                              ///< ciphertext not yet used
    std::size_t used = 0;                           ///< of `input`
    std::string* output = nullptr;                  ///< where ciphertext goes during a call
    int messages = 0; ///< of the handshake protocol, since plaintext last came out
    std::unique_ptr<SSL, Free> ssl;
};

namespace {

/// A handshake brings five at most. Each costs us far more than its sender: without a bound, key
/// updates (RFC 8446 §4.6.3) alone would keep a loop busy.
constexpr int kMostMessages = 32;

/// The library reads from and writes to this object's strings: a BIO whose data is the session.
template <class Library>
struct StringBio {
    static int read(BIO* bio, char* buffer, std::size_t size, std::size_t* count) {
        BIO_clear_retry_flags(bio);
        Library& library = *static_cast<Library*>(BIO_get_data(bio));
        if (library.messages > kMostMessages) { // the end, as far as the library sees
            *count = 0;
            return 0;
        }
        *count = std::min(size, library.input.size() - library.used);
        std::memcpy(buffer, library.input.data() + library.used, *count);
        library.used += *count;
        if (library.used == library.input.size()) {
            std::string().swap(library.input);
            library.used = 0;
        }
        if (*count == 0)
            BIO_set_retry_read(bio);
        return *count > 0 ? 1 : 0;
    }
    static int write(BIO* bio, const char* bytes, std::size_t size, std::size_t* count) {
        BIO_clear_retry_flags(bio);
        static_cast<Library*>(BIO_get_data(bio))->output->append(bytes, size);
        *count = size;
        return 1;
    }
    static long control(BIO*, int command, long, void*) {
        return command == BIO_CTRL_FLUSH ? 1 : 0;
    }

    static BIO_METHOD* method() {
        static BIO_METHOD* const method = [] {
            BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "session");
            BIO_meth_set_read_ex(made, read);
            BIO_meth_set_write_ex(made, write);
            BIO_meth_set_ctrl(made, control);
            return made;
        }();
        return method;
    }
};

} // namespace

TlsSession::TlsSession(std::unique_ptr<Library> library)
    : m_library(std::move(library)) {}
TlsSession::~TlsSession() = default;

std::unique_ptr<TlsSession> TlsSession::create(std::shared_ptr<const TlsContext::State> state) {
    auto library = std::make_unique<Library>();
    library->ssl.reset(SSL_new(state->contexts.front().get()));
    BIO* const bio = BIO_new(StringBio<Library>::method());
    if (!library->ssl || bio == nullptr) {
        BIO_free(bio);
        return nullptr;
    }
    library->state = std::move(state);
    BIO_set_data(bio, library.get());
    BIO_set_init(bio, 1);
    SSL_set_app_data(
        library->ssl.get(), const_cast<void*>(static_cast<const void*>(library->state.get())));
    SSL_set_bio(library->ssl.get(), bio, bio);
    SSL_set_accept_state(library->ssl.get());
    SSL_set_msg_callback_arg(library->ssl.get(), &library->messages);
    SSL_set_msg_callback(
        library->ssl.get(),
        [](int isSent, int, int type, const void*, std::size_t, SSL*, void* messages) {
            if (isSent == 0 && type == SSL3_RT_HANDSHAKE)
                ++*static_cast<int*>(messages);
        });
    return std::unique_ptr<TlsSession>(new TlsSession(std::move(library)));
}

void TlsSession::feed(std::span<const char> ciphertext) {
    m_library->input.append(ciphertext.data(), ciphertext.size());
}

TlsSession::Result TlsSession::read(std::span<char> buffer, std::string& output) {
    SSL* const ssl = m_library->ssl.get();
    m_library->output = &output;
    ERR_clear_error();
    std::size_t count = 0;
    if (SSL_read_ex(ssl, buffer.data(), buffer.size(), &count) == 1) {
        m_library->messages = 0;
        return {State::Moved, count};
    }
    switch (SSL_get_error(ssl, 0)) {
    case SSL_ERROR_WANT_READ:
        return {State::Hungry, 0};
    case SSL_ERROR_ZERO_RETURN:
        return {State::Closed, 0};
    default:
        return {State::Failed, 0};
    }
}

bool TlsSession::write(base::ByteSpan plaintext, std::string& output) {
    m_library->output = &output;
    ERR_clear_error();
    std::size_t count = 0;
    return plaintext.empty() ||
           SSL_write_ex(m_library->ssl.get(), plaintext.data(), plaintext.size(), &count) == 1;
}

void TlsSession::close(std::string& output) {
    m_library->output = &output;
    ERR_clear_error();
    SSL_shutdown(m_library->ssl.get());
}

} // namespace meson::http

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/encoding.h"
#include "engine/http/tls_context.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace meson::http {

/// The server side of one TLS connection as a pure transformation of bytes; no I/O. Ciphertext goes
/// in by feed() and comes out at the end of a string that the caller names. Thread: one at a time.
class TlsSession {
public:
    enum class State {
        Moved,  ///< `bytes` of plaintext came out
        Hungry, ///< needs more ciphertext
        Closed, ///< the peer ended its side with close_notify
        Failed  ///< the handshake or the stream is broken, or the peer sends one handshake message
                ///< after the other; an alert may be in the output
    };
    struct Result {
        State state = State::Hungry;
        std::size_t bytes = 0;
    };

    /// Nothing if the library has no memory.
    static std::unique_ptr<TlsSession> create(std::shared_ptr<const TlsContext::State> state);
    ~TlsSession();

    /// Ciphertext from the network; kept until read() has used it up.
    void feed(std::span<const char> ciphertext);
    /// Handshakes as far as it can, then decrypts into `buffer`. Appends what must be sent to
    /// `output`.
    Result read(std::span<char> buffer, std::string& output);
    /// Encrypts all of `plaintext` and appends the records to `output`; false if the stream is
    /// broken.
    bool write(base::ByteSpan plaintext, std::string& output);
    /// Appends close_notify.
    void close(std::string& output);

private:
    struct Library;
    explicit TlsSession(std::unique_ptr<Library> library);

    std::unique_ptr<Library> m_library;
};

} // namespace meson::http

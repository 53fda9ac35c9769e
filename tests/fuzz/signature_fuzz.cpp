// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/check.h"
#include "engine/protocol/signature.h"

using namespace meson;
using namespace meson::protocol;

namespace {

std::string_view takeLine(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

} // namespace

// Lines of the input: Signature-Input, Signature, Content-Digest; the rest is the body. Nobody here
// knows the private key, so nothing may be accepted.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const crypto::Identity identity = crypto::Identity::generate();
    std::string_view text(reinterpret_cast<const char*>(data), size);
    ReceivedSignature received;
    received.signatureInput = takeLine(text);
    received.signature = takeLine(text);
    received.contentDigest = takeLine(text);
    NonceMemory nonces;
    const auto node = verifyRequest(
        "POST", "/v1/terminals", text, received,
        [](const base::NodeId&) { return std::optional(identity.publicKey()); }, nonces,
        base::fromUnixSeconds(1'800'000'000));
    MESON_CHECK(!node);
    return 0;
}

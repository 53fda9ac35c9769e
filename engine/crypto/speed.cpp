// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/crypto/speed.h"

#include "engine/crypto/merkle.h"
#include "engine/crypto/openssl_handle.h"

#include <array>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <vector>

namespace meson::crypto {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kTimesBetweenLooks = 16;

std::vector<std::uint8_t> someLeaf() {
    std::vector<std::uint8_t> bytes(kLeafSize);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(i * 131);
    return bytes;
}

/// How often a second `work` is done; 0 when it fails.
template <class Work>
double timesASecond(std::chrono::milliseconds time, const GoesOn& goesOn, const Work& work) {
    const auto start = Clock::now();
    std::int64_t count = 0;
    auto now = start;
    while (now - start < time && goesOn()) {
        for (int i = 0; i < kTimesBetweenLooks; ++i, ++count)
            if (!work())
                return 0;
        now = Clock::now();
    }
    const double seconds = std::chrono::duration<double>(now - start).count();
    return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

base::BytesPerSecond leavesASecond(double times) {
    return base::BytesPerSecond(static_cast<std::int64_t>(times * double(kLeafSize)));
}

} // namespace

base::BytesPerSecond measureHashing(std::chrono::milliseconds time, const GoesOn& goesOn) {
    auto leaf = someLeaf();
    return leavesASecond(timesASecond(time, goesOn, [&] {
        leaf[0] = hashLeaf(leaf).bytes[0];
        return true;
    }));
}

base::BytesPerSecond measureSealing(std::chrono::milliseconds time, const GoesOn& goesOn) {
    const Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> cipher(EVP_CIPHER_CTX_new());
    const std::array<std::uint8_t, 16> key{1, 2, 3};
    std::array<std::uint8_t, 12> nonce{};
    std::array<std::uint8_t, 16> tag{};
    const auto leaf = someLeaf();
    std::vector<std::uint8_t> sealed(leaf.size() + tag.size());
    if (!cipher ||
        EVP_EncryptInit_ex(cipher.get(), EVP_aes_128_gcm(), nullptr, key.data(), nonce.data()) != 1)
        return base::BytesPerSecond(0);
    return leavesASecond(timesASecond(time, goesOn, [&] {
        for (std::size_t i = 0; ++nonce[i] == 0 && i + 1 < nonce.size(); ++i) {
        }
        int length = 0;
        return EVP_EncryptInit_ex(cipher.get(), nullptr, nullptr, nullptr, nonce.data()) == 1 &&
               EVP_EncryptUpdate(
                   cipher.get(), sealed.data(), &length, leaf.data(),
                   static_cast<int>(leaf.size())) == 1 &&
               EVP_EncryptFinal_ex(cipher.get(), sealed.data() + length, &length) == 1 &&
               EVP_CIPHER_CTX_ctrl(
                   cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag.size()), tag.data()) ==
                   1;
    }));
}

double measureSignatures(std::chrono::milliseconds time, const GoesOn& goesOn) {
    const Handle<EVP_PKEY, EVP_PKEY_free> key(EVP_EC_gen("P-256"));
    const Handle<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    const std::array<std::uint8_t, 130> handshake{}; // as long as what a handshake signs
    std::array<std::uint8_t, 80> signature{};
    if (!key || !context)
        return 0;
    return timesASecond(time, goesOn, [&] {
        std::size_t length = signature.size();
        return EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
               EVP_DigestSign(
                   context.get(), signature.data(), &length, handshake.data(), handshake.size()) ==
                   1;
    });
}

} // namespace meson::crypto

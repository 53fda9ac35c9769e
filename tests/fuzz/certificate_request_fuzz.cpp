// SPDX-License-Identifier: GPL-3.0-or-later
// Requests for certificates as strangers send them. Whatever is accepted is certified for the one
// name that the authority chose, and for the key that is in the request.
#include "engine/base/check.h"
#include "engine/crypto/certificate_authority.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

using namespace meson;

namespace {

constexpr std::string_view kName = "chosen.nodes.test";

crypto::CertificateAuthority makeAuthority() {
    std::string folder =
        (std::filesystem::temp_directory_path() / "meson-authority-XXXXXX").string();
    MESON_CHECK(mkdtemp(folder.data()) != nullptr);
    auto authority = crypto::CertificateAuthority::loadOrCreate(
        {folder + "/ca.pem", folder + "/ca.key"}, "fuzzed nodes", "nodes.test",
        base::fromUnixSeconds(1'800'000'000));
    std::filesystem::remove_all(folder);
    MESON_CHECK(authority.has_value());
    return *authority;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const crypto::CertificateAuthority authority = makeAuthority();
    const auto request = crypto::CertificateRequest::parse({data, size});
    if (!request)
        return 0;
    const base::WallTime now = base::fromUnixSeconds(1'800'000'000);
    const auto chain =
        authority.issue(*request, {std::string(kName), {}}, now, std::chrono::hours(1));
    MESON_CHECK(chain.size() == 1);
    const auto validity = crypto::validityOf(chain.front());
    MESON_CHECK(validity && validity->until == now + std::chrono::hours(1));
    const std::string_view text = base::textOf(chain.front());
    MESON_CHECK(text.find(kName) != text.npos && text.find("bank.example") == text.npos);
    return 0;
}

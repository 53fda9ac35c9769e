// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/store/shelf.h"

namespace meson::store {

/// An object being received: a file in its volume's "incoming" folder, hashed as it grows. Thread:
/// one at a time.
class Download final : public IncomingBlob {
public:
    static StoreResult<std::unique_ptr<IncomingBlob>> begin(Shelf& shelf, base::Bytes length);
    Download(Shelf& shelf, Reservation reservation, base::Bytes length);
    ~Download() override;

    StoreResult<void> append(base::ByteSpan bytes) override;
    base::Bytes length() const override { return m_hasher.length(); }
    StoreResult<void> grow(base::Bytes length) override;
    StoreResult<std::vector<std::uint8_t>> leaf(std::int64_t index) const override;
    StoreResult<crypto::ContentSummary>
    commit(std::optional<base::ContentId> expected, ObjectMeta meta) override;

private:
    Shelf& m_shelf;
    Reservation m_reservation;
    base::Bytes m_length; ///< that space is reserved for
    std::filesystem::path m_path;
    platform::File m_file;
    crypto::ContentHasher m_hasher;
};

} // namespace meson::store

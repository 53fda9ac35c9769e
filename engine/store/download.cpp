// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/download.h"

namespace meson::store {

StoreResult<std::unique_ptr<IncomingBlob>> Download::begin(Shelf& shelf, base::Bytes length) {
    if (length < base::Bytes(0))
        return base::fail(StoreError::WrongContent);
    auto reservation = shelf.reserve(length);
    if (!reservation)
        return tl::unexpected(reservation.error());
    Volume& volume = reservation->volume();
    auto download = std::make_unique<Download>(shelf, std::move(*reservation), length);
    auto file = platform::File::open(download->m_path, platform::FileMode::Create);
    if (!file)
        return tl::unexpected(volume.failureOf(file.error()));
    download->m_file = std::move(*file);
    return download;
}

Download::Download(Shelf& shelf, Reservation reservation, base::Bytes length)
    : m_shelf(shelf)
    , m_reservation(std::move(reservation))
    , m_length(length)
    , m_path(m_reservation.volume().newIncomingPath()) {}

Download::~Download() {
    if (m_file.descriptor() < 0)
        return;
    m_file.close();
    static_cast<void>(platform::removeFile(m_path));
}

StoreResult<void> Download::append(base::ByteSpan bytes) {
    const base::Bytes size(static_cast<std::int64_t>(bytes.size()));
    if (length() + size > m_length)
        return base::fail(StoreError::WrongContent, "longer than announced");
    const auto written = m_file.writeAt(bytes, length().count());
    if (!written)
        return tl::unexpected(m_reservation.volume().failureOf(written.error()));
    m_hasher.update(bytes);
    m_reservation.wrote(size);
    return {};
}

StoreResult<void> Download::grow(base::Bytes length) {
    if (auto grown = m_shelf.grow(m_reservation, length); !grown)
        return grown;
    m_length = length;
    return {};
}

StoreResult<std::vector<std::uint8_t>> Download::leaf(std::int64_t index) const {
    const crypto::LeafLayer& leaves = m_hasher.leaves();
    if (index < 0 || index >= static_cast<std::int64_t>(leaves.size()))
        return base::fail(StoreError::NotStored);
    std::vector<std::uint8_t> bytes(crypto::kLeafSize);
    bytes.resize(m_file.readAt(bytes, index * crypto::kLeafSize).value_or(0));
    if (crypto::hashLeaf(bytes) != leaves[static_cast<std::size_t>(index)])
        return base::fail(StoreError::WrongContent);
    return bytes;
}

StoreResult<crypto::ContentSummary>
Download::commit(std::optional<base::ContentId> expected, ObjectMeta meta) {
    crypto::ContentSummary summary = m_hasher.finish();
    if (expected && *expected != summary.id)
        return base::fail(StoreError::WrongContent, base::toText(*expected));
    m_file.close();
    const auto placed = m_shelf.place(m_reservation, m_path, summary, std::move(meta));
    if (placed)
        return summary;
    static_cast<void>(platform::removeFile(m_path));
    return tl::unexpected(placed.error());
}

} // namespace meson::store

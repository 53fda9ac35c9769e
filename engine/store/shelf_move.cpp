// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Shelf that moves objects from one volume to another.
#include "engine/store/shelf.h"

namespace meson::store {

namespace {

namespace fs = std::filesystem;
using base::Bytes;
using crypto::kLeafSize;

} // namespace

/// At any moment the object is whole on one of the two volumes. If it is killed between the switch
/// and the deletion it is on both, and the check of the next start drops the one that the index
/// does not list.
StoreResult<void> Shelf::moveOut(const base::ContentId& id, Volume& from, const Pace& pace) {
    const auto source = openForCheck(id, from);
    if (!source && source.error() == BlobFault::Damaged)
        suspect(id);
    if (!source)
        return base::fail(StoreError::NotStored, base::toText(id));
    auto reservation = reserve((*source)->length());
    if (!reservation)
        return tl::unexpected(reservation.error());
    const fs::path copy = reservation->volume().newIncomingPath();
    auto moved = copyVerified(**source, *reservation, copy, pace);
    if (moved)
        moved = switchTo(*reservation, copy, id, from);
    if (!moved)
        static_cast<void>(platform::removeFile(copy));
    return moved;
}

/// Only bytes that match their leaf are written, and they are read back from the disk.
StoreResult<void> Shelf::copyVerified(
    const StoredBlob& source, Reservation& reservation, const fs::path& path, const Pace& pace) {
    const auto refused = [&](platform::FileError error) {
        return tl::unexpected(reservation.volume().failureOf(error));
    };
    const auto unfit = [&] {
        return base::fail(StoreError::WrongContent, base::toText(source.id()));
    };
    auto file = platform::File::open(path, platform::FileMode::Create);
    if (!file)
        return refused(file.error());
    const std::int64_t count = crypto::leafCount(source.length());
    for (std::int64_t index = 0; index < count; ++index) {
        const auto bytes = source.leaf(index);
        if (!bytes || !pace(Bytes(static_cast<std::int64_t>(bytes->size()))))
            return unfit();
        if (const auto written = file->writeAt(*bytes, index * kLeafSize); !written)
            return refused(written.error());
        reservation.wrote(Bytes(static_cast<std::int64_t>(bytes->size())));
    }
    if (const auto synced = file->sync(); !synced)
        return refused(synced.error());
    file->dropFromCache();
    const crypto::LeafLayer leaves = source.leaves();
    std::vector<std::uint8_t> bytes(kLeafSize);
    for (std::int64_t index = 0; index < count; ++index) {
        const auto got = file->readAt(bytes, index * kLeafSize);
        if (!got)
            return refused(got.error());
        const auto place = static_cast<std::size_t>(index);
        if (place >= leaves.size() ||
            crypto::hashLeaf(base::ByteSpan(bytes).first(*got)) != leaves[place])
            return base::fail(StoreError::WriteFailed, "the copy reads back differently");
    }
    return {};
}

/// The copy takes the object's place; transfers that run go on from the old one.
StoreResult<void> Shelf::switchTo(
    Reservation& reservation, const fs::path& copy, const base::ContentId& id, Volume& from) {
    Volume& to = reservation.volume();
    const IdLocks::Holder holder(m_idLocks, id);
    auto known = m_index->find(id);
    const auto present = openForCheck(id, from);
    if (!known || !present || known->volume != static_cast<std::int64_t>(from.number()))
        return base::fail(StoreError::NotStored, base::toText(id)); // removed meanwhile
    const fs::path sidecar = to.newIncomingPath();
    if (auto written = writeSidecar(to, sidecar, (*present)->sidecar(), (*present)->leaves());
        !written)
        return written;
    std::error_code error;
    const auto size = fs::file_size(sidecar, error);
    const Bytes charge = to.charge(known->length, error ? 0 : static_cast<std::size_t>(size));
    if (auto resized = reservation.resize(charge); !resized) {
        static_cast<void>(platform::removeFile(sidecar));
        return resized;
    }
    if (auto moved = moveIn(to, id, copy, sidecar); !moved)
        return moved;
    static_cast<void>(platform::syncFileSystem(to.folder()));
    reservation.keep();
    known->volume = static_cast<std::int64_t>(to.number());
    m_index->add(*known, charge);
    // Written before the old copy goes: a kill between the two leaves one copy too many, never an
    // entry without its file. Where the disk refuses, the next start checks.
    static_cast<void>(m_index->flush());
    discard(from, id, chargeOf(from, id));
    return {};
}

} // namespace meson::store

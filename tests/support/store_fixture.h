// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/store/content_store.h"

#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>
#include <future>

namespace meson::test {

/// A clock that goes on by 50 ms with each look, as if all that is done in between were slow.
class SlowClock final : public base::Clock {
public:
    base::WallTime wall() const override { return base::fromUnixSeconds(1'800'000'000); }
    base::SteadyTime steady() const override {
        return base::SteadyTime(std::chrono::milliseconds(50 * ++m_looks));
    }

private:
    mutable std::atomic<std::int64_t> m_looks{0};
};

/// A cache folder and an index in a temporary place, and the store in it, which can be closed,
/// killed (dropped without close) and opened again.
class StoreFixture {
public:
    StoreFixture() {
        options.volumes = {{root() / "cache", base::mebibytes(64), base::Bytes(1)}};
        options.index = root() / "index.sqlite";
        options.scrubRate = base::BytesPerSecond(0);
    }

    std::filesystem::path root() const { return m_folder.path().toStdString(); }
    std::filesystem::path folder() const { return options.volumes.front().folder; }
    /// The blob's file, in the first volume.
    std::filesystem::path blobFile(const base::ContentId& id) const {
        const std::string name = base::toText(id);
        return folder() / "blobs" / name.substr(0, 1) / name.substr(1, 2) / name;
    }

    /// The blob's file is there and leads nowhere: neither an answer nor damage. Not on Windows.
    void makeUnreadable(const base::ContentId& id) {
        std::filesystem::rename(blobFile(id), root() / "aside");
        std::filesystem::create_symlink(blobFile(id), blobFile(id));
    }
    void makeReadable(const base::ContentId& id) {
        std::filesystem::rename(root() / "aside", blobFile(id));
    }

    store::StoreResult<void> open() {
        auto opened = store::ContentStore::open(options, clock);
        if (!opened)
            return tl::unexpected(opened.error());
        store = std::move(*opened);
        return {};
    }
    void close() {
        store->close();
        store.reset();
    }
    /// Opens after an unclean stop and waits for the check.
    store::SelfCheckReport openAndCheck() {
        std::promise<store::SelfCheckReport> report;
        if (!open())
            return {};
        store->onSelfCheck([&](const store::SelfCheckReport& found) { report.set_value(found); });
        return report.get_future().get();
    }

    store::ObjectMeta meta() const {
        store::ObjectMeta meta;
        meta.expires = clock.wall() + std::chrono::hours(1);
        meta.fields = "Content-Type: video/mp4\r\n";
        meta.etag = "\"v1\"";
        meta.binding = "example.org";
        return meta;
    }
    store::StoreResult<base::ContentId> save(base::ByteSpan bytes) {
        auto incoming = store->begin(base::Bytes(static_cast<std::int64_t>(bytes.size())));
        if (!incoming)
            return tl::unexpected(incoming.error());
        if (auto appended = (*incoming)->append(bytes); !appended)
            return tl::unexpected(appended.error());
        return (*incoming)->commit(std::nullopt, meta()).map([](const auto& summary) {
            return summary.id;
        });
    }
    /// The object as a connection would send it: nothing if it is not there or not fit.
    std::optional<std::string> read(const base::ContentId& id) {
        return read(*store->reader()->find(id));
    }
    bool has(const base::ContentId& id) { return store->reader()->find(id) != nullptr; }

    static store::Fitness prepared(store::Blob& blob, base::Bytes offset, base::Bytes length) {
        std::promise<store::Fitness> later;
        const auto now = blob.prepare(
            static_cast<std::uint64_t>(offset.count()), static_cast<std::uint64_t>(length.count()),
            [&](store::Fitness fitness) { later.set_value(fitness); });
        return now == store::Fitness::Pending ? later.get_future().get() : now;
    }
    static std::optional<std::string> read(store::Blob& blob) {
        if (prepared(blob, base::Bytes(0), blob.length()) != store::Fitness::Ready)
            return std::nullopt;
        if (blob.file() < 0)
            return std::string(base::textOf(blob.memory()));
        return std::string(base::textOf(blob.mapping()));
    }

    /// Bytes that differ from object to object and from leaf to leaf.
    static std::vector<std::uint8_t> bytes(std::size_t size, std::uint32_t seed) {
        std::vector<std::uint8_t> bytes(size);
        std::uint32_t state = seed * 2654435761u + 1;
        for (auto& byte : bytes) {
            state = state * 1664525u + 1013904223u;
            byte = static_cast<std::uint8_t>(state >> 24);
        }
        return bytes;
    }

    base::ManualClock clock;
    store::StoreOptions options;

private:
    QTemporaryDir m_folder;

public:
    std::unique_ptr<store::ContentStore> store; ///< last: goes before its folder
};

/// Flips one bit of a file at rest.
inline void flipBit(const std::filesystem::path& file, std::streamoff offset) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(offset);
    const char byte = static_cast<char>(stream.get() ^ 1);
    stream.seekp(offset);
    stream.put(byte);
}

} // namespace meson::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/content.h"
#include "engine/store/blob.h"

namespace meson::router {

/// A blob of the Router's store as its server sends it. Thread: any.
class BlobContent final : public http::Content {
public:
    explicit BlobContent(std::shared_ptr<store::Blob> blob)
        : m_blob(std::move(blob)) {}

    std::uint64_t size() const override {
        return static_cast<std::uint64_t>(m_blob->length().count());
    }
    base::ByteSpan memory() const override { return m_blob->memory(); }
    int file() const override { return m_blob->file(); }
    base::ByteSpan mapping() const override { return m_blob->mapping(); }
    http::Fitness prepare(
        std::uint64_t offset, std::uint64_t length,
        std::function<void(http::Fitness)> done) override {
        return m_blob->prepare(
            base::Bytes(static_cast<std::int64_t>(offset)),
            base::Bytes(static_cast<std::int64_t>(length)), std::move(done));
    }

private:
    const std::shared_ptr<store::Blob> m_blob;
};

/// A body that is kept in memory. Thread: any.
class TextContent final : public http::Content {
public:
    explicit TextContent(std::shared_ptr<const std::string> text)
        : m_text(std::move(text)) {}

    std::uint64_t size() const override { return m_text->size(); }
    base::ByteSpan memory() const override { return base::bytesOf(*m_text); }
    int file() const override { return -1; }
    base::ByteSpan mapping() const override { return {}; }
    http::Fitness
    prepare(std::uint64_t, std::uint64_t, std::function<void(http::Fitness)>) override {
        return http::Fitness::Ready;
    }

private:
    const std::shared_ptr<const std::string> m_text;
};

} // namespace meson::router

// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/misbehaviour.h"

#include <utility>

namespace meson::terminal {

using namespace store;

namespace {

/// An object that is served with other bytes of the same length.
class ForgedBlob final : public Blob {
public:
    ForgedBlob(std::shared_ptr<Blob> honest, std::vector<std::uint8_t> bytes)
        : m_honest(std::move(honest))
        , m_bytes(std::move(bytes)) {}

    const base::ContentId& id() const override { return m_honest->id(); }
    base::Bytes length() const override { return m_honest->length(); }
    const base::Sha256& sha256() const override { return m_honest->sha256(); }
    const std::string& etag() const override { return m_honest->etag(); }
    const std::string& fields() const override { return m_honest->fields(); }
    std::optional<base::WallTime> lastModified() const override { return m_honest->lastModified(); }
    base::WallTime expires() const override { return m_honest->expires(); }
    const std::string& binding() const override { return m_honest->binding(); }
    base::ByteSpan memory() const override { return m_bytes; }
    crypto::LeafLayer leaves() const override { return m_honest->leaves(); }
    std::optional<std::vector<std::uint8_t>> leaf(std::int64_t index) const override {
        const base::ByteSpan rest =
            base::ByteSpan(m_bytes).subspan(static_cast<std::size_t>(index * crypto::kLeafSize));
        const base::ByteSpan bytes =
            rest.first(std::min(rest.size(), static_cast<std::size_t>(crypto::kLeafSize)));
        return std::vector<std::uint8_t>(bytes.begin(), bytes.end());
    }

private:
    const std::shared_ptr<Blob> m_honest;
    const std::vector<std::uint8_t> m_bytes;
};

std::vector<std::uint8_t> bytesOf(const Blob& blob) {
    std::vector<std::uint8_t> bytes;
    for (std::int64_t i = 0; i < crypto::leafCount(blob.length()); ++i) {
        const auto leaf = blob.leaf(i).value_or(std::vector<std::uint8_t>());
        bytes.insert(bytes.end(), leaf.begin(), leaf.end());
    }
    bytes.resize(static_cast<std::size_t>(blob.length().count()));
    return bytes;
}

class MisbehavingReader final : public BlobReader {
public:
    MisbehavingReader(Misbehaviour misbehaviour, std::unique_ptr<BlobReader> honest)
        : m_misbehaviour(misbehaviour)
        , m_honest(std::move(honest)) {}

    tl::expected<std::shared_ptr<Blob>, BlobFault> open(const base::ContentId& id) override {
        auto blob = m_honest->open(id);
        if (!blob || (*blob)->length().count() == 0)
            return blob;
        switch (m_misbehaviour) {
        case Misbehaviour::Drop:
            if (id.bytes.back() % 2 != 0)
                return tl::unexpected(BlobFault::Absent);
            return blob;
        case Misbehaviour::Flip:
            return flipped(*std::move(blob));
        case Misbehaviour::Stale:
            return stale(*std::move(blob));
        case Misbehaviour::None:
        case Misbehaviour::Overstate:
            break;
        }
        return blob;
    }

private:
    static std::shared_ptr<Blob> flipped(std::shared_ptr<Blob> blob) {
        std::vector<std::uint8_t> bytes = bytesOf(*blob);
        for (std::size_t i = 0; i < bytes.size(); i += crypto::kLeafSize)
            bytes[i] ^= 1;
        return std::make_shared<ForgedBlob>(std::move(blob), std::move(bytes));
    }
    std::shared_ptr<Blob> stale(std::shared_ptr<Blob> blob) {
        if (!m_first)
            m_first = blob;
        if (m_first->id() == blob->id())
            return blob;
        std::vector<std::uint8_t> bytes = bytesOf(*m_first);
        bytes.resize(static_cast<std::size_t>(blob->length().count()));
        return std::make_shared<ForgedBlob>(std::move(blob), std::move(bytes));
    }

    const Misbehaviour m_misbehaviour;
    const std::unique_ptr<BlobReader> m_honest;
    std::shared_ptr<Blob> m_first;
};

/// Honest but for its readers.
class MisbehavingStore final : public ContentStore {
public:
    MisbehavingStore(Misbehaviour misbehaviour, std::unique_ptr<ContentStore> honest)
        : m_misbehaviour(misbehaviour)
        , m_honest(std::move(honest)) {}

    std::unique_ptr<BlobReader> reader() override {
        return std::make_unique<MisbehavingReader>(m_misbehaviour, m_honest->reader());
    }
    StoreResult<std::unique_ptr<IncomingBlob>> begin(base::Bytes length) override {
        return m_honest->begin(length);
    }
    StoreResult<void> remove(const base::ContentId& id, RemovalReason reason) override {
        return m_honest->remove(id, reason);
    }
    StoreResult<void> updateMeta(const base::ContentId& id, ObjectMeta meta) override {
        return m_honest->updateMeta(id, std::move(meta));
    }
    void noteUse(const base::ContentId& id, std::int64_t uses) override {
        m_honest->noteUse(id, uses);
    }
    std::optional<StoredObject> find(const base::ContentId& id) const override {
        return m_honest->find(id);
    }
    std::pair<std::vector<StoredObject>, std::int64_t> list() const override {
        return m_honest->list();
    }
    ObjectPage page(const ObjectQuery& query) const override { return m_honest->page(query); }
    std::pair<std::int64_t, base::Sha256> indexState() const override {
        return m_honest->indexState();
    }
    std::optional<std::vector<IndexChange>> changesSince(std::int64_t sequence) const override {
        return m_honest->changesSince(sequence);
    }
    std::vector<VolumeStatus> volumes() const override { return m_honest->volumes(); }
    base::Bytes available() const override { return m_honest->available(); }
    StoreResult<void> setQuota(std::size_t volume, base::Bytes quota) override {
        return m_honest->setQuota(volume, quota);
    }
    StoreResult<void> setUse(std::size_t volume, VolumeUse use) override {
        return m_honest->setUse(volume, use);
    }
    std::vector<base::ContentId>
    evictionCandidates(base::Bytes bytes, std::optional<std::size_t> volume) const override {
        return m_honest->evictionCandidates(bytes, volume);
    }
    std::vector<base::ContentId> expired(base::WallTime routerTime) const override {
        return m_honest->expired(routerTime);
    }
    std::vector<base::ContentId> enforceLimits() override { return m_honest->enforceLimits(); }
    void onSelfCheck(std::function<void(const SelfCheckReport&)> done) override {
        m_honest->onSelfCheck(std::move(done));
    }
    void onDamaged(std::function<void(const base::ContentId&)> dropped) override {
        m_honest->onDamaged(std::move(dropped));
    }
    void verify(const base::ContentId& id, std::function<void(bool)> done) override {
        m_honest->verify(id, std::move(done));
    }
    void interrupt() override { m_honest->interrupt(); }
    void close() override { m_honest->close(); }

private:
    const Misbehaviour m_misbehaviour;
    const std::unique_ptr<ContentStore> m_honest;
};

} // namespace

std::optional<Misbehaviour> misbehaviourOf(std::string_view word) {
    static constexpr std::pair<std::string_view, Misbehaviour> kWords[] = {
        {"drop", Misbehaviour::Drop},
        {"flip", Misbehaviour::Flip},
        {"stale", Misbehaviour::Stale},
        {"overstate", Misbehaviour::Overstate}};
    for (const auto& [name, misbehaviour] : kWords)
        if (name == word)
            return misbehaviour;
    return std::nullopt;
}

std::unique_ptr<ContentStore>
misbehavingStore(Misbehaviour misbehaviour, std::unique_ptr<ContentStore> honest) {
    if (misbehaviour == Misbehaviour::None)
        return honest;
    return std::make_unique<MisbehavingStore>(misbehaviour, std::move(honest));
}

base::Bytes statedBytes(Misbehaviour misbehaviour, base::Bytes sent) {
    return misbehaviour == Misbehaviour::Overstate ? sent + sent : sent;
}

} // namespace meson::terminal

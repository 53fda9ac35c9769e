// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/router/bindings.h"
#include "engine/router/pull_urls.h"
#include "engine/router/scheduler.h"

#include <unordered_map>

namespace meson::router {

/// What the Router needs to check Terminals on an object: 32 bytes of each block, and some blocks.
struct CheckMaterial {
    crypto::LeafLayer leaves;
    std::vector<SecretShard> shards;
};

/// Every content that Terminals may hold. Survives restarts in the database; what checks need stays
/// there until it is asked for: it would be 128 KiB of memory for each object, and more for a long
/// one. Thread: the Router's loop.
class Catalogue final : public ObjectSource {
public:
    /// `publicUrl`: scheme and authority of pull URLs.
    Catalogue(
        const base::Clock& clock, StateWriter& writer, const Bindings& bindings,
        std::string publicUrl)
        : m_writer(writer)
        , m_bindings(bindings)
        , m_pulls(clock)
        , m_publicUrl(std::move(publicUrl)) {}

    /// Makes the tables and reads them. Thread: inside Database::run, before the loop runs.
    base::Result<void, DatabaseFailure> load();

    /// A new object, or a known one with new header fields or time to live.
    void add(const ObjectRecord& record, CheckMaterial material);
    void update(const ObjectRecord& record);
    void remove(const base::ContentId& id);
    PullUrls& pulls() { return m_pulls; }

    const ObjectRecord* findObject(const base::ContentId& id) const override;
    std::string pullUrl(const base::ContentId& id, const base::NodeId& node) override;
    std::optional<std::pair<std::string, std::string>>
    publicUrl(const base::ContentId& id) const override;
    void leafLayer(const base::ContentId& id, std::function<void(crypto::LeafLayer)> done) override;
    void secretShards(
        const base::ContentId& id, std::function<void(std::vector<SecretShard>)> done) override;
    void forEachObject(const std::function<void(const ObjectRecord&)>& visit) const override;
    const Binding* findBinding(BindingNumber number) const override {
        return m_bindings.find(number);
    }

private:
    StateWriter& m_writer;
    const Bindings& m_bindings;
    PullUrls m_pulls;
    const std::string m_publicUrl;
    std::unordered_map<base::ContentId, ObjectRecord> m_records;
};

} // namespace meson::router

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/router/cache_policy.h"
#include "engine/router/object_record.h"
#include "engine/router/state_writer.h"

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace meson::router {

/// What a response is stored under: the domain and the target (path and query) as clients ask for
/// it.
struct ResponseKey {
    BindingNumber binding = 0;
    std::string target;

    friend bool operator==(const ResponseKey&, const ResponseKey&) = default;
};

/// One stored answer of an origin. Its body is in `body` or, as a content, in the Router's store
/// and at Terminals.
struct StoredResponse {
    ResponseMeta meta;
    VaryKey vary;
    std::shared_ptr<const std::string> body;
    std::optional<base::ContentId> object;
};
using StoredResponsePtr = std::shared_ptr<const StoredResponse>;

/// The answers that the Router remembers, by key and by the request fields they vary on. Those with
/// their body in memory and those whose body is a content are bounded each: the least recently used
/// go first, in time that does not depend on how many there are. The latter survive restarts in the
/// database. Thread: the Router's loop.
class ResponseCache {
public:
    /// Called when no answer refers to a content any more.
    using Released = std::function<void(const base::ContentId&)>;

    static constexpr std::size_t kAnswersOfAContent = 256; ///< the oldest makes room

    /// `memory` bounds the answers with their body, `contents` what the others take.
    ResponseCache(
        StateWriter& writer, base::Bytes memory, Released released,
        base::Bytes contents = base::gibibytes(2))
        : m_writer(writer)
        , m_released(std::move(released))
        , m_bodies{{}, {}, memory}
        , m_contents{{}, {}, contents} {}

    /// Makes the table and reads it. Thread: inside Database::run, before the loop runs.
    base::Result<void, DatabaseFailure> load();

    StoredResponsePtr find(const ResponseKey& key, const FieldList& request);
    /// Takes the place of the answer with the same vary key.
    void store(const ResponseKey& key, StoredResponse response);
    /// Every answer under the key; how many there were.
    std::size_t remove(const ResponseKey& key);
    /// Every answer of the binding.
    std::size_t removeAll(BindingNumber binding);
    /// Every answer that refers to a content.
    void removeObject(const base::ContentId& id);
    /// The newest key under which an answer refers to a content, or null.
    const ResponseKey* keyOf(const base::ContentId& id) const;

private:
    static constexpr std::size_t kVariants = 16; ///< per key; the oldest makes room

    struct KeyHash {
        std::size_t operator()(const ResponseKey& key) const {
            return std::hash<std::string>()(key.target) * 31 + key.binding;
        }
    };
    struct Use {
        ResponseKey key;
        StoredResponsePtr answer;
    };
    using Uses = std::list<Use>;
    using Variants = std::vector<Uses::iterator>; ///< newest last
    using Entries = std::unordered_map<ResponseKey, Variants, KeyHash>;
    struct Tier {
        Uses leastRecentFirst;
        base::Bytes used;
        base::Bytes bound;
    };

    void add(const ResponseKey& key, StoredResponsePtr response);
    void drop(Entries::iterator entry, Variants::iterator variant);
    void dropOf(const ResponseKey& key, const base::ContentId& id);
    void trim(Tier& tier);
    Tier& tierOf(const StoredResponse& response) { return response.object ? m_contents : m_bodies; }
    void save(const ResponseKey& key, const StoredResponse& response);
    void erase(const ResponseKey& key, const VaryKey& vary);
    static base::Bytes cost(const StoredResponse& response);

    StateWriter& m_writer;
    const Released m_released;
    Entries m_entries;
    Tier m_bodies;
    Tier m_contents;
    std::unordered_map<base::ContentId, std::list<ResponseKey>> m_references; ///< oldest first
};

} // namespace meson::router

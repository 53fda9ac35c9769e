// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/merkle.h"
#include "engine/router/request_shapes.h"
#include "engine/router/scheduler.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace meson::test {

/// What an origin has and the Router knows of it: objects of 1 to 40 leaves whose bytes are made
/// from a number whenever somebody asks for them. Content ids and leaf layers are those of the
/// bytes.
class SimulatedObjects final : public router::ObjectSource {
public:
    static constexpr std::int64_t kMostLeaves = 40;
    static constexpr std::size_t kSecrets = 4; ///< leaves of one object that the Router keeps

    /// A median object has 40 ÷ 2^`smallness` leaves.
    SimulatedObjects(std::uint64_t seed, int smallness)
        : m_smallness(smallness) {
        std::mt19937_64 random(seed);
        for (std::size_t i = 0; i < m_noise.size(); i += sizeof(std::uint64_t)) {
            const std::uint64_t word = random();
            std::memcpy(m_noise.data() + i, &word, sizeof(word));
        }
    }

    /// A new one; small ones are many, as with files.
    const router::ObjectRecord& publish(std::mt19937_64& random, const base::Clock& clock) {
        const double drawn = std::uniform_real_distribution<double>(0, 1)(random);
        const auto whole = static_cast<std::int64_t>(std::pow(drawn, m_smallness) * kMostLeaves);
        Object object;
        object.number = random();
        object.record.length = base::Bytes(
            whole * crypto::kLeafSize + 1 +
            static_cast<std::int64_t>(random() % crypto::kLeafSize));
        for (std::int64_t leaf = 0; leaf <= whole; ++leaf) {
            const std::string bytes = contentOf(object, leafPiece(object.record.length, leaf));
            object.layer.push_back(crypto::hashLeaf(base::bytesOf(bytes)));
        }
        object.record.root = crypto::merkleRoot(object.layer);
        object.record.id = crypto::contentId(object.record.length, object.record.root);
        object.record.binding = m_binding.number;
        object.record.url = "/video/" + std::to_string(++m_count) + ".mp4";
        object.record.expires = clock.wall() + std::chrono::hours(24 * 365);
        return m_objects.emplace(object.record.id, std::move(object)).first->second.record;
    }
    void remove(const base::ContentId& id) { m_objects.erase(id); }

    static std::vector<std::uint8_t> octetsOf(const std::string& bytes) {
        const base::ByteSpan span = base::bytesOf(bytes);
        return {span.begin(), span.end()};
    }
    static router::Piece leafPiece(base::Bytes length, std::int64_t leaf) {
        return {leaf * crypto::kLeafSize, std::min((leaf + 1) * crypto::kLeafSize, length.count())};
    }
    /// The right bytes of a piece.
    std::string content(const base::ContentId& id, const router::Piece& piece) const {
        return contentOf(m_objects.at(id), piece);
    }
    base::Bytes lengthOf(const base::ContentId& id) const { return m_objects.at(id).record.length; }
    /// Whether the Router keeps this leaf secretly.
    bool isSecret(const base::ContentId& id, std::int64_t leaf) const {
        return (m_objects.at(id).number >> leaf) % 2 == 1;
    }

    const router::ObjectRecord* findObject(const base::ContentId& id) const override {
        const auto found = m_objects.find(id);
        return found == m_objects.end() ? nullptr : &found->second.record;
    }
    std::string pullUrl(const base::ContentId& id, const base::NodeId&) override {
        return "http://router/pull/" + base::toText(id);
    }
    std::optional<std::pair<std::string, std::string>>
    publicUrl(const base::ContentId&) const override {
        return std::nullopt;
    }
    void
    leafLayer(const base::ContentId& id, std::function<void(crypto::LeafLayer)> done) override {
        done(m_objects.at(id).layer);
    }
    void secretShards(
        const base::ContentId& id,
        std::function<void(std::vector<router::SecretShard>)> done) override {
        const Object& object = m_objects.at(id);
        std::vector<router::SecretShard> shards;
        const auto leaves = static_cast<std::int64_t>(object.layer.size());
        for (std::int64_t leaf = 0; leaf < leaves && shards.size() < kSecrets; ++leaf) {
            if (!isSecret(id, leaf))
                continue;
            const std::string bytes = contentOf(object, leafPiece(object.record.length, leaf));
            shards.push_back({leaf, octetsOf(bytes)});
        }
        done(std::move(shards));
    }
    void
    forEachObject(const std::function<void(const router::ObjectRecord&)>& visit) const override {
        for (const auto& [id, object] : m_objects)
            visit(object.record);
    }
    const router::Binding* findBinding(router::BindingNumber number) const override {
        return number == m_binding.number ? &m_binding : nullptr;
    }

private:
    struct Object {
        router::ObjectRecord record;
        crypto::LeafLayer layer;
        std::uint64_t number = 0;
    };

    /// Each leaf is the same noise, behind the numbers of its object and of itself.
    std::string contentOf(const Object& object, const router::Piece& piece) const {
        std::string bytes;
        bytes.reserve(static_cast<std::size_t>(piece.length()) + 2 * crypto::kLeafSize);
        const std::int64_t first = piece.first / crypto::kLeafSize;
        for (std::int64_t leaf = first; leaf * crypto::kLeafSize < piece.end; ++leaf) {
            const std::array<std::uint64_t, 2> head{
                object.number, static_cast<std::uint64_t>(leaf)};
            const std::size_t start = bytes.size();
            bytes.append(m_noise.data(), m_noise.size());
            std::memcpy(bytes.data() + start, head.data(), sizeof(head));
        }
        bytes.resize(static_cast<std::size_t>(piece.end - first * crypto::kLeafSize));
        bytes.erase(0, static_cast<std::size_t>(piece.first - first * crypto::kLeafSize));
        return bytes;
    }

    const int m_smallness;
    router::Binding m_binding{1, "video.example", "http://origin.example", "alice"};
    std::array<char, crypto::kLeafSize> m_noise{};
    std::unordered_map<base::ContentId, Object> m_objects;
    std::int64_t m_count = 0;
};

} // namespace meson::test

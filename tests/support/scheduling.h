// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/merkle.h"
#include "engine/router/network_scheduler.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace meson::test {

/// Objects that exist only as records, some of them with content.
class FakeObjects final : public router::ObjectSource {
public:
    router::ObjectRecord& add(std::uint8_t name, base::Bytes length, base::WallTime expires) {
        router::ObjectRecord record;
        record.id.bytes.fill(name);
        record.length = length;
        record.binding = 1;
        record.url = "/video/" + std::to_string(name) + ".mp4";
        record.fields = "Content-Type: video/mp4\r\nCache-Control: max-age=60\r\n";
        record.expires = expires;
        return m_records[record.id] = record;
    }
    void remove(const base::ContentId& id) { m_records.erase(id); }
    std::map<base::ContentId, std::string> contents;
    std::map<base::ContentId, std::vector<std::int64_t>> secretLeaves;
    /// A leaf of the content.
    std::vector<std::uint8_t> leafOf(const base::ContentId& id, std::int64_t leaf) const {
        const std::string bytes = contents.at(id).substr(
            static_cast<std::size_t>(leaf * crypto::kLeafSize), crypto::kLeafSize);
        return {bytes.begin(), bytes.end()};
    }

    const router::ObjectRecord* findObject(const base::ContentId& id) const override {
        const auto found = m_records.find(id);
        return found == m_records.end() ? nullptr : &found->second;
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
        crypto::LeafLayer layer;
        const std::int64_t count =
            contents.contains(id) ? crypto::leafCount(m_records.at(id).length) : 0;
        for (std::int64_t leaf = 0; leaf < count; ++leaf)
            layer.push_back(crypto::hashLeaf(leafOf(id, leaf)));
        done(std::move(layer));
    }
    void secretShards(
        const base::ContentId& id,
        std::function<void(std::vector<router::SecretShard>)> done) override {
        std::vector<router::SecretShard> shards;
        if (const auto found = secretLeaves.find(id); found != secretLeaves.end())
            for (const std::int64_t leaf : found->second)
                shards.push_back({leaf, leafOf(id, leaf)});
        done(std::move(shards));
    }
    void
    forEachObject(const std::function<void(const router::ObjectRecord&)>& visit) const override {
        for (const auto& [id, record] : m_records)
            visit(record);
    }
    const router::Binding* findBinding(router::BindingNumber number) const override {
        return number == binding.number ? &binding : nullptr;
    }

    router::Binding binding{1, "video.example", "http://origin.example", "alice"};

private:
    std::map<base::ContentId, router::ObjectRecord> m_records;
};

/// A Router's coordination without network and disk, and Terminals moved by hand.
class Scheduling {
public:
    /// `source` instead of `objects`, if it is given.
    explicit Scheduling(
        router::PlacementRules rules = {2, 30, router::NetworkDiversity::Ignored},
        router::ObjectSource* source = nullptr)
        : orders(registry, source ? *source : objects, clock)
        , scheduler(
              {registry, holders, orders, tokens, source ? *source : objects, clock}, rules,
              std::chrono::seconds(5), 7) {}

    /// A Terminal that serves and has `available` bytes, at 10.0.<network>.<n>.
    router::NodeIndex addNode(base::Bytes available = base::gibibytes(1), int network = 0) {
        router::Enrolment enrolment;
        std::uint32_t number = registry.size() + 1;
        for (std::uint8_t& byte : enrolment.publicKey) // whose key it is plays no part
            byte = static_cast<std::uint8_t>(std::exchange(number, number / 256));
        enrolment.address = boost::asio::ip::make_address(
            "10.0." + std::to_string(network) + "." + std::to_string(registry.size() + 1));
        enrolment.port = 8080;
        const router::NodeIndex node = *registry.enrol(enrolment);
        registry.at(node).available = available;
        return node;
    }
    const router::ObjectRecord&
    addObject(std::uint8_t name, base::Bytes length = base::mebibytes(1)) {
        return objects.add(name, length, clock.wall() + std::chrono::hours(24));
    }
    /// Every Terminal that was told something says that it did it; what they were told.
    std::vector<protocol::Command> obey(protocol::AckStatus status = protocol::AckStatus::Done) {
        std::vector<protocol::Command> all;
        for (router::NodeIndex node = 0; node < registry.size(); ++node) {
            for (protocol::Command& command : orders.take(node)) {
                scheduler.acknowledged(node, {command.id, status, {}, {}});
                all.push_back(std::move(command));
            }
        }
        return all;
    }
    std::optional<router::NodeIndex>
    ask(const router::ObjectRecord& object, const char* client = "192.0.2.1",
        std::string_view range = {}, const std::vector<protocol::ShortNodeId>& excluded = {}) {
        const auto choice =
            scheduler.choose(object, boost::asio::ip::make_address(client), range, excluded);
        if (!choice)
            return std::nullopt;
        protocol::DeliveryToken token;
        token.id = object.id;
        token.length = object.length;
        token.binding = object.binding;
        token.expires = base::unixSeconds(clock.wall()) + 600;
        token.nonce = lastNonce = ++m_nonces;
        scheduler.issued(token, choice->node);
        return registry.find(choice->node);
    }
    void everybodyBeats() {
        for (router::NodeIndex node = 0; node < registry.size(); ++node)
            registry.heard(node);
    }

    base::ManualClock clock;
    router::NodeRegistry registry{std::vector<std::uint8_t>(32, 1), clock};
    router::Holders holders;
    FakeObjects objects;
    router::Orders orders;
    router::IssuedTokens tokens;
    router::NetworkScheduler scheduler;
    std::uint64_t lastNonce = 0;

private:
    std::uint64_t m_nonces = 0;
};

} // namespace meson::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/hash.h"
#include "engine/router/network_scheduler.h"

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace meson::test {

/// Objects that exist only as records, as many as wanted.
class ManyObjects final : public router::ObjectSource {
public:
    static base::ContentId idOf(std::uint64_t number) {
        const base::Sha256 hash = crypto::sha256(base::bytesOf(std::to_string(number)));
        return base::ContentId{hash.bytes};
    }
    const router::ObjectRecord& add(std::uint64_t number, base::Bytes length, base::WallTime ends) {
        router::ObjectRecord record;
        record.id = idOf(number);
        record.length = length;
        record.binding = 1;
        record.url = "/video/" + std::to_string(number) + ".mp4";
        record.fields = "Content-Type: video/mp4\r\nCache-Control: max-age=86400\r\n";
        record.expires = ends;
        return m_records[record.id] = record;
    }

    const router::ObjectRecord* findObject(const base::ContentId& id) const override {
        const auto found = m_records.find(id);
        return found == m_records.end() ? nullptr : &found->second;
    }
    std::string pullUrl(const base::ContentId&, const base::NodeId&) override {
        return "http://router/pull";
    }
    std::optional<std::pair<std::string, std::string>>
    publicUrl(const base::ContentId&) const override {
        return std::nullopt;
    }
    void leafLayer(const base::ContentId&, std::function<void(crypto::LeafLayer)> done) override {
        done({});
    }
    void secretShards(
        const base::ContentId&,
        std::function<void(std::vector<router::SecretShard>)> done) override {
        done({});
    }
    void
    forEachObject(const std::function<void(const router::ObjectRecord&)>& visit) const override {
        for (const auto& [id, record] : m_records)
            visit(record);
    }
    const router::Binding* findBinding(router::BindingNumber) const override { return nullptr; }

private:
    std::unordered_map<base::ContentId, router::ObjectRecord> m_records;
};

/// What one Terminal of the population can do.
struct Computer {
    double upload = 0; ///< bytes per second
    base::Bytes disk;  ///< lent
    base::Bytes memory;
};

/// Computers like those of a real network of 541 nodes: speed median 308 Mb/s with p10 89 and
/// p90 755, disk median 70 GB, memory median 1.9 GB; each side of a median is log-normal.
class Population {
public:
    explicit Population(std::uint64_t seed)
        : m_random(seed) {}

    Computer next() {
        constexpr double kDecile = 1.2816; // standard deviations from the median
        const double z = m_normal(m_random);
        const double spread = std::log(z < 0 ? 308.0 / 89 : 755.0 / 308) / kDecile;
        return {308e6 / 8 * std::exp(z * spread), around(70e9), around(1.9e9)};
    }

private:
    base::Bytes around(double median) {
        constexpr double kSpread = 0.8;
        return base::Bytes(
            static_cast<std::int64_t>(median * std::exp(kSpread * m_normal(m_random))));
    }

    std::mt19937_64 m_random;
    std::normal_distribution<double> m_normal;
};

/// The product's coordination on a clock moved by hand, with a population of Terminals that are
/// only records.
class Coordination {
public:
    explicit Coordination(std::uint64_t seed)
        : scheduler(
              {registry, holders, orders, tokens, objects, clock},
              {2, 30, router::NetworkDiversity::Required}, std::chrono::seconds(5), seed) {}

    /// A Terminal in a network of its own.
    router::NodeIndex add(const Computer& computer) {
        const std::uint32_t number = registry.size();
        router::Enrolment enrolment;
        const base::Sha256 key = crypto::sha256(base::bytesOf("key" + std::to_string(number)));
        enrolment.publicKey = key.bytes;
        enrolment.address = boost::asio::ip::make_address_v4(0x0a000001U + (number << 8U));
        enrolment.port = 8080;
        const router::NodeIndex index = *registry.enrol(enrolment);
        router::Node& node = registry.at(index);
        node.available = computer.disk;
        node.uploadMeasured = base::BytesPerSecond(static_cast<std::int64_t>(computer.upload));
        return index;
    }
    /// The Terminal that a client was sent to.
    std::optional<router::NodeIndex>
    ask(const router::ObjectRecord& object, const boost::asio::ip::address& client) {
        const auto choice = scheduler.choose(object, client, {}, {});
        if (!choice)
            return std::nullopt;
        protocol::DeliveryToken token;
        token.id = object.id;
        token.length = object.length;
        token.binding = object.binding;
        token.expires = base::unixSeconds(clock.wall()) + 600;
        token.nonce = ++nonce;
        scheduler.issued(token, choice->node);
        return registry.find(choice->node);
    }

    base::ManualClock clock;
    router::NodeRegistry registry{std::vector<std::uint8_t>(32, 1), clock};
    router::Holders holders;
    ManyObjects objects;
    router::Orders orders{registry, objects, clock};
    router::IssuedTokens tokens;
    router::NetworkScheduler scheduler;
    std::uint64_t nonce = 0; ///< of the latest token
};

} // namespace meson::test

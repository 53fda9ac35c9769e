// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/router/delivery.h"

#include <QTemporaryDir>
#include <algorithm>
#include <boost/asio/post.hpp>
#include <future>

namespace meson::test {

using namespace meson::router; // a header of tests of that folder only

/// A network of one Terminal that may hold everything or nothing.
class OneTerminal final : public router::Scheduler {
public:
    std::optional<Choice> choose(
        const ObjectRecord&, const boost::asio::ip::address&, std::string_view,
        const std::vector<protocol::ShortNodeId>& without) override {
        excluded = without;
        if (!holdsAll ||
            std::find(without.begin(), without.end(), protocol::shortId(node)) != without.end())
            return std::nullopt;
        return Choice{node, "http://terminal.test:81", &key};
    }
    void issued(const protocol::DeliveryToken& token, const base::NodeId&) override {
        tokens.push_back(token);
    }
    void returned(
        const protocol::ShortNodeId&, const base::ContentId& id, protocol::ReturnReason) override {
        returns.push_back(id);
    }
    const crypto::MacKey* tokenKeyOf(const protocol::ShortNodeId& asked) const override {
        return asked == protocol::shortId(node) ? &key : nullptr;
    }
    void objectAdded(const ObjectRecord& object, Urgency urgency) override {
        added.push_back(object);
        live += urgency == Urgency::Live ? 1 : 0;
    }
    void objectRemoved(const base::ContentId& id) override { removed.push_back(id); }
    void deliveredByRouter(BindingNumber binding, base::Bytes bytes) override {
        delivered += bytes;
        deliveredFor = binding;
    }

    base::NodeId node{{1, 2, 3, 4, 5, 6, 7, 8, 9}};
    crypto::MacKey key{base::bytesOf("0123456789abcdef0123456789abcdef")};
    bool holdsAll = false;
    std::vector<protocol::ShortNodeId> excluded;
    std::vector<protocol::DeliveryToken> tokens;
    std::vector<base::ContentId> returns;
    std::vector<ObjectRecord> added;
    std::vector<base::ContentId> removed;
    base::Bytes delivered;
    BindingNumber deliveredFor = 0; ///< the latest
    int live = 0;
};

/// A Router's delivery side behind a real server, with its store and database in a folder of its
/// own.
class DeliveryRouter final : public http::Handler {
public:
    DeliveryRouter(
        const QTemporaryDir& folder, const base::Clock& clock,
        DeliveryOptions deliveryOptions = {}) {
        const std::filesystem::path path = folder.path().toStdString();
        database = std::move(*Database::open((path / "state.db").string()));
        store::StoreOptions options;
        options.volumes = {{path / "cache", base::mebibytes(256), base::Bytes(1)}};
        options.index = path / "index.db";
        store = std::move(*store::ContentStore::open(options, clock));
        http::ServerOptions serverOptions;
        serverOptions.endpoints = {{boost::asio::ip::address_v4::loopback(), 0}};
        serverOptions.profile = http::Profile::Full;
        server = std::move(*http::Server::listen(serverOptions, *this, clock));
        loop = server->executor(0);
        writer = std::make_unique<StateWriter>(*database, [this](StateWriter::Task task) {
            boost::asio::post(loop, std::move(task));
        });
        bindings = std::make_unique<Bindings>(*writer, OwnNames{});
        catalogue = std::make_unique<Catalogue>(clock, *writer, *bindings, url());
        http::ClientOptions clientOptions;
        clientOptions.addresses = http::AddressPolicy::Any;
        client = std::make_unique<http::Client>(loop, clientOptions);
        deliveryOptions.publicUrl = url();
        delivery = std::make_unique<Delivery>(
            DeliveryParts{loop, clock, *writer, *bindings, *catalogue, *store, *client, scheduler},
            std::move(deliveryOptions));
        database->run([this] {
            static_cast<void>(bindings->load());
            static_cast<void>(catalogue->load());
            static_cast<void>(delivery->load());
        });
        server->start();
    }
    ~DeliveryRouter() override {
        onLoop([this] { delivery->stop(); });
        server->stop();
        delivery.reset();
        client.reset();
        database.reset();
        store->close();
    }

    void handle(std::shared_ptr<http::Exchange> exchange) override {
        delivery->handle(std::move(exchange));
    }
    void finished(const http::Exchange& exchange, const http::Outcome& outcome) override {
        delivery->finished(exchange, outcome);
    }
    std::string url() const {
        return "http://127.0.0.1:" + std::to_string(server->endpoints().front().port());
    }
    void onLoop(const std::function<void()>& work) {
        std::promise<void> done;
        boost::asio::post(loop, [&] {
            work();
            done.set_value();
        });
        done.get_future().wait();
    }
    Binding bind(const std::string& origin, Binding wanted = {}) {
        wanted.domain = wanted.domain.empty() ? "site.test" : wanted.domain;
        wanted.origin = origin;
        wanted.owner = "owner";
        std::promise<Binding> bound;
        boost::asio::post(loop, [&] {
            bindings->add(wanted, [&](const auto& binding) { bound.set_value(*binding); });
        });
        return bound.get_future().get();
    }

    void unbind(const Binding& binding) {
        std::promise<void> unbound;
        boost::asio::post(loop, [&] {
            bindings->remove(
                binding.domain, binding.owner, [&](const auto&) { unbound.set_value(); });
        });
        unbound.get_future().wait();
    }

    DeliveryCounters counters() {
        DeliveryCounters now;
        onLoop([&] { now = delivery->counters(); });
        return now;
    }
    std::size_t objects() {
        std::size_t added = 0;
        onLoop([&] { added = scheduler.added.size(); });
        return added;
    }
    std::vector<SecretShard> secretShards(const base::ContentId& id) {
        std::promise<std::vector<SecretShard>> found;
        boost::asio::post(loop, [&] {
            catalogue->secretShards(
                id, [&](std::vector<SecretShard> shards) { found.set_value(std::move(shards)); });
        });
        return found.get_future().get();
    }
    http::asio::ip::tcp::endpoint endpoint() const { return server->endpoints().front(); }

    OneTerminal scheduler;
    std::unique_ptr<Database> database;
    std::unique_ptr<store::ContentStore> store;
    std::unique_ptr<http::Server> server;
    boost::asio::any_io_executor loop;
    std::unique_ptr<StateWriter> writer;
    std::unique_ptr<Bindings> bindings;
    std::unique_ptr<Catalogue> catalogue;
    std::unique_ptr<http::Client> client;
    std::unique_ptr<Delivery> delivery;
};

} // namespace meson::test

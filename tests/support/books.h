// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/router/bindings.h"
#include "engine/router/epochs.h"
#include "tests/support/scheduling.h"

#include <QObject>
#include <QString>
#include <QTemporaryDir>

#include <deque>
#include <mutex>
#include <optional>
#include <random>

namespace meson::test {

/// A Router's books on a real database; the loop is the test's own thread.
class Books {
public:
    static constexpr std::chrono::seconds kEpoch{10};
    static constexpr base::MicroTokens kEmission{1'000'000};

    explicit Books(
        const QString& file, Scheduling& network, base::Bytes clientQuota = base::gibibytes(1))
        : Books(file, network, {kEpoch, kEmission, base::MicroCredits(10'000), clientQuota}) {}
    Books(const QString& file, Scheduling& network, const router::EpochOptions& options)
        : m_network(network) {
        database = *router::Database::open(file.toStdString());
        writer = std::make_unique<router::StateWriter>(
            *database, [this](router::StateWriter::Task task) {
                const std::lock_guard lock(m_mutex);
                m_tasks.push_back(std::move(task));
            });
        epochs = std::make_unique<router::Epochs>(
            *writer, network.registry, network.tokens, options, network.clock);
        database->run([&] {
            loaded = bindAll() && network.registry.load(*database).has_value() &&
                     network.tokens.load(*database, network.registry).has_value() &&
                     epochs->load().has_value();
        });
    }
    /// Lets the database and the loop finish all that was started.
    void settle() {
        for (bool idle = false; !idle;) {
            database->run([] {});
            std::deque<router::StateWriter::Task> tasks;
            {
                const std::lock_guard lock(m_mutex);
                tasks.swap(m_tasks);
            }
            idle = tasks.empty();
            for (const auto& task : tasks)
                task();
        }
    }
    router::NodeIndex addNode() {
        const router::NodeIndex node = m_network.addNode();
        m_network.registry.save(*writer, node);
        settle();
        return node;
    }
    /// A redirect of a client in `clientNetwork` to `node` for an object of `length`; its token as
    /// text.
    std::string issue(
        router::NodeIndex node, std::int64_t length, std::uint64_t clientNetwork = 1,
        std::uint8_t object = 1) {
        protocol::DeliveryToken token;
        token.id.bytes.fill(object);
        token.length = base::Bytes(length);
        token.binding = 1;
        token.nonce = m_random();
        token.expires = base::unixSeconds(m_network.clock.wall()) + 60;
        m_network.tokens.add(token, node, router::TokenPurpose::Client, clientNetwork);
        return protocol::writeToken(token, m_network.registry.at(node).tokenKey);
    }
    using Stated = std::vector<std::pair<std::string, std::int64_t>>; ///< tokens and their bytes
    router::BatchCredit state(router::NodeIndex node, std::int64_t batch, const Stated& receipts) {
        const auto credit = tryToState(node, batch, receipts);
        if (!credit)
            qFatal("a batch could not be written down");
        return *credit;
    }
    /// Nothing if the batch could not be written down.
    std::optional<router::BatchCredit>
    tryToState(router::NodeIndex node, std::int64_t batch, const Stated& receipts) {
        protocol::Receipts message;
        message.batch = batch;
        for (const auto& [token, bytes] : receipts) {
            protocol::Receipt receipt;
            receipt.token = token;
            receipt.bytes = base::Bytes(bytes);
            message.receipts.push_back(receipt);
        }
        const router::BatchCredit credit = m_network.tokens.assess(
            node, message, m_network.registry.at(node).tokenKey, m_network.clock.wall());
        std::optional<protocol::ReceiptsAnswer> written;
        epochs->receipts(node, credit, [&](auto done) { written = std::move(done); });
        settle();
        if (!written)
            return std::nullopt;
        answer = *written;
        return credit;
    }
    void passEpoch() {
        m_network.clock.advance(kEpoch);
        epochs->tick();
        settle();
    }
    std::int64_t balance(router::Asset asset, const std::string& account) {
        std::int64_t balance = 0;
        database->run([&] { balance = *router::Ledger(*database).balance(asset, account); });
        return balance;
    }
    std::int64_t earned(router::NodeIndex node) {
        return balance(
            router::Asset::Rewards, "terminal:" + base::toText(m_network.registry.at(node).id));
    }
    /// The only business leaves.
    void unbindAll() {
        m_network.objects.binding.number = 0;
        database->run([&] {
            static_cast<void>(database->query(QStringLiteral("UPDATE bindings SET active = 0")));
        });
    }
    void topUp(const std::string& owner, std::int64_t amount) {
        database->run([&] {
            router::Ledger(*database).book(
                {"top-up:" + owner,
                 router::Asset::Fees,
                 "top-up",
                 "test",
                 m_network.clock.wall(),
                 {{"deposits", -amount}, {"business:" + owner, amount}}});
        });
    }

    bool loaded = false;
    protocol::ReceiptsAnswer answer; ///< to the latest batch
    std::unique_ptr<router::Database> database;
    std::unique_ptr<router::StateWriter> writer;
    std::unique_ptr<router::Epochs> epochs;

private:
    /// What all is delivered for, as it is when a Router has bound it.
    bool bindAll() {
        const router::Binding& binding = m_network.objects.binding;
        return router::Bindings(*writer, {}).load().has_value() &&
               database->query(
                   QStringLiteral("INSERT INTO bindings (number, domain, origin, owner, flags, "
                                  "active) VALUES (?, ?, ?, ?, 0, 1) "
                                  "ON CONFLICT (number) DO NOTHING"),
                   {binding.number, QString::fromStdString(binding.domain),
                    QString::fromStdString(binding.origin), QString::fromStdString(binding.owner)});
    }

    Scheduling& m_network;
    std::mutex m_mutex;
    std::deque<router::StateWriter::Task> m_tasks;
    std::mt19937_64 m_random{std::random_device{}()};
};

/// Names files for books, which go with it.
class BooksFixture : public QObject {
protected:
    QString newFile() { return m_folder.filePath(QStringLiteral("%1.db").arg(m_files++)); }

private:
    QTemporaryDir m_folder;
    int m_files = 0;
};

} // namespace meson::test

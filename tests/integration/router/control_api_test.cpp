// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/protocol/statement.h"
#include "engine/router/database.h"
#include "tests/support/router_bench.h"

using namespace meson;
using test::HandTerminal;
using test::RouterBench;

/// What a Router answers to what it does not take, or has taken already.
class ControlApiTest : public QObject {
    Q_OBJECT

    std::unique_ptr<RouterBench> m_bench;
    std::unique_ptr<HandTerminal> m_terminal;

    http::SmallAnswer send(std::int64_t batch) {
        protocol::Receipts message;
        message.batch = batch;
        for (const char* token : {"nonsense", "rubbish"}) {
            message.receipts.emplace_back().token = token;
            message.receipts.back().bytes = base::Bytes(500);
        }
        return m_terminal->post("receipts", message);
    }
    /// From now on the Router's database refuses whatever is about this table.
    void lose(const QString& table) const {
        const auto database =
            *router::Database::open((m_bench->options.folder / "router.db").string());
        database->run([&] {
            static_cast<void>(
                database->query(QStringLiteral("ALTER TABLE %1 RENAME TO lost").arg(table)));
        });
    }

private Q_SLOTS:
    void init() {
        m_bench = std::make_unique<RouterBench>();
        QVERIFY(m_bench->start());
        m_terminal = std::make_unique<HandTerminal>(m_bench->router->publicUrl());
        QCOMPARE(m_terminal->registerHere().head.status, 200);
    }
    void cleanup() {
        m_terminal.reset();
        m_bench.reset();
    }

    void saysTheSameOfABatchThatIsSentAgain() {
        const auto first = send(7);
        const auto answer =
            protocol::decode<protocol::ReceiptsAnswer>(QByteArray::fromStdString(first.body));
        QVERIFY(answer);
        QCOMPARE(answer->accepted, 0);
        QCOMPARE(answer->refused, std::vector<std::string>{"forged 2"});
        QCOMPARE(send(7).body, first.body);
        QVERIFY(m_bench->start()); // it has it on disk
        m_terminal->routerUrl = m_bench->router->publicUrl();
        QCOMPARE(send(7).body, first.body);
    }

    void confirmsNoBatchThatItCannotLookUp() {
        QCOMPARE(send(7).head.status, 200);
        lose(QStringLiteral("receipt_answer"));
        for (const std::int64_t batch : {7, 8}) { // one in the books, and one not
            const auto refused = send(batch);
            QCOMPARE(refused.head.status, 503);
            QCOMPARE(refused.head.find("Retry-After"), std::optional<std::string_view>("5"));
            QCOMPARE(
                RouterBench::json(refused)[QStringLiteral("type")].toString().section(
                    QLatin1Char('/'), -1),
                QStringLiteral("unavailable"));
        }
    }

    /// The Terminal would take what it agreed to for written down.
    void saysNothingOfBooksThatItCannotRead() {
        QCOMPARE(m_terminal->post("statements", protocol::StatementsRequest()).head.status, 200);
        lose(QStringLiteral("epoch_node"));
        QCOMPARE(m_terminal->post("statements", protocol::StatementsRequest()).head.status, 503);
    }

    void saysWhenANetworkMayTryItselfOutAgain() {
        protocol::Register message;
        message.publicKey = m_terminal->identity.publicKey();
        message.port = m_terminal->port();
        message.name = "by hand";
        message.software = "test/1";
        const std::string body = protocol::encode(message).toStdString();
        const auto ask = [&] { return m_terminal->say("POST", "/v1/reachability", body); };
        QCOMPARE(ask().head.status, 200);
        const auto refused = ask();
        QCOMPARE(refused.head.status, 429);
        const std::string wait(refused.head.find("Retry-After").value_or(""));
        QVERIFY2(wait > "1" && wait <= "5", wait.c_str()); // of 5 s, rounded up
        QVERIFY(refused.body.find("Ask again in " + wait + " s.") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(ControlApiTest)
#include "control_api_test.moc"

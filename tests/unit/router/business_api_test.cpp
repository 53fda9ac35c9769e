// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "engine/http/blocking_fetch.h"
#include "engine/platform/private_file.h"
#include "engine/platform/system_clock.h"
#include "engine/router/business_api.h"
#include "engine/router/epoch_store.h"
#include "engine/router/receipt_trail.h"

#include <boost/asio/post.hpp>
#include <filesystem>

using namespace meson;
using namespace meson::router;

namespace {

/// The business interface behind a real server, on a database that a test may break.
class Office final : public http::Handler {
public:
    Office(const QTemporaryDir& folder, TopUpRule topUps)
        : m_folder(folder.path().toStdString())
        , m_database(std::move(*Database::open((m_folder / "router.db").string()))) {
        http::ServerOptions options;
        options.endpoints = {{boost::asio::ip::address_v4::loopback(), 0}};
        options.profile = http::Profile::Full;
        m_server = std::move(*http::Server::listen(options, *this, m_clock));
        m_writer = std::make_unique<StateWriter>(*m_database, [this](StateWriter::Task task) {
            boost::asio::post(m_server->executor(0), std::move(task));
        });
        m_bindings = std::make_unique<Bindings>(
            *m_writer, OwnNames{"router.example", {"nodes.example", "localhost"}});
        accounts = std::make_unique<BusinessAccounts>(*m_writer);
        m_ledger = std::make_unique<Ledger>(*m_database);
        m_database->run([this] {
            isLoaded =
                Ledger::createTables(*m_database) && epoch_store::createTables(*m_database) &&
                receipt_trail::createTable(*m_database) && m_bindings->load() && accounts->load();
        });
        isLoaded = isLoaded && accounts->loadOperatorKey(m_folder / "admin.key");
        m_api = std::make_unique<BusinessApi>(
            *m_writer, *m_bindings, *accounts, *m_ledger, "http://router.example:8080", topUps,
            BusinessHooks{
                [this](BindingNumber, std::string_view target) {
                    purged.emplace_back(target);
                    return std::int64_t{3};
                },
                [](const std::function<void()>& done) { done(); }, [] { return "{}"; }},
            m_clock);
        m_server->start();
    }
    ~Office() override {
        m_server->stop();
        m_database.reset();
    }

    void handle(std::shared_ptr<http::Exchange> exchange) override {
        m_api->handle(std::move(exchange));
    }
    /// Status and body of the answer.
    std::pair<int, QJsonObject>
    ask(const std::string& method, const std::string& path, const std::string& key,
        const std::string& body = {}) {
        http::ClientRequest request;
        request.method = method;
        request.url =
            "http://127.0.0.1:" + std::to_string(m_server->endpoints().front().port()) + path;
        if (!key.empty())
            request.fields.emplace_back("Authorization", "Bearer " + key);
        request.body = body;
        http::ClientOptions client;
        client.addresses = http::AddressPolicy::Any;
        const auto answer = http::blockingFetch(std::move(request), client);
        if (!answer)
            return {0, {}};
        return {
            answer->head.status,
            QJsonDocument::fromJson(QByteArray::fromStdString(answer->body)).object()};
    }
    std::string operatorKey() const {
        const auto text = platform::readFile(m_folder / "admin.key");
        return text->substr(0, text->find('\n'));
    }
    std::string open(const std::string& account) {
        return ask("POST", "/v1/admin/accounts", operatorKey(), R"({"name":")" + account + "\"}")
            .second.value(QLatin1String("apiKey"))
            .toString()
            .toStdString();
    }
    /// From now on the database refuses whatever is about this table.
    void lose(const QString& table) {
        m_database->run([&] {
            static_cast<void>(
                m_database->query(QStringLiteral("ALTER TABLE %1 RENAME TO lost").arg(table)));
        });
    }

    /// Something was delivered for the binding.
    void deliver(BindingNumber binding, std::int64_t bytes) {
        m_database->run([&] {
            QVERIFY(epoch_store::addDelivered(
                *m_database, 1, {{binding, base::Bytes(bytes), base::Bytes(1), 1}}));
        });
    }

    bool isLoaded = false;
    std::vector<std::string> purged;
    std::unique_ptr<BusinessAccounts> accounts;

private:
    const std::filesystem::path m_folder;
    const platform::SystemClock m_clock{};
    std::unique_ptr<Database> m_database;
    std::unique_ptr<http::Server> m_server;
    std::unique_ptr<StateWriter> m_writer;
    std::unique_ptr<Bindings> m_bindings;
    std::unique_ptr<Ledger> m_ledger;
    std::unique_ptr<BusinessApi> m_api;
};

constexpr const char* kBinding = R"({"domain":"video.example","origin":"http://127.0.0.1:8000"})";

constexpr const char* kBelow = R"({"domain":"a.video.example","origin":"http://127.0.0.1:8000"})";

QString typeOf(const QJsonObject& problem) {
    return problem.value(QLatin1String("type")).toString();
}

} // namespace

class BusinessApiTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Office> m_office;

    bool restart(TopUpRule topUps = TopUpRule::OperatorOnly) {
        m_office.reset();
        m_office = std::make_unique<Office>(*m_folder, topUps);
        return m_office->isLoaded;
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(restart());
    }
    void cleanup() { m_office.reset(); }

    void refusesWhoHasNoKey() {
        for (const std::string key : {"", "meson_", "meson_AAAA"}) {
            const auto [status, problem] = m_office->ask("GET", "/v1/business/usage", key);
            QCOMPARE(status, 401);
            QVERIFY(typeOf(problem).endsWith(QLatin1String("bad-api-key")));
        }
    }

    void keepsTheOperatorsRequestsToTheOperator() {
        const std::string key = m_office->open("alice");
        QVERIFY(key.starts_with("meson_"));
        for (const char* path : {"/v1/admin/accounts", "/v1/admin/settle"})
            QCOMPARE(m_office->ask("POST", path, key, "{}").first, 403);
        for (const char* path : {"/v1/admin/ledger.csv", "/v1/admin/receipts.csv?epoch=1"})
            QCOMPARE(m_office->ask("GET", path, key).first, 403);
        for (const char* query : {"", "?epoch=", "?epoch=0", "?epoch=x"})
            QCOMPARE(
                m_office
                    ->ask(
                        "GET", std::string("/v1/admin/receipts.csv") + query,
                        m_office->operatorKey())
                    .first,
                422);
        QCOMPARE(
            m_office->ask("POST", "/v1/business/bindings", m_office->operatorKey(), kBinding).first,
            403);
    }

    void saysWhatAnAddressDoesNotKnow() {
        const std::string key = m_office->open("alice");
        QCOMPARE(m_office->ask("PUT", "/v1/business/usage", key).first, 405);
        QCOMPARE(m_office->ask("GET", "/v1/business/usage/more", key).first, 404);
        QCOMPARE(m_office->ask("POST", "/v1/business/bindings", key, "[1]").first, 400);
    }

    void namesAnAccountOnce_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("status");
        QTest::newRow("good") << "bob-2" << 201;
        QTest::newRow("taken") << "alice" << 409;
        QTest::newRow("empty") << "" << 422;
        QTest::newRow("capitals") << "Bob" << 422;
        QTest::newRow("63 characters") << QString(63, QLatin1Char('b')) << 201;
        QTest::newRow("64 characters") << QString(64, QLatin1Char('b')) << 422;
        QTest::newRow("a quote") << "b'; DROP TABLE business_account;--" << 422;
    }
    void namesAnAccountOnce() {
        QFETCH(QString, name);
        QFETCH(int, status);
        m_office->open("alice");
        const std::string body = "{\"name\":\"" + name.toStdString() + "\"}";
        QCOMPARE(
            m_office->ask("POST", "/v1/admin/accounts", m_office->operatorKey(), body).first,
            status);
    }

    void knowsItsAccountsAfterARestart() {
        const std::string key = m_office->open("alice");
        const std::string operatorKey = m_office->operatorKey();
        QVERIFY(restart());
        QCOMPARE(m_office->operatorKey(), operatorKey);
        QCOMPARE(m_office->ask("GET", "/v1/business/bindings", key).first, 200);
    }

    void givesNoKeyThatIsNotWrittenDown() {
        m_office->lose(QStringLiteral("business_account"));
        const auto [status, problem] = m_office->ask(
            "POST", "/v1/admin/accounts", m_office->operatorKey(), R"({"name":"alice"})");
        QCOMPARE(status, 503);
        QVERIFY(!problem.contains(QLatin1String("apiKey")));
        QVERIFY(!m_office->accounts->exists("alice"));
    }

    void leavesAnOperatorsKeyThatIsNone() {
        const auto file = std::filesystem::path(m_folder->path().toStdString()) / "admin.key";
        QVERIFY(platform::savePrivateFile(file, "nonsense\n"));
        QVERIFY(!restart());
        QCOMPARE(platform::readFile(file)->substr(0, 8), std::string("nonsense"));
    }

    void bindsAndUnbindsOnlyOnesOwnDomains() {
        const std::string alice = m_office->open("alice");
        const std::string bob = m_office->open("bob");
        const auto [status, binding] =
            m_office->ask("POST", "/v1/business/bindings", alice, kBinding);
        QCOMPARE(status, 201);
        QCOMPARE(
            binding.value(QLatin1String("dns")).toString(),
            QStringLiteral("video.example. 300 IN CNAME router.example."));
        QVERIFY(binding.value(QLatin1String("dnsNote"))
                    .toString()
                    .contains(QLatin1String("ALIAS"))); // a zone may begin there
        QCOMPARE(
            binding.value(QLatin1String("exampleUrl")).toString(),
            QStringLiteral("http://video.example:8080/"));
        const auto below = m_office->ask("POST", "/v1/business/bindings", alice, kBelow);
        QVERIFY(below.second.value(QLatin1String("dnsNote")).toString().isEmpty());
        QCOMPARE(m_office->ask("POST", "/v1/business/bindings", bob, kBinding).first, 409);
        QCOMPARE(m_office->ask("DELETE", "/v1/business/bindings/video.example", bob).first, 404);
        const std::string purge = R"({"url":"http://video.example/a?b"})";
        QCOMPARE(m_office->ask("POST", "/v1/business/purge", bob, purge).first, 404);
        const auto purged = m_office->ask("POST", "/v1/business/purge", alice, purge).second;
        QCOMPARE(purged.value(QLatin1String("purged")).toInt(), 3);
        QCOMPARE(m_office->purged, std::vector<std::string>{"/a?b"});
        QVERIFY(restart());
        const auto listed = m_office->ask("GET", "/v1/business/bindings", alice).second;
        QCOMPARE(listed.value(QLatin1String("bindings")).toArray().size(), 2);
        QCOMPARE(m_office->ask("DELETE", "/v1/business/bindings/video.example", alice).first, 200);
        QCOMPARE(m_office->purged, std::vector<std::string>{""}); // all that was kept of it
    }

    void saysWhatWasUsedByDomainAlsoOfOnesThatAreBoundNoMore() {
        const std::string key = m_office->open("alice");
        QCOMPARE(m_office->ask("POST", "/v1/business/bindings", key, kBinding).first, 201);
        QCOMPARE(m_office->ask("POST", "/v1/business/bindings", key, kBelow).first, 201);
        m_office->deliver(1, 1'000);
        m_office->deliver(2, 700);
        const auto used = [&] {
            QStringList lines;
            for (const QJsonValue& line : m_office->ask("GET", "/v1/business/usage", key)
                                              .second.value(QLatin1String("bindings"))
                                              .toArray())
                lines.append(QStringLiteral("%1 %2").arg(
                    line[QLatin1String("domain")].toString(),
                    QString::number(line[QLatin1String("bytesByTerminals")].toInteger())));
            return lines;
        };
        const QStringList before{
            QStringLiteral("video.example 1000"), QStringLiteral("a.video.example 700")};
        QCOMPARE(used(), before);
        QCOMPARE(m_office->ask("DELETE", "/v1/business/bindings/video.example", key).first, 200);
        QCOMPARE(used(), before);
        QCOMPARE(m_office->ask("POST", "/v1/business/bindings", key, kBinding).first, 201);
        m_office->deliver(3, 30); // one domain, whatever its bindings
        QCOMPARE(used().front(), QStringLiteral("video.example 1030"));
        QCOMPARE(used().size(), 2);
    }

    void confirmsNoBindingThatIsNotWrittenDown() {
        const std::string key = m_office->open("alice");
        QCOMPARE(m_office->ask("POST", "/v1/business/bindings", key, kBinding).first, 201);
        m_office->lose(QStringLiteral("bindings"));
        const std::string other = R"({"domain":"a.example","origin":"http://127.0.0.1:8000"})";
        for (const std::string& refused : {std::string(kBinding), other})
            QCOMPARE(m_office->ask("POST", "/v1/business/bindings", key, refused).first, 503);
        QCOMPARE(m_office->ask("DELETE", "/v1/business/bindings/video.example", key).first, 503);
        QVERIFY(m_office->purged.empty());
        const auto listed = m_office->ask("GET", "/v1/business/bindings", key).second;
        QCOMPARE(listed.value(QLatin1String("bindings")).toArray().size(), 1); // as on disk
    }

    void saysThatTheBooksCannotBeRead_data() {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QString>("path");
        QTest::newRow("ledger") << "ledger_entry"
                                << "/v1/admin/ledger.csv";
        QTest::newRow("receipts") << "epoch_receipt"
                                  << "/v1/admin/receipts.csv?epoch=1";
        QTest::newRow("usage") << "epoch_usage"
                               << "/v1/business/usage";
        QTest::newRow("balance") << "ledger_balance"
                                 << "/v1/business/usage";
    }
    void saysThatTheBooksCannotBeRead() {
        QFETCH(QString, table);
        QFETCH(QString, path);
        const bool isOwn = path.contains(QLatin1String("business"));
        const std::string key = isOwn ? m_office->open("alice") : m_office->operatorKey();
        QCOMPARE(m_office->ask("GET", path.toStdString(), key).first, 200);
        m_office->lose(table);
        QCOMPARE(m_office->ask("GET", path.toStdString(), key).first, 503);
    }

    void bindsNoNameThatIsAnAddressOrTheRoutersOwn_data() {
        QTest::addColumn<QString>("domain");
        QTest::addColumn<int>("status");
        for (const char* own :
             {"router.example", "Router.Example", "nodes.example", "abc.nodes.example", "localhost",
              "a.localhost", "127.0.0.1", "127.1", "2130706433", "0x7f.0x1", "::1", "[::1]",
              "router.example:8080", "router.example."})
            QTest::newRow(own) << own << 422;
        for (const char* other :
             {"video.router.example", "mynodes.example", "example", "1.example"})
            QTest::newRow(other) << other << 201;
    }
    void bindsNoNameThatIsAnAddressOrTheRoutersOwn() {
        QFETCH(QString, domain);
        QFETCH(int, status);
        const std::string body =
            R"({"origin":"http://127.0.0.1:8000","domain":")" + domain.toStdString() + "\"}";
        const std::string key = m_office->open("alice");
        QCOMPARE(m_office->ask("POST", "/v1/business/bindings", key, body).first, status);
    }

    void booksAPaymentOnce() {
        const std::string key = m_office->open("alice");
        const std::string payment = R"({"account":"alice","amount":5000000,"reference":"bill 1"})";
        QCOMPARE(m_office->ask("POST", "/v1/business/top-up", key, payment).first, 403);
        for (int i = 0; i < 2; ++i) {
            const auto [status, booked] =
                m_office->ask("POST", "/v1/business/top-up", m_office->operatorKey(), payment);
            QCOMPARE(status, 200);
            QCOMPARE(booked.value(QLatin1String("balance")).toInteger(), 5'000'000);
        }
        const auto pay = [&](qint64 amount, const char* reference) {
            const QJsonObject payment{
                {QStringLiteral("account"), QStringLiteral("alice")},
                {QStringLiteral("amount"), amount},
                {QStringLiteral("reference"), QLatin1String(reference)}};
            const QByteArray body = QJsonDocument(payment).toJson();
            return m_office
                ->ask("POST", "/v1/business/top-up", m_office->operatorKey(), body.toStdString())
                .first;
        };
        QCOMPARE(pay(4'000'000, "bill 1"), 409); // nothing of it is booked
        QCOMPARE(pay(9'007'199'254'740'992, "bill 2"), 422);
        QVERIFY(restart());
        const auto usage = m_office->ask("GET", "/v1/business/usage", key).second;
        QCOMPARE(usage.value(QLatin1String("balance")).toInteger(), 5'000'000);
    }

    void refusesAPaymentThatIsNone_data() {
        QTest::addColumn<QString>("payment");
        QTest::addColumn<int>("status");
        QTest::newRow("nothing") << R"({"account":"alice","reference":"r"})" << 422;
        QTest::newRow("negative") << R"({"account":"alice","amount":-1,"reference":"r"})" << 422;
        QTest::newRow("no reference") << R"({"account":"alice","amount":1})" << 422;
        QTest::newRow("nobody") << R"({"account":"carol","amount":1,"reference":"r"})" << 404;
    }
    void refusesAPaymentThatIsNone() {
        QFETCH(QString, payment);
        QFETCH(int, status);
        m_office->open("alice");
        QCOMPARE(
            m_office
                ->ask("POST", "/v1/business/top-up", m_office->operatorKey(), payment.toStdString())
                .first,
            status);
    }

    void inADemoAnyoneTopsUpHisOwnAccount() {
        QVERIFY(restart(TopUpRule::Anyone));
        const std::string alice = m_office->open("alice");
        const std::string bob = m_office->open("bob");
        const std::string payment = R"({"account":"alice","amount":7,"reference":"r"})";
        QCOMPARE(m_office->ask("POST", "/v1/business/top-up", alice, payment).first, 200);
        QCOMPARE(m_office->ask("POST", "/v1/business/top-up", bob, payment).first, 403);
    }
};

QTEST_GUILESS_MAIN(BusinessApiTest)
#include "business_api_test.moc"

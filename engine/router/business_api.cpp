// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/business_api.h"

#include "engine/http/client_url.h"
#include "engine/protocol/codec.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>
#include <QUrlQuery>
#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace meson::router {
namespace {

constexpr base::Bytes kLargestBody = base::kibibytes(64);
constexpr std::size_t kLongestReference = 128;
constexpr std::string_view kBindingPath = "/v1/business/bindings/";

QString text(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

std::string stringOf(const QJsonObject& object, const char* name) {
    return object.value(QLatin1String(name)).toString().toStdString();
}

http::Fields jsonFields(std::string_view mediaType) {
    http::Fields fields;
    fields.add("Content-Type", mediaType).add("Cache-Control", "no-store");
    return fields;
}

void answer(http::Exchange& exchange, int status, const QJsonObject& object) {
    exchange.respond(
        status, jsonFields("application/json"),
        QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString());
}

void refuse(
    http::Exchange& exchange, int status, const char* type, std::string title,
    std::string detail = {}) {
    const protocol::Problem problem{status, type, std::move(title), std::move(detail)};
    http::Fields fields = jsonFields("application/problem+json");
    if (status == 401)
        fields.add("WWW-Authenticate", "Bearer");
    if (status == 503)
        fields.add("Retry-After", "5");
    exchange.respond(status, fields, protocol::encode(problem).toStdString());
}

int statusOf(BindingError error) {
    switch (error) {
    case BindingError::Taken:
        return 409;
    case BindingError::NotBound:
        return 404;
    case BindingError::NotStored:
        return 503;
    case BindingError::BadDomain:
    case BindingError::OwnName:
    case BindingError::BadOrigin:
        break;
    }
    return 422;
}

void refuseBinding(http::Exchange& exchange, const BindingFailure& failure) {
    refuse(
        exchange, statusOf(failure.code), "binding-refused", std::string(sentence(failure.code)),
        failure.about);
}

void refuseUnreadable(http::Exchange& exchange) {
    refuse(exchange, 503, "unavailable", "The books cannot be read: try again later.");
}

using Csv = base::Result<std::string, DatabaseFailure>;

void answerCsv(http::Exchange& exchange, const Csv& csv) {
    if (!csv)
        return refuseUnreadable(exchange);
    exchange.respond(200, jsonFields("text/csv; charset=utf-8"), *csv);
}

int statusOf(AccountError error) {
    switch (error) {
    case AccountError::Taken:
        return 409;
    case AccountError::NotStored:
        return 503;
    default:
        return 422;
    }
}

std::string lastPart(std::string_view path) {
    const QByteArray escaped(path.data(), static_cast<qsizetype>(path.size()));
    return QUrl::fromPercentEncoding(escaped.mid(kBindingPath.size())).toStdString();
}

/// What is to be known about the line of dnsLine(); nothing for most.
std::string noteOn(const std::string& domain, std::string_view line) {
    const bool isShort = std::count(domain.begin(), domain.end(), '.') < 2;
    if (!isShort || line.find(" CNAME ") == std::string_view::npos)
        return {};
    return "DNS allows no CNAME where a zone begins. If yours begins at " + domain +
           ", take your provider's ALIAS or ANAME instead, or bind a name below it.";
}

/// What list() says of a binding whose clients only get a problem.
std::string problemOf(const Binding& binding, const Bindings& bindings) {
    if (!bindings.isHttpsOnly(binding.number))
        return {};
    return "The origin sends every request on to https: bind it to https" +
           binding.origin.substr(binding.origin.find(':')) + ".";
}

std::string businessAccount(const std::string& name) {
    return "business:" + name;
}

} // namespace

struct BusinessApi::Route {
    http::Method method;
    std::string_view path;
    enum class Match { Whole, Prefix } match;
    Caller::Kind who; ///< the operator may also do what an account may, where an account is named
    Action action;
};

const BusinessApi::Route BusinessApi::kRoutes[] = {
    {http::Method::Post, "/v1/business/bindings", Route::Match::Whole, Caller::Kind::Account,
     &BusinessApi::bind},
    {http::Method::Get, "/v1/business/bindings", Route::Match::Whole, Caller::Kind::Account,
     &BusinessApi::list},
    {http::Method::Delete, kBindingPath, Route::Match::Prefix, Caller::Kind::Account,
     &BusinessApi::unbind},
    {http::Method::Get, "/v1/business/usage", Route::Match::Whole, Caller::Kind::Account,
     &BusinessApi::usage},
    {http::Method::Post, "/v1/business/purge", Route::Match::Whole, Caller::Kind::Account,
     &BusinessApi::purge},
    {http::Method::Post, "/v1/business/top-up", Route::Match::Whole, Caller::Kind::Account,
     &BusinessApi::topUp},
    {http::Method::Post, "/v1/admin/accounts", Route::Match::Whole, Caller::Kind::Operator,
     &BusinessApi::createAccount},
    {http::Method::Post, "/v1/admin/settle", Route::Match::Whole, Caller::Kind::Operator,
     &BusinessApi::settle},
    {http::Method::Get, "/v1/admin/ledger.csv", Route::Match::Whole, Caller::Kind::Operator,
     &BusinessApi::exportLedger},
    {http::Method::Get, "/v1/admin/receipts.csv", Route::Match::Whole, Caller::Kind::Operator,
     &BusinessApi::exportReceipts},
};

BusinessApi::BusinessApi(
    StateWriter& writer, Bindings& bindings, BusinessAccounts& accounts, Ledger& ledger,
    std::string publicUrl, TopUpRule topUps, BusinessHooks hooks, const base::Clock& clock)
    : m_writer(writer)
    , m_bindings(bindings)
    , m_accounts(accounts)
    , m_ledger(ledger)
    , m_publicUrl(std::move(publicUrl))
    , m_topUps(topUps)
    , m_hooks(std::move(hooks))
    , m_clock(clock) {}

void BusinessApi::handle(ExchangePtr exchange) {
    const http::RequestHead& request = exchange->request();
    const auto caller = m_accounts.findCaller(request.find("Authorization"));
    if (!caller)
        return refuse(
            *exchange, 401, "bad-api-key", "The API key is missing or unknown.",
            "Send it as \"Authorization: Bearer meson_…\"; the Router's operator makes accounts.");
    bool isPath = false;
    for (const Route& route : kRoutes) {
        const bool matches = route.match == Route::Match::Whole
                                 ? request.path == route.path
                                 : request.path.starts_with(route.path);
        isPath = isPath || matches;
        if (!matches || route.method != request.method)
            continue;
        if (route.who == Caller::Kind::Operator && caller->kind != Caller::Kind::Operator)
            return refuse(
                *exchange, 403, "operator-only", "Only the Router's operator may do this.");
        return exchange->readBody(
            kLargestBody, [this, &route, exchange, caller = *caller](const std::string& body) {
                dispatch(route, exchange, caller, body);
            });
    }
    if (isPath)
        return refuse(
            *exchange, 405, "method-not-allowed", "This address does not know that method.");
    refuse(*exchange, 404, "not-found", "There is no such address.");
}

void BusinessApi::dispatch(
    const Route& route, const ExchangePtr& exchange, const Caller& caller,
    const std::string& body) {
    Request request{exchange, caller, {}};
    if (!body.empty()) {
        const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(body));
        if (!json.isObject())
            return refuse(*exchange, 400, "bad-message", "The body is not a JSON object.");
        request.body = json.object();
    }
    (this->*route.action)(request);
}

QJsonObject BusinessApi::describe(const Binding& binding) const {
    const auto url = http::parseUrl(m_publicUrl);
    std::string example = "http://" + binding.domain + "/";
    if (url) {
        http::Url target = *url;
        target.host = binding.domain;
        target.target = "/";
        example = target.text();
    }
    const std::string dns = dnsLine(binding.domain, m_publicUrl);
    return {
        {QStringLiteral("domain"), text(binding.domain)},
        {QStringLiteral("origin"), text(binding.origin)},
        {QStringLiteral("originIsPublic"), binding.originIsPublic},
        {QStringLiteral("relay"), binding.relay},
        {QStringLiteral("bindClientNetwork"), binding.bindClientNetwork},
        {QStringLiteral("dns"), text(dns)},
        {QStringLiteral("dnsNote"), text(noteOn(binding.domain, dns))},
        {QStringLiteral("problem"), text(problemOf(binding, m_bindings))},
        {QStringLiteral("exampleUrl"), text(example)}};
}

void BusinessApi::bind(const Request& request) {
    if (request.caller.kind == Caller::Kind::Operator)
        return refuse(
            *request.exchange, 403, "account-only",
            "A domain belongs to an account: use the account's API key.");
    Binding wanted;
    wanted.domain = stringOf(request.body, "domain");
    wanted.origin = stringOf(request.body, "origin");
    wanted.owner = request.caller.account;
    wanted.originIsPublic = request.body.value(QLatin1String("originIsPublic")).toBool();
    wanted.relay = request.body.value(QLatin1String("relay")).toBool();
    wanted.bindClientNetwork = request.body.value(QLatin1String("bindClientNetwork")).toBool();
    m_bindings.add(
        std::move(wanted),
        [this, exchange = request.exchange](const base::Result<Binding, BindingFailure>& binding) {
            if (!binding)
                return refuseBinding(*exchange, binding.error());
            answer(*exchange, 201, describe(*binding));
        });
}

void BusinessApi::list(const Request& request) {
    QJsonArray bindings;
    for (const Binding& binding : m_bindings.list(request.caller.account))
        bindings.append(describe(binding));
    answer(*request.exchange, 200, {{QStringLiteral("bindings"), bindings}});
}

void BusinessApi::unbind(const Request& request) {
    const std::string domain = lastPart(request.exchange->request().path);
    m_bindings.remove(
        domain, request.caller.account,
        [this, exchange = request.exchange,
         domain](const base::Result<BindingNumber, BindingFailure>& removed) {
            if (!removed)
                return refuseBinding(*exchange, removed.error());
            m_hooks.purge(*removed, {});
            answer(*exchange, 200, {{QStringLiteral("domain"), text(domain)}});
        });
}

void BusinessApi::usage(const Request& request) {
    const auto read = [this, account = request.caller.account,
                       isDemo = m_topUps == TopUpRule::Anyone] {
        QJsonArray bindings;
        std::int64_t fees = 0;
        const auto used = Epochs::usage(m_writer.database(), account);
        const auto balance = m_ledger.balance(Asset::Fees, businessAccount(account));
        if (!used || !balance)
            return QJsonObject();
        for (const Usage& usage : *used) {
            fees += usage.fees.count();
            bindings.append(QJsonObject{
                {QStringLiteral("domain"), text(usage.domain)},
                {QStringLiteral("requests"), qint64(usage.requests)},
                {QStringLiteral("bytesByTerminals"), qint64(usage.byTerminals.count())},
                {QStringLiteral("bytesByRouter"), qint64(usage.byRouter.count())},
                {QStringLiteral("fees"), qint64(usage.fees.count())}});
        }
        return QJsonObject{
            {QStringLiteral("account"), text(account)},
            {QStringLiteral("demo"), isDemo},
            {QStringLiteral("fees"), qint64(fees)},
            {QStringLiteral("balance"), qint64(*balance)},
            {QStringLiteral("bindings"), bindings}};
    };
    m_writer.ask(read, [exchange = request.exchange](const QJsonObject& usage) {
        if (usage.isEmpty())
            return refuseUnreadable(*exchange);
        answer(*exchange, 200, usage);
    });
}

const Binding* BusinessApi::ownBinding(const Request& request, std::string_view host) const {
    const Binding* binding = m_bindings.findHost(host);
    const bool isOwn = binding && (request.caller.kind == Caller::Kind::Operator ||
                                   binding->owner == request.caller.account);
    return isOwn ? binding : nullptr;
}

void BusinessApi::purge(const Request& request) {
    const std::string urlText = stringOf(request.body, "url");
    const auto url = http::parseUrl(urlText);
    if (!urlText.empty() && !url)
        return refuse(
            *request.exchange, 422, "bad-url", "That is not an http or https URL.", urlText);
    const std::string host = url ? url->host : stringOf(request.body, "domain");
    const Binding* binding = ownBinding(request, host);
    if (!binding)
        return refuse(
            *request.exchange, 404, "not-bound", std::string(sentence(BindingError::NotBound)),
            host);
    const std::int64_t purged =
        m_hooks.purge(binding->number, url ? std::string_view(url->target) : std::string_view());
    answer(*request.exchange, 200, {{QStringLiteral("purged"), qint64(purged)}});
}

void BusinessApi::topUp(const Request& request) {
    const std::string named = stringOf(request.body, "account");
    const std::string account = named.empty() ? request.caller.account : named;
    const bool isAllowed = request.caller.kind == Caller::Kind::Operator ||
                           (m_topUps == TopUpRule::Anyone && account == request.caller.account);
    if (!isAllowed)
        return refuse(
            *request.exchange, 403, "operator-only",
            "Payments are booked by the Router's operator, who received them.");
    const std::int64_t amount = request.body.value(QLatin1String("amount")).toInteger();
    const std::string reference = stringOf(request.body, "reference");
    if (!m_accounts.exists(account))
        return refuse(*request.exchange, 404, "no-account", "There is no such account.", account);
    if (amount <= 0 || amount > kLargestAmount || reference.empty() ||
        reference.size() > kLongestReference)
        return refuse(
            *request.exchange, 422, "bad-payment",
            "A payment has an amount from 1 to 9007199254740991 in millionths and a reference of 1 "
            "to "
            "128 characters.");
    LedgerTransaction payment{
        "top-up:" + account + ":" + reference,
        Asset::Fees,
        "top-up",
        "reference:" + reference,
        m_clock.wall(),
        {{"deposits", -amount}, {businessAccount(account), amount}}};
    struct Booked {
        std::optional<std::int64_t> amount, balance; ///< nothing: not read
    };
    const auto book = [this, account = businessAccount(account), payment = std::move(payment)] {
        static_cast<void>(m_ledger.book(payment)); // once: what is booked is read again
        const auto amount = m_ledger.booked(payment.key, account);
        const auto balance = m_ledger.balance(Asset::Fees, account);
        return Booked{
            amount ? std::optional(*amount) : std::nullopt,
            balance ? std::optional(*balance) : std::nullopt};
    };
    m_writer.ask(book, [exchange = request.exchange, account, amount, reference](Booked booked) {
        if (booked.amount.value_or(0) == 0 || !booked.balance)
            return refuse(
                *exchange, 503, "unavailable", std::string(sentence(LedgerError::NotStored)));
        if (*booked.amount != amount)
            return refuse(
                *exchange, 409, "reference-used",
                "A payment of another amount was booked with this reference.", reference);
        answer(
            *exchange, 200,
            {{QStringLiteral("account"), text(account)},
             {QStringLiteral("balance"), qint64(*booked.balance)}});
    });
}

void BusinessApi::createAccount(const Request& request) {
    const std::string name = stringOf(request.body, "name");
    m_accounts.create(
        name, m_clock.wall(),
        [exchange = request.exchange, name](const base::Result<std::string, AccountFailure>& key) {
            if (!key)
                return refuse(
                    *exchange, statusOf(key.error().code), "account-refused",
                    std::string(sentence(key.error().code)), name);
            answer(
                *exchange, 201,
                {{QStringLiteral("name"), text(name)}, {QStringLiteral("apiKey"), text(*key)}});
        });
}

void BusinessApi::settle(const Request& request) {
    m_hooks.settle([this, exchange = request.exchange] {
        exchange->respond(200, jsonFields("application/json"), m_hooks.status());
    });
}

void BusinessApi::exportLedger(const Request& request) {
    m_writer.ask(
        [this] { return m_ledger.exportCsv(); },
        [exchange = request.exchange](const Csv& csv) { answerCsv(*exchange, csv); });
}

void BusinessApi::exportReceipts(const Request& request) {
    const std::string_view query = request.exchange->request().query;
    const QUrlQuery parameters(
        QString::fromLatin1(query.data(), static_cast<qsizetype>(query.size())));
    const qint64 epoch = parameters.queryItemValue(QStringLiteral("epoch")).toLongLong();
    if (epoch <= 0)
        return refuse(
            *request.exchange, 422, "bad-epoch", "An epoch's number is 1 or more: ?epoch=42.");
    m_writer.ask(
        [this, epoch] { return receipt_trail::exportCsv(m_writer.database(), epoch); },
        [exchange = request.exchange](const Csv& csv) { answerCsv(*exchange, csv); });
}

std::string dnsLine(std::string_view domain, std::string_view publicUrl) {
    const auto url = http::parseUrl(publicUrl);
    const std::string host = url ? url->host : std::string(publicUrl);
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    const std::string record =
        error ? "CNAME " + host + "." : (address.is_v4() ? "A " : "AAAA ") + host;
    return std::string(domain) + ". 300 IN " + record;
}

} // namespace meson::router

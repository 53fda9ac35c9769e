// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/http/server.h"
#include "engine/router/bindings.h"
#include "engine/router/business_accounts.h"
#include "engine/router/epochs.h"
#include "engine/router/ledger.h"
#include "engine/router/state_writer.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace meson::router {

/// What the business interface needs of the rest of the Router. All are called on the loop.
struct BusinessHooks {
    /// Drops what is kept of one target ("/path?query") of a binding, or of all when it is empty;
    /// how many objects.
    std::function<std::int64_t(BindingNumber, std::string_view target)> purge;
    /// Closes the running epoch; `done` when it is settled.
    std::function<void(std::function<void()> done)> settle;
    /// What GET /v1/status answers.
    std::function<std::string()> status;
};

enum class TopUpRule {
    OperatorOnly, ///< payments are booked by whoever received them
    Anyone,       ///< in a demo: no money is meant
};

/// The interface of business users (W14, W37) and of the Router's operator, as JSON, behind API
/// keys:
///
///     POST   /v1/business/bindings           {"domain", "origin", "originIsPublic", "relay",
///                                             "bindClientNetwork"}
///     GET    /v1/business/bindings
///     DELETE /v1/business/bindings/<domain>
///     GET    /v1/business/usage
///     POST   /v1/business/purge              {"url"} or {"domain"}
///     POST   /v1/business/top-up             {"amount", "reference", "account"}
///     POST   /v1/admin/accounts              {"name"}; the operator's from here on
///     POST   /v1/admin/settle
///     GET    /v1/admin/ledger.csv
///     GET    /v1/admin/receipts.csv?epoch=<number>
///
/// Refusals are RFC 9457 problems. Thread: the Router's loop.
class BusinessApi {
public:
    BusinessApi(
        StateWriter& writer, Bindings& bindings, BusinessAccounts& accounts, Ledger& ledger,
        std::string publicUrl, TopUpRule topUps, BusinessHooks hooks, const base::Clock& clock);

    static bool handles(std::string_view path) {
        return path.starts_with("/v1/business/") || path.starts_with("/v1/admin/");
    }
    void handle(std::shared_ptr<http::Exchange> exchange);

private:
    using ExchangePtr = std::shared_ptr<http::Exchange>;
    struct Request {
        ExchangePtr exchange;
        Caller caller;
        QJsonObject body;
    };
    using Action = void (BusinessApi::*)(const Request& request);
    struct Route;
    static const Route kRoutes[];

    void dispatch(
        const Route& route, const ExchangePtr& exchange, const Caller& caller,
        const std::string& body);
    void bind(const Request& request);
    void list(const Request& request);
    void unbind(const Request& request);
    void usage(const Request& request);
    void purge(const Request& request);
    void topUp(const Request& request);
    void createAccount(const Request& request);
    void settle(const Request& request);
    void exportLedger(const Request& request);
    void exportReceipts(const Request& request);

    QJsonObject describe(const Binding& binding) const;
    const Binding* ownBinding(const Request& request, std::string_view host) const;

    StateWriter& m_writer;
    Bindings& m_bindings;
    BusinessAccounts& m_accounts;
    Ledger& m_ledger;
    const std::string m_publicUrl;
    const TopUpRule m_topUps;
    const BusinessHooks m_hooks;
    const base::Clock& m_clock;
};

/// The line that points `domain` at the host of `publicUrl`: an address record for an address, else
/// an alias.
std::string dnsLine(std::string_view domain, std::string_view publicUrl);

} // namespace meson::router

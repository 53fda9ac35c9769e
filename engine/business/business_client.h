// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"

#include <QByteArray>
#include <QJsonObject>
#include <string>

namespace meson::business {

enum class BusinessError {
    Unreachable, ///< The Router did not answer.
    BadAnswer,   ///< The answer is not a Router's: check the address.
    Refused,     ///< The Router refused.
};
std::string_view sentence(BusinessError);
using BusinessFailure = base::Failure<BusinessError>;
/// What the Router answered, see engine/router/business_api.h.
using BusinessAnswer = base::Result<QJsonObject, BusinessFailure>;

/// How a business user reaches a Router.
struct BusinessAccess {
    std::string routerUrl; ///< scheme and authority, no trailing slash
    std::string apiKey;
    std::string trustedCertificates; ///< PEM file; empty: the system's
};

/// A domain to accelerate and where it comes from.
struct BindingRequest {
    std::string domain;
    std::string origin; ///< http or https, scheme and authority
    enum class Origin { Hidden, Public } visibility = Origin::Hidden;
    enum class Delivery { Redirect, Relay } delivery = Delivery::Redirect;
    enum class Tokens { AnyNetwork, ClientNetwork } tokens = Tokens::AnyNetwork;
};

/// The business user's side of the Router's business interface (W14, W37): each call is one request
/// and waits for its answer. Thread: any.
class BusinessClient {
public:
    explicit BusinessClient(BusinessAccess access)
        : m_access(std::move(access)) {}

    /// Connects the domain to its origin; the answer holds the DNS line to set and an example URL.
    BusinessAnswer bind(const BindingRequest& request) const;
    BusinessAnswer unbind(const std::string& domain) const;
    BusinessAnswer list() const;
    BusinessAnswer usage() const;
    /// Drops one URL, or everything of a domain, from the Router and all Terminals.
    BusinessAnswer purgeUrl(const std::string& url) const;
    BusinessAnswer purgeDomain(const std::string& domain) const;
    /// Books a payment for `account` (empty: one's own). Booking the same `reference` again changes
    /// nothing; an empty one is made up.
    BusinessAnswer topUp(
        base::MicroCredits amount, const std::string& account, const std::string& reference) const;
    /// With the operator's key: a new account; the answer holds its API key, which is shown only
    /// now.
    BusinessAnswer createAccount(const std::string& name) const;

private:
    BusinessAnswer
    send(const std::string& method, const std::string& path, const QJsonObject& body = {}) const;

    BusinessAccess m_access;
};

} // namespace meson::business

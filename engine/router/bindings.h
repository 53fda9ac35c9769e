// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/router/object_record.h"
#include "engine/router/state_writer.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace meson::router {

enum class BindingError {
    BadDomain, ///< The domain is no host name: give a name, no address, scheme, port or path.
    OwnName,   ///< The domain is one of the Router's own names: bind one that is yours.
    BadOrigin, ///< The origin is not an http or https address like https://origin.example.org.
    Taken,     ///< The domain is bound by another account.
    NotBound,  ///< This account has not bound the domain.
    NotStored, ///< The change cannot be written down: try again later.
};
std::string_view sentence(BindingError);
using BindingFailure = base::Failure<BindingError>;

/// Names by which the Router itself is reached, or its nodes: no business user has them.
struct OwnNames {
    std::string host;               ///< of the public URL
    std::vector<std::string> zones; ///< these, and all names below each
};

/// Which domain is delivered from which origin. The database decides and survives restarts, this
/// follows it; a number is never given twice. Thread: the Router's loop.
class Bindings {
public:
    Bindings(StateWriter& writer, OwnNames own)
        : m_writer(writer)
        , m_own(std::move(own)) {}

    /// Makes the table and reads it. Thread: inside Database::run, before the loop runs.
    base::Result<void, DatabaseFailure> load();

    using Added = std::function<void(const base::Result<Binding, BindingFailure>&)>;
    /// Binds `wanted.domain`, or changes how the same owner has bound it. The number is given here;
    /// `added` is called when it is written down.
    void add(Binding wanted, Added added);
    using Removed = std::function<void(const base::Result<BindingNumber, BindingFailure>&)>;
    /// `removed` gets the number of the binding that is no more, also on disk; purge its objects.
    void remove(std::string_view domain, const std::string& owner, Removed removed);
    /// By domain; an empty owner means all.
    std::vector<Binding> list(std::string_view owner) const;

    /// By a Host field: any case, with or without port.
    const Binding* findHost(std::string_view host) const;
    const Binding* find(BindingNumber number) const;

    /// The origin, bound over http, was seen to send everybody on to https. Forgotten when its
    /// owner binds the domain anew, and with the Router's stop.
    void noteHttpsOnly(const Binding& seen);
    bool isHttpsOnly(BindingNumber number) const { return m_httpsOnly.contains(number); }

private:
    bool isOwn(std::string_view domain) const;

    StateWriter& m_writer;
    const OwnNames m_own;
    std::map<std::string, Binding, std::less<>> m_byDomain; ///< no own name among them
    std::set<BindingNumber> m_httpsOnly;
    BindingNumber m_lastNumber = 0;
};

} // namespace meson::router

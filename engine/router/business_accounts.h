// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/router/state_writer.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace meson::router {

enum class AccountError {
    BadName,        ///< An account's name is 1 to 63 small letters, digits and dashes.
    Taken,          ///< There is an account of that name already.
    NotStored,      ///< The account cannot be written down: try again later.
    KeyNotWritable, ///< The operator's key cannot be saved: check the state folder's permissions.
    KeyNotReadable, ///< The operator's key cannot be read, or is not one: restore it, or delete it
                    ///< to get a new one.
};
std::string_view sentence(AccountError);
using AccountFailure = base::Failure<AccountError>;

/// Who a request's API key belongs to.
struct Caller {
    enum class Kind { Operator, Account } kind = Kind::Account;
    std::string account; ///< empty for the operator
};

/// Who may use the business interface. API keys are 32 random bytes in base64url behind "meson_";
/// only their SHA-256 is stored. The operator's key is in the state folder. Thread: the Router's
/// loop.
class BusinessAccounts {
public:
    explicit BusinessAccounts(StateWriter& writer)
        : m_writer(writer) {}

    /// Makes the table and reads it. Thread: inside Database::run, before the loop runs.
    base::Result<void, DatabaseFailure> load();
    /// Reads the operator's key from `file`, or makes one there (0600). Before the loop runs.
    base::Result<void, AccountFailure> loadOperatorKey(const std::filesystem::path& file);

    using Created = std::function<void(base::Result<std::string, AccountFailure>)>;
    /// A new account; `created` gets its API key, which cannot be had again, once it is written
    /// down.
    void create(const std::string& name, base::WallTime now, Created created);
    bool exists(const std::string& name) const { return m_byName.contains(name); }
    /// Who an Authorization field ("Bearer meson_…") names, or nothing.
    std::optional<Caller> findCaller(std::optional<std::string_view> authorization) const;

private:
    StateWriter& m_writer;
    base::Sha256 m_operatorKey;
    std::map<std::string, base::Sha256, std::less<>> m_byName;
    std::unordered_map<base::Sha256, std::string> m_byKey;
};

} // namespace meson::router

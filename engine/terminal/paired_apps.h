// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/base/result.h"
#include "engine/crypto/hash.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meson::terminal {

enum class PairingError {
    NoCode,       ///< No code waits: run "meson-network pair" on the Terminal's computer.
    WrongCode,    ///< The code is wrong.
    TooManyTries, ///< The code was tried wrongly too often and is void: make a new one.
    Expired,      ///< The code has expired: make a new one.
    Used,         ///< The code was used already: make a new one.
    BadName,      ///< The app's name must have 1 to 63 bytes and no control characters.
    TooMany,      ///< Too many apps are paired: revoke one first.
    NotKnown,     ///< No app of that name is paired.
    NotSaved,     ///< The list of paired apps cannot be saved: check the folder and its free space.
    NotReadable,  ///< The list of paired apps cannot be read, so that no app is let in.
};
std::string_view sentence(PairingError);

/// Which apps on other machines may control this Terminal. A new one shows a code, which is good
/// for once, for ten minutes and for five wrong tries, and gets a token; of tokens only the hashes
/// are kept, in `paired.json` (0600, replaced whole). Thread: any; waits for the disk when the list
/// changes.
class PairedApps {
public:
    static constexpr std::chrono::minutes kCodeLife{10};
    static constexpr int kTries = 5;
    static constexpr std::size_t kMost = 32;

    struct App {
        std::string name;                   ///< no two have the same
        std::int64_t paired = 0;            ///< Unix seconds by this computer's clock
        std::optional<base::WallTime> seen; ///< since the start
    };

    PairedApps(std::filesystem::path file, const base::Clock& clock);
    /// Reads what an earlier run kept. NotReadable: the file is there and no such list; it is left
    /// alone.
    base::Result<void, PairingError> load();

    /// The code that is good from now on, and no other: PairLine::kCodeLength characters.
    std::string newCode();
    /// The token of an app that shows the code. A name that is taken gets a number behind it.
    base::Result<std::string, PairingError> pair(std::string_view code, std::string name);
    /// Whether it is the token of a paired app.
    bool allows(std::string_view token);
    /// The app itself no longer wants it.
    base::Result<void, PairingError> forget(std::string_view token);
    base::Result<void, PairingError> revoke(std::string_view name);
    std::vector<App> apps() const;

private:
    struct Kept {
        App app;
        base::Sha256 token; ///< its hash
    };
    enum class Fate { Waiting, Used, Void };
    struct Code {
        std::string text;
        base::SteadyTime until;
        int tries = 0;
        Fate fate = Fate::Waiting;
    };

    base::Result<void, PairingError> check(std::string_view code) MESON_REQUIRES(m_mutex);
    std::string freeName(const std::string& wanted) const MESON_REQUIRES(m_mutex);
    Kept* find(std::string_view token) MESON_REQUIRES(m_mutex);
    base::Result<void, PairingError> replace(std::vector<Kept> kept) MESON_REQUIRES(m_mutex);

    const std::filesystem::path m_file;
    const base::Clock& m_clock;
    mutable base::Mutex m_mutex;
    std::vector<Kept> m_kept MESON_GUARDED_BY(m_mutex);
    std::optional<Code> m_code MESON_GUARDED_BY(m_mutex);
};

} // namespace meson::terminal

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/terminal/earnings.h"
#include "engine/terminal/terminal_options.h"
#include "engine/terminal/terminal_snapshot.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace meson::terminal {

enum class TerminalError {
    BadOption,       ///< A setting is outside its range.
    BadRouterUrl,    ///< The Router's address must be http:// or https:// with a host and no path.
    FolderNotUsable, ///< The state folder cannot be used: check its permissions or name another.
    AlreadyRunning,  ///< Another Terminal uses this state folder: stop it or name another folder.
    KeyNotUsable,    ///< The node's key cannot be used; it is left as it is.
    CacheNotUsable,  ///< The cache cannot be opened.
    TlsNotUsable,    ///< The certificate cannot be used.
    CannotListen,    ///< Clients cannot be served there.
    CannotControl,   ///< The control API cannot be offered there.
    ControlNotLocal, ///< The control API listens on 127.0.0.1 or ::1 only; --remote-control is for
                     ///< other machines.
};
std::string_view sentence(TerminalError);
using TerminalFailure = base::Failure<TerminalError>;

enum class CacheOnLeave { Keep, Delete };

/// How leaving ended.
struct LeaveResult {
    bool confirmed = false; ///< the Router has heard it
    /// Receipts that the Router had not taken in time. They stay in the state folder and are
    /// delivered when this Terminal joins again.
    std::int64_t receiptsKept = 0;
    /// Some of the cache that should have been deleted is still there, or may be: a volume refused
    /// or was away, the check after an unclean stop or the stop of the Terminal came first.
    bool isCacheLeft = false;
};

/// The Terminal role (W9): registers with a Router, keeps what it is told to, serves it to clients
/// and reports what it served. See ARCHITECTURE.md, "Life of a request".
/// Thread: control (the thread that created it; needs a Qt event loop).
class Terminal {
public:
    /// Opens the cache and listens, so that whatever the owner must correct is known here. Nothing
    /// is sent to the Router before start(). `clock` outlives the Terminal.
    static base::Result<std::unique_ptr<Terminal>, TerminalFailure>
    create(TerminalOptions options, const base::Clock& clock);
    ~Terminal();

    /// Registers and serves; goes on trying while the Router cannot be reached.
    void start();
    /// Running transfers get two seconds; receipts that the Router has not got yet are kept on
    /// disk for the next start.
    void stop();

    /// Clients are sent back to the Router until then or resume(), while running transfers end;
    /// kept across restarts.
    void pause(OwnerPause pause);
    /// Ends the owner's pause; the rules may still pause it.
    void resume();
    /// Takes effect at once. Until the next start, whose options rule again.
    void setRules(ServingRules rules);
    /// What the month has counted so far stays counted. Until the next start, as above.
    void setCap(TrafficCapOptions cap);
    /// Shrinking deletes what exceeds it at once (reported as `owner-limit`).
    store::StoreResult<void> setQuota(std::size_t volume, base::Bytes quota);
    /// Begins or ends giving a volume back. Until the next start, whose options rule again.
    store::StoreResult<void> setVolumeUse(std::size_t volume, store::VolumeUse use);
    /// Content of these domains is deleted now and refused from now on. Until the next start, whose
    /// options rule again.
    void refuseBindings(std::vector<std::string> domains);
    /// The Router hears at once whose node this is and where its rewards go. Both as in
    /// TerminalOptions. Until the next start, whose options rule again.
    void setOwner(std::string name, std::string payoutAddress);
    /// Registers once more, which makes the Router probe this Terminal from outside.
    void recheckReachability();

    /// A part of the content list, read on a thread of its own; `done` comes on the control thread.
    void listObjects(store::ObjectQuery query, std::function<void(store::ObjectPage)> done);
    /// Reads all of one object and checks it; false: it was damaged and is dropped. `done` comes on
    /// the control thread.
    void verifyObject(const base::ContentId& id, std::function<void(bool)> done);
    /// Deletes it at once; the Router hears that the owner refuses it.
    store::StoreResult<void> deleteObject(const base::ContentId& id);
    /// Running transfers end and receipts are delivered (30 s at most), the Router is told, the
    /// cache is deleted if that is wanted, then `done` is called. The node's key is kept.
    void leave(CacheOnLeave cache, std::function<void(const LeaveResult&)> done);

    /// Before stop(): the Router hears that no more clients should come, running transfers get two
    /// seconds, receipts are delivered; then `done`.
    void drain(std::function<void()> done);

    TerminalSnapshot snapshot() const;
    /// The kept statements and this Terminal's own sums beside them; earnings_check.h computes
    /// every figure of them again. A copy of up to EarningsKeeper::kKept records: ask when shown.
    Earnings earnings() const;
    /// Called on the control thread when something changed, four times a second at most.
    void onChanged(std::function<void(const TerminalSnapshot&)> changed);
    /// Called when it has left, whoever asked for it (leave() or the control API): nothing is left
    /// to do but to stop.
    void onLeft(std::function<void()> left);

private:
    Terminal();
    class Core;
    std::unique_ptr<Core> m_core;
};

} // namespace meson::terminal

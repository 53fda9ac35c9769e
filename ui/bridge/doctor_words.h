// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/doctor.h"

#include <QDateTime>
#include <QString>

namespace meson::bridge {

/// What the owner can do about a cause from here.
enum class Remedy {
    None,
    OpenStorage,
    OpenFolder,   ///< the finding's subject
    OpenSettings, ///< at the port for viewers
    OpenBandwidth,
    OpenActivity,
    AskRouter, ///< to come in from outside, or to answer, once more
    StartAgain,
    Resume,
    SetUp,
};

/// A finding in the owner's language. Thread: ui.
struct FindingWords {
    QString result; ///< what was measured
    QString cause;  ///< one sentence, where it is a cause
    QString fix;    ///< what to do about it
    Remedy remedy = Remedy::None;
};
FindingWords wordsOf(const node::Finding& finding);
QString probeName(node::Probe probe);
/// The button's word; empty without a remedy.
QString remedyName(Remedy remedy);
/// What all of a run comes to, in one sentence.
QString summaryOf(const std::vector<node::Finding>& findings);
/// All of a run as text, to be sent to somebody who helps.
QString reportOf(const std::vector<node::Finding>& findings, const QDateTime& when);

} // namespace meson::bridge

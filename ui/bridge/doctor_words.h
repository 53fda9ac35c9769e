// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/doctor.h"
#include "ui/bridge/remedy.h"

#include <QDateTime>
#include <QString>

namespace meson::bridge {

/// A finding in the owner's language. Thread: ui.
struct FindingWords {
    QString result; ///< what was measured
    QString cause;  ///< one sentence, where it is a cause
    QString fix;    ///< what to do about it
    Remedy remedy = Remedy::None;
};
FindingWords wordsOf(const node::Finding& finding);
QString probeName(node::Probe probe);
/// What all of a run comes to, in one sentence.
QString summaryOf(const std::vector<node::Finding>& findings);
/// All of a run as text, to be sent to somebody who helps.
QString reportOf(const std::vector<node::Finding>& findings, const QDateTime& when);

} // namespace meson::bridge

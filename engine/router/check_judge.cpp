// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/check_judge.h"

#include <QLoggingCategory>
#include <algorithm>

namespace meson::router {

Q_LOGGING_CATEGORY(lcChecks, "meson.router.checks", QtInfoMsg)

namespace {

constexpr std::chrono::hours kClaimsKept{1};

} // namespace

std::string aboutObject(const base::ContentId& id) {
    return "object " + base::toText(id);
}

CheckJudge::CheckJudge(Parts parts)
    : m_parts(std::move(parts))
    , m_claimsForgotten(m_parts.clock.steady()) {}

CheckJudge::Verdict
CheckJudge::enter(const Claim& claim, Finding finding, Round round, const std::string& about) {
    const auto [index, id] = claim;
    const Node& node = m_parts.registry.at(index);
    const bool hasBytes =
        finding == Finding::Right || finding == Finding::Late || finding == Finding::Wrong;
    if (finding == Finding::Excused || node.isSuspended() || (!hasBytes && !node.isServing()))
        return Verdict::Settled; // its heartbeats tell of an absent one
    if (finding == Finding::Wrong && round == Round::First)
        return Verdict::AskAgain;
    switch (finding) {
    case Finding::Right:
    case Finding::Late:
        if (round == Round::Confirmation) {
            note(index, CheckOutcome::WrongOnce, about);
            break;
        }
        if (finding == Finding::Right)
            m_onPassed(index, id);
        note(index, finding == Finding::Right ? CheckOutcome::Passed : CheckOutcome::Late, about);
        break;
    case Finding::Wrong:
        m_parts.holders.remove(index, id);
        note(index, CheckOutcome::WrongBytes, about);
        break;
    case Finding::Missing:
        saidMissing(claim);
        break;
    case Finding::Unknown:
        note(index, CheckOutcome::UnknownError, about);
        break;
    case Finding::Excused:
        break;
    }
    return Verdict::Settled;
}

void CheckJudge::saidMissing(const Claim& claim) {
    const auto& [node, id] = claim;
    const bool isListed = m_parts.holders.isListed(node, id);
    m_parts.holders.remove(node, id);
    const auto isSame = [&](const Doubt& doubt) { return doubt.claim == claim; };
    if (!isListed || m_brokenClaims.contains(claim) ||
        std::any_of(m_doubts.begin(), m_doubts.end(), isSame))
        return;
    m_doubts.push_back({claim, m_parts.clock.steady() + kReportGrace});
}

void CheckJudge::overstated(NodeIndex node, const std::vector<Overstatement>& statements) {
    if (statements.empty())
        return;
    const Overstatement& first = statements.front();
    std::string what = std::to_string(first.stated.count()) + " of " + aboutObject(first.object) +
                       " where at most " + std::to_string(first.most.count()) +
                       " can have been sent";
    if (statements.size() > 1)
        what += ", and so in " + std::to_string(statements.size()) + " receipts of the batch";
    note(node, CheckOutcome::Overstated, what);
}

/// Objects that were missing and are still listed: the Terminal had the time to say otherwise.
void CheckJudge::tick() {
    const base::SteadyTime now = m_parts.clock.steady();
    while (!m_doubts.empty() && m_doubts.front().due <= now) {
        const Claim claim = m_doubts.front().claim;
        m_doubts.erase(m_doubts.begin());
        const auto& [node, id] = claim;
        if (!m_parts.registry.at(node).isServing() || !m_parts.holders.isListed(node, id) ||
            m_parts.source.findObject(id) == nullptr)
            continue;
        m_brokenClaims.insert(claim);
        note(node, CheckOutcome::Missing, aboutObject(id));
    }
    if (now - m_claimsForgotten >= kClaimsKept) {
        m_claimsForgotten = now;
        m_brokenClaims.clear();
    }
}

void CheckJudge::note(NodeIndex index, CheckOutcome outcome, const std::string& what) {
    Node& node = m_parts.registry.at(index);
    const bool isRight = outcome == CheckOutcome::Passed;
    ++(isRight ? m_passed : m_failed);
    ++(isRight ? node.checksPassed : node.checksFailed);
    std::string notice = node.reputation.note(outcome, what, m_parts.clock.wall());
    if (!notice.empty())
        qCInfo(lcChecks, "%s: %s", base::toText(node.id).c_str(), notice.c_str());
    node.tell(std::move(notice));
    if (node.isSuspended()) {
        m_parts.registry.stateChanged(index);
        m_parts.scheduler.nodeLost(index);
    }
    m_parts.save(index);
}

} // namespace meson::router

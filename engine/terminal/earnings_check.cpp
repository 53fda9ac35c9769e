// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/earnings_check.h"

#include "engine/protocol/reward_formula.h"

#include <algorithm>

namespace meson::terminal {
namespace {

/// Nothing for a part that cannot be: greater than the whole.
base::MicroTokens shareIn(base::MicroTokens pool, std::int64_t part, std::int64_t whole) {
    return part <= whole ? protocol::shareOf(pool, part, whole) : base::MicroTokens(0);
}

/// The lines of one statement.
class Account {
public:
    Account(const EarningsRecord& record, const EarningsRecord* previous)
        : m_record(record)
        , m_statement(record.statement)
        , m_previous(previous) {}

    std::vector<CheckLine> lines() {
        compare(Figure::Signature, 1, m_record.isSignatureValid ? 1 : 0);
        checkReceipts();
        checkCredit();
        checkShares();
        checkBalance();
        return std::move(m_lines);
    }

private:
    CheckLine& add(Figure figure, std::int64_t said, std::int64_t computed, Verdict verdict) {
        return m_lines.emplace_back(
            CheckLine{m_statement.epoch, figure, said, computed, verdict, Explanation::None, 0});
    }
    void compare(Figure figure, std::int64_t said, std::int64_t computed) {
        add(figure, said, computed, said == computed ? Verdict::Same : Verdict::Different);
    }
    void explain(
        Figure figure, std::int64_t said, std::int64_t computed, Explanation explanation,
        std::int64_t amount) {
        CheckLine& line = add(figure, said, computed, Verdict::Explained);
        line.explanation = explanation;
        line.explained = amount;
    }

    /// Own sums; an epoch without receipts needs none.
    std::optional<OwnReceipts> own() const {
        return m_record.own || m_statement.receipts > 0 ? m_record.own : OwnReceipts();
    }

    void checkReceipts() {
        const auto own = this->own();
        if (!own)
            return explain(
                Figure::Receipts, m_statement.receipts, 0, Explanation::NoOwnRecord,
                m_statement.receipts);
        compare(Figure::Receipts, m_statement.receipts, own->receipts);
        compare(Figure::Stated, m_statement.stated.count(), own->stated.count());
        compare(Figure::Held, m_statement.held.count(), own->held.count());
    }

    void checkCredit() {
        const auto own = this->own();
        const std::int64_t said = m_statement.credited.count();
        const std::int64_t stated = m_statement.stated.count();
        if (!own || m_statement.held != own->held)
            return compare(Figure::Credited, said, std::min(said, stated));
        const std::int64_t held = own->held.count();
        const std::int64_t atOnce = own->due.count() - held;
        const std::int64_t corroborated = said - atOnce;
        if (corroborated > 0 && corroborated <= held)
            explain(Figure::Credited, said, atOnce, Explanation::Corroborated, corroborated);
        else if (corroborated < 0 && -corroborated <= own->late.count())
            explain(Figure::Credited, said, atOnce, Explanation::Late, -corroborated);
        else
            compare(Figure::Credited, said, atOnce);
        if (const std::int64_t left = held - std::max(corroborated, std::int64_t{0}); left > 0)
            explain(Figure::Credited, said, stated, Explanation::NotCorroborated, left);
        if (const std::int64_t beyond = stated - own->due.count(); beyond > 0)
            explain(Figure::Credited, said, stated, Explanation::BeyondIssued, beyond);
    }

    void checkShares() {
        const protocol::Statement& s = m_statement;
        const base::Bytes weight = protocol::weightOf(s.credited, s.quality);
        compare(Figure::Weight, s.weight.count(), weight.count());
        if (weight < s.credited)
            explain(
                Figure::Weight, s.weight.count(), s.credited.count(), Explanation::Quality,
                (s.credited - weight).count());
        const protocol::EmissionPools pools = protocol::poolsOf(s.emission);
        checkShare(Figure::Serving, s.serving, pools.serving, weight.count(), s.allWeights.count());
        const std::int64_t ready = s.quality > 0 ? s.standbySeconds : 0;
        checkShare(Figure::Standby, s.standby, pools.standby, ready, s.allStandby);
    }

    void checkShare(
        Figure figure, base::MicroTokens said, base::MicroTokens pool, std::int64_t part,
        std::int64_t whole) {
        const base::MicroTokens share = shareIn(pool, part, whole);
        const bool mayHaveRemainder = protocol::roundedAway(pool, part, whole) > 0;
        if (mayHaveRemainder && said == share + base::MicroTokens(1))
            return explain(figure, said.count(), share.count(), Explanation::Remainder, 1);
        compare(figure, said.count(), share.count());
    }

    void checkBalance() {
        const std::int64_t said = m_statement.balance.count();
        const std::int64_t reward = m_statement.reward().count();
        if (m_statement.previous == 0)
            return compare(Figure::Balance, said, reward);
        if (m_previous == nullptr || m_previous->statement.epoch != m_statement.previous)
            return explain(
                Figure::Balance, said, said, Explanation::NoPrevious, m_statement.previous);
        compare(Figure::Balance, said, m_previous->statement.balance.count() + reward);
    }

    const EarningsRecord& m_record;
    const protocol::Statement& m_statement;
    const EarningsRecord* m_previous;
    std::vector<CheckLine> m_lines;
};

} // namespace

std::string_view nameOf(Figure figure) {
    constexpr std::string_view kNames[] = {"signature", "receipts", "stated",  "held",   "credited",
                                           "weight",    "serving",  "standby", "balance"};
    return kNames[static_cast<std::size_t>(figure)];
}

std::string_view nameOf(Verdict verdict) {
    constexpr std::string_view kNames[] = {"same", "explained", "different"};
    return kNames[static_cast<std::size_t>(verdict)];
}

std::string_view sentence(Explanation explanation) {
    switch (explanation) {
    case Explanation::None:
        return {};
    case Explanation::Corroborated:
        return "held bytes that something else vouched for";
    case Explanation::NotCorroborated:
        return "above a client network's quota, and nothing else vouched for them";
    case Explanation::BeyondIssued:
        return "stated beyond what the tokens were good for";
    case Explanation::Late:
        return "sent more than an hour after their tokens had expired";
    case Explanation::Quality:
        return "does not count because of the quality";
    case Explanation::Remainder:
        return "of what rounding left over";
    case Explanation::NoOwnRecord:
        return "this folder did not see that epoch's receipts";
    case Explanation::NoPrevious:
        return "the statement before this one is not kept here";
    }
    return {};
}

RewardSteps rewardSteps(const protocol::Statement& s) {
    const protocol::EmissionPools pools = protocol::poolsOf(s.emission);
    RewardSteps steps{pools.serving, pools.standby, {}, {}, {}};
    const std::int64_t ready = s.quality > 0 ? s.standbySeconds : 0;
    steps.serving = shareIn(pools.serving, s.weight.count(), s.allWeights.count());
    steps.standby = shareIn(pools.standby, ready, s.allStandby);
    if (s.quality >= protocol::kFullQuality)
        return steps;
    const base::Bytes allWeights = s.allWeights + s.penalty();
    const std::int64_t allStandby = s.allStandby + s.standbySeconds - ready;
    steps.lost = shareIn(pools.serving, s.credited.count(), allWeights.count()) - steps.serving +
                 shareIn(pools.standby, s.standbySeconds, allStandby) - steps.standby;
    return steps;
}

std::vector<CheckLine> checkEarnings(const std::vector<EarningsRecord>& records) {
    std::vector<CheckLine> all;
    const EarningsRecord* previous = nullptr;
    for (const EarningsRecord& record : records) {
        const auto lines = Account(record, previous).lines();
        all.insert(all.end(), lines.begin(), lines.end());
        previous = &record;
    }
    return all;
}

bool addsUp(const std::vector<CheckLine>& lines) {
    return std::none_of(lines.begin(), lines.end(), [](const CheckLine& line) {
        return line.verdict == Verdict::Different;
    });
}

} // namespace meson::terminal

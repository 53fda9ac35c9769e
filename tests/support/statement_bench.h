// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/page_bench.h"

#include "engine/protocol/reward_formula.h"

#include <cmath>
#include <random>

namespace meson::test {

/// Statements as a Router's books would have them, made up at random: every figure follows from the
/// others, and each statement from the one before.
class StatementMaker {
public:
    StatementMaker(base::NodeId node, unsigned seed)
        : m_node(node)
        , m_random(seed) {}

    /// `count` periods in a row, each of at most `longest`, the last one ending at `until`.
    std::vector<protocol::Statement>
    make(int count, std::chrono::seconds longest, const QDateTime& until) {
        std::vector<std::int64_t> edges{until.toSecsSinceEpoch()};
        for (int i = 0; i < count; ++i)
            edges.push_back(edges.back() - number(1, longest.count()));
        std::vector<protocol::Statement> all;
        for (std::size_t i = edges.size() - 1; i > 0; --i)
            all.push_back(next(edges[i], edges[i - 1], all.empty() ? nullptr : &all.back()));
        return all;
    }

private:
    std::int64_t number(std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(least, most)(m_random);
    }

    /// One of four has a penalty, one of five served nothing.
    protocol::Statement
    next(std::int64_t starts, std::int64_t ends, const protocol::Statement* before) {
        protocol::Statement s;
        s.node = m_node;
        s.previous = before ? before->epoch : 0;
        s.epoch = s.previous + number(1, 3);
        s.starts = starts;
        s.ends = ends;
        s.receipts = number(0, 4) == 0 ? 0 : number(1, 900);
        s.stated = base::Bytes(s.receipts * number(1'000, 5'000'000));
        s.issued = s.stated + base::Bytes(number(0, 1'000'000));
        s.held = s.stated / 20;
        s.credited = s.stated - s.held;
        s.quality = number(0, 3) == 0 ? number(0, 999'999) : protocol::kFullQuality;
        s.cause = s.quality < protocol::kFullQuality ? "Wrong bytes in one check." : "";
        s.standbySeconds = number(0, 3'600);
        s.weight = protocol::weightOf(s.credited, s.quality);
        s.emission = base::MicroTokens(number(1, 20'000'000'000));
        s.allWeights = s.weight + base::Bytes(number(0, 9'000'000'000));
        const std::int64_t ready = s.quality > 0 ? s.standbySeconds : 0;
        s.allStandby = ready + number(0, 90'000);
        const auto pools = protocol::poolsOf(s.emission);
        s.serving = protocol::shareOf(pools.serving, s.weight.count(), s.allWeights.count());
        s.standby = protocol::shareOf(pools.standby, ready, s.allStandby);
        s.balance = (before ? before->balance : base::MicroTokens(0)) + s.reward();
        return s;
    }

    const base::NodeId m_node;
    std::mt19937 m_random;
};

/// A page beside a Router that states what the test makes up; the statements come to the page by
/// the whole way: signed, fetched, verified and kept by a real Terminal.
class StatementBench : public PageBench {
public:
    /// Waits until the Terminal serves.
    bool isReady() {
        return QTest::qWaitFor([this] { return isServing(); }, 60'000);
    }
    /// Waits until all of them are kept.
    bool state(const std::vector<protocol::Statement>& statements) {
        for (const protocol::Statement& statement : statements)
            router.state(statement.epoch, protocol::signStatement(statement, router.identity));
        return QTest::qWaitFor(
            [&] {
                const node::EarningsReport* report = model.earnings();
                return report && report->earnings.records.size() >= statements.size();
            },
            60'000);
    }
    /// Made up, stated and kept; empty if that failed.
    std::vector<protocol::Statement>
    stateRandom(unsigned seed, int count, std::chrono::seconds longest) {
        if (!isReady())
            return {};
        StatementMaker maker(model.snapshot().terminal->node, seed);
        const QDateTime until = QDateTime::currentDateTime().addSecs(-1);
        const auto statements = maker.make(count, longest, until);
        return state(statements) ? statements : std::vector<protocol::Statement>();
    }
};

/// "1,234.567" as millionths.
inline std::int64_t millionthsIn(QString text) {
    text.remove(QLatin1Char(',')).replace(QChar(0x2212), QLatin1Char('-'));
    text = text.section(QLatin1Char(' '), 0, 0);
    return std::llround(text.toDouble() * 1e6);
}

} // namespace meson::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/check_card.h"

#include "ui/bridge/words.h"
#include "ui/pages/page.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/text.h"
#include "ui/widgets/units.h"

#include <QHeaderView>
#include <QPushButton>
#include <QTreeWidget>
#include <algorithm>
#include <map>

namespace meson::pages {

namespace {

using terminal::CheckLine;
using terminal::Explanation;
using terminal::Figure;
using terminal::Verdict;

constexpr int kListedAtMost = 100;
constexpr int kListHeight = 340;

QString figureText(Figure figure) {
    switch (figure) {
    case Figure::Signature:
        return CheckCard::tr("The Router's signature");
    case Figure::Receipts:
        return CheckCard::tr("Number of receipts");
    case Figure::Stated:
        return CheckCard::tr("Stated bytes");
    case Figure::Held:
        return CheckCard::tr("Held bytes");
    case Figure::Credited:
        return CheckCard::tr("Credited bytes");
    case Figure::Weight:
        return CheckCard::tr("Weight");
    case Figure::Serving:
        return CheckCard::tr("Earned by serving");
    case Figure::Standby:
        return CheckCard::tr("Earned by standing ready");
    case Figure::Balance:
        break;
    }
    return CheckCard::tr("Balance");
}

QString explanationText(Explanation explanation) {
    switch (explanation) {
    case Explanation::Corroborated:
        return CheckCard::tr("Held at first, then credited: something else vouched for it");
    case Explanation::NotCorroborated:
        return CheckCard::tr("Above a viewer network's quota, and nothing else vouched for it");
    case Explanation::BeyondIssued:
        return CheckCard::tr("Stated beyond what the Router had issued");
    case Explanation::Late:
        return CheckCard::tr("Sent so late that the Router may know the tokens no more");
    case Explanation::Quality:
        return CheckCard::tr("Does not count because of the quality; each statement says why");
    case Explanation::Remainder:
        return CheckCard::tr("What rounding left over");
    case Explanation::NoOwnRecord:
        return CheckCard::tr("This folder did not see that period's receipts");
    case Explanation::NoPrevious:
        return CheckCard::tr("The statement before this one is not kept here");
    case Explanation::None:
        break;
    }
    return {};
}

QString amountOf(Figure figure, std::int64_t amount) {
    switch (figure) {
    case Figure::Serving:
    case Figure::Standby:
    case Figure::Balance:
        return CheckCard::tr("%1 tokens").arg(bridge::tokensText(base::MicroTokens(amount)));
    case Figure::Signature:
        return amount == 1 ? CheckCard::tr("valid") : CheckCard::tr("not valid");
    case Figure::Receipts:
        return widgets::countInWords(amount);
    default:
        return CheckCard::tr("%1 B").arg(widgets::countInWords(amount));
    }
}

qint64 countOf(const std::vector<CheckLine>& lines, Verdict verdict) {
    return std::count_if(
        lines.begin(), lines.end(), [=](const CheckLine& line) { return line.verdict == verdict; });
}

QTreeWidgetItem* childOf(QTreeWidgetItem* row, const QString& text) {
    auto* child = new QTreeWidgetItem(row, {text});
    child->setFirstColumnSpanned(true);
    child->setToolTip(0, text);
    return child;
}

} // namespace

CheckCard::CheckCard(const bridge::MinerModel& model, QWidget* parent)
    : Card(tr("Does it add up?"), parent)
    , m_model(model)
    , m_headline(new QWidget)
    , m_glyph(new widgets::GlyphLabel(theme::Glyph::Shield, theme::Tone::Muted, theme::size::kIcon))
    , m_verdict(new widgets::Text(tr(
          "Every figure of every statement kept here can be computed again on this computer, from "
          "this node's own receipts to the balance.")))
    , m_list(new QTreeWidget) {
    setInfo(infoOf(
        tr("Does it add up?"),
        tr("Computes signature, receipts, bytes, weight, shares and balance again and compares "
           "each with what the Router signed. A difference is either explained by a rule that the "
           "statement itself proves, or reported as unexplained."),
        tr("Credited = least of issued and stated. Weight = credited × quality. Serving = 99 % of "
           "the emission × weight ÷ all weights. Standby = 1 % × your seconds ÷ all seconds. "
           "Balance = balance before + serving + standby.")));
    auto* button = new QPushButton(tr("Check every figure"));
    addHeaderWidget(button);
    connect(button, &QPushButton::clicked, this, &CheckCard::check);
    auto* row = new QHBoxLayout(m_headline);
    row->setContentsMargins({});
    row->setSpacing(theme::space::kSmall);
    m_verdict->wrap();
    row->addWidget(m_glyph, 0, Qt::AlignTop);
    row->addWidget(m_verdict, 1);
    m_list->setAccessibleName(tr("Result of the check"));
    m_list->setHeaderLabels({tr("Figure"), tr("The same"), tr("Explained"), tr("Unexplained")});
    for (int column = 1; column <= 3; ++column)
        m_list->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setStretchLastSection(false);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMinimumHeight(kListHeight);
    m_list->hide();
    body()->addWidget(m_headline);
    body()->addWidget(m_list, 1);
}

void CheckCard::check() {
    m_list->clear();
    const node::EarningsReport* report = m_model.earnings();
    const std::vector<CheckLine> lines =
        report ? terminal::checkEarnings(report->earnings.records) : std::vector<CheckLine>();
    m_list->setVisible(!lines.empty());
    if (lines.empty()) {
        m_glyph->set(theme::Glyph::Info, theme::Tone::Muted);
        m_verdict->setText(tr("There is no statement to check yet."));
        return;
    }
    const bool isRight = terminal::addsUp(lines);
    m_glyph->set(
        isRight ? theme::Glyph::CheckCircle : theme::Glyph::Error,
        isRight ? theme::Tone::Ok : theme::Tone::Error);
    const QString statements =
        tr("%n statement(s)", nullptr, static_cast<int>(report->earnings.records.size()));
    const auto wrong = static_cast<int>(countOf(lines, Verdict::Different));
    m_verdict->setText(
        isRight
            ? tr("Everything adds up: %n figure(s) of %1 were computed again.", nullptr,
                 static_cast<int>(lines.size()))
                  .arg(statements)
            : tr("%n figure(s) of %1 differ without an explanation. This node does not sign such "
                 "statements; ask the Router's operator about them.",
                 nullptr, wrong)
                  .arg(statements));
    for (int figure = 0; figure <= static_cast<int>(Figure::Balance); ++figure)
        addFigure(static_cast<Figure>(figure), lines);
}

void CheckCard::addFigure(Figure figure, const std::vector<CheckLine>& all) {
    std::vector<CheckLine> lines;
    std::copy_if(all.begin(), all.end(), std::back_inserter(lines), [=](const CheckLine& line) {
        return line.figure == figure;
    });
    auto* row = new QTreeWidgetItem(m_list, {figureText(figure)});
    for (int column = 1; column <= 3; ++column) {
        const qint64 count = countOf(lines, static_cast<Verdict>(column - 1));
        row->setText(column, count > 0 ? widgets::countInWords(count) : QStringLiteral("–"));
        row->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    }
    const bool isWrong = countOf(lines, Verdict::Different) > 0;
    row->setIcon(0, theme::icon(isWrong ? theme::Glyph::Error : theme::Glyph::Check));
    addDifferent(row, lines);
    addExplained(row, lines);
    row->setExpanded(isWrong);
}

void CheckCard::addExplained(QTreeWidgetItem* row, const std::vector<CheckLine>& lines) {
    struct Group {
        int statements = 0;
        std::int64_t amount = 0;
    };
    std::map<Explanation, Group> groups;
    for (const CheckLine& line : lines)
        if (line.verdict == Verdict::Explained) {
            ++groups[line.explanation].statements;
            groups[line.explanation].amount += line.explained;
        }
    for (const auto& [explanation, group] : groups) {
        const QString times = tr("%n time(s)", nullptr, group.statements);
        // An epoch's number or a count of receipts is nothing to add up.
        const bool isAmount =
            explanation != Explanation::NoPrevious && explanation != Explanation::NoOwnRecord;
        childOf(
            row, isAmount ? tr("%1: %2, %3 in all")
                                .arg(
                                    explanationText(explanation), times,
                                    amountOf(lines.front().figure, group.amount))
                          : tr("%1: %2").arg(explanationText(explanation), times));
    }
}

void CheckCard::addDifferent(QTreeWidgetItem* row, const std::vector<CheckLine>& lines) {
    int listed = 0;
    for (const CheckLine& line : lines) {
        if (line.verdict != Verdict::Different)
            continue;
        if (++listed > kListedAtMost)
            continue;
        childOf(
            row, tr("Period %1: the statement says %2, computed here %3")
                     .arg(line.epoch)
                     .arg(amountOf(line.figure, line.said), amountOf(line.figure, line.computed)));
    }
    if (listed > kListedAtMost)
        childOf(row, tr("and %n more", nullptr, listed - kListedAtMost));
}

} // namespace meson::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/doctor_page.h"

#include "ui/bridge/words.h"
#include "ui/theme/metrics.h"
#include "ui/theme/style.h"
#include "ui/widgets/card.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QShowEvent>
#include <QVBoxLayout>

namespace meson::pages {

namespace space = theme::space;
using bridge::Remedy;
using node::Probe;
using node::Verdict;
using theme::Glyph;
using theme::Tone;

namespace {

constexpr int kNameWidth = 170;
constexpr int kSignSide = 40;

/// Paths may break after each folder.
QString breakable(QString text) {
    return text.replace(QLatin1Char('/'), QStringLiteral("/\u200b"));
}

/// A pause is wanted and missing demand is nobody's fault: they are no errors.
Tone toneOf(const node::Finding& finding) {
    switch (finding.verdict) {
    case Verdict::Fine:
        return Tone::Ok;
    case Verdict::Unknown:
        return Tone::Muted;
    case Verdict::Cause:
        break;
    }
    const bool isMild = finding.probe == Probe::Rules || finding.probe == Probe::Demand;
    return isMild ? Tone::Warn : Tone::Error;
}

} // namespace

ProbeRow::ProbeRow(Probe probe, QWidget* parent)
    : QWidget(parent)
    , m_name(bridge::probeName(probe))
    , m_glyph(new widgets::GlyphLabel(Glyph::More, Tone::Muted, theme::size::kIcon))
    , m_result(new widgets::Text({}))
    , m_fix(new widgets::Text({}, theme::Type::Body, Tone::Muted))
    , m_action(new QPushButton) {
    auto* name = new widgets::Text(m_name, theme::Type::Strong);
    name->wrap();
    name->setFixedWidth(kNameWidth);
    m_result->wrap();
    m_fix->wrap();
    auto* words = new QVBoxLayout;
    words->setSpacing(space::kTight);
    words->addWidget(m_result);
    words->addWidget(m_fix);
    words->addWidget(m_action, 0, Qt::AlignLeft);
    words->addStretch(1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, space::kSmall, 0, space::kSmall);
    row->setSpacing(12);
    row->addWidget(m_glyph, 0, Qt::AlignTop);
    row->addWidget(name, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    connect(m_action, &QPushButton::clicked, this, [this] { Q_EMIT remedyChosen(m_remedy); });
    showWaiting();
}

void ProbeRow::say(const QString& result) {
    m_result->setText(breakable(result));
    setAccessibleName(QStringLiteral("%1: %2").arg(m_name, result));
    m_fix->hide();
    m_action->hide();
}

void ProbeRow::showWaiting() {
    m_glyph->set(Glyph::Minus, Tone::Muted);
    m_result->setTone(Tone::Muted);
    say(tr("Not looked at yet"));
}

void ProbeRow::showRunning() {
    m_glyph->set(Glyph::Search, Tone::Info);
    m_result->setTone(Tone::Info);
    say(tr("Looking…"));
}

void ProbeRow::showFinding(const node::Finding& finding) {
    const bridge::FindingWords words = bridge::wordsOf(finding);
    const Tone tone = toneOf(finding);
    const bool isKnown = finding.verdict != Verdict::Unknown;
    m_glyph->set(isKnown ? theme::toneGlyph(tone) : Glyph::Help, tone);
    m_result->setTone(finding.verdict == Verdict::Fine ? Tone::Plain : tone);
    say(words.result);
    m_fix->setText(words.fix);
    m_fix->setVisible(!words.fix.isEmpty());
    m_remedy = words.remedy;
    m_action->setText(bridge::remedyName(m_remedy));
    m_action->setAccessibleName(QStringLiteral("%1: %2").arg(m_name, m_action->text()));
    m_action->setVisible(m_remedy != Remedy::None);
}

DoctorPage::DoctorPage(bridge::MinerModel& model, QWidget* parent)
    : Page(tr("Why am I not earning?"), parent)
    , m_model(model)
    , m_doctor(model)
    , m_again(new QPushButton(tr("Look again")))
    , m_copy(new QPushButton(tr("Copy report"))) {
    theme::setButtonRole(*m_again, theme::ButtonRole::Primary);
    addToHeader(m_copy);
    addToHeader(m_again);
    column()->addWidget(makeSummary());
    column()->addWidget(makeProbes());
    column()->addStretch(1);
    refresh();
    connect(m_again, &QPushButton::clicked, &m_doctor, &bridge::Doctor::run);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(report());
    });
    connect(&m_doctor, &bridge::Doctor::changed, this, &DoctorPage::refresh);
}

QWidget* DoctorPage::makeSummary() {
    auto* card = new widgets::Card;
    m_sign = new widgets::GlyphLabel(
        Glyph::Search, Tone::Info, kSignSide, widgets::GlyphLabel::Ground::Disc);
    m_summary = new widgets::Text({}, theme::Type::Heading);
    m_summary->wrap();
    m_detail = new widgets::Text({}, theme::Type::Body, Tone::Muted);
    m_detail->wrap();
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_summary);
    words->addWidget(m_detail);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    row->addWidget(m_sign, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    card->body()->addLayout(row);
    return card;
}

QWidget* DoctorPage::makeProbes() {
    auto* card = new widgets::Card(tr("What earning needs"));
    card->setInfo(infoOf(
        tr("What earning needs"),
        tr("Each is tried out or measured now, in this order: first this computer, then the way to "
           "the network, then what the network wants. The first that fails is the one to mend; "
           "what comes after it may only follow from it."),
        tr("Clock: at most 60 s from Router time. Disk: free space above the reserve. Folders: "
           "64 KB written, synced and read back. From outside: the Router connects anew.")));
    card->body()->setSpacing(0);
    for (int probe = 0; probe < node::kProbes; ++probe) {
        const std::size_t place = m_rows.size();
        m_rows.push_back(new ProbeRow(static_cast<Probe>(probe)));
        card->body()->addWidget(m_rows.back());
        connect(m_rows.back(), &ProbeRow::remedyChosen, this, [this, place](Remedy remedy) {
            help(remedy, place);
        });
    }
    return card;
}

void DoctorPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (!event->spontaneous() && !m_doctor.current())
        m_doctor.run();
}

void DoctorPage::refresh() {
    const auto& findings = m_doctor.findings();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (i < findings.size())
            m_rows[i]->showFinding(findings[i]);
        else if (m_doctor.current() == static_cast<Probe>(i))
            m_rows[i]->showRunning();
        else
            m_rows[i]->showWaiting();
    }
    m_again->setEnabled(!m_doctor.current());
    m_copy->setEnabled(!m_doctor.current() && !findings.empty());
    refreshSummary();
}

void DoctorPage::refreshSummary() {
    const node::Finding* cause = m_doctor.firstCause();
    const auto& current = m_doctor.current();
    if (cause) {
        const bridge::FindingWords words = bridge::wordsOf(*cause);
        m_sign->set(theme::toneGlyph(toneOf(*cause)), toneOf(*cause));
        m_summary->setText(words.cause);
        m_detail->setText(words.fix);
    } else if (current || m_doctor.findings().empty()) {
        m_sign->set(Glyph::Search, Tone::Info);
        m_summary->setText(tr("Looking for what keeps this node from earning…"));
        m_detail->setText(
            current ? tr("%1 of %2: %3")
                          .arg(static_cast<int>(*current) + 1)
                          .arg(node::kProbes)
                          .arg(bridge::probeName(*current))
                    : QString());
    } else {
        m_sign->set(Glyph::CheckCircle, Tone::Ok);
        m_summary->setText(bridge::summaryOf(m_doctor.findings()));
        m_detail->setText(tr("Rewards come at the end of an accounting period in which this node "
                             "served or stood ready."));
    }
}

QString DoctorPage::report() const {
    return bridge::reportOf(
        m_doctor.findings(),
        bridge::toDateTime(m_doctor.finishedAt().value_or(m_model.clock().wall())));
}

void DoctorPage::help(Remedy remedy, std::size_t row) {
    bridge::carryOut(remedy, m_model, m_doctor.findings().at(row).subject);
    const bool isTried =
        remedy == Remedy::AskRouter || remedy == Remedy::StartAgain || remedy == Remedy::Resume;
    if (isTried)
        m_doctor.run();
}

} // namespace meson::pages

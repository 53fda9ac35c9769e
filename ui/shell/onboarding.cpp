// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/onboarding.h"

#include "ui/shell/onboarding_steps.h"
#include "ui/theme/metrics.h"
#include "ui/theme/style.h"
#include "ui/widgets/disk_bar.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/text.h"

#include <QDir>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace meson::shell {

namespace space = theme::space;

namespace {

constexpr QSize kSize(600, 500);
constexpr int kMark = 22;
constexpr base::Bytes kDemoQuota{1'000'000'000};
constexpr base::BytesPerSecond kDemoLimit{25'000'000}; ///< 200 Mbit/s, beside the other Terminals
enum Place { kNetwork, kPayout, kSpace, kLimit, kSummary };

} // namespace

Onboarding::Onboarding(node::MinerSettings before, QString folder, QWidget* parent)
    : QDialog(parent)
    , m_before(std::move(before))
    , m_folder(std::move(folder))
    , m_network(new NetworkStep(m_before))
    , m_payout(new PayoutStep(m_before))
    , m_space(new SpaceStep(m_before, m_folder + QStringLiteral("/cache")))
    , m_limit(new LimitStep(m_before))
    , m_summary(new SummaryStep)
    , m_stack(new QStackedWidget)
    , m_place(new widgets::Text({}, theme::Type::Caption, theme::Tone::Muted))
    , m_back(new QPushButton(tr("Back")))
    , m_next(new QPushButton) {
    setWindowTitle(tr("Set up Meson Miner"));
    resize(kSize);
    for (OnboardingStep* step :
         std::initializer_list<OnboardingStep*>{m_network, m_payout, m_space, m_limit, m_summary})
        m_stack->addWidget(step);
    auto* progress = new widgets::DiskBar(widgets::DiskBar::Size::Thin);
    m_progress = progress;
    theme::setButtonRole(*m_next, theme::ButtonRole::Primary);
    m_next->setDefault(true);
    m_back->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_back);
    buttons->addStretch(1);
    buttons->addWidget(m_next);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kHuge, space::kHuge, space::kHuge, space::kLarge);
    column->setSpacing(space::kLarge);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kSmall);
    head->addWidget(new widgets::GlyphLabel(theme::Glyph::Mark, theme::Tone::Accent, kMark));
    head->addWidget(new widgets::Text(QStringLiteral("Meson Miner"), theme::Type::Strong));
    head->addStretch(1);
    head->addWidget(m_place);
    column->addLayout(head);
    column->addWidget(m_stack, 1);
    column->addWidget(progress);
    column->addLayout(buttons);
    connect(m_next, &QPushButton::clicked, this, &Onboarding::next);
    connect(m_back, &QPushButton::clicked, this, [this] {
        const auto way = route();
        const auto here = std::find(way.begin(), way.end(), m_stack->currentIndex());
        if (here != way.begin())
            go(*std::prev(here));
    });
    connect(m_network, &OnboardingStep::changed, this, [this] { go(kNetwork); });
    go(kNetwork);
}

bool Onboarding::isDemo() const {
    return m_network->isDemo();
}

std::vector<int> Onboarding::route() const {
    return isDemo() ? std::vector<int>{kNetwork, kSummary}
                    : std::vector<int>{kNetwork, kPayout, kSpace, kLimit, kSummary};
}

void Onboarding::go(int step) {
    if (step == kSummary)
        m_summary->show(settings());
    const auto way = route();
    const auto place = std::find(way.begin(), way.end(), step) - way.begin();
    m_stack->setCurrentIndex(step);
    m_back->setEnabled(place > 0);
    m_next->setText(step == kSummary ? tr("Start") : tr("Next"));
    const QString words = tr("Step %1 of %2").arg(place + 1).arg(way.size());
    static_cast<widgets::DiskBar*>(m_progress)
        ->setParts(
            {{words, {}, static_cast<double>(place + 1), 0, widgets::Fill::Solid}},
            static_cast<double>(way.size()));
    m_progress->setAccessibleName(words);
    m_place->setText(words);
    if (step == kSummary)
        m_next->setFocus();
}

void Onboarding::next() {
    auto* step = static_cast<OnboardingStep*>(m_stack->currentWidget());
    if (!step->isComplete())
        return;
    const auto way = route();
    const auto here = std::find(way.begin(), way.end(), m_stack->currentIndex());
    if (std::next(here) == way.end())
        return accept();
    go(*std::next(here));
}

node::MinerSettings Onboarding::settings() const {
    node::MinerSettings settings = m_before;
    m_network->write(settings);
    if (isDemo()) {
        const QString folder = m_folder + QStringLiteral("/demo/cache");
        settings.volumes = {{folder.toStdU16String(), kDemoQuota, base::mebibytes(256)}};
        settings.rules = {};
        settings.rules.limit = kDemoLimit;
        settings.rules.pauseWhenMetered = settings.rules.pauseOnBattery = false;
        settings.cap = {};
        return settings;
    }
    m_payout->write(settings);
    m_space->write(settings);
    m_limit->write(settings);
    return settings;
}

} // namespace meson::shell

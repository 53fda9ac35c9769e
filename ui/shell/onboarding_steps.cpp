// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/onboarding_steps.h"

#include "engine/node/network_state.h"
#include "ui/bridge/words.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/card.h"
#include "ui/widgets/rate_editor.h"
#include "ui/widgets/switch.h"
#include "ui/widgets/units.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QStorageInfo>
#include <QStyle>
#include <QVBoxLayout>
#include <cmath>

namespace meson::shell {

namespace space = theme::space;

namespace {

constexpr double kLeastGigabytes = 1;
constexpr double kMostGigabytes = 100'000;
constexpr double kStandardGigabytes = 50;
constexpr double kSuggestedUpload = 12'500'000; // B/s
constexpr double kSuggestedTraffic = 1'000;     // GB

/// The disk that the folder is on, or will be when it is made.
QStorageInfo diskOf(const QString& folder) {
    QFileInfo place(QDir(folder).absolutePath());
    while (!place.exists() && !place.isRoot())
        place.setFile(place.path());
    return QStorageInfo(place.filePath());
}

} // namespace

// --- a screen
// --------------------------------------------------------------------------------------------

OnboardingStep::OnboardingStep(const QString& title, const QString& sentence)
    : m_body(new QVBoxLayout)
    , m_problem(new widgets::Text(QString(), theme::Type::Body, theme::Tone::Error)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(space::kSmall);
    column->addWidget(new widgets::Text(title, theme::Type::Title));
    auto* words = new widgets::Text(sentence, theme::Type::Body, theme::Tone::Muted);
    words->wrap();
    column->addWidget(words);
    column->addSpacing(space::kMedium);
    m_body->setSpacing(space::kSmall);
    column->addLayout(m_body);
    m_problem->wrap();
    m_problem->hide();
    column->addWidget(m_problem);
    column->addStretch(1);
}

widgets::Text* OnboardingStep::caption(const QString& text) {
    auto* words = new widgets::Text(text, theme::Type::Caption, theme::Tone::Muted);
    words->wrap();
    return words;
}

void OnboardingStep::setProblem(const QString& problem) {
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

// --- the network
// -----------------------------------------------------------------------------------------

NetworkStep::NetworkStep(const node::MinerSettings& before)
    : OnboardingStep(
          tr("Welcome to Meson Miner"),
          tr("It lends disk space and upload to a delivery network and earns for what it serves. "
             "It uses only what you allow, never touches your own files, and you can pause it at "
             "any time."))
    , m_demo(new QRadioButton(tr("Try the demo on this computer")))
    , m_join(new QRadioButton(tr("Join a network")))
    , m_address(new QLineEdit(QString::fromStdString(before.routerUrl))) {
    body()->addWidget(m_demo);
    addUnderChoice(caption(
        tr("A whole small network starts here: real traffic between real nodes, play money.")));
    body()->addSpacing(space::kMedium);
    body()->addWidget(m_join);
    addUnderChoice(
        caption(tr("Its operator names the address of the Router, or gives you a link to click.")));
    m_address->setPlaceholderText(tr("https://router.example or a meson: link"));
    m_address->setAccessibleName(tr("Address of the network's Router"));
    addUnderChoice(m_address);
    if (!node::hasNetwork())
        addUnderChoice(caption(
            tr("This computer has no network connection now. The demo needs none; a network is "
               "joined as soon as there is one.")));
    (before.network == node::Network::Router ? m_join : m_demo)->setChecked(true);
    connect(m_address, &QLineEdit::textEdited, this, [this] {
        m_join->setChecked(true);
        const bool isFine = m_address->text().isEmpty() ||
                            node::routerUrlFrom(m_address->text().toStdString()).has_value();
        setProblem(isFine ? QString() : bridge::settingSentence(node::SettingProblem::RouterUrl));
    });
    connect(m_join, &QRadioButton::toggled, this, &NetworkStep::changed);
}

/// Where the words of the choice above begin.
void NetworkStep::addUnderChoice(QWidget* widget) {
    auto* row = new QHBoxLayout;
    row->addSpacing(
        style()->pixelMetric(QStyle::PM_ExclusiveIndicatorWidth) +
        style()->pixelMetric(QStyle::PM_RadioButtonLabelSpacing));
    row->addWidget(widget, 1);
    body()->addLayout(row);
}

bool NetworkStep::isDemo() const {
    return m_demo->isChecked();
}

bool NetworkStep::isComplete() {
    const bool isFine = isDemo() || node::routerUrlFrom(m_address->text().toStdString());
    setProblem(isFine ? QString() : bridge::settingSentence(node::SettingProblem::RouterUrl));
    if (!isFine)
        m_address->setFocus();
    return isFine;
}

void NetworkStep::write(node::MinerSettings& settings) const {
    settings.network = isDemo() ? node::Network::Demo : node::Network::Router;
    if (const auto url = node::routerUrlFrom(m_address->text().toStdString()))
        settings.routerUrl = *url;
}

// --- rewards
// ---------------------------------------------------------------------------------------------

PayoutStep::PayoutStep(const node::MinerSettings& before)
    : OnboardingStep(
          tr("Where do rewards go?"),
          tr("Paste an Ethereum address of yours. You can also do this later: what you earn until "
             "then is kept for you."))
    , m_address(new QLineEdit(QString::fromStdString(before.payoutAddress))) {
    m_address->setPlaceholderText(QStringLiteral("0x…"));
    m_address->setAccessibleName(tr("Payout address"));
    m_address->setClearButtonEnabled(true);
    body()->addWidget(m_address);
    body()->addWidget(
        caption(tr("Only you can spend what arrives there; this program never asks for a private "
                   "key or a recovery phrase.")));
    connect(m_address, &QLineEdit::textEdited, this, [this] { isComplete(); });
}

bool PayoutStep::isComplete() {
    const auto problem = node::checkPayoutAddress(m_address->text().trimmed().toStdString());
    setProblem(problem ? bridge::settingSentence(*problem) : QString());
    return !problem;
}

void PayoutStep::write(node::MinerSettings& settings) const {
    settings.payoutAddress = m_address->text().trimmed().toStdString();
}

// --- space
// -----------------------------------------------------------------------------------------------

SpaceStep::SpaceStep(const node::MinerSettings& before, const QString& folder)
    : OnboardingStep(
          tr("How much space?"),
          tr("The cache never takes more than this, and always leaves a reserve on the disk to "
             "you."))
    , m_folder(new QLineEdit(
          before.volumes.empty() || before.network == node::Network::Demo
              ? folder
              : QString::fromStdU16String(before.volumes.front().folder.u16string())))
    , m_size(new widgets::LimitEditor(
          tr("Space"), tr("GB"), kLeastGigabytes, kMostGigabytes, widgets::Spread::Logarithmic)) {
    m_folder->setAccessibleName(tr("Folder of the cache"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_folder, 1);
    auto* choose = new QPushButton(tr("Choose…"));
    choose->setAutoDefault(false);
    row->addWidget(choose);
    body()->addLayout(row);
    body()->addWidget(m_size);
    const double free = static_cast<double>(diskOf(m_folder->text()).bytesAvailable());
    const double half = free / widgets::kOctetsPerGigabyte / 2;
    m_size->setValue(std::clamp(half, kLeastGigabytes, kStandardGigabytes));
    connect(choose, &QPushButton::clicked, this, [this] {
        const QString chosen =
            QFileDialog::getExistingDirectory(this, tr("Folder of the cache"), m_folder->text());
        if (!chosen.isEmpty())
            m_folder->setText(QDir(chosen).filePath(QStringLiteral("meson-cache")));
    });
    connect(m_folder, &QLineEdit::textChanged, this, &SpaceStep::refresh);
    connect(m_size, &widgets::LimitEditor::valueChanged, this, &SpaceStep::refresh);
    refresh();
}

void SpaceStep::refresh() {
    const qint64 free = diskOf(m_folder->text()).bytesAvailable();
    const auto wanted =
        static_cast<qint64>(m_size->value().value_or(0) * widgets::kOctetsPerGigabyte);
    m_size->setNote(
        wanted <= free
            ? tr("Leaves %1 of %2 free.")
                  .arg(widgets::bytesInWords(free - wanted), widgets::bytesInWords(free))
            : tr("Only %1 are free there now; the cache grows as far as the disk allows.")
                  .arg(widgets::bytesInWords(free)));
    isComplete();
}

bool SpaceStep::isComplete() {
    const bool isAbsolute = QDir::isAbsolutePath(m_folder->text());
    QFileInfo place(m_folder->text());
    while (isAbsolute && !place.exists() && !place.isRoot())
        place.setFile(place.path());
    const bool isUsable = isAbsolute && place.isDir() && place.isWritable();
    setProblem(
        !isAbsolute ? bridge::settingSentence(node::SettingProblem::VolumeFolder)
        : isUsable  ? QString()
                    : tr("You may not write there: choose another folder."));
    return isUsable;
}

void SpaceStep::write(node::MinerSettings& settings) const {
    const auto size = static_cast<std::int64_t>(
        m_size->value().value_or(kStandardGigabytes) * widgets::kOctetsPerGigabyte);
    settings.volumes = {{m_folder->text().toStdU16String(), base::Bytes(size), base::Bytes(0)}};
}

// --- the line
// --------------------------------------------------------------------------------------------

LimitStep::LimitStep(const node::MinerSettings& before)
    : OnboardingStep(
          tr("How much of your line?"),
          tr("Limits hold at once and can be changed at any time; a weekly schedule is on the "
             "Bandwidth page."))
    , m_upload(new widgets::RateEditor(tr("Upload"), kSuggestedUpload))
    , m_cap(new widgets::LimitEditor(
          tr("Traffic in a month"), tr("GB"), 10, 100'000, widgets::Spread::Logarithmic))
    , m_metered(new widgets::Switch(tr("Pause on a metered connection")))
    , m_battery(new widgets::Switch(tr("Pause on battery"))) {
    m_upload->setOptional(tr("Limit the upload"));
    m_cap->setOptional(tr("Limit the traffic of a month"));
    const double limit = static_cast<double>(before.rules.limit.count());
    const double cap = static_cast<double>(before.cap.limit.count());
    m_upload->setRate(limit > 0 ? std::optional(limit) : std::nullopt);
    m_cap->setValue(kSuggestedTraffic);
    m_cap->setValue(cap > 0 ? std::optional(cap / widgets::kOctetsPerGigabyte) : std::nullopt);
    m_metered->setChecked(before.rules.pauseWhenMetered);
    m_battery->setChecked(before.rules.pauseOnBattery);
    for (QWidget* field : std::initializer_list<QWidget*>{m_upload, m_cap, m_metered, m_battery})
        body()->addWidget(field);
}

void LimitStep::write(node::MinerSettings& settings) const {
    settings.rules.limit = base::BytesPerSecond(std::llround(m_upload->rate().value_or(0)));
    settings.cap.limit = base::Bytes(
        static_cast<std::int64_t>(m_cap->value().value_or(0) * widgets::kOctetsPerGigabyte));
    settings.rules.pauseWhenMetered = m_metered->isChecked();
    settings.rules.pauseOnBattery = m_battery->isChecked();
}

// --- the summary
// -----------------------------------------------------------------------------------------

SummaryStep::SummaryStep()
    : OnboardingStep(
          tr("Ready"), tr("Nothing has been written or started yet. This is what you chose:"))
    , m_card(new widgets::Card) {
    body()->addWidget(m_card);
}

void SummaryStep::add(const QString& name, const QString& value) {
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    auto* label = new widgets::Text(name, theme::Type::Body, theme::Tone::Muted);
    auto* words = new widgets::Text(value);
    label->wrap();
    words->wrap();
    words->setAccessibleName(QStringLiteral("%1: %2").arg(name, value));
    row->addWidget(label, 2, Qt::AlignTop);
    row->addWidget(words, 5);
    m_rows->addLayout(row);
}

void SummaryStep::show(const node::MinerSettings& settings) {
    delete m_list;
    m_list = new QWidget;
    m_rows = new QVBoxLayout(m_list);
    m_rows->setContentsMargins({});
    m_rows->setSpacing(space::kSmall);
    const store::VolumeOptions& volume = settings.volumes.front();
    if (settings.network == node::Network::Demo) {
        add(tr("Network"), tr("The demo on this computer; all money is play money"));
    } else {
        add(tr("Network"), QString::fromStdString(settings.routerUrl));
        add(tr("Payout address"), settings.payoutAddress.empty()
                                      ? tr("Later")
                                      : QString::fromStdString(settings.payoutAddress));
    }
    add(tr("Space"), tr("%1 in %2")
                         .arg(
                             widgets::bytesInWords(volume.quota.count()),
                             QString::fromStdU16String(volume.folder.u16string())));
    const double limit = static_cast<double>(settings.rules.limit.count());
    add(tr("Upload"),
        limit > 0 ? tr("At most %1").arg(widgets::rateInWords(limit)) : tr("No limit"));
    if (settings.network == node::Network::Router)
        add(tr("Traffic in a month"),
            settings.cap.limit.count() > 0
                ? tr("At most %1").arg(widgets::bytesInWords(settings.cap.limit.count()))
                : tr("No limit"));
    m_card->body()->addWidget(m_list);
    m_list->show();
}

} // namespace meson::shell

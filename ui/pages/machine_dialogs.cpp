// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/machine_dialogs.h"

#include "ui/theme/metrics.h"
#include "ui/theme/style.h"
#include "ui/widgets/limit_editor.h"
#include "ui/widgets/tab_order.h"
#include "ui/widgets/text.h"
#include "ui/widgets/units.h"

#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <cmath>

namespace meson::pages {

namespace space = theme::space;
using theme::Tone;

namespace {

constexpr int kWidth = 560;

QVBoxLayout* columnOf(QDialog& dialog, const QString& title, const QString& words) {
    dialog.setWindowTitle(title);
    dialog.setAccessibleName(title);
    dialog.setAccessibleDescription(words);
    dialog.setMinimumWidth(kWidth);
    auto* column = new QVBoxLayout(&dialog);
    column->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kLarge);
    column->setSpacing(space::kMedium);
    auto* heading = new widgets::Text(title, theme::Type::Heading);
    heading->wrap();
    auto* explanation = new widgets::Text(words, theme::Type::Body, Tone::Muted);
    explanation->wrap();
    column->addWidget(heading);
    column->addWidget(explanation);
    return column;
}

/// To confirm and to cancel, in the desktop's order.
QDialogButtonBox* buttonsOf(QDialog& dialog, QPushButton& confirm) {
    auto* buttons = new QDialogButtonBox;
    buttons->addButton(AttachDialog::tr("Cancel"), QDialogButtonBox::RejectRole);
    buttons->addButton(&confirm, QDialogButtonBox::AcceptRole);
    confirm.setDefault(true);
    theme::setButtonRole(confirm, theme::ButtonRole::Primary);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    return buttons;
}

} // namespace

AttachDialog::AttachDialog(bridge::Machines& machines, QWidget* parent)
    : QDialog(parent)
    , m_machines(machines)
    , m_line(new QLineEdit)
    , m_words(new widgets::Text({}))
    , m_attach(new QPushButton(tr("Attach"))) {
    QVBoxLayout* column = columnOf(
        *this, tr("Attach a machine"),
        tr("Run \"meson-network pair\" on that machine and paste the line that it prints. It is "
           "good for 10 minutes, and for once."));
    m_line->setPlaceholderText(QStringLiteral("meson-pair:…"));
    m_line->setAccessibleName(tr("Line of \"meson-network pair\""));
    m_line->setClearButtonEnabled(true);
    m_words->wrap();
    m_words->setMinimumHeight(2 * m_words->fontMetrics().lineSpacing());
    m_words->setAlignment(Qt::AlignTop);
    column->addWidget(m_line);
    column->addWidget(m_words);
    QDialogButtonBox* buttons = buttonsOf(*this, *m_attach);
    column->addWidget(buttons);
    widgets::orderTabs(*this);
    check();
    connect(buttons, &QDialogButtonBox::accepted, this, &AttachDialog::attach);
    connect(m_line, &QLineEdit::textChanged, this, &AttachDialog::check);
}

void AttachDialog::say(Tone tone, const QString& words) {
    m_words->setTone(tone);
    m_words->setText(words);
    m_line->setAccessibleDescription(words);
}

void AttachDialog::check() {
    const QString text = m_line->text().trimmed();
    const auto line = terminal::PairLine::parse(text.toStdString());
    m_attach->setEnabled(line.has_value());
    if (text.isEmpty())
        return say(Tone::Muted, {});
    if (!line)
        return say(Tone::Error, bridge::pairLineSentence(line.error()));
    say(Tone::Muted,
        tr("The machine at %1 must show the key that this line names.")
            .arg(QString::fromStdString(terminal::authorityOf(line->host, line->port))));
}

void AttachDialog::attach() {
    const auto line = terminal::PairLine::parse(m_line->text().toStdString());
    if (!line)
        return;
    m_line->setEnabled(false);
    m_attach->setEnabled(false);
    say(Tone::Info, tr("Asking %1…").arg(QString::fromStdString(line->host)));
    m_machines.attach(*line, this, [this](const QString& problem) {
        if (problem.isEmpty())
            return accept();
        m_line->setEnabled(true);
        m_attach->setEnabled(true);
        m_line->setFocus();
        say(Tone::Error, problem);
    });
}

MachineLimitDialog::MachineLimitDialog(
    const QString& machine, base::BytesPerSecond limit, const QString& note, QWidget* parent)
    : QDialog(parent)
    , m_limit(new widgets::LimitEditor(
          tr("Upload limit"), tr("Mbit/s"), 1, 10'000, widgets::Spread::Logarithmic)) {
    QVBoxLayout* column = columnOf(*this, tr("Upload limit of %1").arg(machine), note);
    m_limit->setOptional(tr("Limit the upload rate"));
    if (limit > base::BytesPerSecond(0))
        m_limit->setValue(static_cast<double>(limit.count()) / widgets::kOctetsPerMegabit);
    else
        m_limit->setValue(std::nullopt);
    QDialogButtonBox* buttons = buttonsOf(*this, *new QPushButton(tr("Apply")));
    column->addWidget(m_limit);
    column->addWidget(buttons);
    widgets::orderTabs(*this);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
}

base::BytesPerSecond MachineLimitDialog::limit() const {
    const auto megabits = m_limit->value();
    return base::BytesPerSecond(
        megabits ? std::llround(*megabits * widgets::kOctetsPerMegabit) : 0);
}

} // namespace meson::pages

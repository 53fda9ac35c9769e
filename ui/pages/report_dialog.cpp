// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/report_dialog.h"

#include "ui/theme/metrics.h"
#include "ui/theme/style.h"
#include "ui/widgets/tab_order.h"
#include "ui/widgets/text.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>

namespace meson::pages {

namespace space = theme::space;

namespace {
constexpr QSize kSize(720, 520);
} // namespace

ReportDialog::ReportDialog(
    const QString& title, const QString& words, const QString& report, const QString& fileName,
    QWidget* parent)
    : QDialog(parent)
    , m_fileName(fileName)
    , m_report(new QPlainTextEdit(report))
    , m_result(new widgets::Text(QString(), theme::Type::Body, theme::Tone::Ok)) {
    setWindowTitle(title);
    setAccessibleDescription(words);
    resize(kSize);
    auto* explanation = new widgets::Text(words, theme::Type::Body, theme::Tone::Muted);
    explanation->wrap();
    m_report->setReadOnly(true);
    m_report->setTabChangesFocus(true);
    m_report->setAccessibleName(title);
    m_report->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_result->wrap();
    m_result->hide();
    auto* buttons = new QDialogButtonBox;
    auto* copyButton = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    auto* closeButton = buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    auto* saveButton = buttons->addButton(tr("Save as…"), QDialogButtonBox::AcceptRole);
    theme::setButtonRole(*saveButton, theme::ButtonRole::Primary);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kMedium);
    column->setSpacing(space::kMedium);
    column->addWidget(new widgets::Text(title, theme::Type::Heading));
    column->addWidget(explanation);
    column->addWidget(m_report, 1);
    column->addWidget(m_result);
    column->addWidget(buttons);
    widgets::orderTabs(*this);
    saveButton->setDefault(true);
    connect(copyButton, &QPushButton::clicked, this, &ReportDialog::copy);
    connect(saveButton, &QPushButton::clicked, this, &ReportDialog::chooseFile);
    connect(closeButton, &QPushButton::clicked, this, &QDialog::reject);
}

void ReportDialog::copy() {
    QGuiApplication::clipboard()->setText(m_report->toPlainText());
    m_result->setTone(theme::Tone::Ok);
    m_result->setText(tr("Copied."));
    m_result->show();
}

void ReportDialog::chooseFile() {
    auto* dialog = new QFileDialog(this, tr("Save the report"), {}, tr("Text (*.txt)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("txt"));
    dialog->selectFile(m_fileName);
    connect(dialog, &QFileDialog::fileSelected, this, &ReportDialog::save);
    dialog->open();
}

void ReportDialog::save(const QString& file) {
    QSaveFile out(file);
    const QByteArray text = m_report->toPlainText().toUtf8();
    const bool isSaved =
        out.open(QIODevice::WriteOnly) && out.write(text) == text.size() && out.commit();
    m_result->setTone(isSaved ? theme::Tone::Ok : theme::Tone::Error);
    m_result->setText(
        isSaved ? tr("Saved as %1.").arg(file)
                : tr("%1 could not be written: %2").arg(file, out.errorString()));
    m_result->show();
}

} // namespace meson::pages

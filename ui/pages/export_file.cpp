// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/export_file.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QSaveFile>

namespace meson::pages {

QString csvField(QString text) {
    if (!text.isEmpty() && QStringLiteral("=+-@").contains(text.front()))
        text.prepend(QLatin1Char('\''));
    return QLatin1Char('"') + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")) +
           QLatin1Char('"');
}

std::optional<QString> writeFile(const QString& file, const QByteArray& content) {
    QSaveFile out(file);
    if (out.open(QIODevice::WriteOnly) && out.write(content) == content.size() && out.commit())
        return std::nullopt;
    return QCoreApplication::translate("meson::pages", "%1 could not be written: %2")
        .arg(file, out.errorString());
}

void askForExport(
    QWidget* parent, const QString& title, const QString& name, const QString& filters,
    std::function<void(const QString& file)> chosen) {
    auto* dialog = new QFileDialog(parent, title, {}, filters);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QFileInfo(name).suffix());
    dialog->selectFile(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(chosen));
    dialog->open();
}

} // namespace meson::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QPlainTextEdit;

namespace meson::widgets {
class Text;
}

namespace meson::pages {

/// A report before it leaves the program: all of it to be read, to be copied or saved where the
/// owner wants. It is sent nowhere. Thread: ui.
class ReportDialog : public QDialog {
    Q_OBJECT

public:
    /// `words` says what is in it; `fileName` is what saving proposes.
    ReportDialog(
        const QString& title, const QString& words, const QString& report, const QString& fileName,
        QWidget* parent);

private:
    void chooseFile();
    void save(const QString& file);
    void copy();

    const QString m_fileName;
    QPlainTextEdit* m_report;
    widgets::Text* m_result;
};

} // namespace meson::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/doctor.h"
#include "ui/bridge/doctor_words.h"
#include "ui/pages/page.h"

class QPushButton;

namespace meson::widgets {
class GlyphLabel;
class Text;
} // namespace meson::widgets

namespace meson::pages {

/// One probe: how it ended, what was measured and, where it is a cause, what to do. Thread: ui.
class ProbeRow : public QWidget {
    Q_OBJECT

public:
    explicit ProbeRow(node::Probe probe, QWidget* parent = nullptr);

    void showWaiting();
    void showRunning();
    void showFinding(const node::Finding& finding);

Q_SIGNALS:
    void remedyChosen(meson::bridge::Remedy remedy);

private:
    void say(const QString& result);

    const QString m_name;
    widgets::GlyphLabel* m_glyph;
    widgets::Text* m_result;
    widgets::Text* m_fix;
    QPushButton* m_action;
    bridge::Remedy m_remedy = bridge::Remedy::None;
};

/// "Why am I not earning?": looks at everything that earning needs, one after the other, and says
/// the first thing that is amiss. A run begins when the page is opened. Thread: ui.
class DoctorPage : public Page {
    Q_OBJECT

public:
    DoctorPage(bridge::MinerModel& model, QWidget* parent);

    const bridge::Doctor& doctor() const { return m_doctor; }
    /// All of the last run as text.
    QString report() const;

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeSummary();
    QWidget* makeProbes();
    void refresh();
    void refreshSummary();
    void help(bridge::Remedy remedy, std::size_t row);

    bridge::MinerModel& m_model;
    bridge::Doctor m_doctor;
    QPushButton* m_again;
    QPushButton* m_copy;
    widgets::GlyphLabel* m_sign = nullptr;
    widgets::Text* m_summary = nullptr;
    widgets::Text* m_detail = nullptr;
    std::vector<ProbeRow*> m_rows;
};

} // namespace meson::pages

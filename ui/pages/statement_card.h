// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/money.h"
#include "ui/theme/icon.h"
#include "ui/widgets/card.h"

#include <array>

class QToolButton;

namespace meson::pages {

/// "How this was computed": one signed statement, from what viewers were sent here for over credit,
/// quality and shares to what was earned, with the real numbers in each step. Thread: ui.
class StatementCard : public widgets::Card {
    Q_OBJECT

public:
    explicit StatementCard(const bridge::MinerModel& model, QWidget* parent = nullptr);

    /// The statement of that epoch; the latest one from the start and when it is not kept.
    void show(std::optional<std::int64_t> epoch);
    /// The one that is shown; 0: none.
    std::int64_t epoch() const { return m_epoch; }

private:
    /// A step: what it is, its figure, and how it comes about.
    struct Row {
        widgets::Text* name;
        widgets::Text* figure;
        widgets::Text* reason;
    };
    enum Step {
        Issued,
        Stated,
        Held,
        Credited,
        Quality,
        Weight,
        Emission,
        Serving,
        Standby,
        Earned,
        Lost,
        Balance,
        Signature,
        kSteps
    };

    QToolButton* makeStepper(theme::Glyph glyph, const QString& name, int by);
    void refresh();
    void set(Step step, const QString& figure, const QString& reason);
    void setBytes(const terminal::EarningsRecord& record);
    void setReward(const protocol::Statement& statement);
    const terminal::EarningsRecord* current();

    const bridge::MinerModel& m_model;
    widgets::Text* m_title;
    QToolButton* m_earlier;
    QToolButton* m_later;
    QWidget* m_steps;
    widgets::Text* m_none;
    std::array<Row, kSteps> m_rows;
    std::optional<std::int64_t> m_wanted;
    std::int64_t m_epoch = 0;
};

} // namespace meson::pages

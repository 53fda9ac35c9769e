// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/miner_settings.h"
#include "ui/widgets/text.h"

#include <QWidget>

class QLineEdit;
class QRadioButton;
class QVBoxLayout;

namespace meson::widgets {
class Card;
class LimitEditor;
class RateEditor;
class Switch;
} // namespace meson::widgets

namespace meson::shell {

/// One screen of the onboarding: a title, a sentence, its fields. Thread: ui.
class OnboardingStep : public QWidget {
    Q_OBJECT

public:
    OnboardingStep(const QString& title, const QString& sentence);

    /// Whether its answers can be used; where not, it says why beside the field.
    virtual bool isComplete() = 0;
    virtual void write(node::MinerSettings& settings) const = 0;

Q_SIGNALS:
    void changed();

protected:
    QVBoxLayout* body() const { return m_body; }
    static widgets::Text* caption(const QString& text);
    /// Shows a problem, or takes it away when it is empty.
    void setProblem(const QString& problem);

private:
    QVBoxLayout* m_body;
    widgets::Text* m_problem;
};

/// Try the demo, or join a network.
class NetworkStep : public OnboardingStep {
    Q_OBJECT

public:
    explicit NetworkStep(const node::MinerSettings& before);

    bool isComplete() override;
    void write(node::MinerSettings& settings) const override;
    bool isDemo() const;

private:
    void addUnderChoice(QWidget* widget);

    QRadioButton* m_demo;
    QRadioButton* m_join;
    QLineEdit* m_address;
};

/// Where rewards go; may stay empty.
class PayoutStep : public OnboardingStep {
    Q_OBJECT

public:
    explicit PayoutStep(const node::MinerSettings& before);

    bool isComplete() override;
    void write(node::MinerSettings& settings) const override;

private:
    QLineEdit* m_address;
};

/// Which folder, and how much of its disk.
class SpaceStep : public OnboardingStep {
    Q_OBJECT

public:
    SpaceStep(const node::MinerSettings& before, const QString& folder);

    bool isComplete() override;
    void write(node::MinerSettings& settings) const override;

private:
    void refresh();

    QLineEdit* m_folder;
    widgets::LimitEditor* m_size;
};

/// How much of the line.
class LimitStep : public OnboardingStep {
    Q_OBJECT

public:
    explicit LimitStep(const node::MinerSettings& before);

    bool isComplete() override { return true; }
    void write(node::MinerSettings& settings) const override;

private:
    widgets::RateEditor* m_upload;
    widgets::LimitEditor* m_cap;
    widgets::Switch* m_metered;
    widgets::Switch* m_battery;
};

/// All answers once more, before anything is done.
class SummaryStep : public OnboardingStep {
    Q_OBJECT

public:
    SummaryStep();

    void show(const node::MinerSettings& settings);
    bool isComplete() override { return true; }
    void write(node::MinerSettings&) const override {}

private:
    void add(const QString& name, const QString& value);

    widgets::Card* m_card;
    QWidget* m_list = nullptr; ///< in the card, made anew by show()
    QVBoxLayout* m_rows = nullptr;
};

} // namespace meson::shell

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/miner_settings.h"

#include <QDialog>
#include <functional>

class QPushButton;
class QStackedWidget;

namespace meson::widgets {
class Text;
}

namespace meson::shell {

class NetworkStep;
class PayoutStep;
class SpaceStep;
class LimitStep;
class SummaryStep;

/// The first questions: which network, where rewards go, how much space, how much line. Every
/// answer has a default that Enter accepts; nothing is written or started before the last screen is
/// confirmed. It may be run again. Thread: ui.
class Onboarding : public QDialog {
    Q_OBJECT

public:
    /// `folder` is where the cache goes if nobody says otherwise.
    Onboarding(node::MinerSettings before, QString folder, QWidget* parent);

    /// What was answered, once it is accepted.
    node::MinerSettings settings() const;

private:
    void go(int step);
    void next();
    bool isDemo() const;
    std::vector<int> route() const;

    const node::MinerSettings m_before;
    const QString m_folder;
    NetworkStep* m_network;
    PayoutStep* m_payout;
    SpaceStep* m_space;
    LimitStep* m_limit;
    SummaryStep* m_summary;
    QStackedWidget* m_stack;
    widgets::Text* m_place; ///< "Step 1 of 5"
    QPushButton* m_back;
    QPushButton* m_next;
    QWidget* m_progress;
};

} // namespace meson::shell

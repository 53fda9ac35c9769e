// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"
#include "ui/theme/theme.h"

#include <QTranslator>
#include <memory>

namespace meson::shell {

/// What the owner chose for the whole application, put in force as it changes: theme, text size and
/// language. Thread: ui.
class Appearance : public QObject {
    Q_OBJECT

public:
    explicit Appearance(bridge::MinerModel& model);

    theme::Theme& theme() { return m_theme; }
    /// The languages there are: code and own name.
    static QList<QPair<QString, QString>> languages();

private:
    void apply();
    void setLanguage(const QString& wanted);

    bridge::MinerModel& m_model;
    theme::Theme m_theme;
    QString m_language;
    std::unique_ptr<QTranslator> m_own;
    std::unique_ptr<QTranslator> m_qt;
};

} // namespace meson::shell

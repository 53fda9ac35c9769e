// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/appearance.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/units.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace meson::shell {
namespace {

theme::Choice choiceOf(node::ThemeChoice choice) {
    switch (choice) {
    case node::ThemeChoice::System:
        return theme::Choice::System;
    case node::ThemeChoice::Light:
        return theme::Choice::Light;
    case node::ThemeChoice::Dark:
        return theme::Choice::Dark;
    case node::ThemeChoice::HighContrast:
        break;
    }
    return theme::Choice::HighContrast;
}

} // namespace

Appearance::Appearance(bridge::MinerModel& model)
    : m_model(model)
    , m_theme(*qApp) {
    connect(&model, &bridge::MinerModel::settingsChanged, this, &Appearance::apply);
    apply();
}

QList<QPair<QString, QString>> Appearance::languages() {
    return {
        {QStringLiteral("en"), QStringLiteral("English")},
        {QStringLiteral("zh_CN"), QString::fromUtf8("简体中文")}};
}

void Appearance::apply() {
    const node::MinerSettings& settings = m_model.settings();
    const bool isRescaled = theme::textScale() != settings.textScale;
    theme::setTextScale(settings.textScale);
    widgets::setRateUnit(
        settings.rateUnit == node::RateUnit::BitsPerSecond ? widgets::RateUnit::Bits
                                                           : widgets::RateUnit::Bytes);
    m_theme.setChoice(choiceOf(settings.theme));
    if (isRescaled)
        m_theme.apply();
    setLanguage(QString::fromStdString(settings.language));
}

/// A language that there is no translation for is served in English.
void Appearance::setLanguage(const QString& wanted) {
    QLocale locale = wanted.isEmpty() ? QLocale::system() : QLocale(wanted);
    if (locale.language() == QLocale::C)
        locale = QLocale(QLocale::English);
    if (locale.name() == m_language)
        return;
    m_language = locale.name();
    QLocale::setDefault(locale);
    if (m_own)
        QCoreApplication::removeTranslator(m_own.get());
    if (m_qt)
        QCoreApplication::removeTranslator(m_qt.get());
    m_own = std::make_unique<QTranslator>();
    m_qt = std::make_unique<QTranslator>();
    const QString folder = QLibraryInfo::path(QLibraryInfo::TranslationsPath);
    const bool isOurs =
        m_own->load(locale, QStringLiteral(":/translations/meson"), QStringLiteral("_"));
    if (isOurs && m_qt->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"), folder))
        QCoreApplication::installTranslator(m_qt.get());
    if (isOurs || m_own->load(QStringLiteral(":/translations/meson_en")))
        QCoreApplication::installTranslator(m_own.get());
    QGuiApplication::setLayoutDirection(isOurs ? locale.textDirection() : Qt::LeftToRight);
}

} // namespace meson::shell

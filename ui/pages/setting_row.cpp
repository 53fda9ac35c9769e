// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/setting_row.h"

#include "ui/bridge/words.h"
#include "ui/theme/icon.h"
#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

namespace meson::pages {

namespace space = theme::space;

namespace {

constexpr int kDot = 6;

} // namespace

// --- the name
// --------------------------------------------------------------------------------------------

SettingName::SettingName(const QString& name)
    : Text(name) {
    setContentsMargins(kDot + space::kSmall, 0, kDot + space::kSmall, 0);
    wrap();
}

void SettingName::setValue(Value value) {
    m_value = value;
    setAccessibleDescription(value == Value::Changed ? tr("Changed from the standard") : QString());
    update();
}

void SettingName::setMark(const QString& search) {
    m_mark = search;
    update();
}

void SettingName::paintEvent(QPaintEvent* event) {
    const theme::Tokens& tokens = theme::tokensOf(this);
    QPainter painter(this);
    const QRect inside = contentsRect();
    const auto place = [this](const QRect& area) {
        return QStyle::visualRect(layoutDirection(), rect(), area);
    };
    const auto at = m_mark.isEmpty() ? -1 : text().indexOf(m_mark, 0, Qt::CaseInsensitive);
    const QFontMetrics metrics = fontMetrics();
    const bool isOneLine = metrics.horizontalAdvance(text()) <= inside.width();
    if (at >= 0 && isOneLine) {
        const int before = metrics.horizontalAdvance(text().left(at));
        const int width = metrics.horizontalAdvance(text().mid(at, m_mark.size()));
        QRect found(inside.left() + before, 0, width, metrics.height());
        found.moveCenter({found.center().x(), inside.center().y()});
        theme::drawBox(
            painter, place(found.adjusted(-2, -1, 2, 1)), theme::radius::kMark,
            theme::toneGround(tokens, theme::Tone::Warn),
            theme::toneColor(tokens, theme::Tone::Warn));
    }
    if (m_value == Value::Changed) {
        const int line = std::min(inside.height(), metrics.height());
        QRect dot(0, 0, kDot, kDot);
        dot.moveCenter({kDot / 2, isOneLine ? inside.center().y() : inside.top() + line / 2});
        theme::drawBox(painter, place(dot), kDot, tokens.accent);
    }
    painter.end();
    Text::paintEvent(event);
}

// --- the row
// ---------------------------------------------------------------------------------------------

SettingRow::SettingRow(bridge::MinerModel& model, const SettingField& field)
    : m_model(model)
    , m_field(field)
    , m_standard(field.valueIn(node::toJson({})))
    , m_name(new SettingName(field.name))
    , m_editor(SettingEditor::create(field, model))
    , m_problem(new widgets::Text(QString(), theme::Type::Caption, theme::Tone::Error))
    , m_revert(new QToolButton) {
    m_revert->setIcon(theme::icon(theme::Glyph::Undo));
    m_revert->setAutoRaise(true);
    m_revert->setAccessibleName(tr("Revert: %1").arg(field.name));
    m_revert->setToolTip(tr("Back to the standard: %1").arg(field.words(m_standard)));
    QSizePolicy policy = m_revert->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_revert->setSizePolicy(policy);
    m_problem->hide();
    setFocusProxy(m_editor);
    layOut();
    connect(m_editor, &SettingEditor::typed, this, &SettingRow::check);
    connect(m_editor, &SettingEditor::chosen, this, &SettingRow::change);
    connect(m_revert, &QToolButton::clicked, this, [this] {
        change(m_standard);
        m_editor->show(m_standard);
        m_editor->setFocus();
    });
    take();
}

void SettingRow::layOut() {
    const bool isWide = m_editor->isWide();
    const QMargins inset(kDot + space::kSmall, 0, 0, 0);
    auto* first = new QHBoxLayout;
    first->setSpacing(space::kMedium);
    first->addWidget(m_name, 1);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addLayout(first);
    const auto add = [&](widgets::Text* text) {
        text->wrap();
        text->setContentsMargins(inset);
        words->addWidget(text);
    };
    if (!m_field.help.isEmpty())
        add(new widgets::Text(m_field.help, theme::Type::Caption, theme::Tone::Muted));
    if (!isReset()) {
        m_now = new widgets::Text(QString(), theme::Type::Caption);
        add(m_now);
    }
    if (isWide) {
        auto* line = new QHBoxLayout;
        line->setContentsMargins(inset.left(), space::kTight, 0, 0);
        line->addWidget(m_editor);
        words->addLayout(line);
        m_editor->control()->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        m_editor->layout()->setAlignment(m_editor->control(), {});
    } else {
        first->addWidget(m_editor);
    }
    add(m_problem);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(space::kSmall);
    row->addLayout(words, 1);
    row->addWidget(m_revert, 0, isWide ? Qt::AlignBottom : Qt::AlignTop);
}

QString SettingRow::problemWith(const QJsonValue& value) const {
    const QJsonObject now = node::toJson(m_model.settings());
    const auto wanted =
        node::withValue(m_model.settings(), m_field.key, m_field.fileValue(now, value));
    const auto problem = wanted ? node::problemOf(*wanted) : node::SettingProblem::Count;
    return problem ? bridge::settingSentence(*problem) : QString();
}

void SettingRow::say(const QString& problem) {
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_editor->control()->setAccessibleDescription(problem.isEmpty() ? m_field.help : problem);
}

void SettingRow::check(const QJsonValue& value) {
    m_isTyping = true;
    say(problemWith(value));
}

void SettingRow::change(const QJsonValue& value) {
    m_isTyping = false;
    const QString problem = problemWith(value);
    say(problem);
    if (!problem.isEmpty())
        return;
    const QJsonObject now = node::toJson(m_model.settings());
    auto wanted = node::withValue(m_model.settings(), m_field.key, m_field.fileValue(now, value));
    m_model.setSettings(*std::move(wanted));
}

void SettingRow::take() {
    const QJsonValue value = m_field.valueIn(node::toJson(m_model.settings()));
    m_isChanged = isReset() && value != m_standard;
    m_name->setValue(m_isChanged ? SettingName::Value::Changed : SettingName::Value::Standard);
    m_revert->setVisible(m_isChanged);
    if (!m_isTyping && m_problem->text().isEmpty())
        m_editor->show(value);
    if (m_now)
        m_now->setText(tr("Now: %1").arg(m_field.words(value)));
}

} // namespace meson::pages

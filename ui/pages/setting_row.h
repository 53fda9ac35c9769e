// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/setting_editor.h"
#include "ui/widgets/text.h"

class QToolButton;

namespace meson::pages {

/// The name of a setting: a dot before it when it is not the standard, and what was searched for
/// marked in it. Thread: ui.
class SettingName : public widgets::Text {
    Q_OBJECT

public:
    explicit SettingName(const QString& name);

    enum class Value { Standard, Changed };
    void setValue(Value value);
    void setMark(const QString& search);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Value m_value = Value::Standard;
    QString m_mark;
};

/// A setting on the page: name and explanation, editor, what is wrong with what is typed, and the
/// way back to the standard while it is another. Takes effect at once. Thread: ui.
class SettingRow : public QWidget {
    Q_OBJECT

public:
    SettingRow(bridge::MinerModel& model, const SettingField& field);

    const SettingField& field() const { return m_field; }
    bool isChanged() const { return m_isChanged; }
    void setMark(const QString& search) { m_name->setMark(search); }
    /// What holds now, unless the owner is just typing here.
    void take();

private:
    void layOut();
    /// What is elsewhere is set and reverted there.
    bool isReset() const { return m_field.kind != SettingField::Kind::Elsewhere; }
    void check(const QJsonValue& value);
    void change(const QJsonValue& value);
    QString problemWith(const QJsonValue& value) const;
    void say(const QString& problem);

    bridge::MinerModel& m_model;
    const SettingField m_field;
    const QJsonValue m_standard;
    bool m_isChanged = false;
    bool m_isTyping = false;
    SettingName* m_name;
    SettingEditor* m_editor;
    widgets::Text* m_now = nullptr; ///< of what is elsewhere
    widgets::Text* m_problem;
    QToolButton* m_revert;
};

} // namespace meson::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/setting_editor.h"

#include "ui/widgets/switch.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLineEdit>
#include <QPushButton>
#include <QWheelEvent>
#include <cmath>
#include <utility>

namespace meson::pages {

namespace {

constexpr int kWidth = 220;

QString pageName(bridge::PageId page) {
    return page == bridge::PageId::Storage ? SettingEditor::tr("Open Storage")
                                           : SettingEditor::tr("Open Bandwidth");
}

/// A wheel that scrolls the page must not change what it passes over.
template <class Control>
class Calm final : public Control {
protected:
    void wheelEvent(QWheelEvent* event) override {
        if (this->hasFocus())
            Control::wheelEvent(event);
        else
            event->ignore();
    }
};

class SwitchEditor final : public SettingEditor {
public:
    explicit SwitchEditor(const SettingField& field)
        : SettingEditor(field, m_switch = new widgets::Switch) {
        connect(
            m_switch, &QAbstractButton::clicked, this, [this](bool isOn) { Q_EMIT chosen(isOn); });
    }
    void show(const QJsonValue& value) override { m_switch->setChecked(value.toBool()); }

private:
    widgets::Switch* m_switch;
};

class ChoiceEditor final : public SettingEditor {
public:
    explicit ChoiceEditor(const SettingField& field)
        : SettingEditor(field, m_box = new Calm<QComboBox>) {
        for (const SettingField::Choice& choice : field.choices)
            m_box->addItem(choice.label, choice.word);
        m_box->setFixedWidth(kWidth);
        // A new language makes the page anew: not while the list of languages is still open.
        connect(
            m_box, &QComboBox::activated, this,
            [this] { Q_EMIT chosen(m_box->currentData().toString()); }, Qt::QueuedConnection);
    }
    void show(const QJsonValue& value) override {
        m_box->setCurrentIndex(std::max(0, m_box->findData(value.toString())));
    }

private:
    QComboBox* m_box;
};

class TextEditor final : public SettingEditor {
public:
    explicit TextEditor(const SettingField& field)
        : SettingEditor(field, m_line = new QLineEdit) {
        m_line->setPlaceholderText(field.placeholder);
        if (!isWide())
            m_line->setFixedWidth(kWidth);
        connect(m_line, &QLineEdit::textEdited, this, [this] { Q_EMIT typed(value()); });
        connect(m_line, &QLineEdit::editingFinished, this, [this] {
            if (m_line->isModified())
                Q_EMIT chosen(value());
        });
    }
    void show(const QJsonValue& value) override {
        m_line->setText(value.isArray() ? m_field.words(value) : value.toString());
        if (value.isArray() && value.toArray().isEmpty())
            m_line->clear();
    }
    bool isWide() const override {
        return m_field.kind == SettingField::Kind::Hosts ||
               m_field.key == QLatin1String("payoutAddress") ||
               m_field.key == QLatin1String("routerCertificates");
    }

private:
    QJsonValue value() const {
        if (m_field.kind == SettingField::Kind::Text)
            return m_line->text().trimmed();
        QJsonArray hosts;
        for (const QString& host : m_line->text().split(QLatin1Char(','), Qt::SkipEmptyParts))
            hosts.append(host.trimmed());
        return hosts;
    }

    QLineEdit* m_line;
};

/// More can be typed than is allowed, so that what is allowed is said rather than enforced without
/// a word.
class NumberEditor final : public SettingEditor {
public:
    explicit NumberEditor(const SettingField& field)
        : SettingEditor(field, m_box = new Calm<QDoubleSpinBox>)
        , m_number(field.number) {
        const SettingField::Number& number = field.number;
        m_box->setAlignment(Qt::AlignRight | Qt::AlignAbsolute);
        dress();
        m_box->setSpecialValueText(number.zero);
        m_box->setStepType(
            number.decimals > 0 ? QAbstractSpinBox::AdaptiveDecimalStepType
                                : QAbstractSpinBox::DefaultStepType);
        if (field.key == QLatin1String("textScale"))
            m_box->setSingleStep(10);
        m_box->setFixedWidth(kWidth);
        connect(m_box, &QDoubleSpinBox::valueChanged, this, [this] {
            m_isTouched = true;
            Q_EMIT typed(value());
        });
        connect(m_box, &QDoubleSpinBox::editingFinished, this, [this] {
            if (std::exchange(m_isTouched, false))
                Q_EMIT chosen(value());
        });
    }
    void show(const QJsonValue& value) override {
        const QSignalBlocker blocker(m_box);
        if (m_number.of == SettingField::Number::Of::Rate) {
            m_number = rateNumber();
            dress();
        }
        m_box->setValue(value.toDouble() / m_number.unit);
        m_isTouched = false;
    }

private:
    void dress() {
        m_box->setDecimals(m_number.decimals);
        m_box->setRange(0, m_number.most);
        m_box->setSuffix(m_number.suffix);
    }
    QJsonValue value() const {
        const double inFile = m_box->value() * m_number.unit;
        if (m_number.inFile == SettingField::Number::InFile::Whole)
            return static_cast<qint64>(std::llround(inFile));
        return inFile;
    }

    QDoubleSpinBox* m_box;
    SettingField::Number m_number; ///< with the unit in force
    bool m_isTouched = false;      ///< since it showed what holds
};

class Elsewhere final : public SettingEditor {
public:
    Elsewhere(const SettingField& field, bridge::MinerModel& model)
        : SettingEditor(field, m_button = new QPushButton) {
        if (field.page == bridge::PageId::Overview) {
            m_button->setText(SettingEditor::tr("Set up again…"));
            connect(m_button, &QPushButton::clicked, &model, &bridge::MinerModel::setupRequested);
            return;
        }
        m_button->setText(pageName(field.page));
        connect(m_button, &QPushButton::clicked, &model, [&model, page = field.page] {
            model.showPage(page);
        });
    }
    void show(const QJsonValue&) override {}

private:
    QPushButton* m_button;
};

} // namespace

SettingEditor::SettingEditor(const SettingField& field, QWidget* control)
    : m_field(field)
    , m_control(control) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->addWidget(control, 1, Qt::AlignTrailing);
    control->setAccessibleName(field.name);
    control->setAccessibleDescription(field.help);
    setFocusProxy(control);
}

SettingEditor* SettingEditor::create(const SettingField& field, bridge::MinerModel& model) {
    switch (field.kind) {
    case SettingField::Kind::Switch:
    case SettingField::Kind::Member:
        return new SwitchEditor(field);
    case SettingField::Kind::Choice:
        return new ChoiceEditor(field);
    case SettingField::Kind::Text:
    case SettingField::Kind::Hosts:
        return new TextEditor(field);
    case SettingField::Kind::Number:
        return new NumberEditor(field);
    case SettingField::Kind::Elsewhere:
        break;
    }
    return new Elsewhere(field, model);
}

} // namespace meson::pages

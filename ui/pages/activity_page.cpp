// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/activity_page.h"

#include "ui/bridge/words.h"
#include "ui/pages/event_log.h"
#include "ui/pages/event_words.h"
#include "ui/pages/export_file.h"
#include "ui/theme/metrics.h"
#include "ui/theme/style.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/text.h"
#include "ui/widgets/units.h"

#include <QComboBox>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace meson::pages {

namespace {

using namespace std::chrono_literals;
using widgets::Text;

constexpr int kShownAtMost = 2000;

QString isoTime(base::WallTime time) {
    return bridge::toDateTime(time).toUTC().toString(Qt::ISODate);
}

QByteArray asCsv(const std::vector<metrics::JournalEntry>& entries) {
    QString text = QStringLiteral("first,last,type,subject,amount,count\r\n");
    for (const metrics::JournalEntry& entry : entries) {
        text += QStringLiteral("%1,%2,%3,%4,%5,%6\r\n")
                    .arg(isoTime(entry.first), isoTime(entry.last))
                    .arg(QString::fromStdString(std::string(metrics::eventName(entry.event.type))))
                    .arg(csvField(QString::fromStdString(entry.event.subject)))
                    .arg(entry.event.amount)
                    .arg(entry.count);
    }
    return text.toUtf8();
}

QByteArray asJson(const std::vector<metrics::JournalEntry>& entries) {
    QJsonArray rows;
    for (const metrics::JournalEntry& entry : entries) {
        rows.append(QJsonObject{
            {QStringLiteral("first"), isoTime(entry.first)},
            {QStringLiteral("last"), isoTime(entry.last)},
            {QStringLiteral("type"),
             QString::fromStdString(std::string(metrics::eventName(entry.event.type)))},
            {QStringLiteral("subject"), QString::fromStdString(entry.event.subject)},
            {QStringLiteral("amount"), qint64(entry.event.amount)},
            {QStringLiteral("count"), qint64(entry.count)}});
    }
    return QJsonDocument(rows).toJson();
}

} // namespace

ActivityPage::ActivityPage(bridge::MinerModel& model, QWidget* parent)
    : Page(tr("Activity"), parent)
    , m_model(model)
    , m_alerts(new widgets::Card(tr("Alerts"))) {
    m_alerts->setInfo(infoOf(
        tr("Alerts"),
        tr("What keeps this node from earning, or soon may, and still lasts. An "
           "alert goes by itself when its cause is mended."),
        tr("alerts = events of this kind − those that ended or that you dismissed")));
    column()->addWidget(m_alerts);
    column()->addWidget(makeLog(), 1);
    takeAlerts({});
    connect(&m_timer, &QTimer::timeout, this, &ActivityPage::refresh);
}

QWidget* ActivityPage::makeLog() {
    auto* card = new widgets::Card(tr("Log"));
    card->setInfo(infoOf(
        tr("Log"),
        tr("What happened in the last 90 days, at most 20,000 rows. Equal events within ten "
           "minutes are one row with their sum."),
        tr("times = events that the row stands for")));
    auto* save = new QPushButton(tr("Export…"));
    card->addHeaderWidget(save);
    connect(save, &QPushButton::clicked, this, &ActivityPage::askForFile);
    m_log = new EventLog(this);
    m_view = new QTreeView;
    m_view->setModel(m_log);
    m_view->setAccessibleName(tr("Log by day"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setUniformRowHeights(true);
    m_view->setRootIsDecorated(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setMinimumHeight(320);
    m_view->header()->setSectionsMovable(false);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(QHeaderView::Interactive);
    m_view->header()->setSectionResizeMode(EventLog::Detail, QHeaderView::Stretch);
    m_view->header()->resizeSection(EventLog::When, 140);
    m_view->header()->resizeSection(EventLog::What, 220);
    m_view->header()->resizeSection(EventLog::Count, 80);
    m_stack = new QStackedWidget;
    m_stack->addWidget(new widgets::EmptyState(
        theme::Glyph::Activity, tr("Nothing to show"),
        tr("Nothing has happened yet that these filters let through.")));
    m_stack->addWidget(m_view);
    card->body()->addLayout(makeFilters());
    card->body()->addWidget(m_stack, 1);
    return card;
}

QLayout* ActivityPage::makeFilters() {
    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Search in the details"));
    m_search->setAccessibleName(tr("Search in the details"));
    m_search->setClearButtonEnabled(true);
    m_severity = new QComboBox;
    m_severity->setAccessibleName(tr("Severity"));
    m_severity->addItems({tr("Everything"), tr("Warnings and problems"), tr("Problems only")});
    m_type = new QComboBox;
    m_type->setAccessibleName(tr("Kind of event"));
    m_type->addItem(tr("All kinds"));
    for (int type = 0; type < metrics::kEventTypes; ++type) {
        m_type->addItem(eventTypeName(static_cast<metrics::EventType>(type)));
    }
    m_type->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_type->setMinimumContentsLength(14);
    auto* row = new QHBoxLayout;
    row->setSpacing(theme::space::kSmall);
    row->addWidget(m_search, 1);
    row->addWidget(m_severity);
    row->addWidget(m_type);
    connect(m_search, &QLineEdit::textChanged, this, &ActivityPage::refresh);
    connect(m_severity, &QComboBox::currentIndexChanged, this, &ActivityPage::refresh);
    connect(m_type, &QComboBox::currentIndexChanged, this, &ActivityPage::refresh);
    return row;
}

void ActivityPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    refresh();
}

void ActivityPage::refresh() {
    if (!isVisible()) {
        m_timer.stop();
        return;
    }
    m_timer.start(2s);
    metrics::JournalFilter standing;
    standing.show = metrics::JournalFilter::Show::StandingAlerts;
    m_model.events(standing, this, [this](const auto& alerts) { takeAlerts(alerts); });
    metrics::JournalFilter filter;
    filter.atLeast = static_cast<metrics::Severity>(m_severity->currentIndex());
    if (m_type->currentIndex() > 0) {
        filter.types = {static_cast<metrics::EventType>(m_type->currentIndex() - 1)};
    }
    filter.text = m_search->text().trimmed().toStdString();
    filter.limit = kShownAtMost;
    m_model.events(filter, this, [this](auto entries) { takeLog(std::move(entries)); });
}

void ActivityPage::takeLog(std::vector<metrics::JournalEntry> entries) {
    const bool wasEmpty = m_log->rowCount() == 0;
    m_stack->setCurrentIndex(entries.empty() ? 0 : 1);
    QList<QString> closed;
    for (int day = 0; day < m_log->rowCount(); ++day) {
        const QModelIndex index = m_log->index(day, 0);
        if (!m_view->isExpanded(index)) {
            closed << index.data().toString();
        }
    }
    m_log->setEntries(std::move(entries));
    for (int day = 0; day < m_log->rowCount(); ++day) {
        const QModelIndex index = m_log->index(day, 0);
        m_view->setFirstColumnSpanned(day, {}, true);
        m_view->setExpanded(index, wasEmpty ? day < 7 : !closed.contains(index.data().toString()));
    }
}

void ActivityPage::takeAlerts(const std::vector<metrics::JournalEntry>& alerts) {
    const bool isSame = std::equal(
        alerts.begin(), alerts.end(), m_shownAlerts.begin(), m_shownAlerts.end(),
        [](const auto& a, const auto& b) { return a.id == b.id && a.count == b.count; });
    if (isSame && m_alerts->body()->count() > 0) {
        return;
    }
    while (QLayoutItem* item = m_alerts->body()->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_shownAlerts = alerts;
    for (const metrics::JournalEntry& alert : alerts) {
        m_alerts->body()->addWidget(makeAlert(alert));
    }
    if (alerts.empty()) {
        auto* row = new QWidget;
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->addWidget(new widgets::GlyphLabel(
            theme::Glyph::CheckCircle, theme::Tone::Ok, theme::size::kIcon));
        auto* words = new Text(tr("Nothing needs your attention."));
        words->wrap();
        line->addWidget(words, 1);
        m_alerts->body()->addWidget(row);
    }
}

QWidget* ActivityPage::makeAlert(const metrics::JournalEntry& alert) {
    const EventWords words = wordsOf(alert);
    auto* row = new QWidget;
    row->setAccessibleName(words.title);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(12);
    line->addWidget(
        new widgets::GlyphLabel(theme::toneGlyph(words.tone), words.tone, theme::size::kIcon), 0,
        Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    const QString since =
        widgets::agoInWords(bridge::toDateTime(alert.first), QDateTime::currentDateTime());
    const auto add = [texts](const QString& text, theme::Type type, theme::Tone tone) {
        if (!text.isEmpty()) {
            auto* label = new Text(text, type, tone);
            label->wrap();
            texts->addWidget(label);
        }
    };
    add(words.title + QStringLiteral(" · ") + since, theme::Type::Strong, theme::Tone::Plain);
    add(words.detail, theme::Type::Body, theme::Tone::Plain);
    add(words.effect, theme::Type::Body, theme::Tone::Muted);
    add(words.remedy, theme::Type::Body, theme::Tone::Muted);
    line->addLayout(texts, 1);
    if (words.action != bridge::Remedy::None) {
        auto* help = new QPushButton(bridge::remedyName(words.action));
        help->setAccessibleName(QStringLiteral("%1: %2").arg(words.title, help->text()));
        line->addWidget(help, 0, Qt::AlignTop);
        connect(
            help, &QPushButton::clicked, this,
            [this, action = words.action, subject = alert.event.subject] {
                bridge::carryOut(action, m_model, subject);
            });
    }
    auto* dismiss = new QPushButton(tr("Dismiss"));
    theme::setButtonRole(*dismiss, theme::ButtonRole::Flat);
    dismiss->setAccessibleName(tr("Dismiss “%1”").arg(words.title));
    line->addWidget(dismiss, 0, Qt::AlignTop);
    connect(dismiss, &QPushButton::clicked, this, [this, id = alert.id] {
        m_model.dismissEvent(id);
        refresh();
    });
    return row;
}

std::optional<QString> ActivityPage::exportTo(const QString& file) const {
    const bool isJson = file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
    return writeFile(file, isJson ? asJson(m_log->entries()) : asCsv(m_log->entries()));
}

void ActivityPage::askForFile() {
    askForExport(
        this, tr("Export the log"), QStringLiteral("meson-activity.csv"),
        tr("Table (*.csv);;JSON (*.json)"), [this](const QString& file) {
            if (const auto problem = exportTo(file)) {
                Q_EMIT m_model.commandFailed(*problem);
            }
        });
}

} // namespace meson::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/machine_table.h"

#include "ui/bridge/earnings_sums.h"
#include "ui/widgets/units.h"

#include <QDate>
#include <algorithm>

namespace meson::pages {
namespace {

const QChar kUnknown(0x2013);

bool isFigure(int column) {
    return column == MachineTable::Today || column == MachineTable::Sending ||
           column == MachineTable::Stored || column == MachineTable::Requests;
}

/// What a column of figures is sorted by; what is not known comes before 0.
std::int64_t figureOf(const MachineLine& line, int column) {
    if (column == MachineTable::Today)
        return line.today ? line.today->count() : -1;
    if (column == MachineTable::Seen)
        return line.seen ? base::unixSeconds(*line.seen) : -1;
    if (!line.now)
        return -1;
    switch (column) {
    case MachineTable::Sending:
        return line.isHeard ? line.now->uploadRate.count() : -1;
    case MachineTable::Stored:
        return line.now->used.count();
    default:
        return line.now->requests;
    }
}

} // namespace

MachineTable::MachineTable(bridge::MinerModel& model, QObject* parent)
    : QAbstractTableModel(parent)
    , m_model(model) {
    refresh();
    connect(&model, &bridge::MinerModel::snapshotChanged, this, &MachineTable::refresh);
    connect(&model, &bridge::MinerModel::earningsChanged, this, &MachineTable::refresh);
    connect(&model.machines(), &bridge::Machines::changed, this, &MachineTable::refresh);
}

MachineLine MachineTable::here() const {
    const node::MinerSnapshot& snapshot = m_model.snapshot();
    const base::WallTime now = m_model.clock().wall();
    MachineLine line;
    line.name = tr("This computer");
    line.status = bridge::machineStatusOf(snapshot, now);
    line.reachability = bridge::reachabilityOf(snapshot, now);
    const auto sums = bridge::earningsSumsOf(m_model.earnings(), QDate::currentDate());
    if (sums.isKnown)
        line.today = sums.today;
    line.isDemo = m_model.isDemo();
    line.now = snapshot.terminal;
    line.isHeard = snapshot.state == node::EngineState::Running && snapshot.terminal;
    line.version = QStringLiteral(MESON_VERSION);
    line.seen = now;
    return line;
}

MachineLine MachineTable::lineOf(const node::AttachedMachine& machine) const {
    const base::WallTime now = m_model.clock().wall();
    MachineLine line;
    line.attached = machine.node;
    line.name = QString::fromStdString(machine.name);
    line.where = QString::fromStdString(terminal::authorityOf(machine.host, machine.port));
    line.status = bridge::machineStatusOf(machine, now);
    line.reachability = bridge::reachabilityOf(machine, now);
    line.today = machine.earnedToday;
    line.isDemo = machine.isDemo;
    line.now = machine.status;
    line.isHeard = machine.state == node::MachineState::Attached;
    line.version = QString::fromStdString(machine.version);
    line.seen = machine.seen;
    return line;
}

void MachineTable::refresh() {
    std::vector<MachineLine> lines{here()};
    for (const node::AttachedMachine& machine : m_model.machines().list().machines)
        lines.push_back(lineOf(machine));
    put(lines);
    const bool isSameOrder = std::equal(
        lines.begin(), lines.end(), m_lines.begin(), m_lines.end(),
        [](const MachineLine& a, const MachineLine& b) { return a.attached == b.attached; });
    if (!isSameOrder)
        beginResetModel();
    m_lines = std::move(lines);
    if (!isSameOrder)
        endResetModel();
    else
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
}

/// In the order asked for, this computer first.
void MachineTable::put(std::vector<MachineLine>& lines) const {
    if (m_column < 0)
        return;
    const bool byFigure = isFigure(m_column) || m_column == Seen;
    const auto isLess = [&](const MachineLine& a, const MachineLine& b) {
        return byFigure ? figureOf(a, m_column) < figureOf(b, m_column)
                        : textOf(a, m_column).localeAwareCompare(textOf(b, m_column)) < 0;
    };
    std::stable_sort(lines.begin() + 1, lines.end(), [&](const auto& a, const auto& b) {
        return m_order == Qt::AscendingOrder ? isLess(a, b) : isLess(b, a);
    });
}

void MachineTable::sort(int column, Qt::SortOrder order) {
    m_column = column;
    m_order = order;
    refresh();
}

int MachineTable::rowOf(const std::optional<base::NodeId>& machine) const {
    const auto found = std::find_if(m_lines.begin(), m_lines.end(), [&](const MachineLine& line) {
        return line.attached == machine;
    });
    return found == m_lines.end() ? -1 : static_cast<int>(found - m_lines.begin());
}

int MachineTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int MachineTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

QString MachineTable::textOf(const MachineLine& line, int column) const {
    switch (column) {
    case Name:
        return line.name;
    case State:
        return line.status.word;
    case Outside:
        return line.now ? line.reachability.words : QString(kUnknown);
    case Version:
        return line.version.isEmpty() ? QString(kUnknown) : line.version;
    case Seen:
        if (!line.seen)
            return tr("not yet");
        return line.isHeard || !line.attached ? tr("now")
                                              : widgets::agoInWords(
                                                    bridge::toDateTime(*line.seen),
                                                    bridge::toDateTime(m_model.clock().wall()));
    case Today:
        if (!line.today)
            return kUnknown;
        return line.isDemo ? tr("%1 DEMO").arg(bridge::tokensText(*line.today))
                           : bridge::tokensText(*line.today);
    default:
        break;
    }
    if (!line.now)
        return kUnknown;
    if (column == Sending)
        return line.isHeard
                   ? widgets::rateInWords(static_cast<double>(line.now->uploadRate.count()))
                   : QString(kUnknown);
    if (column == Stored)
        return widgets::bytesInWords(line.now->used.count());
    return widgets::countInWords(line.now->requests);
}

/// Plain text: Qt would read markup in what another machine said.
QString MachineTable::hintOf(const MachineLine& line, int column) const {
    QString hint;
    if (column == Name)
        hint = line.where;
    if (column == State)
        hint = line.status.reason;
    if (column == Stored && line.now)
        hint = tr("of %1").arg(widgets::bytesInWords(line.now->quota.count()));
    if (column == Outside && line.now)
        hint = line.reachability.detail;
    return hint.toHtmlEscaped();
}

theme::Tone MachineTable::toneOf(const MachineLine& line, int column) const {
    if (column == State)
        return line.status.tone;
    if (column == Outside && line.now)
        return line.reachability.tone;
    const bool isOld = !line.isHeard && column != Name; // what it said last
    return isOld ? theme::Tone::Muted : theme::Tone::Plain;
}

QVariant MachineTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const MachineLine& line = this->line(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return textOf(line, column);
    case Qt::ToolTipRole:
        return hintOf(line, column);
    case Qt::AccessibleDescriptionRole:
        return column == State ? line.status.reason : QString();
    case Qt::TextAlignmentRole:
        return QVariant((isFigure(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case kToneRole:
        return static_cast<int>(toneOf(line, column));
    default:
        return {};
    }
}

QVariant MachineTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((isFigure(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Machine");
    case State:
        return tr("State");
    case Today:
        return tr("Tokens today");
    case Sending:
        return tr("Sending");
    case Stored:
        return tr("Stored");
    case Requests:
        return tr("Requests");
    case Outside:
        return tr("From outside");
    case Version:
        return tr("Version");
    default:
        return tr("Last seen");
    }
}

} // namespace meson::pages

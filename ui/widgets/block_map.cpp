// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/block_map.h"

#include "ui/theme/painting.h"
#include "ui/theme/style.h"
#include "ui/widgets/elided_text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QToolTip>
#include <algorithm>

namespace meson::widgets {

namespace {

constexpr int kCell = 5;
constexpr int kGapWidth = 2;
constexpr int kPitch = kCell + kGapWidth;
constexpr int kMargin = 3;
constexpr qint64 kFlashMs = 900;

/// The cell's sign beside its colour: a notch for what is on its way in or out, a cross for bad.
void drawCell(QPainter& painter, const QRect& cell, Block block, const theme::Tokens& tokens) {
    switch (block) {
    case Block::Empty:
        painter.fillRect(cell, theme::mix(tokens.sunken, tokens.border, 0.7));
        return;
    case Block::Cached:
        painter.fillRect(cell, theme::mix(tokens.surface, tokens.series[0], 0.78));
        return;
    case Block::Downloading:
        painter.fillRect(cell, theme::mix(tokens.surface, tokens.series[1], 0.3));
        painter.fillRect(cell.adjusted(0, 2, 0, 0), tokens.series[1]);
        return;
    case Block::Verifying:
        painter.fillRect(cell, tokens.series[4]);
        painter.fillRect(cell.adjusted(2, 2, -2, -2), tokens.surface);
        return;
    case Block::Evicting:
        painter.fillRect(cell, theme::mix(tokens.surface, tokens.series[5], 0.35));
        painter.fillRect(cell.adjusted(0, 0, 0, -3), tokens.series[5]);
        return;
    case Block::Failed:
        painter.fillRect(cell.adjusted(-1, -1, 1, 1), tokens.error);
        painter.fillRect(cell.adjusted(1, 2, -1, -2), tokens.surface);
    }
}

/// One cell, twice its size.
class BlockSwatch : public QWidget {
public:
    explicit BlockSwatch(Block block)
        : m_block(block) {
        setFixedSize(2 * kPitch, 2 * kPitch);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.scale(2, 2);
        drawCell(painter, QRect(1, 1, kCell, kCell), m_block, theme::tokensOf(this));
    }

private:
    const Block m_block;
};

} // namespace

BlockLegend::BlockLegend(QWidget* parent)
    : BlockLegend(
          {Block::Empty, Block::Downloading, Block::Cached, Block::Verifying, Block::Evicting,
           Block::Failed},
          parent) {}

BlockLegend::BlockLegend(const QList<Block>& blocks, QWidget* parent)
    : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    for (const Block block : blocks) {
        row->addWidget(new BlockSwatch(block));
        row->addWidget(new ElidedText(blockName(block), theme::Type::Caption, theme::Tone::Muted));
        row->addSpacing(theme::space::kSmall);
    }
    row->addStretch(1);
}

QString blockName(Block block) {
    switch (block) {
    case Block::Empty:
        return BlockMap::tr("Free");
    case Block::Downloading:
        return BlockMap::tr("Downloading");
    case Block::Cached:
        return BlockMap::tr("Cached");
    case Block::Verifying:
        return BlockMap::tr("Being checked");
    case Block::Evicting:
        return BlockMap::tr("Being removed");
    case Block::Failed:
        break;
    }
    return BlockMap::tr("Failed its check");
}

BlockMap::BlockMap(QWidget* parent)
    : Graphic(QAccessible::Graphic, parent) {
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Map of the cache"));
    m_clock.start();
}

void BlockMap::setBlocks(std::vector<Block> blocks) {
    m_blocks = std::move(blocks);
    m_counts.fill(0);
    for (const Block block : m_blocks) {
        ++m_counts.at(static_cast<std::size_t>(block));
    }
    m_flashes.clear();
    m_current = std::clamp(m_current, 0, std::max(0, int(m_blocks.size()) - 1));
    summarise();
    updateGeometry();
    update();
}

void BlockMap::setBlock(int index, Block block) {
    if (index < 0 || index >= int(m_blocks.size())) {
        return;
    }
    Block& old = m_blocks.at(std::size_t(index));
    --m_counts.at(static_cast<std::size_t>(old));
    ++m_counts.at(static_cast<std::size_t>(block));
    old = block;
    summarise();
    update(cellRect(index).adjusted(-2, -2, 2, 2));
}

void BlockMap::flash(int index) {
    if (index < 0 || index >= int(m_blocks.size())) {
        return;
    }
    m_flashes[index] = m_clock.elapsed();
    update(cellRect(index).adjusted(-3, -3, 3, 3));
    if (!m_timer.isActive()) {
        m_timer.start(100, this);
    }
}

void BlockMap::setDescriber(std::function<QString(int)> describer) {
    m_describer = std::move(describer);
}

void BlockMap::setCellSize(int side) {
    m_cell = side;
    updateGeometry();
    update();
}

/// As many columns as fit, but a power of two: ids then stand in whole rows. Cells grow to fill
/// what that leaves over.
BlockMap::Grid BlockMap::gridFor(int width) const {
    const int least = m_cell + kGapWidth;
    const int room = width - 2 * kMargin + kGapWidth;
    Grid grid{1, least};
    while (grid.columns * 2 * least <= room) {
        grid.columns *= 2;
    }
    grid.pitch = std::max(least, room / grid.columns);
    return grid;
}

int BlockMap::heightForWidth(int width) const {
    const Grid grid = gridFor(width);
    const int rows = (int(m_blocks.size()) + grid.columns - 1) / grid.columns;
    return std::max(1, rows) * grid.pitch - kGapWidth + 2 * kMargin;
}

QSize BlockMap::sizeHint() const {
    return {420, heightForWidth(420)};
}

QRect BlockMap::cellRect(int index) const {
    const Grid grid = gridFor(width());
    const int side = grid.pitch - kGapWidth;
    const int left = kMargin + index % grid.columns * grid.pitch;
    return {
        isRightToLeft() ? width() - left - side : left, kMargin + index / grid.columns * grid.pitch,
        side, side};
}

int BlockMap::cellAt(const QPointF& position) const {
    const Grid grid = gridFor(width());
    const double x = isRightToLeft() ? width() - position.x() : position.x();
    const int column = int(x - kMargin + 1) / grid.pitch;
    const int row = int(position.y() - kMargin + 1) / grid.pitch;
    const int index = row * grid.columns + column;
    const bool inside = x >= 0 && position.y() >= 0 && column < grid.columns;
    return inside && index < int(m_blocks.size()) ? index : -1;
}

void BlockMap::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    const theme::Tokens& tokens = theme::tokensOf(this);
    const auto [across, pitch] = gridFor(width());
    const int first = std::max(0, (event->rect().top() - kMargin - 2) / pitch) * across;
    const int end = std::min(
        int(m_blocks.size()), ((event->rect().bottom() - kMargin + 2) / pitch + 1) * across);
    for (int index = first; index < end; ++index) {
        drawCell(painter, cellRect(index), m_blocks.at(std::size_t(index)), tokens);
    }
    for (const auto& [index, since] : m_flashes) {
        const QRectF cell = cellRect(index);
        painter.fillRect(cell, tokens.text);
        theme::drawBox(painter, cell.adjusted(-3, -3, 3, 3), 3, {}, tokens.accent, 2);
    }
    if (hasFocus() && !m_blocks.empty()) {
        theme::drawFocusRing(
            painter, QRectF(cellRect(m_current)).adjusted(-3, -3, 3, 3), 3, tokens);
    }
}

void BlockMap::resizeEvent(QResizeEvent*) {
    update();
}

void BlockMap::keyPressEvent(QKeyEvent* event) {
    const int forward = isRightToLeft() ? -1 : 1;
    switch (event->key()) {
    case Qt::Key_Left:
        return moveTo(m_current - forward);
    case Qt::Key_Right:
        return moveTo(m_current + forward);
    case Qt::Key_Up:
        return moveTo(m_current - gridFor(width()).columns);
    case Qt::Key_Down:
        return moveTo(m_current + gridFor(width()).columns);
    case Qt::Key_Home:
        return moveTo(0);
    case Qt::Key_End:
        return moveTo(int(m_blocks.size()) - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (!m_blocks.empty()) {
            Q_EMIT activated(m_current);
        }
        return;
    default:
        Graphic::keyPressEvent(event);
    }
}

void BlockMap::mousePressEvent(QMouseEvent* event) {
    const int index = cellAt(event->position());
    if (index >= 0) {
        moveTo(index);
        Q_EMIT activated(index);
    }
}

void BlockMap::focusInEvent(QFocusEvent* event) {
    Graphic::focusInEvent(event);
    summarise();
}

void BlockMap::moveTo(int index) {
    if (index < 0 || index >= int(m_blocks.size())) {
        return;
    }
    m_current = index;
    summarise();
    update();
}

void BlockMap::timerEvent(QTimerEvent*) {
    const qint64 now = m_clock.elapsed();
    for (auto flash = m_flashes.begin(); flash != m_flashes.end();) {
        if (now - flash->second < kFlashMs) {
            ++flash;
            continue;
        }
        update(cellRect(flash->first).adjusted(-3, -3, 3, 3));
        flash = m_flashes.erase(flash);
    }
    if (m_flashes.empty()) {
        m_timer.stop();
    }
}

bool BlockMap::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int index = cellAt(help->pos());
        QToolTip::showText(
            help->globalPos(), index >= 0 ? describe(index) : QString(), this,
            index >= 0 ? cellRect(index) : QRect());
        return true;
    }
    return Graphic::event(event);
}

QString BlockMap::describe(int index) const {
    const QString state = blockName(m_blocks.at(std::size_t(index)));
    const QString more = m_describer ? m_describer(index) : QString();
    return more.isEmpty() ? state : more + QStringLiteral(" · ") + state;
}

void BlockMap::summarise() {
    QStringList words;
    for (int kind = 0; kind < kBlockKinds; ++kind) {
        if (m_counts.at(std::size_t(kind)) > 0) {
            words << QStringLiteral("%1: %2").arg(
                blockName(Block(kind)), locale().toString(m_counts[std::size_t(kind)]));
        }
    }
    if (hasFocus() && !m_blocks.empty()) {
        words.prepend(describe(m_current));
    }
    setSummary(words.join(QStringLiteral(", ")));
}

} // namespace meson::widgets

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/graphic.h"

#include <QBasicTimer>
#include <QElapsedTimer>
#include <array>
#include <functional>
#include <unordered_map>
#include <vector>

namespace meson::widgets {

/// What a block of the cache is doing.
enum class Block : std::uint8_t { Empty, Downloading, Cached, Verifying, Evicting, Failed };

inline constexpr int kBlockKinds = 6;

QString blockName(Block block);

/// What the cells' colours and marks mean, in a row. Thread: ui.
class BlockLegend : public QWidget {
    Q_OBJECT

public:
    explicit BlockLegend(QWidget* parent = nullptr);
    /// Only those that the map shows.
    explicit BlockLegend(const QList<Block>& blocks, QWidget* parent = nullptr);
};

/// The cache as a map of small cells, a cell a block. A spot check lights its cell up for a moment.
/// Arrow keys walk the cells, Enter opens one. Thread: ui.
class BlockMap : public Graphic {
    Q_OBJECT

public:
    explicit BlockMap(QWidget* parent = nullptr);

    void setBlocks(std::vector<Block> blocks);
    /// The least side of a cell in px; 5 before this is called.
    void setCellSize(int side);
    void setBlock(int index, Block block);

    /// Lights a cell up: a check is looking at it now.
    void flash(int index);

    /// What the tool tip and a screen reader say about a cell, beside its state.
    void setDescriber(std::function<QString(int)> describer);

    int current() const { return m_current; }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {120, 24}; }

Q_SIGNALS:
    /// The block was clicked, or Enter was pressed on it.
    void activated(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Grid {
        int columns;
        int pitch; ///< from one cell to the next
    };
    Grid gridFor(int width) const;
    int cellAt(const QPointF& position) const;
    QRect cellRect(int index) const;
    QString describe(int index) const;
    void moveTo(int index);
    void summarise();

    std::vector<Block> m_blocks;
    std::array<int, kBlockKinds> m_counts{};
    std::unordered_map<int, qint64> m_flashes; ///< cell → when it was lit, by m_clock
    std::function<QString(int)> m_describer;
    QElapsedTimer m_clock;
    QBasicTimer m_timer;
    int m_cell = 5;
    int m_current = 0;
};

} // namespace meson::widgets

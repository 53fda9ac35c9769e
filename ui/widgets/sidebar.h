// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icon.h"

#include <QAbstractButton>
#include <QWidget>

class QButtonGroup;
class QToolButton;
class QVBoxLayout;

namespace meson::widgets {

/// What calls for the owner on a page.
struct Badge {
    enum class Kind { None, Dot, Count };
    Kind kind = Kind::None;
    int count = 0;
};

/// A page's entry in the sidebar. Thread: ui.
class NavButton : public QAbstractButton {
    Q_OBJECT

public:
    NavButton(theme::Glyph glyph, const QString& text, QWidget* parent = nullptr);

    void setBadge(const Badge& badge);
    enum class Width { Full, Glyph };
    void setWidth(Width width);
    /// What else the tool tip says, as the keys for it.
    void setHint(const QString& hint);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void drawBadge(QPainter& painter) const;

    const theme::Glyph m_glyph;
    Badge m_badge;
    Width m_width = Width::Full;
    QString m_hint;
};

/// The pages of the window, the main ones above and the rest at the foot; 208 px wide, 64 when it
/// is collapsed to the glyphs. Thread: ui.
class Sidebar : public QWidget {
    Q_OBJECT

public:
    explicit Sidebar(QWidget* parent = nullptr);

    enum class Place { Top, Foot };
    void addPage(int page, theme::Glyph glyph, const QString& name, Place place = Place::Top);
    void setName(int page, const QString& name);
    void setBadge(int page, const Badge& badge);
    void setHint(int page, const QString& hint);

    int current() const;
    void setCurrent(int page);

    bool isCollapsed() const { return m_width == NavButton::Width::Glyph; }
    void collapse() { setWidth(NavButton::Width::Glyph); }
    void expand() { setWidth(NavButton::Width::Full); }

Q_SIGNALS:
    void pageSelected(int page);
    void collapsedChanged(bool collapsed);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void setWidth(NavButton::Width width);
    NavButton* button(int page) const;

    QVBoxLayout* m_top;
    QVBoxLayout* m_foot;
    QWidget* m_brand; ///< the program's mark and name
    QToolButton* m_toggle;
    QButtonGroup* m_group;
    NavButton::Width m_width = NavButton::Width::Full;
};

} // namespace meson::widgets

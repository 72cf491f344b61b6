"""How the rows of the settings' lists are drawn: content and lines set in, the chosen one over all width."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from nextpatient_desktop.ui.theme import Gap, Ground, Ink
from nextpatient_desktop.ui.widgets.paint import paint_focus
from nextpatient_desktop.ui.widgets.row_painter import AnyIndex, RowDelegate

if TYPE_CHECKING:
    from nextpatient_desktop.ui.widgets.rows import RowItem


class SectionRowPainter(RowDelegate):
    """Draws the rows of a list that fills its card from side to side."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw one row."""
        item: RowItem = index.data(Qt.ItemDataRole.UserRole)
        theme = self._theme
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        self._paint_ground(painter, area, state)
        pad = theme.gap(Gap.L) + theme.gap(Gap.XS)
        room = area.adjusted(pad, 0, -pad, -theme.metrics.border)
        room.setLeft(room.left() + self._paint_front(painter, room, item))
        room.setRight(room.right() - self._paint_end(painter, room, item))
        self._paint_words(painter, room, item)
        if state & QStyle.StateFlag.State_HasFocus and _came_by_keys(option):
            paint_focus(
                painter,
                area.adjusted(1, 1, -1, -theme.metrics.border - 1),
                line=theme.ink(Ink.PRIMARY),
                gap=theme.ground(Ground.PRIMARY_TINT),
                width=theme.metrics.focus,
                radius=theme.metrics.radius_field,
            )
        painter.restore()

    def _paint_ground(self, painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
        theme = self._theme
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.ground(Ground.PRIMARY_TINT))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.ground(Ground.CANVAS))
        inset = 0 if state & QStyle.StateFlag.State_Selected else theme.gap(Gap.L)
        line = area.adjusted(inset, area.height() - theme.metrics.border, -inset, 0)
        painter.fillRect(line, theme.ink(Ink.LINE))


def _came_by_keys(option: QStyleOptionViewItem) -> bool:
    """Whether the keyboard brought the focus: then it is shown, as after no click."""
    return bool(option.state & QStyle.StateFlag.State_KeyboardFocusChange)

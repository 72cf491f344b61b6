"""`TokenPainter`: how a row of the token list is drawn: code, person, marks, time, the dots of its menu."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nextpatient_desktop.ui.counter.state import Mark, Row
from nextpatient_desktop.ui.icons import Icon, paint_icon
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.paint import paint_focus
from nextpatient_desktop.ui.widgets.pills import PillSpec, paint_pill, pill_size

AnyIndex = QModelIndex | QPersistentModelIndex
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_USUAL_CODE = "M-000"


class TokenPainter(QStyledItemDelegate):
    """Draws rows and says how high they are."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme

    def menu_area(self, area: QRect) -> QRect:
        """Where in a row the dots stand that open its menu."""
        side = self._theme.metrics.touch
        place = QRect(0, 0, side, side)
        place.moveCenter(area.center())
        place.moveRight(area.right())
        return place

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """One line or two, and air."""
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        metrics = self._theme.metrics
        height = self._height(TextRole.SMALL) + self._second_line(row)
        return QSize(0, max(height + 2 * metrics.s + metrics.border, self._theme.px(49)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw one row."""
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        theme = self._theme
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_near = bool(state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected))
        painter.save()
        self._paint_ground(painter, area, state)
        room = area.adjusted(theme.gap(Gap.XS), 0, -theme.gap(Gap.XS), -theme.metrics.border)
        room.setLeft(self._paint_code(painter, room, row))
        if is_near:
            place = self.menu_area(area)
            inset = (place.width() - theme.metrics.icon) // 2
            dots = place.adjusted(inset, inset, -inset, -inset)
            paint_icon(painter, dots, Icon.MORE, theme.ink(Ink.MUTED))
            room.setRight(place.left())
        room.setRight(self._paint_since(painter, room, row))
        self._paint_words(painter, room, row)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Selected:
            self._paint_focus(painter, area)
        painter.restore()

    def _paint_ground(self, painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
        theme = self._theme
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.ground(Ground.PRIMARY_TINT))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.ground(Ground.CANVAS))
        painter.fillRect(area.adjusted(0, area.height() - theme.metrics.border, 0, 0), theme.ink(Ink.LINE))

    def _paint_focus(self, painter: QPainter, area: QRect) -> None:
        theme = self._theme
        paint_focus(
            painter,
            area.adjusted(0, 0, 0, -theme.metrics.border),
            line=theme.ink(Ink.PRIMARY),
            gap=theme.ground(Ground.PRIMARY_TINT),
            width=theme.metrics.focus,
            radius=theme.metrics.radius_field,
        )

    def _paint_code(self, painter: QPainter, room: QRect, row: Row) -> int:
        """Draw the code and return where the words begin: at one place in all rows, but for a long code."""
        painter.setFont(self._theme.font(TextRole.CODE_ROW))
        painter.setPen(self._theme.ink(Ink.INK))
        metrics = painter.fontMetrics()
        width = max(metrics.horizontalAdvance(_USUAL_CODE), metrics.horizontalAdvance(row.code))
        painter.drawText(QRect(room.left(), room.top(), width, room.height()), _LEFT, row.code)
        return room.left() + width + self._theme.gap(Gap.L)

    def _paint_since(self, painter: QPainter, room: QRect, row: Row) -> int:
        """Draw how long or when, and return where the words must end."""
        painter.setFont(self._theme.font(TextRole.SMALL))
        painter.setPen(self._theme.ink(Ink.MUTED))
        painter.drawText(room, _RIGHT, row.since)
        return room.right() - painter.fontMetrics().horizontalAdvance(row.since) - self._theme.gap(Gap.S)

    def _paint_words(self, painter: QPainter, room: QRect, row: Row) -> None:
        name, below = self._height(TextRole.SMALL), self._second_line(row)
        top = room.top() + (room.height() - name - below) // 2
        painter.setFont(self._theme.font(TextRole.SMALL))
        painter.setPen(self._theme.ink(Ink.MUTED if row.is_muted else Ink.INK))
        self._paint_line(painter, QRect(room.left(), top, room.width(), name), row.person)
        line = QRect(room.left(), top + name, room.width(), below)
        left = self._paint_marks(painter, line, row)
        if row.note:
            painter.setFont(self._theme.font(TextRole.NOTE))
            painter.setPen(self._theme.ink(Ink.MUTED))
            self._paint_line(painter, QRect(left, line.top(), line.right() - left, below), row.note)

    def _paint_marks(self, painter: QPainter, line: QRect, row: Row) -> int:
        """Draw as many marks as there is room for; the first always, cut if it must be."""
        left = line.left()
        for number, mark in enumerate(row.marks):
            spec = _spec(mark)
            size = pill_size(self._theme, spec, is_small=True)
            width = min(size.width(), line.right() - left)
            if number and width < size.width():
                break
            place = QRect(left, line.bottom() - size.height() + 1, width, size.height())
            paint_pill(painter, place, self._theme, spec)
            left = place.right() + self._theme.gap(Gap.XS)
        return left + (self._theme.gap(Gap.XS) if row.marks else 0)

    def _second_line(self, row: Row) -> int:
        """How high the line below the name is."""
        if row.marks:
            return pill_size(self._theme, _spec(row.marks[0]), is_small=True).height() + self._theme.px(2)
        return self._height(TextRole.NOTE) if row.note else 0

    def _height(self, role: TextRole) -> int:
        return QFontMetrics(self._theme.font(role)).height()

    @staticmethod
    def _paint_line(painter: QPainter, area: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, _LEFT, shown)


def _spec(mark: Mark) -> PillSpec:
    return PillSpec(text=mark.text, tint=mark.tint, icon=mark.icon or "")

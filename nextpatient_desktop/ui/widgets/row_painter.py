"""How a `RowItem` is drawn: measures, texts, pills, the line below, the ground of the selected row."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nextpatient_desktop.ui.icons import paint_icon
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme, Tint
from nextpatient_desktop.ui.widgets.paint import paint_focus
from nextpatient_desktop.ui.widgets.pills import paint_pill, pill_size

if TYPE_CHECKING:
    from nextpatient_desktop.ui.widgets.rows import RowItem

AnyIndex = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RowDelegate(QStyledItemDelegate):
    """Draws rows and says how high they are."""

    title_role = TextRole.BODY

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """One line or two, and air."""
        item: RowItem = index.data(Qt.ItemDataRole.UserRole)
        theme = self._theme
        height = QFontMetrics(theme.font(self._title_role(item))).height()
        if item.pill is not None:
            height += theme.gap(Gap.XS) // 2 + pill_size(theme, item.pill, is_small=True).height()
        elif item.detail:
            height += QFontMetrics(theme.font(TextRole.NOTE)).height()
        if item.trailing_pill is not None:
            height = max(height, pill_size(theme, item.trailing_pill).height())
        if item.icon:
            height = max(height, theme.metrics.icon_large)
        is_dense = bool(item.lead and (item.pill or item.detail))
        air = theme.metrics.s * 2 + theme.metrics.xs if is_dense else theme.metrics.m * 2 + theme.metrics.xs
        return QSize(0, max(height + air, theme.metrics.touch))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw one row."""
        item: RowItem = index.data(Qt.ItemDataRole.UserRole)
        theme = self._theme
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        self._paint_ground(painter, area, state)
        room = area.adjusted(theme.gap(Gap.XS), 0, -theme.gap(Gap.XS), -theme.metrics.border)
        room.setLeft(room.left() + self._paint_front(painter, room, item))
        room.setRight(room.right() - self._paint_end(painter, room, item))
        self._paint_words(painter, room, item)
        if state & QStyle.StateFlag.State_HasFocus:
            paint_focus(
                painter,
                area.adjusted(0, 0, 0, -theme.metrics.border),
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
        line = area.adjusted(0, area.height() - theme.metrics.border, 0, 0)
        painter.fillRect(line, theme.ink(Ink.LINE))

    def _paint_front(self, painter: QPainter, room: QRect, item: "RowItem") -> int:
        """Draw code or icon and return how much width they took."""
        theme = self._theme
        used = 0
        if item.icon:
            side = theme.metrics.icon_large
            tinted = (
                theme.ink(Ink.PRIMARY) if item.icon_tint is Tint.PRIMARY else theme.ink_of(item.icon_tint)
            )
            ink = theme.ink(Ink.FAINT) if item.is_muted else tinted
            paint_icon(painter, QRect(room.left(), room.top(), side, room.height()), item.icon, ink)
            used = side + theme.gap(Gap.M)
        if item.lead:
            painter.setFont(theme.font(TextRole.CODE_ROW))
            painter.setPen(self._ink(item, Ink.INK))
            # every code of the list starts its name at the same place, so the room is that of a usual code
            metrics = painter.fontMetrics()
            width = max(metrics.horizontalAdvance("M-000"), metrics.horizontalAdvance(item.lead))
            painter.drawText(
                QRect(room.left() + used, room.top(), width, room.height()), int(_LEFT), item.lead
            )
            used += width + theme.gap(Gap.L)
        return used

    def _paint_end(self, painter: QPainter, room: QRect, item: "RowItem") -> int:
        """Draw time or pill at the end and return how much width they took."""
        theme = self._theme
        used = 0
        if item.trailing_pill is not None:
            size = pill_size(theme, item.trailing_pill)
            area = QRect(0, 0, size.width(), size.height())
            area.moveTop(room.top() + (room.height() - size.height()) // 2)
            area.moveRight(room.right())
            paint_pill(painter, area, theme, item.trailing_pill)
            used = size.width() + theme.gap(Gap.M)
        if item.trailing:
            painter.setFont(theme.font(TextRole.SMALL))
            painter.setPen(theme.ink(Ink.MUTED))
            painter.drawText(room.adjusted(0, 0, -used, 0), int(_RIGHT), item.trailing)
            used += painter.fontMetrics().horizontalAdvance(item.trailing) + theme.gap(Gap.M)
        return used

    def _paint_words(self, painter: QPainter, room: QRect, item: "RowItem") -> None:
        theme = self._theme
        title_font = theme.font(self._title_role(item))
        title_height = QFontMetrics(title_font).height()
        below = 0
        if item.pill is not None:
            below = pill_size(theme, item.pill, is_small=True).height() + theme.gap(Gap.XS) // 2
        elif item.detail:
            below = QFontMetrics(theme.font(TextRole.NOTE)).height()
        top = room.top() + (room.height() - title_height - below) // 2
        painter.setFont(title_font)
        painter.setPen(self._ink(item, Ink.INK))
        self._paint_line(painter, QRect(room.left(), top, room.width(), title_height), item.title)
        if item.pill is not None:
            size = pill_size(theme, item.pill, is_small=True)
            width = min(size.width(), room.width())
            area = QRect(room.left(), top + title_height + theme.gap(Gap.XS) // 2, width, size.height())
            paint_pill(painter, area, theme, item.pill)
        elif item.detail:
            painter.setFont(theme.font(TextRole.NOTE))
            painter.setPen(theme.ink(Ink.MUTED))
            self._paint_line(
                painter, QRect(room.left(), top + title_height, room.width(), below), item.detail
            )

    @staticmethod
    def _paint_line(painter: QPainter, area: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(_LEFT), shown)

    def _ink(self, item: "RowItem", ink: Ink) -> QColor:
        return self._theme.ink(Ink.MUTED if item.is_muted else ink)

    @staticmethod
    def _title_role(item: "RowItem") -> TextRole:
        if item.is_title_strong:
            return TextRole.BODY_STRONG
        return TextRole.SMALL if item.lead else TextRole.BODY

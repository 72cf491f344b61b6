"""Choosing a department's picture: a button with the present one, and the grid of all of them below it."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon, department_icon, paint_icon
from nextpatient_desktop.ui.settings.icon_words import icon_words
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, Theme
from nextpatient_desktop.ui.widgets.buttons import PaintedButton
from nextpatient_desktop.ui.widgets.paint import mirrored, paint_box

_COLUMNS = 9


class IconField(PaintedButton):
    """Shows the chosen picture; pressed, it opens the grid."""

    def __init__(self, theme: Theme, name: str) -> None:
        self._icon = ""
        super().__init__(theme)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str) -> None:
        """Show this picture."""
        if icon != self._icon:
            self._icon = icon
            self.update()

    def sizeHint(self) -> QSize:
        """As high as other inputs."""
        return QSize(self._theme.px(76), self._theme.metrics.field)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it as an input that opens."""
        with QPainter(self) as painter:
            theme, metrics = self._theme, self._theme.metrics
            ground = theme.ground(Ground.SURFACE)
            paint_box(
                painter,
                self.rect(),
                fill=self._fill(ground),
                line=QColor(theme.palette.field_line),
                width=metrics.border,
                radius=metrics.radius_field,
            )
            side, pad = round(metrics.icon_large * 0.85), theme.gap(Gap.M)
            arrow = metrics.icon
            front = QRect(pad, 0, side, self.height())
            end = QRect(self.width() - theme.gap(Gap.S) - arrow, 0, arrow, self.height())
            if mirrored(self):
                front.moveRight(self.width() - pad)
                end.moveLeft(theme.gap(Gap.S))
            if self._icon:
                paint_icon(painter, front, department_icon(self._icon), theme.ink(Ink.PRIMARY))
            paint_icon(
                painter, end, Icon.COLLAPSE if self.isChecked() else Icon.OPEN_LIST, theme.ink(Ink.INK)
            )
            self._paint_focus(painter, metrics.radius_field, ground)


class _IconTile(PaintedButton):
    """One picture of the grid."""

    def __init__(self, theme: Theme, icon: str, name: str, parent: QWidget) -> None:
        self._icon = icon
        super().__init__(theme, parent=parent)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = self._theme.metrics.field
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        side = self._theme.metrics.touch
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            theme, metrics = self._theme, self._theme.metrics
            is_on = self.isChecked()
            ground = theme.ground(Ground.PRIMARY_TINT if is_on else Ground.SURFACE)
            paint_box(
                painter,
                self.rect(),
                fill=self._fill(ground),
                line=theme.ink(Ink.PRIMARY if is_on else Ink.LINE),
                width=metrics.border * (2 if is_on else 1),
                radius=metrics.radius_field,
            )
            area = QRect(0, 0, metrics.icon_large, metrics.icon_large)
            area.moveCenter(self.rect().center())
            paint_icon(painter, area, self._icon, theme.ink(Ink.PRIMARY))
            self._paint_focus(painter, metrics.radius_field, ground)


class IconGrid(QWidget):
    """All pictures. Arrow keys move between them, Space and Enter choose."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, texts: Texts, icons: Sequence[str]) -> None:
        super().__init__()
        self._icons = list(icons)
        self._group = QButtonGroup(self)
        self._tiles: list[_IconTile] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.gap(Gap.XS))
        for number, icon in enumerate(self._icons):
            tile = _IconTile(theme, icon, icon_words(texts, icon), self)
            self._group.addButton(tile, number)
            grid.addWidget(tile, number // _COLUMNS, number % _COLUMNS)
            self._tiles.append(tile)
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._icons[number]))
        self.setAccessibleName(texts.gettext("Picture"))

    def set_chosen(self, icon: str) -> None:
        """Mark the chosen picture. No signal."""
        if icon in self._icons:
            self._tiles[self._icons.index(icon)].setChecked(True)
            return
        self._group.setExclusive(False)
        for tile in self._tiles:
            tile.setChecked(False)
        self._group.setExclusive(True)

    def focus_chosen(self) -> None:
        """Bring the keyboard to the chosen picture."""
        at = max(0, self._group.checkedId())
        self._tiles[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys."""
        side = -1 if mirrored(self) else 1
        steps = {
            Qt.Key.Key_Left: -side,
            Qt.Key.Key_Right: side,
            Qt.Key.Key_Up: -_COLUMNS,
            Qt.Key.Key_Down: _COLUMNS,
        }
        step = steps.get(Qt.Key(event.key()), 0)
        here = next((n for n, tile in enumerate(self._tiles) if tile.hasFocus()), None)
        if not step or here is None or not 0 <= here + step < len(self._tiles):
            super().keyPressEvent(event)
            return
        self._tiles[here + step].setFocus(Qt.FocusReason.TabFocusReason)

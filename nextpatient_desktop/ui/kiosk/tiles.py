"""The kiosk's department tiles and their grid."""

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.ui.icons import department_icon, paint_icon
from nextpatient_desktop.ui.kiosk.fitting import WRAP, fitting, shortened, text_height
from nextpatient_desktop.ui.kiosk.paged import PagedGrid, Plan
from nextpatient_desktop.ui.kiosk.state import Tile
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.buttons import PaintedButton
from nextpatient_desktop.ui.widgets.paint import paint_box

_COMMON_LEAST = 75
"""Percent: below this a name is made smaller alone, and its icon may stand beside it."""


class DepartmentTile(PaintedButton):
    """A department: its icon, name and who waits. Closed ones are dashed and say when they open."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self._tile: Tile | None = None
        self._most = 100
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def show_tile(self, tile: Tile) -> None:
        """Show this department."""
        if tile == self._tile:
            return
        self._tile = tile
        self.setEnabled(tile.is_open)
        self.setAccessibleName(f"{tile.name}. {tile.line}")
        self.update()

    def set_most(self, percent: int) -> None:
        """The size of the name, at the most: all tiles of a grid have the same where they can."""
        if percent != self._most:
            self._most = percent
            self.update()

    def name_percent(self, size: QSize) -> int:
        """At which size the name would fit in a tile of this size, in percent of the design's."""
        return self._lay_out(QRect(QPoint(0, 0), size), 100).percent if self._tile is not None else 100

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tile."""
        tile = self._tile
        if tile is None:
            return
        theme, metrics = self._theme, self._theme.metrics
        ground = theme.ground(Ground.SURFACE if tile.is_open else Ground.DISABLED)
        with QPainter(self) as painter:
            paint_box(
                painter,
                self.rect(),
                fill=self._fill(ground),
                line=theme.ink(Ink.LINE),
                width=metrics.border,
                radius=metrics.radius,
                is_dashed=not tile.is_open,
            )
            self._paint_inside(painter, tile, self._lay_out(self.rect(), self._most))
            self._paint_focus(painter, metrics.radius, ground)

    def _paint_inside(self, painter: QPainter, tile: Tile, layout: "_Layout") -> None:
        theme = self._theme
        ink = Ink.PRIMARY if tile.is_open else Ink.FAINT
        paint_icon(painter, layout.icon, department_icon(tile.icon), theme.ink(ink))
        painter.setFont(layout.name_font)
        painter.setPen(theme.ink(Ink.INK if tile.is_open else Ink.MUTED))
        name = shortened(layout.name_font, tile.name, layout.name.size())
        painter.drawText(layout.name, WRAP | Qt.AlignmentFlag.AlignBottom, name)
        painter.setFont(layout.line_font)
        painter.setPen(theme.ink(Ink.MUTED))
        line = shortened(layout.line_font, tile.line, layout.line.size())
        painter.drawText(layout.line, WRAP | Qt.AlignmentFlag.AlignBottom, line)

    def _lay_out(self, area: QRect, most: int) -> "_Layout":
        """The icon above the words, or beside them where that leaves the name larger."""
        pad = min(self._theme.gap(Gap.XL), area.height() // 7, area.width() // 9)
        room = area.adjusted(pad, pad, -pad, -pad)
        large = min(self._theme.metrics.icon_hero, room.height() // 3)
        above = self._words(room, QRect(room.left(), room.top(), large, large), most, is_beside=False)
        if above.percent >= min(most, _COMMON_LEAST):
            return above
        small = min(self._theme.metrics.icon_large, room.height() // 2, room.width() // 5)
        icon = QRect(room.left(), room.top() + (room.height() - small) // 2, small, small)
        beside = self._words(room, icon, most, is_beside=True)
        return beside if beside.percent > above.percent else above

    def _words(self, room: QRect, icon: QRect, most: int, *, is_beside: bool) -> "_Layout":
        """Name and line in what the icon leaves of the room, at its lower edge."""
        tile, theme = self._tile, self._theme
        assert tile is not None
        words = QRect(room)
        if is_beside:
            words.setLeft(icon.right() + 1 + theme.gap(Gap.M))
        else:
            words.setTop(icon.bottom() + 1)
        line_room = QSize(words.width(), words.height() // 2)
        line_font, _ = fitting(theme.font(TextRole.SMALL), tile.line, line_room)
        line_height = min(line_room.height(), text_height(line_font, tile.line, words.width()))
        name = words.adjusted(0, 0, 0, -line_height)
        name_font, percent = fitting(theme.font(TextRole.HEADING), tile.name, name.size(), most=most)
        line = QRect(words.left(), name.bottom() + 1, words.width(), line_height)
        if is_beside:
            spare = name.height() - text_height(name_font, tile.name, name.width())
            name.translate(0, -max(0, spare) // 2)
            line.translate(0, -max(0, spare) // 2)
        return _Layout(icon, name, line, name_font, line_font, percent)


class _Layout(NamedTuple):
    icon: QRect
    name: QRect
    line: QRect
    name_font: QFont
    line_font: QFont
    percent: int


class TileGrid(PagedGrid):
    """The departments, in as many columns as make the tiles closest to the design's shape."""

    department_chosen = Signal(object)

    _SHAPE = 470 / 308  # width to height of a tile in the design
    _TALLEST = 1.35  # times the height of the design
    _MOST_COLUMNS = 5

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._tiles: dict[DepartmentId, DepartmentTile] = {}
        self._shown: tuple[Tile, ...] = ()

    @property
    def tiles(self) -> tuple[DepartmentTile, ...]:
        """All tiles in their order, also those of other pages."""
        return tuple(self._tiles.values())

    def show_tiles(self, tiles: tuple[Tile, ...]) -> None:
        """Show these departments in this order.

        A tile stays its department's as long as there is one: a finger that is down while others come, go or
        change places touches what it meant.
        """
        if tiles == self._shown:
            return
        self._shown = tiles
        before = list(self._tiles)
        kept, self._tiles = self._tiles, {}
        for tile in tiles:
            button = kept.pop(tile.department, None) or self._make(tile.department)
            button.show_tile(tile)
            self._tiles[tile.department] = button
        for button in kept.values():
            button.hide()
            button.deleteLater()
        if list(self._tiles) != before:
            self.set_items(self.tiles)
        else:
            self.place()

    def plan(self, room: QSize, count: int) -> Plan:
        """The columns that bring the tiles closest to their shape, no tile smaller than a finger needs."""
        gap = self._gap()
        finger = self._theme.metrics.touch
        widest = max(1, min(count, self._MOST_COLUMNS, (room.width() + gap) // (2 * finger + gap)))
        highest = max(1, (room.height() + gap) // (finger * 5 // 4 + gap))

        def plan(columns: int) -> Plan:
            rows = min(highest, -(-count // columns))
            width = max(1, (room.width() - gap * (columns - 1)) // columns)
            height = max(1, (room.height() - gap * (rows - 1)) // rows)
            return Plan(columns, rows, width, min(height, int(width / self._SHAPE * self._TALLEST)))

        def distance(plan: Plan) -> tuple[bool, int, float]:
            size = QSize(plan.width, plan.height)
            cut = sum(not tile.name_percent(size) for tile in self._tiles.values())
            return plan.capacity < count, cut, abs(plan.width / plan.height - self._SHAPE)

        return min((plan(columns) for columns in range(1, widest + 1)), key=distance)

    def place(self) -> None:
        """Place the tiles, and give all names one size where that is not too small."""
        super().place()
        shown = [tile for tile in self._tiles.values() if not tile.isHidden()]
        common = max(min((tile.name_percent(tile.size()) for tile in shown), default=100), _COMMON_LEAST)
        for tile in shown:
            tile.set_most(common)

    def _make(self, department: DepartmentId) -> DepartmentTile:
        button = DepartmentTile(self._theme, self)
        button.clicked.connect(lambda _=False: self.department_chosen.emit(department))
        return button

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
"""Percent: above this all names of a grid have the size of the smallest, below it each has its own."""


class DepartmentTile(PaintedButton):
    """A department: its icon, name and who waits. Closed ones are dashed and say when they open."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self._tile: Tile | None = None
        self._percents: dict[tuple[int, int, bool], int] = {}
        self._most = 100
        self._is_beside = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._percents.clear()
        super().apply_theme(theme)

    def show_tile(self, tile: Tile) -> None:
        """Show this department."""
        if tile == self._tile:
            return
        self._tile = tile
        self._percents.clear()
        self.setEnabled(tile.is_open)
        self.setAccessibleName(f"{tile.name}. {tile.line}")
        self.update()

    def set_look(self, most: int, *, is_beside: bool) -> None:
        """The name's size at the most, and whether the icon stands beside it: the same for all of a grid."""
        if (most, is_beside) != (self._most, self._is_beside):
            self._most, self._is_beside = most, is_beside
            self.update()

    def name_percent(self, size: QSize, *, is_beside: bool) -> int:
        """At which size the name fits in a tile of this size, in percent of the design's; 0 if at none."""
        if self._tile is None:
            return 100
        key = size.width(), size.height(), is_beside
        if key not in self._percents:  # it takes a millisecond, and a grid asks for many sizes at once
            layout = self._lay_out(self._tile, QRect(QPoint(0, 0), size), 100, is_beside=is_beside)
            self._percents[key] = layout.percent
        return self._percents[key]

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
            layout = self._lay_out(tile, self.rect(), self._most, is_beside=self._is_beside)
            self._paint_inside(painter, tile, layout)
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

    def _lay_out(self, tile: Tile, area: QRect, most: int, *, is_beside: bool) -> "_Layout":
        """Name and line at the lower edge of what the icon leaves, or beside it in the middle."""
        theme = self._theme
        pad = min(theme.gap(Gap.XL), area.height() // 7, area.width() // 9)
        words = room = area.adjusted(pad, pad, -pad, -pad)
        if is_beside:
            side = min(theme.metrics.icon_large, room.height() // 2, room.width() // 5)
            icon = QRect(room.left(), room.top() + (room.height() - side) // 2, side, side)
            words = room.adjusted(side + theme.gap(Gap.M), 0, 0, 0)
        else:
            side = min(theme.metrics.icon_hero, room.height() // 3)
            icon = QRect(room.left(), room.top(), side, side)
            words = room.adjusted(0, side, 0, 0)
        line_room = QSize(words.width(), words.height() // 2)
        line_font, _ = fitting(theme.font(TextRole.SMALL), tile.line, line_room)
        line_height = min(line_room.height(), text_height(line_font, tile.line, words.width()))
        name = words.adjusted(0, 0, 0, -line_height)
        name_font, percent = fitting(theme.font(TextRole.HEADING), tile.name, name.size(), most=most)
        line = QRect(words.left(), name.bottom() + 1, words.width(), line_height)
        spare = max(0, name.height() - text_height(name_font, tile.name, name.width())) if is_beside else 0
        name.translate(0, -spare // 2)
        line.translate(0, -spare // 2)
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

        def distance(plan: Plan) -> tuple[int, int, float]:
            pages = -(-count // plan.capacity)
            look = self._look(QSize(plan.width, plan.height))
            return pages, look.cut, abs(plan.width / plan.height - self._SHAPE)

        return min((plan(columns) for columns in range(1, widest + 1)), key=distance)

    def place(self) -> None:
        """Place the tiles, and give all of them one look."""
        super().place()
        shown = [tile for tile in self._tiles.values() if not tile.isHidden()]
        if shown:
            look = self._look(shown[0].size())
            for tile in shown:
                tile.set_look(max(look.least, _COMMON_LEAST), is_beside=look.is_beside)

    def _look(self, size: QSize) -> "_Look":
        """Icons above the names, or beside them where names are cut less or stay larger so."""

        def look(is_beside: bool) -> _Look:
            percents = [tile.name_percent(size, is_beside=is_beside) for tile in self._tiles.values()]
            return _Look(percents.count(0), min(percents, default=100), is_beside)

        above = look(False)
        if above.least >= _COMMON_LEAST:
            return above
        beside = look(True)
        return beside if (-beside.cut, beside.least) > (-above.cut, above.least) else above

    def _make(self, department: DepartmentId) -> DepartmentTile:
        button = DepartmentTile(self._theme, self)
        button.clicked.connect(lambda _=False: self.department_chosen.emit(department))
        return button


class _Look(NamedTuple):
    cut: int
    least: int
    is_beside: bool

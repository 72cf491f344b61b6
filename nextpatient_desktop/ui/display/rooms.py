"""The other rooms: who is called or served where, as tiles, in pages that take turns where they are many."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nextpatient_desktop.ui.display.painting import draw_line, line_height
from nextpatient_desktop.ui.display.state import RoomTile
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.paint import paint_box

_RIGHT = Qt.AlignmentFlag.AlignRight
_FEWEST_PLACES = 3
_TILE_HEIGHT = 210
_AIR = 0.75  # of a gap, above and below the words of a tile together, where there are several lines
_WIDE = 1.9  # times the code's width: from here on the room's name stands beside it, larger
_CODE_SHARE = 0.8  # of a line's height: figures have nothing below the line


class _Pages(NamedTuple):
    columns: int
    rows: int
    pages: int


class RoomsView(QWidget):
    """As many tiles at once as have room for their codes; the pages take turns."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tiles: tuple[RoomTile, ...] = ()
        self._turn = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.update()

    def show_rooms(self, tiles: tuple[RoomTile, ...], turn: int) -> None:
        """Show these rooms; `turn` says which of their pages."""
        if (tiles, turn) == (self._tiles, self._turn):
            return
        self._tiles, self._turn = tiles, turn
        self.setAccessibleName(", ".join(f"{tile.code} {tile.room}" for tile in tiles))
        self.update()

    @property
    def shown(self) -> tuple[RoomTile, ...]:
        """The tiles of the page that is up."""
        pages = self._shared_out()
        each = pages.columns * pages.rows
        first = self._turn % pages.pages * each
        return self._tiles[first : first + each]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the page, with places for three tiles at least, so that a lone one does not stretch."""
        pages, shown, gap = self._shared_out(), self.shown, self._theme.gap(Gap.M)
        dots = self._dots_height() if pages.pages > 1 else 0.0
        columns = pages.columns
        if pages.pages == 1 and pages.rows == 1:
            columns = max(len(shown), min(_FEWEST_PLACES, columns))
        width = (self.width() - gap * (columns - 1)) / columns
        height = (self.height() - dots - gap * (pages.rows - 1)) / pages.rows
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for index, tile in enumerate(shown):
                row, column = divmod(index, columns)
                area = QRectF(column * (width + gap), row * (height + gap), width, height)
                self._paint_tile(painter, tile, area)
            if dots:
                self._paint_dots(painter, pages.pages)

    def wanted_height(self, width: int, most: int, *, most_rows: int) -> int:
        """How high it likes to be in this width: a second line of tiles where one is too short."""
        gap, columns = self._theme.gap(Gap.M), self._columns(width)
        needed = -(-len(self._tiles) // columns)
        for rows in range(min(most_rows, needed), 1, -1):
            wanted = rows * (self._words_height() + gap * _AIR) + (rows - 1) * gap + self._dots_height()
            if wanted <= most:
                return int(wanted)
        one = max(self._theme.px(_TILE_HEIGHT), self._words_height() + gap)
        return int(min(one + (self._dots_height() if needed > 1 else 0), most))

    def _shared_out(self) -> _Pages:
        """How the tiles are shared out, all pages of one size."""
        gap, count = self._theme.gap(Gap.M), len(self._tiles)
        columns = self._columns(self.width())
        least = self._words_height() + gap * _AIR / 2
        rows = max(1, int((self.height() - self._dots_height() + gap) / (least + gap)))
        rows = max(1, min(rows, -(-count // columns)))
        return _Pages(columns, rows, max(1, -(-count // (columns * rows))))

    def _columns(self, width: int) -> int:
        theme, gap = self._theme, self._theme.gap(Gap.M)
        code = self._code_width("A-0000")
        return max(1, int((width + gap) / (code + 2 * theme.gap(Gap.L) + gap)))

    def _code_width(self, code: str) -> float:
        return QFontMetricsF(self._theme.font(TextRole.CODE_CARD)).horizontalAdvance(code)

    def _words_height(self) -> float:
        code = line_height(self._theme, TextRole.CODE_CARD) * _CODE_SHARE
        return code + line_height(self._theme, TextRole.BODY)

    def _dots_height(self) -> float:
        return float(self._theme.gap(Gap.M))

    def _paint_tile(self, painter: QPainter, tile: RoomTile, area: QRectF) -> None:
        theme = self._theme
        line = theme.ink(Ink.SUCCESS_MARK) if tile.is_called else None
        paint_box(
            painter,
            area,
            fill=theme.ground(Ground.RAISED),
            line=line,
            width=theme.px(4),
            radius=theme.metrics.radius,
        )
        pad = theme.gap(Gap.L)
        room = area.adjusted(pad, 0, -pad, 0)
        code_width = self._code_width(tile.code)
        if room.width() > code_width * _WIDE:
            draw_line(painter, theme, TextRole.CODE_CARD, tile.code, room)
            beside = room.adjusted(code_width + pad, 0, 0, 0)
            draw_line(painter, theme, TextRole.PLACE, tile.room, beside, ink=Ink.MUTED, align=_RIGHT)
            return
        code, name = line_height(theme, TextRole.CODE_CARD) * _CODE_SHARE, line_height(theme, TextRole.BODY)
        top = area.center().y() - (code + name) / 2
        draw_line(painter, theme, TextRole.CODE_CARD, tile.code, QRectF(room.left(), top, room.width(), code))
        below = QRectF(room.left(), top + code, room.width(), name)
        draw_line(painter, theme, TextRole.BODY, tile.room, below, ink=Ink.MUTED)

    def _paint_dots(self, painter: QPainter, count: int) -> None:
        """One dot for each page, the present one bright."""
        side = self._dots_height() * 0.4
        step = side * 2.2
        left = (self.width() - (count - 1) * step - side) / 2
        painter.setPen(self._theme.ink(Ink.MUTED))
        for page in range(count):
            dot = QRectF(left + page * step, self.height() - side, side, side)
            painter.setBrush(self._theme.ink(Ink.INK if page == self._turn % count else Ink.LINE))
            painter.drawEllipse(dot)

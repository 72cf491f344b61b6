"""The kiosk's large things to touch and read: department tiles, the number typed so far, the brand's sign."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.ui.icons import Icon, department_icon, paint_icon
from nextpatient_desktop.ui.kiosk.state import Details, Tile
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.buttons import PaintedButton
from nextpatient_desktop.ui.widgets.paint import paint_box

_WRAP = Qt.TextFlag.TextWordWrap
_SMALLEST_SHARE = 0.6


class DepartmentTile(PaintedButton):
    """A department: its icon, name and who waits. Closed ones are dashed and say when they open."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent=parent)
        self._tile: Tile | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def show_tile(self, tile: Tile) -> None:
        """Show this department."""
        if tile == self._tile:
            return
        self._tile = tile
        self.setEnabled(tile.is_open)
        self.setAccessibleName(f"{tile.name}. {tile.line}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it: icon above, name and line below, with more room between where there is some."""
        tile = self._tile
        if tile is None:
            return
        painter = QPainter(self)
        theme, metrics = self._theme, self._theme.metrics
        ground = theme.ground(Ground.SURFACE if tile.is_open else Ground.DISABLED)
        paint_box(
            painter,
            self.rect(),
            fill=self._fill(ground),
            line=theme.ink(Ink.LINE),
            width=metrics.border,
            radius=metrics.radius,
            is_dashed=not tile.is_open,
        )
        pad = min(theme.gap(Gap.XL), self.height() // 7)
        room = self.rect().adjusted(pad, pad, -pad, -pad)
        self._paint_inside(painter, tile, room)
        self._paint_focus(painter, metrics.radius, ground)
        painter.end()

    def _paint_inside(self, painter: QPainter, tile: Tile, room: QRect) -> None:
        theme = self._theme
        line_font = _fitting(theme.font(TextRole.SMALL), tile.line, QSize(room.width(), room.height() // 3))
        line_height = _height(line_font, tile.line, room.width())
        icon = min(theme.metrics.icon_hero, room.height() // 3)
        left = room.height() - line_height - icon
        name_font = _fitting(theme.font(TextRole.HEADING), tile.name, QSize(room.width(), left))
        name_height = _height(name_font, tile.name, room.width())
        ink = Ink.PRIMARY if tile.is_open else Ink.FAINT
        area = QRect(room.left(), room.top(), icon, icon)
        paint_icon(painter, area, department_icon(tile.icon), theme.ink(ink))
        bottom = room.bottom() + 1
        painter.setFont(line_font)
        painter.setPen(theme.ink(Ink.MUTED))
        painter.drawText(
            QRect(room.left(), bottom - line_height, room.width(), line_height), _WRAP, tile.line
        )
        painter.setFont(name_font)
        painter.setPen(theme.ink(Ink.INK if tile.is_open else Ink.MUTED))
        name_top = bottom - line_height - name_height
        painter.drawText(QRect(room.left(), name_top, room.width(), name_height), _WRAP, tile.name)


class TileGrid(QWidget):
    """All departments at once, in as many columns as make the tiles closest to the design's shape."""

    department_chosen = Signal(object)

    _SHAPE = 470 / 308  # width to height of a tile in the design

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tiles: list[DepartmentTile] = []
        self._shown: tuple[Tile, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self._place()

    def show_tiles(self, tiles: tuple[Tile, ...]) -> None:
        """Show these departments in this order."""
        while len(self._tiles) < len(tiles):
            self._add()
        while len(self._tiles) > len(tiles):
            self._tiles.pop().deleteLater()
        count_changed = len(tiles) != len(self._shown)
        self._shown = tiles
        for button, tile in zip(self._tiles, tiles, strict=True):
            button.show_tile(tile)
        if count_changed:
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the tiles anew."""
        super().resizeEvent(event)
        self._place()

    def _add(self) -> None:
        button = DepartmentTile(self._theme, self)
        button.clicked.connect(lambda: self._choose(button))
        button.show()
        self._tiles.append(button)

    def _choose(self, button: DepartmentTile) -> None:
        chosen: DepartmentId = self._shown[self._tiles.index(button)].department
        self.department_chosen.emit(chosen)

    def _place(self) -> None:
        count = len(self._tiles)
        if not count or self.width() < 10 or self.height() < 10:
            return
        gap = self._theme.gap(Gap.L)
        columns = min(range(1, min(count, 5) + 1), key=lambda n: abs(self._shape(n, gap) - self._SHAPE))
        rows = -(-count // columns)
        width = (self.width() - gap * (columns - 1)) // columns
        height = min((self.height() - gap * (rows - 1)) // rows, int(width / self._SHAPE * 1.35))
        for index, button in enumerate(self._tiles):
            row, column = divmod(index, columns)
            button.setGeometry(column * (width + gap), row * (height + gap), width, height)

    def _shape(self, columns: int, gap: int) -> float:
        rows = -(-len(self._tiles) // columns)
        height = max(1.0, (self.height() - gap * (rows - 1)) / rows)
        return (self.width() - gap * (columns - 1)) / columns / height


class PhoneField(QWidget):
    """The number as it is typed: the country's code, the figures in groups, and where the next one goes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._prefix = ""
        self._digits = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_number(self, details: Details) -> None:
        """Show what was typed."""
        self._prefix, self._digits = details.prefix, details.digits
        self.setAccessibleName(f"{details.title}: {details.digits}")
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the design has it."""
        return QSize(self._theme.px(600), self._theme.metrics.field)

    def minimumSizeHint(self) -> QSize:
        """The same height."""
        return QSize(self._theme.px(300), self._theme.metrics.field)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field."""
        painter = QPainter(self)
        theme, metrics = self._theme, self._theme.metrics
        line = theme.ink(Ink.PRIMARY)
        paint_box(
            painter,
            self.rect(),
            fill=theme.ground(Ground.SURFACE),
            line=line,
            width=metrics.border + 1,
            radius=metrics.radius_field,
        )
        x = theme.px(44)
        painter.setFont(theme.font(TextRole.ENTRY_PREFIX))
        painter.setPen(theme.ink(Ink.MUTED))
        painter.drawText(
            QRect(x, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self._prefix
        )
        x += painter.fontMetrics().horizontalAdvance(self._prefix) + theme.gap(Gap.L)
        room = QSize(self.width() - x - theme.px(44), self.height())
        painter.setFont(_fitting(theme.font(TextRole.ENTRY), self._digits, room, wraps=False))
        painter.setPen(theme.ink(Ink.INK))
        painter.drawText(
            QRect(x, 0, room.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self._digits
        )
        x += painter.fontMetrics().horizontalAdvance(self._digits) + theme.px(8)
        height = theme.px(72)
        cursor = QRectF(x, (self.height() - height) / 2, max(2, theme.px(4)), height)
        painter.fillRect(cursor, line)
        painter.end()


class BrandMark(QWidget):
    """The program's sign beside the clinic's name."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """A square as high as two lines."""
        return self._theme.square(84)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cross on its ground."""
        painter = QPainter(self)
        theme = self._theme
        paint_box(painter, self.rect(), fill=theme.ground(Ground.PRIMARY), radius=theme.px(18))
        inset = self.width() // 5
        area = self.rect().adjusted(inset, inset, -inset, -inset)
        paint_icon(painter, area, Icon.BRAND, theme.ink(Ink.ON_PRIMARY))
        painter.end()


def _height(font: QFont, text: str, width: int) -> int:
    return QFontMetrics(font).boundingRect(QRect(0, 0, max(1, width), 10_000), int(_WRAP), text).height()


def _fitting(font: QFont, text: str, room: QSize, *, wraps: bool = True) -> QFont:
    """The font, smaller by steps where the text would not fit: no word is cut, nothing is left out."""
    original = font.pixelSize()
    fitted = QFont(font)
    for percent in range(100, int(_SMALLEST_SHARE * 100) - 1, -5):
        fitted.setPixelSize(max(8, original * percent // 100))
        if _fits(fitted, text, room, wraps=wraps):
            break
    return fitted


def _fits(font: QFont, text: str, room: QSize, *, wraps: bool) -> bool:
    metrics = QFontMetrics(font)
    if not wraps:
        return metrics.horizontalAdvance(text) <= room.width()
    widest: Sequence[int] = [metrics.horizontalAdvance(word) for word in text.split()] or [0]
    return max(widest) <= room.width() and _height(font, text, room.width()) <= room.height()

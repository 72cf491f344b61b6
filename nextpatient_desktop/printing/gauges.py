"""What only a test page has: a ruler, greys, and one QR code in several sizes, as pieces of its picture."""

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QPainter

from nextpatient_desktop.printing.layout import Align, Codes, Style, margin
from nextpatient_desktop.printing.piece import Piece, below, blank
from nextpatient_desktop.printing.qr import QUIET_ZONE, qr_modules
from nextpatient_desktop.printing.shaping import shape

DOTS_PER_MM: Final = 8
"""At 203 dpi, which is what thermal printers for tickets have."""

_TICKS: Final = ((10, 26), (5, 18), (1, 10))  # every so many millimetres, so high
_NUMBER: Final = Style(size=20, min_size=20)
_RULER: Final = 56
_EDGE: Final = 2

_GREYS: Final = (
    Qt.BrushStyle.Dense7Pattern,
    Qt.BrushStyle.Dense6Pattern,
    Qt.BrushStyle.Dense5Pattern,
    Qt.BrushStyle.Dense4Pattern,
    Qt.BrushStyle.Dense3Pattern,
    Qt.BrushStyle.Dense2Pattern,
    Qt.BrushStyle.Dense1Pattern,
    Qt.BrushStyle.SolidPattern,
)
_FIELD: Final = 48


def ruler(width: int) -> Piece:
    """Millimetres from the left edge on, and a line at either edge: is all of the paper printed on?"""

    def paint(painter: QPainter, top: int) -> None:
        for left in (0, width - _EDGE):
            painter.fillRect(left, top, _EDGE, _RULER, Qt.GlobalColor.black)
        painter.fillRect(0, top, width, _EDGE, Qt.GlobalColor.black)
        for millimetre in range(1, width // DOTS_PER_MM + 1):
            height = next(height for every, height in _TICKS if millimetre % every == 0)
            painter.fillRect(millimetre * DOTS_PER_MM, top, 1, height, Qt.GlobalColor.black)
            if millimetre % 10 == 0:
                number = shape(str(millimetre), _NUMBER.size, _NUMBER)
                left = millimetre * DOTS_PER_MM - number.width // 2
                if left + number.width < width - _EDGE:
                    number.draw(painter, left, top + _TICKS[0][1])

    return Piece(_RULER, paint)


def greys(width: int) -> Piece:
    """Fields from light to black: is the printer's density right, is every dot of its head alive?"""
    side = margin(width)
    edges = [side + (width - 2 * side) * number // len(_GREYS) for number in range(len(_GREYS) + 1)]

    def paint(painter: QPainter, top: int) -> None:
        for (left, right), pattern in zip(pairwise(edges), _GREYS, strict=True):
            painter.fillRect(QRect(left, top, right - left, _FIELD), QBrush(Qt.GlobalColor.black, pattern))
        # Through every dot of the head.
        painter.fillRect(0, top + _FIELD + 4, width, 4, Qt.GlobalColor.black)

    return Piece(_FIELD + 8, paint)


def codes(block: Codes, width: int) -> Piece:
    """The code in each size, with the size in dots below it; as many in a row as there is room for."""
    matrix = qr_modules(block.text, QUIET_ZONE)
    rows: list[list[int]] = [[]]
    for module in block.modules:
        if rows[-1] and sum((*rows[-1], module)) * len(matrix) > width:
            rows.append([])
        if module * len(matrix) <= width:
            rows[-1].append(module)
    return below(*(_row(matrix, row, width) for row in rows if row))


def _row(matrix: tuple[tuple[bool, ...], ...], modules: list[int], width: int) -> Piece:
    sides = [module * len(matrix) for module in modules]
    tallest = max(sides)
    gap = (width - sum(sides)) // (len(sides) + 1)

    def paint(painter: QPainter, top: int) -> None:
        left = gap
        for module, side in zip(modules, sides, strict=True):
            paint_code(painter, matrix, left, top + tallest - side, module)
            number = shape(str(module), _NUMBER.size, _NUMBER, side, Align.CENTRE)
            number.draw(painter, left, top + tallest - QUIET_ZONE)
            left += side + gap

    return below(Piece(tallest, paint), blank(_NUMBER.size + 8))


def paint_code(
    painter: QPainter, matrix: tuple[tuple[bool, ...], ...], left: int, top: int, module: int
) -> None:
    """Paint a QR code with modules of so many whole dots."""
    for down, row in enumerate(matrix):
        for across, is_dark in enumerate(row):
            if is_dark:
                x, y = left + across * module, top + down * module
                painter.fillRect(x, y, module, module, Qt.GlobalColor.black)

"""Text that gives way: in a smaller font where it would not fit, and at the last without its end."""

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics

WRAP = Qt.TextFlag.TextWordWrap
_SMALLEST_PERCENT = 60
_STEP_PERCENT = 5


def text_height(font: QFont, text: str, width: int) -> int:
    """How high a text is in this width, in as many lines as it needs."""
    return QFontMetrics(font).boundingRect(QRect(0, 0, max(1, width), 10_000), int(WRAP), text).height()


def fitting(font: QFont, text: str, room: QSize, *, wraps: bool = True, most: int = 100) -> tuple[QFont, int]:
    """The font at the largest size at which no word is cut and nothing is left out, and that size in percent.

    From `most` percent down to 60; where that is not enough it is that font, and 0 for the size.
    """
    original = font.pixelSize()
    fitted = QFont(font)
    for percent in _percents(most):
        fitted.setPixelSize(max(8, original * percent // 100))
        if _fits(fitted, text, room, wraps=wraps):
            return fitted, percent
    return fitted, 0


def shortened(font: QFont, text: str, room: QSize) -> str:
    """The text, without its end where it does not fit."""
    words = text.split()
    shown = text
    while len(words) > 1 and text_height(font, shown, room.width()) > room.height():
        words.pop()
        shown = " ".join(words) + "…"
    if len(words) == 1:
        return QFontMetrics(font).elidedText(shown, Qt.TextElideMode.ElideRight, room.width())
    return shown


def _percents(most: int) -> Iterator[int]:
    yield from range(max(most, _SMALLEST_PERCENT), _SMALLEST_PERCENT - 1, -_STEP_PERCENT)


def _fits(font: QFont, text: str, room: QSize, *, wraps: bool) -> bool:
    metrics = QFontMetrics(font)
    if not wraps:
        return metrics.horizontalAdvance(text) <= room.width()
    widest = max((metrics.horizontalAdvance(word) for word in text.split()), default=0)
    return widest <= room.width() and text_height(font, text, room.width()) <= room.height()

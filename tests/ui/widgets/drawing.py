"""Looking at what a widget drew."""

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget


def picture_of(widget: QWidget) -> QImage:
    """The widget as it looks now, one pixel per pixel."""
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_ARGB32)


def colours_of(widget: QWidget) -> set[str]:
    """Every colour in the widget, as `#RRGGBB`."""
    image = picture_of(widget)
    found = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    return {QColor(pixel).name().upper() for pixel in found}


def share_of(widget: QWidget, colour: str) -> float:
    """How much of the widget has this colour, 0 to 1."""
    image = picture_of(widget)
    wanted = QColor(colour).rgba()
    hits = sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))
    return hits / (image.width() * image.height())

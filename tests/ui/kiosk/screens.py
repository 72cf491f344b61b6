"""Looking over a kiosk's window: what is cut off, what lies over what, what texts it holds anywhere."""

import re
from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from nextpatient_desktop.ui.kiosk.people import NameButton
from nextpatient_desktop.ui.kiosk.window import KioskWindow
from nextpatient_desktop.ui.widgets.buttons import Button
from nextpatient_desktop.ui.widgets.labels import ElidedLabel

_AN_ADDRESS = re.compile(r"0x[0-9a-f]+")


def area_of(widget: QWidget) -> QRect:
    """Where a widget is in its window."""
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def visible(window: QWidget) -> list[QWidget]:
    """Every widget that is on screen, however small."""
    return [child for child in window.findChildren(QWidget) if child.isVisible()]


def faults(window: KioskWindow) -> list[str]:
    """What is outside the window, cut off or covered by something else of the same step."""
    return [*_outside(window), *_cut(window), *_covered(window)]


def _outside(window: KioskWindow) -> Iterator[str]:
    for child in visible(window):
        if not child.size().isEmpty() and not window.rect().contains(area_of(child)):
            yield f"{type(child).__name__} is outside the window: {area_of(child)}"


def _cut(window: KioskWindow) -> Iterator[str]:
    for child in visible(window):
        if isinstance(child, QLabel) and child.text():
            needed = child.heightForWidth(child.width()) if child.wordWrap() else child.sizeHint().height()
            if needed > child.height() + 1:
                yield f"{child.text()!r} needs {needed} of height and has {child.height()}"
            if not isinstance(child, ElidedLabel) and child.minimumSizeHint().width() > child.width():
                yield f"{child.text()!r} is too wide"
        elif isinstance(child, Button) and not isinstance(child, NameButton):
            if child.minimumSizeHint().width() > child.width():
                yield f"the button {child.text()!r} is too narrow"
            if child.height() < child.minimumSizeHint().height():
                yield f"the button {child.text()!r} is too low"


def _covered(window: KioskWindow) -> Iterator[str]:
    pressed = [w for w in visible(window) if isinstance(w, QPushButton | QLabel) and not w.size().isEmpty()]
    step = [widget for widget in pressed if not window.curtain.isAncestorOf(widget)]
    for first, second in combinations(step, 2):
        shared = area_of(first).intersected(area_of(second))
        if shared.width() > 1 and shared.height() > 1:
            yield f"{first!r} and {second!r} share {shared}"


def texts_in(window: QWidget) -> str:
    """Everything that any widget below holds or says, also those that are hidden and what they paint.

    Without addresses in memory: their digits may be those of a phone number.
    """
    held = []
    for child in window.findChildren(QWidget):
        held.append(child.accessibleName())
        if isinstance(child, QLabel | QPushButton):
            held.append(child.text())
        held.append(_AN_ADDRESS.sub("", repr(vars(child))))
    return "\n".join(held)

"""Touching a kiosk's window: by its widgets' names, where they are on screen."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from nextpatient_desktop.ui.kiosk.state import Step
from nextpatient_desktop.ui.kiosk.window import KioskWindow
from tests.ui.kiosk.lobby import PHONE, SETTLED, Lobby
from tests.ui.kiosk.screens import area_of

LEFT = Qt.MouseButton.LeftButton
Open = Callable[..., KioskWindow]


def touch(lobby: Lobby, widget: QWidget) -> None:
    """A finger comes down on the middle of a widget and goes up again; then the hand rests for a moment."""
    window = widget.window()
    place = area_of(widget).center()
    under = window.childAt(place) or window
    QTest.mouseClick(under, LEFT, pos=under.mapFrom(window, place))
    lobby.scheduler.advance(SETTLED)


def tile(window: KioskWindow, name: str) -> QPushButton:
    (found,) = [one for one in window.home.tiles.tiles if one.accessibleName().startswith(name)]
    return found


def key(window: KioskWindow, text: str) -> QPushButton:
    (found,) = [one for one in window.details.keypad.findChildren(QPushButton) if one.text() == text]
    return found


def type_number(lobby: Lobby, window: KioskWindow, digits: str = PHONE) -> None:
    for digit in digits:
        touch(lobby, key(window, digit))


def step_of(window: KioskWindow) -> Step:
    (step,) = [step for step, panel in window._panels.items() if panel.isVisible()]
    return step

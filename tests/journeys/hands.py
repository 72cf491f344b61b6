"""Eyes and hands at the program's real windows: what they show, and clicks and keys as a person gives them.

Nothing is done to a button that a person could not reach: hidden, disabled, covered by something else, or on
a screen that takes no touch yet because it has only just appeared. Then `NotYet` says so, and who asked may
try again.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QListView, QWidget

from nextpatient_desktop.ui.counter.window import CounterWindow
from nextpatient_desktop.ui.display.window import DisplayWindow
from nextpatient_desktop.ui.kiosk.window import KioskWindow
from nextpatient_desktop.ui.setup.window import SetupWindow

_KINDS: dict[str, type[QWidget]] = {
    "kiosk": KioskWindow,
    "counter": CounterWindow,
    "display": DisplayWindow,
    "setup": SetupWindow,
}
_CORNER = QPoint(10, 10)


class NotYet(Exception):
    """It cannot be done now; the message says why."""


def window_of(kind: str) -> QWidget:
    """The window of a mode, once it is on screen."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, _KINDS[kind]) and window.isVisible():
            return window
    raise NotYet(f"no {kind} is on screen")


def shown(window: QWidget) -> list[str]:
    """Every text that can be read in a window and in the dialogs over it, or is said to screen readers."""
    texts = dict.fromkeys(text for widget in _visible(window) for text in _texts(widget) if text)
    return list(texts)


def see(window: QWidget, sees: list[str], misses: list[str]) -> None:
    """See that for each pattern of `sees` there is a text, and for none of `misses`."""
    texts = shown(window)
    wanted = [pattern for pattern in sees if not _any(pattern, texts)]
    unwanted = [pattern for pattern in misses if _any(pattern, texts)]
    if wanted or unwanted:
        raise NotYet(f"missing {wanted}, there is {unwanted} in {texts}")


def click(window: QWidget, pattern: str) -> None:
    """Click in the middle of the thing whose text or name begins with a pattern; of equals, the first."""
    _await_rest(window)
    front = _front(window)
    found = [one for one in _pressable(front) if any(re.match(pattern, text) for text in _texts(one))]
    if len({tuple(_texts(one)) for one in found}) != 1:
        raise NotYet(f"{len(found)} things to press are called {pattern!r} in {shown(window)}")
    widget = found[0]
    if not widget.isEnabled():
        raise NotYet(f"{pattern!r} cannot be pressed")
    place = widget.mapTo(front, widget.rect().center())
    under = front.childAt(place)
    if under is None or not (under is widget or widget.isAncestorOf(under)):
        raise NotYet(f"{pattern!r} is covered by {under!r}")
    QTest.mouseClick(under, Qt.MouseButton.LeftButton, pos=under.mapFrom(front, place))


def press(window: QWidget, keys: str) -> None:
    """Press keys ("F9", "Ctrl+Z") where the keyboard is."""
    _await_rest(window)
    QTest.keySequence(_keyboard(window), QKeySequence(keys))


def type_text(window: QWidget, text: str, into: str) -> None:
    """Type where the keyboard is; or first click the one input that is called `into`, and type over it."""
    if into:
        inputs = [one for one in _visible(_front(window)) if isinstance(one, QLineEdit)]
        named = [one for one in inputs if re.match(into, one.accessibleName())]
        if len(named) != 1:
            raise NotYet(f"{len(named)} inputs are called {into!r}: {[i.accessibleName() for i in inputs]}")
        _keyboard(window)
        QTest.mouseClick(named[0], Qt.MouseButton.LeftButton)
        named[0].selectAll()
    QTest.keyClicks(_keyboard(window), text)


def hold_corner(window: QWidget) -> None:
    """Put a finger on the upper left corner."""
    under = window.childAt(_CORNER) or window
    QTest.mousePress(under, Qt.MouseButton.LeftButton, pos=under.mapFrom(window, _CORNER))


def let_go(window: QWidget) -> None:
    """Take it away again."""
    under = window.childAt(_CORNER) or window
    QTest.mouseRelease(under, Qt.MouseButton.LeftButton, pos=under.mapFrom(window, _CORNER))


def photograph(window: QWidget, path: str) -> None:
    """Keep a picture of what is in front, to look at when a test is puzzling."""
    _front(window).grab().save(str(Path(path)))


def _any(pattern: str, texts: list[str]) -> bool:
    return any(re.search(pattern, text) for text in texts)


def _visible(window: QWidget) -> Iterator[QWidget]:
    yield window
    yield from (child for child in window.findChildren(QWidget) if child.isVisible())


def _pressable(front: QWidget) -> Iterator[QWidget]:
    for widget in _visible(front):
        is_row = widget.focusPolicy() is Qt.FocusPolicy.StrongFocus and not isinstance(widget, QLineEdit)
        if widget.window() is front and (isinstance(widget, QAbstractButton) or is_row):
            yield widget


def _texts(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel):
        yield widget.text()
    elif isinstance(widget, QAbstractButton):
        yield widget.text().replace("&&", "&")
    elif isinstance(widget, QLineEdit):
        yield widget.displayText()
    elif isinstance(widget, QListView):
        model = widget.model()
        for row in range(model.rowCount()):
            yield str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    yield widget.accessibleName()


def _front(window: QWidget) -> QWidget:
    """The dialog that is open over a window, else the window."""
    front: QWidget | None = QApplication.activeModalWidget()
    above = front
    while above is not None and above is not window:
        above = above.parentWidget()
    return window if front is None or above is None else front


def _keyboard(window: QWidget) -> QWidget:
    """Where what is typed arrives."""
    front = _front(window)
    if not front.isActiveWindow():
        front.activateWindow()
        raise NotYet(f"{front.windowTitle()!r} does not get the keyboard")
    focused: QWidget | None = front.focusWidget()
    return focused if focused is not None else front


def _await_rest(window: QWidget) -> None:
    """A screen that has just changed takes no press: it was meant for what stood there before."""
    if isinstance(window, KioskWindow):
        kiosk = window.presenter
        if kiosk._session.is_busy or kiosk._scheduler.monotonic() < kiosk._settled_at:
            raise NotYet("the kiosk takes no touch yet")
    elif isinstance(window, CounterWindow) and window.presenter.session is not None:
        board = window.presenter.session.board
        if board._is_busy() or board._desk.scheduler.monotonic() < board._quiet_until:
            raise NotYet("the counter takes no key yet")

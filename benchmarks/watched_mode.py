"""A mode of the program as a child process that tells, as JSON lines, what it painted and when.

`python -m benchmarks.watched_mode empty` is a program with nothing but an empty QWidget, for comparison.
Instants are nanoseconds of the monotonic clock, which parent and child share.
"""

import json
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget


def tell(what: str, **more: object) -> None:
    """Print one line to the parent."""
    print(json.dumps({"what": what, "ns": time.monotonic_ns(), **more}), flush=True)


class PaintWatch(QObject):
    """Tells the first frame, the first frame with the clinic's data, and each change of the codes on screen."""

    def __init__(self, shown: Callable[[QWidget], object]) -> None:
        super().__init__()
        self._shown = shown
        self._is_first = True
        self._last: object = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """After each paint, look at what is shown; told when the paint is through."""
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget):
            window = watched.window()
            QTimer.singleShot(0, lambda: self._painted(window))
        return False

    def _painted(self, window: QWidget) -> None:
        if self._is_first:
            self._is_first = False
            tell("first_frame")
        shown = self._shown(window)
        if shown and shown != self._last:
            self._last = shown
            tell("shown", codes=shown)


def empty() -> int:
    """The smallest program with a window."""
    application = QApplication(sys.argv[:1])
    watch = PaintWatch(lambda window: "")
    application.installEventFilter(watch)
    window = QWidget()
    window.resize(1280, 720)
    window.show()
    return application.exec()


def mode(name: str, clinic: str) -> int:
    """One mode over a clinic, watched from outside through Qt's own events."""
    from nextpatient_desktop import cli

    looks: dict[str, Callable[[QWidget], object]] = {
        "kiosk": kiosk_shown,
        "display": display_shown,
        "counter": counter_shown,
    }
    watch = PaintWatch(looks[name])
    _when_application_exists(lambda application: application.installEventFilter(watch))
    return cli.main([name, "--clinic", clinic, "--windowed"])


def _when_application_exists(call: Callable[[QCoreApplication], None]) -> None:
    """Hook in right after the program made its application object."""
    from nextpatient_desktop.bootstrap import program

    make = program.make_application

    def made(mode: object) -> object:
        application = make(mode)  # type: ignore[arg-type]  # handed on as it came
        call(application)
        return application

    program.make_application = made  # type: ignore[assignment]  # the program itself is left as it is


def kiosk_shown(window: QWidget) -> object:
    """The departments on the kiosk's first screen."""
    from nextpatient_desktop.ui.kiosk.tiles import TileGrid

    grid = window.findChild(TileGrid)
    return [child.accessibleName() for child in grid.findChildren(QWidget)] if grid is not None else ""


def display_shown(window: QWidget) -> object:
    """Every code on the display, stage first."""
    from nextpatient_desktop.ui.display.panel import DisplayPanel

    panel = window.findChild(DisplayPanel)
    if panel is None or not panel.rooms.accessibleName() + panel.stage.accessibleName():
        return ""
    return f"{panel.stage.accessibleName()} | {panel.rooms.accessibleName()} | {panel.next.accessibleName()}"


def counter_shown(window: QWidget) -> object:
    """The counters that can be chosen at the sign-in."""
    from nextpatient_desktop.ui.widgets.rows import RowList

    return [widget.accessibleName() for widget in window.findChildren(RowList) if widget.isVisible()]


if __name__ == "__main__":
    sys.exit(empty() if sys.argv[1] == "empty" else mode(sys.argv[1], sys.argv[2]))

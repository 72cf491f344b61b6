"""A mode of the program as a child process that tells, as JSON lines, what it painted and when.

`python -m benchmarks.watched_mode empty` is a program with nothing but an empty QWidget, for comparison.
Instants are nanoseconds of the monotonic clock, which parent and child share.
"""

import json
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget


def tell(what: str, **more: object) -> None:
    """Print one line to the parent."""
    print(json.dumps({"what": what, "ns": time.monotonic_ns(), **more}), flush=True)


class PaintWatch(QObject):
    """Tells the first frame, the first with the clinic's data, and each change of the codes on screen."""

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
    """One mode over a clinic, as the command line starts it, watched from outside through Qt's own events."""
    import nextpatient_desktop.cli  # noqa: F401 - what the console script imports first
    from nextpatient_desktop.bootstrap.lean import start_lean

    start_lean()
    from nextpatient_desktop.bootstrap.modes import DESIGNS, Station
    from nextpatient_desktop.bootstrap.options import ModeOptions
    from nextpatient_desktop.bootstrap.program import Program
    from nextpatient_desktop.domain.model import StationKind

    looks: dict[str, Callable[[QWidget], object]] = {
        "kiosk": kiosk_shown,
        "display": display_shown,
        "counter": counter_shown,
    }
    kind = StationKind(name)
    program = Program(DESIGNS[kind], "en")
    watch = PaintWatch(looks[name])
    Station(program, kind, ModeOptions(clinic=clinic, is_windowed=True)).open()
    program.application.installEventFilter(watch)  # last, so that it is told of a paint before the program is
    return program.run()


def kiosk_shown(window: QWidget) -> object:
    """The departments on the kiosk's first screen."""
    from nextpatient_desktop.ui.kiosk.tiles import DepartmentTile

    return [name for tile in window.findChildren(DepartmentTile) if (name := tile.accessibleName())]


def display_shown(window: QWidget) -> object:
    """Every code that is called or served, the one on the stage first."""
    from nextpatient_desktop.ui.display.panel import DisplayPanel

    panel = window.findChild(DisplayPanel)
    if panel is None or not panel.has_data:
        return ""
    return f"{panel.stage.accessibleName()} | {panel.rooms.accessibleName()}"


def counter_shown(window: QWidget) -> object:
    """The counters that can be chosen at the sign-in."""
    names = [button.accessibleName() or button.text() for button in window.findChildren(QAbstractButton)]
    return [name for name in names if name.startswith("Room")]


if __name__ == "__main__":
    sys.exit(empty() if sys.argv[1] == "empty" else mode(sys.argv[1], sys.argv[2]))

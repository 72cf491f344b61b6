"""The program in a process of its own, with a line to it: `python -m tests.journeys.driver MODE OPTIONS`.

What runs is the program itself, by its own command line; only a thread is beside it, which reads what a test
wants done (a line of JSON on standard input), has it done on the thread of the windows, and answers with a
line of JSON. What cannot be done yet is tried again until the test's patience ends. The mode `together` is
kiosk, counter and display side by side in one program. When the line breaks the process ends.
"""

import argparse
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_AGAIN_MS = 15
_TICK = 0.01


def main() -> int:
    """Run a mode, or all three together."""
    threading.Thread(target=_listen, daemon=True).start()
    mode, *arguments = sys.argv[1:]
    if mode == "together":
        return _together(arguments)
    from nextpatient_desktop.cli import main as program

    return program([mode, *arguments])


def _together(arguments: list[str]) -> int:
    """Three stations in one program, as the demo has them, over any clinic."""
    from nextpatient_desktop.bootstrap.lean import start_lean

    start_lean()
    from nextpatient_desktop.bootstrap.logs import start_logging
    from nextpatient_desktop.bootstrap.modes import Station
    from nextpatient_desktop.bootstrap.options import ModeOptions
    from nextpatient_desktop.bootstrap.program import Program
    from nextpatient_desktop.domain.model import StationKind
    from nextpatient_desktop.ui.theme import Mode

    parser = argparse.ArgumentParser()
    for option in ("--clinic", "--counter", "--printer"):
        parser.add_argument(option)
    asked = parser.parse_args(arguments)
    start_logging("together")
    program = Program(Mode.DESK, "en")
    for kind in (StationKind.KIOSK, StationKind.COUNTER, StationKind.DISPLAY):
        options = ModeOptions(
            clinic=asked.clinic, counter=asked.counter, printer=asked.printer, is_windowed=True
        )
        Station(program, kind, options).show()
    return program.run()


def _listen() -> None:
    """Hand each line to the thread of the windows, once there is an application."""
    try:
        hand_over = _line_to_windows()
        for line in _lines():
            hand_over(json.loads(line))
    finally:
        os._exit(1)  # nobody is at the other end any more


def _lines() -> Iterator[bytes]:
    """What comes on standard input. Not by `sys.stdin`: its lock would be held when the program ends."""
    begun = b""
    while came := os.read(0, 65536):
        *whole, begun = (begun + came).split(b"\n")
        yield from whole


def _line_to_windows() -> Callable[[dict[str, Any]], None]:
    while (widgets := sys.modules.get("PySide6.QtWidgets")) is None or not hasattr(widgets, "QApplication"):
        threading.Event().wait(_TICK)
    while (application := widgets.QApplication.instance()) is None:
        threading.Event().wait(_TICK)
    from PySide6.QtCore import QObject, Qt, Signal, Slot

    class Line(QObject):
        came = Signal(object)

        @Slot(object)
        def take(self, asked: dict[str, Any]) -> None:
            _try(asked, monotonic() + asked.get("seconds", 0))

    line = Line()
    line.moveToThread(application.thread())
    line.came.connect(line.take, Qt.ConnectionType.QueuedConnection)
    return lambda asked: line.came.emit(asked)  # and not `emit` alone, which would not keep the line alive


def _try(asked: dict[str, Any], until: float) -> None:
    """Do it, now or a little later; on the thread of the windows."""
    from PySide6.QtCore import QTimer

    from tests.journeys.hands import NotYet

    try:
        _answer(done=_do(asked))
    except NotYet as reason:
        if monotonic() < until:
            QTimer.singleShot(_AGAIN_MS, lambda: _try(asked, until))
        else:
            _answer(refused=str(reason))
    except Exception as error:  # told to the test, which fails
        _answer(refused=repr(error))


def _do(asked: dict[str, Any]) -> object:
    from tests.journeys import hands

    window = hands.window_of(asked["window"])
    acts: dict[str, Callable[[QWidget], object]] = {
        "shown": hands.shown,
        "see": lambda at: hands.see(at, asked["sees"], asked["misses"]),
        "click": lambda at: hands.click(at, asked["on"]),
        "press": lambda at: hands.press(at, asked["keys"]),
        "type": lambda at: hands.type_text(at, asked["text"], asked["into"]),
        "hold_corner": hands.hold_corner,
        "let_go": hands.let_go,
        "photograph": lambda at: hands.photograph(at, asked["path"]),
    }
    return acts[asked["do"]](window)


def _answer(**said: object) -> None:
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    sys.exit(main())

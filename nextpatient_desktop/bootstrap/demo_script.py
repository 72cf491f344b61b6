"""A scripted visit through the three real windows: pictures of each mode at each step, and the ticket."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from nextpatient_desktop.bootstrap.demo import DemoWindows
from nextpatient_desktop.bootstrap.demo_clinic import DemoClinic
from nextpatient_desktop.bootstrap.program import Program
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.ui.counter.attach_dialog import AttachDialog
from nextpatient_desktop.ui.counter.state import Standing
from nextpatient_desktop.ui.display.window import DisplayWindow
from nextpatient_desktop.ui.kiosk.state import Paper, Step
from nextpatient_desktop.ui.kiosk.tiles import DepartmentTile
from nextpatient_desktop.ui.kiosk.window import KioskWindow
from nextpatient_desktop.ui.theme import Mode

PHONE = "9000000042"
_SIZES = {
    StationKind.KIOSK: (1080, 1920),
    StationKind.COUNTER: (1440, 900),
    StationKind.DISPLAY: (1920, 1080),
}
_POLL_SECONDS = 0.05
_PATIENCE_SECONDS = 30.0
_SETTLE_SECONDS = 0.8  # a screen takes no press right after it changed: hands shake
_MOST_CALLS = 25

Condition = Callable[[], bool]


def play(demo: DemoClinic, folder: Path, screens: Path) -> int:
    """Play the visit, leave the pictures in `screens`; 0 when all of it happened, 1 when a step did not."""
    screens.mkdir(parents=True, exist_ok=True)
    program = Program(Mode.DESK, "en")
    windows = DemoWindows(program, demo, folder)
    for kind, window in windows.by_kind.items():
        window.resize(*_SIZES[kind])
    player = _Player(program, _Visit(windows, demo.document, screens).steps())
    player.start()
    program.run()
    return player.code


class _Player:
    """Goes from step to step as soon as what a step waits for has happened."""

    def __init__(self, program: Program, steps: Iterator[tuple[str, Condition]]) -> None:
        self._program = program
        self._steps = steps
        self._waits_for: tuple[str, Condition] | None = None
        self._since = 0.0
        self.code = 1

    def start(self) -> None:
        self._program.scheduler.call_later(_POLL_SECONDS, self._go_on)

    def _go_on(self) -> None:
        if self._waits_for is not None and not self._waits_for[1]():
            if time.monotonic() - self._since > _PATIENCE_SECONDS:
                print(f"this did not happen: {self._waits_for[0]}", flush=True)
                self._program.end()
                return
        else:
            try:
                self._waits_for = next(self._steps)
            except StopIteration:
                self.code = 0
                self._program.end()
                return
            self._since = time.monotonic()
        self._program.scheduler.call_later(_POLL_SECONDS, self._go_on)


class _Visit:
    """One visit: token at the kiosk, called and served at the counter, followed by the display."""

    def __init__(self, windows: DemoWindows, paper: Path, screens: Path) -> None:
        self._windows = windows
        self._paper = paper
        self._screens = screens
        self._number = 0
        kiosk, display = windows.by_kind[StationKind.KIOSK], windows.by_kind[StationKind.DISPLAY]
        assert isinstance(kiosk, KioskWindow)
        assert isinstance(display, DisplayWindow)
        self._kiosk = kiosk
        self._display = display
        self._code = ""

    def steps(self) -> Iterator[tuple[str, Condition]]:
        """The script: each yield names what it waits for."""
        self._windows.sign_in()
        yield "the windows show the clinic", self._is_ready
        self._picture("The clinic's day: kiosk, counter and display")
        yield from self._take_token()
        yield from self._wait_for_the_call()
        yield from self._serve()

    def _take_token(self) -> Iterator[tuple[str, Condition]]:
        kiosk = self._kiosk
        tile = next(t for t in kiosk.home.tiles.findChildren(DepartmentTile) if t.isEnabled())
        yield from self._settle()
        _click(tile)
        yield "the kiosk asks for the number", lambda: self._step() is Step.DETAILS
        yield from self._settle()
        for digit in PHONE:
            QTest.keyClick(kiosk.details.keypad, Qt.Key(ord(digit)))
        _click(next(iter(kiosk.details.choices.values())))
        self._picture("The patient types a number and says 60 or older")
        _click(kiosk.details.token)
        yield "the kiosk shows the token", lambda: self._step() is Step.TICKET
        ticket = kiosk.state.ticket
        self._code = ticket.code if ticket is not None else ""
        yield "the ticket is printed", lambda: self._ticket_is_out()
        yield "the counter lists the token", lambda: self._code in self._waiting_codes()
        self._picture(f"{self._code}: on the screen first, then on paper")
        self._keep_ticket()
        yield from self._settle()
        _click(kiosk.ticket.done)

    def _wait_for_the_call(self) -> Iterator[tuple[str, Condition]]:
        for _ in range(_MOST_CALLS):
            before = self._current_code()
            yield from self._press(Qt.Key.Key_F9)
            yield "the counter calls somebody", self._is_after(before)
            if self._current_code() == self._code:
                break
        yield "the call has the display's stage", lambda: self._code in self._on_stage()
        self._picture(f"{self._code} is called, the display follows")
        yield from self._press(Qt.Key.Key_F6)
        yield "the call is repeated", lambda: self._standing() is Standing.CALLED
        yield from self._press(Qt.Key.Key_F5)
        yield "the patient is being served", lambda: self._standing() is Standing.SERVING
        self._picture("The patient sits down: F5")

    def _serve(self) -> Iterator[tuple[str, Condition]]:
        counter = self._windows.counter
        counter.forms.attach([self._paper])
        yield "the form has read the document", self._can_attach
        self._picture("A document is attached")
        dialog = self._attach_dialog()
        if dialog is not None:
            _click(dialog.submit_button)
        yield "the document is kept and listed", self._has_document
        self._picture("It is kept with the visit")
        yield from self._press(Qt.Key.Key_F8)
        yield "the visit is complete", lambda: self._current_code() != self._code
        yield "the display follows", lambda: self._code not in self._on_display()
        self._picture("Complete: F8")

    # --- looking --------------------------------------------------------------------------------------

    def _is_ready(self) -> bool:
        return bool(self._kiosk.state.tiles) and self._display.panel.has_data and self._current_code() != ""

    def _step(self) -> Step:
        return self._kiosk.state.step

    def _settle(self) -> Iterator[tuple[str, Condition]]:
        until = time.monotonic() + _SETTLE_SECONDS
        yield "the step takes touches", lambda: time.monotonic() >= until

    def _current_code(self) -> str:
        session = self._windows.counter.presenter.session
        return session.board.state.current.code if session is not None else ""

    def _standing(self) -> Standing:
        session = self._windows.counter.presenter.session
        return session.board.state.current.standing if session is not None else Standing.LOADING

    def _waiting_codes(self) -> list[str]:
        session = self._windows.counter.presenter.session
        return [row.code for row in session.board.state.list.rows] if session is not None else []

    def _on_stage(self) -> str:
        """Calls take turns there, each for its time."""
        return self._display.panel.stage.accessibleName()

    def _on_display(self) -> str:
        panel = self._display.panel
        return f"{panel.stage.accessibleName()} {panel.rooms.accessibleName()}"

    def _ticket_is_out(self) -> bool:
        ticket = self._kiosk.state.ticket
        return ticket is not None and ticket.paper is Paper.OUT

    def _attach_dialog(self) -> AttachDialog | None:
        dialog = self._windows.counter.forms.open_dialog
        return dialog if isinstance(dialog, AttachDialog) else None

    def _can_attach(self) -> bool:
        dialog = self._attach_dialog()
        return dialog is not None and dialog.submit_button.isEnabled()

    def _has_document(self) -> bool:
        session = self._windows.counter.presenter.session
        if session is None or self._attach_dialog() is not None:
            return False
        records = session.records.state
        return not records.uploads and any(row.title == self._paper.stem for row in records.documents)

    # --- doing ----------------------------------------------------------------------------------------

    def _is_after(self, code: str) -> Condition:
        return lambda: self._current_code() not in ("", code)

    def _press(self, key: Qt.Key) -> Iterator[tuple[str, Condition]]:
        """Press a key at the counter, as soon as that window has the keyboard and takes the next act."""
        counter = self._windows.counter
        counter.activateWindow()
        yield "the counter has the keyboard", counter.isActiveWindow
        yield "the counter is ready", self._takes_keys
        yield from self._settle()
        QTest.keyClick(counter, key)

    def _takes_keys(self) -> bool:
        session = self._windows.counter.presenter.session
        main = session.board.state.current.main if session is not None else None
        return main is not None and main.is_enabled

    def _picture(self, what: str) -> None:
        self._number += 1
        for kind, window in self._windows.by_kind.items():
            shown: QWidget = window
            shown.grab().save(str(self._screens / f"{self._number:02d}-{kind}.png"))
        print(f"{self._number:02d}  {what}", flush=True)

    def _keep_ticket(self) -> None:
        for made in (self._windows.tickets / "ticket-0001.bin", self._windows.tickets / "ticket-0001.png"):
            shutil.copy(made, self._screens / f"ticket{made.suffix}")
        print("    ticket.bin, ticket.png", flush=True)


def _click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

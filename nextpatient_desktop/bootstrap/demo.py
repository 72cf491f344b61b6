"""The demo: a clinic with a half-done day, kiosk, counter and display side by side."""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from nextpatient_desktop.bootstrap.demo_clinic import COUNTER, KIOSK, DemoClinic, DemoStaff, build_demo_clinic
from nextpatient_desktop.bootstrap.folders import HOME_VARIABLE
from nextpatient_desktop.bootstrap.joining import station_settings_path
from nextpatient_desktop.bootstrap.lazy_printer import LazyPrinter
from nextpatient_desktop.bootstrap.modes import Station
from nextpatient_desktop.bootstrap.options import ModeOptions
from nextpatient_desktop.bootstrap.program import Program
from nextpatient_desktop.bootstrap.station_file import StationFile
from nextpatient_desktop.clinic.print_queue.ports import PreparedJob
from nextpatient_desktop.clinic.printing import PrintOutcome, TicketContent
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.ui.station_settings import PrinterSettings, StationSettings
from nextpatient_desktop.ui.theme import Mode

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from nextpatient_desktop.ui.counter.window import CounterWindow

_COUNTER_NEEDS = 720
"""A height at which the counter shows everything."""
_KINDS = (StationKind.KIOSK, StationKind.COUNTER, StationKind.DISPLAY)


class PicturingPrinter(LazyPrinter):
    """Prints into a folder: each ticket's bytes as `ticket-0001.bin`, and beside it what the paper shows."""

    _WIDTH = 576

    def __init__(self, folder: Path) -> None:
        super().__init__(PrinterSettings(url=f"{folder.as_uri()}/", width_dots=self._WIDTH))
        self._folder = folder

    def prepare(self, content: object) -> PreparedJob:
        """A job that draws its ticket as a picture once it is printed."""
        job = super().prepare(content)
        if not isinstance(content, TicketContent):
            return job
        return _Pictured(job, content, self._folder, self._WIDTH)


class _Pictured:
    """A job, and its picture."""

    def __init__(self, job: PreparedJob, content: TicketContent, folder: Path, width: int) -> None:
        self._job = job
        self._content = content
        self._folder = folder
        self._width = width

    def send(self) -> PrintOutcome:
        """Print, then draw."""
        from nextpatient_desktop.printing.preview import render_png

        outcome = self._job.send()
        newest = max(self._folder.glob("ticket-*.bin"), default=None)
        if newest is not None:
            render_png(self._content, self._width, newest.with_suffix(".png"))
        return outcome


class DemoWindows:
    """The three windows of the demo over one clinic; tickets come out as files in `tickets`."""

    def __init__(self, program: Program, demo: DemoClinic, folder: Path) -> None:
        self.program = program
        self.demo = demo
        self.tickets = folder / "tickets"
        self.tickets.mkdir(exist_ok=True)
        shown: dict[StationKind, QWidget] = {kind: self._show(kind) for kind in _KINDS}
        self.by_kind = shown

    def _show(self, kind: StationKind) -> "QWidget":
        name = {StationKind.KIOSK: KIOSK, StationKind.COUNTER: COUNTER}.get(kind, "")
        settings = StationSettings(station=self.demo.stations.get(name), name=name)
        StationFile(station_settings_path(kind, name)).save(settings)
        options = ModeOptions(
            station=name or None,
            clinic=str(self.demo.database),
            counter=COUNTER if kind is StationKind.COUNTER else None,
            is_windowed=True,
        )
        return Station(self.program, kind, options, printer=PicturingPrinter(self.tickets)).show()

    @property
    def counter(self) -> "CounterWindow":
        """The counter's window."""
        from nextpatient_desktop.ui.counter.window import CounterWindow

        window = self.by_kind[StationKind.COUNTER]
        assert isinstance(window, CounterWindow)
        return window

    @property
    def doctor(self) -> DemoStaff:
        """Who works at the demo's counter."""
        room = self.demo.counters[COUNTER]
        return next(one for one in self.demo.staff if one.counter == room)

    def sign_in(self) -> None:
        """Sign the demo's doctor in, as soon as the sign-in knows the counter."""
        presenter = self.counter.presenter
        if presenter.session is not None:
            return
        if presenter.sign_in.state.counter is not None and not presenter.sign_in.state.is_running:
            presenter.sign_in.submitted(self.doctor.login, self.doctor.password)
        self.program.scheduler.call_later(0.2, self.sign_in)


def run_demo(screens: Path | None = None) -> int:
    """Make a clinic in a temporary folder and show it; with `screens`, play a visit and leave pictures."""
    with tempfile.TemporaryDirectory(prefix="nextpatient-demo-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        print("Making a clinic with a half-done day ...", flush=True)
        demo = build_demo_clinic(folder / "clinic")
        os.environ[HOME_VARIABLE] = str(folder / "home")  # the demo leaves this account's settings alone
        if screens is not None:
            from nextpatient_desktop.bootstrap.demo_script import play

            return play(demo, folder, screens)
        return _show(demo, folder)


def _show(demo: DemoClinic, folder: Path) -> int:
    program = Program(Mode.DESK, "en")
    windows = DemoWindows(program, demo, folder)
    _side_by_side(program, windows)
    windows.sign_in()
    program.application.setQuitOnLastWindowClosed(True)
    for line in _greeting(demo, windows):
        print(line, flush=True)
    return program.run()


def _greeting(demo: DemoClinic, windows: DemoWindows) -> list[str]:
    return [
        "",
        f"Kiosk, {COUNTER} and waiting room of a clinic in the middle of its day.",
        "Touch a department at the kiosk; at the counter F9 completes and calls next.",
        f"The tickets' bytes are in {windows.tickets}",
        "Who can sign in (settings: F10, at the kiosk hold the upper left corner for 3 s):",
        *(f"  {who.name:<18} login {who.login:<10} password {who.password}" for who in demo.staff),
        "All of it is gone when the windows are closed.",
    ]


def _side_by_side(program: Program, windows: DemoWindows) -> None:
    """Kiosk at the left, counter and display one above the other beside it, as the screen allows."""
    area = program.application.primaryScreen().availableGeometry()
    left = min(540, area.width() // 4)
    upper = min(max(_COUNTER_NEEDS, area.height() * 3 // 5), area.height() * 3 // 4)
    places = {
        StationKind.KIOSK: QRect(0, 0, left, min(left * 16 // 9, area.height())),
        StationKind.COUNTER: QRect(left, 0, area.width() - left, upper),
        StationKind.DISPLAY: QRect(left, upper, area.width() - left, area.height() - upper),
    }
    for kind, window in windows.by_kind.items():
        window.setGeometry(places[kind].translated(area.topLeft()))

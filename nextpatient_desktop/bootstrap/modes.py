"""Starts a mode: its ground at once, its window then, the clinic's data as soon as that is on screen."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nextpatient_desktop.bootstrap.folders import default_clinic
from nextpatient_desktop.bootstrap.joining import station_settings_path
from nextpatient_desktop.bootstrap.opening import OpeningClinic
from nextpatient_desktop.bootstrap.options import ModeOptions
from nextpatient_desktop.bootstrap.program import FirstPaint, ModeWindow, Program, px_per_mm, show_window
from nextpatient_desktop.bootstrap.station_file import StationFile
from nextpatient_desktop.clinic.door import Actor, Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.ids import StationId
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.ui.app import first_theme
from nextpatient_desktop.ui.opening_screen import OpeningScreen
from nextpatient_desktop.ui.station_settings import PrinterSettings, StationSettings, StationSettingsStore
from nextpatient_desktop.ui.theme import Mode

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from nextpatient_desktop.clinic.printing import (
        PrinterStatus,
        PrintOutcome,
        TicketContent,
        TicketPrinter,
    )
    from nextpatient_desktop.ui.counter.window import CounterWindow
    from nextpatient_desktop.ui.display.window import DisplayWindow
    from nextpatient_desktop.ui.kiosk.state import Modules
    from nextpatient_desktop.ui.kiosk.window import KioskWindow
    from nextpatient_desktop.ui.settings.station import Device
    from nextpatient_desktop.ui.settings.window import SettingsWindow
    from nextpatient_desktop.ui.theme import Theme

DESIGNS = {
    StationKind.KIOSK: Mode.KIOSK,
    StationKind.COUNTER: Mode.DESK,
    StationKind.DISPLAY: Mode.DISPLAY,
}
_WINDOWED_SIZES = {
    StationKind.KIOSK: (540, 960),
    StationKind.COUNTER: (1440, 900),
    StationKind.DISPLAY: (1280, 720),
}


class Station:
    """One mode in this process: its settings, its clinic, its window.

    Several may live in one `Program` (the demo has three side by side).
    """

    def __init__(
        self,
        program: Program,
        kind: StationKind,
        options: ModeOptions,
        *,
        printer: "TicketPrinter | None" = None,
    ) -> None:
        """`printer` stands in for the one that the settings name."""
        self.program = program
        self.kind = kind
        self.store: StationSettingsStore = StationFile(station_settings_path(kind, options.station))
        self.settings = _with_options(self.store.load(), options)
        self.is_windowed = options.is_windowed
        self.printer: TicketPrinter = printer or LazyPrinter(self.settings.printer)
        self.clinic = OpeningClinic.over(self._open, Actor(kind=kind))
        self._window: QWidget | None = None
        self._mode: ModeWindow | None = None
        self._settings_window: SettingsWindow | None = None

    def start(self) -> None:
        """The window was painted: show what is known and begin to ask."""
        if self._mode is not None:
            self._mode.start()

    def clinic_changed(self) -> None:
        """The journal grew: everything that is open may look different."""
        if self._mode is not None:
            self._mode.clinic_changed()
        if self._settings_window is not None:
            self._settings_window.clinic_changed()

    def _open(self) -> tuple[Clinic, StationId | None]:
        """On a worker thread, when the window was painted."""
        from nextpatient_desktop.bootstrap import open_clinic
        from nextpatient_desktop.bootstrap.station import station_of

        clinic = open_clinic(self.settings.clinic or str(default_clinic()))
        try:
            return clinic, station_of(clinic, self.kind, self.store).id
        except BaseException:
            clinic.close()
            raise

    def open(self) -> OpeningScreen:
        """Show the mode's ground at once, and its window in the same place as soon as that is made."""
        program = self.program
        screen = OpeningScreen(first_theme(DESIGNS[self.kind]))
        self._show(screen)
        FirstPaint(screen, lambda: self._follow(screen)).wait(program.application)
        return screen

    def _follow(self, screen: OpeningScreen) -> None:
        try:
            window = self.show()
        except BaseException:  # a bug, which goes to the log; there is nothing to go on with
            self.program.application.exit(1)
            raise
        if not window.isFullScreen():
            window.setGeometry(screen.geometry())
        FirstPaint(window, screen.deleteLater).wait(self.program.application)

    def show(self) -> "QWidget":
        """Make the window, show it, and open the clinic behind it."""
        makers: dict[StationKind, Callable[[], KioskWindow | CounterWindow | DisplayWindow]] = {
            StationKind.KIOSK: self._kiosk,
            StationKind.COUNTER: self._counter,
            StationKind.DISPLAY: self._display,
        }
        window = makers[self.kind]()
        self._window = self._mode = window
        self.program.attach(window, self, self.clinic)
        self._show(window)
        return window

    def _show(self, window: "QWidget") -> None:
        window.resize(*_WINDOWED_SIZES[self.kind])
        show_window(self.program, window, self.settings.screen, is_windowed=self.is_windowed)

    def _kiosk(self) -> "KioskWindow":
        from nextpatient_desktop.ui.kiosk.window import KioskWindow

        program = self.program
        window = KioskWindow(
            self.clinic,
            program.runner,
            program.scheduler,
            self.printer,
            texts_of=program.texts_of,
            language=self.settings.language,
            qr_of=_qr_modules,
            kiosk_name=self.settings.name or program.texts.gettext("Kiosk"),
            report_bug=program.crash.report,
            open_settings=self.open_settings,
            may_close=self.is_windowed,
            px_per_mm=0.0 if self.is_windowed else px_per_mm(program, self.settings.screen),
        )
        return window

    def _display(self) -> "DisplayWindow":
        from nextpatient_desktop.ui.display.window import DisplayWindow

        program, screen = self.program, self.settings.screen
        first = self.settings.language
        window = DisplayWindow(
            self.clinic,
            program.runner,
            program.scheduler,
            texts_of=program.texts_of,
            language=first,
            open_settings=self.open_settings,
            px_per_mm=0.0 if self.is_windowed else px_per_mm(program, screen),
            distance_m=screen.distance_m,
        )
        return window

    def _counter(self) -> "CounterWindow":
        from nextpatient_desktop.ui.counter.window import CounterWindow
        from nextpatient_desktop.ui.notices import NoticeBoard
        from nextpatient_desktop.ui.theme import desk_theme
        from nextpatient_desktop.ui.widgets.notice_bar import NoticeBar

        program = self.program
        texts = program.texts_of(self.settings.language)
        notices = program.notices = NoticeBoard(texts, program.scheduler, program.crash.report)

        def remember(language: str) -> None:
            self.store.save(replace(self.store.load(), language=language))
            self.settings = replace(self.settings, language=language)  # the settings' window speaks it too
            notices.set_texts(program.texts_of(language))

        window = CounterWindow(
            self.clinic,
            program.runner,
            program.scheduler,
            notices,
            texts_of=program.texts_of,
            language=self.settings.language,
            open_settings=self.open_settings,
            open_file=_open_file,
            language_chosen=remember,
            counter_name=self.settings.counter,
        )
        bar = NoticeBar(desk_theme(), texts.gettext("Close this message"), window)
        bar.action_clicked.connect(notices.act)
        bar.dismissed.connect(notices.dismiss)
        notices.attach(bar)
        return window

    def open_settings(self) -> None:
        """Open the settings over this mode's window, or bring them to the front."""
        from nextpatient_desktop.ui.settings.window import SettingsWindow

        if self._settings_window is not None:
            self._settings_window.activateWindow()
            return
        program = self.program
        settings = SettingsWindow(
            clinic=self.clinic,
            runner=program.runner,
            scheduler=program.scheduler,
            texts=program.texts_of(self.settings.language),
            station=Actor(kind=self.kind),
            device=self._device(),
            report_bug=program.crash.report,
            theme=_fingers_theme() if self.kind is StationKind.KIOSK else None,
            parent=self._window,
        )
        self._settings_window = settings
        settings.destroyed.connect(self._settings_closed)
        settings.open_over(is_full_screen=self.kind is StationKind.KIOSK and not self.is_windowed)

    def _settings_closed(self) -> None:
        self._settings_window = None

    def _device(self) -> "Device":
        from nextpatient_desktop.printing.printers import open_printer
        from nextpatient_desktop.ui.settings.station import Device, ScreenChoice

        main = self.program.application.primaryScreen()
        return Device(
            store=self.store,
            open_printer=lambda url, width: open_printer(url, width_dots=width),
            screens=[
                ScreenChoice(
                    name=screen.name(),
                    width=screen.size().width(),
                    height=screen.size().height(),
                    is_main=screen is main,
                )
                for screen in self.program.application.screens()
            ],
            restart=self.program.restart,
            quit_program=self.program.end,
        )


class LazyPrinter:
    """The station's `TicketPrinter`, made (and its parts imported) on the print lane at its first use."""

    def __init__(self, settings: PrinterSettings) -> None:
        self._settings = settings
        self._printer: TicketPrinter | None = None

    def _get(self) -> "TicketPrinter":
        if self._printer is None:
            from nextpatient_desktop.printing.printers import open_printer

            self._printer = open_printer(self._settings.url, width_dots=self._settings.width_dots)
        return self._printer

    def print_ticket(self, content: "TicketContent") -> "PrintOutcome":
        """As `TicketPrinter.print_ticket`."""
        return self._get().print_ticket(content)

    def status(self) -> "PrinterStatus":
        """As `TicketPrinter.status`."""
        return self._get().status()

    def close(self) -> None:
        """Let go of the device."""
        if self._printer is not None:
            self._printer.close()


def run_mode(kind: StationKind, options: ModeOptions) -> int:
    """Run one mode until its window is closed; returns the process's exit code."""
    settings = _with_options(StationFile(station_settings_path(kind, options.station)).load(), options)
    program = Program(DESIGNS[kind], settings.language)
    Station(program, kind, options).open()
    return program.run()


def _with_options(settings: StationSettings, options: ModeOptions) -> StationSettings:
    """What the command line says, for this start only, over what the station keeps."""
    changed = settings
    if options.clinic is not None:
        changed = replace(changed, clinic=options.clinic)
    if options.counter is not None:
        changed = replace(changed, counter=options.counter)
    if options.printer is not None:
        changed = replace(changed, printer=replace(changed.printer, url=options.printer))
    if options.station is not None and not changed.name:
        changed = replace(changed, name=options.station)
    return changed


def _fingers_theme() -> "Theme":
    """The settings' look where an administrator uses them by touch."""
    from nextpatient_desktop.ui.theme import desk_theme

    return replace(desk_theme(), scale=1.3)


def _qr_modules(link: str) -> "Modules":
    from nextpatient_desktop.printing.qr import qr_modules

    return qr_modules(link)


def _open_file(path: Path) -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        raise ClinicError("file_not_opened", name=path.name)

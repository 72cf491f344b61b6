"""Starts a mode: its ground at once, its window then, the clinic's data as soon as that is on screen."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nextpatient_desktop.bootstrap.connecting import Connecting, is_without_clinic
from nextpatient_desktop.bootstrap.joining import station_settings_path
from nextpatient_desktop.bootstrap.lazy_printer import LazyPrinter
from nextpatient_desktop.bootstrap.opening import OpeningClinic
from nextpatient_desktop.bootstrap.options import ModeOptions
from nextpatient_desktop.bootstrap.printing import NO_PRINTER, NoPrinting, StationPrinting
from nextpatient_desktop.bootstrap.program import FirstPaint, ModeWindow, Program, px_per_mm, show_window
from nextpatient_desktop.bootstrap.station_file import StationFile
from nextpatient_desktop.bootstrap.station_key import KeyFile
from nextpatient_desktop.clinic.door import Actor
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.ui.app import first_theme
from nextpatient_desktop.ui.opening_screen import OpeningScreen
from nextpatient_desktop.ui.station_settings import StationSettings, StationSettingsStore
from nextpatient_desktop.ui.theme import Mode

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from nextpatient_desktop.bootstrap.device_setup import DeviceSetup
    from nextpatient_desktop.clinic.print_queue.ports import JobPrinter, Printing
    from nextpatient_desktop.ui.counter.window import CounterWindow
    from nextpatient_desktop.ui.display.window import DisplayWindow
    from nextpatient_desktop.ui.kiosk.state import Modules
    from nextpatient_desktop.ui.kiosk.window import KioskWindow
    from nextpatient_desktop.ui.settings.device import Connection, Device
    from nextpatient_desktop.ui.settings.window import SettingsWindow
    from nextpatient_desktop.ui.setup.ports import Reason
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
        printer: "JobPrinter | None" = None,
    ) -> None:
        """`printer` stands in for the one that the settings name."""
        self.program = program
        self.kind = kind
        path = station_settings_path(kind, options.station)
        self.store: StationSettingsStore = StationFile(path)
        self.key = KeyFile.beside(path)
        self._options = options
        self.settings = _with_options(self.store.load(), options)
        self.is_windowed = options.is_windowed
        self._printer = printer
        self.connecting, self.clinic = self._connect()
        self._printing: Printing | None = None
        self._setup: DeviceSetup | None = None
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

    def _connect(self) -> tuple[Connecting, OpeningClinic]:
        """The clinic that the settings name; it is opened on a worker thread, when the window was painted."""
        connecting = Connecting(
            self.kind,
            self.settings,
            self.store,
            self.key,
            barred=lambda code: self.program.runner.post(lambda: self._barred(connecting, code)),
            reopen=lambda meanwhile: clinic.reopen(meanwhile),
        )
        clinic = OpeningClinic.over(connecting.open, Actor(kind=self.kind), connecting.give_up)
        return connecting, clinic

    @property
    def printing(self) -> "Printing":
        """This station's print queue, made at its first use and opened by whoever prints."""
        if self._printing is None:
            self._printing = self._make_printing()
            self.program.at_end(self._printing.close)
        return self._printing

    def _make_printing(self) -> "Printing":
        if self._printer is None and self.settings.printer.url == NO_PRINTER:
            return NoPrinting()
        return StationPrinting(
            self._printer or LazyPrinter(self.settings.printer),
            self.clinic,
            self.connecting.station_database,
            self.program.runner.post,
        )

    def open(self) -> OpeningScreen:
        """Show the mode's ground at once, and its window in the same place as soon as that is made."""
        program = self.program
        screen = OpeningScreen(first_theme(DESIGNS[self.kind]))
        self._show(screen)
        FirstPaint(screen, lambda: self._follow(screen)).wait(program.application)
        return screen

    def _follow(self, screen: OpeningScreen) -> None:
        try:
            window = self._first_window()
        except BaseException:  # a bug, which goes to the log; there is nothing to go on with
            self.program.application.exit(1)
            raise
        if not window.isFullScreen():
            window.setGeometry(screen.geometry())
        FirstPaint(window, screen.deleteLater).wait(self.program.application)

    def _first_window(self) -> "QWidget":
        if is_without_clinic(self.settings, self.key, self.kind):
            from nextpatient_desktop.bootstrap.device_setup import first_reason

            return self._set_up(first_reason(self.settings))
        return self.show()

    def _barred(self, connecting: Connecting, code: str) -> None:
        """The clinic knows this station no more: what it showed goes, and it may join anew."""
        from nextpatient_desktop.bootstrap.device_setup import REASONS

        if connecting is not self.connecting or self._setup is not None:
            return
        old, settings_window = self._window, self._settings_window
        self._window = self._mode = None
        self._set_up(REASONS[code])
        self.program.notices = None
        self.program.detach(self.clinic)
        for window in (settings_window, old):
            if window is not None:
                _close_for_good(window)

    def _set_up(self, reason: "Reason") -> "QWidget":
        from nextpatient_desktop.bootstrap.device_setup import DeviceSetup

        setup = self._setup = DeviceSetup(
            self.program,
            self.kind,
            self.store,
            self.settings,
            self._options.station,
            reason,
            self._joined,
            is_windowed=self.is_windowed,
        )
        self._show(setup.window)
        setup.start()
        return setup.window

    def _joined(self) -> None:
        """This device has a clinic now."""
        setup, self._setup = self._setup, None
        self._options = replace(self._options, clinic=None)  # the settings name it now
        self.settings = _with_options(self.store.load(), self._options)
        self.connecting, self.clinic = self._connect()
        old, self._printing = self._printing, None
        if old is not None:
            threading.Thread(target=old.close, daemon=True).start()
        window = self.show()
        if setup is not None:
            FirstPaint(window, lambda: _close_for_good(setup.window)).wait(self.program.application)

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
            self.printing,
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
            printing=self.printing,
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
        from nextpatient_desktop.bootstrap.station_printer import station_printer
        from nextpatient_desktop.printing.found import find_printers
        from nextpatient_desktop.printing.preview import ticket_png
        from nextpatient_desktop.ui.settings.device import Device, ScreenChoice

        main = self.program.application.primaryScreen()
        return Device(
            store=self.store,
            open_printer=station_printer,
            find_printers=find_printers,
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
            connection=self._connection,
            share_clinic=self.connecting.share,
            leave_clinic=self.connecting.leave,
            draw_ticket=lambda content: ticket_png(content, self.store.load().printer.width_dots),
            read_logo=_read_logo,
        )

    def _connection(self) -> "Connection":
        """How the clinic is reached now, for the settings."""
        from nextpatient_desktop.lan import wire
        from nextpatient_desktop.lan.words import fingerprint
        from nextpatient_desktop.ui.settings.device import Connection

        remote, host = self.connecting.remote, self.connecting.host
        if remote is None:
            return Connection(can_share=self.connecting.database is not None)
        key = self.key.load()
        at = () if host is None else host.addresses
        return Connection(
            address=remote.address,
            fingerprint="" if key is None else fingerprint(key.pin),
            is_own_host=host is not None,
            can_share=self.connecting.is_sharing,
            host_addresses=tuple(
                one if host is None or host.port == wire.PORT else f"{one}:{host.port}" for one in at
            ),
        )


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


def _close_for_good(window: "QWidget") -> None:
    allow = getattr(window, "allow_close", None)
    if allow is not None:
        allow()
    window.close()
    window.deleteLater()


def _fingers_theme() -> "Theme":
    """The settings' look where an administrator uses them by touch."""
    from nextpatient_desktop.ui.theme import desk_theme

    return replace(desk_theme(), scale=1.3)


def _qr_modules(link: str) -> "Modules":
    from nextpatient_desktop.printing.qr import qr_modules

    return qr_modules(link)


def _read_logo(path: Path) -> str:
    from nextpatient_desktop.printing.logo import read_logo

    return read_logo(path)


def _open_file(path: Path) -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        raise ClinicError("file_not_opened", name=path.name)

"""One running program with windows: application, threads, notices, crashes, and the clinic behind it all."""

import functools
import logging
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from nextpatient_desktop.bootstrap.lean import started
from nextpatient_desktop.bootstrap.opening import OpeningClinic
from nextpatient_desktop.text import Texts, load_texts
from nextpatient_desktop.ui.app import first_theme, make_application, window_icon
from nextpatient_desktop.ui.crash import CrashHandler
from nextpatient_desktop.ui.live import ClinicWatcher
from nextpatient_desktop.ui.ports import Notices
from nextpatient_desktop.ui.scheduler import QtScheduler
from nextpatient_desktop.ui.tasks import QtTaskRunner
from nextpatient_desktop.ui.theme import Mode, desk_theme

if TYPE_CHECKING:
    from nextpatient_desktop.ui.signals import QuitOnSignals
    from nextpatient_desktop.ui.station_settings import ScreenSettings

_log = logging.getLogger(__name__)

_FURNISH_AFTER = 0.5
_STARTED_AFTER = 3.0


class ModeWindow(Protocol):
    """What every mode's window can do."""

    def start(self) -> None:
        """Show what is known and begin to ask."""
        ...

    def clinic_changed(self) -> None:
        """The journal grew."""
        ...


class Program:
    """What all windows of one process share. Make it once, first of all; end it with `close`."""

    def __init__(self, mode: Mode, language: str) -> None:
        self.mode = mode
        self.application: QApplication = make_application(mode)
        self.crash = CrashHandler()
        self.crash.install()
        self.scheduler = QtScheduler()
        self.notices: Notices | None = None
        self.runner = QtTaskRunner(self._unhandled)
        self.texts_of = functools.lru_cache(maxsize=8)(load_texts)
        self.texts: Texts = self.texts_of(language)
        self._signals: QuitOnSignals | None = None
        self._attached: dict[OpeningClinic, ClinicWatcher] = {}
        self._at_end: list[Callable[[], None]] = []

    def _unhandled(self, error: Exception) -> None:
        """An error of a job that nobody else took: told where this program tells things."""
        if self.notices is not None:
            self.notices.error(error)
        else:
            self.crash.report(error)

    def at_end(self, call: Callable[[], None]) -> None:
        """Call this when the program ends, before its clinics are closed."""
        self._at_end.append(call)

    def attach(self, window: QWidget, does: ModeWindow, clinic: OpeningClinic) -> None:
        """Open the clinic once this window was painted, and tell it whenever the journal grew."""
        watcher = ClinicWatcher(clinic, self.runner.post, lambda _position: does.clinic_changed())
        self._attached[clinic] = watcher
        painted = FirstPaint(window, lambda: self._painted(does, clinic, watcher))
        painted.wait(self.application)

    def detach(self, clinic: OpeningClinic) -> None:
        """Have done with a clinic whose window goes. What is under way there is not waited for."""
        watcher = self._attached.pop(clinic, None)
        threading.Thread(target=_end, args=(clinic, watcher), daemon=True).start()

    def _painted(self, does: ModeWindow, clinic: OpeningClinic, watcher: ClinicWatcher) -> None:
        if clinic not in self._attached:
            return
        clinic.allow_opening()
        does.start()
        watcher.start()
        self.furnish_soon()

    def furnish_soon(self) -> None:
        """A window was painted: soon there is time for what no first frame needs."""
        if self._signals is not None:  # not the first window
            return
        from nextpatient_desktop.ui.signals import QuitOnSignals

        self._signals = QuitOnSignals(self.application)
        self.scheduler.call_later(_FURNISH_AFTER, self._furnish)
        self.scheduler.call_later(_STARTED_AFTER, started)

    def _furnish(self) -> None:
        """What nobody sees in the first frames is not made for them."""
        from nextpatient_desktop.ui.crash_views import CrashWindow, KioskCrashScreen

        self.application.setWindowIcon(window_icon(desk_theme()))
        theme = first_theme(self.mode)
        if self.mode is Mode.DESK:
            self.crash.set_view(CrashWindow(theme, self.texts))
        else:
            self.crash.set_view(KioskCrashScreen(theme, (self.texts,), self.restart))

    def restart(self) -> None:
        """End this process and start it anew, with the same arguments."""
        from PySide6.QtCore import QProcess

        is_frozen = bool(getattr(sys, "frozen", False))
        arguments = sys.argv[1:] if is_frozen else ["-m", "nextpatient_desktop", *sys.argv[1:]]
        QProcess.startDetached(sys.executable, arguments)
        self.end()

    def end(self) -> None:
        """End the program. Not `QApplication.quit`: that asks every window, and a kiosk's says no."""
        self.application.exit(0)

    def run(self) -> int:
        """Run until the last window is closed or the system says so."""
        code = self.application.exec()
        self.close()
        return code

    def close(self) -> None:
        """End everything in order: windows, then the clinic (which ends the watching), then the threads."""
        for window in self.application.topLevelWidgets():
            allow = getattr(window, "allow_close", None)
            if allow is not None:
                allow()
            window.close()
        for call in self._at_end:
            call()
        for clinic in self._attached:
            clinic.close()
        for watcher in self._attached.values():
            watcher.stop()
        if not self.runner.close():
            _log.warning("a job did not end in time")
        if self._signals is not None:
            self._signals.close()
        self.crash.uninstall()


def _end(clinic: OpeningClinic, watcher: ClinicWatcher | None) -> None:
    clinic.close()
    if watcher is not None:
        watcher.stop()


class FirstPaint(QObject):
    """Calls once, right after anything of a window was painted for the first time. A child of the window."""

    def __init__(self, window: QWidget, call: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._call = call
        self._watched: QApplication | None = None

    def wait(self, application: QApplication) -> None:
        """Begin to watch. A window that its children cover gets no paint of its own: so all are watched."""
        self._watched = application
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the paint; the call comes when the event loop is free again."""
        is_paint = event.type() is QEvent.Type.Paint
        is_own = isinstance(watched, QWidget) and watched.window() is self._window
        if is_paint and is_own and self._watched is not None:
            self._watched.removeEventFilter(self)
            QTimer.singleShot(0, self._call)
        return False


def show_window(program: Program, window: QWidget, screen: "ScreenSettings", *, is_windowed: bool) -> None:
    """Show a window on the screen that the settings name, filling it unless it is to be windowed."""
    screens = program.application.screens()
    chosen = next((s for s in screens if s.name() == screen.name), program.application.primaryScreen())
    if is_windowed or not screen.is_full_screen:
        window.show()
        return
    window.setGeometry(chosen.geometry())
    window.showFullScreen()


def px_per_mm(program: Program, screen: "ScreenSettings") -> float:
    """The screen's density: from the measured diagonal in the settings, else as the screen says itself."""
    screens = program.application.screens()
    chosen = next((s for s in screens if s.name() == screen.name), program.application.primaryScreen())
    size = chosen.size()
    if screen.diagonal_mm:
        return float((size.width() ** 2 + size.height() ** 2) ** 0.5 / screen.diagonal_mm)
    physical = chosen.physicalSize()
    return size.width() / physical.width() if physical.width() > 0 else 0.0

"""The application object of every mode: fonts, colours, sharp screens, a clean end. Nothing heavy here."""

import signal
import socket
import sys
from types import FrameType

from PySide6.QtCore import QLoggingCategory, QRect, QSocketNotifier, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from nextpatient_desktop import __version__
from nextpatient_desktop.ui.icons import Icon, paint_icon
from nextpatient_desktop.ui.theme import (
    Ground,
    Ink,
    Mode,
    TextRole,
    Theme,
    desk_theme,
    display_theme,
    kiosk_theme,
    load_fonts,
    qt_palette,
)
from nextpatient_desktop.ui.widgets.paint import paint_box

_ICON_SIZES = (16, 32, 48, 128)


def make_application(mode: Mode) -> QApplication:
    """The one application object, ready for windows of a mode.

    The program's own arguments never reach Qt, which would take some of them for its own. The theme of the
    first window is found with `first_theme`.
    """
    # Noto's families are one per script: Qt asks each in turn and says at length which does not have it
    QLoggingCategory.setFilterRules("qt.text.font.db=false")
    policy = Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(policy)
    QApplication.setStyle("Fusion")  # the same everywhere; the system's own style has colours of its own
    application = QApplication(sys.argv[:1])
    application.setApplicationName("nextpatient")
    application.setApplicationDisplayName("NextPatient")
    application.setApplicationVersion(__version__)
    application.setOrganizationName("NextPatient")
    application.setDesktopFileName(f"nextpatient-{mode}")
    application.styleHints().setColorScheme(Qt.ColorScheme.Light)
    load_fonts()
    theme = first_theme(mode)
    application.setFont(theme.font(TextRole.BODY))
    application.setPalette(qt_palette(theme))
    application.setWindowIcon(window_icon(desk_theme()))
    return application


def first_theme(mode: Mode) -> Theme:
    """The theme before a window knows its size: that of the primary screen."""
    if mode is Mode.DESK:
        return desk_theme()
    screen = QGuiApplication.primaryScreen()
    width, height = screen.size().width(), screen.size().height()
    return kiosk_theme(width, height) if mode is Mode.KIOSK else display_theme(width, height)


def window_icon(theme: Theme) -> QIcon:
    """The program's sign: a white cross on a square of the primary colour."""
    made = QIcon()
    for size in _ICON_SIZES:
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        area = QRect(0, 0, size, size)
        paint_box(painter, area, fill=theme.ground(Ground.PRIMARY), radius=size * 0.22)
        inset = size // 5
        paint_icon(
            painter, area.adjusted(inset, inset, -inset, -inset), Icon.BRAND, theme.ink(Ink.ON_PRIMARY)
        )
        painter.end()
        made.addPixmap(picture)
    return made


class QuitOnSignals:
    """Ends the event loop, cleanly, when the system or Ctrl+C says so. Keep it as long as the loop runs.

    Python runs signal handlers only between its own instructions, of which there are none while Qt waits; so
    the interpreter writes each signal to a socket that Qt listens to.
    """

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._reads, self._writes = socket.socketpair()
        self._reads.setblocking(False)
        self._writes.setblocking(False)
        self._notifier = QSocketNotifier(self._reads.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._woken)
        self._wakeup_before = signal.set_wakeup_fd(self._writes.fileno())
        self._before = {
            number: signal.signal(number, self._quit) for number in (signal.SIGINT, signal.SIGTERM)
        }

    def close(self) -> None:
        """Give the signals back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._notifier.setEnabled(False)
        self._reads.close()
        self._writes.close()

    def _woken(self) -> None:
        self._reads.recv(64)

    def _quit(self, number: int, frame: FrameType | None) -> None:
        self._application.quit()

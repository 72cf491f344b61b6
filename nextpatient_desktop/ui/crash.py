"""What happens with our own bugs: they are logged with their trace, and work goes on.

`CrashHandler` takes what nobody caught: in the event loop, in threads, and what Qt says. How the person is
told is a strategy: a desk gets one window that lets the work go on (`CrashWindow`), a kiosk a full screen
that restarts the program (`KioskCrashScreen`).
"""

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Protocol

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, Slot, qInstallMessageHandler

from nextpatient_desktop.domain.records import dataclass

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("qt")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@dataclass(frozen=True, kw_only=True)
class CrashReport:
    """One bug as it is told: its last line, its trace, and how often there was one since the start."""

    summary: str
    trace: str
    count: int


class CrashView(Protocol):
    """How the person is told. Called on the GUI thread."""

    def show_crash(self, report: CrashReport) -> None:
        """Tell it. Further reports come while the first is still shown."""
        ...


class CrashHandler(QObject):
    """Takes every error that nobody caught. Make it on the GUI thread; `report` may be called from any."""

    _reported = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._view: CrashView | None = None
        self._count = 0
        self._lock = threading.Lock()
        self._is_showing = False
        self._before = (sys.excepthook, threading.excepthook)
        self._reported.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def set_view(self, view: CrashView | None) -> None:
        """Tell the person this way; until there is a way, bugs are only logged."""
        self._view = view

    def install(self) -> None:
        """Take what nobody catches, from now on."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread
        qInstallMessageHandler(_log_qt_message)

    def uninstall(self) -> None:
        """Give back what `install` took, before the interpreter ends: Qt speaks until the last moment."""
        sys.excepthook, threading.excepthook = self._before
        qInstallMessageHandler(None)

    def report(self, error: BaseException) -> None:
        """Log a bug and tell the person. From any thread."""
        trace = "".join(traceback.format_exception(error))
        summary = "".join(traceback.format_exception_only(error)).strip()
        _log.error("this is a bug", exc_info=error)  # the log's formatter keeps data out of it
        with self._lock:
            self._count += 1
            count = self._count
        self._reported.emit(CrashReport(summary=summary, trace=trace, count=count))

    @Slot(object)
    def _show(self, report: CrashReport) -> None:
        if self._view is None or self._is_showing:
            return
        self._is_showing = True  # a bug in telling of a bug must not go round in circles
        try:
            self._view.show_crash(report)
        except Exception:  # the last resort is the log
            _log.exception("the crash could not be shown")
        finally:
            self._is_showing = False

    def _take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not isinstance(error, Exception):  # Ctrl+C and the like are no bugs
            self._before[0](kind, error, trace)
            return
        self.report(error)

    def _take_from_thread(self, args: threading.ExceptHookArgs) -> None:
        if isinstance(args.exc_value, Exception):
            self.report(args.exc_value)
        else:
            self._before[1](args)


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    category = getattr(context, "category", None) or "default"
    _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", category, message)

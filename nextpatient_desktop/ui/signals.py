"""Ending the program when the system or Ctrl+C says so."""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QCoreApplication, QSocketNotifier


class QuitOnSignals:
    """Ends the event loop, cleanly, when the system or Ctrl+C says so. Keep it as long as the loop runs.

    Python runs signal handlers only between its own instructions, of which there are none while Qt waits; so
    the interpreter writes each signal to a socket that Qt listens to.
    """

    def __init__(self, application: QCoreApplication) -> None:
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
        self._application.exit(0)  # quit() asks every window, and a kiosk's says no

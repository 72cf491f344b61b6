"""`QtScheduler`: the clock and the timers of the running program."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Qt, QTimer


class _Timer(QObject):
    """One call that is going to happen, or that happens again and again."""

    def __init__(self, seconds: float, call: Callable[[], None], is_single: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._call: Callable[[], None] | None = call
        self._timer = QTimer(self)
        # a coarse timer may fire up to 5% early, and a minimum is promised
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(is_single)
        self._timer.timeout.connect(self._fire)
        self._timer.start(max(0, round(seconds * 1000)))

    def cancel(self) -> None:
        """Make it not happen."""
        if self._call is not None:
            self._call = None
            self._timer.stop()
            self.deleteLater()

    def _fire(self) -> None:
        call = self._call
        if self._timer.isSingleShot():
            self.cancel()
        if call is not None:
            call()


class QtScheduler(QObject):
    """The `Scheduler` of the running program. Make and use it on the GUI thread."""

    def now(self) -> datetime:
        """The wall clock, aware UTC in whole milliseconds."""
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def monotonic(self) -> float:
        """Seconds that only ever grow."""
        return time.monotonic()

    def call_later(self, seconds: float, call: Callable[[], None]) -> _Timer:
        """Call once, after at least `seconds`."""
        return _Timer(seconds, call, True, self)

    def call_every(self, seconds: float, call: Callable[[], None]) -> _Timer:
        """Call every `seconds` until cancelled."""
        return _Timer(seconds, call, False, self)

    def close(self) -> None:
        """Cancel everything that is going to happen."""
        for timer in self.findChildren(_Timer):
            timer.cancel()

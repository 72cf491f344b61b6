"""`Watching`: the journal's position as a kiosk hears of it, and its turns between connected and cut off."""

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Final

from nextpatient_desktop.clinic.door import Clinic, Position
from nextpatient_desktop.clinic.errors import ClinicError

_log = logging.getLogger(__name__)

_AGAIN_AFTER: Final = 1.0


class Watching:
    """Follows the host on one thread, for any number of watchers. Safe in threads."""

    def __init__(self, remote: Clinic, broke: Callable[[ClinicError], None]) -> None:
        """`broke` is told when the stream ends by an error of the connection; on that thread."""
        self._remote = remote
        self._broke = broke
        self._changed = threading.Condition()
        self._closed = threading.Event()
        self._position: Position | None = None
        self._turns = 0
        self._thread: threading.Thread | None = None

    def positions(self, after: Position | None) -> Iterator[Position]:
        """Yield positions as they grow, and the last one again at each turn, until closed."""
        self._start()
        with self._changed:
            turns = self._turns
        last = after
        while True:
            with self._changed:
                while not self._closed.is_set() and self._turns == turns and self._position in (None, last):
                    self._changed.wait()
                if self._closed.is_set():
                    return
                turns = self._turns
                if self._position is not None:
                    last = self._position
            yield last or 0

    def turned(self) -> None:
        """The kiosk was cut off, or the clinic is back: what screens show looks different."""
        with self._changed:
            self._turns += 1
            self._changed.notify_all()

    def close(self) -> None:
        """End all watching. The thread ends with the host's stream: close that too."""
        self._closed.set()
        with self._changed:
            self._changed.notify_all()

    def _start(self) -> None:
        with self._changed:
            if self._thread is None and not self._closed.is_set():
                self._thread = threading.Thread(
                    target=self._follow, name="nextpatient-offline-watch", daemon=True
                )
                self._thread.start()

    def _follow(self) -> None:
        while not self._closed.is_set():
            try:
                for position in self._remote.watch(self._position):
                    self._publish(position)
                    if self._closed.is_set():
                        return
            except ClinicError as error:
                self._broke(error)
            except Exception:  # a bug of the host's or ours: screens ask again by themselves too
                _log.exception("the watch stream failed")
            self._closed.wait(_AGAIN_AFTER)

    def _publish(self, position: Position) -> None:
        with self._changed:
            self._position = position
            self._changed.notify_all()

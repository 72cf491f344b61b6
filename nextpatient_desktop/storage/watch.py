"""Watching: how everybody who shows something learns that the journal grew.

Commits of this process are told at once. Those of other processes are told by a nudge (`peers.py`), and in
any case noticed by asking SQLite 20 times a second whether the file changed: `PRAGMA data_version` on a
connection of its own, 3 us a call.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from nextpatient_desktop.clinic.door import Position
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage.engine import DriverConnection
from nextpatient_desktop.storage.errors import DriverError
from nextpatient_desktop.storage.journal import TOP
from nextpatient_desktop.storage.peers import Listener, Nudger, watchers_folder

_log = logging.getLogger(__name__)

_POLL_EVERY: Final = 0.05


class Watch:
    """The journal's position as it grows, for any number of threads of one process."""

    def __init__(self, path: Path, connect: Callable[[], DriverConnection]) -> None:
        """Watch the database at `path`; `connect` opens the connection that is asked for changes."""
        self._folder = watchers_folder(path)
        self._connect = connect
        self._nudger = Nudger(self._folder)
        self._grown = threading.Condition()
        self._position: Position = -1
        self._is_closed = False
        self._thread: threading.Thread | None = None
        self._listener: Listener | None = None

    def committed(self, position: Position | None) -> None:
        """Tell everybody of a commit of this process; `position` is None when the journal did not grow."""
        if position is None:
            return
        self._publish(position)
        listener = self._listener
        self._nudger.nudge(None if listener is None else listener.port)

    def positions(self, after: Position | None) -> Iterator[Position]:
        """Yield the position now if it is above `after`, and then as it grows, until closed."""
        self._start()
        last = -1 if after is None else after
        while True:
            with self._grown:
                while self._position <= last and not self._is_closed:
                    self._grown.wait()
                if self._is_closed:
                    return
                last = self._position
            yield last

    def close(self) -> None:
        """End all watching. Safe to call twice."""
        with self._grown:
            self._is_closed = True
            self._grown.notify_all()
            thread, listener = self._thread, self._listener
        if listener is not None:
            listener.wake()
        if thread is not None:
            thread.join()
        self._nudger.close()

    def _start(self) -> None:
        """Begin to look for other processes' commits, when the first one watches."""
        with self._grown:
            if self._is_closed or self._thread is not None:
                return
            connection = self._connect()
            try:
                self._listener = Listener(self._folder)
            except OSError:
                _log.warning("no nudges from other processes", exc_info=True)
            self._position = max(self._position, _top(connection))
            self._thread = threading.Thread(
                target=self._look, args=(connection,), name="storage-watch", daemon=True
            )
            self._thread.start()

    def _look(self, connection: DriverConnection) -> None:
        seen = -1
        while not self._is_closed:
            try:
                version = _version(connection)
                if version != seen:
                    self._publish(_top(connection))
                    seen = version
            except (DriverError, ClinicError):
                _log.exception("looking for other processes' commits failed")
            self._wait()
        connection.close()
        if self._listener is not None:
            self._listener.close()

    def _wait(self) -> None:
        if self._listener is not None:
            self._listener.wait(_POLL_EVERY)
            return
        with self._grown:
            self._grown.wait_for(lambda: self._is_closed, _POLL_EVERY)

    def _publish(self, position: Position) -> None:
        with self._grown:
            if position > self._position:
                self._position = position
                self._grown.notify_all()


def _version(connection: DriverConnection) -> int:
    row = connection.execute("PRAGMA data_version").fetchone()
    return 0 if row is None else int(row[0])


def _top(connection: DriverConnection) -> Position:
    row = connection.execute(TOP.sql).fetchone()
    return 0 if row is None or row[0] is None else int(row[0])

"""Connections to read with: as many as there are readers at once, kept for the next ones."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from nextpatient_desktop.storage.engine import DriverConnection
from nextpatient_desktop.storage.errors import DriverError, machine_error
from nextpatient_desktop.storage.sqlite_session import SqliteSession
from nextpatient_desktop.storage.transaction import RecordCache, TransactionState
from nextpatient_desktop.storage.unit import SqlUnitOfWork

_MOST_KEPT: Final = 4


class Readers:
    """Gives each reader a connection for itself, and one consistent state on it."""

    def __init__(self, path: Path, connect: Callable[[], DriverConnection], cache: RecordCache) -> None:
        self._path = path
        self._connect = connect
        self._cache = cache
        self._lock = threading.Lock()
        self._idle: list[DriverConnection] = []
        self._is_closed = False

    @contextmanager
    def read(self) -> Iterator[SqlUnitOfWork]:
        """One consistent state: the first statement fixes it, whatever is committed meanwhile."""
        connection = self._take()
        session = SqliteSession(connection)
        is_sound = False
        try:
            connection.execute("BEGIN")
            try:
                yield SqlUnitOfWork(session, TransactionState(), self._cache)
            finally:
                session.end()
                connection.execute("COMMIT")
            is_sound = True
        except DriverError as error:
            raise machine_error(error, self._path) or error from error
        finally:
            if is_sound or not connection.in_transaction:
                self._give_back(connection)
            else:
                connection.close()

    def close(self) -> None:
        """Close the connections; those in use are closed when they come back. Safe to call twice."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> DriverConnection:
        with self._lock:
            if self._is_closed:
                raise RuntimeError("the storage is closed")
            if self._idle:
                return self._idle.pop()
        return self._connect()

    def _give_back(self, connection: DriverConnection) -> None:
        with self._lock:
            if not self._is_closed and len(self._idle) < _MOST_KEPT:
                self._idle.append(connection)
                return
        connection.close()

"""`WriteConnection`: the one connection that writes, and its transactions.

Between processes the write lock is asked for again and again in short steps, behind a turnstile
(`turnstile.py`). SQLite's own busy wait starves: with 8 processes the luckiest committed 10,000 times as
often as the unluckiest.
"""

import contextlib
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from nextpatient_desktop.clinic.door import Position
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage.engine import DriverConnection
from nextpatient_desktop.storage.errors import DriverError, is_busy, machine_error
from nextpatient_desktop.storage.journal import TOP
from nextpatient_desktop.storage.sqlite_session import TransactionLostError
from nextpatient_desktop.storage.turnstile import Turnstile

_log = logging.getLogger(__name__)

LONGEST_WAIT: Final = 20.0
"""Seconds to wait for other processes before giving up with `storage_busy`."""


class WriteConnection:
    """Begins, commits and rolls back; opens the file anew when the machine failed. For one thread.

    Attributes:
        commits: how many COMMITs there were.
    """

    def __init__(self, path: Path, connect: Callable[[], DriverConnection]) -> None:
        self._path = path
        self._connect = connect
        self._connection: DriverConnection | None = connect()
        self._needs_connection = False
        self._turnstile = Turnstile(path)
        self.commits = 0

    def begin(self) -> DriverConnection:
        """Take the write lock, when it is our turn, asking in short steps while another process has it.

        Raises:
            Exception: the driver's error or a `ClinicError`; `for_people` words it.
        """
        if self._needs_connection:
            self._drop()
            self._needs_connection = False
        connection = self._connection
        if connection is None:
            connection = self._connection = self._connect()
        self._turnstile.enter()
        try:
            self._take_lock(connection)
        finally:
            self._turnstile.leave()
        return connection

    def _take_lock(self, connection: DriverConnection) -> None:
        gives_up: float | None = None
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except DriverError as error:
                if not is_busy(error):
                    raise
                now = time.monotonic()
                if gives_up is None:
                    gives_up = now + LONGEST_WAIT
                elif now > gives_up:
                    raise
            else:
                return
            time.sleep(self._turnstile.step())

    def commit(self) -> bool:
        """COMMIT, if there is anything to: false when SQLite ended the transaction by itself."""
        connection = self._connection
        if connection is None or not connection.in_transaction:
            return False
        connection.execute("COMMIT")
        self.commits += 1
        return True

    def roll_back(self) -> None:
        """Undo what is not committed."""
        connection = self._connection
        if connection is not None and connection.in_transaction:
            try:
                connection.execute("ROLLBACK")
            except DriverError:
                _log.exception("rolling back failed")
                self._drop()

    def top(self) -> Position | None:
        """The position of the journal's last event."""
        if self._connection is None:
            return None
        row = self._connection.execute(TOP.sql).fetchone()
        return None if row is None else row[0]

    def checkpoint(self, mode: str) -> None:
        """Put the write-ahead log back into the file: `PASSIVE` as far as nobody minds, `TRUNCATE` all."""
        if self._connection is not None:
            try:
                self._connection.execute(f"PRAGMA wal_checkpoint({mode})")
            except DriverError as error:
                self.for_people(error)

    def for_people(self, error: BaseException) -> BaseException:
        """The error to raise where the work was given. After a trouble of the machine, connect anew."""
        if isinstance(error, TransactionLostError):
            return ClinicError("storage_failed", path=str(self._path))
        worded = machine_error(error, self._path)
        if worded is None:
            return error
        if worded.code not in ("disk_full", "storage_busy"):
            self._needs_connection = True
        worded.__cause__ = error
        return worded

    def close(self) -> None:
        """Put the log back into the file and let go of it."""
        self.checkpoint("TRUNCATE")
        self._drop()
        self._turnstile.close()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(DriverError):
                connection.close()

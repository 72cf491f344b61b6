"""`StationDatabase`: a station's own encrypted SQLite file, with its own key beside it. No SQLAlchemy."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage.engine import DriverConnection, Use, connect
from nextpatient_desktop.storage.errors import DriverError, file_error, machine_error
from nextpatient_desktop.storage.files import make_folder
from nextpatient_desktop.storage.keys import obtain_key_file
from nextpatient_desktop.storage.station.schema import STEPS

T = TypeVar("T")

_log = logging.getLogger(__name__)

KEY_SUFFIX: Final = ".dbkey"
_WAIT_MS: Final = 5000


class StationDatabase:
    """One file, one connection, one transaction at a time. Safe in threads.

    A kiosk writes some times a minute, so nothing here is made for speed: what counts is that a transaction
    is on the disk (WAL with `synchronous=FULL`) before its work is answered.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        """Open a file, made where there is none; `open` finds its key."""
        self.path = path
        self._key = key
        self._lock = threading.RLock()
        self._is_closed = False
        self._connection: DriverConnection | None = self._connect()
        try:
            self.write(_take_steps)
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(cls, path: Path) -> "StationDatabase":
        """Open the database at `path`, made with a key of its own where there is none.

        Raises:
            ClinicError: `key_missing` (there is a database without its key), `key_wrong`, `database_newer`,
                `disk_full` or another trouble of the machine (`storage.errors`).
        """
        try:
            make_folder(path.parent)
        except OSError as error:
            raise file_error(error, path) from error
        return cls(path, obtain_key_file(path.with_suffix(KEY_SUFFIX), may_make=not path.exists()))

    def write(self, work: Callable[[DriverConnection], T]) -> T:
        """Run `work` in a transaction and return its result once that is on the disk.

        Raises:
            ClinicError: the machine's trouble (`storage.errors.machine_error`); nothing happened.
        """
        with self._lock:
            connection = self._opened()
            try:
                connection.execute("BEGIN IMMEDIATE")
                result = work(connection)
                # On a full disk SQLite undoes the whole transaction by itself.
                if not connection.in_transaction:
                    raise ClinicError("storage_failed", path=str(self.path))
                connection.execute("COMMIT")
                return result
            except BaseException as error:
                self._undo(connection)
                worded = machine_error(error, self.path)
                if worded is None:
                    raise
                raise worded from error

    def read(self, work: Callable[[DriverConnection], T]) -> T:
        """Run `work` on one consistent state."""
        with self._lock:
            connection = self._opened()
            try:
                return work(connection)
            except DriverError as error:
                raise machine_error(error, self.path) or error from error

    def close(self) -> None:
        """Put the log back into the file and let go of it. Safe to call twice."""
        with self._lock:
            self._is_closed = True
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    def _opened(self) -> DriverConnection:
        if self._is_closed:
            raise ClinicError("clinic_closed")
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> DriverConnection:
        connection = connect(self.path, self._key, Use.WRITE)
        connection.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")  # a restarted station may overlap with itself
        return connection

    def _undo(self, connection: DriverConnection) -> None:
        """Roll back; a connection on which even that fails is opened anew."""
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except DriverError:
            _log.exception("rolling back failed")
            self._connection = None
            connection.close()


def _take_steps(connection: DriverConnection) -> None:
    """Bring the tables to where this program needs them."""
    row = connection.execute("PRAGMA user_version").fetchone()
    done = int(row[0]) if row is not None else 0
    if done > len(STEPS):
        raise ClinicError("database_newer")
    for step in STEPS[done:]:
        for statement in step.split(";"):
            if statement.strip():
                connection.execute(statement)
    if done < len(STEPS):
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")

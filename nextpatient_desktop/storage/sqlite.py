"""`SqliteStorage`: a clinic's encrypted SQLite database as `clinic.ports.Storage`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

from nextpatient_desktop.clinic.door import Position
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import UnitOfWork
from nextpatient_desktop.storage import keys, migrate, urls
from nextpatient_desktop.storage.batches import Batches
from nextpatient_desktop.storage.engine import DriverConnection, Use, connect
from nextpatient_desktop.storage.errors import file_error
from nextpatient_desktop.storage.files import make_folder
from nextpatient_desktop.storage.ownership import Claim, share
from nextpatient_desktop.storage.readers import Readers
from nextpatient_desktop.storage.transaction import RecordCache
from nextpatient_desktop.storage.watch import Watch
from nextpatient_desktop.storage.write_connection import WriteConnection
from nextpatient_desktop.storage.writer import Writer

T = TypeVar("T")


class SqliteStorage:
    """One process's hold on a clinic's database: one writer, readers as needed, watchers.

    Any number of processes on this PC may each have one over the same file, or a host alone (`ownership`).
    """

    def __init__(self, path: Path, key: bytes, claim: Claim | None = None) -> None:
        """Hold a database that exists and is up to date; `open` makes sure of both. `claim` ends with it."""
        self.path = path
        self._key = key
        self._claim = claim
        cache = RecordCache()
        self._watch = Watch(path, lambda: self._connection(Use.WATCH))
        self._readers = Readers(path, lambda: self._connection(Use.READ), cache)
        self._write_connection = WriteConnection(path, lambda: self._connection(Use.WRITE))
        batches = Batches(self._write_connection, cache, self._watch.committed)
        self._writer = Writer(self._write_connection, batches)

    @classmethod
    def open(
        cls,
        url: str | Path,
        key: bytes | None = None,
        *,
        create: bool = False,
        claim: Callable[[Path], Claim] = share,
    ) -> "SqliteStorage":
        """Open a clinic's database, brought up to this program's schema.

        Args:
            url: a path or `sqlite:///path`.
            key: the 256-bit key; that of the key file in the database's folder when None.
            create: make database and key file where there is none.
            claim: how to have the database: with other stations (`ownership.share`), or alone as a host.

        Raises:
            ClinicError: `network_drive`, `database_missing`, `clinic_has_host`, `clinic_in_use`,
                `key_missing`, `key_wrong`, `database_newer`, `database_unknown`, `disk_full` or another
                trouble of the machine (`errors.machine_error`).
        """
        path = urls.sqlite_path(url)
        urls.refuse_shared_drive(path)
        is_new = not path.exists()
        if is_new:
            if not create:
                raise ClinicError("database_missing", path=str(path))
            _make_folder(path)
        claimed = claim(path)
        try:
            if is_new:
                key = key or keys.obtain_key(path.parent)
                migrate.create_database(path, key)
            key = key or keys.read_key(path.parent)
            migrate.bring_up_to_date(path, key)
            return cls(path, key, claimed)
        except BaseException:
            claimed.close()
            raise

    def write(self, work: Callable[[UnitOfWork], T], /) -> T:
        """Run `work` in a transaction and return its result once that is durable (`clinic.ports.Storage`)."""
        return self._writer.write(work)

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """One consistent state to read, on the calling thread."""
        return self._readers.read()

    def position(self) -> Position:
        """How far the journal has grown. Never waits for a writer."""
        with self._readers.read() as unit:
            return unit.journal.position()

    def watch(self, after: Position | None) -> Iterator[Position]:
        """As `Clinic.watch`: own commits at once, other processes' within 50 ms."""
        return self._watch.positions(after)

    def close(self) -> None:
        """Finish what was accepted and let go. Safe to call twice."""
        self._writer.close()
        self._watch.close()
        self._readers.close()
        if self._claim is not None:
            self._claim.close()

    def _connection(self, use: Use) -> DriverConnection:
        return connect(self.path, self._key, use)


def _make_folder(path: Path) -> None:
    try:
        make_folder(path.parent)
    except OSError as error:
        raise file_error(error, path) from error

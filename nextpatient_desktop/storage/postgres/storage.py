"""`PostgresStorage`: a clinic's PostgreSQL database as `clinic.ports.Storage`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Final, TypeVar

from nextpatient_desktop.clinic.door import Position
from nextpatient_desktop.clinic.ports import UnitOfWork
from nextpatient_desktop.storage.postgres import schema
from nextpatient_desktop.storage.postgres.address import Address, address_of
from nextpatient_desktop.storage.postgres.blobs import PostgresBlobs
from nextpatient_desktop.storage.postgres.links import Links
from nextpatient_desktop.storage.postgres.readers import Readers
from nextpatient_desktop.storage.postgres.watch import Watch
from nextpatient_desktop.storage.postgres.writer import AT_ONCE, Writer
from nextpatient_desktop.storage.transaction import RecordCache

T = TypeVar("T")

READERS: Final = 12
"""Connections of one process that read at once, or move documents; there are at most two more that write."""


class PostgresStorage:
    """One process's hold on a clinic's database. Any number of processes may each have one.

    Attributes:
        address: where the database is.
        blobs: the contents of documents, in the same database.
    """

    def __init__(self, address: Address) -> None:
        """Hold a database that is up to date; `open` makes sure of it."""
        self.address = address
        cache = RecordCache()
        # A standby that took over may lack commits: what is remembered of another server is not true there.
        self._reading = Links(address, READERS, cache.forget)
        self._writing = Links(address, AT_ONCE, cache.forget)
        self._watch = Watch(address)
        self._readers = Readers(self._reading, cache)
        self._writer = Writer(self._writing, cache, self._watch.committed)
        self.blobs = PostgresBlobs(self._reading)

    @classmethod
    def open(cls, url: str, *, create: bool = False) -> "PostgresStorage":
        """Open a clinic's database, brought up to this program's schema.

        Args:
            url: `postgresql+psycopg://user:password@server:port/database`; what it leaves open is libpq's.
            create: make the tables in an empty database.

        Raises:
            ClinicError: `url_unknown`, `server_database_empty`, `database_newer`, `database_unknown`,
                `database_not_utf8`, or why the server can not be reached (`errors.connecting_error`).
        """
        address = address_of(url)
        schema.make_ready(address, create=create)
        return cls(address)

    def write(self, work: Callable[[UnitOfWork], T], /) -> T:
        """Run `work` in a transaction and return its result once that is durable (`clinic.ports.Storage`)."""
        return self._writer.write(work)

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """One consistent state to read, on the calling thread."""
        return self._readers.read()

    def position(self) -> Position:
        """How far the journal has grown. Never waits for a writer."""
        return self._readers.position()

    def watch(self, after: Position | None) -> Iterator[Position]:
        """As `Clinic.watch`: own commits at once, other hosts' as soon as the server tells."""
        return self._watch.positions(after)

    def close(self) -> None:
        """Let go of the server. Safe to call twice."""
        self._watch.close()
        self._writing.close()
        self._reading.close()

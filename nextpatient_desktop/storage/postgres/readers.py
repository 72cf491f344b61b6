"""`Readers`: consistent states to read, each on a connection of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from nextpatient_desktop.clinic.door import Position
from nextpatient_desktop.storage.postgres.errors import LinkLostError, server_error
from nextpatient_desktop.storage.postgres.links import Links
from nextpatient_desktop.storage.postgres.session import TO_READ, PostgresSession, top
from nextpatient_desktop.storage.transaction import RecordCache, TransactionState
from nextpatient_desktop.storage.unit import SqlUnitOfWork


class Readers:
    """Gives each reader one snapshot."""

    def __init__(self, links: Links, cache: RecordCache) -> None:
        self._links = links
        self._cache = cache

    @contextmanager
    def read(self) -> Iterator[SqlUnitOfWork]:
        """One consistent state: the first statement fixes it, whatever is committed meanwhile.

        Raises:
            ClinicError: what the server or the network refuse (`errors.server_error`).
        """
        try:
            with self._links.link() as link:
                state = TransactionState()
                session = PostgresSession(link, state, TO_READ)
                try:
                    yield SqlUnitOfWork(session, state, self._cache)
                    session.commit()
                except BaseException:
                    link.roll_back()
                    raise
                finally:
                    session.end()
        except (LinkLostError, psycopg.Error) as error:
            if isinstance(error, LinkLostError):
                self._links.forget()
            raise server_error(error, self._links.address) or error from error

    def position(self) -> Position:
        """How far the journal has grown."""
        try:
            with self._links.link() as link:
                return top(link)
        except (LinkLostError, psycopg.Error) as error:
            raise server_error(error, self._links.address) or error from error

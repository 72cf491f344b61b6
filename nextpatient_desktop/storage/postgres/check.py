"""Is everything on the server as it was written? As `storage.check`, from one state; hosts go on meanwhile.

The server looks after its files itself (data checksums, amcheck); what it can not read is a finding here too.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

import psycopg

from nextpatient_desktop.storage.check import Finding, record_findings
from nextpatient_desktop.storage.engine import DriverCursor
from nextpatient_desktop.storage.postgres import schema
from nextpatient_desktop.storage.postgres.address import address_of
from nextpatient_desktop.storage.postgres.blobs import PostgresBlobs
from nextpatient_desktop.storage.postgres.errors import server_error
from nextpatient_desktop.storage.postgres.links import Links, connect

_DAMAGED = (psycopg.errors.DataCorrupted, psycopg.errors.IndexCorrupted)


def check_database(url: str) -> list[Finding]:
    """Everything that is wrong with a clinic's database, nothing when all is well.

    Raises:
        ClinicError: `database_newer`, `database_unknown`, `server_database_empty`, or why the server can not
            be reached.
    """
    address = address_of(url)
    with closing(connect(address)) as connection, closing(Links(address, 1)) as links:
        try:
            schema.refuse_others(connection, address)
            connection.execute("SET statement_timeout = 0")
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return _findings(connection, PostgresBlobs(links).get)
        except psycopg.Error as error:
            raise server_error(error, address) or error from error


def _findings(connection: "psycopg.Connection[Any]", content: Callable[[str], bytes | None]) -> list[Finding]:
    try:
        return record_findings(_Reader(connection), content=content)
    except _DAMAGED as error:
        return [Finding(code="file_damaged", params={"detail": str(error)})]


class _Reader:
    """`storage.check.Reader` over psycopg."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection

    def execute(self, sql: str, parameters: Sequence[object] = (), /) -> DriverCursor:
        """Run one statement."""
        return self._connection.execute(sql.replace("?", "%s").encode(), parameters)

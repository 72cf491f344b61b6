"""Connections to the encrypted database: how each is opened, keyed and set up.

Work is done on the driver's own connections, on statements compiled by SQLAlchemy Core;
`sqlalchemy_connection` gives the same connections to SQLAlchemy for what is rare (migrations). No connection
begins a transaction by
itself: whoever writes says BEGIN IMMEDIATE, whoever reads says BEGIN.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import sqlcipher3.dbapi2 as driver

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage.errors import DriverError, machine_error, result_code

if TYPE_CHECKING:
    import sqlalchemy as sa

KEY_BYTES: Final = 32
PAGE_BYTES: Final = 2048
"""Half of SQLite's usual: each changed page is encrypted and signed whole, so a commit costs a fifth less.

It is how every file is laid out, so it never changes.
"""
LONGEST_LOG: Final = 4000
"""Pages in the write-ahead log at which SQLite puts them back into the file, whoever waits for that."""

_NOTADB: Final = 26
_READ_WAIT_MS: Final = 5000
_OPEN_WAIT_MS: Final = 10_000


class DriverCursor(Protocol):
    """The driver's cursor, as far as it is used here."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        ...

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row, None after the last."""
        ...

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The remaining rows."""
        ...


class DriverConnection(Protocol):
    """The driver's connection, as far as it is used here."""

    @property
    def in_transaction(self) -> bool:
        """Whether SQLite is in a transaction, whatever anybody believes."""
        ...

    def execute(self, sql: str, parameters: Sequence[object] = ..., /) -> DriverCursor:
        """Run one statement."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class Use(Enum):
    """What a connection is for. The value is its page cache in KiB."""

    WRITE = 4096
    READ = 2048
    WATCH = 64
    MAINTAIN = 8192


def key_literal(key: bytes) -> str:
    """The key as SQLCipher takes it raw, without deriving it: `x'...'` (quoted for a PRAGMA or ATTACH)."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    return f"\"x'{key.hex()}'\""


def connect(path: Path, key: bytes, use: Use) -> DriverConnection:
    """Open the database for one use and prove that the key fits.

    Raises:
        ClinicError: `key_wrong` when it is not this database's key (or the file is no database at all), or
            what the machine refuses (`errors.machine_error`).
    """
    try:
        connection = cast(
            "DriverConnection",
            driver.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=256),
        )
    except DriverError as error:
        raise machine_error(error, path) or error from error
    try:
        _set_up(connection, key, use)
    except DriverError as error:
        connection.close()
        if result_code(error) == _NOTADB:
            raise ClinicError("key_wrong", path=str(path)) from error
        raise machine_error(error, path) or error from error
    return connection


def _set_up(connection: DriverConnection, key: bytes, use: Use) -> None:
    run = connection.execute
    run("PRAGMA cipher_log_level = NONE")
    run(f"PRAGMA cipher_default_page_size = {PAGE_BYTES}")  # the process's, so of attached files too
    run(f"PRAGMA key = {key_literal(key)}")
    run(f"PRAGMA busy_timeout = {_OPEN_WAIT_MS}")
    run("SELECT count(*) FROM sqlite_schema").fetchone()
    run("PRAGMA foreign_keys = ON")
    run("PRAGMA synchronous = FULL")
    if sys.platform == "darwin":  # there fsync alone does not reach the disk
        run("PRAGMA fullfsync = ON")
        run("PRAGMA checkpoint_fullfsync = ON")
    run(f"PRAGMA cache_size = -{use.value}")
    if use is Use.WRITE:
        # The writer waits in its own way (`writer.py`): SQLite's wait starves under several processes.
        set_wal(connection)
        run("PRAGMA busy_timeout = 0")
        run(f"PRAGMA wal_autocheckpoint = {LONGEST_LOG}")
    elif use is not Use.MAINTAIN:
        run(f"PRAGMA busy_timeout = {_READ_WAIT_MS}")
        run("PRAGMA query_only = ON")


def set_wal(connection: DriverConnection) -> None:
    """Turn on write-ahead logging; it is a property of the file and stays."""
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode is None or mode[0] != "wal":
        raise ClinicError("storage_failed", path="")


@contextmanager
def sqlalchemy_connection(connection: DriverConnection) -> "Iterator[sa.Connection]":
    """A connection of SQLAlchemy's SQLite dialect over one of ours; errors are the driver's.

    SQLAlchemy's own begin sends nothing (the driver is in autocommit), so whoever writes with it sends BEGIN
    IMMEDIATE first thing inside; its commit and rollback are the driver's.
    """
    import sqlalchemy as sa  # a third of a second

    engine = sa.create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: connection,
        poolclass=sa.pool.StaticPool,
        hide_parameters=True,  # an error's message goes to the log, and parameters are patients' data
    )
    try:
        with engine.connect() as made:
            made.begin()  # else alembic would commit after each step
            yield made
    except sa.exc.DBAPIError as error:
        raise error.orig or error from error

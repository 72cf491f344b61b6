"""Databases made and brought up to date.

Alembic costs a quarter of a second to import, so it is imported only when there is something to migrate: the
revision is read with plain SQL (`schema.py`), and a new database gets its tables from `tables.metadata`,
which a test proves to be what the migrations amount to.

A migration runs in one transaction that holds the write lock from before the backup on: of several programs
that start at once one migrates, the others wait and find it done, and one that is killed leaves the old
schema.
"""

import contextlib
import logging
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nextpatient_desktop.resources import migrations_folder
from nextpatient_desktop.storage import schema
from nextpatient_desktop.storage.engine import DriverConnection, Use, connect, set_wal, sqlalchemy_connection
from nextpatient_desktop.storage.errors import DriverError, file_error, is_busy, machine_error
from nextpatient_desktop.storage.files import discard, publish, sweep_temporaries, temporary_beside

if TYPE_CHECKING:
    import sqlalchemy as sa

_log = logging.getLogger(__name__)

_FILE_MODE: Final = 0o660
_LONGEST_WAIT: Final = 60.0


def create_database(path: Path, key: bytes) -> None:
    """Make an empty database where there is none. It appears whole; of several processes one makes it.

    Raises:
        ClinicError: what the machine refuses.
    """
    sweep_temporaries(path)
    prepared = temporary_beside(path)
    try:
        prepared.touch()
        prepared.chmod(_FILE_MODE)
        connection = connect(prepared, key, Use.MAINTAIN)
        try:
            set_wal(connection)
            schema.create_schema(connection)
        finally:
            connection.close()
        with contextlib.suppress(FileExistsError):
            publish(prepared, path)
    except DriverError as error:
        raise machine_error(error, path) or error from error
    except OSError as error:
        raise file_error(error, path) from error
    finally:
        discard(prepared)


def bring_up_to_date(path: Path, key: bytes) -> Path | None:
    """Migrate a database that an older program made, after writing a verified backup of it beside it.

    Returns:
        The backup, None when there was nothing to do.

    Raises:
        ClinicError: `database_newer`, `database_unknown`, `key_wrong`, what the backup says, or what the
        machine
            refuses. The database is as it was.
    """
    connection = connect(path, key, Use.MAINTAIN)
    try:
        if schema.outdated_revision(connection, path) is None:
            return None
        return _migrate(connection, path, key)
    except DriverError as error:
        raise machine_error(error, path) or error from error
    finally:
        connection.close()


def upgrade_in_place(path: Path, key: bytes) -> None:
    """Migrate a database that nobody else has and that can be made again (a restore's): without a backup."""
    connection = connect(path, key, Use.MAINTAIN)
    try:
        found = schema.outdated_revision(connection, path)
        if found is not None:
            with _locked(connection) as alchemy:
                upgrade_schema(alchemy, found)
    finally:
        connection.close()


def _migrate(connection: DriverConnection, path: Path, key: bytes) -> Path | None:
    from nextpatient_desktop.storage.backup import SUFFIX, write_backup

    now = datetime.now(UTC)
    saved = path.with_name(f"{path.stem}-before-update-{now:%Y%m%d-%H%M%S}{SUFFIX}")
    is_written = False
    try:
        with _locked(connection) as alchemy:
            found = schema.outdated_revision(connection, path)
            if found is None:  # another program was first
                return None
            write_backup(path, key, saved, taken_at=now, documents=None)
            is_written = True
            upgrade_schema(alchemy, found)
    except BaseException:
        if is_written:  # the database is as it was
            saved.unlink(missing_ok=True)
        raise
    return saved


@contextmanager
def _locked(connection: DriverConnection) -> "Iterator[sa.Connection]":
    """The write lock, and the transaction that a migration runs in; it is kept if nothing is raised."""
    connection.execute("PRAGMA foreign_keys = OFF")  # tables are made anew; checked before the commit
    with sqlalchemy_connection(connection) as alchemy:
        _begin(connection)
        try:
            yield alchemy
            _check(connection)
            alchemy.commit()
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def _check(connection: DriverConnection) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"a migration left {len(broken)} references to nothing")
    if not connection.in_transaction:
        raise RuntimeError("a migration ended its transaction")


def _begin(connection: DriverConnection) -> None:
    """Take the write lock. Another program may be migrating: that takes as long as it takes."""
    gives_up = time.monotonic() + _LONGEST_WAIT
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except DriverError as error:
            if not is_busy(error) or time.monotonic() > gives_up:
                raise
            time.sleep(random.uniform(0.005, 0.02))
        else:
            return


def upgrade_schema(alchemy: "sa.Connection", found: str, to: str | None = None) -> None:
    """Run the migrations in the connection's transaction, up to a revision or to this program's."""
    from alembic import command
    from alembic.config import Config

    target = to or schema.REVISIONS[-1]
    _log.info("migrating the database from %s to %s", found, target)
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = alchemy
    command.upgrade(config, target)

"""The database's schema: made for a new database, brought up to date for an older one.

Alembic costs a quarter of a second to import, so it is imported only when there is something to migrate: the
revision is read with plain SQL, and a new database gets its tables from `tables.metadata`, which a test
proves to be what the migrations amount to.
"""

import contextlib
import logging
from pathlib import Path
from typing import Final

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage import tables
from nextpatient_desktop.storage.engine import DriverConnection, Use, connect, set_wal, sqlalchemy_engine
from nextpatient_desktop.storage.errors import DriverError, machine_error
from nextpatient_desktop.storage.files import publish, sweep_temporaries, temporary_beside

_log = logging.getLogger(__name__)

REVISIONS: Final = ("0001",)
"""Every revision of the schema, oldest first; the last one is this program's."""

_VERSION_TABLE: Final = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
_FILE_MODE: Final = 0o660


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
            create_schema(connection)
        finally:
            connection.close()
        with contextlib.suppress(FileExistsError):
            publish(prepared, path)
    except DriverError as error:
        raise machine_error(error, path) or error from error
    except OSError as error:
        raise ClinicError("storage_readonly", path=str(path)) from error
    finally:
        prepared.unlink(missing_ok=True)


def create_schema(connection: DriverConnection) -> None:
    """Make all tables and indexes of this program's revision in an empty database."""
    with sqlalchemy_engine(connection).connect() as alchemy:
        connection.execute("BEGIN IMMEDIATE")
        tables.metadata.create_all(alchemy, checkfirst=False)
        connection.execute(_VERSION_TABLE)
        connection.execute("INSERT INTO alembic_version VALUES (?)", (REVISIONS[-1],))
        alchemy.commit()


def bring_up_to_date(path: Path, key: bytes) -> None:
    """Migrate a database that an older program made, after writing a verified backup of it beside it.

    Raises:
        ClinicError: `database_newer` for one that a newer program made, `database_unknown` for one that is no
            clinic's, `key_wrong`, or what the machine refuses.
    """
    connection = connect(path, key, Use.MAINTAIN)
    try:
        if needs_migration(connection, path):
            migrate_locked(connection, path, key)
    except DriverError as error:
        raise machine_error(error, path) or error from error
    finally:
        connection.close()


def revision(connection: DriverConnection) -> str | None:
    """The schema's revision, None when this is no clinic's database."""
    known = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'alembic_version'"
    row = connection.execute(known).fetchone()
    if row is None or row[0] == 0:
        return None
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if found is None else str(found[0])


def needs_migration(connection: DriverConnection, path: Path) -> bool:
    """Whether an older program made this database; an error when a newer one did, or none of ours."""
    found = revision(connection)
    if found is None:
        raise ClinicError("database_unknown", path=str(path))
    if found not in REVISIONS:
        raise ClinicError("database_newer", path=str(path), found=found, known=REVISIONS[-1])
    return found != REVISIONS[-1]


def migrate_locked(connection: DriverConnection, path: Path, key: bytes) -> None:
    """Migrate."""
    raise NotImplementedError

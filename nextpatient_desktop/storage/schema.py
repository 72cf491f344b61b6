"""Which revisions of the schema there are, and which one a database has."""

from pathlib import Path
from typing import Final

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage.engine import DriverConnection, sqlalchemy_connection

REVISIONS: Final = ("0001", "0002", "0003")
"""Every revision of the schema, oldest first; the last one is this program's."""

_VERSION_TABLE: Final = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def create_schema(connection: DriverConnection) -> None:
    """Make all tables and indexes of this program's revision in an empty database."""
    from nextpatient_desktop.storage import tables

    with sqlalchemy_connection(connection) as alchemy:
        connection.execute("BEGIN IMMEDIATE")
        tables.metadata.create_all(alchemy, checkfirst=False)
        connection.execute(_VERSION_TABLE)
        connection.execute("INSERT INTO alembic_version VALUES (?)", (REVISIONS[-1],))
        alchemy.commit()


def revision(connection: DriverConnection) -> str | None:
    """The schema's revision, None when this is no clinic's database."""
    known = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'alembic_version'"
    row = connection.execute(known).fetchone()
    if row is None or row[0] == 0:
        return None
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if found is None else str(found[0])


def outdated_revision(connection: DriverConnection, path: Path) -> str | None:
    """The revision of a database that an older program made, None for one that is up to date.

    Raises:
        ClinicError: `database_newer` (`found`, `known`) when a newer program made it, `database_unknown` when
            none of ours did.
    """
    found = revision(connection)
    if found is None:
        raise ClinicError("database_unknown", path=str(path))
    if found not in REVISIONS:
        raise ClinicError("database_newer", path=str(path), found=found, known=REVISIONS[-1])
    return None if found == REVISIONS[-1] else found

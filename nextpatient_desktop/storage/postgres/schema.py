"""The tables of a PostgreSQL database: made where there are none, brought up to date where they are older.

SQLAlchemy and alembic are imported only for that. Everything happens in one transaction, under a lock of its
own and the journal's: of several hosts that start at once one does it, the others find it done, and one that
is killed leaves the old schema. A backup is the server's owner's matter.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage import schema
from nextpatient_desktop.storage.postgres.address import Address
from nextpatient_desktop.storage.postgres.errors import server_error
from nextpatient_desktop.storage.postgres.links import connect
from nextpatient_desktop.storage.postgres.session import JOURNAL_LOCK

if TYPE_CHECKING:
    import sqlalchemy as sa

_SCHEMA_LOCK: Final = 0x6E65787470617402
_VERSION_TABLE: Final = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
_OUR_TABLES: Final = "SELECT to_regclass('alembic_version') IS NOT NULL AND to_regclass('events') IS NOT NULL"
_ANY_TABLE: Final = (
    "SELECT count(*) > 0 FROM pg_class WHERE relkind IN ('r', 'p') "
    "AND relnamespace = current_schema()::regnamespace"
)

_ALONE: Final = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL lock_timeout = '60s'",
    f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})",
    f"SELECT pg_advisory_xact_lock({JOURNAL_LOCK})",
)

Connection = psycopg.Connection[Any]


def make_ready(address: Address, *, create: bool) -> None:
    """See that the database has this program's tables.

    Raises:
        ClinicError: `server_database_empty` for one that is not to be filled, `database_unknown` for one of
            something else, `database_newer`, `database_not_utf8`, or what `connect` says.
    """
    with closing(connect(address)) as connection:
        try:
            _refuse_other_texts(connection)
            found = _revision(connection, address)
            if found is None and not create:
                raise ClinicError("server_database_empty", path=address.url)
            if found != schema.REVISIONS[-1]:
                _change(connection, address)
        except psycopg.Error as error:
            raise server_error(error, address) or error from error


@contextmanager
def filling(address: Address) -> Iterator[None]:
    """Make the tables in an empty database, and drop them again when what follows is refused.

    Never what was there before, nor what another program made meanwhile (`clinic_exists`).

    Raises:
        ClinicError: as `make_ready`.
    """
    with closing(connect(address)) as connection:
        was_empty = _revision(connection, address) is None
    make_ready(address, create=True)
    try:
        yield
    except BaseException as error:
        is_others = isinstance(error, ClinicError) and error.code == "clinic_exists"
        if was_empty and not is_others:
            _drop(address)
        raise


def _drop(address: Address) -> None:
    from nextpatient_desktop.storage import tables

    with closing(connect(address)) as connection, locked(connection) as alchemy:
        for metadata in (tables.server_metadata, tables.metadata):
            metadata.drop_all(alchemy)
        alchemy.exec_driver_sql("DROP TABLE alembic_version")


def refuse_others(connection: Connection, address: Address) -> None:
    """Refuse a database that is not a clinic's, or a newer program's.

    Raises:
        ClinicError: `server_database_empty`, `database_unknown`, `database_newer`.
    """
    if _revision(connection, address) is None:
        raise ClinicError("server_database_empty", path=address.url)


def create(alchemy: "sa.Connection") -> None:
    """Make all tables and indexes of this program's revision in an empty database."""
    from nextpatient_desktop.storage import tables

    for metadata in (tables.metadata, tables.server_metadata):
        metadata.create_all(alchemy, checkfirst=False)
    alchemy.exec_driver_sql("ALTER TABLE blob_parts ALTER COLUMN data SET STORAGE EXTERNAL")
    alchemy.exec_driver_sql(_VERSION_TABLE)
    alchemy.exec_driver_sql("INSERT INTO alembic_version VALUES (%s)", (schema.REVISIONS[-1],))


@contextmanager
def locked(connection: Connection) -> "Iterator[sa.Connection]":
    """A transaction of SQLAlchemy's in which nobody else writes; it is kept if nothing is raised."""
    import sqlalchemy as sa

    connection.autocommit = False
    connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
    engine = sa.create_engine(
        "postgresql+psycopg://",
        creator=lambda: connection,
        poolclass=sa.pool.StaticPool,
        hide_parameters=True,  # an error's message goes to the log, and parameters are patients' data
    )
    try:
        with engine.connect() as alchemy:
            alchemy.begin()  # else alembic would commit after each step
            for statement in _ALONE:
                alchemy.exec_driver_sql(statement)
            yield alchemy
            alchemy.commit()
    except sa.exc.DBAPIError as error:
        raise error.orig or error from error


def _change(connection: Connection, address: Address) -> None:
    with locked(connection) as alchemy:
        found = _revision(connection, address)  # another host may have been first
        if found is None:
            create(alchemy)
        elif found != schema.REVISIONS[-1]:
            from nextpatient_desktop.storage.migrate import upgrade_schema

            upgrade_schema(alchemy, found)


def _revision(connection: Connection, address: Address) -> str | None:
    """The schema's revision, None for an empty database."""
    if not _is(connection, _OUR_TABLES):
        if _is(connection, _ANY_TABLE):
            raise ClinicError("database_unknown", path=address.url)
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    found = "" if row is None else str(row[0])
    if found not in schema.REVISIONS:
        raise ClinicError("database_newer", path=address.url, found=found, known=schema.REVISIONS[-1])
    return found


def _refuse_other_texts(connection: Connection) -> None:
    row = connection.execute("SHOW server_encoding").fetchone()
    if row is None or row[0] != "UTF8":
        raise ClinicError("database_not_utf8", found="" if row is None else str(row[0]))


def _is(connection: Connection, question: str) -> bool:
    row = connection.execute(question).fetchone()
    return row is not None and bool(row[0])

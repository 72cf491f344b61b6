"""Backups: one encrypted file that holds the database and the documents it names, proved before it is kept.

A backup is itself an encrypted SQLite database, under a subkey of the clinic's key: the clinic's tables as
they were at one instant, and beside them

- `backup_info`: what it is of, when it was taken, and the journal's head (position, epoch, hash);
- `backup_documents`: the contents of documents, as encrypted in the document store, with their own SHA-256.

It is taken while stations go on, written under another name, opened again, checked as a whole and only then
given its name, so there is no such file that cannot be read.
"""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import nextpatient_desktop
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.storage import check, schema
from nextpatient_desktop.storage.convert import from_ms, to_ms
from nextpatient_desktop.storage.engine import DriverConnection, Use, connect, key_literal
from nextpatient_desktop.storage.errors import DriverError, file_error, is_damaged, machine_error
from nextpatient_desktop.storage.files import discard, publish, sweep_temporaries, temporary_beside
from nextpatient_desktop.storage.journal import FIRST_EPOCH, HEAD, NO_HASH
from nextpatient_desktop.storage.keys import subkey
from nextpatient_desktop.storage.transaction import Head

_log = logging.getLogger(__name__)

SUFFIX: Final = ".npbackup"
PURPOSE: Final = "backups"
FORMAT: Final = 1
"""Of the tables that a backup adds; a program that knows only lower ones says so."""

DOCUMENTS_FOLDER: Final = "documents"
"""Where the contents of documents lie, beside the database: `documents/ab/abcd...`."""

OWN_TABLES: Final = ("backup_info", "backup_documents")
_INFO_TABLE: Final = (
    "CREATE TABLE backup.backup_info (format INTEGER NOT NULL, program TEXT NOT NULL, "
    "revision TEXT NOT NULL, taken_at INTEGER NOT NULL, position INTEGER NOT NULL, epoch INTEGER NOT NULL, "
    "hash BLOB NOT NULL)"
)
_DOCUMENTS_TABLE: Final = (
    "CREATE TABLE backup.backup_documents (sha256 BLOB PRIMARY KEY NOT NULL, stored_sha256 BLOB NOT NULL, "
    "stored BLOB NOT NULL)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class BackupInfo:
    """What a backup is: of which program and schema, of when, to which end of the journal.

    `missing` are the SHA-256 of contents that documents name but that were not in the store.
    """

    path: Path
    program: str
    revision: str
    taken_at: datetime
    head: Head
    documents: int
    missing: tuple[str, ...] = ()


def backup_key(key: bytes) -> bytes:
    """The key of a clinic's backups."""
    return subkey(key, PURPOSE)


def default_name(database: Path, taken_at: datetime) -> str:
    """A backup's file name: `clinic-20260207-181500.npbackup`, in UTC."""
    return f"{database.stem}-{taken_at.astimezone(UTC):%Y%m%d-%H%M%S}{SUFFIX}"


def write_backup(
    path: Path, key: bytes, target: Path, *, taken_at: datetime, documents: Path | None
) -> BackupInfo:
    """Write a backup of the database at `path`, while stations go on, and prove it.

    Args:
        path: the database.
        key: the clinic's key.
        target: the file to write; on any drive.
        taken_at: the present instant.
        documents: the folder of the documents' contents, None to leave them out.

    Raises:
        ClinicError: `backup_exists` when there is a file of that name, `backup_damaged` when what was written
            cannot be read again or the database is not sound, `disk_full` or another refusal of the machine.
    """
    if target.exists():
        raise ClinicError("backup_exists", path=str(target))
    sweep_temporaries(target)
    prepared = temporary_beside(target)
    try:
        missing = _copy(path, key, prepared, taken_at, documents)
        info = read_backup(prepared, key, missing=missing)
        publish(prepared, target)
    except FileExistsError as error:
        raise ClinicError("backup_exists", path=str(target)) from error
    except OSError as error:
        raise file_error(error, target) from error
    finally:
        discard(prepared)
    return BackupInfo(
        path=target,
        program=info.program,
        revision=info.revision,
        taken_at=info.taken_at,
        head=info.head,
        documents=info.documents,
        missing=missing,
    )


def read_backup(backup: Path, key: bytes, *, missing: tuple[str, ...] = ()) -> BackupInfo:
    """Look through a whole backup: its pages, structures, journal, numbers, and its documents.

    Raises:
        ClinicError: `backup_missing`, `key_wrong`, `backup_newer` (a newer program wrote it),
        `backup_damaged`.
    """
    with opened(backup, key) as connection:
        info = _info(connection, backup, missing)
        found = check.findings(connection, noted=(info.head,) if info.head.position else ())
        if found:
            _log.error("backup %s: %s", backup, found[:10])
            raise ClinicError("backup_damaged", path=str(backup), because=found[0].code)
        for sha256, stored_sha256, stored in _documents(connection):
            if hashlib.sha256(stored).digest() != stored_sha256:
                _log.error("backup %s: the content of document %s is damaged", backup, sha256.hex())
                raise ClinicError("backup_damaged", path=str(backup), because="document_damaged")
        return info


@contextmanager
def opened(backup: Path, key: bytes) -> Iterator[DriverConnection]:
    """A connection to a backup, in a transaction.

    Raises:
        ClinicError: as `read_backup`.
    """
    if not backup.exists():
        raise ClinicError("backup_missing", path=str(backup))
    try:
        connection = connect(backup, backup_key(key), Use.READ)
    except ClinicError as error:
        if error.code != "storage_damaged":
            raise
        raise ClinicError("backup_damaged", path=str(backup), because="file_damaged") from error
    try:
        connection.execute("BEGIN")
        yield connection
    except DriverError as error:
        if is_damaged(error):
            raise ClinicError("backup_damaged", path=str(backup), because="file_damaged") from error
        raise machine_error(error, backup) or error from error
    finally:
        connection.close()


def _info(connection: DriverConnection, backup: Path, missing: tuple[str, ...]) -> BackupInfo:
    row = connection.execute("SELECT * FROM backup_info").fetchone()
    if row is None:
        raise ClinicError("backup_damaged", path=str(backup), because="file_damaged")
    form, program, revision, taken_at, position, epoch, digest = row
    if form > FORMAT or revision not in schema.REVISIONS:
        raise ClinicError("backup_newer", path=str(backup), found=revision, known=schema.REVISIONS[-1])
    count = connection.execute("SELECT count(*) FROM backup_documents").fetchone()
    return BackupInfo(
        path=backup,
        program=program,
        revision=revision,
        taken_at=from_ms(taken_at),
        head=Head(position, epoch, digest),
        documents=0 if count is None else int(count[0]),
        missing=missing,
    )


def _documents(connection: DriverConnection) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The documents in a backup, one at a time: all together may be large."""
    for (key,) in connection.execute("SELECT sha256 FROM backup_documents").fetchall():
        row = connection.execute("SELECT * FROM backup_documents WHERE sha256 = ?", (key,)).fetchone()
        if row is not None:
            yield row[0], row[1], row[2]


def stored_documents(connection: DriverConnection) -> Iterator[tuple[str, bytes]]:
    """SHA-256 and encrypted content of each document in a backup."""
    for sha256, _, stored in _documents(connection):
        yield sha256.hex(), stored


def _copy(
    path: Path, key: bytes, prepared: Path, taken_at: datetime, documents: Path | None
) -> tuple[str, ...]:
    """Copy one consistent state, and then the documents it names; those that are missing."""
    connection = connect(path, key, Use.MAINTAIN)
    try:
        literal = key_literal(backup_key(key))
        connection.execute(f"ATTACH DATABASE ? AS backup KEY {literal}", (str(prepared),))
        # A half-written backup is thrown away, so nothing has to be undone in it; `publish` syncs it.
        connection.execute("PRAGMA backup.journal_mode = OFF")
        connection.execute("PRAGMA backup.synchronous = OFF")
        connection.execute("BEGIN")
        connection.execute("SELECT sqlcipher_export('backup')").fetchall()
        _note(connection, taken_at)
        missing = _copy_documents(connection, documents)
        connection.execute("COMMIT")
        connection.execute("DETACH DATABASE backup")
    except DriverError as error:
        if is_damaged(error):
            raise ClinicError("storage_damaged", path=str(path)) from error
        raise machine_error(error, prepared) or error from error
    finally:
        connection.close()
    return missing


def _note(connection: DriverConnection, taken_at: datetime) -> None:
    head = connection.execute(HEAD.sql, HEAD.tail).fetchone() or (0, FIRST_EPOCH, NO_HASH)
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    revision = "" if found is None else found[0]
    connection.execute(_INFO_TABLE)
    connection.execute(_DOCUMENTS_TABLE)
    connection.execute(
        "INSERT INTO backup.backup_info VALUES (?, ?, ?, ?, ?, ?, ?)",
        (FORMAT, nextpatient_desktop.__version__, revision, to_ms(taken_at), *head),
    )


def _copy_documents(connection: DriverConnection, documents: Path | None) -> tuple[str, ...]:
    if documents is None:
        return ()
    missing = []
    kept = set(check.named_documents(connection, with_removed=False))
    for sha256 in check.named_documents(connection, with_removed=True):
        try:
            stored = document_path(documents, sha256).read_bytes()
        except FileNotFoundError:
            if sha256 in kept:  # of a removed one the content may be gone: the retention setting says when
                missing.append(sha256)
            continue
        connection.execute(
            "INSERT INTO backup.backup_documents VALUES (?, ?, ?)",
            (bytes.fromhex(sha256), hashlib.sha256(stored).digest(), stored),
        )
    return tuple(missing)


def document_path(documents: Path, sha256: str) -> Path:
    """Where a document's content lies in a document store."""
    return documents / sha256[:2] / sha256

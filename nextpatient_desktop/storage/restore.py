"""Restoring: a clinic's database and documents out of a backup, where there is none.

The backup does not know the numbers that were given after it and are on paper. So a restore starts a new
epoch of the journal, and today's sequences go on above the last number that somebody holds in their hand, or
else at the next full hundred; the gap is an event. Nothing is renumbered. Kiosks report what they have on
paper when they meet the clinic again (`clinic.tokens.numbers`), which raises the sequences once more.

Stations keep their keys. Who was signed in over the LAN is not any more, and no pairing is open.
"""

import contextlib
import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import NewEvent
from nextpatient_desktop.domain.days import business_date
from nextpatient_desktop.domain.ids import EventId, uuid7
from nextpatient_desktop.domain.numbering import number_after_restore
from nextpatient_desktop.storage import backup, keys, migrate, urls
from nextpatient_desktop.storage.backup import BackupInfo
from nextpatient_desktop.storage.check import RESTORED
from nextpatient_desktop.storage.convert import to_ms
from nextpatient_desktop.storage.engine import DriverConnection, Use, connect, key_literal, set_wal
from nextpatient_desktop.storage.errors import DriverError, file_error, machine_error
from nextpatient_desktop.storage.files import discard, make_folder, publish, sync_folder, temporary_beside
from nextpatient_desktop.storage.sqlite_session import SqliteSession
from nextpatient_desktop.storage.transaction import RecordCache, TransactionState
from nextpatient_desktop.storage.unit import SqlUnitOfWork

_log = logging.getLogger(__name__)

_FILE_MODE: Final = 0o660

Stated: TypeAlias = Callable[[Mapping[str, int]], Mapping[str, int]]
"""Given today's last numbers in the backup by letter: those that are on paper, of the letters where known."""


def restore(
    source: Path, key: bytes, url: str | Path, *, now: datetime, stated: Stated | None = None
) -> BackupInfo:
    """Restore a backup to a place where there is no database; it appears there once all of it is proved.

    Args:
        source: the backup.
        key: the clinic's key (of its key file, or of the recovery code).
        url: where the database is to be: a path or `sqlite:///path`. Documents go into `documents` beside it,
            the key into the key file beside it.
        now: the present instant, for today's numbers.
        stated: asked for the last numbers on paper; what it raises ends the restore, and nothing appears.

    Raises:
        ClinicError: `restore_target_exists`, `network_drive`, `key_differs` when another key lies there
            already, what `backup.read_backup` says, or what the machine refuses.
    """
    path = urls.sqlite_path(url)
    urls.refuse_shared_drive(path)
    if path.exists():
        raise ClinicError("restore_target_exists", path=str(path))
    info = backup.read_backup(source, key)
    prepared = temporary_beside(path)
    try:
        make_folder(path.parent)
        _put_key(path.parent, key)
        _copy(source, key, prepared)
        migrate.upgrade_in_place(prepared, key)
        _begin_epoch(prepared, key, info, now, stated)
        _put_documents(source, key, path.parent / backup.DOCUMENTS_FOLDER)
        publish(prepared, path)
    except FileExistsError as error:
        raise ClinicError("restore_target_exists", path=str(path)) from error
    except DriverError as error:
        raise machine_error(error, path) or error from error
    except OSError as error:
        raise file_error(error, path) from error
    finally:
        discard(prepared)
    return info


def _put_key(folder: Path, key: bytes) -> None:
    with contextlib.suppress(FileExistsError):
        keys.write_key(folder, key)
    if keys.read_key(folder) != key:
        raise ClinicError("key_differs", path=str(keys.key_path(folder)))


def _copy(source: Path, key: bytes, prepared: Path) -> None:
    """The clinic's tables, under the clinic's key, in a file of their own."""
    with backup.opened(source, key) as connection:
        connection.execute("COMMIT")
        connection.execute("PRAGMA query_only = OFF")
        connection.execute(f"ATTACH DATABASE ? AS clinic KEY {key_literal(key)}", (str(prepared),))
        connection.execute("SELECT sqlcipher_export('clinic')").fetchall()
        for table in backup.OWN_TABLES:
            connection.execute(f"DROP TABLE clinic.{table}")
        connection.execute("DETACH DATABASE clinic")
    prepared.chmod(_FILE_MODE)
    made = connect(prepared, key, Use.MAINTAIN)
    try:
        made.execute("VACUUM")
        set_wal(made)
    finally:
        made.close()


@contextmanager
def _unit_of_work(path: Path, key: bytes) -> Iterator[SqlUnitOfWork]:
    """One transaction in a database that nobody else has."""
    connection: DriverConnection = connect(path, key, Use.MAINTAIN)
    try:
        connection.execute("BEGIN IMMEDIATE")
        session = SqliteSession(connection)
        yield SqlUnitOfWork(session, TransactionState(), RecordCache())
        session.end()
        connection.execute("COMMIT")
    finally:
        connection.close()


def _begin_epoch(prepared: Path, key: bytes, info: BackupInfo, now: datetime, stated: Stated | None) -> None:
    """Raise today's sequences and journal the gap, in a new epoch."""
    with _unit_of_work(prepared, key) as unit:
        today = _today(unit, now)
        used = {letter for letter in unit.days.letters(today) if "-" not in letter}  # kiosks have their own
        letters = {department.letter for department in unit.departments.all()} | used
        lasts = {letter: unit.days.last_number(today, letter) for letter in sorted(letters)}
        on_paper = {} if stated is None else stated(lasts)
        numbers: dict[str, dict[str, int]] = {}
        for letter, last in lasts.items():
            raised = number_after_restore(last, on_paper.get(letter))
            unit.days.raise_number(today, letter, raised)
            numbers[letter] = {"last": last, "raised_to": raised}
        body = {
            "backup": {
                "epoch": info.head.epoch,
                "hash": info.head.hash.hex(),
                "position": info.head.position,
                "taken_at": to_ms(info.taken_at),
            },
            "day": today.isoformat(),
            "numbers": numbers,
        }
        event = NewEvent(
            id=EventId(uuid7(to_ms(now), os.urandom(10))),
            at=now,
            kind=RESTORED,
            subject=None,
            command=None,
            station=None,
            staff=None,
            body=json.dumps(body, sort_keys=True, separators=(",", ":")),
        )
        unit.journal.append_in_new_epoch(event)
        _end_what_was_passing(unit)


def _end_what_was_passing(unit: SqlUnitOfWork) -> None:
    """Sessions and the open pairing end; what was last heard of stations stays, but none is connected."""
    unit.credentials.end_all()
    unit.credentials.save_pairing(None)
    unit.contacts.none_listens()


def _today(unit: SqlUnitOfWork, now: datetime) -> date:
    info = unit.clinic.get()
    if info is None:
        return now.astimezone(UTC).date()
    try:
        zone = ZoneInfo(info.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return now.astimezone(UTC).date()
    return business_date(now, zone, info.day_starts)


def _put_documents(source: Path, key: bytes, folder: Path) -> None:
    """Put the documents' encrypted contents back; one that is there already stays."""
    with backup.opened(source, key) as connection:
        for sha256, stored in backup.stored_documents(connection):
            target = backup.document_path(folder, sha256)
            if target.exists():
                continue
            make_folder(target.parent)
            prepared = temporary_beside(target)
            prepared.write_bytes(stored)
            with contextlib.suppress(FileExistsError):
                publish(prepared, target)
    if folder.exists():
        sync_folder(folder)
        sync_folder(folder.parent)

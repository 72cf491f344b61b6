"""Who has a clinic's database: the stations of this PC together, or a host alone.

A lock beside the database decides, and the kernel gives it back when a process ends, however it ends. Beside
it a host describes itself in `clinic.host`, so that others on this PC find it; a description without the lock
is of a host that is gone, and means nothing. Upkeep (check, backup) takes no part in this.

A host that finds stations at the database holds a second lock while it waits for them: it is wanted. Stations
look for that now and then, let go, and come back through the host; nobody joins those who are to leave.
"""

import json
import logging
import os
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Final

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.storage.errors import file_error
from nextpatient_desktop.storage.files import temporary_beside
from nextpatient_desktop.storage.locks import FileLock, try_lock

_log = logging.getLogger(__name__)

PATIENCE: Final = 20.0
"""Seconds that a host waits for stations to let go of the database."""
_STEP: Final = 0.05
_DESCRIPTION_MODE: Final = 0o644


@dataclass(frozen=True, kw_only=True)
class HostDescription:
    """A host as others on its PC find it.

    `addresses` are those of this PC at which it listens, without port; `pin` is the SHA-256 of its
    certificate as hex.
    """

    pid: int
    addresses: tuple[str, ...]
    port: int
    pin: str
    started: datetime

    @property
    def url(self) -> str:
        """Where the programs of the same PC reach it."""
        return f"https://127.0.0.1:{self.port}"


class Claim:
    """A right to a database, until `close` or the end of this process."""

    def __init__(self, database: Path, lock: FileLock) -> None:
        """Keep the lock; made by `share` and `claim_alone`."""
        self._database = database
        self._lock = lock

    def close(self) -> None:
        """Let others have it. Safe to call twice."""
        self._lock.close()


class HostClaim(Claim):
    """A host's: nobody else has the database."""

    _is_described = False

    def describe(self, host: HostDescription) -> None:
        """Tell the others on this PC how to reach it, in place of what was there.

        Raises:
            ClinicError: what the machine refuses (`errors.file_error`).
        """
        path = description_path(self._database)
        text = json.dumps(asdict(host) | {"started": host.started.isoformat()}, indent=2)
        prepared = temporary_beside(path)
        try:
            with os.fdopen(os.open(prepared, os.O_WRONLY | os.O_CREAT, _DESCRIPTION_MODE), "w") as file:
                file.write(text)
            prepared.replace(path)
        except OSError as error:
            raise file_error(error, path) from error
        finally:
            prepared.unlink(missing_ok=True)
        self._is_described = True

    def close(self) -> None:
        """Take the description away, then let others have the database."""
        if self._is_described:
            self._is_described = False
            try:
                description_path(self._database).unlink(missing_ok=True)
            except OSError as error:
                _log.warning("the host's description stays: %r", error)
        super().close()


def lock_path(database: Path) -> Path:
    """The file whose lock says who has the database."""
    return database.with_name(f"{database.name}-owner")


def wanted_path(database: Path) -> Path:
    """The file whose lock says that a host waits for the database."""
    return database.with_name(f"{database.name}-wanted")


def description_path(database: Path) -> Path:
    """Where a host describes itself: `clinic.host` beside `clinic.db`."""
    return database.with_suffix(".host")


def share(database: Path) -> Claim:
    """Have the database together with the other stations of this PC.

    Raises:
        ClinicError: `clinic_has_host` with `path`, `address` and `pid` (empty and 0 while it is starting).
    """
    lock = None if is_wanted(database) else _try(lock_path(database), is_shared=True)
    if lock is None:
        raise _has_host(database)
    return Claim(database, lock)


def is_wanted(database: Path) -> bool:
    """Whether a host waits for the stations that have the database to let go of it."""
    path = wanted_path(database)
    if not path.exists():
        return False
    lock = _try(path, is_shared=True)
    if lock is not None:
        lock.close()
    return lock is None


def claim_alone(database: Path, patience: float = PATIENCE) -> HostClaim:
    """Have the database alone, as a host does.

    Args:
        database: the database's file.
        patience: how many seconds to wait for stations to let go of it.

    Raises:
        ClinicError: `clinic_has_host`, or `clinic_in_use` with `path` where stations have it open.
    """
    wanted: FileLock | None = None
    until = time.monotonic() + patience
    try:
        while True:
            lock = _try(lock_path(database), is_shared=False)
            if lock is not None:
                description_path(database).unlink(missing_ok=True)  # of a host that was killed
                return HostClaim(database, lock)
            if has_host(database):
                raise _has_host(database)
            if time.monotonic() >= until:
                raise ClinicError("clinic_in_use", path=str(database))
            wanted = wanted or _try(wanted_path(database), is_shared=False)
            time.sleep(_STEP)
    finally:
        if wanted is not None:
            wanted.close()


def has_host(database: Path) -> bool:
    """Whether a host has the database, described or not yet."""
    if not lock_path(database).exists():
        return False
    lock = _try(lock_path(database), is_shared=True)
    if lock is not None:
        lock.close()
    return lock is None


def running_host(database: Path) -> HostDescription | None:
    """The host that has the database; None where there is none, or where it is just starting or ending."""
    return read_description(database) if has_host(database) else None


def read_description(database: Path) -> HostDescription | None:
    """What a host wrote, whether or not it still runs; None where there is nothing that makes sense."""
    try:
        stored = json.loads(description_path(database).read_text(encoding="utf-8"))
        return HostDescription(
            pid=int(stored["pid"]),
            addresses=tuple(str(one) for one in stored["addresses"]),
            port=int(stored["port"]),
            pin=str(stored["pin"]),
            started=datetime.fromisoformat(stored["started"]),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        _log.warning("the host's description is not readable: %r", error)
        return None


def _try(path: Path, *, is_shared: bool) -> FileLock | None:
    try:
        return try_lock(path, is_shared=is_shared)
    except OSError as error:
        raise file_error(error, path) from error


def _has_host(database: Path) -> ClinicError:
    host = read_description(database)
    address, pid = (host.url, host.pid) if host is not None else ("", 0)
    return ClinicError("clinic_has_host", path=str(database), address=address, pid=pid)

"""What the database's errors mean: the machine's troubles become errors for people, the rest stays a bug."""

import contextlib
import errno
import logging
import shutil
from pathlib import Path
from typing import Final

import sqlcipher3.dbapi2 as driver

from nextpatient_desktop.clinic.errors import ClinicError

_log = logging.getLogger(__name__)

DriverError: Final[type[Exception]] = driver.Error

_PERM, _BUSY, _LOCKED, _READONLY, _IOERR = 3, 5, 6, 8, 10
_CORRUPT, _FULL, _CANTOPEN, _PROTOCOL, _NOTADB = 11, 13, 14, 15, 26

_CODES: Final = {
    _BUSY: "storage_busy",
    _LOCKED: "storage_busy",
    _PROTOCOL: "storage_busy",
    _READONLY: "storage_readonly",
    _PERM: "storage_readonly",
    _FULL: "disk_full",
    _IOERR: "storage_failed",
    _CANTOPEN: "storage_failed",
    _CORRUPT: "storage_damaged",
    _NOTADB: "storage_damaged",
}
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_RIGHT: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_WINDOWS_NO_ROOM: Final = frozenset({39, 112})  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
_ROOM_NEEDED: Final = 256 * 1024
"""With less than this free, an I/O error is a full disk: the shared memory file cannot grow either."""


def result_code(error: BaseException) -> int:
    """SQLite's primary result code of an error, 0 for one that did not come from SQLite."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def is_busy(error: BaseException) -> bool:
    """Whether another process holds the lock: trying again later helps."""
    return result_code(error) in (_BUSY, _LOCKED, _PROTOCOL)


def is_damaged(error: BaseException) -> bool:
    """Whether SQLite says that the file is no longer what it wrote."""
    return result_code(error) in (_CORRUPT, _NOTADB)


def machine_error(error: BaseException, path: Path) -> ClinicError | None:
    """The error for people that a driver's error amounts to, None where it is a bug of ours.

    Codes: `disk_full`, `storage_busy`, `storage_readonly`, `storage_failed`, `storage_damaged`, all with
    `path`.
    """
    if not isinstance(error, DriverError):
        return None
    code = _CODES.get(result_code(error))
    if code is None:
        return None
    if code == "storage_failed" and _is_disk_full(path):
        code = "disk_full"
    _log.error("the database refused: %s", code, exc_info=error)
    return ClinicError(code, path=str(path))


def file_error(error: OSError, path: Path) -> ClinicError:
    """The error for people of a refused file: `disk_full`, `storage_readonly` or `storage_failed`."""
    _log.error("a file was refused", exc_info=error)
    if error.errno in _NO_ROOM or getattr(error, "winerror", None) in _WINDOWS_NO_ROOM:
        return ClinicError("disk_full", path=str(path))
    if error.errno in _NO_RIGHT:
        return ClinicError("storage_readonly", path=str(path))
    return ClinicError("storage_failed", path=str(path))


def _is_disk_full(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return shutil.disk_usage(path.parent).free < _ROOM_NEEDED
    return False

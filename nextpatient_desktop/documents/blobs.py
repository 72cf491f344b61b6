"""`FileBlobs`: contents of documents as encrypted files beside the database, named by their SHA-256.

A file is `FOLDER/ab/abcd...` and holds the mark `NPD1`, a random 12-byte nonce and the content under
AES-256-GCM (NIST SP 800-38D), with mark and SHA-256 authenticated too, so that no file can stand in for
another. Content is on the disk before anything names it: temporary file, sync, rename, sync of the folder.
"""

import errno
import hashlib
import logging
import os
import re
import secrets
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from nextpatient_desktop.clinic.documents.messages import MAX_DOCUMENT_BYTES
from nextpatient_desktop.clinic.errors import ClinicError

_MARK: Final = b"NPD1"
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_UNFINISHED: Final = ".part"
_LEAVING: Final = ".leaving"
_LEFT_OVER: Final = frozenset({_UNFINISHED, _LEAVING, ".new"})
"""What a killed program leaves half done; `.new` is a restore's."""
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_WINDOWS_DISK_FULL: Final = 112

SWEPT_AFTER: Final = timedelta(days=1)
"""How old a content that no document names must be before it goes: attaching takes minutes, not a day."""

_log = logging.getLogger(__name__)


class FileBlobs:
    """The contents of one clinic's documents in a folder. Safe to use from several threads and processes."""

    def __init__(self, folder: Path, key: bytes) -> None:
        """Use `folder` (made when first needed) with a 256-bit `key` that is used for nothing else."""
        if len(key) != _KEY_BYTES:
            raise ValueError(f"the key of a document store has {_KEY_BYTES} bytes, not {len(key)}")
        self._folder = folder
        self._key = key

    def put(self, data: bytes, /) -> str:
        """Keep a content and return its SHA-256 as hex. What is there is checked, and mended if damaged.

        Raises:
            ClinicError: `document_empty`, `document_too_large` (field `file`), `disk_full`, `storage_failed`;
                nothing was kept.
        """
        if not data:
            raise ClinicError("document_empty", field="file")
        if len(data) > MAX_DOCUMENT_BYTES:
            raise ClinicError("document_too_large", field="file", megabytes=MAX_DOCUMENT_BYTES // 1024**2)
        sha256 = hashlib.sha256(data).hexdigest()
        try:
            if not self._keep_present(sha256):
                self._write(sha256, data)
        except OSError as error:
            raise _refusal(error) from error
        return sha256

    def get(self, sha256: str, /) -> bytes | None:
        """The content with this SHA-256 (lower-case hex), None when there is none.

        Raises:
            ClinicError: `document_damaged` when the file is not what was written, `storage_failed` when the
                machine does not let it be read.
        """
        if not _SHA256.fullmatch(sha256):
            return None
        try:
            stored = self._path(sha256).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno == errno.EIO:
                _log.exception("document %s can not be read from the disk", sha256)
                raise ClinicError("document_damaged") from error
            raise _refusal(error) from error
        data = self._decrypted(sha256, stored)
        if data is None:
            _log.error("document %s is damaged: %d bytes that are not what was written", sha256, len(stored))
            raise ClinicError("document_damaged")
        return data

    def sweep(self, named: Callable[[Collection[str]], Collection[str]], now: datetime, /) -> int:
        """Remove contents that no document names and that are older than a day; returns how many went.

        Args:
            named: says which of these SHA-256 a document names, removed documents included.
            now: the present instant; ages are taken from the files' times.

        What a killed program left half done goes too. What can not be removed stays for the next sweep.

        Raises:
            ClinicError: `storage_failed` when the folder can not be read.
        """
        limit = (now - SWEPT_AFTER).timestamp()
        try:
            old = [path for path in self._files() if _modified(path) < limit]
        except OSError as error:
            raise _refusal(error) from error
        contents = {path.name: path for path in old if _SHA256.fullmatch(path.name)}
        for path in old:
            with suppress(OSError):
                _clear(path)
        keep = frozenset(named(contents.keys())) if contents else frozenset()
        return sum(_removed(path, limit) for name, path in contents.items() if name not in keep)

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def _files(self) -> Iterator[Path]:
        if self._folder.is_dir():
            for shelf in self._folder.iterdir():
                if shelf.is_dir():
                    yield from shelf.iterdir()

    def _keep_present(self, sha256: str) -> bool:
        """Is the content there, whole? Then make it young, so that no sweep takes it before it is named."""
        path = self._path(sha256)
        try:
            with suppress(PermissionError):  # written under another account of this PC
                os.utime(path)
            stored = path.read_bytes()
        except FileNotFoundError:
            return False
        return self._decrypted(sha256, stored) is not None

    def _write(self, sha256: str, data: bytes) -> None:
        path = self._path(sha256)
        _make_folder(path.parent)
        unfinished = path.with_name(f"{sha256}.{secrets.token_hex(8)}{_UNFINISHED}")
        try:
            _write_synced(unfinished, self._encrypted(sha256, data))
            unfinished.replace(path)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink()
            # Windows replaces no file that is open: somebody else has just put or is reading this content.
            if not (isinstance(error, PermissionError) and self._keep_present(sha256)):
                raise
        _sync_folder(path.parent)

    def _encrypted(self, sha256: str, data: bytes) -> bytes:
        # Imported late: most stations never touch a document, and all pay for an import at start.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _MARK + nonce + AESGCM(self._key).encrypt(nonce, data, _MARK + bytes.fromhex(sha256))

    def _decrypted(self, sha256: str, stored: bytes) -> bytes | None:
        """The content, None when this is not what was written for this SHA-256 with this key."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        body = len(_MARK) + _NONCE_BYTES
        if not stored.startswith(_MARK) or len(stored) <= body:
            return None
        try:
            data = AESGCM(self._key).decrypt(
                stored[len(_MARK) : body], stored[body:], _MARK + bytes.fromhex(sha256)
            )
        except (InvalidTag, ValueError):
            return None
        return data if hashlib.sha256(data).hexdigest() == sha256 else None


def _refusal(error: OSError) -> ClinicError:
    """What the person is told of an error of the disk."""
    _log.error("the document store refuses: %s", error)
    is_full = error.errno in _NO_ROOM or getattr(error, "winerror", None) == _WINDOWS_DISK_FULL
    return ClinicError("disk_full" if is_full else "storage_failed")


def _modified(path: Path) -> float:
    """When a file was last written; a file that went meanwhile is as young as can be."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _clear(path: Path) -> None:
    """Finish what a killed program left half done. A content that was on its way out is judged again."""
    if path.suffix == _LEAVING:
        content = path.with_name(path.name.partition(".")[0])
        if not content.exists():
            path.rename(content)
            return
    if path.suffix in _LEFT_OVER:
        path.unlink()


def _removed(path: Path, limit: float) -> bool:
    """Remove a content unless it became young since it was listed.

    It is renamed first: whoever puts the same content now finds none and writes it anew, and whoever made it
    young a moment before the renaming gets it back.
    """
    leaving = path.with_name(f"{path.name}.{secrets.token_hex(8)}{_LEAVING}")
    try:
        path.rename(leaving)
        if _modified(leaving) >= limit:
            leaving.replace(path)
            return False
        leaving.unlink()
    except OSError as error:
        # On Windows an open file can not be renamed. It is an orphan tomorrow too.
        _log.info("an orphaned document stays for now: %s", error)
        return False
    return True


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, each durable."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o770, exist_ok=True)
    _sync_folder(folder.parent)


def _write_synced(path: Path, content: bytes) -> None:
    """Write a new file and wait until the disk has it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o660), "wb") as file:
        file.write(content)
        file.flush()
        _sync(file.fileno())


def _sync(descriptor: int) -> None:
    if sys.platform == "darwin":
        # fsync leaves it in the drive's cache there: fsync(2) of macOS.
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    """Make renames in a folder durable. Not on Windows, where NTFS journals its folders by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)

"""Files that appear whole or not at all, also when the PC loses power."""

import contextlib
import os
import secrets
import sys
import time
from pathlib import Path
from typing import Final

_LEFT_OVER_AFTER: Final = 24 * 3600
_MARK: Final = ".new"


def temporary_beside(path: Path) -> Path:
    """A name in the same folder under which a file is prepared."""
    return path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}{_MARK}")


def sweep_temporaries(path: Path) -> None:
    """Remove what programs that were killed left beside `path` more than a day ago."""
    oldest = time.time() - _LEFT_OVER_AFTER
    for left in path.parent.glob(f".{path.name}.*{_MARK}*"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < oldest:
                left.unlink()


def publish(prepared: Path, final: Path) -> None:
    """Give a prepared file its name, durable; the prepared name is gone after.

    Raises:
        FileExistsError: there is a file of that name; it is untouched, and `prepared` is removed.
    """
    sync_file(prepared)
    try:
        if sys.platform == "win32":
            prepared.rename(final)  # refuses to replace, there
        else:
            _link(prepared, final)
    except FileExistsError:
        prepared.unlink(missing_ok=True)
        raise
    sync_folder(final.parent)


def _link(prepared: Path, final: Path) -> None:
    try:
        final.hardlink_to(prepared)
    except FileExistsError:
        raise
    except OSError:  # a file system without links (a USB stick): as good as it gets there
        if final.exists():
            raise FileExistsError(final) from None
        prepared.rename(final)
    else:
        prepared.unlink()


def discard(prepared: Path) -> None:
    """Remove a prepared file that is not to be, and what SQLite keeps beside it."""
    for name in (prepared.name, f"{prepared.name}-wal", f"{prepared.name}-shm"):
        with contextlib.suppress(OSError):
            prepared.with_name(name).unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder where there is none, for its owner and the group that runs the stations.

    What other accounts of the group make in it is the group's too.
    """
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform != "win32":
        with contextlib.suppress(PermissionError):  # another account made it a moment ago
            folder.chmod(0o2770)


def sync_file(path: Path) -> None:
    """Wait until the disk has the file's content."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the folder's names. Windows does that by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def _sync(descriptor: int) -> None:
    if sys.platform == "darwin":
        # fsync leaves it in the drive's cache there: fsync(2) of macOS.
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)

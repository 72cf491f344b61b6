"""`PrivateFolder`: where decrypted documents lie while a viewer shows them, and nowhere longer than that."""

import re
import shutil
import tempfile
import time
from pathlib import Path

_PREFIX = "nextpatient-open-"
_LEFT_OVER_AFTER = 12 * 3600
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_LONGEST_NAME = 80


class PrivateFolder:
    """A folder that only this user can read, made at the first file and removed with all of them by `close`.

    What a crash or a viewer that held a file left behind is removed the next time a folder is made: folders
    of this name that nobody has written to for twelve hours.
    """

    def __init__(self, parent: Path | None = None) -> None:
        """`parent` is the system's folder for temporary files unless given."""
        self._parent = parent or Path(tempfile.gettempdir())
        self._folder: Path | None = None
        self._count = 0

    def write(self, title: str, suffix: str, data: bytes) -> Path:
        """Write a file that is named as the document is called. On any one thread at a time."""
        if self._folder is None:
            self._remove_left_overs()
            # mkdtemp makes it with mode 0700; on Windows the user's own temporary folder is private already.
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._parent))
        self._count += 1
        place = self._folder / str(self._count)
        place.mkdir(mode=0o700)
        path = place / f"{file_name(title, suffix)}{suffix}"
        path.write_bytes(data)
        path.chmod(0o600)
        return path

    def close(self) -> None:
        """Remove the files. A viewer on Windows may hold one open: that one goes with the left-overs."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _remove_left_overs(self) -> None:
        oldest = time.time() - _LEFT_OVER_AFTER
        for folder in self._parent.glob(f"{_PREFIX}*"):
            if _last_written(folder) < oldest:
                shutil.rmtree(folder, ignore_errors=True)


def file_name(title: str, suffix: str = "") -> str:
    """A document's title as a file's name, without `suffix`, on every system."""
    name = _NOT_IN_NAMES.sub(" ", title).strip(". ")
    if suffix and name.casefold().endswith(suffix):
        name = name[: -len(suffix)]
    return " ".join(name.split())[:_LONGEST_NAME].rstrip(". ") or "document"


def _last_written(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except OSError:  # another counter on this PC removed it a moment ago
        return float("inf")

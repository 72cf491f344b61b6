"""Who may ask for the write lock next: first come, first served, among the processes of one PC.

SQLite's write lock has no queue. Of several processes that try again and again the luckiest wins; measured
with 8 of them, random steps gave the unluckiest 0.7 to 0.9 of the luckiest's commits and waits of up to 0.28
s. Behind a turnstile only one of them tries and the others sleep in the kernel, in order: 0.93 to 0.99, and
waits of up to 0.13 s, for two system calls a commit when nobody else is there.

The turn is held while asking for the lock, never while having it. The kernel gives back the turn of a process
that was killed. Where there is no such lock (Windows) everybody tries in random steps.
"""

import contextlib
import logging
import os
import random
import sys
from pathlib import Path
from typing import Final

if sys.platform != "win32":
    import fcntl

_log = logging.getLogger(__name__)

_ALONE: Final = (0.0001, 0.0003)
_AMONG_MANY: Final = (0.0002, 0.0012)
_FILE_MODE: Final = 0o660


class Turnstile:
    """One process's way to the write lock. Used by one thread."""

    def __init__(self, database: Path) -> None:
        """Use the file `DATABASE-turn` beside the database."""
        self._file: int | None = None
        if sys.platform == "win32":
            return
        path = database.with_name(f"{database.name}-turn")
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, _FILE_MODE)
            with contextlib.suppress(PermissionError):  # another account of this PC made it
                path.chmod(_FILE_MODE)
        except OSError:
            _log.warning("no turnstile: writers try in random steps", exc_info=True)

    def enter(self) -> None:
        """Wait for the turn to ask for the write lock."""
        if self._file is not None and sys.platform != "win32":
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX)
            except OSError:
                _log.warning("the turnstile failed: this writer tries in random steps", exc_info=True)
                self.close()

    def leave(self) -> None:
        """Let the next one ask."""
        if self._file is not None and sys.platform != "win32":
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def step(self) -> float:
        """How long to sleep, in seconds, before asking again."""
        return random.uniform(*(_AMONG_MANY if self._file is None else _ALONE))

    def close(self) -> None:
        """Let go of the file."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

"""What a virtual printer's pieces of paper become: PNG files in a folder, and the last ones at hand."""

import threading
from collections import deque
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

_AT_HAND: Final = 20


class Gallery:
    """Keeps pictures. `add` is called in the printer's thread, everything else in any."""

    def __init__(self, folder: Path) -> None:
        """Write into `folder`, after the pictures that are there.

        Raises:
            OSError: it cannot be made.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        taken = (found.stem.removeprefix("ticket-") for found in folder.glob("ticket-*.png"))
        self._next = max((int(digits) for digits in taken if digits.isdecimal()), default=0) + 1
        self._added = 0
        self._last: deque[tuple[int, bytes]] = deque(maxlen=_AT_HAND)
        self._lock = threading.Lock()

    @property
    def added(self) -> int:
        """How many pictures came so far."""
        return self._added

    def add(self, picture: Image.Image) -> Path:
        """Keep a picture; its file.

        Raises:
            OSError: it cannot be written.
        """
        store = BytesIO()
        picture.save(store, "PNG")
        with self._lock:
            number, self._next = self._next, self._next + 1
            self._added += 1
            self._last.append((number, store.getvalue()))
        path = self.folder / f"ticket-{number:04}.png"
        path.write_bytes(store.getvalue())
        return path

    def last(self) -> list[tuple[int, bytes]]:
        """The last pictures with their numbers, the newest first."""
        with self._lock:
            return list(reversed(self._last))

"""`Remembered`: rows by a word, in memory, for a while and at most so many; tries are counted in them."""

import threading
import time
from collections.abc import Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

FORGOTTEN_AFTER: Final = 60 * 60.0
"""Seconds after its last use at which a row is dropped."""
MOST_ROWS: Final = 1_000
"""Whoever asks under ever new words must not fill the memory: the row that was used longest ago goes."""


class Remembered(Generic[T]):
    """A restart forgets all of it. Hold `lock` while a row is used: it makes them safe in several threads."""

    def __init__(self, make: Callable[[], T], clock: Callable[[], float] = time.monotonic) -> None:
        """Make rows with `make`, and count with a clock that gives seconds and never goes back."""
        self.lock = threading.Lock()
        self._make = make
        self._clock = clock
        self._rows: dict[str, tuple[float, T]] = {}

    def now(self) -> float:
        """The clock's seconds."""
        return self._clock()

    def use(self, word: str) -> T:
        """The word's row, a new one where there is none."""
        now = self._clock()
        used, row = self._rows.pop(word, (now, None))
        if row is None or now - used > FORGOTTEN_AFTER:
            row = self._make()
        self._rows[word] = (now, row)  # the dictionary's order is that of the last use
        self._make_room(now)
        return row

    def __len__(self) -> int:
        return len(self._rows)

    def drop(self, word: str) -> None:
        """Forget a word's row."""
        self._rows.pop(word, None)

    def _make_room(self, now: float) -> None:
        while True:
            oldest = next(iter(self._rows))
            if len(self._rows) <= MOST_ROWS and now - self._rows[oldest][0] <= FORGOTTEN_AFTER:
                return
            del self._rows[oldest]

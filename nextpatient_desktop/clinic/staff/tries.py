"""`SignInTries`: how often in a row a sign-in went wrong, and how long the next one must wait."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from nextpatient_desktop.clinic.remembering import Remembered

FREE_TRIES: Final = 5
FIRST_WAIT: Final = 30.0
LONGEST_WAIT: Final = 15 * 60.0


@dataclass(slots=True)
class _Row:
    tries: int = 0
    locked_until: float = 0.0


class SignInTries:
    """Wrong tries by login, in memory: a restart forgets them. Safe to use from several threads.

    After five in a row each further try waits: 30 s, then twice as long each time, 15 minutes at the most. A
    login that nobody has counts too, so that the answer does not tell who works here.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Count with a clock that gives seconds and never goes back."""
        self._rows = Remembered(_Row, clock)

    def begin(self, login: str) -> int:
        """Count a try before it is known to be wrong, so that many at once are counted too.

        Returns:
            0 when it may be tried now, else the whole seconds to wait; then it was not counted.
        """
        with self._rows.lock:
            now = self._rows.now()
            row = self._rows.use(login.casefold())
            if now < row.locked_until:
                return math.ceil(row.locked_until - now)
            row.tries += 1
            if row.tries >= FREE_TRIES:
                row.locked_until = now + min(FIRST_WAIT * 2 ** min(row.tries - FREE_TRIES, 10), LONGEST_WAIT)
            return 0

    def forget(self, login: str) -> None:
        """It was the right password, or there is a new one: start again at none."""
        with self._rows.lock:
            self._rows.drop(login.casefold())

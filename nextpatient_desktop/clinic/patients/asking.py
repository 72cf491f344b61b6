"""`FamilyLimit`: how often a kiosk may look up who shares a phone."""

import math
import time
from collections import deque
from collections.abc import Callable
from typing import Final
from uuid import UUID

from nextpatient_desktop.clinic.remembering import Remembered

LIMITS: Final = ((12, 60.0), (300, 3600.0))
"""So many in so many seconds: more than patients at one kiosk type, and too few to try numbers by."""

_MOST: Final = max(count for count, _ in LIMITS)

_Asked = deque[tuple[float, UUID]]


def _none_yet() -> _Asked:
    return deque(maxlen=_MOST)


class FamilyLimit:
    """Questions by kiosk, in memory: a restart forgets them, each host counts its own. Safe in threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Count with a clock that gives seconds and never goes back."""
        self._rows = Remembered(_none_yet, clock)

    def begin(self, kiosk: str, question: UUID) -> int:
        """Count a question; the same one again counts once, as a transaction may run twice.

        Returns:
            0 when it may be asked now, else the whole seconds to wait; then it was not counted.
        """
        with self._rows.lock:
            now = self._rows.now()
            asked = self._rows.use(kiosk)
            if any(one == question for _, one in asked):
                return 0
            wait = max(_wait(asked, count, seconds, now) for count, seconds in LIMITS)
            if wait > 0:
                return math.ceil(wait)
            asked.append((now, question))
            return 0


def _wait(asked: _Asked, count: int, seconds: float, now: float) -> float:
    """How long until fewer than `count` were asked within `seconds`."""
    return 0.0 if len(asked) < count else asked[-count][0] + seconds - now

"""Whether somebody still stands at the kiosk: after 30 s without a touch it asks for 15 s, then wipes."""

import math
from collections.abc import Callable

ASK_AFTER = 30.0
WIPE_AFTER = ASK_AFTER + 15.0


class IdleGuard:
    """Counts from the last touch, by a clock in seconds that only grows."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._touched_at = monotonic()

    def touched(self) -> None:
        """Somebody is there."""
        self._touched_at = self._monotonic()

    def is_over(self) -> bool:
        """Whether nobody answered: wipe."""
        return self._monotonic() - self._touched_at >= WIPE_AFTER

    def seconds_left(self) -> int | None:
        """Whole seconds until the wipe while the question is asked, else None."""
        idle = self._monotonic() - self._touched_at
        return max(0, math.ceil(WIPE_AFTER - idle)) if idle >= ASK_AFTER else None

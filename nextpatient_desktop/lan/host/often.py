"""How often a device without a key may try."""

import math
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from nextpatient_desktop.clinic.errors import ClinicError

_MOST_ADDRESSES: Final = 4096


class Allowance:
    """So many tries from one address in so many seconds; more are refused without a look at them."""

    def __init__(self, tries: int, seconds: float, clock: Callable[[], float]) -> None:
        """Allow `tries` in any `seconds` by `clock`, which only runs forward."""
        self._tries = tries
        self._seconds = seconds
        self._clock = clock
        self._at: OrderedDict[str, list[float]] = OrderedDict()

    def take(self, address: str) -> None:
        """Count one try.

        Raises:
            ClinicError: `asked_too_often`, with the `seconds` until the next one.
        """
        now = self._clock()
        recent = [at for at in self._at.pop(address, ()) if now - at < self._seconds]
        self._at[address] = recent
        if len(self._at) > _MOST_ADDRESSES:
            self._at.popitem(last=False)
        if len(recent) >= self._tries:
            raise ClinicError("asked_too_often", seconds=math.ceil(self._seconds - (now - recent[0])))
        recent.append(now)

"""The instant to act at when the PC's clock may be wrong: a pure rule over readings.

`TrustedClock.read` is given the wall clock and a clock that only runs forward. The second one must run on
while the PC sleeps, or a resumed laptop looks like a clock that was set forward: `CLOCK_BOOTTIME` on Linux,
`CLOCK_MONOTONIC` on macOS, `time.monotonic()` on Windows.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockReading:
    """One look at both: the wall clock (aware), and how long the clock that only runs forward has run."""

    wall: datetime
    elapsed: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockState:
    """What a reading amounts to: the instant to act at, and whether a day may roll by it."""

    now: datetime
    is_trusted: bool


class TrustedClock:
    """Follows the wall clock while it can be believed, else goes on by the other. Not thread-safe."""

    def __init__(self, last_event: datetime | None = None) -> None:
        """Start with the instant of the journal's last event, None for an empty journal."""
        raise NotImplementedError

    def read(self, reading: ClockReading) -> ClockState:
        """The instant to act at. Never goes back."""
        raise NotImplementedError

    def confirm(self, reading: ClockReading) -> ClockState:
        """A staff member's word that the wall clock is right: it is taken at once, even back."""
        raise NotImplementedError

"""The instant to act at when the PC's clock may be wrong: a pure rule over readings.

`TrustedClock.read` is given the wall clock and a clock that only runs forward. The second one must run on
while the PC sleeps, or a resumed laptop looks like a clock that was set forward: `CLOCK_BOOTTIME` on Linux,
`CLOCK_MONOTONIC` (by `time.clock_gettime`) on macOS, `time.monotonic()` on Windows.

While both agree, the wall clock is followed, its small corrections too. When it jumps, back or forward, time
goes on by the other clock and no day rolls. A jump of less than 7 days that then keeps for half an hour was
somebody's correction (or a sleep that the other clock did not see): forward it is then taken; back, time runs
at half speed until the wall clock has caught up, so that nobody who comes later queues from an earlier
instant. A jump further than that is never taken, until the wall clock comes back or a staff member confirms
it.
"""

from datetime import datetime, timedelta

from nextpatient_desktop.domain.records import dataclass

TOLERANCE = timedelta(seconds=2)
"""What the clocks may differ by between two readings, besides their drift."""
DRIFT = 0.0005
"""500 ppm: the most by which a wall clock is slewed, and more than quartz drifts (RFC 5905, 500 PPM)."""
FAR = timedelta(days=7)
SETTLES_AFTER = timedelta(minutes=30)
SETTLING_READINGS = 5


@dataclass(frozen=True, kw_only=True)
class ClockReading:
    """One look at both: the wall clock (aware), and how long the clock that only runs forward has run."""

    wall: datetime
    elapsed: timedelta


@dataclass(frozen=True, kw_only=True)
class ClockState:
    """What a reading amounts to: the instant to act at, and whether a day may roll by it."""

    now: datetime
    is_trusted: bool


@dataclass(frozen=True, kw_only=True)
class _Jump:
    """A jump that is not believed (yet): the first reading after it, and how many keep to it."""

    first: ClockReading
    readings: int = 1


class TrustedClock:
    """Follows the wall clock while it can be believed, else goes on by the other. Not thread-safe."""

    def __init__(self, last_event: datetime | None = None) -> None:
        """Start with the instant of the journal's last event, None for an empty journal.

        With it, a start that is not plausible (before that instant, or more than 7 days after it) is known as
        one: the wall clock is followed all the same, as there is nothing better and whether a day may begin
        by it is asked of a staff member; but when it becomes plausible while the program runs, that is taken
        at once.
        """
        self._last_event = last_event
        self._last: ClockReading | None = None
        self._now = datetime.min
        self._is_doubtful = False
        self._jump: _Jump | None = None

    def read(self, reading: ClockReading) -> ClockState:
        """The instant to act at. Never goes back, but for a start that was not plausible."""
        if self._last is None:
            self._is_doubtful = not self._is_plausible(reading.wall)
            return self._take(reading)
        if self._is_doubtful and self._is_plausible(reading.wall):
            self._is_doubtful = False
            return self._take(reading)
        passed = max(timedelta(), reading.elapsed - self._last.elapsed)
        expected = self._now + passed
        if _agree(reading.wall, expected, passed):
            return self._take(reading, not_before=self._now)
        jump = self._jump = self._jump_of(reading)
        is_settled = (
            jump.readings >= SETTLING_READINGS and reading.elapsed - jump.first.elapsed >= SETTLES_AFTER
        )
        if not is_settled or abs(reading.wall - expected) >= FAR:
            return self._go_on(reading, expected)
        return self._take(reading, not_before=self._now + passed / 2, is_trusted=reading.wall >= expected)

    def confirm(self, reading: ClockReading) -> ClockState:
        """A staff member's word that the wall clock is right: it is taken at once, even back."""
        self._is_doubtful = False
        return self._take(reading)

    def _jump_of(self, reading: ClockReading) -> _Jump:
        """The jump that this reading shows: the one before, or a new one when it does not keep to that."""
        jump = self._jump
        if jump is not None:
            run = reading.elapsed - jump.first.elapsed
            if _agree(reading.wall, jump.first.wall + run, run):
                return _Jump(first=jump.first, readings=jump.readings + 1)
        return _Jump(first=reading)

    def _take(
        self, reading: ClockReading, *, not_before: datetime | None = None, is_trusted: bool = True
    ) -> ClockState:
        """Believe the wall clock, as far as time does not go back behind `not_before`."""
        if is_trusted:
            self._jump = None
        now = reading.wall if not_before is None else max(not_before, reading.wall)
        self._last, self._now = reading, now
        return ClockState(now=now, is_trusted=is_trusted)

    def _go_on(self, reading: ClockReading, now: datetime) -> ClockState:
        """Believe the clock that only runs forward."""
        self._last, self._now = reading, now
        return ClockState(now=now, is_trusted=False)

    def _is_plausible(self, wall: datetime) -> bool:
        last = self._last_event
        return last is None or last - TOLERANCE <= wall <= last + FAR


def _agree(wall: datetime, expected: datetime, passed: timedelta) -> bool:
    return abs(wall - expected) <= TOLERANCE + passed * DRIFT

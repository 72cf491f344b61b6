"""The PC's two clocks as `clinic.ports.Clock`: the wall clock, watched by one that only runs forward."""

import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from nextpatient_desktop.domain.clock import ClockReading, TrustedClock


def wall_clock() -> datetime:
    """The PC's date and time, in whole milliseconds."""
    return whole_ms(datetime.now(UTC))


def forward_clock() -> timedelta:
    """How long the PC has run, sleep included."""
    if sys.platform == "linux":
        return timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME))
    elif sys.platform == "darwin":
        return timedelta(seconds=time.clock_gettime(time.CLOCK_MONOTONIC))
    else:
        return timedelta(seconds=time.monotonic())


class SystemClock:
    """`clinic.ports.Clock` over both clocks. Safe to use from any thread."""

    def __init__(
        self,
        last_event: datetime | None = None,
        *,
        wall: Callable[[], datetime] = wall_clock,
        elapsed: Callable[[], timedelta] = forward_clock,
    ) -> None:
        """Start with the instant of the journal's last event, None for an empty journal."""
        self._wall = wall
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._clock = TrustedClock(last_event)

    def now(self) -> datetime:
        """The instant to act at, in whole milliseconds."""
        with self._lock:
            return whole_ms(self._clock.read(self._reading()).now)

    def is_trusted(self) -> bool:
        """Whether both clocks agree, so that a day may roll."""
        with self._lock:
            return self._clock.read(self._reading()).is_trusted

    def wall(self) -> datetime:
        """What the PC's clock says, believed or not."""
        return self._wall()

    def confirm(self) -> None:
        """A staff member's word that the PC's clock is right."""
        with self._lock:
            self._clock.confirm(self._reading())

    def _reading(self) -> ClockReading:
        return ClockReading(wall=self._wall(), elapsed=self._elapsed())


def whole_ms(instant: datetime) -> datetime:
    """The instant without what is below a millisecond."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


class PcClocks:
    """Both clocks as they are: `clinic.print_queue.ports.Clocks`."""

    def wall(self) -> datetime:
        """The PC's date and time, in whole milliseconds."""
        return wall_clock()

    def elapsed(self) -> timedelta:
        """How long the PC has run, sleep included."""
        return forward_clock()

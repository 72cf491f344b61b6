"""Whether the PC's date can be believed, and the instant at which something happens.

Instants never run backwards: each command's is after the last event's, by a millisecond if the clock stands
behind it, so that the order of instants is the order of what happened. A date that can not be believed is not
used at all: until a staff member confirms it, the last event's instant goes on. (Otherwise a single sign-in
under a wrong clock would make every later date look plausible.)
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from nextpatient_desktop.clinic.ports import Clock, UnitOfWork
from nextpatient_desktop.domain.days import Roll, decide_roll
from nextpatient_desktop.domain.records import dataclass

TICK = timedelta(milliseconds=1)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The clock as one act sees it.

    Attributes:
        wall: what the PC's clock says, right or wrong.
        now: the instant to act at.
        clock: what was read.
        is_start: whether this process has not settled on a date before.
        is_believed: whether `now` follows the clock; else it goes on from the last event.
    """

    wall: datetime
    now: datetime
    clock: Clock
    is_start: bool = False
    is_believed: bool = True

    @property
    def is_trusted(self) -> bool:
        """Whether wall clock and monotonic clock agree."""
        return self.clock.is_trusted()


class DateBelief:
    """This process's belief in the PC's date: doubted at the start, settled by the first act under it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._is_settled = False

    def read(self, uow: UnitOfWork, *, is_writing: bool) -> Reading:
        """The clock for one act on this state of the clinic."""
        wall, now = self._clock.wall(), self._clock.now()
        last = uow.journal.last_instant()
        if last is None:
            return Reading(wall=wall, now=now, clock=self._clock)
        is_believed = self._is_settled or _is_plausible(uow, now, last)
        earliest = last + TICK if is_writing else last
        return Reading(
            wall=wall,
            now=max(now, earliest) if is_believed else earliest,
            clock=self._clock,
            is_start=not self._is_settled,
            is_believed=is_believed,
        )

    def settle(self) -> None:
        """The date was accepted, and what was done with it is durable."""
        self._is_settled = True


def _is_plausible(uow: UnitOfWork, now: datetime, last_event: datetime) -> bool:
    clinic = uow.clinic.get()
    if clinic is None:
        return True
    latest = uow.days.latest()
    roll = decide_roll(
        now,
        zone=ZoneInfo(clinic.time_zone),
        day_starts=clinic.day_starts,
        latest=None if latest is None else latest.day.date,
        last_event=last_event,
        is_trusted=True,
        is_start=True,
    )
    return roll is not Roll.NEEDS_CONFIRMATION

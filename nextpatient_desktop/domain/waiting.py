"""How long it takes: the expected wait as an honest range, from what visits took and who works now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

from nextpatient_desktop.domain.ids import StaffId
from nextpatient_desktop.domain.model import WaitRange


class Sample(Protocol):
    """One finished service of the department."""

    @property
    def staff(self) -> StaffId | None:
        """Who served."""
        ...

    @property
    def started_at(self) -> datetime:
        """When it began."""
        ...

    @property
    def ended_at(self) -> datetime:
        """When it ended."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkingCounter:
    """A counter that serves the department now: somebody is signed in there and available.

    `busy_since` is when it began to serve (or called) whom it has, None while it is free. `share` is the part
    of its time that this department gets, 0 to 1: less than 1 where it also serves departments in which
    somebody waits.
    """

    staff: StaffId | None
    busy_since: datetime | None = None
    share: float = 1.0


def expected_wait(
    *,
    ahead: int,
    counters: Sequence[WorkingCounter],
    samples: Sequence[Sample],
    usual_visit: timedelta,
    now: datetime,
    zone: tzinfo,
) -> WaitRange | None:
    """How long somebody with `ahead` tokens before them waits for the call; None when nobody works.

    Args:
        ahead: how many will be called before, by the policy (0 for who is next).
        counters: the counters that work for the department now.
        samples: the department's latest finished services, in any order.
        usual_visit: the department's setting, which counts until there are enough samples.
        now: the instant from which the wait counts.
        zone: the clinic's zone, for the hour of the day.
    """
    raise NotImplementedError

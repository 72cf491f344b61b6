"""Expected waits: what the domain needs to estimate them, and a short memory so that a rush costs little.

One estimate plays a queue through some hundred times and takes milliseconds, too long to do for every token
in its transaction. While nothing changed at the counters, an estimate for nearly as many ahead is scaled
instead; ranges are told in steps of five minutes, so that nobody can see the difference.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from nextpatient_desktop.clinic.ports import VisitSample
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import (
    Availability,
    Counter,
    Department,
    Priority,
    Token,
    TokenState,
    WaitRange,
)
from nextpatient_desktop.domain.waiting import STEP, WorkingCounter, expected_wait

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.context import Context
    from nextpatient_desktop.clinic.tokens.overtaking import Overtaking

SAMPLES = 200
"""How many finished visits an estimate looks at."""
_CAME_LATELY = timedelta(hours=1)
"""Over how long it is counted how many come: those that will overtake come as these did."""
_SAMPLES_KEPT = timedelta(seconds=60)
_ESTIMATES_KEPT = timedelta(seconds=20)
_NEAR = 0.1
"""How far the number ahead may be off, as a share, to scale a remembered estimate."""


@dataclass(slots=True)
class _Remembered:
    """A department's estimates since an instant, while its counters work as they did then.

    By class, as others overtake each of them, and by how many are ahead.
    """

    at: datetime
    counters: tuple[WorkingCounter, ...]
    by_ahead: dict[Priority | None, dict[int, WaitRange]] = field(default_factory=dict)


class WaitMemory:
    """What estimates of the last seconds were made from and came to, by department. Safe in threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._samples: dict[DepartmentId, tuple[datetime, Sequence[VisitSample]]] = {}
        self._joined: dict[DepartmentId, tuple[datetime, Mapping[Priority, int]]] = {}
        self._estimates: dict[DepartmentId, _Remembered] = {}

    def samples(self, ctx: "Context", department: DepartmentId) -> Sequence[VisitSample]:
        """The department's latest visits, at most a minute old."""
        with self._lock:
            known = self._samples.get(department)
        if known is not None and abs(ctx.now - known[0]) <= _SAMPLES_KEPT:
            return known[1]
        samples = ctx.uow.tokens.samples(department, SAMPLES)
        with self._lock:
            self._samples[department] = (ctx.now, samples)
        return samples

    def joined(self, ctx: "Context", department: DepartmentId, day: date) -> Mapping[Priority, int]:
        """How many of each class came within the last hour, at most a minute old."""
        with self._lock:
            known = self._joined.get(department)
        if known is not None and abs(ctx.now - known[0]) <= _SAMPLES_KEPT:
            return known[1]
        joined = ctx.uow.tokens.joined(department, day, ctx.now - _CAME_LATELY)
        with self._lock:
            self._joined[department] = (ctx.now, joined)
        return joined

    def recall(
        self,
        department: DepartmentId,
        counters: tuple[WorkingCounter, ...],
        priority: Priority | None,
        ahead: int,
        now: datetime,
    ) -> WaitRange | None:
        """An estimate of the last seconds for about as many ahead, None where there is none."""
        with self._lock:
            known = self._estimates.get(department)
            if known is None or known.counters != counters or abs(now - known.at) > _ESTIMATES_KEPT:
                return None
            of_class = known.by_ahead.get(priority, {})
            nearest = min(of_class, key=lambda one: abs(one - ahead), default=None)
            if nearest is None or abs(nearest - ahead) > nearest * _NEAR:
                return None
            return _scaled(of_class[nearest], (ahead + 1) / (nearest + 1))

    def remember(
        self,
        department: DepartmentId,
        counters: tuple[WorkingCounter, ...],
        priority: Priority | None,
        ahead: int,
        now: datetime,
        estimate: WaitRange,
    ) -> None:
        """Keep an estimate for the next seconds."""
        with self._lock:
            known = self._estimates.get(department)
            if known is None or known.counters != counters or abs(now - known.at) > _ESTIMATES_KEPT:
                known = self._estimates[department] = _Remembered(at=now, counters=counters)
            known.by_ahead.setdefault(priority, {})[ahead] = estimate


def wait_for(
    ctx: "Context", department: Department, day: date, ahead: int, overtaking: "Overtaking | None" = None
) -> WaitRange | None:
    """How long somebody with so many ahead waits in a department, None while nobody works for it.

    `overtaking` says who of those who come later is called before; None for nobody.
    """
    counters = working_counters(ctx, department, day)
    if not counters:
        return None
    memory = ctx.tools.waits
    priority = None if overtaking is None else overtaking.priority
    known = memory.recall(department.id, counters, priority, ahead, ctx.now)
    if known is not None:
        return known
    estimate = expected_wait(
        ahead=ahead,
        counters=counters,
        samples=memory.samples(ctx, department.id),
        usual_visit=department.usual_visit,
        now=ctx.now,
        zone=ctx.zone,
        overtakers_per_hour=0.0 if overtaking is None else overtaking.per_hour,
        overtaken_at_most=None if overtaking is None else overtaking.at_most,
    )
    if estimate is not None:
        memory.remember(department.id, counters, priority, ahead, ctx.now, estimate)
    return estimate


def working_counters(ctx: "Context", department: Department, day: date) -> tuple[WorkingCounter, ...]:
    """The counters where somebody takes patients of this department now."""
    available = {one.id for one in ctx.uow.staff.all() if one.availability is Availability.AVAILABLE}
    working = [one for one in serving(ctx, department) if one.staff in available]
    if not working:
        return ()
    busy = {token.counter: token for token in ctx.uow.tokens.open_at_counters(day)}
    return tuple(
        WorkingCounter(
            staff=counter.staff,
            busy_since=_busy_since(busy.get(counter.id)),
            share=_share(ctx, counter, department, day),
        )
        for counter in working
    )


def serving(ctx: "Context", department: Department) -> list[Counter]:
    """The counters in use that serve a department, whether or not somebody sits there."""
    return [one for one in ctx.uow.counters.all() if one.is_active and department.id in one.departments]


def _busy_since(token: Token | None) -> datetime | None:
    if token is None:
        return None
    return token.started_at if token.state is TokenState.SERVING else token.last_called_at


def _share(ctx: "Context", counter: Counter, department: Department, day: date) -> float:
    others = (one for one in counter.departments if one != department.id)
    return 1.0 / (1 + sum(ctx.uow.tokens.count_waiting(one, day) > 0 for one in others))


def _scaled(estimate: WaitRange, factor: float) -> WaitRange:
    """A range stretched by a factor, its ends on whole steps outward."""
    shortest = estimate.shortest * factor // STEP * STEP
    longest = -(-estimate.longest * factor // STEP) * STEP
    return WaitRange(shortest=shortest, longest=longest)

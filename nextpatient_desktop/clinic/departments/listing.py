"""Handlers of questions about departments: which are open, how many wait, how long it takes."""

from collections import Counter as Tally
from collections.abc import Mapping
from typing import Final

from nextpatient_desktop.clinic.context import QueryContext
from nextpatient_desktop.clinic.days.rolling import date_at
from nextpatient_desktop.clinic.departments.messages import (
    CallingPolicies,
    ClosedBecause,
    Departments,
    DepartmentStatus,
)
from nextpatient_desktop.clinic.departments.openness import closed_because
from nextpatient_desktop.clinic.door import Who
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.domain.hours import next_opening
from nextpatient_desktop.domain.ids import CounterId, DepartmentId
from nextpatient_desktop.domain.model import (
    Availability,
    Counter,
    Day,
    Department,
    Role,
    Token,
    TokenState,
    WaitRange,
)
from nextpatient_desktop.domain.waiting import WorkingCounter, expected_wait

SAMPLES: Final = 200
"""How many finished services an estimate looks back on: some days of a busy department."""


@handles(Departments, allow=(Who.ANYONE,))
def departments(ctx: QueryContext, query: Departments) -> tuple[DepartmentStatus, ...]:
    """The departments now, in their order."""
    now = DepartmentsNow(ctx)
    return tuple(
        now.status(one) for one in ctx.uow.departments.all() if one.is_active or query.include_inactive
    )


@handles(CallingPolicies, allow=(Role.ADMIN,))
def calling_policies(ctx: QueryContext, query: CallingPolicies) -> tuple[str, ...]:
    """The policies that a department can choose, the built-in ones first."""
    return tuple(ctx.tools.policies)


class DepartmentsNow:
    """All departments at one instant: counts, counters and open tokens are read once for all of them.

    What is read besides is the samples of a department that somebody works for.
    """

    def __init__(self, ctx: QueryContext) -> None:
        self._ctx = ctx
        day = ctx.today()
        # Before the day is opened, what staff closed for it is closed already.
        self._day = day or Day(date=date_at(ctx, ctx.now), opened_at=ctx.now)
        counts = () if day is None else ctx.uow.tokens.counts(day.date)
        self._waiting: Mapping[DepartmentId, int] = Tally(
            {one.department: one.count for one in counts if one.state is TokenState.WAITING}
        )
        issued: Tally[DepartmentId] = Tally()
        for one in counts:
            issued[one.department] += one.count
        self._issued: Mapping[DepartmentId, int] = issued
        open_tokens = () if day is None else ctx.uow.tokens.open_at_counters(day.date)
        self._open: Mapping[CounterId, Token] = {
            one.counter: one for one in open_tokens if one.counter is not None
        }
        self._counters = [one for one in ctx.uow.counters.all() if one.is_active]
        self._available = {
            one.id
            for one in ctx.uow.staff.all()
            if one.is_active and one.availability is Availability.AVAILABLE
        }

    def status(self, department: Department) -> DepartmentStatus:
        """What a patient wants to know of a department."""
        ctx = self._ctx
        because = closed_because(ctx, department, self._day)
        if not department.is_active:
            because = ClosedBecause.CLOSED_TODAY
        is_outside = because is ClosedBecause.OUTSIDE_HOURS
        return DepartmentStatus(
            department=department,
            closed_because=because,
            opens_at=next_opening(department.hours, ctx.now, ctx.zone) if is_outside else None,
            waiting=self._waiting.get(department.id, 0),
            issued=self._issued.get(department.id, 0),
            expected=self.expected(department) if because is None else None,
            counters=tuple(one.name for one in self._counters if department.id in one.departments),
        )

    def expected(self, department: Department) -> WaitRange | None:
        """What a patient who took a normal token now would be told: everybody who waits is before them."""
        working = [
            self._working(one, department.id)
            for one in self._counters
            if one.staff in self._available and department.id in one.departments
        ]
        if not working:
            return None
        return expected_wait(
            ahead=self._waiting.get(department.id, 0),
            counters=working,
            samples=self._ctx.uow.tokens.samples(department.id, SAMPLES),
            usual_visit=department.usual_visit,
            now=self._ctx.now,
            zone=self._ctx.zone,
        )

    def _working(self, counter: Counter, department: DepartmentId) -> WorkingCounter:
        token = self._open.get(counter.id)
        here = 1 + self._waiting.get(department, 0)
        elsewhere = sum(self._waiting.get(one, 0) for one in counter.departments if one != department)
        return WorkingCounter(
            staff=counter.staff,
            busy_since=None if token is None else token.started_at or token.last_called_at,
            share=here / (here + elsewhere),
        )

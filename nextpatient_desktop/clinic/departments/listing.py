"""Handlers of questions about departments: which are open, how many wait, how long it takes."""

from collections import Counter as Tally

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
from nextpatient_desktop.clinic.tokens.overtaking import overtaking_newest
from nextpatient_desktop.clinic.tokens.places import ahead_of_newest
from nextpatient_desktop.clinic.tokens.waits import serving, wait_for
from nextpatient_desktop.domain.hours import next_opening
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import Day, Department, Priority, Role, TokenState, WaitRange


@handles(Departments, allow=(Who.ANYONE,))
def departments(ctx: QueryContext, query: Departments) -> tuple[DepartmentStatus, ...]:
    """The departments now, in their order.

    Counts are read once for all of them. What is read besides, for the wait, is of departments where somebody
    waits or works.
    """
    # Before the day is opened, what staff closed for it is closed already.
    day = ctx.today() or Day(date=date_at(ctx, ctx.now), opened_at=ctx.now)
    waiting: Tally[DepartmentId] = Tally()
    issued: Tally[DepartmentId] = Tally()
    for one in ctx.uow.tokens.counts(day.date):
        issued[one.department] += one.count
        if one.state is TokenState.WAITING:
            waiting[one.department] += one.count
    return tuple(
        _status(ctx, one, day, waiting=waiting[one.id], issued=issued[one.id])
        for one in ctx.uow.departments.all()
        if one.is_active or query.include_inactive
    )


@handles(CallingPolicies, allow=(Role.ADMIN,))
def calling_policies(ctx: QueryContext, query: CallingPolicies) -> tuple[str, ...]:
    """The policies that a department can choose, the built-in ones first."""
    return tuple(ctx.tools.policies)


def _status(
    ctx: QueryContext, department: Department, day: Day, *, waiting: int, issued: int
) -> DepartmentStatus:
    is_active = department.is_active
    because = closed_because(ctx, department, day) if is_active else ClosedBecause.CLOSED_TODAY
    is_outside = because is ClosedBecause.OUTSIDE_HOURS
    return DepartmentStatus(
        department=department,
        closed_because=because,
        opens_at=next_opening(department.hours, ctx.now, ctx.zone) if is_outside else None,
        waiting=waiting,
        issued=issued,
        expected=_expected(ctx, department, day, waiting) if because is None else None,
        counters=tuple(counter.name for counter in serving(ctx, department)),
    )


def _expected(ctx: QueryContext, department: Department, day: Day, waiting: int) -> WaitRange | None:
    """What a patient who took a normal token now would be told: the same as the ticket would say."""
    if not waiting:
        return wait_for(ctx, department, day.date, 0)
    ahead = ahead_of_newest(ctx, department, day.date, Priority.NORMAL)
    overtaking = overtaking_newest(ctx, department, day.date, Priority.NORMAL)
    return wait_for(ctx, department, day.date, ahead, overtaking)

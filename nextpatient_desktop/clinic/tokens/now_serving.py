"""The handler of what a waiting room shows: codes only, nothing about whom they belong to."""

from collections.abc import Sequence
from datetime import date

from nextpatient_desktop.clinic.context import QueryContext
from nextpatient_desktop.clinic.door import Who
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.tokens.overtaking import overtaking_newest
from nextpatient_desktop.clinic.tokens.places import ahead_of_newest
from nextpatient_desktop.clinic.tokens.questions import (
    NextInLine,
    NowServing,
    NowServingView,
    ServedNow,
)
from nextpatient_desktop.clinic.tokens.queues import lines
from nextpatient_desktop.clinic.tokens.waits import wait_for
from nextpatient_desktop.domain.calling import Line, call_order
from nextpatient_desktop.domain.ids import CounterId, DepartmentId
from nextpatient_desktop.domain.model import Counter, Department, Priority, Token, WaitRange


@handles(NowServing, allow=(Who.ANYONE,))
def now_serving(ctx: QueryContext, query: NowServing) -> NowServingView:
    """Who is called and served where, newest call first, and who is next."""
    clinic = ctx.clinic
    today = ctx.today()
    shown = {
        one.id: one
        for one in ctx.uow.departments.all()
        if one.is_active and (not query.departments or one.id in query.departments)
    }
    departments = tuple(shown.values())
    waiting = [] if today is None else lines(ctx, departments, today.date)
    head = ctx.uow.journal.head()
    return NowServingView(
        position=0 if head is None else head.position,
        day=None if today is None else today.date,
        clinic=clinic.name,
        notice=clinic.display_notice,
        languages=clinic.languages,
        time_zone=clinic.time_zone,
        served=() if today is None else _served(ctx, today.date, shown),
        next=_next(ctx, waiting, query.next_count),
        waiting=sum(len(line.tokens) for line in waiting),
        expected=None if today is None else _expected(ctx, departments, today.date),
    )


def _served(
    ctx: QueryContext, day: date, departments: dict[DepartmentId, Department]
) -> tuple[ServedNow, ...]:
    counters = {one.id: one for one in ctx.uow.counters.all()}
    served = [
        _served_now(token, counters, departments)
        for token in ctx.uow.tokens.open_at_counters(day)
        if token.department in departments
    ]
    newest = sorted((one for one in served if one is not None), key=lambda one: one.called_at, reverse=True)
    return tuple(newest)


def _served_now(
    token: Token, counters: dict[CounterId, Counter], departments: dict[DepartmentId, Department]
) -> ServedNow | None:
    counter = None if token.counter is None else counters.get(token.counter)
    if counter is None:
        return None
    return ServedNow(
        token=token.id,
        code=token.code,
        counter=counter,
        department=departments[token.department],
        state=token.state,
        calls=token.calls,
        called_at=token.last_called_at or token.issued_at,
    )


def _next(ctx: QueryContext, waiting: Sequence[Line], count: int) -> tuple[NextInLine, ...]:
    order = call_order(waiting, ctx.tools.policies, ctx.now, limit=max(0, count))
    return tuple(
        NextInLine(
            token=place.token.id,
            code=place.token.code,
            department=place.token.department,
            priority=place.token.priority,
            reason=place.token.reason,
        )
        for place in order
    )


def _expected(ctx: QueryContext, departments: Sequence[Department], day: date) -> WaitRange | None:
    """What a normal token taken now would be told; nothing over several departments, as no range fits all."""
    if len(departments) != 1:
        return None
    (department,) = departments
    ahead = ahead_of_newest(ctx, department, day, Priority.NORMAL)
    return wait_for(ctx, department, day, ahead, overtaking_newest(ctx, department, day, Priority.NORMAL))

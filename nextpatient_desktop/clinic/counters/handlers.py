"""Handlers of counters: added, changed, taken out of use, listed with what they have now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from nextpatient_desktop.clinic.context import CommandContext, QueryContext
from nextpatient_desktop.clinic.counters.manning import leave_counter, open_token
from nextpatient_desktop.clinic.counters.messages import (
    AddCounter,
    CloseCounter,
    CounterForm,
    Counters,
    CounterStatus,
    OrderCounters,
    ReopenCounter,
    UpdateCounter,
)
from nextpatient_desktop.clinic.door import Who
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.inputs import clean_names, require_free_name
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.domain.ids import CounterId, DepartmentId
from nextpatient_desktop.domain.model import Counter, Role, StationKind, Token, TokenState
from nextpatient_desktop.domain.ordering import places_after
from nextpatient_desktop.domain.validation import clean_name


@handles(AddCounter, allow=(Role.ADMIN,))
def add_counter(ctx: CommandContext, command: AddCounter) -> Counter:
    """Add a counter, last in the order unless its place is given."""
    others = ctx.uow.counters.all()
    counter = _filled(
        ctx,
        command.form,
        Counter(id=CounterId(ctx.new_id()), name="", rank=1 + max((one.rank for one in others), default=0)),
        others,
    )
    ctx.uow.counters.add(counter)
    ctx.changed("counter.added", None, counter)
    return counter


@handles(UpdateCounter, allow=(Role.ADMIN,))
def update_counter(ctx: CommandContext, command: UpdateCounter) -> Counter:
    """Replace a counter's settings; who is signed in there and which token it has stay."""
    before = ctx.counter(command.counter)
    others = [one for one in ctx.uow.counters.all() if one.id != before.id]
    after = _filled(ctx, command.form, before, others)
    if after != before:
        ctx.uow.counters.save(after)
        ctx.changed("counter.updated", before, after)
    return after


@handles(CloseCounter, allow=(Role.ADMIN,))
def close_counter(ctx: CommandContext, command: CloseCounter) -> Counter:
    """Take a counter out of use; who is signed in there leaves it."""
    counter = ctx.counter(command.counter)
    if not counter.is_active:
        return counter
    token = open_token(ctx, counter)
    if token is not None:
        raise ClinicError("counter_busy", counter=counter.name, code=token.code)
    left = leave_counter(ctx, counter)
    closed = replace(left, is_active=False)
    ctx.uow.counters.save(closed)
    ctx.changed("counter.closed", left, closed)
    return closed


@handles(OrderCounters, allow=(Role.ADMIN,))
def order_counters(ctx: CommandContext, command: OrderCounters) -> tuple[Counter, ...]:
    """Put counters in another order: one event for all that got another place."""
    for key in command.order:
        ctx.counter(key)
    changed = [
        (one, replace(one, rank=rank)) for one, rank in places_after(ctx.uow.counters.all(), command.order)
    ]
    for _, after in changed:
        ctx.uow.counters.save(after)
    if changed:
        (first, moved), *others = changed
        ctx.changed("counter.moved", first, moved, also=others)
    return tuple(one for one in ctx.uow.counters.all() if one.is_active)


@handles(ReopenCounter, allow=(Role.ADMIN,))
def reopen_counter(ctx: CommandContext, command: ReopenCounter) -> Counter:
    """Take a counter into use again, if its name is still free."""
    counter = ctx.counter(command.counter)
    if counter.is_active:
        return counter
    require_free_name(counter.name, ctx.uow.counters.all())
    reopened = replace(counter, is_active=True)
    ctx.uow.counters.save(reopened)
    ctx.changed("counter.reopened", counter, reopened)
    return reopened


@handles(Counters, allow=(Who.ANYONE,))
def counters(ctx: QueryContext, query: Counters) -> tuple[CounterStatus, ...]:
    """The counters now. Who sits there is for staff and for the counters' sign-in, not for waiting rooms."""
    day = ctx.today()
    open_tokens = () if day is None else ctx.uow.tokens.open_at_counters(day.date)
    at = {token.counter: token for token in open_tokens}
    shows_staff = ctx.is_staff or ctx.actor.kind in (StationKind.COUNTER, StationKind.HOST)
    staff = {one.id: one for one in ctx.uow.staff.all()} if shows_staff else {}
    return tuple(
        CounterStatus(
            counter=counter,
            staff=None if counter.staff is None else staff.get(counter.staff),
            code=None if (token := at.get(counter.id)) is None else token.code,
            state=None if token is None else token.state,
            since=None if token is None else since(token),
        )
        for counter in ctx.uow.counters.all()
        if counter.is_active or query.include_inactive
    )


def since(token: Token) -> datetime | None:
    """Since when a token at a counter is in its state: the last call, or the beginning of the visit."""
    return token.started_at if token.state is TokenState.SERVING else token.last_called_at


def _filled(ctx: CommandContext, form: CounterForm, counter: Counter, others: Sequence[Counter]) -> Counter:
    name = clean_name(form.name)
    require_free_name(name, others)
    return replace(
        counter,
        name=name,
        names=clean_names(form.names),
        departments=_checked_departments(ctx, form.departments, counter.departments),
        rank=counter.rank if form.rank is None else form.rank,
    )


def _checked_departments(
    ctx: CommandContext, chosen: Sequence[DepartmentId], before: Sequence[DepartmentId]
) -> tuple[DepartmentId, ...]:
    """The departments in their order, each once. One closed for good may stay, but is not newly taken."""
    if not chosen:
        raise ClinicError("counter_without_department", field="departments")
    for key in chosen:
        department = ctx.department(key)
        if not department.is_active and key not in before:
            raise ClinicError("department_inactive", field="departments", department=department.name)
    return tuple(dict.fromkeys(chosen))

"""Who sits at which counter: taking a counter, leaving it, and what that says of a person's availability."""

from dataclasses import replace

from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.days.rolling import present_day
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.model import Availability, Counter, Staff, Token


def open_token(ctx: CommandContext, counter: Counter) -> Token | None:
    """The token called or being served at a counter.

    Asks for the present day without opening it: signing in must be possible while the PC's date is in doubt,
    and what yesterday left open ends with yesterday.
    """
    day = present_day(ctx)
    return None if day is None else ctx.uow.tokens.at_counter(counter.id, day.date)


def take_counter(ctx: CommandContext, counter: Counter, staff: Staff) -> None:
    """Put somebody at a counter. They leave others where nothing is open; whoever was here leaves this one.

    Raises:
        ClinicError: `counter_closed`, or `counter_taken` while somebody else has a token open here; field
            `counter`.
    """
    if not counter.is_active:
        raise ClinicError("counter_closed", field="counter", counter=counter.name)
    for other in ctx.uow.counters.all():
        if other.staff == staff.id and other.id != counter.id and open_token(ctx, other) is None:
            _vacate(ctx, other)
    if counter.staff == staff.id:
        return
    if counter.staff is not None:
        token = open_token(ctx, counter)
        if token is not None:
            raise ClinicError(
                "counter_taken",
                field="counter",
                counter=counter.name,
                staff=ctx.staff_member(counter.staff).name,
                code=token.code,
            )
        counter = leave_counter(ctx, counter)
    taken = replace(counter, staff=staff.id)
    ctx.uow.counters.save(taken)
    ctx.changed("counter.taken", counter, taken)


def leave_counter(ctx: CommandContext, counter: Counter) -> Counter:
    """Let whoever is at a counter leave it; they are away then, unless they are at another one."""
    if counter.staff is None:
        return counter
    staff = ctx.staff_member(counter.staff)
    left = _vacate(ctx, counter)
    if not any(one.staff == staff.id for one in ctx.uow.counters.all()):
        become(ctx, staff, Availability.AWAY)
    return left


def become(ctx: CommandContext, staff: Staff, availability: Availability) -> Staff:
    """Make somebody available or away, if they are not already."""
    after = replace(staff, availability=availability, break_reason=None)
    if after != staff:
        ctx.uow.staff.save(after)
        ctx.changed("staff.availability_set", staff, after)
    return after


def _vacate(ctx: CommandContext, counter: Counter) -> Counter:
    left = replace(counter, staff=None)
    ctx.uow.counters.save(left)
    ctx.changed("counter.left", counter, left)
    return left

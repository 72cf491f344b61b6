"""The roll from one day to the next: whoever first needs today opens it, in their own transaction."""

import json
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.days.figures import day_figures
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import StoredDay
from nextpatient_desktop.domain.days import Roll, business_date, decide_roll
from nextpatient_desktop.domain.lifecycle import expired
from nextpatient_desktop.domain.model import Day, Token, TokenState

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.context import CommandContext, Context


def date_at(ctx: "Context", instant: datetime) -> date:
    """The clinic's business date at an instant."""
    return business_date(instant, ctx.zone, ctx.clinic.day_starts)


def present_day(ctx: "Context") -> Day | None:
    """The open day as a command would find it, None when a command would begin a new one."""
    latest = ctx.uow.days.latest()
    if latest is None or _decide(ctx, latest) is Roll.ROLL:
        return None
    return latest.day


def roll_to_today(ctx: "CommandContext", *, is_confirmed: bool = False) -> Day:
    """The present day, opened now if it was not, the one before ended.

    Args:
        ctx: the command that needs it.
        is_confirmed: a staff member's word that the PC's date is right.

    Raises:
        ClinicError: `date_needs_confirmation`, with the date `today` that the PC believes in.
    """
    latest = ctx.uow.days.latest()
    roll = _decide(ctx, latest, is_confirmed=is_confirmed)
    if roll is Roll.NEEDS_CONFIRMATION:
        raise ClinicError("date_needs_confirmation", today=date_at(ctx, ctx.reading.wall).isoformat())
    if latest is not None and roll is Roll.STAY:
        if is_confirmed:
            _go_back(ctx, latest.day)
        return latest.day
    if latest is not None and latest.day.closed_at is None:
        end_day(ctx, latest)
    if is_confirmed:
        ctx.now = ctx.reading.wall
    opened = Day(date=date_at(ctx, ctx.now), opened_at=ctx.now)
    ctx.uow.days.save(StoredDay(day=opened))
    ctx.emit_as_system("day.opened", day=opened.date, is_confirmed=is_confirmed)
    return opened


def _go_back(ctx: "CommandContext", day: Day) -> None:
    """Believe the PC's clock again after events of a later date that a wrong clock left.

    The event that says so is the last one, from which instants go on.
    """
    wall = ctx.reading.wall
    if date_at(ctx, ctx.now) > day.date == date_at(ctx, wall):
        ctx.now = max(wall, day.opened_at)
        ctx.emit_as_system("day.confirmed", day=day.date)


def end_day(ctx: "CommandContext", stored: StoredDay) -> None:
    """End a day: what is not finished expires, and the day's figures are stored."""
    for token in ctx.uow.tokens.not_ended(stored.day.date):
        ended = expired(token, ctx.now)
        ctx.uow.tokens.save(ended)
        ctx.change_as_system("token.expired", token, ended)
    closed = replace(stored.day, closed_at=ctx.now)
    figures = day_figures(ctx, closed.date)
    ctx.uow.days.save(StoredDay(day=closed, summary=codec.write(figures)))
    ctx.emit_as_system(
        "day.closed",
        day=closed.date,
        issued=figures.issued,
        completed=figures.completed,
        missed=figures.missed,
        cancelled=figures.cancelled,
        expired=figures.expired,
    )


def reopen_day(ctx: "CommandContext", stored: StoredDay) -> None:
    """Take back a day's end, as the day that followed was opened by mistake: its queues are there again."""
    for token in ctx.uow.tokens.of_day(stored.day.date):
        if token.state is not TokenState.EXPIRED:  # nothing but the day's end does that
            continue
        restored = _before_expiry(ctx, token)
        ctx.uow.tokens.save(restored)
        ctx.changed("token.restored", token, restored)
    reopened = replace(stored.day, closed_at=None)
    ctx.uow.days.save(StoredDay(day=reopened))
    ctx.emit("day.reopened", day=reopened.date)


def _before_expiry(ctx: "CommandContext", token: Token) -> Token:
    """What a token was when its day ended: its last event of that kind tells."""
    events = ctx.uow.journal.latest(20, token.id)
    expiry = next(event for event in reversed(events) if event.kind == "token.expired")
    (change,) = json.loads(expiry.body)["changes"]
    before: Token = codec.read_plain(Token, {**codec.plain_fields(token), **change["before"]})
    return before


def _decide(ctx: "Context", latest: StoredDay | None, *, is_confirmed: bool = False) -> Roll:
    """What to do about the day; whether its date is plausible at a start, `DateBelief` has decided before."""
    reading = ctx.reading
    if not reading.is_believed and not is_confirmed:
        return Roll.NEEDS_CONFIRMATION
    if latest is not None and date_at(ctx, reading.wall if is_confirmed else ctx.now) <= latest.day.date:
        return Roll.STAY
    return decide_roll(
        reading.wall if is_confirmed else ctx.now,
        zone=ctx.zone,
        day_starts=ctx.clinic.day_starts,
        latest=None if latest is None else latest.day.date,
        last_event=None,
        is_trusted=reading.is_trusted or reading.is_start,
        is_start=False,
        is_confirmed=is_confirmed,
    )

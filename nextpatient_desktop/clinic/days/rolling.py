"""The roll from one day to the next: whoever first needs today opens it, in their own transaction."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import StoredDay
from nextpatient_desktop.domain.model import Day

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.context import CommandContext, Context


def date_now(ctx: "Context") -> date:
    """The clinic's business date at this instant."""
    return (ctx.now.astimezone(ctx.zone) - timedelta(minutes=ctx.clinic.day_starts)).date()


def present_day(ctx: "Context") -> Day | None:
    """The open day if it is the present one, None when a command would begin a new one."""
    latest = ctx.uow.days.latest()
    if latest is None:
        return None
    return latest.day if latest.day.date >= date_now(ctx) or not ctx.may_roll else None


def roll_to_today(ctx: "CommandContext") -> Day:
    """The present day, opened now if it was not."""
    latest = ctx.uow.days.latest()
    present = date_now(ctx)
    if latest is not None and (latest.day.date >= present or not ctx.may_roll):
        return latest.day
    if latest is not None:
        ctx.uow.days.save(replace(latest, day=replace(latest.day, closed_at=ctx.now)))
    if latest is not None and present - latest.day.date > timedelta(days=7):
        raise ClinicError("date_needs_confirmation")
    opened = Day(date=present, opened_at=ctx.now)
    ctx.uow.days.save(StoredDay(day=opened))
    return opened

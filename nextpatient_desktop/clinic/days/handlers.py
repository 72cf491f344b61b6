"""Handlers of the clinic's day: opened, voided, and what it amounted to."""

from dataclasses import replace

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.context import CommandContext, QueryContext
from nextpatient_desktop.clinic.days.figures import day_figures
from nextpatient_desktop.clinic.days.messages import DayFigures, DayStatistics, OpenDay, Today, VoidDay
from nextpatient_desktop.clinic.days.rolling import date_at, reopen_day
from nextpatient_desktop.clinic.door import Who
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import StoredDay
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.domain.model import Day, Role


# For everybody else the day opens by itself, with the first token; only staff can give their word for a date.
@handles(OpenDay, allow=(Role.RECEPTION, Role.DOCTOR), can_be_undone=False)
def open_day(ctx: CommandContext, command: OpenDay) -> Day:
    """Open today if it is not open."""
    if command.is_date_confirmed:
        ctx.is_date_confirmed = True
    return ctx.today()


@handles(VoidDay, allow=(Role.ADMIN, Role.RECEPTION), can_be_undone=False)
def void_day(ctx: CommandContext, command: VoidDay) -> Day:
    """Void the open day while nothing was issued in it, and take back the end of the one before.

    The next command that needs a day goes on in that one, or ends it again and opens the right one.
    """
    stored = ctx.uow.days.latest()
    if stored is None or stored.day.closed_at is not None:
        raise ClinicError("day_not_open")
    if ctx.uow.days.letters(stored.day.date):
        raise ClinicError("day_not_empty", day=stored.day.date.isoformat())
    voided = replace(stored.day, voided=True, closed_at=ctx.now)
    ctx.uow.days.save(StoredDay(day=voided))
    ctx.emit("day.voided", day=voided.date)
    previous = ctx.uow.days.latest()
    if previous is not None and previous.day.closed_at is not None:
        reopen_day(ctx, previous)
    return voided


@handles(Today, allow=(Who.ANYONE,))
def today(ctx: QueryContext, query: Today) -> Day | None:
    """The open day as stored, also when a command would begin another one by now."""
    stored = ctx.uow.days.latest()
    return None if stored is None else stored.day


@handles(DayStatistics, allow=(Role.ADMIN, Role.RECEPTION, Role.DOCTOR))
def day_statistics(ctx: QueryContext, query: DayStatistics) -> DayFigures:
    """A day's figures: of a closed one as stored at its end, else as its tokens stand now."""
    present = ctx.today()
    day = query.day or (present.date if present else date_at(ctx, ctx.now))
    stored = ctx.uow.days.get(day)
    if stored is not None and stored.summary is not None:
        figures: DayFigures = codec.read(DayFigures, stored.summary)
        return figures
    return day_figures(ctx, day)

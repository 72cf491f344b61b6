"""The handler that lets today's numbers go on above those that a kiosk has on paper."""

import logging
from collections.abc import Iterator
from typing import Final

from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.days.rolling import date_at, present_day
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.tokens.numbers import MOST_LETTERS, LastNumber, ReportNumbers
from nextpatient_desktop.domain.model import StationKind

_log = logging.getLogger(__name__)

MOST_AHEAD: Final = 10_000
"""Who reports more than this above the last number known is mistaken: no department has so many in a day."""


# What is on paper is not taken back.
@handles(ReportNumbers, allow=(StationKind.KIOSK,), can_be_undone=False)
def report_numbers(ctx: CommandContext, command: ReportNumbers) -> None:
    """Raise the present day's sequences to what is reported, where that is higher; the gap is an event."""
    if len(command.highest) > MOST_LETTERS:
        raise ClinicError("request_invalid", field="highest")
    present = present_day(ctx)
    today = date_at(ctx, ctx.now) if present is None else present.date
    # Looked at before the day is opened: a report with nothing new in it leaves everything as it is.
    if command.day != today or not any(_higher(ctx, command)) or ctx.today().date != today:
        return
    for one, last in _higher(ctx, command):
        ctx.uow.days.raise_number(today, one.letter, one.number)
        ctx.emit("numbers.raised", day=today, letter=one.letter, last=last, raised_to=one.number)


def _higher(ctx: CommandContext, command: ReportNumbers) -> Iterator[tuple[LastNumber, int]]:
    """What is reported above the last number known, with that one."""
    days = ctx.uow.days
    known = {department.letter for department in ctx.uow.departments.all()}
    known |= {letter for letter in days.letters(command.day) if "-" not in letter}
    for one in command.highest:
        last = days.last_number(command.day, one.letter) if one.letter in known else one.number
        if one.number > last + MOST_AHEAD:
            _log.error("%s-%d is reported, where %d is the last known", one.letter, one.number, last)
        elif one.number > last:
            yield one, last

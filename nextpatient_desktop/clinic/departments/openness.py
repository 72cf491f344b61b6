"""Whether a department gives tokens now, the same for the tile at a kiosk and for the command behind it."""

from nextpatient_desktop.clinic.context import Context
from nextpatient_desktop.clinic.departments.messages import ClosedBecause
from nextpatient_desktop.domain.hours import is_open
from nextpatient_desktop.domain.model import Day, Department


def closed_because(ctx: Context, department: Department, day: Day | None) -> ClosedBecause | None:
    """Why a patient gets no token there now, None while one can be had.

    Args:
        ctx: whoever asks.
        department: one that is in use.
        day: the present day, None when it is not open yet: then nothing was issued in it.

    The daily limit counts the numbers given, also those cancelled since: a number once given stays given.
    """
    if day is not None and department.closed_on == day.date:
        return ClosedBecause.CLOSED_TODAY
    if not is_open(department.hours, ctx.now, ctx.zone):
        return ClosedBecause.OUTSIDE_HOURS
    if department.daily_limit is None or day is None:
        return None
    return ClosedBecause.FULL if _given(ctx, department, day) >= department.daily_limit else None


def _given(ctx: Context, department: Department, day: Day) -> int:
    """How many numbers were given, those of kiosks that were cut off among them."""
    days = ctx.uow.days
    own = f"{department.letter}-"
    series = (one for one in days.letters(day.date) if one.startswith(own))
    return days.last_number(day.date, department.letter) + sum(
        days.last_number(day.date, one) for one in series
    )

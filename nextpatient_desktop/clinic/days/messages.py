"""Messages about the clinic's day."""

from datetime import date, timedelta

from nextpatient_desktop.clinic.door import Command, Query
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import Day
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class OpenDay(Command[Day]):
    """Open the clinic's present day if it is not open yet, ending the one before.

    `is_date_confirmed` is a staff member's word that the PC's date is right, needed when it is before the
    last event or more than 7 days after it (`date_needs_confirmation`).
    """

    is_date_confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class VoidDay(Command[Day]):
    """Void the open day, opened by mistake (a wrong clock): what expired because of it is there again.

    Only while nothing was issued in it: `day_not_empty`. `day_not_open` when no day is.
    """


@dataclass(frozen=True, kw_only=True)
class Today(Query[Day | None]):
    """The open day, None before the first one."""


@dataclass(frozen=True, kw_only=True)
class DepartmentFigures:
    """What a day amounted to in one department. Means are None while there is nothing to average."""

    department: DepartmentId
    name: str
    issued: int
    completed: int
    missed: int
    cancelled: int
    expired: int
    waiting: int
    average_wait: timedelta | None
    average_visit: timedelta | None


@dataclass(frozen=True, kw_only=True)
class DayFigures:
    """What a day amounted to.

    `promises` counts tokens that were told a range and called, `promises_held` those called inside it;
    `by_hour` is tokens issued in each hour of the clinic's clock, 24 numbers.
    """

    day: date
    departments: tuple[DepartmentFigures, ...]
    issued: int
    completed: int
    missed: int
    cancelled: int
    expired: int
    waiting: int
    average_wait: timedelta | None
    average_visit: timedelta | None
    promises: int
    promises_held: int
    by_hour: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DayStatistics(Query[DayFigures]):
    """The figures of a day, today's when none is named. Of a closed day: as stored at its end."""

    day: date | None = None

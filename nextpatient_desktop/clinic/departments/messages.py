"""Messages about departments."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum

from nextpatient_desktop.clinic.door import Command, Query
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import Department, KioskAsks, OpeningSpan, WaitRange
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class DepartmentForm:
    """What an admin fills in for a department; see `Department` for the meanings. `rank` orders the tiles."""

    letter: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)
    icon: str = "stethoscope"
    hours: tuple[OpeningSpan, ...] = ()
    daily_limit: int | None = None
    policy: str = "ratio"
    ratio_normals: int = 2
    overdue_after: timedelta = timedelta(minutes=90)
    minimum_calls: int = 2
    return_after: int | None = 3
    asks: KioskAsks = KioskAsks.PHONE_OPTIONAL
    asks_priority: bool = True
    usual_visit: timedelta = timedelta(minutes=7)
    rank: int | None = None


@dataclass(frozen=True, kw_only=True)
class AddDepartment(Command[Department]):
    """Add a department. A letter in use, or used today, is refused: `letter_taken`."""

    form: DepartmentForm


@dataclass(frozen=True, kw_only=True)
class UpdateDepartment(Command[Department]):
    """Replace a department's settings. Tokens that wait stay where they are."""

    department: DepartmentId
    form: DepartmentForm


@dataclass(frozen=True, kw_only=True)
class CloseDepartment(Command[Department]):
    """Stop issuing: for the rest of today, or for good.

    For good is refused while somebody waits or is served there: `department_has_waiting`.
    """

    department: DepartmentId
    for_good: bool = False


@dataclass(frozen=True, kw_only=True)
class ReopenDepartment(Command[Department]):
    """Take back a `CloseDepartment` of either kind."""

    department: DepartmentId


@dataclass(frozen=True, kw_only=True)
class OrderDepartments(Command[tuple[Department, ...]]):
    """Put departments in another order, that of these ids; the result has all that are in use.

    Departments that are not named keep their places between the named ones.
    """

    order: tuple[DepartmentId, ...]


class ClosedBecause(StrEnum):
    """Why a department gives no tokens now."""

    OUTSIDE_HOURS = "outside_hours"
    CLOSED_TODAY = "closed_today"
    FULL = "full"


@dataclass(frozen=True, kw_only=True)
class DepartmentStatus:
    """A department now.

    `closed_because` is None while it is open; `opens_at` is the next opening, today or later, when it is
    outside its hours; `expected` is what a patient who took a normal token now would be told, None when
    unknown; `counters` are the names of the counters that serve it; `issued` counts today's tokens. `as_of`
    is from when `waiting`, `expected` and `counters` are where the clinic is out of reach: None for now.
    """

    department: Department
    closed_because: ClosedBecause | None
    opens_at: datetime | None
    waiting: int
    issued: int
    expected: WaitRange | None
    counters: tuple[str, ...]
    as_of: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether a token can be had."""
        return self.closed_because is None


@dataclass(frozen=True, kw_only=True)
class Departments(Query[tuple[DepartmentStatus, ...]]):
    """The departments in their order, with what a patient wants to know; closed for good only when asked."""

    include_inactive: bool = False


@dataclass(frozen=True, kw_only=True)
class CallingPolicies(Query[tuple[str, ...]]):
    """The names of the calling policies that a department can choose: built in and installed."""

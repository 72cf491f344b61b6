"""Queries about tokens, and the views that answer them."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime, timedelta

from nextpatient_desktop.clinic.door import Position, Query
from nextpatient_desktop.domain.calling import CalledBecause as CalledBecause
from nextpatient_desktop.domain.ids import (
    CommandId,
    CounterId,
    DepartmentId,
    PatientId,
    TokenId,
    VisitId,
)
from nextpatient_desktop.domain.model import (
    Counter,
    Department,
    Gender,
    Priority,
    PriorityReason,
    Staff,
    Token,
    TokenState,
    WaitRange,
)
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class PatientCard:
    """What a counter shows of a patient. `age` in years today."""

    patient: PatientId
    record_number: str
    name: str
    age: int | None
    gender: Gender | None
    phone: str


@dataclass(frozen=True, kw_only=True)
class TokenCard:
    """A token as a list row: the token, whose it is, and how it came to be here.

    `back_from` is the name of the department it came back from, `sent_from` of the one that sent it, and
    `from_names` are that department's names by language; `because` explains a waiting token's place.
    """

    token: Token
    department: str
    patient: PatientCard | None
    because: CalledBecause | None = None
    back_from: str | None = None
    sent_from: str | None = None
    from_names: Mapping[str, str] = field(default_factory=dict)
    staff: str | None = None


@dataclass(frozen=True, kw_only=True)
class CounterToday:
    """A counter's day so far. `finish_about` is when it will have seen those who wait, None when unknown."""

    seen: int
    missed: int
    average_visit: timedelta | None
    average_wait: timedelta | None
    finish_about: datetime | None


@dataclass(frozen=True, kw_only=True)
class OtherRoom:
    """What another counter has now, since when. `names` are the counter's by language."""

    counter: CounterId
    name: str
    code: str
    state: TokenState
    since: datetime
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class UndoOffer:
    """The asking staff member's last command that can be taken back: its type's name, its token's code."""

    command: CommandId
    what: str
    code: str | None
    until: datetime


@dataclass(frozen=True, kw_only=True)
class BoardView:
    """Everything a counter's screen shows, from one consistent state at `position`.

    `waiting` is in the order of calling at this counter; `missed`, `on_hold` and `done` are newest first.
    `current` is the called or serving token; `visit_number` is the how-manieth visit of its patient;
    `no_show_from` is when MarkNoShow becomes possible (None: it needs `calls_missing` more calls first, and
    the next of them counts from `call_counts_from` on).
    """

    position: Position
    day: date
    counter: Counter
    departments: tuple[Department, ...]
    staff: Staff | None
    current: TokenCard | None
    visit_number: int | None
    usual_visit: timedelta | None
    calls_missing: int
    no_show_from: datetime | None
    waiting: tuple[TokenCard, ...]
    on_hold: tuple[TokenCard, ...]
    missed: tuple[TokenCard, ...]
    done: tuple[TokenCard, ...]
    today: CounterToday
    other_rooms: tuple[OtherRoom, ...]
    undo: UndoOffer | None
    call_counts_from: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Board(Query[BoardView]):
    """One counter's board."""

    counter: CounterId


@dataclass(frozen=True, kw_only=True)
class Destinations(Query[tuple[DepartmentId, ...]]):
    """The departments to which a visit at a counter may be sent on, the likeliest first.

    First those to which most were sent today: from this counter, then from its departments. Then those that
    look like a laboratory, and the others in their order. Never a department that the counter serves itself.
    """

    counter: CounterId


@dataclass(frozen=True, kw_only=True)
class ServedNow:
    """A token that is called or being served at a counter, without anything about the patient.

    A new call shows as a new (token, calls): `calls` grows with each recall.
    """

    token: TokenId
    code: str
    counter: Counter
    department: Department
    state: TokenState
    calls: int
    called_at: datetime


@dataclass(frozen=True, kw_only=True)
class NextInLine:
    """One of the next to be called."""

    token: TokenId
    code: str
    department: DepartmentId
    priority: Priority
    reason: PriorityReason | None


@dataclass(frozen=True, kw_only=True)
class NowServingView:
    """What a waiting room shows: newest call first, the next five, codes only.

    `expected` is what a normal token taken now would be told, None when several departments are shown.
    """

    position: Position
    day: date | None
    clinic: str
    notice: str
    languages: tuple[str, ...]
    time_zone: str
    served: tuple[ServedNow, ...]
    next: tuple[NextInLine, ...]
    waiting: int
    expected: WaitRange | None


@dataclass(frozen=True, kw_only=True)
class NowServing(Query[NowServingView]):
    """Who is called and served where, in these departments (all when empty)."""

    departments: tuple[DepartmentId, ...] = ()
    next_count: int = 5


@dataclass(frozen=True, kw_only=True)
class Before:
    """Somebody who will be called before a token, and why."""

    code: str
    because: CalledBecause


@dataclass(frozen=True, kw_only=True)
class TokenStatusView:
    """Where a token stands.

    `place` counts from 1, None when it does not wait; `before` are those called earlier, in order. `link` is
    empty for whoever has no right to it: neither staff, nor the patient, nor the kiosk that issued the token.
    `department_names` and `counter_names` are the names by language.
    """

    token: Token
    visit: VisitId
    department: str
    counter: str | None
    place: int | None
    because: CalledBecause | None
    before: tuple[Before, ...]
    expected: WaitRange | None
    link: str
    department_names: Mapping[str, str] = field(default_factory=dict)
    counter_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TokenStatus(Query[TokenStatusView]):
    """Where a token stands: by its id, by today's code (`a42` and `A-042` are the same), or by a ticket.

    `link` is what the QR code holds, or the key in it. Exactly one of the three is given. Unknown:
    `token_unknown`.
    """

    token: TokenId | None = None
    code: str = ""
    link: str = ""

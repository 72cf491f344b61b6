"""Things of a clinic for the tests of its rules: tokens, a department, instants, ids."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from nextpatient_desktop.domain.calling import Heads, Line, Queue, order_key
from nextpatient_desktop.domain.ids import CounterId, DepartmentId, StaffId, TokenId, VisitId
from nextpatient_desktop.domain.model import (
    Department,
    Priority,
    PriorityReason,
    QueueState,
    Token,
    TokenState,
)

NINE = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)
"""Nine in the morning in Kolkata."""
DAY = date(2026, 11, 20)

OPD = Department(id=DepartmentId(UUID(int=1)), letter="A", name="General OPD")
LAB = Department(id=DepartmentId(UUID(int=2)), letter="L", name="Laboratory")
ROOM = CounterId(UUID(int=31))
MEHTA = StaffId(UUID(int=41))
RAO = StaffId(UUID(int=42))


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def token(
    number: int = 42,
    at: float = 0,
    priority: Priority = Priority.NORMAL,
    *,
    rank: int = 0,
    doctor: StaffId | None = None,
    department: Department = OPD,
) -> Token:
    """A waiting token that queues since `at` minutes past nine."""
    return Token(
        id=TokenId(UUID(int=number)),
        visit=VisitId(UUID(int=number)),
        code=f"{department.letter}-{number:03d}",
        department=department.id,
        day=DAY,
        state=TokenState.WAITING,
        priority=priority,
        reason=PriorityReason.SENIOR if priority is Priority.PRIORITY else None,
        issued_at=NINE + minutes(at),
        queued_at=NINE + minutes(at),
        rank=rank,
        doctor=doctor,
    )


def tokens_of(kinds: str) -> list[Token]:
    """One token for each letter, a minute apart: n normal, p priority, e emergency."""
    classes = {"n": Priority.NORMAL, "p": Priority.PRIORITY, "e": Priority.EMERGENCY}
    return [token(n, at=n, priority=classes[kind]) for n, kind in enumerate(kinds, 1)]


def memory(department: Department = OPD, normals: int = 0) -> QueueState:
    return QueueState(day=DAY, department=department.id, normals=normals)


def line(tokens: list[Token], department: Department = OPD, normals: int = 0) -> Line:
    return Line(department=department, state=memory(department, normals), tokens=tokens)


def heads_of(tokens: list[Token]) -> Heads:
    """The first of each class."""
    first: dict[Priority, Token] = {}
    for one in sorted(tokens, key=order_key):
        first.setdefault(one.priority, one)
    return Heads(
        emergency=first.get(Priority.EMERGENCY),
        priority=first.get(Priority.PRIORITY),
        normal=first.get(Priority.NORMAL),
    )


def queue(
    tokens: list[Token],
    department: Department = OPD,
    normals: int = 0,
    callable_for: frozenset[StaffId] | None = None,
) -> Queue:
    """A department's queue as a handler reads it: heads of those that may be called, and of everybody."""
    mine = [t for t in tokens if callable_for is None or t.doctor is None or t.doctor in callable_for]
    calm = [t for t in sorted(mine, key=order_key) if t.priority is not Priority.EMERGENCY]
    return Queue(
        department=department,
        state=memory(department, normals),
        heads=heads_of(mine),
        everyone=heads_of(tokens),
        waiting=lambda: calm,
    )

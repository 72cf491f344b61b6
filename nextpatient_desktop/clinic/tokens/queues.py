"""From the stored queue to the domain's: heads for choosing, whole lines for explaining."""

from collections.abc import Sequence
from datetime import date

from nextpatient_desktop.clinic.context import Context
from nextpatient_desktop.domain.calling import Choice, Heads, Line, Queue, choose_among
from nextpatient_desktop.domain.ids import StaffId
from nextpatient_desktop.domain.model import Availability, Counter, Department, Priority, Token


class CallableFor:
    """For whom tokens may be called at a counter: the doctor there, and every doctor who is away.

    Who is away is read only when a token is met that is meant for somebody.
    """

    def __init__(self, ctx: Context, staff: StaffId | None) -> None:
        self._ctx = ctx
        self._staff = staff
        self._everybody: frozenset[StaffId] | None = None

    def everybody(self) -> frozenset[StaffId]:
        """All of them."""
        if self._everybody is None:
            away = {
                one.id
                for one in self._ctx.uow.staff.all()
                if one.availability is Availability.AWAY or not one.is_active
            }
            self._everybody = frozenset(away | {self._staff} if self._staff else away)
        return self._everybody

    def may_call(self, token: Token) -> bool:
        """Whether this token may be called there."""
        return token.doctor is None or token.doctor == self._staff or token.doctor in self.everybody()


def next_at(ctx: Context, counter: Counter, staff: StaffId | None, day: date) -> Choice | None:
    """Who is next at a counter where `staff` sits, None when nobody waits who may be called there."""
    allowed = CallableFor(ctx, staff)
    queues = [_queue(ctx, department, day, allowed) for department in departments_of(ctx, counter)]
    present = [queue for queue in queues if queue is not None]
    return choose_among(present, ctx.tools.policies, ctx.now)


def departments_of(ctx: Context, counter: Counter) -> tuple[Department, ...]:
    """The departments that a counter serves, in its own order."""
    found = (ctx.uow.departments.get(key) for key in counter.departments)
    return tuple(department for department in found if department is not None)


def lines(ctx: Context, departments: Sequence[Department], day: date) -> list[Line]:
    """Everybody who waits in these departments."""
    return [
        Line(
            department=department,
            state=ctx.uow.queues.get(day, department.id),
            tokens=ctx.uow.tokens.waiting(department.id, day),
        )
        for department in departments
    ]


def _queue(ctx: Context, department: Department, day: date, allowed: CallableFor) -> Queue | None:
    """One department's queue for a counter, None when nobody waits in it."""
    tokens = ctx.uow.tokens
    everyone = {one: tokens.heads(department.id, day, one, None) for one in Priority}
    if not any(everyone.values()):
        return None
    heads = {
        one: head
        if head is None or allowed.may_call(head)
        else tokens.heads(department.id, day, one, allowed.everybody())
        for one, head in everyone.items()
    }
    return Queue(
        department=department,
        state=ctx.uow.queues.get(day, department.id),
        heads=_heads(heads),
        everyone=_heads(everyone),
        waiting=lambda: [
            token
            for token in tokens.waiting(department.id, day)
            if token.priority is not Priority.EMERGENCY and allowed.may_call(token)
        ],
    )


def _heads(by_class: dict[Priority, Token | None]) -> Heads:
    return Heads(
        emergency=by_class[Priority.EMERGENCY],
        priority=by_class[Priority.PRIORITY],
        normal=by_class[Priority.NORMAL],
    )

"""The place of whoever joins a queue now, from counts where the policy is a built-in one.

Simulating the whole queue (`domain.calling.call_order`) says the same and costs as much as the queue is long;
a token must not take longer to issue because many wait.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from nextpatient_desktop.clinic.context import Context
from nextpatient_desktop.clinic.ports import WaitingCount
from nextpatient_desktop.clinic.tokens.queues import lines
from nextpatient_desktop.domain.calling import BUILT_IN, Line, call_order
from nextpatient_desktop.domain.ids import TokenId, VisitId
from nextpatient_desktop.domain.model import Department, Priority, Token, TokenState


def ahead_of_newest(ctx: Context, department: Department, day: date, priority: Priority) -> int:
    """How many who wait will be called before somebody who joins now, by the department's policy.

    Args:
        ctx: whoever asks.
        department: the department that is joined.
        day: the present day.
        priority: in which class.
    """
    if not _is_built_in(ctx, department):
        return _simulated(ctx, department, day, priority)
    waiting = ctx.uow.tokens.waiting_by_class(department.id, day)
    if priority is Priority.EMERGENCY:
        return waiting.get(Priority.EMERGENCY, 0)
    if department.policy == "arrival" or all(one in (priority, Priority.EMERGENCY) for one in waiting):
        return sum(waiting.values())
    return _by_class(ctx, department, day, priority)


def _by_class(ctx: Context, department: Department, day: date, priority: Priority) -> int:
    """Emergencies, then who is overdue, then by turns: `strict` or `ratio`."""
    counted = ctx.uow.tokens.waiting_counts(department.id, day, ctx.now - department.overdue_after)
    waiting = {one.priority: one for one in counted}
    overdue = _overdue(waiting, Priority.PRIORITY) + _overdue(waiting, Priority.NORMAL)
    first = _count(waiting, Priority.EMERGENCY) + overdue
    priorities = _count(waiting, Priority.PRIORITY) - _overdue(waiting, Priority.PRIORITY)
    normals = _count(waiting, Priority.NORMAL) - _overdue(waiting, Priority.NORMAL)
    if department.policy == "strict":
        return first + priorities + (normals if priority is Priority.NORMAL else 0)
    every = department.ratio_normals
    until_first = max(0, every - ctx.uow.queues.get(day, department.id).normals)
    if priority is Priority.PRIORITY:
        return first + priorities + min(normals, until_first + priorities * every)
    passed = (normals - until_first) // every + 1 if every and normals >= until_first else 0
    return first + normals + (min(priorities, passed) if every else priorities)


def _simulated(ctx: Context, department: Department, day: date, priority: Priority) -> int:
    """The place of somebody who stands in for the newest, in the order that an installed policy gives."""
    probe = Token(
        id=TokenId(UUID(int=0)),
        visit=VisitId(UUID(int=0)),
        code="",
        department=department.id,
        day=day,
        state=TokenState.WAITING,
        priority=priority,
        issued_at=ctx.now,
        queued_at=ctx.now,
    )
    (line,) = lines(ctx, (department,), day)
    whole = Line(department=department, state=line.state, tokens=(*line.tokens, probe))
    order = call_order((whole,), ctx.tools.policies, ctx.now)
    return next(ahead for ahead, place in enumerate(order) if place.token.id == probe.id)


def _is_built_in(ctx: Context, department: Department) -> bool:
    return department.policy in BUILT_IN and department.policy in ctx.tools.policies


def _count(waiting: Mapping[Priority, WaitingCount], priority: Priority) -> int:
    return waiting[priority].count if priority in waiting else 0


def _overdue(waiting: Mapping[Priority, WaitingCount], priority: Priority) -> int:
    return waiting[priority].earlier if priority in waiting else 0

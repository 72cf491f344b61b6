"""Who may still overtake somebody who waits, for the estimate of how long that takes.

Emergencies overtake everybody. Priorities overtake normals, unless time alone counts. Where the two take
turns, normals that come later overtake a priority too, while priorities before it wait for their turn.
"""

from datetime import date

from nextpatient_desktop.clinic.context import Context
from nextpatient_desktop.domain.model import Department, Priority
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class Overtaking:
    """How many come in an hour that are called before a token of a class, and how many can at the most."""

    priority: Priority
    per_hour: int
    at_most: int | None = None


def overtaking_newest(ctx: Context, department: Department, day: date, priority: Priority) -> Overtaking:
    """Who may overtake somebody who joins now."""
    if priority is not Priority.PRIORITY or department.policy != "ratio":
        return overtaking(ctx, department, day, priority)
    waiting = ctx.uow.tokens.waiting_by_class(department.id, day)
    return overtaking(
        ctx,
        department,
        day,
        priority,
        priorities=waiting.get(Priority.PRIORITY, 0),
        normals=waiting.get(Priority.NORMAL, 0),
    )


def overtaking(
    ctx: Context,
    department: Department,
    day: date,
    priority: Priority,
    *,
    priorities: int = 0,
    normals: int = 0,
) -> Overtaking:
    """Who may overtake a token before which so many `priorities` and `normals` will be called."""
    came = ctx.tools.waits.joined(ctx, department.id, day)
    emergencies = came.get(Priority.EMERGENCY, 0)
    if priority is Priority.EMERGENCY:
        return Overtaking(priority=priority, per_hour=0)
    if priority is Priority.NORMAL:
        others = 0 if department.policy == "arrival" else came.get(Priority.PRIORITY, 0)
        return Overtaking(priority=priority, per_hour=emergencies + others)
    if department.policy != "ratio":
        return Overtaking(priority=priority, per_hour=emergencies)
    every = department.ratio_normals
    until_first = max(0, every - ctx.uow.queues.get(day, department.id).normals)
    return Overtaking(
        priority=priority,
        per_hour=emergencies + came.get(Priority.NORMAL, 0),
        at_most=max(0, until_first + priorities * every - normals),
    )

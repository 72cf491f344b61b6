"""The handler that says where a counter's visits probably go next."""

from collections import Counter as Tally
from collections.abc import Callable, Sequence
from typing import Any, Final

from nextpatient_desktop.clinic.context import QueryContext
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.tokens.questions import Destinations
from nextpatient_desktop.domain.ids import DepartmentId
from nextpatient_desktop.domain.model import Counter, Department, EndReason, Role

_LABORATORY_ICONS: Final = frozenset({"flask-outline", "test-tube", "microscope"})
"""Where patients go with a doctor's order and come back from with a result."""


@handles(Destinations, allow=(Role.DOCTOR, Role.RECEPTION))
def destinations(ctx: QueryContext, query: Destinations) -> tuple[DepartmentId, ...]:
    """The other departments, the likeliest first. It reads the whole day: to be asked once in a while."""
    counter = ctx.counter(query.counter)
    others = [one for one in ctx.uow.departments.all() if one.is_active and one.id not in counter.departments]
    return tuple(one.id for one in sorted(others, key=_likeliest(ctx, counter, others)))


def _likeliest(
    ctx: QueryContext, counter: Counter, others: Sequence[Department]
) -> Callable[[Department], Any]:
    """What to sort by; departments that are alike keep their order."""
    today = ctx.today()
    tokens = {} if today is None else {one.id: one for one in ctx.uow.tokens.of_day(today.date)}
    from_counter: Tally[DepartmentId] = Tally()
    from_departments: Tally[DepartmentId] = Tally()
    for token in tokens.values():
        sender = tokens.get(token.came_from) if token.came_from is not None else None
        if sender is None or token.end_reason is EndReason.UNDONE:
            continue
        if sender.counter == counter.id:
            from_counter[token.department] += 1
        if sender.department in counter.departments:
            from_departments[token.department] += 1
    return lambda one: (
        -from_counter[one.id],
        -from_departments[one.id],
        one.icon not in _LABORATORY_ICONS,
    )

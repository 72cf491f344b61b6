"""The handler that reads the journal. Who writes it: `CommandContext.changed` and `emit`."""

from nextpatient_desktop.clinic.context import QueryContext
from nextpatient_desktop.clinic.journal.messages import Event, Journal
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.domain.model import Role

MOST_EVENTS = 1000
"""Events in one answer at the most: whoever wants more asks again, after the last position."""


@handles(Journal, allow=(Role.ADMIN,))
def journal(ctx: QueryContext, query: Journal) -> tuple[Event, ...]:
    """Events in order, after a position or the last ones."""
    limit = max(0, min(query.limit, MOST_EVENTS))
    if query.after is None:
        return tuple(ctx.uow.journal.latest(limit, query.subject))
    return tuple(ctx.uow.journal.after(query.after, limit, query.subject))

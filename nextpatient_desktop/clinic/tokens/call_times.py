"""When a token was called: the token knows the first and the last call, the journal every one of them."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from nextpatient_desktop.clinic.context import Context
from nextpatient_desktop.domain.model import Token

_EVENTS = 200
"""More than a token has in a day, unless somebody leans on the key: then first and last call must do."""


def call_times(ctx: Context, token: Token) -> Sequence[datetime]:
    """The instants of the present occasion's calls, in order; empty where the journal does not tell all."""
    if token.calls < 2:
        return () if token.last_called_at is None else (token.last_called_at,)
    times: list[datetime] = []
    for event in ctx.uow.journal.latest(_EVENTS, token.id):
        for change in json.loads(event.body).get("changes", ()):
            if change["id"] == str(token.id) and "calls" in change["after"]:
                times = _called(times, change["after"])
    # An undone call is not the token's event: its instant stands at the end here, and is no longer counted.
    times = times[: token.calls]
    return times if len(times) == token.calls and times[-1] == token.last_called_at else ()


def _called(times: list[datetime], after: dict[str, Any]) -> list[datetime]:
    number, at = after["calls"], after.get("last_called_at")
    if not number or at is None:
        return []
    return [*times[: number - 1], datetime.fromisoformat(at)]

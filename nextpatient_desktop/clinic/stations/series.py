"""Which kiosk ever had which series: a station names its present one, the journal knows the former ones."""

import json
from collections.abc import Iterator

from nextpatient_desktop.clinic.context import Context
from nextpatient_desktop.domain.ids import StationId
from nextpatient_desktop.domain.model import Station

_EVENTS = 10_000
"""More than a station ever has."""


def series_ever(ctx: Context, station: Station) -> frozenset[str]:
    """Every series that a station had, the present one among them."""
    own = {station.series, *_journaled(ctx, station.id)}
    return frozenset(one for one in own if one is not None)


def _journaled(ctx: Context, station: StationId) -> Iterator[str]:
    for event in ctx.uow.journal.after(0, _EVENTS, station):
        for change in json.loads(event.body).get("changes", ()):
            if change["of"] != "station" or change["id"] != str(station):
                continue
            for values in (change["before"], change["after"]):
                series = (values or {}).get("series")
                if isinstance(series, str):
                    yield series

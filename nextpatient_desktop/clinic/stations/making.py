"""What registering, pairing and keying have in common: a station is made, with a free name and a series."""

from collections.abc import Iterable
from itertools import count
from typing import Final

from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.stations.series import series_ever
from nextpatient_desktop.domain.ids import CounterId, StationId
from nextpatient_desktop.domain.model import Role, Station, StationKind
from nextpatient_desktop.domain.numbering import next_series
from nextpatient_desktop.domain.validation import sort_key

_NAMES: Final = {
    StationKind.KIOSK: "Kiosk",
    StationKind.COUNTER: "Counter",
    StationKind.DISPLAY: "Display",
    StationKind.HOST: "Host",
    StationKind.INTEGRATION: "Integration",
}


def add_station(
    ctx: CommandContext,
    kind: StationKind,
    name: str,
    *,
    counter: CounterId | None = None,
    acts_as: Role | None = None,
) -> Station:
    """Make a station known; its name is checked already."""
    station = Station(
        id=StationId(ctx.new_id()),
        name=name,
        kind=kind,
        counter=counter,
        series=fresh_series(ctx, kind),
        acts_as=acts_as,
    )
    ctx.uow.stations.add(station)
    ctx.changed("station.registered", None, station)
    return station


def fresh_series(ctx: CommandContext, kind: StationKind) -> str | None:
    """A series that no kiosk ever had: None for what is no kiosk.

    One that was taken out of use, or paired anew, may still have numbers of its old series to hand over.
    """
    if kind is not StationKind.KIOSK:
        return None
    return next_series(frozenset[str]().union(*(series_ever(ctx, one) for one in ctx.uow.stations.all())))


def free_name(wanted: str, kind: StationKind, others: Iterable[Station]) -> str:
    """The wanted name, or the next free one after it or of its kind: Kiosk 1, Kiosk 2, ...

    Names of stations out of use count as well: two that were called the same are hard to tell apart later.
    """
    taken = {sort_key(one.name) for one in others}
    if wanted and sort_key(wanted) not in taken:
        return wanted
    stem, first = (wanted, 2) if wanted else (_NAMES[kind], 1)
    return next(name for name in (f"{stem} {n}" for n in count(first)) if sort_key(name) not in taken)


def require_counter(ctx: CommandContext, key: CounterId | None) -> None:
    """Refuse a counter that is out of use: `counter_closed`, or `counter_unknown`."""
    if key is None:
        return
    counter = ctx.counter(key)
    if not counter.is_active:
        raise ClinicError("counter_closed", field="counter", counter=counter.name)


def require_rights(kind: StationKind, acts_as: Role | None) -> None:
    """Refuse a role for anything but an integration: elsewhere people sign in."""
    if acts_as is not None and kind is not StationKind.INTEGRATION:
        raise ClinicError("rights_for_integrations", field="acts_as")

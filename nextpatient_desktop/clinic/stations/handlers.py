"""Handlers of stations: made known, renamed, taken out of use, listed."""

from dataclasses import replace
from typing import Final

from nextpatient_desktop.clinic.context import CommandContext, QueryContext
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.inputs import require_free_name
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.stations.messages import (
    CloseStation,
    RegisterStation,
    Stations,
    UpdateStation,
)
from nextpatient_desktop.domain.ids import CounterId, StationId
from nextpatient_desktop.domain.model import Role, Station, StationKind
from nextpatient_desktop.domain.numbering import next_series
from nextpatient_desktop.domain.validation import clean_name

_READERS: Final = (Role.DOCTOR, Role.RECEPTION, *StationKind)


@handles(RegisterStation, allow=(Role.ADMIN,), can_be_undone=False)
def register_station(ctx: CommandContext, command: RegisterStation) -> Station:
    """Make a station known.

    A kiosk gets a series that no kiosk ever had: one that was taken out of use may still be issuing numbers,
    cut off, and hand them over days later.
    """
    others = ctx.uow.stations.all()
    name = clean_name(command.name)
    require_free_name(name, others)
    _require_counter(ctx, command.counter)
    used = {one.series for one in others if one.series is not None}
    station = Station(
        id=StationId(ctx.new_id()),
        name=name,
        kind=command.kind,
        counter=command.counter,
        series=next_series(used) if command.kind is StationKind.KIOSK else None,
    )
    ctx.uow.stations.add(station)
    ctx.changed("station.registered", None, station)
    return station


@handles(UpdateStation, allow=(Role.ADMIN,))
def update_station(ctx: CommandContext, command: UpdateStation) -> Station:
    """Rename a station or put it at another counter; its kind and series stay."""
    before = ctx.station(command.station)
    name = clean_name(command.name)
    require_free_name(name, (one for one in ctx.uow.stations.all() if one.id != before.id))
    if command.counter != before.counter:
        _require_counter(ctx, command.counter)
    after = replace(before, name=name, counter=command.counter)
    if after != before:
        ctx.uow.stations.save(after)
        ctx.changed("station.updated", before, after)
    return after


@handles(CloseStation, allow=(Role.ADMIN,))
def close_station(ctx: CommandContext, command: CloseStation) -> Station:
    """Take a station out of use: from now on it may do nothing. Not the one that somebody works at here."""
    station = ctx.station(command.station)
    if station.id == ctx.actor.station:
        raise ClinicError("station_is_this_one", station=station.name)
    if not station.is_active:
        return station
    closed = replace(station, is_active=False)
    ctx.uow.stations.save(closed)
    ctx.changed("station.closed", station, closed)
    return closed


@handles(Stations, allow=_READERS)
def stations(ctx: QueryContext, query: Stations) -> tuple[Station, ...]:
    """The stations by name."""
    return tuple(one for one in ctx.uow.stations.all() if one.is_active or query.include_inactive)


def _require_counter(ctx: CommandContext, key: CounterId | None) -> None:
    if key is None:
        return
    counter = ctx.counter(key)
    if not counter.is_active:
        raise ClinicError("counter_closed", field="counter", counter=counter.name)

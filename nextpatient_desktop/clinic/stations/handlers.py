"""Handlers of stations: made known, renamed, taken out of use, listed."""

from dataclasses import replace
from typing import Final

from nextpatient_desktop.clinic.context import CommandContext, QueryContext
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.inputs import require_free_name
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.stations.making import add_station, require_counter, require_rights
from nextpatient_desktop.clinic.stations.messages import (
    CloseStation,
    RegisterStation,
    Stations,
    UpdateStation,
)
from nextpatient_desktop.domain.model import Role, Station, StationKind
from nextpatient_desktop.domain.validation import clean_name

_READERS: Final = (Role.DOCTOR, Role.RECEPTION, *StationKind)


@handles(RegisterStation, allow=(Role.ADMIN,), can_be_undone=False)
def register_station(ctx: CommandContext, command: RegisterStation) -> Station:
    """Make a station known; a kiosk gets a series of its own."""
    name = clean_name(command.name)
    require_free_name(name, ctx.uow.stations.all())
    require_counter(ctx, command.counter)
    return add_station(ctx, command.kind, name, counter=command.counter)


@handles(UpdateStation, allow=(Role.ADMIN,))
def update_station(ctx: CommandContext, command: UpdateStation) -> Station:
    """Rename a station, put it at another counter, or change its rights; its kind and series stay."""
    before = ctx.station(command.station)
    require_rights(before.kind, command.acts_as)
    name = clean_name(command.name)
    require_free_name(name, (one for one in ctx.uow.stations.all() if one.id != before.id))
    if command.counter != before.counter:
        require_counter(ctx, command.counter)
    after = replace(before, name=name, counter=command.counter, acts_as=command.acts_as)
    if after != before:
        ctx.uow.stations.save(after)
        ctx.changed("station.updated", before, after)
    return after


@handles(CloseStation, allow=(Role.ADMIN,))
def close_station(ctx: CommandContext, command: CloseStation) -> Station:
    """Take a station out of use: from now on it may do nothing. Not the one that somebody works at here.

    Its key stays known, so that it can be told why it is turned away.
    """
    station = ctx.station(command.station)
    if station.id == ctx.actor.station:
        raise ClinicError("station_is_this_one", station=station.name)
    if not station.is_active:
        return station
    closed = replace(station, is_active=False)
    ctx.uow.stations.save(closed)
    ctx.changed("station.closed", station, closed)
    ctx.uow.credentials.end_of_station(station.id)
    pairing = ctx.uow.credentials.pairing()
    if pairing is not None and pairing.station == station.id:  # or it would be taken into use again
        ctx.uow.credentials.save_pairing(None)
    return closed


@handles(Stations, allow=_READERS)
def stations(ctx: QueryContext, query: Stations) -> tuple[Station, ...]:
    """The stations by name; of a station at which nobody is signed in, itself alone."""
    sees_all = ctx.is_staff or ctx.actor.kind is StationKind.HOST
    return tuple(
        one
        for one in ctx.uow.stations.all()
        if (one.is_active or query.include_inactive) and (sees_all or one.id == ctx.actor.station)
    )

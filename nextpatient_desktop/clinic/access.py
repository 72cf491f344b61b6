"""Who may: the grants of a handler against the actor, as staff and stations are stored now."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

from nextpatient_desktop.clinic.door import Actor, Grant, Who
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import UnitOfWork
from nextpatient_desktop.domain.model import Role, Station, StationKind


def admit(uow: UnitOfWork, actor: Actor, allow: AbstractSet[Grant]) -> Actor:
    """The actor as stored now (the role may have changed since the sign-in), if one of the grants fits.

    Raises:
        ClinicError: `not_allowed`: no grant fits, or the staff member's access or the station's ended.
    """
    if actor.is_system:
        return actor
    present = _as_stored(uow, actor)
    if not _is_granted(present, allow):
        raise ClinicError("not_allowed")
    return present


def own_role(station: Station) -> Role | None:
    """The role whose rights a station has by itself: only an integration, and only if it was given one."""
    return station.acts_as if station.kind is StationKind.INTEGRATION else None


def actor_key(actor: Actor) -> str:
    """Who acts, as one line: the same key is the same actor for once-only."""
    if actor.is_system:
        return "system"
    parts = (("staff", actor.staff), ("station", actor.station), ("visit", actor.visit))
    return " ".join(f"{name}:{value.hex}" for name, value in parts if value is not None) or "nobody"


def _as_stored(uow: UnitOfWork, actor: Actor) -> Actor:
    role, kind = None, actor.kind
    if actor.staff is not None:
        staff = uow.staff.get(actor.staff)
        if staff is None or not staff.is_active:
            raise ClinicError("not_allowed")
        role = staff.role
    if actor.station is not None:
        station = uow.stations.get(actor.station)
        if station is None or not station.is_active:
            raise ClinicError("not_allowed")
        kind = station.kind
        role = own_role(station) if role is None else role
    return replace(actor, role=role, kind=kind)


def _is_granted(actor: Actor, allow: AbstractSet[Grant]) -> bool:
    if Who.ANYONE in allow or (actor.kind is not None and actor.kind in allow):
        return True
    if actor.visit is not None and Who.PATIENT in allow:
        return True
    if actor.role is None:
        return False
    return actor.role in allow or (actor.role is Role.ADMIN and any(isinstance(g, Role) for g in allow))

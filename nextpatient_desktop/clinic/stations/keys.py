"""Handlers that give stations their keys: a pairing is opened, and its code exchanged for a key.

Neither code nor key is in the journal, in outcomes or in logs; the clinic keeps hashes. What is journaled is
who opened a pairing, which tries failed, and which station got a key.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import replace
from typing import Final
from uuid import UUID

from nextpatient_desktop.clinic.context import CommandContext
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.guard import digest_of, new_secret
from nextpatient_desktop.clinic.inputs import require_free_name
from nextpatient_desktop.clinic.ports import OpenedPairing
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.stations.making import (
    add_station,
    free_name,
    fresh_series,
    require_counter,
    require_rights,
)
from nextpatient_desktop.clinic.stations.pairing import (
    CODE_DIGITS,
    PAIRING_LASTS,
    PAIRING_TRIES,
    ClosePairing,
    KeyStation,
    OpenPairing,
    PairedStation,
    PairingCode,
    PairStation,
)
from nextpatient_desktop.domain.ids import StaffId
from nextpatient_desktop.domain.model import Role, Station
from nextpatient_desktop.domain.validation import clean_name

_CODES: Final = 10**CODE_DIGITS


# The answer is not kept: a code is shown once. Whoever repeats the command opens another pairing.
@handles(OpenPairing, allow=(Role.ADMIN,), keeps_answer=False, can_be_undone=False)
def open_pairing(ctx: CommandContext, command: OpenPairing) -> PairingCode:
    """Open a pairing in place of any other, and show its code."""
    wanted = _wanted(ctx, command)
    key = ctx.new_id()
    code = f"{int.from_bytes(ctx.tools.chance(8)) % _CODES:0{CODE_DIGITS}d}"
    expires_at = ctx.now + PAIRING_LASTS
    ctx.uow.credentials.save_pairing(
        OpenedPairing(
            id=key,
            digest=_code_digest(key, code),
            expires_at=expires_at,
            tries_left=PAIRING_TRIES,
            kind=wanted.kind,
            name=wanted.name,
            counter=wanted.counter,
            acts_as=wanted.acts_as,
            station=wanted.station,
            opened_by=ctx.actor.staff,
        )
    )
    ctx.emit("pairing.opened", wanted.station, station_kind=wanted.kind)
    return PairingCode(code=code, expires_at=expires_at)  # a host adds its fingerprint


@handles(ClosePairing, allow=(Role.ADMIN,), can_be_undone=False)
def close_pairing(ctx: CommandContext, command: ClosePairing) -> None:
    """End the pairing that is open."""
    if ctx.uow.credentials.pairing() is not None:
        ctx.uow.credentials.save_pairing(None)
        ctx.emit("pairing.closed")


# The program itself: a host, for a device that has nothing but the code.
@handles(PairStation, allow=(), keeps_answer=False, can_be_undone=False)
def pair_station(ctx: CommandContext, command: PairStation) -> PairedStation:
    """Exchange a code for a key; a wrong one costs a try."""
    pairing = ctx.uow.credentials.pairing()
    if pairing is None or pairing.tries_left < 1 or pairing.expires_at <= ctx.now:
        raise ClinicError("pairing_closed")
    if command.kind is not None and command.kind is not pairing.kind:
        raise ClinicError("pairing_kind_wrong", kind=pairing.kind.value)
    if not hmac.compare_digest(_code_digest(pairing.id, _figures(command.code)), pairing.digest):
        return _failed(ctx, pairing)
    ctx.uow.credentials.save_pairing(None)
    station = _new(ctx, pairing) if pairing.station is None else _again(ctx, ctx.station(pairing.station))
    return _keyed(ctx, station, opened_by=pairing.opened_by)


# The program itself: whoever can read the clinic's own key.
@handles(KeyStation, allow=(), keeps_answer=False, can_be_undone=False)
def key_station(ctx: CommandContext, command: KeyStation) -> PairedStation:
    """Give a station on the PC that holds the clinic's key a key of its own."""
    if command.station is not None:
        known = ctx.station(command.station)
        if not known.is_active:
            raise ClinicError("station_closed", station=known.name)
        return _keyed(ctx, _again(ctx, known))
    wanted = clean_name(command.name) if command.name.strip() else ""
    name = free_name(wanted, command.kind, ctx.uow.stations.all())
    return _keyed(ctx, add_station(ctx, command.kind, name))


def _wanted(ctx: CommandContext, command: OpenPairing) -> OpenPairing:
    """What the pairing is for, checked: of a station that is known only its id and kind count."""
    if command.station is not None:
        known = ctx.station(command.station)
        if not known.is_active:
            require_free_name(known.name, ctx.uow.stations.all())
        return OpenPairing(id=command.id, kind=known.kind, station=known.id)
    name = clean_name(command.name) if command.name.strip() else ""
    if name:
        require_free_name(name, ctx.uow.stations.all())
    require_counter(ctx, command.counter)
    require_rights(command.kind, command.acts_as)
    return replace(command, name=name)


def _failed(ctx: CommandContext, pairing: OpenedPairing) -> PairedStation:
    left = pairing.tries_left - 1
    ctx.uow.credentials.save_pairing(replace(pairing, tries_left=left) if left else None)
    ctx.emit("pairing.failed", pairing.station, tries_left=left)
    return PairedStation(station=None, tries_left=left)


def _new(ctx: CommandContext, pairing: OpenedPairing) -> Station:
    """A new station. What was free when the pairing was opened may be taken by now: nobody is stopped."""
    counter = None if pairing.counter is None else ctx.uow.counters.get(pairing.counter)
    return add_station(
        ctx,
        pairing.kind,
        free_name(pairing.name, pairing.kind, ctx.uow.stations.all()),
        counter=counter.id if counter is not None and counter.is_active else None,
        acts_as=pairing.acts_as,
    )


def _again(ctx: CommandContext, station: Station) -> Station:
    """A station that is known, taken into use again if it was not.

    A kiosk starts a fresh series: whether the database with its last numbers is still there nobody knows.
    """
    others = [one for one in ctx.uow.stations.all() if one.id != station.id]
    name = station.name if station.is_active else free_name(station.name, station.kind, others)
    again = replace(station, name=name, is_active=True, series=fresh_series(ctx, station.kind))
    if again != station:
        ctx.uow.stations.save(again)
        ctx.changed("station.reopened" if not station.is_active else "station.updated", station, again)
    return again


def _keyed(ctx: CommandContext, station: Station, *, opened_by: StaffId | None = None) -> PairedStation:
    key = new_secret(ctx.tools.chance)
    ctx.uow.credentials.keep_key(station.id, digest_of(key), ctx.now)
    ctx.uow.credentials.end_of_station(station.id)
    ctx.emit("station.paired", station.id, station_kind=station.kind, opened_by=opened_by)
    return PairedStation(station=station, key=key)


def _code_digest(key: UUID, code: str) -> bytes:
    return hashlib.sha256(key.bytes + code.encode()).digest()


def _figures(typed: str) -> str:
    """The figures of what was typed, in whichever script, without spaces and dashes between them."""
    return "".join(str(unicodedata.decimal(sign)) for sign in typed[:40] if sign.isdecimal())

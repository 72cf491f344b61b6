"""`Guard`: who stands behind a key and a session that came over the wire, and when a station was heard of.

A station's key and a session's secret are 32 random bytes as text. The clinic keeps their SHA-256 only, so
that whoever reads the database can act for nobody. Both are looked up anew for each request: what was revoked
on one host has ended on all of them with the next request.
"""

import base64
import hashlib
import hmac
import itertools
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from nextpatient_desktop.clinic.access import own_role
from nextpatient_desktop.clinic.door import SYSTEM, Actor
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import Clock, Contact, Session, Storage, UnitOfWork
from nextpatient_desktop.domain.ids import StaffId, StationId
from nextpatient_desktop.domain.model import Staff, Station
from nextpatient_desktop.domain.records import dataclass

_log = logging.getLogger(__name__)

SESSION_LASTS: Final = timedelta(hours=16)
"""Longer than any shift: nobody signs in twice a day, and no session outlives the night."""

KEEP_EVERY: Final = timedelta(seconds=60)
"""How often a contact is stored of a station that listens and says nothing new."""
KEEP_UNHEARD_EVERY: Final = timedelta(seconds=5)
"""The same of one that asks but does not listen: more often, or it would pass for away."""

_SECRET_BYTES: Final = 32
_LATEST_EVENTS: Final = 50
"""More than happen to a staff member between showing the password and the beginning of the session."""
_MOST_TO_COME: Final = 1_000_000
_LONGEST_VERSION: Final = 40
"""What a station says of itself is cut to what can be true."""


def new_secret(chance: Callable[[int], bytes] = os.urandom) -> str:
    """A fresh key of a station, or secret of a session."""
    return secret_text(chance(_SECRET_BYTES))


def secret_text(raw: bytes) -> str:
    """A key as it travels: URL-safe Base64 without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def digest_of(secret: str) -> bytes:
    """What is kept of a key or a session. Without salt: there is nothing to guess in 32 random bytes."""
    return hashlib.sha256(secret.encode()).digest()


class Guard:
    """Tells actors from keys and sessions. Safe to use from several threads."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        *,
        local_key: str | None = None,
        chance: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Guard a clinic's door.

        Args:
            storage: where keys, sessions and contacts are.
            clock: the clinic's own.
            local_key: stands for the system, as text; None where no key does.
            chance: gives that many random bytes.
        """
        self._storage = storage
        self._clock = clock
        self._local = None if local_key is None else digest_of(local_key)
        self._chance = chance
        self._kept: dict[StationId, _Kept] = {}
        self._keeping = threading.Lock()
        self._order = itertools.count(1)

    def actor(self, key: str | None, session: str | None = None, *, is_local: bool = False) -> Actor:
        """Who acts.

        Args:
            key: the station's, or the local one.
            session: of the staff member who is signed in there, None for nobody.
            is_local: whether the caller is on this PC, so that the local key counts.

        Raises:
            ClinicError: `not_paired` (no key, or one that is nobody's), `station_closed` (revoked),
                `session_ended` (not, or no longer, this station's).
        """
        if not key:
            raise ClinicError("not_paired")
        digest = digest_of(key)
        if self._local is not None and hmac.compare_digest(digest, self._local):
            if not is_local:
                raise ClinicError("not_paired")
            return SYSTEM
        with self._storage.read() as uow:
            station = _station(uow, digest)
            staff = None if not session else self._signed_in(uow, digest_of(session), station)
        at = Actor(station=station.id, kind=station.kind)
        if staff is not None:
            return replace(at, staff=staff.id, role=staff.role)
        return replace(at, role=own_role(station))

    def begin_session(self, actor: Actor, staff: StaffId) -> str:
        """Keep that somebody signed in at a station; returns the secret that proves it from now on.

        Empty for an actor without a station (the system): it needs none. `session_ended` when the staff
        member's access ended, or the password was changed, since it was shown.
        """
        if actor.station is None:
            return ""
        secret = new_secret(self._chance)
        now = self._clock.now()
        session = Session(digest=digest_of(secret), station=actor.station, staff=staff, begun_at=now)

        def keep(uow: UnitOfWork) -> None:
            known = uow.staff.get(staff)
            if known is None or not known.is_active or _has_new_password(uow, session):
                raise ClinicError("session_ended")
            uow.credentials.end_before(now - SESSION_LASTS)
            uow.credentials.begin(session)

        self._storage.write(keep)
        return secret

    def end_session(self, secret: str) -> None:
        """End one session; of one that ended already: nothing."""
        self._storage.write(lambda uow: uow.credentials.end(digest_of(secret)))

    def seen(
        self,
        station: StationId | None,
        *,
        is_listening: bool | None = None,
        to_come: int | None = None,
        version: str | None = None,
    ) -> None:
        """A station was heard of just now. None says nothing about that: it stays as it was.

        Stored when something changed, else once a minute. Never raises for what the machine refuses: a full
        disk must not keep anybody from asking.
        """
        if station is None:
            return
        told = _Told(is_listening=is_listening, to_come=to_come, version=version)
        now = self._clock.now()
        with self._keeping:
            kept = self._kept.get(station)
            if kept is not None and told.is_nothing_new(kept, now):
                return
            # Noted before it is stored: of many requests at once one stores it, and a full disk is asked
            # again only when the next contact is due.
            order, before = (0, _unheard(station, now)) if kept is None else (kept.order, kept.contact)
            self._kept[station] = _Kept(order=order, at=now, contact=told.onto(before, now))
        try:
            stored = self._storage.write(lambda uow: self._keep(uow, station, told, now))
        except ClinicError:
            _log.warning("a station's contact could not be kept", exc_info=True)
            return
        with self._keeping:
            if stored.order > self._kept[station].order:  # of two at once the one that was stored last
                self._kept[station] = stored

    def _keep(self, uow: UnitOfWork, station: StationId, told: "_Told", now: datetime) -> "_Kept":
        """Store a contact upon the stored one: another host may have heard of the station meanwhile."""
        stored = next((one for one in uow.contacts.all() if one.station == station), _unheard(station, now))
        contact = told.onto(stored, now)
        uow.contacts.save(contact)
        return _Kept(order=next(self._order), at=now, contact=contact)

    def _signed_in(self, uow: UnitOfWork, digest: bytes, station: Station) -> Staff:
        session = uow.credentials.session(digest)
        if (
            session is None
            or session.station != station.id
            or not hmac.compare_digest(session.digest, digest)
            or abs(self._clock.now() - session.begun_at) >= SESSION_LASTS
        ):
            raise ClinicError("session_ended")
        staff = uow.staff.get(session.staff)
        if staff is None or not staff.is_active:
            raise ClinicError("session_ended")
        return staff


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """A contact as this host last stored it, in which order it did, and when.

    That is not when the station was seen: where a clock was ahead, that may still be to come.
    """

    order: int
    at: datetime
    contact: Contact


class _Told:
    """What a request or a stream told of its station; None for what it did not speak of."""

    def __init__(self, *, is_listening: bool | None, to_come: int | None, version: str | None) -> None:
        self._is_listening = is_listening
        self._to_come = None if to_come is None else min(max(to_come, 0), _MOST_TO_COME)
        self._version = None if version is None else version[:_LONGEST_VERSION]

    def onto(self, contact: Contact, now: datetime) -> Contact:
        """The contact as it is now."""
        return replace(
            contact,
            seen_at=max(now, contact.seen_at),
            is_listening=contact.is_listening if self._is_listening is None else self._is_listening,
            to_come=contact.to_come if self._to_come is None else self._to_come,
            version=contact.version if self._version is None else self._version,
        )

    def is_nothing_new(self, kept: _Kept, now: datetime) -> bool:
        """Whether the contact that is kept will do for now."""
        contact = kept.contact
        every = KEEP_EVERY if contact.is_listening else KEEP_UNHEARD_EVERY
        is_recent = abs(now - kept.at) < every
        return is_recent and replace(self.onto(contact, now), seen_at=contact.seen_at) == contact


def _station(uow: UnitOfWork, digest: bytes) -> Station:
    key = uow.credentials.station_of(digest)
    station = None if key is None else uow.stations.get(key)
    if station is None:
        raise ClinicError("not_paired")
    if not station.is_active:
        raise ClinicError("station_closed", station=station.name)
    return station


def _has_new_password(uow: UnitOfWork, session: Session) -> bool:
    """Whether the password was changed after the sign-in at the session's station."""
    for event in reversed(uow.journal.latest(_LATEST_EVENTS, session.staff)):
        if event.kind == "staff.signed_in" and event.station == session.station:
            return False
        if event.kind == "staff.password_changed":
            return True
    return False


def _unheard(station: StationId, now: datetime) -> Contact:
    return Contact(station=station, seen_at=now, is_listening=False)

"""The handler that says which stations are heard of now, and what they still have to hand over."""

from datetime import datetime, timedelta
from typing import Final

from nextpatient_desktop.clinic.context import QueryContext
from nextpatient_desktop.clinic.ports import Contact
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.stations.pairing import StationStates, StationStatus
from nextpatient_desktop.domain.model import Role, Station, StationKind

LISTENING_LASTS: Final = timedelta(seconds=150)
"""A contact of a station that listens is stored each minute: after this long nobody keeps it any more, as
where the host itself died."""
ASKING_LASTS: Final = timedelta(seconds=10)
"""A station that does not listen is stored at every few seconds while it asks."""


@handles(StationStates, allow=(Role.DOCTOR, Role.RECEPTION, StationKind.COUNTER, StationKind.HOST))
def station_states(ctx: QueryContext, query: StationStates) -> tuple[StationStatus, ...]:
    """The stations by name with what is known of each."""
    keyed = ctx.uow.credentials.keyed()
    contacts = {one.station: one for one in ctx.uow.contacts.all()}
    return tuple(
        _status(station, contacts.get(station.id), is_paired=station.id in keyed, now=ctx.now)
        for station in ctx.uow.stations.all()
        if station.is_active or query.include_inactive
    )


def _status(station: Station, contact: Contact | None, *, is_paired: bool, now: datetime) -> StationStatus:
    # Another program asks when it has something to ask: its silence says nothing.
    is_expected = is_paired and station.is_active and station.kind is not StationKind.INTEGRATION
    return StationStatus(
        station=station,
        is_paired=is_paired,
        is_away=is_expected and not is_heard(contact, now),
        last_seen=None if contact is None else contact.seen_at,
        to_come=0 if contact is None else contact.to_come,
        version="" if contact is None else contact.version,
    )


def is_heard(contact: Contact | None, now: datetime) -> bool:
    """Whether a station counts as heard of now."""
    if contact is None:
        return False
    return now - contact.seen_at <= (LISTENING_LASTS if contact.is_listening else ASKING_LASTS)

"""The handler that says which stations are heard of now, and what they still have to hand over."""

from datetime import datetime, timedelta
from typing import Final

from nextpatient_desktop.clinic.context import QueryContext
from nextpatient_desktop.clinic.ports import Contact
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.clinic.registry import handles
from nextpatient_desktop.clinic.stations.pairing import StationStates, StationStatus
from nextpatient_desktop.domain.model import Role, Station, StationKind

LISTENING_LASTS: Final = timedelta(seconds=150)
"""A contact of a station that listens is stored each minute: after this long nobody keeps it any more, as
where the host itself died."""
PRINTER_KNOWN_FOR: Final = timedelta(minutes=12)
"""A station says how its printer is at each change and every five minutes: after this long it is off."""
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
    is_away = is_expected and not is_heard(contact, now)
    printer = None if is_away else _printer(contact, now)
    return StationStatus(
        station=station,
        is_paired=is_paired,
        is_away=is_away,
        # Without a host a contact says no more than how the printer is.
        last_seen=contact.seen_at if contact is not None and is_paired else None,
        to_come=0 if contact is None else contact.to_come,
        version="" if contact is None else contact.version,
        printer=printer,
        is_paper_low=contact is not None and printer is not None and contact.is_paper_low,
    )


def _printer(contact: Contact | None, now: datetime) -> PrinterState | None:
    if contact is None or contact.printer_at is None or contact.printer is PrinterState.NONE:
        return None
    return contact.printer if now - contact.printer_at <= PRINTER_KNOWN_FOR else None


def is_heard(contact: Contact | None, now: datetime) -> bool:
    """Whether a station counts as heard of now."""
    if contact is None:
        return False
    return now - contact.seen_at <= (LISTENING_LASTS if contact.is_listening else ASKING_LASTS)

"""Stations' keys, sessions, the open pairing, what was heard of stations, and the hosts' secrets.

None of it is journaled. What opens a door (a key, a session's secret, a pairing's code) is here as a hash.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from nextpatient_desktop.clinic import ports
from nextpatient_desktop.clinic.ports import Contact, OpenedPairing
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.domain.ids import CounterId, StaffId, StationId
from nextpatient_desktop.domain.model import Role, StationKind
from nextpatient_desktop.storage.convert import (
    from_ms,
    from_optional_ms,
    to_bytes,
    to_ms,
    to_optional_ms,
    to_uuid,
)
from nextpatient_desktop.storage.session import Row, Session
from nextpatient_desktop.storage.statements import statement

_KEEP_KEY: Final = statement("credentials.KEEP_KEY")
_KEY: Final = statement("credentials.KEY")
_KEYED: Final = statement("credentials.KEYED")
_BEGIN: Final = statement("credentials.BEGIN")
_SESSION: Final = statement("credentials.SESSION")
_END: Final = statement("credentials.END")
_END_OF_STAFF: Final = statement("credentials.END_OF_STAFF")
_END_OF_STATION: Final = statement("credentials.END_OF_STATION")
_END_BEFORE: Final = statement("credentials.END_BEFORE")
_END_ALL: Final = statement("credentials.END_ALL")
_OPEN_PAIRING: Final = statement("credentials.OPEN_PAIRING")
_PAIRING: Final = statement("credentials.PAIRING")
_CLOSE_PAIRING: Final = statement("credentials.CLOSE_PAIRING")
_SAVE_CONTACT: Final = statement("credentials.SAVE_CONTACT")
_CONTACTS: Final = statement("credentials.CONTACTS")
_NONE_LISTENS: Final = statement("credentials.NONE_LISTENS")
_ADD_SECRET: Final = statement("credentials.ADD_SECRET")
_SECRET: Final = statement("credentials.SECRET")


def _session_of(row: Row) -> ports.Session:
    return ports.Session(
        digest=row[0],
        station=StationId(to_uuid(row[1])),
        staff=StaffId(to_uuid(row[2])),
        begun_at=from_ms(row[3]),
    )


def _pairing_row(pairing: OpenedPairing) -> Row:
    return (
        pairing.id.bytes,
        pairing.digest,
        to_ms(pairing.expires_at),
        pairing.tries_left,
        pairing.kind.value,
        pairing.name,
        to_bytes(pairing.counter),
        None if pairing.acts_as is None else pairing.acts_as.value,
        to_bytes(pairing.station),
        to_bytes(pairing.opened_by),
    )


def _pairing_of(row: Row) -> OpenedPairing:
    return OpenedPairing(
        id=to_uuid(row[0]),
        digest=row[1],
        expires_at=from_ms(row[2]),
        tries_left=row[3],
        kind=StationKind(row[4]),
        name=row[5],
        counter=None if row[6] is None else CounterId(to_uuid(row[6])),
        acts_as=None if row[7] is None else Role(row[7]),
        station=None if row[8] is None else StationId(to_uuid(row[8])),
        opened_by=None if row[9] is None else StaffId(to_uuid(row[9])),
    )


class SqlCredentials:
    """`clinic.ports.Credentials`."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def station_of(self, digest: bytes, /) -> StationId | None:
        """Whose key has this SHA-256; also a station's that is out of use."""
        row = self._session.one(_KEY, digest)
        return None if row is None else StationId(to_uuid(row[0]))

    def keep_key(self, station: StationId, digest: bytes, at: datetime, /) -> None:
        """Give a station a key in place of the one it had."""
        self._session.put(_KEEP_KEY, station.bytes, digest, to_ms(at))

    def keyed(self) -> frozenset[StationId]:
        """The stations that have a key."""
        return frozenset(StationId(to_uuid(row[0])) for row in self._session.all(_KEYED))

    def session(self, digest: bytes, /) -> ports.Session | None:
        """The session of a secret with this SHA-256."""
        row = self._session.one(_SESSION, digest)
        return None if row is None else _session_of(row)

    def begin(self, session: ports.Session, /) -> None:
        """Keep a session."""
        self._session.put(
            _BEGIN, session.digest, session.station.bytes, session.staff.bytes, to_ms(session.begun_at)
        )

    def end(self, digest: bytes, /) -> None:
        """End one session."""
        self._session.put(_END, digest)

    def end_of_staff(self, staff: StaffId, /) -> None:
        """End all sessions of a staff member."""
        self._session.put(_END_OF_STAFF, staff.bytes)

    def end_of_station(self, station: StationId, /) -> None:
        """End all sessions at a station."""
        self._session.put(_END_OF_STATION, station.bytes)

    def end_before(self, begun_before: datetime, /) -> None:
        """End the sessions that began before an instant."""
        self._session.put(_END_BEFORE, to_ms(begun_before))

    def end_all(self) -> None:
        """End every session (a restore: who was signed in then need not be now)."""
        self._session.put(_END_ALL)

    def pairing(self) -> OpenedPairing | None:
        """The pairing that is open (or was: its time may be over)."""
        row = self._session.one(_PAIRING)
        return None if row is None else _pairing_of(row)

    def save_pairing(self, pairing: OpenedPairing | None, /) -> None:
        """Keep it in place of any other; None for none."""
        self._session.put(_CLOSE_PAIRING)
        if pairing is not None:
            self._session.put(_OPEN_PAIRING, *_pairing_row(pairing))


class SqlContacts:
    """`clinic.ports.Contacts`."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> Sequence[Contact]:
        """One for each station that was ever heard of."""
        return [
            Contact(
                station=StationId(to_uuid(station)),
                seen_at=from_ms(seen_at),
                is_listening=bool(is_listening),
                to_come=to_come,
                version=version,
                printer=None if printer is None else PrinterState(printer),
                is_paper_low=bool(is_paper_low),
                printer_at=from_optional_ms(printer_at),
            )
            for (
                station,
                seen_at,
                is_listening,
                to_come,
                version,
                printer,
                is_paper_low,
                printer_at,
            ) in self._session.all(_CONTACTS)
        ]

    def save(self, contact: Contact, /) -> None:
        """Keep it in place of the one before."""
        self._session.put(
            _SAVE_CONTACT,
            contact.station.bytes,
            to_ms(contact.seen_at),
            int(contact.is_listening),
            contact.to_come,
            contact.version,
            contact.printer,
            int(contact.is_paper_low),
            to_optional_ms(contact.printer_at),
        )

    def none_listens(self) -> None:
        """No station has its watch stream open (a restore); when they were last heard of stays."""
        self._session.put(_NONE_LISTENS)


class SqlSecrets:
    """`clinic.ports.Secrets`."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str, /) -> bytes | None:
        """The value, None where there is none."""
        row = self._session.one(_SECRET, name)
        return None if row is None else bytes(row[1])

    def add(self, name: str, value: bytes, /) -> bytes:
        """Keep it unless there is one already; returns the one that is kept."""
        self._session.put(_ADD_SECRET, name, value)
        row = self._session.one(_SECRET, name)
        assert row is not None
        return bytes(row[1])

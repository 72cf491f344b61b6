r"""The journal: events in gapless positions, each chained to the one before by its hash.

An event's hash is SHA-256 over, in this order:

    the 20 bytes "nextpatient event 1\n"
    the previous event's hash, 32 bytes; 32 zero bytes before the first event
    position, 8 bytes; epoch, 4 bytes; both big-endian and unsigned
    id, 16 bytes
    the instant, milliseconds since 1970, 8 bytes, big-endian and signed
    kind: its length in bytes, 4 bytes big-endian, and its UTF-8
    subject, command, station, staff: for each one byte 0 when there is none, else one byte 1 and its 16 bytes
    body: its length in bytes, 4 bytes big-endian, and its UTF-8, verbatim as stored

So nothing in an event, nor its place, can change without every later hash changing.
"""

import hashlib
import struct
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from nextpatient_desktop.clinic.door import Position
from nextpatient_desktop.clinic.journal.messages import Event
from nextpatient_desktop.clinic.ports import NewEvent
from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.storage.convert import from_ms, to_bytes, to_ms
from nextpatient_desktop.storage.rows import event_of
from nextpatient_desktop.storage.session import Row, Session
from nextpatient_desktop.storage.statements import statement
from nextpatient_desktop.storage.transaction import Head, TransactionState

NO_HASH: Final = bytes(32)
FIRST_EPOCH: Final = 1
_PREFIX: Final = b"nextpatient event 1\n"
_PLACE: Final = struct.Struct(">QI16sqI")
_LENGTH: Final = struct.Struct(">I")

_ADD: Final = statement("journal.ADD")
_HEAD_EVENT: Final = statement("journal.HEAD_EVENT")
_AFTER: Final = statement("journal.AFTER")
_AFTER_OF: Final = statement("journal.AFTER_OF")
_LATEST: Final = statement("journal.LATEST")
_LATEST_OF: Final = statement("journal.LATEST_OF")
_OF_COMMAND: Final = statement("journal.OF_COMMAND")
HEAD: Final = statement("journal.HEAD")
TOP: Final = statement("journal.TOP")
EVENT_BY_POSITION: Final = statement("journal.EVENT_BY_POSITION")


def chain_hash(previous: bytes, row: Row) -> bytes:
    """The hash of an event's row (all its columns, or all but the hash) after the event hashed `previous`."""
    position, epoch, key, at, kind, subject, command, station, staff, body = row[:10]
    kind_bytes, body_bytes = kind.encode(), body.encode()
    parts = [
        _PREFIX,
        previous,
        _PLACE.pack(position, epoch, key, at, len(kind_bytes)),
        kind_bytes,
        *(b"\0" if one is None else b"\1" + one for one in (subject, command, station, staff)),
        _LENGTH.pack(len(body_bytes)),
        body_bytes,
    ]
    return hashlib.sha256(b"".join(parts)).digest()


class SqlJournalRecords:
    """`clinic.ports.JournalRecords`."""

    __slots__ = ("_session", "_state")

    def __init__(self, session: Session, state: TransactionState) -> None:
        self._session = session
        self._state = state

    def append(self, event: NewEvent, /) -> Position:
        """Append, chained to the last one."""
        head = self._chain_head()
        return self._append(event, head, head.epoch)

    def append_in_new_epoch(self, event: NewEvent, /) -> Position:
        """Append the first event of the next epoch (a restore)."""
        head = self._chain_head()
        return self._append(event, head, head.epoch + 1)

    def _append(self, event: NewEvent, head: Head, epoch: int) -> Position:
        position = head.position + 1
        row = (
            position,
            epoch,
            event.id.bytes,
            to_ms(event.at),
            event.kind,
            to_bytes(event.subject),
            to_bytes(event.command),
            to_bytes(event.station),
            to_bytes(event.staff),
            event.body,
        )
        digest = chain_hash(head.hash, row)
        self._session.put(_ADD, *row, digest)
        self._state.head = (*row, digest)
        self._state.has_appended = True
        return position

    def _chain_head(self) -> Head:
        row = self._head_row()
        return Head(0, FIRST_EPOCH, NO_HASH) if row is None else Head(row[0], row[1], row[10])

    def _head_row(self) -> Row | None:
        """The last event's row: inside one transaction nobody else appends, so it is read once."""
        if self._state.head is None:
            self._state.head = self._session.one(_HEAD_EVENT)
        return self._state.head

    def position(self) -> Position:
        """The last event's position, 0 for an empty journal."""
        row = self._session.one(TOP)
        return 0 if row is None or row[0] is None else int(row[0])

    def head(self) -> Event | None:
        """The last event."""
        row = self._head_row()
        return None if row is None else event_of(row)

    def last_instant(self) -> datetime | None:
        """When the last event happened, None for an empty journal."""
        row = self._head_row()
        return None if row is None else from_ms(row[3])

    def after(self, position: Position, limit: int, subject: UUID | None = None, /) -> Sequence[Event]:
        """Events above a position, in order."""
        if subject is None:
            found = self._session.all(_AFTER, position, limit)
        else:
            found = self._session.all(_AFTER_OF, subject.bytes, position, limit)
        return [event_of(row) for row in found]

    def latest(self, limit: int, subject: UUID | None = None, /) -> Sequence[Event]:
        """The last events, in order."""
        if subject is None:
            found = self._session.all(_LATEST, limit)
        else:
            found = self._session.all(_LATEST_OF, subject.bytes, limit)
        return [event_of(row) for row in reversed(found)]

    def of_command(self, command: CommandId, /) -> Sequence[Event]:
        """The events of one command, in order."""
        return [event_of(row) for row in self._session.all(_OF_COMMAND, command.bytes)]

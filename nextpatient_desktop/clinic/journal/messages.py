"""Messages about the journal."""

from datetime import datetime
from uuid import UUID

from nextpatient_desktop.clinic.door import Position, Query
from nextpatient_desktop.domain.ids import CommandId, EventId, StaffId, StationId
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of the journal.

    `body` is the canonical JSON as stored (`clinic/changes.py`); `hash` covers it and the previous hash.
    """

    position: Position
    epoch: int
    id: EventId
    at: datetime
    kind: str
    subject: UUID | None
    command: CommandId | None
    station: StationId | None
    staff: StaffId | None
    body: str
    hash: bytes


@dataclass(frozen=True, kw_only=True)
class Journal(Query[tuple[Event, ...]]):
    """Events in order: after a position, or the last `limit` ones if it is None; of one subject if named."""

    after: Position | None = None
    limit: int = 200
    subject: UUID | None = None

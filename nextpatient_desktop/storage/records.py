"""The small sets of things: the clinic itself, departments, counters, staff and stations.

There are a few dozen rows of them and every command needs some, so they are read once and remembered until
their revision changes (`transaction.RecordCache`).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Generic, Protocol, TypeVar
from uuid import UUID

from nextpatient_desktop.domain.ids import CounterId, DepartmentId, StaffId, StationId
from nextpatient_desktop.domain.model import ClinicInfo, Counter, Department, Staff, Station, TicketPart
from nextpatient_desktop.storage import rows
from nextpatient_desktop.storage.session import Row, Session
from nextpatient_desktop.storage.statements import statement
from nextpatient_desktop.storage.transaction import RecordCache, TransactionState

REVISION: Final = "records"


class HasId(Protocol):
    """What every small thing has."""

    @property
    def id(self) -> UUID:
        """Its id."""
        ...


K = TypeVar("K", bound=UUID)
E = TypeVar("E", bound=HasId)
V = TypeVar("V")

_REVISION_NOW: Final = statement("records.REVISION_NOW")
BUMP: Final = statement("records.BUMP")
"""Add to a counter of the database and return it; a counter that is not there yet starts at 0."""


class RecordsView:
    """The small records as one transaction sees them."""

    __slots__ = ("_cache", "_state", "session")

    def __init__(self, session: Session, state: TransactionState, cache: RecordCache) -> None:
        self.session = session
        self._state = state
        self._cache = cache

    def topic(self, name: str, load: Callable[[Session], V]) -> V:
        """What a topic holds: as remembered if that is still true, else read."""
        if self._state.has_changed_records:
            return load(self.session)
        revision = self._state.revision
        if revision is None:
            row = self.session.one(_REVISION_NOW, REVISION)
            revision = self._state.revision = 0 if row is None else int(row[0])
        known: V | None = self._cache.get(revision, name)
        if known is None:
            known = load(self.session)
            self._cache.put(revision, name, known)
        return known

    def changed(self) -> None:
        """Raise the revision: a small record was changed in this transaction."""
        self._state.has_changed_records = True
        self.session.put(BUMP, REVISION, 1)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[E]):
    """All things of a topic."""

    by_id: Mapping[UUID, E]
    ordered: tuple[E, ...]


class Topic(Generic[E]):
    """How the things of a topic are read, written and ordered."""

    def __init__(
        self,
        name: str,
        encode: Callable[[E], Row],
        decode: Callable[[Row], E],
        order: Callable[[E], Any],
    ) -> None:
        self.name: Final = name
        self.encode: Final = encode
        self.insert: Final = statement("records.add", name)
        self.update: Final = statement("records.save", name)
        self._select: Final = statement("records.all_of", name)
        self._decode: Final = decode
        self._order: Final = order

    def load(self, session: Session) -> Loaded[E]:
        """Read all of them."""
        things = sorted((self._decode(row) for row in session.all(self._select)), key=self._order)
        return Loaded({thing.id: thing for thing in things}, tuple(things))


class SmallRecords(Generic[K, E]):
    """`clinic.ports.Records` of one topic."""

    __slots__ = ("_topic", "_view")

    def __init__(self, view: RecordsView, topic: Topic[E]) -> None:
        self._view = view
        self._topic = topic

    def get(self, key: K, /) -> E | None:
        """The thing with this id."""
        return self._loaded().by_id.get(key)

    def all(self) -> Sequence[E]:
        """Every one of them, those closed for good too, in rank and name order."""
        return self._loaded().ordered

    def add(self, thing: E, /) -> None:
        """Store a new one."""
        self._view.changed()
        self._view.session.put(self._topic.insert, *self._topic.encode(thing))

    def save(self, thing: E, /) -> None:
        """Store it in place of the one with the same id.

        Raises:
            LookupError: there is none.
        """
        self._view.changed()
        key, *values = self._topic.encode(thing)
        self._view.session.change(thing.id, self._topic.update, *values, key)

    def _loaded(self) -> Loaded[E]:
        return self._view.topic(self._topic.name, self._topic.load)


DEPARTMENTS: Final[Topic[Department]] = Topic(
    "departments",
    rows.department_row,
    rows.department_of,
    lambda thing: (thing.rank, thing.name.casefold(), thing.id),
)
COUNTERS: Final[Topic[Counter]] = Topic(
    "counters",
    rows.counter_row,
    rows.counter_of,
    lambda thing: (thing.rank, thing.name.casefold(), thing.id),
)
STAFF: Final[Topic[Staff]] = Topic(
    "staff", rows.staff_row, rows.staff_of, lambda thing: (thing.name.casefold(), thing.id)
)
STATIONS: Final[Topic[Station]] = Topic(
    "stations", rows.station_row, rows.station_of, lambda thing: (thing.name.casefold(), thing.id)
)

DepartmentRecords = SmallRecords[DepartmentId, Department]
CounterRecords = SmallRecords[CounterId, Counter]
StationRecords = SmallRecords[StationId, Station]


_SET_PASSWORD: Final = statement("records.SET_PASSWORD")
_PASSWORD: Final = statement("records.PASSWORD")


class SqlStaffRecords(SmallRecords[StaffId, Staff]):
    """`clinic.ports.StaffRecords`."""

    __slots__ = ()

    def __init__(self, view: RecordsView) -> None:
        super().__init__(view, STAFF)

    def by_login(self, login: str, /) -> Staff | None:
        """Who signs in with this login, compared without case; also somebody whose access ended."""
        wanted = login.casefold()
        return next((one for one in self.all() if one.login.casefold() == wanted), None)

    def password_hash(self, staff: StaffId, /) -> str:
        """The Argon2id hash, encoded; empty when none was set."""
        row = self._view.session.one(_PASSWORD, staff.bytes)
        return "" if row is None else str(row[1])

    def set_password_hash(self, staff: StaffId, encoded: str, /) -> None:
        """Replace it."""
        self._view.session.put(_SET_PASSWORD, staff.bytes, encoded)


_SAVE_CLINIC: Final = statement("records.SAVE_CLINIC")
_CLINIC: Final = statement("records.CLINIC")
_CLINIC_ID: Final = 1
_INFO_FIELDS: Final = frozenset(one.name for one in fields(ClinicInfo))
_TICKET_PARTS: Final = frozenset(part.value for part in TicketPart)


def _load_clinic(session: Session) -> tuple[ClinicInfo | None]:
    row = session.one(_CLINIC)
    if row is None:
        return (None,)
    stored = {name: value for name, value in json.loads(row[1]).items() if name in _INFO_FIELDS}
    if "languages" in stored:
        stored["languages"] = tuple(stored["languages"])
    omits = stored.get("ticket_omits", ())
    stored["ticket_omits"] = tuple(TicketPart(one) for one in omits if one in _TICKET_PARTS)
    return (ClinicInfo(**stored),)


class SqlClinicRecord:
    """`clinic.ports.ClinicRecord`."""

    __slots__ = ("_view",)

    def __init__(self, view: RecordsView) -> None:
        self._view = view

    def get(self) -> ClinicInfo | None:
        """The clinic, None in an empty database."""
        return self._view.topic("clinic", _load_clinic)[0]

    def save(self, info: ClinicInfo, /) -> None:
        """Store it."""
        self._view.changed()
        text = json.dumps(asdict(info), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        self._view.session.put(_SAVE_CLINIC, _CLINIC_ID, text)

"""What the door needs from outside: storage, document contents, passwords and the clock, as Protocols.

A unit of work is one consistent state of the clinic's data and, when writing, one transaction. Nothing in
here commits: the storage does, once, after the work returned.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from nextpatient_desktop.clinic.alerts.messages import Alert
from nextpatient_desktop.clinic.door import Position
from nextpatient_desktop.clinic.journal.messages import Event
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.domain.ids import (
    AlertId,
    CommandId,
    CounterId,
    DepartmentId,
    DocumentId,
    EventId,
    PatientId,
    StaffId,
    StationId,
    TokenId,
    VisitId,
)
from nextpatient_desktop.domain.model import (
    ClinicInfo,
    Counter,
    Day,
    Department,
    Document,
    Patient,
    Priority,
    QueueState,
    Role,
    Staff,
    Station,
    StationKind,
    Token,
    TokenState,
    Visit,
)
from nextpatient_desktop.domain.records import dataclass

K = TypeVar("K", contravariant=True)
E = TypeVar("E")
T = TypeVar("T")


class Records(Protocol[K, E]):
    """Small sets of things by id: departments, counters, staff, stations."""

    def get(self, key: K, /) -> E | None:
        """The thing with this id."""
        ...

    def all(self) -> Sequence[E]:
        """Every one of them, those closed for good too, in rank and name order."""
        ...

    def add(self, thing: E, /) -> None:
        """Store a new one."""
        ...

    def save(self, thing: E, /) -> None:
        """Store it in place of the one with the same id."""
        ...


@dataclass(frozen=True, kw_only=True)
class StoredDay:
    """A day as stored: `summary` is the JSON of its figures once it is closed."""

    day: Day
    summary: str | None = None


class Days(Protocol):
    """The clinic's days and the numbers given in them."""

    def latest(self) -> StoredDay | None:
        """The latest day that is not voided."""
        ...

    def get(self, day: date, /) -> StoredDay | None:
        """One day."""
        ...

    def save(self, stored: StoredDay, /) -> None:
        """Store a new or changed day."""
        ...

    def next_number(self, day: date, letter: str, /) -> int:
        """Take the next number of a letter's sequence: 1 first, without gaps within what commits."""
        ...

    def last_number(self, day: date, letter: str, /) -> int:
        """The last number given of a letter's sequence, 0 for none."""
        ...

    def raise_number(self, day: date, letter: str, number: int, /) -> None:
        """Go on above `number` (after a restore)."""
        ...

    def letters(self, day: date, /) -> frozenset[str]:
        """The letters that numbers were given of; `A-B` for kiosk B's own series in department A."""
        ...


class StaffRecords(Records[StaffId, Staff], Protocol):
    """Staff with their passwords' hashes, which are in no `Staff`."""

    def by_login(self, login: str, /) -> Staff | None:
        """Who signs in with this login, compared without case; also somebody whose access ended."""
        ...

    def password_hash(self, staff: StaffId, /) -> str:
        """The Argon2id hash, encoded."""
        ...

    def set_password_hash(self, staff: StaffId, encoded: str, /) -> None:
        """Replace it."""
        ...


class Patients(Protocol):
    """Patients' records."""

    def get(self, patient: PatientId, /) -> Patient | None:
        """One patient."""
        ...

    def add(self, patient: Patient, /) -> None:
        """Store a new one."""
        ...

    def save(self, patient: Patient, /) -> None:
        """Store a corrected one."""
        ...

    def next_record(self) -> int:
        """The next record number, from 1."""
        ...

    def by_phone(self, phone: str, /) -> Sequence[Patient]:
        """Who shares this phone (digits only), oldest record first."""
        ...

    def find(self, words: Sequence[str], digits: str, limit: int, /) -> Sequence[Patient]:
        """Patients by parts of their name, or by a number.

        Those whose name has all words as prefixes of its words (case-folded), or, when `digits` is not empty,
        whose phone or ABHA number starts with it or whose record number equals it.
        """
        ...

    def visit_count(self, patient: PatientId, /) -> int:
        """How many visits are theirs."""
        ...

    def visits(self, patient: PatientId, limit: int, /) -> Sequence[Visit]:
        """Their visits, newest first."""
        ...


class Visits(Protocol):
    """Visits."""

    def get(self, visit: VisitId, /) -> Visit | None:
        """One visit."""
        ...

    def by_code(self, day: date, code: str, /) -> Visit | None:
        """The visit with this code on this day."""
        ...

    def by_key(self, key: str, /) -> Visit | None:
        """The visit whose ticket's link has this key."""
        ...

    def add(self, visit: Visit, /) -> None:
        """Store a new one. A (day, code) that exists raises: it would be a bug."""
        ...

    def save(self, visit: Visit, /) -> None:
        """Store a changed one."""
        ...


@dataclass(frozen=True, kw_only=True)
class TokenWithPatient:
    """A token and whose visit it is, in one read."""

    token: Token
    patient: Patient | None


@dataclass(frozen=True, kw_only=True)
class VisitSample:
    """One finished service, for the wait estimate."""

    department: DepartmentId
    staff: StaffId | None
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True, kw_only=True)
class StateCount:
    """How many tokens of a department are in a state on a day."""

    department: DepartmentId
    state: TokenState
    count: int


@dataclass(frozen=True, kw_only=True)
class CounterSums:
    """A counter's finished work of a day: how many, and the sums to take means from."""

    seen: int
    missed: int
    visit_total: timedelta
    wait_total: timedelta


@dataclass(frozen=True, kw_only=True)
class WaitingCount:
    """How many tokens of a class wait in a department, and how many of them queue since before an instant."""

    priority: Priority
    count: int
    earlier: int


class Tokens(Protocol):
    """Tokens, and what calling needs to know fast however long the history is."""

    def get(self, token: TokenId, /) -> Token | None:
        """One token."""
        ...

    def add(self, token: Token, /) -> None:
        """Store a new one."""
        ...

    def save(self, token: Token, /) -> None:
        """Store a changed one."""
        ...

    def several(self, tokens: Sequence[TokenId], /) -> Sequence[Token]:
        """The tokens with these ids, in any order, those that there are."""
        ...

    def of_visit(self, visit: VisitId, /) -> Sequence[Token]:
        """The visit's tokens in order of issue."""
        ...

    def at_counter(self, counter: CounterId, day: date, /) -> Token | None:
        """The token called or being served there."""
        ...

    def heads(
        self,
        department: DepartmentId,
        day: date,
        priority: Priority,
        callable_for: frozenset[StaffId] | None,
        /,
    ) -> Token | None:
        """The first waiting token of a class that is meant for nobody or for one of `callable_for`.

        None in its place: whoever it is meant for. First by (queued_at, rank, id). Constant time however many
        wait or waited.
        """
        ...

    def waiting(self, department: DepartmentId, day: date, /) -> Sequence[Token]:
        """All waiting tokens by (queued_at, rank, id)."""
        ...

    def count_waiting(self, department: DepartmentId, day: date, /) -> int:
        """How many wait."""
        ...

    def waiting_by_class(self, department: DepartmentId, day: date, /) -> Mapping[Priority, int]:
        """How many wait of each class that has any."""
        ...

    def waiting_counts(
        self, department: DepartmentId, day: date, before: datetime, /
    ) -> Sequence[WaitingCount]:
        """How many wait of each class that has any, `earlier` those with `queued_at` < `before`."""
        ...

    def joined(self, department: DepartmentId, day: date, since: datetime, /) -> Mapping[Priority, int]:
        """How many of each class that has any came since an instant, whatever became of them."""
        ...

    def kth_waiting(self, department: DepartmentId, day: date, priority: Priority, k: int, /) -> Token | None:
        """The k-th (from 1) waiting token of a class, the last one when there are fewer, None for none."""
        ...

    def with_patients(
        self,
        day: date,
        departments: Sequence[DepartmentId],
        states: Sequence[TokenState],
        *,
        newest: int | None = None,
    ) -> Sequence[TokenWithPatient]:
        """Tokens of a day in these states with their patients.

        By (queued_at, rank, id), or the `newest` by their end.
        """
        ...

    def open_at_counters(self, day: date, /) -> Sequence[Token]:
        """All tokens called or being served."""
        ...

    def not_ended(self, day: date, /) -> Sequence[Token]:
        """All tokens waiting, called, serving or on hold."""
        ...

    def of_day(self, day: date, /) -> Iterator[Token]:
        """All tokens of a day, for its figures."""
        ...

    def counts(self, day: date, /) -> Sequence[StateCount]:
        """Counts by department and state."""
        ...

    def counter_sums(self, counter: CounterId, day: date, /) -> CounterSums:
        """What a counter did on a day."""
        ...

    def samples(self, department: DepartmentId, limit: int, /) -> Sequence[VisitSample]:
        """The department's latest finished services, newest first."""
        ...


class Queues(Protocol):
    """What calling policies remember."""

    def get(self, day: date, department: DepartmentId, /) -> QueueState:
        """The state, a fresh one where none is stored."""
        ...

    def save(self, state: QueueState, /) -> None:
        """Store it."""
        ...


class Documents(Protocol):
    """What is known of documents; their contents are in `Blobs`."""

    def get(self, document: DocumentId, /) -> Document | None:
        """One document."""
        ...

    def add(self, document: Document, /) -> None:
        """Store a new one."""
        ...

    def save(self, document: Document, /) -> None:
        """Store a changed one."""
        ...

    def of_visits(self, visits: Sequence[VisitId], /) -> Sequence[Document]:
        """Documents of these visits that are not removed, newest first."""
        ...

    def named(self, contents: Collection[str], /) -> frozenset[str]:
        """Which of these contents, by SHA-256, a document names, removed documents included."""
        ...


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """An event before the journal gave it its position and hash. `body` is canonical JSON."""

    id: EventId
    at: datetime
    kind: str
    subject: UUID | None
    command: CommandId | None
    station: StationId | None
    staff: StaffId | None
    body: str


class JournalRecords(Protocol):
    """The journal: it only grows."""

    def append(self, event: NewEvent, /) -> Position:
        """Append, chained to the last one."""
        ...

    def head(self) -> Event | None:
        """The last event."""
        ...

    def last_instant(self) -> datetime | None:
        """When the last event happened, None for an empty journal."""
        ...

    def after(self, position: Position, limit: int, subject: UUID | None = None, /) -> Sequence[Event]:
        """Events above a position, in order."""
        ...

    def latest(self, limit: int, subject: UUID | None = None, /) -> Sequence[Event]:
        """The last events, in order."""
        ...

    def of_command(self, command: CommandId, /) -> Sequence[Event]:
        """The events of one command, in order."""
        ...


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a command came to. `payload_hash` tells a repetition from a mistaken reuse of the id.

    `answer` is None where nothing is kept (a secret, or an outcome older than 90 days): the id still blocks.
    `is_error` says that `answer` is a `ClinicError`'s JSON and not a result's.
    """

    command: CommandId
    actor: str
    type: str
    payload_hash: bytes
    at: datetime
    answer: str | None
    is_error: bool = False


class Outcomes(Protocol):
    """Outcomes of commands, for once-only; and private before-values that an undo needs."""

    def get(self, command: CommandId, /) -> Outcome | None:
        """The outcome stored for an id."""
        ...

    def add(self, outcome: Outcome, /) -> None:
        """Store one."""
        ...

    def keep_private(self, command: CommandId, at: datetime, memo: str, /) -> None:
        """Keep a command's private before-values (JSON) for its undo."""
        ...

    def private(self, command: CommandId, /) -> str | None:
        """What was kept, None when nothing or no longer."""
        ...

    def forget(self, *, answers_before: datetime, private_before: datetime) -> None:
        """Drop answers and private values older than that; ids stay."""
        ...


class ClinicRecord(Protocol):
    """The clinic itself."""

    def get(self) -> ClinicInfo | None:
        """The clinic, None in an empty database."""
        ...

    def save(self, info: ClinicInfo, /) -> None:
        """Store it."""
        ...


@dataclass(frozen=True, kw_only=True)
class Session:
    """A staff member signed in at a station over the LAN. `digest` is the SHA-256 of the session's secret."""

    digest: bytes
    station: StationId
    staff: StaffId
    begun_at: datetime


@dataclass(frozen=True, kw_only=True)
class OpenedPairing:
    """The pairing that is open. `digest` is the code's SHA-256, salted with `id`."""

    id: UUID
    digest: bytes
    expires_at: datetime
    tries_left: int
    kind: StationKind
    name: str = ""
    counter: CounterId | None = None
    acts_as: Role | None = None
    station: StationId | None = None
    opened_by: StaffId | None = None


@dataclass(frozen=True, kw_only=True)
class Contact:
    """What a host last heard of a station. `is_listening`: its watch stream is open.

    `printer` and `is_paper_low` are what the station said of its printer at `printer_at`, None for nothing.
    """

    station: StationId
    seen_at: datetime
    is_listening: bool
    to_come: int = 0
    version: str = ""
    printer: PrinterState | None = None
    is_paper_low: bool = False
    printer_at: datetime | None = None


class Credentials(Protocol):
    """Stations' keys, sessions and the open pairing: secrets are here as hashes only. Not journaled."""

    def station_of(self, digest: bytes, /) -> StationId | None:
        """Whose key has this SHA-256; also a station's that is out of use."""
        ...

    def keep_key(self, station: StationId, digest: bytes, at: datetime, /) -> None:
        """Give a station a key in place of the one it had."""
        ...

    def keyed(self) -> frozenset[StationId]:
        """The stations that have a key."""
        ...

    def session(self, digest: bytes, /) -> Session | None:
        """The session of a secret with this SHA-256."""
        ...

    def begin(self, session: Session, /) -> None:
        """Keep a session."""
        ...

    def end(self, digest: bytes, /) -> None:
        """End one session."""
        ...

    def end_of_staff(self, staff: StaffId, /) -> None:
        """End all sessions of a staff member."""
        ...

    def end_of_station(self, station: StationId, /) -> None:
        """End all sessions at a station."""
        ...

    def end_before(self, begun_before: datetime, /) -> None:
        """End the sessions that began before an instant."""
        ...

    def pairing(self) -> OpenedPairing | None:
        """The pairing that is open (or was: its time may be over)."""
        ...

    def save_pairing(self, pairing: OpenedPairing | None, /) -> None:
        """Keep it in place of any other; None for none."""
        ...


class Contacts(Protocol):
    """What hosts last heard of stations. Not journaled."""

    def all(self) -> Sequence[Contact]:
        """One for each station that was ever heard of."""
        ...

    def save(self, contact: Contact, /) -> None:
        """Keep it in place of the one before."""
        ...


class AlertRecords(Protocol):
    """What staff have to be told."""

    def get(self, alert: AlertId, /) -> Alert | None:
        """One alert, also a dismissed one."""
        ...

    def open(self) -> Sequence[Alert]:
        """Those that nobody dismissed, oldest first."""
        ...

    def add(self, alert: Alert, /) -> None:
        """Store a new one."""
        ...

    def save(self, alert: Alert, /) -> None:
        """Store a changed one."""
        ...


class Secrets(Protocol):
    """What the clinic's hosts keep secret together, by name: their certificate and its key."""

    def get(self, name: str, /) -> bytes | None:
        """The value, None where there is none."""
        ...

    def add(self, name: str, value: bytes, /) -> bytes:
        """Keep it unless there is one already; returns the one that is kept."""
        ...


class UnitOfWork(Protocol):
    """One consistent state of everything, and one transaction when writing."""

    @property
    def clinic(self) -> ClinicRecord:
        """The clinic itself."""
        ...

    @property
    def days(self) -> Days:
        """Its days and the numbers given in them."""
        ...

    @property
    def departments(self) -> Records[DepartmentId, Department]:
        """Departments."""
        ...

    @property
    def counters(self) -> Records[CounterId, Counter]:
        """Counters."""
        ...

    @property
    def staff(self) -> StaffRecords:
        """Staff."""
        ...

    @property
    def stations(self) -> Records[StationId, Station]:
        """Stations."""
        ...

    @property
    def patients(self) -> Patients:
        """Patients."""
        ...

    @property
    def visits(self) -> Visits:
        """Visits."""
        ...

    @property
    def tokens(self) -> Tokens:
        """Tokens."""
        ...

    @property
    def queues(self) -> Queues:
        """What calling policies remember."""
        ...

    @property
    def documents(self) -> Documents:
        """Documents."""
        ...

    @property
    def journal(self) -> JournalRecords:
        """The journal."""
        ...

    @property
    def outcomes(self) -> Outcomes:
        """What commands came to."""
        ...

    @property
    def credentials(self) -> Credentials:
        """Stations' keys, sessions, the open pairing."""
        ...

    @property
    def contacts(self) -> Contacts:
        """What hosts last heard of stations."""
        ...

    @property
    def alerts(self) -> AlertRecords:
        """What staff have to be told."""
        ...

    @property
    def secrets(self) -> Secrets:
        """What the clinic's hosts keep secret together."""
        ...


class Storage(Protocol):
    """A database of one clinic."""

    def write(self, work: Callable[[UnitOfWork], T], /) -> T:
        """Run `work` in a transaction and return its result once that is durable.

        May run `work` again from a fresh state when the database undid it, so `work` has no other effects.
        On a server also when the answer to its commit was lost: what is in the journal is not done again, and
        work that journals nothing is such that twice is once (it looks for its outcome first, or replaces).
        What `work` raises undoes what it did and is raised here. `ClinicError("disk_full")` when there is no
        room, `ClinicError("storage_failed")` when the database refuses for another reason of the machine.
        """
        ...

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """One consistent state to read, on the calling thread."""
        ...

    def position(self) -> Position:
        """How far the journal has grown. Never waits for a writer."""
        ...

    def watch(self, after: Position | None) -> Iterator[Position]:
        """As `Clinic.watch`: own commits at once, other processes' within 50 ms."""
        ...

    def close(self) -> None:
        """Finish what was accepted and let go. Safe to call twice."""
        ...


class Blobs(Protocol):
    """Contents of documents by SHA-256."""

    def put(self, data: bytes, /) -> str:
        """Keep it, durable and encrypted; returns its SHA-256 as hex."""
        ...

    def get(self, sha256: str, /) -> bytes | None:
        """The content, None when there is none; `document_damaged` when it is not what it was."""
        ...

    def sweep(self, named: Callable[[Collection[str]], Collection[str]], now: datetime, /) -> int:
        """Remove contents that are older than a day and that no document names; returns how many went.

        `named` says which of these contents a document names (`Documents.named`).
        """
        ...


class Inspector(Protocol):
    """Looks into a document's bytes."""

    def media_type(self, data: bytes, /) -> str:
        """`application/pdf`, `image/jpeg` or `image/png`, having opened it.

        Raises `document_kind_unknown` or `document_not_readable`, field `file`.
        """
        ...


class Passwords(Protocol):
    """Slow hashing of passwords."""

    def hash(self, password: str, /) -> str:
        """An encoded Argon2id hash."""
        ...

    def verify(self, encoded: str, password: str, /) -> bool:
        """Whether it is that password."""
        ...


class Clock(Protocol):
    """The PC's clock, and what is known of its truth."""

    def now(self) -> datetime:
        """The instant to act at, in whole milliseconds.

        The wall clock's while it can be believed, else continued by one that only runs forward.
        """
        ...

    def is_trusted(self) -> bool:
        """Whether wall clock and monotonic clock agree, so that a day may roll."""
        ...

    def wall(self) -> datetime:
        """What the PC's clock says, believed or not, in whole milliseconds."""
        ...

    def confirm(self) -> None:
        """A staff member's word that the PC's clock is right: `now` follows it from here."""
        ...

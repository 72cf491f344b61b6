"""What a handler is given: the unit of work, who acts, at which instant, and how it tells what it changed."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from nextpatient_desktop.clinic.changes import FINAL, Changes, Entity, Fact, body_of, facts_only
from nextpatient_desktop.clinic.days.belief import Reading
from nextpatient_desktop.clinic.days.rolling import present_day, roll_to_today
from nextpatient_desktop.clinic.door import Actor
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import NewEvent, UnitOfWork
from nextpatient_desktop.domain.ids import (
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
    uuid7,
)
from nextpatient_desktop.domain.model import (
    ClinicInfo,
    Counter,
    Day,
    Department,
    Document,
    Patient,
    Staff,
    Station,
    StationKind,
    Token,
    Visit,
)

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.tools import Tools

T = TypeVar("T")


def _known(thing: T | None, code: str) -> T:
    if thing is None:
        raise ClinicError(code)
    return thing


class Context:
    """What commands' and queries' handlers have in common: one state of the clinic and who asks.

    Attributes:
        uow: everything the clinic has stored, one consistent state.
        actor: who acts, already checked; its role is the one stored now.
        now: the instant of this act, never before the last event's.
        tools: policies, blobs, passwords, chance.
        reading: what is known of the clock's truth.
    """

    def __init__(self, *, uow: UnitOfWork, actor: Actor, reading: Reading, tools: "Tools") -> None:
        self.uow = uow
        self.actor = actor
        self.reading = reading
        self.now = reading.now
        self.tools = tools

    @cached_property
    def clinic(self) -> ClinicInfo:
        """The clinic itself; `clinic_missing` before it was set up."""
        return _known(self.uow.clinic.get(), "clinic_missing")

    @cached_property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone."""
        return ZoneInfo(self.clinic.time_zone)

    @property
    def is_staff(self) -> bool:
        """Whether a staff member (or the system) acts, and not a kiosk, a display or a patient."""
        return self.actor.is_system or self.actor.role is not None

    @property
    def is_kiosk(self) -> bool:
        """Whether a kiosk acts that nobody is signed in at."""
        return self.actor.kind is StationKind.KIOSK and not self.is_staff

    def require_own_visit(self, visit: Visit) -> None:
        """Let pass staff, the kiosk that issued the visit and its patient; anybody else: `not_allowed`."""
        if self.is_staff:
            return
        actor = self.actor
        if actor.visit is not None and actor.visit == visit.id:
            return
        if actor.kind is StationKind.KIOSK and actor.station is not None and actor.station == visit.station:
            return
        raise ClinicError("not_allowed")

    def department(self, key: DepartmentId) -> Department:
        """A department, or `department_unknown`."""
        return _known(self.uow.departments.get(key), "department_unknown")

    def counter(self, key: CounterId) -> Counter:
        """A counter, or `counter_unknown`."""
        return _known(self.uow.counters.get(key), "counter_unknown")

    def staff_member(self, key: StaffId) -> Staff:
        """A staff member, also one whose access ended; or `staff_unknown`."""
        return _known(self.uow.staff.get(key), "staff_unknown")

    def station(self, key: StationId) -> Station:
        """A station, or `station_unknown`."""
        return _known(self.uow.stations.get(key), "station_unknown")

    def patient(self, key: PatientId) -> Patient:
        """A patient, or `patient_unknown`."""
        return _known(self.uow.patients.get(key), "patient_unknown")

    def visit(self, key: VisitId) -> Visit:
        """A visit, or `visit_unknown`."""
        return _known(self.uow.visits.get(key), "visit_unknown")

    def token(self, key: TokenId) -> Token:
        """A token, or `token_unknown`."""
        return _known(self.uow.tokens.get(key), "token_unknown")

    def document(self, key: DocumentId) -> Document:
        """A document's record, or `document_unknown`."""
        return _known(self.uow.documents.get(key), "document_unknown")


class QueryContext(Context):
    """What a query's handler is given."""

    def today(self) -> Day | None:
        """The day as a command would find it now; None when a command would begin a new one."""
        return present_day(self)


class CommandContext(Context):
    """What a command's handler is given.

    Attributes:
        command: the command's id.
        can_be_undone: whether a staff member may take this command back.
        is_date_confirmed: a staff member gave their word in this command that the PC's date is right.
    """

    def __init__(
        self,
        *,
        uow: UnitOfWork,
        actor: Actor,
        reading: Reading,
        tools: "Tools",
        command: CommandId,
        can_be_undone: bool = True,
    ) -> None:
        super().__init__(uow=uow, actor=actor, reading=reading, tools=tools)
        self.command = command
        self.can_be_undone = can_be_undone
        self.is_date_confirmed = False
        self._changes = Changes()

    def new_id(self) -> UUID:
        """A fresh UUIDv7 of this instant; wrap it: `PatientId(ctx.new_id())`."""
        return uuid7(int(self.now.timestamp() * 1000), self.tools.chance(10))

    @cached_property
    def _today(self) -> Day:
        return roll_to_today(self, is_confirmed=self.is_date_confirmed)

    def today(self) -> Day:
        """The clinic's present day, opened now if nobody did, the one before ended.

        `date_needs_confirmation` when the PC's date can not be believed without a staff member's word.
        """
        return self._today

    def changed(
        self,
        kind: str,
        before: Entity | None,
        after: Entity | None,
        *,
        subject: UUID | None = None,
        also: Iterable[tuple[Entity | None, Entity]] = (),
        **facts: Fact,
    ) -> None:
        """Record in the journal that a thing was made or changed; call it beside the `add` or `save`.

        Args:
            kind: past tense, `token.called`.
            before: the thing as it was, None for a new one.
            after: the thing as it is now.
            subject: whom the event is about where it is not the thing itself.
            also: more things changed by the same happening, each before and after.
            facts: more about it: ids, enums, numbers, instants. Never names, phones or free text.

        What identifies a person is left out of the event; its values from before are kept apart, for an undo.
        """
        self.record(kind, before, after, subject=subject, also=also, facts=facts)

    def record(
        self,
        kind: str,
        before: Entity | None,
        after: Entity | None,
        *,
        subject: UUID | None = None,
        also: Iterable[tuple[Entity | None, Entity]] = (),
        facts: Mapping[str, Fact],
    ) -> None:
        """As `changed`, with the facts in a mapping."""
        change = self._changes.change(before, after)
        more = [self._changes.change(was, became) for was, became in also]
        self._append(kind, subject or change.subject, body_of((change, *more), self._marked(facts)))

    def emit(self, kind: str, subject: UUID | None = None, **facts: Fact) -> None:
        """Record something that changes no stored thing by itself, or that no undo takes back."""
        self._append(kind, subject, facts_only(self._marked(facts)))

    def change_as_system(self, kind: str, before: Entity | None, after: Entity) -> None:
        """As `changed`, for what happens by itself (a day's end): nobody's act, and no part of an undo."""
        change = Changes().change(before, after)
        self._append(kind, change.subject, body_of((change,), {}), by_system=True)

    def emit_as_system(self, kind: str, **facts: Fact) -> None:
        """As `emit`, for what happens by itself."""
        self._append(kind, None, facts_only(facts), by_system=True)

    def finish(self) -> None:
        """Keep the private before-values of this command's changes. The door calls it after the handler."""
        memo = self._changes.private_memo()
        if memo is not None:
            self.uow.outcomes.keep_private(self.command, self.now, memo)

    def _marked(self, facts: Mapping[str, Fact]) -> Mapping[str, Fact]:
        return facts if self.can_be_undone else {**facts, FINAL: True}

    def _append(self, kind: str, subject: UUID | None, body: str, *, by_system: bool = False) -> None:
        self.uow.journal.append(
            NewEvent(
                id=EventId(self.new_id()),
                at=self.now,
                kind=kind,
                subject=subject,
                command=None if by_system else self.command,
                station=None if by_system else self.actor.station,
                staff=None if by_system else self.actor.staff,
                body=body,
            )
        )

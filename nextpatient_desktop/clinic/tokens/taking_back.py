"""The rules of undo: whether a command can still be taken back, and how each thing becomes what it was.

A command is taken back whole. What it changed is known from its events; what is private, from the memo kept
for this purpose. Nothing is deleted: what a command made is retired instead (a token cancelled, a document
removed, a patient's record emptied), and a number once given stays given.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.changes import FINAL, Entity
from nextpatient_desktop.clinic.context import CommandContext, Context
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.journal.messages import Event
from nextpatient_desktop.domain.ids import (
    CounterId,
    DepartmentId,
    DocumentId,
    PatientId,
    StaffId,
    StationId,
    TokenId,
    VisitId,
)
from nextpatient_desktop.domain.model import (
    Availability,
    ClinicInfo,
    Counter,
    Department,
    Document,
    EndReason,
    Patient,
    QueueState,
    Staff,
    Station,
    Token,
    TokenState,
    Visit,
)
from nextpatient_desktop.domain.records import dataclass

UNDO_FOR: Final = timedelta(seconds=60)
"""How long a command can be taken back."""

RECALLED: Final = "token.recalled"
UNDONE: Final = "command.undone"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One change of a command as its events tell it. `before` is None for a thing that was made."""

    of: str
    id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]
    private: tuple[str, ...]


def steps_of(events: Iterable[Event]) -> list[Step]:
    """The changes of a command, first to last."""
    return [
        Step(
            of=change["of"],
            id=change["id"],
            before=change["before"],
            after=change["after"],
            private=tuple(change.get("private", ())),
        )
        for event in events
        for change in json.loads(event.body).get("changes", ())
    ]


def footprint(events: Iterable[Event]) -> frozenset[str]:
    """What a command changed, with its tokens' visits and counters: what nothing may have touched since."""
    ids: set[str] = set()
    for event in events:
        body = json.loads(event.body)
        changes = body.get("changes", ())
        ids.update(change["id"] for change in changes if change["of"] != "queue")
        if any(change["of"] in ("token", "document") for change in changes):
            ids.update(body.get("touches", ()))
    return frozenset(ids)


def is_overtaken(own: Sequence[Event], later: Iterable[Event]) -> bool:
    """Whether something happened since to what a command changed. Recalls do not count, but for a recall."""
    mine = footprint(own)
    is_recall = any(event.kind == RECALLED for event in own)
    return any(
        (is_recall or event.kind != RECALLED) and not mine.isdisjoint(_touched(event)) for event in later
    )


def until(own: Sequence[Event]) -> datetime:
    """The last instant at which a command can be taken back."""
    return own[0].at + UNDO_FOR


def code_of(ctx: Context, own: Iterable[Event]) -> str | None:
    """The code of the token that a command was about, if it was about one."""
    for step in steps_of(own):
        if step.of == "token":
            token = ctx.uow.tokens.get(TokenId(UUID(step.id)))
            return None if token is None else token.code
    return None


def _touched(event: Event) -> set[str]:
    body = json.loads(event.body)
    ids = {change["id"] for change in body.get("changes", ()) if change["of"] != "queue"}
    ids.update(body.get("touches", ()))
    return ids


def is_final(own: Iterable[Event]) -> bool:
    """Whether a command is never taken back: by its nature, or because it changed no stored thing."""
    bodies = [json.loads(event.body) for event in own]
    return any(body.get(FINAL) for body in bodies) or not any(body.get("changes") for body in bodies)


class Restoration:
    """Makes what a command changed what it was before, and remembers what that changed."""

    def __init__(self, ctx: CommandContext, memo: Mapping[str, Mapping[str, Any]]) -> None:
        """`memo` holds the private before-values: `{"patient:ID": {"name": ...}}`."""
        self._ctx = ctx
        self._memo = memo
        self.changes: list[tuple[Entity, Entity]] = []

    def restore(self, steps: Sequence[Step]) -> None:
        """Take back all of a command's changes, last to first, each thing in one go."""
        by_thing: dict[tuple[str, str], list[Step]] = {}
        for step in steps:
            by_thing.setdefault((step.of, step.id), []).append(step)
        for (of, key), its in reversed(by_thing.items()):
            before = self._find(of, key)
            if before is None:
                raise LookupError(f"the journal speaks of {of} {key}, which is not there")
            after = self._restored(before, of, key, its)
            if after is not None and after != before:
                self._require_room(before, after)
                self._save(after)
                self.changes.append((before, after))

    def _restored(self, present: Entity, of: str, key: str, steps: Sequence[Step]) -> Entity | None:
        if isinstance(present, QueueState):
            return _queue_restored(present, steps)
        if steps[0].before is None:
            return self._retired(present)
        values: dict[str, Any] = codec.plain_fields(present)
        for step in reversed(steps):
            values.update(step.before or {})
        for name, value in self._memo.get(f"{of}:{key}", {}).items():
            values[name] = value
        restored: Entity = codec.read_plain(type(present), values)
        return restored

    def _retired(self, made: Entity) -> Entity:
        """What becomes of a thing that the command made."""
        match made:
            case Token():
                return replace(
                    made,
                    state=TokenState.CANCELLED,
                    end_reason=EndReason.UNDONE,
                    ended_at=self._ctx.now,
                )
            case Document():
                return replace(made, is_removed=True)
            case Patient():
                return Patient(id=made.id, record=made.record, created_at=made.created_at)
            case Staff():
                return replace(made, is_active=False, availability=Availability.AWAY, break_reason=None)
            case Department() | Counter() | Station():
                return replace(made, is_active=False)
            case _:
                return made

    def _require_room(self, present: Entity, after: Entity) -> None:
        """Refuse what would stand in the way of what came since: a department's letter, or its patients."""
        if not isinstance(present, Department) or not isinstance(after, Department):
            return
        ctx = self._ctx
        latest = ctx.uow.days.latest()
        if after.is_active:
            others = (one for one in ctx.uow.departments.all() if one.is_active and one.id != after.id)
            is_in_the_way = any(one.letter == after.letter for one in others)
        else:
            is_in_the_way = latest is not None and ctx.uow.tokens.count_waiting(after.id, latest.day.date) > 0
        if is_in_the_way:
            raise ClinicError("undo_overtaken")

    def _find(self, of: str, key: str) -> Entity | None:
        uow = self._ctx.uow
        if of == "clinic":
            return uow.clinic.get()
        if of == "queue":
            day, department = key.split()
            return uow.queues.get(date.fromisoformat(day), DepartmentId(UUID(department)))
        one = UUID(key)
        find: Mapping[str, Any] = {
            "counter": lambda: uow.counters.get(CounterId(one)),
            "department": lambda: uow.departments.get(DepartmentId(one)),
            "document": lambda: uow.documents.get(DocumentId(one)),
            "patient": lambda: uow.patients.get(PatientId(one)),
            "staff": lambda: uow.staff.get(StaffId(one)),
            "station": lambda: uow.stations.get(StationId(one)),
            "token": lambda: uow.tokens.get(TokenId(one)),
            "visit": lambda: uow.visits.get(VisitId(one)),
        }
        found: Entity | None = find[of]()
        return found

    def _save(self, thing: Entity) -> None:
        uow = self._ctx.uow
        match thing:
            case ClinicInfo():
                uow.clinic.save(thing)
            case Counter():
                uow.counters.save(thing)
            case Department():
                uow.departments.save(thing)
            case Document():
                uow.documents.save(thing)
            case Patient():
                uow.patients.save(thing)
            case QueueState():
                uow.queues.save(thing)
            case Staff():
                uow.staff.save(thing)
            case Station():
                uow.stations.save(thing)
            case Token():
                uow.tokens.save(thing)
            case Visit():
                uow.visits.save(thing)


def _queue_restored(present: QueueState, steps: Sequence[Step]) -> QueueState | None:
    """A policy's memory as the command found it, if it is still as the command left it."""
    first, last = steps[0].before, steps[-1].after
    if first is None or present.normals != last["normals"]:
        return None
    return replace(present, normals=first["normals"])

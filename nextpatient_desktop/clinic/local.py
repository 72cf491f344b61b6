"""`LocalClinic`: the door in process. Runs handlers over a storage, once, whole, for whom it is allowed."""

import logging
import threading
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar, cast

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.access import actor_key, admit
from nextpatient_desktop.clinic.context import CommandContext, QueryContext
from nextpatient_desktop.clinic.days.belief import DateBelief
from nextpatient_desktop.clinic.documents.messages import MAX_DOCUMENT_BYTES
from nextpatient_desktop.clinic.door import Actor, Clinic, ClinicState, Command, Position, Query
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.ports import Clock, Outcome, Storage, UnitOfWork
from nextpatient_desktop.clinic.registry import Handler, Message, Registry
from nextpatient_desktop.clinic.tools import Tools
from nextpatient_desktop.domain.model import Role
from nextpatient_desktop.domain.records import dataclass

R = TypeVar("R")

_log = logging.getLogger(__name__)

NOT_KEPT = frozenset(
    {
        "asked_too_often",
        "command_id_reused",
        "disk_full",
        "not_allowed",
        "server_busy",
        "server_out_of_reach",
        "server_readonly",
        "pairing_closed",
        "pairing_kind_wrong",
        "sign_in_locked",
        "sign_in_refused",
        "storage_busy",
        "storage_damaged",
        "storage_failed",
        "storage_readonly",
    }
)
"""Refusals that are no answer to keep: of the machine, of the door, or of what is not in the payload."""

ANSWERS_KEPT = timedelta(days=90)
PRIVATE_KEPT = timedelta(minutes=10)
TIDY_EVERY = timedelta(hours=1)
SWEEP_EVERY = timedelta(days=1)

_BLOB_GRANTS = frozenset({Role.DOCTOR, Role.RECEPTION})


@dataclass(frozen=True)
class _Done(Generic[R]):
    """The command ran now. `is_date_accepted`: by a day it needed, or by a staff member's word for it."""

    result: R
    at: datetime
    is_date_accepted: bool
    is_date_confirmed: bool


class LocalClinic:
    """A clinic in this process, as one actor sees it. Safe to use from any thread."""

    def __init__(self, core: "Core", actor: Actor | None = None) -> None:
        self._core = core
        self._actor = actor or Actor()

    def execute(self, command: Command[R]) -> R:
        """Do it, once, whole, and answer only when it is durable."""
        return cast(R, self._core.execute(self._actor, command))

    def ask(self, query: Query[R]) -> R:
        """Answer from one consistent state."""
        return cast(R, self._core.ask(self._actor, query))

    def watch(self, after: Position | None = None) -> Iterator[Position]:
        """Yield the journal's position as it grows, until the clinic is closed."""
        return self._core.storage.watch(after)

    def put_blob(self, data: bytes) -> str:
        """Keep a document's content and return its SHA-256 as hex; `document_too_large`, `not_allowed`."""
        return self._core.put_blob(self._actor, data)

    def acting_as(self, actor: Actor) -> Clinic:
        """The same clinic for another actor; closing one closes all."""
        return LocalClinic(self._core, actor)

    def state(self) -> ClinicState:
        """Always connected: the data is on this PC."""
        return ClinicState(since=self._core.since)

    def close(self) -> None:
        """End watching and let go of the storage. Safe to call twice."""
        self._core.storage.close()


class Core:
    """What all actors' views of one clinic share.

    `registry` says who answers which message (`registry.build()`); the storage belongs to the clinic and is
    closed with it.
    """

    def __init__(self, *, storage: Storage, tools: Tools, clock: Clock, registry: Registry) -> None:
        self.storage = storage
        self.since = clock.now()
        self._tools = tools
        self._clock = clock
        self._belief = DateBelief(clock)
        self._registry = registry
        self._tidying = threading.Lock()
        self._tidied_at = self.since
        self._swept_at: datetime | None = None

    def execute(self, actor: Actor, command: Command[Any]) -> object:
        """See `Clinic.execute`."""
        handler = self._handler(type(command))
        run = _Run(handler=handler, command=command, actor=actor, payload=codec.payload_hash(command))
        prepared = None
        if handler.prepare is not None:
            with self.storage.read() as uow:
                previous = uow.outcomes.get(command.id)
                if previous is None:
                    admit(uow, actor, handler.allow)
            if previous is not None:
                return run.answer_again(previous)
            prepared = handler.prepare(command, self._tools)
        try:
            done = self.storage.write(lambda uow: self._run(uow, run, prepared))
        except ClinicError as refused:
            if refused.code in NOT_KEPT:
                raise
            return self._refuse(run, refused)
        if not isinstance(done, _Done):
            return run.answer_again(done)
        if done.is_date_confirmed:
            self._clock.confirm()
        if done.is_date_accepted:
            self._belief.settle()
        self._tidy(done.at)
        return done.result

    def _run(self, uow: UnitOfWork, run: "_Run", prepared: object) -> "_Done[object] | Outcome":
        previous = uow.outcomes.get(run.command.id)
        if previous is not None:
            return previous
        handler = run.handler
        actor = admit(uow, run.actor, handler.allow)
        reading = self._belief.read(uow, is_writing=True)
        ctx = CommandContext(
            uow=uow,
            actor=actor,
            reading=reading,
            tools=self._tools,
            command=run.command.id,
            can_be_undone=handler.can_be_undone,
        )
        given = () if handler.prepare is None else (prepared,)
        result = handler.run(ctx, run.command, *given)
        ctx.finish()
        uow.outcomes.add(run.outcome(ctx.now, codec.write(result) if handler.keeps_answer else None))
        return _Done(result, ctx.now, reading.is_believed or ctx.is_date_confirmed, ctx.is_date_confirmed)

    def _refuse(self, run: "_Run", refused: ClinicError) -> object:
        """Keep the refusal as the command's answer, unless the same command was answered meanwhile.

        What the handler did is undone already, so the refusal alone is stored: a crash in between leaves a
        command that nothing came of and that nobody was answered.
        """

        def keep(uow: UnitOfWork) -> Outcome | None:
            previous = uow.outcomes.get(run.command.id)
            if previous is None:
                answer = codec.write_error(refused)
                uow.outcomes.add(
                    run.outcome(self._belief.read(uow, is_writing=True).now, answer, is_error=True)
                )
            return previous

        previous = self.storage.write(keep)
        if previous is None:
            raise refused
        return run.answer_again(previous)

    def ask(self, actor: Actor, query: Query[Any]) -> object:
        """See `Clinic.ask`."""
        handler = self._handler(type(query))
        with self.storage.read() as uow:
            present = admit(uow, actor, handler.allow)
            reading = self._belief.read(uow, is_writing=False)
            ctx = QueryContext(uow=uow, actor=present, reading=reading, tools=self._tools)
            return handler.run(ctx, query)

    def put_blob(self, actor: Actor, data: bytes) -> str:
        """See `Clinic.put_blob`."""
        with self.storage.read() as uow:
            admit(uow, actor, _BLOB_GRANTS)
        if len(data) > MAX_DOCUMENT_BYTES:
            raise ClinicError("document_too_large", field="file", megabytes=MAX_DOCUMENT_BYTES // 1024**2)
        self._tools.inspector.media_type(data)  # what is no document is not even kept for a day
        return self._tools.blobs.put(data)

    def _handler(self, message: type[Message]) -> Handler:
        handler = self._registry.get(message)
        if handler is None:
            raise ClinicError("message_unknown", message=message.__name__)
        return handler

    def _tidy(self, now: datetime) -> None:
        """Once an hour, drop outcomes' answers and private values that nobody needs any more.

        Once a day, contents of documents that were put and never attached.
        """
        with self._tidying:
            if timedelta(0) <= now - self._tidied_at < TIDY_EVERY:
                return
            self._tidied_at = now
            is_sweep_due = self._swept_at is None or now - self._swept_at >= SWEEP_EVERY
            if is_sweep_due:
                self._swept_at = now
        try:
            self.storage.write(
                lambda uow: uow.outcomes.forget(
                    answers_before=now - ANSWERS_KEPT, private_before=now - PRIVATE_KEPT
                )
            )
            if is_sweep_due:
                self._tools.blobs.sweep(self._named, now)
        except ClinicError:
            # Whoever's command this followed has been served: what is left waits for the next time.
            _log.warning("tidying up was refused", exc_info=True)

    def _named(self, contents: Collection[str]) -> Collection[str]:
        with self.storage.read() as uow:
            return uow.documents.named(contents)


@dataclass(frozen=True, kw_only=True)
class _Run:
    """One command on its way through the door."""

    handler: Handler
    command: Command[Any]
    actor: Actor
    payload: bytes

    def outcome(self, at: datetime, answer: str | None, *, is_error: bool = False) -> Outcome:
        return Outcome(
            command=self.command.id,
            actor=actor_key(self.actor),
            type=type(self.command).__name__,
            payload_hash=self.payload,
            at=at,
            answer=answer,
            is_error=is_error,
        )

    def answer_again(self, previous: Outcome) -> object:
        """What the same command was answered; another command with its id is refused."""
        same = (actor_key(self.actor), type(self.command).__name__, self.payload)
        if (previous.actor, previous.type, previous.payload_hash) != same:
            raise ClinicError("command_id_reused")
        if previous.answer is None:
            raise ClinicError("answer_not_kept")
        if previous.is_error:
            raise codec.read_error(previous.answer)
        return codec.read(codec.answer_type(type(self.command)), previous.answer)

"""What passes the door: commands, queries, who acts, and the clinic that answers.

A screen knows only this and the messages of the topics; whether the clinic is this PC's file or a host on
the LAN it cannot tell.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeAlias, TypeVar

from nextpatient_desktop.domain.ids import CommandId, StaffId, StationId, VisitId, uuid7
from nextpatient_desktop.domain.model import Role, StationKind
from nextpatient_desktop.domain.records import dataclass

R = TypeVar("R")

_LONG_AGO = datetime.fromtimestamp(0, UTC)

Position: TypeAlias = int
"""How far the journal has grown: the number of its last event, 0 for an empty one."""


def new_command_id() -> CommandId:
    """A fresh id for one intended act: made when the step is shown, sent with every tap on that step.

    After a refusal the next try is another act, with an id of its own: the same id gets the same refusal.
    """
    return CommandId(uuid7(time.time_ns() // 1_000_000, os.urandom(10)))


@dataclass(frozen=True, kw_only=True)
class Command(Generic[R]):
    """An intent to change something; `R` is what it answers. The same id never acts twice."""

    id: CommandId = field(default_factory=new_command_id)


@dataclass(frozen=True, kw_only=True)
class Query(Generic[R]):
    """A question; `R` is its answer."""


class Who(StrEnum):
    """Grants that are neither a role nor a kind of station."""

    ANYONE = "anyone"
    PATIENT = "patient"


Grant: TypeAlias = Role | StationKind | Who


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts: a station with whoever is signed in at it, a patient with a ticket's link, or the system.

    The system is the program itself where no person stands behind the act: setting up, scripts, the day's
    roll.
    """

    station: StationId | None = None
    kind: StationKind | None = None
    staff: StaffId | None = None
    role: Role | None = None
    visit: VisitId | None = None
    is_system: bool = False


SYSTEM = Actor(is_system=True)


@dataclass(frozen=True, kw_only=True)
class ClinicState:
    """How the clinic's data is reached now.

    `since` is when that began; `is_connected` is always true in process.
    """

    is_connected: bool = True
    since: datetime = _LONG_AGO
    waiting_to_sync: int | None = None


class Clinic(Protocol):
    """A clinic as one actor sees it. Every call may block: never call it on the GUI thread.

    Raises:
        ClinicError: a rule said no; nothing happened.
    """

    def execute(self, command: Command[R]) -> R:
        """Do it, once, whole, and answer only when it is durable."""
        ...

    def ask(self, query: Query[R]) -> R:
        """Answer from one consistent state."""
        ...

    def watch(self, after: Position | None = None) -> Iterator[Position]:
        """Yield the journal's position as it grows, at once with the present one if it is above `after`.

        Ends when the clinic is closed. Positions may be skipped, never repeated.
        """
        ...

    def put_blob(self, data: bytes) -> str:
        """Keep a document's content, durable and encrypted, and return its SHA-256 as hex.

        Repeating is harmless. Refused: `document_too_large`, `document_kind_unknown`,
        `document_not_readable`.
        """
        ...

    def acting_as(self, actor: Actor) -> "Clinic":
        """The same clinic for another actor."""
        ...

    def state(self) -> ClinicState:
        """How the clinic is reached now. Never blocks."""
        ...

    def close(self) -> None:
        """End watching and release what is held. Safe to call twice."""
        ...

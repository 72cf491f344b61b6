"""A line to a clinic that a test can cut."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

from nextpatient_desktop.clinic.door import Actor, Clinic, ClinicState, Command, Position, Query

R = TypeVar("R")


class Line:
    """A `Clinic` that can be cut: before a command or question arrives, or on the answer's way back."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self.commands: list[Command[Any]] = []
        self.refusals: deque[Exception] = deque()
        self.lost_answers: deque[Exception] = deque()
        self.is_cut: Exception | None = None
        self.is_known_cut = False

    def execute(self, command: Command[R]) -> R:
        self.commands.append(command)
        if self.refusals:
            raise self.refusals.popleft()
        result = self._clinic.execute(command)
        if self.lost_answers:
            raise self.lost_answers.popleft()
        return result

    def ask(self, query: Query[R]) -> R:
        if self.is_cut is not None:
            raise self.is_cut
        return self._clinic.ask(query)

    def watch(self, after: Position | None = None) -> Iterator[Position]:
        return self._clinic.watch(after)

    def put_blob(self, data: bytes) -> str:
        return self._clinic.put_blob(data)

    def acting_as(self, actor: Actor) -> Clinic:
        return self._clinic.acting_as(actor)

    def state(self) -> ClinicState:
        """The clinic's own, or, once the line's end was noticed, that it is out of reach."""
        state = self._clinic.state()
        return replace(state, is_connected=False) if self.is_known_cut else state

    def close(self) -> None:
        self._clinic.close()

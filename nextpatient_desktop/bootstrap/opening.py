"""A clinic that is opened when it is first needed, so that a window can be on screen before its data is."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from nextpatient_desktop.clinic.door import SYSTEM, Actor, Clinic, ClinicState, Command, Position, Query
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.ids import StationId

R = TypeVar("R")


class _Opening:
    """Opens the clinic once, when told that it may; everybody else waits for that."""

    def __init__(self, opener: Callable[[], tuple[Clinic, StationId | None]]) -> None:
        self._opener = opener
        self._may_open = threading.Event()
        self._lock = threading.Lock()
        self._opened: tuple[Clinic, StationId | None] | None = None
        self._is_closed = False

    def allow(self) -> None:
        self._may_open.set()

    def get(self) -> tuple[Clinic, StationId | None]:
        self._may_open.wait()
        with self._lock:
            if self._is_closed:
                raise ClinicError("clinic_closed")
            if self._opened is None:
                self._opened = self._opener()
            return self._opened

    def present(self) -> Clinic | None:
        opened = self._opened
        return opened[0] if opened is not None else None

    def close(self) -> None:
        self._may_open.set()
        with self._lock:
            self._is_closed = True
            if self._opened is not None:
                self._opened[0].close()


class OpeningClinic:
    """A `Clinic` whose every call waits for the opening; `state` never does.

    An actor without a station acts from this one.
    """

    def __init__(self, opening: _Opening, actor: Actor) -> None:
        self._opening = opening
        self._actor = actor

    @classmethod
    def over(cls, opener: Callable[[], tuple[Clinic, StationId | None]], actor: Actor) -> "OpeningClinic":
        """A clinic that `opener` opens (with the id of this station) once `allow_opening` was called."""
        return cls(_Opening(opener), actor)

    def allow_opening(self) -> None:
        """From now on the first call opens the clinic. Called when the window was painted."""
        self._opening.allow()

    def _clinic(self) -> Clinic:
        clinic, station = self._opening.get()
        actor = self._actor
        if actor.station is None and not actor.is_system:
            actor = replace(actor, station=station)
        return clinic.acting_as(actor)

    def execute(self, command: Command[R]) -> R:
        """As `Clinic.execute`; the first call opens the clinic."""
        return self._clinic().execute(command)

    def ask(self, query: Query[R]) -> R:
        """As `Clinic.ask`; the first call opens the clinic."""
        return self._clinic().ask(query)

    def watch(self, after: Position | None = None) -> Iterator[Position]:
        """As `Clinic.watch`; waits for the opening."""
        yield from self._clinic().watch(after)

    def put_blob(self, data: bytes) -> str:
        """As `Clinic.put_blob`."""
        return self._clinic().put_blob(data)

    def acting_as(self, actor: Actor) -> "OpeningClinic":
        """The same clinic for another actor, from this station."""
        return OpeningClinic(self._opening, actor)

    def as_system(self) -> "OpeningClinic":
        """The same clinic for the program itself."""
        return OpeningClinic(self._opening, SYSTEM)

    def state(self) -> ClinicState:
        """The clinic's state, connected while it is still being opened."""
        clinic = self._opening.present()
        return clinic.state() if clinic is not None else ClinicState()

    def close(self) -> None:
        """Close the clinic if it was opened; nothing opens it any more."""
        self._opening.close()

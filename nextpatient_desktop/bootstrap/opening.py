"""A clinic that is opened when it is first needed, so that a window can be on screen before its data is."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, TypeVar

from nextpatient_desktop.clinic.door import Actor, Clinic, ClinicState, Command, Position, Query
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.ids import StationId
from nextpatient_desktop.domain.records import dataclass

R = TypeVar("R")

BARRED: Final = frozenset({"not_paired", "station_closed"})
"""Refusals that say: this device is no station of that clinic, or not any more."""
_FREE_WITHIN: Final = 10.0


def _nothing() -> None:
    """Nothing else ends with the clinic."""


@dataclass(frozen=True, kw_only=True)
class Reached:
    """A clinic that is open, and which of its stations this is.

    `release` ends what else was made for it. `barred` is told why the clinic does not know this station any
    more, by the code of its refusal; None where such a refusal is like any other.
    """

    clinic: Clinic
    station: StationId | None
    release: Callable[[], None] = _nothing
    barred: Callable[[str], None] | None = None

    def heed(self, refused: ClinicError) -> None:
        """Tell whoever is to know it if this refusal bars the station from its clinic."""
        if refused.code in BARRED and self.barred is not None:
            self.barred(refused.code)

    def close(self) -> None:
        """Close the clinic and end the rest."""
        self.clinic.close()
        self.release()


class _Opening:
    """Opens the clinic once, when told that it may; everybody else waits for that."""

    def __init__(self, opener: Callable[[], Reached], give_up: Callable[[], None]) -> None:
        self._opener = opener
        self._give_up = give_up
        self._may_open = threading.Event()
        self._lock = threading.Lock()
        self._opened: Reached | None = None
        self._is_closed = False
        self._users = 0
        self._freed = threading.Condition()

    def allow(self) -> None:
        self._may_open.set()

    @contextlib.contextmanager
    def use(self) -> Iterator[Reached]:
        """The clinic, which stays open as long as it is used."""
        self._may_open.wait()
        with self._lock:
            if self._is_closed:
                raise ClinicError("clinic_closed")
            if self._opened is None:
                self._opened = self._opener()
            reached = self._opened
            with self._freed:
                self._users += 1
        try:
            yield reached
        except ClinicError as refused:
            reached.heed(refused)
            raise
        finally:
            with self._freed:
                self._users -= 1
                self._freed.notify_all()

    def present(self) -> Clinic | None:
        opened = self._opened
        return opened.clinic if opened is not None else None

    def reopen(self, meanwhile: Callable[[], None]) -> None:
        """Close it when nobody uses it just now; whoever comes next opens it again, perhaps another way."""
        with self._lock:
            opened, self._opened = self._opened, None
            if opened is not None:
                until = time.monotonic() + _FREE_WITHIN
                with self._freed:
                    while self._users and time.monotonic() < until:
                        self._freed.wait(until - time.monotonic())
                opened.close()
            meanwhile()

    def close(self) -> None:
        self._may_open.set()
        self._give_up()
        with self._lock:
            self._is_closed = True
            if self._opened is not None:
                self._opened.close()


class OpeningClinic:
    """A `Clinic` whose every call waits for the opening; `state` never does.

    An actor without a station acts from this one.
    """

    def __init__(self, opening: _Opening, actor: Actor) -> None:
        self._opening = opening
        self._actor = actor

    @classmethod
    def over(
        cls, opener: Callable[[], Reached], actor: Actor, give_up: Callable[[], None] = _nothing
    ) -> "OpeningClinic":
        """A clinic that `opener` opens once `allow_opening` was called; `give_up` ends an opening."""
        return cls(_Opening(opener, give_up), actor)

    def allow_opening(self) -> None:
        """From now on the first call opens the clinic. Called when the window was painted."""
        self._opening.allow()

    def reopen(self, meanwhile: Callable[[], None] = _nothing) -> None:
        """Close the clinic, do this, and open it again at the next call. Calls wait so long."""
        self._opening.reopen(meanwhile)

    @contextlib.contextmanager
    def _use(self) -> Iterator[Clinic]:
        with self._opening.use() as reached:
            yield self._seen_by_actor(reached)

    def _seen_by_actor(self, reached: Reached) -> Clinic:
        actor = self._actor
        if actor.station is None and not actor.is_system:
            actor = replace(actor, station=reached.station)
        return reached.clinic.acting_as(actor)

    def execute(self, command: Command[R]) -> R:
        """As `Clinic.execute`; the first call opens the clinic."""
        with self._use() as clinic:
            return clinic.execute(command)

    def ask(self, query: Query[R]) -> R:
        """As `Clinic.ask`; the first call opens the clinic."""
        with self._use() as clinic:
            return clinic.ask(query)

    def watch(self, after: Position | None = None) -> Iterator[Position]:
        """As `Clinic.watch`; waits for the opening."""
        with self._opening.use() as reached:
            positions = self._seen_by_actor(reached).watch(after)
        try:
            yield from positions
        except ClinicError as refused:
            reached.heed(refused)
            raise

    def put_blob(self, data: bytes) -> str:
        """As `Clinic.put_blob`."""
        with self._use() as clinic:
            return clinic.put_blob(data)

    def acting_as(self, actor: Actor) -> "OpeningClinic":
        """The same clinic for another actor, from this station."""
        return OpeningClinic(self._opening, actor)

    def state(self) -> ClinicState:
        """The clinic's state, connected while it is still being opened."""
        clinic = self._opening.present()
        return clinic.state() if clinic is not None else ClinicState()

    def close(self) -> None:
        """Close the clinic if it was opened; nothing opens it any more."""
        self._opening.close()

"""A host that can be taken away, and the kiosk before it: `Line` between the kiosk and the real house."""

import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from nextpatient_desktop.clinic.door import Actor, Clinic, ClinicState, Command, Position, Query
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.offline.clinic import OfflineClinic
from nextpatient_desktop.clinic.stations.messages import Stations
from nextpatient_desktop.clinic.tokens.messages import IssuedToken, IssueToken
from nextpatient_desktop.domain.model import Department, Station, StationKind
from nextpatient_desktop.storage.station.database import StationDatabase
from nextpatient_desktop.storage.station.offline import SqliteOfflineStore
from tests.clinic.hall import SECOND, Hall
from tests.clinic.house import MORNING, HandClock, refused

R = TypeVar("R")
T = TypeVar("T")


class Line:
    """A `Clinic` that passes everything on, until a test cuts it. Each loss is `out_of_reach`.

    Attributes:
        is_cut: nothing gets through.
        loses_answers: requests get through, answers do not.
        sent: the commands that got through, in order.
        refuses: what a command of a type is answered in place of being done.
    """

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self.is_cut = False
        self.loses_answers = False
        self.fails_with: Exception | None = None
        self.sent: list[Command[Any]] = []
        self.refuses: Mapping[type[Command[Any]], Exception] = {}
        self.closed = threading.Event()

    def execute(self, command: Command[R]) -> R:
        self._require()
        if type(command) in self.refuses:
            raise self.refuses[type(command)]
        self.sent.append(command)
        result = self._clinic.execute(command)
        return self._answer(result)

    def lead_to(self, clinic: Clinic) -> None:
        """Another clinic answers from now on, and nobody noticed."""
        self._clinic = clinic

    def ask(self, query: Query[R]) -> R:
        self._require()
        return self._answer(self._clinic.ask(query))

    def watch(self, after: Position | None = None) -> Iterator[Position]:
        self._require()
        return self._clinic.watch(after)

    def put_blob(self, data: bytes) -> str:
        self._require()
        return self._clinic.put_blob(data)

    def acting_as(self, actor: Actor) -> Clinic:
        line = Line(self._clinic.acting_as(actor))
        line.is_cut = self.is_cut
        return line

    def state(self) -> ClinicState:
        return ClinicState()

    def close(self) -> None:
        self.closed.set()

    def _require(self) -> None:
        if self.is_cut:
            raise ClinicError("out_of_reach")
        if self.fails_with is not None:
            raise self.fails_with

    def _answer(self, result: T) -> T:
        if self.loses_answers:
            raise ClinicError("out_of_reach")
        return result


def at_once(call: Callable[[], T], seconds: float, /) -> T:
    """Patience for a line that never hangs."""
    return call()


class Booth:
    """A kiosk with its own database in front of a hall; it can be restarted, and its clock set."""

    def __init__(
        self, hall: Hall, folder: Path, *, clinic: Clinic | None = None, name: str = "kiosk"
    ) -> None:
        self.hall = hall
        self.path = folder / f"{name}.db"
        self.house_clinic = clinic or hall.kiosk
        self.clock = HandClock(MORNING)
        self.follows_hall = True
        self.line = self.new_line()
        self.told: list[int] = []
        self.clinic = self._open()
        self.clinic.attend()

    def new_line(self) -> Line:
        """The way to the house."""
        return Line(self.house_clinic)

    @property
    def station(self) -> Station:
        (station,) = (one for one in self.house_clinic.ask(Stations()) if one.kind is StationKind.KIOSK)
        return station

    def restart(self) -> None:
        """The kiosk's program ends and begins again."""
        self.restart_unattended()
        self.clinic.attend()

    def restart_unattended(self) -> None:
        """The same; the kiosk has not looked for its host yet."""
        self.clinic.close()
        was = self.line
        self.line = self.new_line()
        self.line.is_cut, self.line.loses_answers = was.is_cut, was.loses_answers
        self.clinic = self._open()

    def cut(self) -> None:
        """The host is gone, and the kiosk has noticed."""
        self.line.is_cut = True
        self.tick(timedelta(0))
        refused(self.clinic, IssueToken(department=self.hall.opd.id, phone="x"))
        assert not self.clinic.state().is_connected

    def mend(self) -> None:
        """The host is there again, and the kiosk looks for it until nothing is left to do."""
        self.line.is_cut = self.line.loses_answers = False
        self.line.fails_with = None
        for _ in range(20):
            if self.clinic.attend() >= 30:
                return
        raise AssertionError("the kiosk does not come to rest")

    def tap(self, department: Department | None = None, **more: Any) -> IssuedToken:  # noqa: ANN401
        """Somebody takes a token, a second later."""
        self.tick()
        return self.clinic.execute(IssueToken(department=(department or self.hall.opd).id, **more))

    def tick(self, step: timedelta = SECOND) -> None:
        """Time passes, here and in the hall."""
        self.hall.clock.advance(step)
        if self.follows_hall:
            self.clock.instant = self.hall.clock.now()
        else:
            self.clock.advance(step)

    def clinic_time(self) -> datetime:
        return self.hall.clock.now()

    def _open(self) -> OfflineClinic:
        self.tick(timedelta(0))
        return OfflineClinic(
            self.line,
            SqliteOfflineStore(StationDatabase.open(self.path)),
            self.clock,
            station=self.station.id,
            clinic_time=self.clinic_time,
            tell_to_come=self.told.append,
            patience=at_once,
            attends=False,
        )

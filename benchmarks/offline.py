"""A kiosk that is cut off: how long a patient waits for its number, and how long handing over takes."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from benchmarks.clinics import new_clinic
from benchmarks.measure import Finding, percentile
from nextpatient_desktop.clinic.clock import SystemClock
from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.door import Actor, Clinic, ClinicState, Command, Position, Query
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.offline.clinic import OfflineClinic
from nextpatient_desktop.clinic.stations.messages import RegisterStation
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.storage.station.database import StationDatabase
from nextpatient_desktop.storage.station.offline import SqliteOfflineStore

R = TypeVar("R")

TOKENS = 200


class _Line:
    """The clinic, while the line is not cut."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self.is_cut = False

    def execute(self, command: Command[R]) -> R:
        self._require()
        return self._clinic.execute(command)

    def ask(self, query: Query[R]) -> R:
        self._require()
        return self._clinic.ask(query)

    def watch(self, after: Position | None = None) -> Iterator[Position]:
        return self._clinic.watch(after)

    def put_blob(self, data: bytes) -> str:
        return self._clinic.put_blob(data)

    def acting_as(self, actor: Actor) -> Clinic:
        return self._clinic.acting_as(actor)

    def state(self) -> ClinicState:
        return ClinicState()

    def close(self) -> None:
        self._clinic.close()

    def _require(self) -> None:
        if self.is_cut:
            raise ClinicError("out_of_reach")


def findings(is_quick: bool) -> Iterator[Finding]:
    """Issue `TOKENS` (a quarter of them for a look) cut off, and hand them over."""
    count = TOKENS // 4 if is_quick else TOKENS
    with tempfile.TemporaryDirectory() as folder:
        clinic, (place,), _ = new_clinic(Path(folder))
        station = clinic.execute(RegisterStation(name="Kiosk 1", kind=StationKind.KIOSK))
        line = _Line(clinic.acting_as(Actor(station=station.id, kind=StationKind.KIOSK)))
        store = SqliteOfflineStore(StationDatabase.open(Path(folder) / "station" / "kiosk.db"))
        kiosk = OfflineClinic(line, store, SystemClock(), station=station.id, attends=False)
        kiosk.attend()
        kiosk.ask(Departments())
        line.is_cut = True
        times = []
        for number in range(count):
            begin = time.perf_counter()
            kiosk.execute(IssueToken(department=place, phone=f"98450{number:05d}"))
            times.append(time.perf_counter() - begin)
        line.is_cut = False
        begin = time.perf_counter()
        while kiosk.state().waiting_to_sync:
            kiosk.attend()
        handed_over = time.perf_counter() - begin
        kiosk.close()
    yield Finding(
        what="a number from a kiosk that is cut off, p99",
        value=percentile(times, 0.99) * 1000,
        target=100,
        unit="ms",
        detail=f"p50 {percentile(times, 0.5) * 1000:.1f} ms",
        why="One transaction on the kiosk's own disk, synced.",
    )
    yield Finding(
        what=f"{count} tokens with phone numbers handed over",
        value=handed_over,
        target=5,
        unit="s",
        detail=f"{handed_over / count * 1000:.1f} ms each",
        why="Each is a visit, a token, a patient's record and a line of the journal.",
    )

"""How long anybody waits for a host that does not answer, and what happens behind the screens meanwhile."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from nextpatient_desktop.clinic.clock import SystemClock
from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.door import Command, Query
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.offline.clinic import OfflineClinic
from nextpatient_desktop.clinic.offline.patience import NoAnswerError, patiently
from nextpatient_desktop.clinic.stations.messages import Stations
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.storage.station.database import StationDatabase
from nextpatient_desktop.storage.station.offline import SqliteOfflineStore
from tests.clinic.hall import Hall
from tests.clinic.offline.away import Line

R = TypeVar("R")

PATIENCE = 20.0


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that another thread does."""
    over = time.monotonic() + PATIENCE
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < over, "it did not happen"
        pause.wait(0.01)


class SilentLine(Line):
    """A line that a test makes hang: requests are swallowed, or answered too late."""

    def __init__(self, hall: Hall) -> None:
        super().__init__(hall.kiosk)
        self.hangs = False
        self.swallows = True
        self.go_on = threading.Event()

    def execute(self, command: Command[R]) -> R:
        if self.hangs and not self.swallows:
            result = super().execute(command)
            self.go_on.wait(PATIENCE)
            return result
        self._hang()
        return super().execute(command)

    def ask(self, query: Query[R]) -> R:
        self._hang()
        return super().ask(query)

    def _hang(self) -> None:
        if self.hangs:
            self.go_on.wait(PATIENCE)
            raise ClinicError("out_of_reach")

    def close(self) -> None:
        self.go_on.set()
        super().close()


@pytest.fixture
def line(hall: Hall) -> SilentLine:
    return SilentLine(hall)


@pytest.fixture
def kiosk(hall: Hall, line: SilentLine, tmp_path: Path) -> Iterator[OfflineClinic]:
    (station,) = hall.kiosk.ask(Stations())
    store = SqliteOfflineStore(StationDatabase.open(tmp_path / "station" / "kiosk.db"))
    clock = SystemClock()
    hall.clock.instant = clock.now()
    clinic = OfflineClinic(line, store, clock, station=station.id)
    clinic.ask(Departments())
    until(lambda: store.recall("station") is not None)
    yield clinic
    clinic.close()


def test_at_the_moment_of_the_cut_a_patient_waits_a_second_and_then_nobody_does(
    hall: Hall, kiosk: OfflineClinic, line: SilentLine
) -> None:
    line.hangs = True
    began = time.monotonic()
    assert kiosk.execute(IssueToken(department=hall.opd.id)).code == "A-A01"
    assert 0.9 < time.monotonic() - began < 2.5
    began = time.monotonic()
    for number in range(2, 12):
        assert kiosk.execute(IssueToken(department=hall.opd.id)).code == f"A-A{number:02d}"
        assert kiosk.ask(Departments())[0].as_of is not None
    assert time.monotonic() - began < 1.0


def test_an_answer_that_comes_too_late_changes_nothing(
    hall: Hall, kiosk: OfflineClinic, line: SilentLine
) -> None:
    line.hangs, line.swallows = True, False
    tap = IssueToken(department=hall.opd.id)
    issued = kiosk.execute(tap)
    assert issued.code == "A-A01"
    assert hall.waiting() == ["A-001"]
    line.hangs = False
    line.go_on.set()
    until(lambda: kiosk.state().waiting_to_sync == 0)
    assert hall.waiting() == ["A-A01"]
    assert kiosk.execute(tap) == issued


def test_when_the_host_is_back_all_goes_on_by_itself(
    hall: Hall, kiosk: OfflineClinic, line: SilentLine
) -> None:
    line.is_cut = True
    codes = [kiosk.execute(IssueToken(department=hall.opd.id)).code for _ in range(150)]
    lost = kiosk.state()
    assert (lost.is_connected, lost.waiting_to_sync) == (False, 150)
    line.is_cut = False
    began = time.monotonic()
    until(lambda: kiosk.state().waiting_to_sync == 0)
    assert time.monotonic() - began < 10
    assert hall.waiting() == codes
    until(lambda: kiosk.execute(IssueToken(department=hall.opd.id)).code.startswith("A-0"))
    assert kiosk.state().is_connected


def test_a_connection_that_knows_that_it_is_lost_is_not_asked(
    hall: Hall, kiosk: OfflineClinic, line: SilentLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = replace(line.state(), is_connected=False)
    line.hangs = True
    monkeypatch.setattr(line, "state", lambda: lost)
    began = time.monotonic()
    assert kiosk.execute(IssueToken(department=hall.opd.id)).code == "A-A01"
    assert time.monotonic() - began < 0.9


def test_taps_at_the_same_moment_are_one_token(hall: Hall, kiosk: OfflineClinic, line: SilentLine) -> None:
    line.is_cut = True
    tap = IssueToken(department=hall.opd.id)
    answers: list[object] = []
    threads = [threading.Thread(target=lambda: answers.append(kiosk.execute(tap))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(answers) == 8
    assert all(answer == answers[0] for answer in answers)


def test_patience_passes_on_what_came_in_time() -> None:
    def refuse() -> None:
        raise ClinicError("phone_invalid")

    assert patiently(lambda: 7, PATIENCE) == 7
    with pytest.raises(ClinicError):
        patiently(refuse, PATIENCE)
    late = threading.Event()
    with pytest.raises(NoAnswerError):
        patiently(lambda: late.wait(PATIENCE), 0.01)
    late.set()

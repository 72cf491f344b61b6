"""24 stations through one host over TLS, which is killed again and again: nothing lost, nothing twice."""

import random
import time
from collections import Counter as Count
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from nextpatient_desktop.clinic.counters.messages import AddCounter, CounterForm
from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.staff.messages import AddStaff, StaffForm
from nextpatient_desktop.clinic.stations.pairing import KeyStation
from nextpatient_desktop.domain.ids import CounterId, DepartmentId
from nextpatient_desktop.domain.model import Role, StationKind, TokenState
from nextpatient_desktop.domain.numbering import format_code
from nextpatient_desktop.lan.remote import RemoteClinic
from tests.journeys.busy import BusyCounter, BusyDisplay, BusyKiosk, Station
from tests.journeys.hall import PASSWORD, Hall
from tests.journeys.lan import HostProgram

pytestmark = pytest.mark.xdist_group("lan")

KIOSKS, COUNTERS, DISPLAYS = 16, 4, 4
BACK_WITHIN = 5.0
SEED = 20261120


class Clinic:
    """The hall's clinic with 24 stations, through a host."""

    def __init__(self, host: HostProgram) -> None:
        self.host = host
        with host.as_system() as system:
            self.departments = {one.department.letter: one.department.id for one in system.ask(Departments())}
            both = tuple(self.departments.values())
            self.counters: list[CounterId] = []
            for number in range(COUNTERS):
                form = CounterForm(name=f"Desk {number}", departments=both)
                self.counters.append(system.execute(AddCounter(form=form)).id)
                person = StaffForm(name=f"Person {number}", login=f"person{number}", role=Role.DOCTOR)
                system.execute(AddStaff(form=person, password=PASSWORD))
        self.kiosks = [BusyKiosk(self._remote(StationKind.KIOSK), self._department(n)) for n in range(KIOSKS)]
        self.desks = [
            BusyCounter(self._remote(StationKind.COUNTER), counter, f"person{number}", PASSWORD)
            for number, counter in enumerate(self.counters)
        ]
        self.displays = [BusyDisplay(self._remote(StationKind.DISPLAY), both) for _ in range(DISPLAYS)]

    @property
    def stations(self) -> Sequence[Station]:
        return [*self.kiosks, *self.desks, *self.displays]

    def _department(self, number: int) -> DepartmentId:
        return self.departments["A" if number % 2 else "P"]

    def _remote(self, kind: StationKind) -> RemoteClinic:
        with self.host.as_system() as system:
            key = system.execute(KeyStation(kind=kind)).key
        described = self.host.description()
        return RemoteClinic(described.url, described.pin, key, finds=False)

    @contextmanager
    def busy(self) -> Iterator[None]:
        for one in self.stations:
            one.start()
        try:
            yield
        finally:
            for one in self.stations:
                one.stop()
        assert [fault for one in self.stations for fault in one.faults] == []


def soak(hall: Hall, host: HostProgram, kills: int) -> None:
    chance = random.Random(SEED)
    clinic = Clinic(host)
    with clinic.busy():
        for _round in range(kills):
            time.sleep(chance.uniform(1.0, 3.0))  # a host's life
            host.kill()
            time.sleep(chance.uniform(0.0, 1.0))
            host.start()
            assert_all_are_back(clinic, time.monotonic())
        time.sleep(1.0)
    assert host.stop() == 0
    assert_nothing_is_lost_or_twice(hall, clinic)
    print(f"{sum(len(kiosk.issued) for kiosk in clinic.kiosks)} tokens, {kills} kills")


def assert_all_are_back(clinic: Clinic, since: float) -> None:
    """Every station is answered, and hears of news, within 5 s of the host's being there."""
    until = since + BACK_WITHIN
    missing = list(clinic.stations)
    while missing and time.monotonic() < until + 1:
        missing = [one for one in missing if one.back_after(since) is None or one.hears_after(since) is None]
        time.sleep(0.02)
    late = [
        (type(one).__name__, one.back_after(since), one.hears_after(since))
        for one in clinic.stations
        if (one.back_after(since) or 99) > BACK_WITHIN or (one.hears_after(since) or 99) > BACK_WITHIN
    ]
    assert late == []


def assert_nothing_is_lost_or_twice(hall: Hall, clinic: Clinic) -> None:
    assert hall.faults() == []
    hall.reopen()
    acknowledged = [token for kiosk in clinic.kiosks for token in kiosk.issued.values()]
    stored = hall.tokens()
    assert Count(one.token for one in acknowledged) == Count(list(stored)), "each number was answered, once"
    assert all(stored[one.token].code == one.code for one in acknowledged)
    for letter, department in clinic.departments.items():
        codes = {one.code for one in acknowledged if one.department == department}
        assert codes == {format_code(letter, number + 1) for number in range(len(codes))}
    called = [token for desk in clinic.desks for token in desk.called]
    assert max(Count(called).values(), default=0) <= 1, "two counters got one patient"
    moved = {key for key, token in stored.items() if token.state is not TokenState.WAITING}
    assert moved == set(called), "a call that was answered is there, and no other"


@pytest.mark.timeout(115)
def test_nothing_is_lost_when_the_host_is_killed(hall: Hall, host: HostProgram) -> None:
    soak(hall, host, 2)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nothing_is_lost_when_the_host_is_killed_twenty_times(hall: Hall, host: HostProgram) -> None:
    soak(hall, host, 20)

"""Kiosks with their own databases before a real host over TLS, on a network that fails in every way."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.clock import SystemClock, whole_ms
from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.offline.clinic import OfflineClinic
from nextpatient_desktop.clinic.stations.messages import CloseStation, Stations
from nextpatient_desktop.clinic.stations.pairing import StationStates, StationStatus
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.domain.model import Department, EndReason, StationKind, Token, TokenState
from nextpatient_desktop.storage.station.database import StationDatabase
from nextpatient_desktop.storage.station.offline import SqliteOfflineStore
from tests.clinic.house import refused
from tests.fakes.unreliable_network import UnreliableNetwork, Way
from tests.lan.remote.hosted import Hosted, wait_until

Fault = Callable[[UnreliableNetwork], None]

FAULTS: dict[str, Fault] = {
    "down": lambda network: network.go_down(),
    "pulled": lambda network: network.go_silent(),
    "deaf": lambda network: network.go_silent(Way.TO_STATION),
    "dumb": lambda network: network.go_silent(Way.TO_HOST),
}


class Kiosk:
    """A kiosk's program without its window."""

    def __init__(self, hosted: Hosted, folder: Path, name: str) -> None:
        self.hosted = hosted
        self.network = hosted.network()
        self.key = hosted.key_of(StationKind.KIOSK, name)
        self.path = folder / f"{name}.db"
        self.codes: list[str] = []
        self.clinic = self._open()

    def tap(self, department: Department) -> float:
        """A token, and how long it took."""
        self.hosted.house.clock.instant = max(self.hosted.house.clock.instant, now())
        began = time.monotonic()
        self.codes.append(self.clinic.execute(IssueToken(department=department.id)).code)
        return time.monotonic() - began

    def restart(self) -> None:
        self.clinic.close()
        self.clinic = self._open()

    def _open(self) -> OfflineClinic:
        self.hosted.house.clock.instant = now()
        remote = self.hosted.station(StationKind.KIOSK, url=self.network.url, key=self.key)

        def tell_to_come(count: int) -> None:
            remote.to_come = count

        (station,) = remote.ask(Stations())
        made = OfflineClinic(
            remote,
            SqliteOfflineStore(StationDatabase.open(self.path)),
            SystemClock(),
            station=station.id,
            clinic_time=remote.last_contact,
            tell_to_come=tell_to_come,
        )
        made.ask(Departments())
        wait_until(lambda: made.ask(Stations())[0].series is not None)
        return made


def now() -> datetime:
    return whole_ms(datetime.now(UTC))


@pytest.fixture
def department(hosted: Hosted) -> Department:
    return hosted.house.add_department()


@pytest.fixture
def kiosks(hosted: Hosted, department: Department, tmp_path: Path) -> Iterator[list[Kiosk]]:
    made = [Kiosk(hosted, tmp_path / "stations", f"Kiosk {number}") for number in (1, 2)]
    for kiosk in made:
        kiosk.tap(department)
    yield made
    for kiosk in made:
        kiosk.clinic.close()


def waiting(hosted: Hosted, department: Department) -> list[Token]:
    def look() -> list[Token]:
        with hosted.house.storage.read() as uow:
            latest = uow.days.latest()
            assert latest is not None
            return list(uow.tokens.waiting(department.id, latest.day.date))

    return look()


def status_of(hosted: Hosted, name: str) -> StationStatus:
    states = hosted.house.system.ask(StationStates())
    return next(one for one in states if one.station.name == name)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_cut_costs_one_patient_a_second_and_loses_nothing(
    hosted: Hosted, department: Department, kiosks: list[Kiosk], fault: str
) -> None:
    kiosk = kiosks[0]
    FAULTS[fault](kiosk.network)
    first = kiosk.tap(department)
    rest = [kiosk.tap(department) for _ in range(10)]
    assert first < 2.5
    assert max(rest) < 0.5
    assert not kiosk.clinic.state().is_connected
    kiosk.network.heal()
    wait_until(lambda: kiosk.clinic.state().waiting_to_sync == 0, 20)
    assert [one.code for one in waiting(hosted, department) if "-A" in one.code] == kiosk.codes[1:]
    wait_until(lambda: (kiosk.tap(department), "-A" not in kiosk.codes[-1])[1])


def test_two_kiosks_of_two_hundred_tokens_each_are_all_there_within_a_minute(
    hosted: Hosted, department: Department, kiosks: list[Kiosk]
) -> None:
    hosted.stop()
    for _ in range(200):
        for kiosk in kiosks:
            kiosk.tap(department)
    hosted.house.clock.instant = now()
    began = time.monotonic()
    hosted.start()
    for kiosk in kiosks:
        wait_until(lambda one=kiosk: one.clinic.state().waiting_to_sync == 0, 60)  # type: ignore[misc]
    assert time.monotonic() - began < 60
    queue = waiting(hosted, department)
    assert sorted(one.code for one in queue) == sorted(code for kiosk in kiosks for code in kiosk.codes)
    instants = [one.queued_at for one in queue]
    assert instants == sorted(instants)
    for kiosk in kiosks:
        own = set(kiosk.codes)
        assert [one.code for one in queue if one.code in own] == kiosk.codes


def test_a_hand_over_that_breaks_off_at_any_byte_is_done_once(
    hosted: Hosted, department: Department, kiosks: list[Kiosk]
) -> None:
    kiosk = kiosks[0]
    for way, count in (
        (Way.TO_HOST, 700),
        (Way.TO_HOST, 2500),
        (Way.TO_STATION, 300),
        (Way.TO_STATION, 1400),
    ):
        kiosk.network.go_down()
        for _ in range(3):
            kiosk.tap(department)
        kiosk.network.heal()
        kiosk.network.break_after(way, count)
        wait_until(lambda: kiosk.clinic.state().waiting_to_sync == 0, 20)
    queue = [one.code for one in waiting(hosted, department) if one.code in kiosk.codes]
    assert queue == kiosk.codes


def test_staff_see_what_is_to_come_and_a_restarted_kiosk_brings_it(
    hosted: Hosted, department: Department, kiosks: list[Kiosk]
) -> None:
    kiosk = kiosks[0]
    kiosk.network.go_down()
    for _ in range(3):
        kiosk.tap(department)
    kiosk.clinic.close()
    kiosk.network.heal()
    kiosk.clinic = kiosk._open()
    wait_until(lambda: kiosk.clinic.state().waiting_to_sync == 0, 20)
    wait_until(lambda: (kiosk.clinic.ask(Departments()), status_of(hosted, "Kiosk 1").to_come == 0)[1])
    assert {*kiosk.codes} <= {one.code for one in waiting(hosted, department)}


def test_an_answer_that_never_comes_leaves_one_number(
    hosted: Hosted, department: Department, kiosks: list[Kiosk]
) -> None:
    kiosk = kiosks[0]
    kiosk.network.go_silent(Way.TO_STATION)
    kiosk.tap(department)
    assert kiosk.codes[-1] == "A-A01"
    kiosk.network.heal()
    wait_until(lambda: kiosk.clinic.state().waiting_to_sync == 0, 20)
    with hosted.house.storage.read() as uow:
        latest = uow.days.latest()
        assert latest is not None
        stored = list(uow.tokens.of_day(latest.day.date))
    ended = [one for one in stored if one.state is TokenState.CANCELLED]
    assert all(one.end_reason is EndReason.SUPERSEDED for one in ended)
    assert sorted(one.code for one in stored if one not in ended) == ["A-001", "A-002", "A-A01"]


def test_a_revoked_kiosk_gives_nothing_and_keeps_what_it_gave(
    hosted: Hosted, department: Department, kiosks: list[Kiosk]
) -> None:
    kiosk = kiosks[0]
    kiosk.network.go_down()
    kiosk.tap(department)
    hosted.house.system.execute(CloseStation(station=status_of(hosted, "Kiosk 1").station.id))
    kiosk.network.heal()

    def is_told() -> bool:
        try:
            kiosk.clinic.execute(IssueToken(department=department.id))
        except ClinicError as refusal:
            return refusal.code == "station_closed"
        return False

    wait_until(is_told, 20)
    assert refused(kiosk.clinic, Departments()).code == "station_closed"
    assert kiosk.clinic.state().waiting_to_sync

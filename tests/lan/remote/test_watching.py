"""Watching through a host: told at once, resumed after any break, ended when it should end."""

import threading
import time
from collections.abc import Callable, Iterator
from queue import SimpleQueue

import pytest

from nextpatient_desktop.clinic.door import Clinic, Position
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.stations.messages import CloseStation, Stations
from nextpatient_desktop.clinic.tokens.questions import NowServing
from nextpatient_desktop.domain.model import Department, StationKind
from nextpatient_desktop.lan.link import Timing
from nextpatient_desktop.ui.live import ClinicWatcher
from tests.fakes.unreliable_network import UnreliableNetwork
from tests.lan.remote.hosted import Hosted, wait_until

HASTY = Timing(answer=0.5, retry=0.3, silence=0.6, rejoin=0.3)


class Following:
    """A `ClinicWatcher` as a screen has it, with what it told."""

    def __init__(self, clinic: Clinic, after: Position | None = None) -> None:
        self.told: SimpleQueue[Position] = SimpleQueue()
        self.lost: SimpleQueue[Exception] = SimpleQueue()
        self._clinic = clinic
        self._watcher = ClinicWatcher(clinic, _at_once, self.told.put, self.lost.put, after=after, retry=0.05)
        self._watcher.start()

    def wait_for(self, position: Position, seconds: float = 10.0) -> None:
        """Until this position, or a later one, was told."""
        until = time.monotonic() + seconds
        while self.told.get(timeout=max(0.01, until - time.monotonic())) < position:
            pass

    def stop(self) -> None:
        self._clinic.close()
        assert self._watcher.stop()


def _at_once(call: Callable[[], None]) -> None:
    call()


@pytest.fixture
def department(hosted: Hosted) -> Department:
    return hosted.house.add_department()


@pytest.fixture
def followings() -> Iterator[list[Following]]:
    made: list[Following] = []
    yield made
    for following in made:
        following.stop()


def test_a_station_hears_of_each_change(hosted: Hosted, department: Department) -> None:
    station = hosted.station(StationKind.DISPLAY)
    stream = station.watch()
    assert next(stream) == hosted.house.storage.position()
    for _ in range(5):
        hosted.house.issue(department)
        position = hosted.house.storage.position()
        assert next(stream) == position
    station.close()
    assert list(stream) == []


def test_only_what_is_new_is_told(hosted: Hosted, department: Department) -> None:
    station = hosted.station(StationKind.DISPLAY)
    stream = station.watch(after=hosted.house.storage.position())
    issuing = threading.Timer(0.1, lambda: hosted.house.issue(department))
    issuing.start()
    assert next(stream) > 0
    assert next(station.watch(after=0)) == hosted.house.storage.position()
    issuing.join()


def test_a_cut_is_not_even_noticed(
    hosted: Hosted, department: Department, followings: list[Following]
) -> None:
    network = hosted.network()
    station = hosted.station(url=network.url)
    following = Following(station)
    followings.append(following)
    following.wait_for(hosted.house.storage.position())
    for _ in range(3):
        network.cut()
        hosted.house.issue(department)
        following.wait_for(hosted.house.storage.position())
    assert following.lost.empty()


def test_a_station_is_back_by_itself_when_the_host_is(
    hosted: Hosted, department: Department, followings: list[Following]
) -> None:
    station = hosted.station(timing=HASTY)
    following = Following(station)
    followings.append(following)
    following.wait_for(hosted.house.storage.position())
    hosted.stop()
    assert following.lost.get(timeout=10) == ClinicError("out_of_reach")
    assert not station.state().is_connected
    hosted.house.issue(department)
    begin = time.monotonic()
    hosted.start()
    following.wait_for(hosted.house.storage.position())
    assert time.monotonic() - begin < 5
    assert station.state().is_connected


def test_a_short_restart_of_the_host_is_told_to_nobody(
    hosted: Hosted, department: Department, followings: list[Following]
) -> None:
    following = Following(hosted.station())
    followings.append(following)
    following.wait_for(hosted.house.storage.position())
    hosted.stop()
    hosted.start()
    hosted.house.issue(department)
    following.wait_for(hosted.house.storage.position())
    assert following.lost.empty()


def test_a_host_that_falls_silent_is_noticed(
    hosted: Hosted, department: Department, followings: list[Following]
) -> None:
    network = hosted.network()
    station = hosted.station(url=network.url, timing=HASTY)
    following = Following(station)
    followings.append(following)
    following.wait_for(hosted.house.storage.position())
    network.go_silent()
    wait_until(lambda: not station.state().is_connected)
    network.heal()
    network.cut()
    hosted.house.issue(department)
    following.wait_for(hosted.house.storage.position())


def test_signs_of_life_keep_a_quiet_stream_alive(hosted: Hosted, network: UnreliableNetwork) -> None:
    station = hosted.station(url=network.url)
    stream = station.watch()
    next(stream)
    made = network.connections
    waiting = threading.Thread(target=lambda: next(stream, None))
    waiting.start()
    waiting.join(7)
    assert waiting.is_alive()
    assert network.connections == made
    assert station.state().is_connected
    station.close()
    waiting.join(5)


@pytest.fixture
def network(hosted: Hosted) -> UnreliableNetwork:
    return hosted.network()


def test_a_revoked_stations_stream_ends(hosted: Hosted) -> None:
    station = hosted.station(StationKind.DISPLAY)
    stream = station.watch()
    next(stream)
    (known,) = hosted.house.system.ask(Stations())
    hosted.house.system.execute(CloseStation(station=known.id))
    with pytest.raises(ClinicError, match="station_closed"):
        for _ in stream:
            pass


def test_nobody_without_a_key_may_watch(hosted: Hosted) -> None:
    with pytest.raises(ClinicError, match="not_paired"):
        next(hosted.station(key="x").watch())


def test_a_stream_that_never_began_says_so_at_once(hosted: Hosted) -> None:
    network = hosted.network()
    network.go_down()
    station = hosted.station(url=network.url)
    with pytest.raises(ClinicError, match="out_of_reach"):
        next(station.watch())
    assert not station.state().is_connected


def test_closing_ends_a_stream_that_waits(hosted: Hosted) -> None:
    station = hosted.station()
    following = Following(station)
    following.wait_for(1)
    following.stop()


def test_a_clinic_that_was_restored_goes_on_from_there(hosted: Hosted, department: Department) -> None:
    station = hosted.station()
    present = hosted.house.storage.position()
    stream = station.watch(after=present + 1000)
    assert next(stream) == present
    hosted.house.issue(department)
    assert next(stream) > present


def test_fifty_listeners_are_told(hosted: Hosted, department: Department) -> None:
    station = hosted.station(StationKind.DISPLAY)
    others = [hosted.station(StationKind.DISPLAY) for _ in range(49)]
    streams = [one.watch() for one in (station, *others)]
    for stream in streams:
        next(stream)
    hosted.house.issue(department)
    position = hosted.house.storage.position()
    assert {next(stream) for stream in streams} == {position}
    assert station.ask(NowServing()).position == position

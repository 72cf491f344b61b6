"""Hosts are found by what they announce, and found again at another address by their certificate alone."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.tokens.questions import NowServing
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.lan import discovery
from nextpatient_desktop.lan.announce import Announcement
from nextpatient_desktop.lan.connection import Address
from nextpatient_desktop.lan.discovery import Announced
from nextpatient_desktop.lan.finding import Finding
from nextpatient_desktop.lan.joining import HostJoining
from nextpatient_desktop.lan.link import Timing
from nextpatient_desktop.lan.remote import RemoteClinic
from tests.clinic.house import refused
from tests.lan.remote.hosted import Hosted, wait_until

PIN = "ab" * 32
LOOPBACK = "127.0.0.1"


class Air:
    """Stands in for the network's announcements: a test says what is heard."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[Announced], None]] = []
        self.closed = 0

    def browse(self, heard: Callable[[Announced], None]) -> "Air":
        self.listeners.append(heard)
        return self

    def close(self) -> None:
        self.closed += 1

    def say(self, pin: str, *ports: int) -> None:
        addresses = tuple(Address(name="127.0.0.1", port=port) for port in ports)
        for listener in self.listeners:
            listener(Announced(clinic="x", pin=pin, addresses=addresses))


@pytest.fixture
def air() -> Air:
    return Air()


@pytest.fixture
def moves() -> list[Address]:
    return []


@pytest.fixture
def finding(hosted: Hosted, air: Air, moves: list[Address]) -> Iterator[Finding]:
    """A search for the house's host, which is thought to be at port 1."""
    made = Finding(
        hosted.identity.pin,
        lambda: Address(name="127.0.0.1", port=1),
        moves.append,
        start=air.browse,
        grace=0.0,
    )
    yield made
    made.end()


def test_a_host_is_found_where_it_announces_itself(
    hosted: Hosted, finding: Finding, air: Air, moves: list[Address]
) -> None:
    finding.begin()
    finding.begin()
    wait_until(lambda: bool(air.listeners))
    air.say(hosted.identity.pin, 1, hosted.port)
    assert moves == [Address(name="127.0.0.1", port=hosted.port)]
    finding.end()
    wait_until(lambda: air.closed == 1)
    assert len(air.listeners) == 1
    air.say(hosted.identity.pin, hosted.port)
    assert len(moves) == 1


def test_what_announces_itself_falsely_is_not_believed(
    hosted: Hosted, finding: Finding, air: Air, moves: list[Address]
) -> None:
    other = RemoteClinic(hosted.url, PIN, "k", finds=False)  # another certificate is expected there
    finding.begin()
    wait_until(lambda: bool(air.listeners))
    air.say(PIN, hosted.port)
    air.say(hosted.identity.pin, 2)
    assert moves == []
    assert not discovery.is_there(Address.of(other.address), bytes.fromhex(PIN))
    other.close()


def test_a_short_absence_is_not_worth_a_search(hosted: Hosted, air: Air, moves: list[Address]) -> None:
    present = Address(name="127.0.0.1", port=1)
    finding = Finding(PIN, lambda: present, moves.append, start=air.browse, grace=60)
    finding.begin()
    finding.end()
    wait_until(lambda: not _is_looking())
    assert air.listeners == []


def test_a_pc_without_network_goes_on_without_a_search(moves: list[Address]) -> None:
    def fail(heard: Callable[[Announced], None]) -> Air:
        raise OSError("no network")

    finding = Finding(PIN, lambda: Address(name="h", port=1), moves.append, start=fail, grace=0.0)
    finding.begin()
    wait_until(lambda: not _is_looking())
    finding.end()


def _is_looking() -> bool:
    return any(thread.name == "nextpatient-find" for thread in threading.enumerate())


# --- Over the network as it is ----------------------------------------------------------------------


@pytest.fixture
def announced(hosted: Hosted) -> Iterator[Announcement]:
    """The house's host, announced on this PC."""
    announcement = Announcement(
        lambda: "Sunrise Community Clinic",
        hosted.identity.pin,
        hosted.port,
        addresses=lambda: [LOOPBACK],
    )
    announcement.start()
    yield announcement
    announcement.stop()


def test_hosts_that_announce_themselves_are_listed(hosted: Hosted, announced: Announcement) -> None:
    joining = HostJoining(lambda joined: None, interfaces=[LOOPBACK])
    expected = joining.look(hosted.url)
    wait_until(lambda: expected in joining.find(5), 30)  # others may be announced here as well


def test_nobody_is_waited_for_longer_than_was_said() -> None:
    begin = time.monotonic()
    HostJoining(lambda joined: None, interfaces=[LOOPBACK]).find(0.3)
    assert time.monotonic() - begin < 5


def test_a_station_follows_its_host_to_another_address(hosted: Hosted, announced: Announcement) -> None:
    network = hosted.network()
    remembered: list[str] = []
    station = RemoteClinic(
        network.url,
        hosted.identity.pin.upper(),
        hosted.key_of(StationKind.DISPLAY),
        moved=remembered.append,
        timing=Timing(answer=0.5, retry=0.1, silence=1, rejoin=0.1, grace=0.0),
    )
    try:
        station.ask(NowServing())
        network.go_down()
        assert refused(station, NowServing()) == ClinicError("out_of_reach")
        wait_until(lambda: station.address == hosted.url)
        station.ask(NowServing())
        assert remembered == [hosted.url]
        assert station.state().is_connected
        wait_until(lambda: not _is_looking())
    finally:
        station.close()

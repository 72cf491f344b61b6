"""What a station does when the network or the host fails in the middle of something."""

import socket
import ssl
import threading
import time
from typing import Any

import pytest

from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.door import Clinic, Query
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.staff.messages import SignIn, SignOut, StaffMembers
from nextpatient_desktop.clinic.stations.pairing import OpenPairing
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.clinic.tokens.questions import NowServing
from nextpatient_desktop.domain.model import Department, StationKind
from nextpatient_desktop.lan.connection import Address, PinnedConnection
from nextpatient_desktop.lan.link import Timing
from nextpatient_desktop.lan.remote import RemoteClinic
from tests.clinic.house import refused
from tests.fakes.unreliable_network import UnreliableNetwork, Way
from tests.lan.remote.hosted import Hosted, wait_until
from tests.lan.remote.test_station import signed_in

HASTY = Timing(answer=0.5, retry=0.3, silence=1.0, rejoin=0.3)
"""For what has to fail: as patient as a test."""


@pytest.fixture
def network(hosted: Hosted) -> UnreliableNetwork:
    return hosted.network()


@pytest.fixture
def department(hosted: Hosted) -> Department:
    return hosted.house.add_department()


def issued_codes(hosted: Hosted) -> list[str]:
    """The codes of the tokens that there are."""
    waiting = hosted.house.system.ask(NowServing(next_count=1000)).next
    return sorted(one.code for one in waiting)


def refused_within(seconds: float, clinic: Clinic, query: Query[Any]) -> ClinicError:
    begin = time.monotonic()
    refusal = refused(clinic, query)
    assert time.monotonic() - begin < seconds
    return refusal


def test_a_connection_that_was_cut_between_two_requests_is_not_noticed(
    hosted: Hosted, network: UnreliableNetwork, department: Department
) -> None:
    kiosk = hosted.station(StationKind.KIOSK, url=network.url)
    for number in range(1, 6):
        assert kiosk.execute(IssueToken(department=department.id)).code == f"A-{number:03d}"
        network.cut()
    assert kiosk.state().is_connected


@pytest.mark.parametrize("count", [0, 1, 20, 100, 200])
def test_an_answer_that_is_lost_or_cut_off_does_not_make_a_second_token(
    hosted: Hosted, network: UnreliableNetwork, department: Department, count: int
) -> None:
    kiosk = hosted.station(StationKind.KIOSK, url=network.url)
    kiosk.ask(NowServing())
    network.break_after(Way.TO_STATION, count)
    issued = kiosk.execute(IssueToken(department=department.id))
    assert issued_codes(hosted) == [issued.code] == ["A-001"]


@pytest.mark.parametrize("count", [0, 30, 300])
def test_a_request_that_was_cut_off_on_its_way_is_sent_again(
    hosted: Hosted, network: UnreliableNetwork, department: Department, count: int
) -> None:
    kiosk = hosted.station(StationKind.KIOSK, url=network.url)
    kiosk.ask(NowServing())
    network.break_after(Way.TO_HOST, count)
    kiosk.execute(IssueToken(department=department.id))
    assert issued_codes(hosted) == ["A-001"]


def test_a_handshake_that_was_cut_off_is_begun_again(
    hosted: Hosted, network: UnreliableNetwork, department: Department
) -> None:
    kiosk = hosted.station(StationKind.KIOSK, url=network.url)
    network.break_after(Way.TO_STATION, 100)
    assert kiosk.execute(IssueToken(department=department.id)).code == "A-001"


def test_a_sign_in_whose_answer_was_lost_is_done_again(hosted: Hosted, network: UnreliableNetwork) -> None:
    station = hosted.station(url=network.url)
    station.ask(NowServing())
    network.break_after(Way.TO_STATION, 0)
    _, clinic = signed_in(station, "meera")
    assert clinic.ask(StaffMembers())


def test_a_sign_out_whose_answer_was_lost_has_happened(hosted: Hosted, network: UnreliableNetwork) -> None:
    _, clinic = signed_in(hosted.station(url=network.url), "meera")
    network.break_after(Way.TO_STATION, 0)
    clinic.execute(SignOut())
    assert refused(clinic, StaffMembers()) == ClinicError("session_ended")


def test_a_pairing_whose_code_was_lost_is_opened_again(hosted: Hosted, network: UnreliableNetwork) -> None:
    _, clinic = signed_in(hosted.station(url=network.url), "meera")
    network.break_after(Way.TO_STATION, 0)
    assert len(clinic.execute(OpenPairing(kind=StationKind.KIOSK)).code) == 6


def test_a_wrong_password_is_still_wrong_after_a_break(hosted: Hosted, network: UnreliableNetwork) -> None:
    station = hosted.station(url=network.url)
    station.ask(NowServing())
    network.break_after(Way.TO_STATION, 0)
    assert refused(station, SignIn(login="meera", password="wrong")).code == "sign_in_refused"


def test_a_host_that_is_not_there_is_out_of_reach_and_then_back(
    hosted: Hosted, network: UnreliableNetwork
) -> None:
    station = hosted.station(url=network.url, timing=HASTY)
    station.ask(Departments())
    since = station.state().since
    network.go_down()
    assert refused_within(2, station, Departments()) == ClinicError("out_of_reach")
    state = station.state()
    assert not state.is_connected
    assert state.since >= since
    assert refused_within(0.3, station, Departments()) == ClinicError("out_of_reach")
    network.heal()
    station.ask(Departments())
    assert station.state().is_connected


def test_a_host_that_says_nothing_is_not_waited_for_for_ever(
    hosted: Hosted, network: UnreliableNetwork
) -> None:
    station = hosted.station(url=network.url, timing=HASTY)
    station.ask(Departments())
    network.go_silent()
    assert refused_within(4, station, Departments()) == ClinicError("out_of_reach")
    network.heal()
    network.cut()
    station.ask(Departments())


def test_an_answer_that_never_came_may_still_have_happened_and_is_not_done_twice(
    hosted: Hosted, network: UnreliableNetwork, department: Department
) -> None:
    kiosk = hosted.station(StationKind.KIOSK, url=network.url, timing=HASTY)
    kiosk.ask(NowServing())
    network.go_silent(Way.TO_STATION)
    command = IssueToken(department=department.id)
    assert refused(kiosk, command) == ClinicError("out_of_reach")
    assert issued_codes(hosted) == ["A-001"]
    network.heal()
    network.cut()
    assert kiosk.execute(command).code == "A-001"
    assert issued_codes(hosted) == ["A-001"]


def test_a_restart_of_the_host_is_waited_for(hosted: Hosted, department: Department) -> None:
    kiosk = hosted.station(StationKind.KIOSK)
    kiosk.execute(IssueToken(department=department.id))
    hosted.stop()
    codes: list[str] = []
    waiting = threading.Thread(
        target=lambda: codes.append(kiosk.execute(IssueToken(department=department.id)).code)
    )
    waiting.start()
    hosted.start()
    waiting.join(10)
    assert codes == ["A-002"]


def test_a_sign_in_outlives_a_restart_of_the_host(hosted: Hosted) -> None:
    _, clinic = signed_in(hosted.station(), "meera")
    hosted.stop()
    hosted.start()
    assert clinic.ask(StaffMembers())


def test_a_host_that_is_a_version_ahead_is_as_good(hosted: Hosted, department: Department) -> None:
    kiosk = hosted.station(StationKind.KIOSK)
    kiosk.execute(IssueToken(department=department.id))
    hosted.stop()
    hosted.protocol = 2
    hosted.start()
    assert kiosk.execute(IssueToken(department=department.id)).code == "A-002"


def test_another_host_at_the_address_is_told_nothing(hosted: Hosted) -> None:
    station = hosted.station(pin="ab" * 32, timing=HASTY)
    served = []
    door, actor = hosted.guard, hosted.guard.actor

    def noted(*args: object, **more: object) -> object:
        served.append(args)
        return actor(*args, **more)  # type: ignore[arg-type]  # passed on as it is

    door.actor = noted  # type: ignore[method-assign, assignment]  # listening at the door
    assert refused_within(2, station, Departments()) == ClinicError("host_changed")
    assert not station.state().is_connected
    with pytest.raises(ClinicError, match="host_changed"):
        next(station.watch())
    assert served == []


def test_what_speaks_no_tls_is_out_of_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_say, args=(server, b"HTTP/1.1 400 Bad Request\r\n\r\n"), daemon=True).start()
        address = Address(name="127.0.0.1", port=server.getsockname()[1])
        with pytest.raises(ssl.SSLError):
            PinnedConnection(address, bytes(32), 1.0).connect()


def _say(server: socket.socket, text: bytes) -> None:
    connection, _ = server.accept()
    connection.recv(65536)
    connection.sendall(text)
    connection.close()


def test_closing_ends_what_is_under_way(hosted: Hosted, network: UnreliableNetwork) -> None:
    station = hosted.station(url=network.url)
    station.ask(Departments())
    network.go_silent()
    outcomes: list[ClinicError] = []
    asking = threading.Thread(target=lambda: outcomes.append(refused(station, Departments())))
    asking.start()
    wait_until(lambda: station_is_busy(station))
    station.close()
    asking.join(3)
    assert outcomes == [ClinicError("clinic_closed")]


def station_is_busy(station: RemoteClinic) -> bool:
    return bool(station._link.connections._busy)


def test_many_threads_share_one_station(
    hosted: Hosted, network: UnreliableNetwork, department: Department
) -> None:
    kiosk = hosted.station(StationKind.KIOSK, url=network.url)
    codes: list[str] = []

    def issue() -> None:
        for _ in range(5):
            codes.append(kiosk.execute(IssueToken(department=department.id)).code)

    threads = [threading.Thread(target=issue) for _ in range(16)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        network.cut()
        threading.Event().wait(0.02)
    for thread in threads:
        thread.join(30)
    assert sorted(codes) == [f"A-{number:03d}" for number in range(1, 81)] == issued_codes(hosted)

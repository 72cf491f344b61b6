"""A host begins where it is told, and ends when it is told: what it took is answered."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.tokens.messages import IssueToken
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.host.server import Host
from tests.lan.serving import ANSWERED_WITHIN, Reply, Served, trusting


def another(served: Served, bind: str, port: int) -> Host:
    return Host(served.house.door, served.guard, served.identity, bind, port)


@pytest.mark.parametrize("bind", ["127.0.0.1", ""])
def test_a_port_in_use_is_told_in_words(served: Served, bind: str) -> None:
    with pytest.raises(ClinicError) as caught:
        another(served, bind, served.host.port)
    assert caught.value == ClinicError("port_in_use", port=served.host.port)


@pytest.mark.parametrize("bind", ["203.0.113.1", "no.such.host.invalid", "not an address"])
def test_an_address_that_is_not_this_pcs_is_told(served: Served, bind: str) -> None:
    with pytest.raises(ClinicError) as caught:
        another(served, bind, 0)
    assert caught.value == ClinicError("address_not_here", address=bind)


def test_a_host_listens_at_all_addresses_of_both_kinds(tmp_path: Path) -> None:
    served = Served(tmp_path, bind="")
    try:
        families = {family for family in (socket.AF_INET, socket.AF_INET6) if _reaches(family, served)}
        assert socket.AF_INET in families
        assert not socket.has_ipv6 or socket.AF_INET6 in families
    finally:
        served.close()


def _reaches(family: socket.AddressFamily, served: Served) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as one:
            one.settimeout(ANSWERED_WITHIN)
            one.connect(("127.0.0.1" if family is socket.AF_INET else "::1", served.host.port))
    except OSError:
        return False
    return True


def test_the_local_key_counts_over_ipv6_too(tmp_path: Path) -> None:
    try:
        served = Served(tmp_path, bind="::1")
    except ClinicError:
        pytest.skip("this machine has no IPv6")
    try:
        assert served.do(ClinicDetails(), served.local).status == 200
    finally:
        served.close()


def test_what_was_taken_is_answered_when_the_host_stops(served: Served) -> None:
    opd = served.house.add_department()
    kiosks = [served.station(StationKind.KIOSK, f"Kiosk {number}") for number in range(20)]
    replies: list[Reply | OSError] = []
    ready = threading.Barrier(len(kiosks) + 1)

    def ask(number: int) -> None:
        connection = served.connect()
        try:
            connection.request("GET", wire.HEALTH)
            connection.getresponse().read()
            ready.wait(ANSWERED_WITHIN)
            body = f'{{"department": "{opd.id}"}}'
            connection.request(
                "POST", wire.COMMANDS + IssueToken.__name__, body, kiosks[number].all_headers()
            )
            response = connection.getresponse()
            replies.append(Reply(response.status, dict(response.getheaders()), response.read()))
        except OSError as error:
            replies.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(kiosks))]
    for thread in threads:
        thread.start()
    ready.wait(ANSWERED_WITHIN)
    served.stop()
    for thread in threads:
        thread.join(ANSWERED_WITHIN)
    answered = [one for one in replies if isinstance(one, Reply)]
    issued = [one for one in answered if one.status == 200]
    assert all(one.status in {200, 503} for one in answered)
    assert len(issued) == len(served.house.events("token.issued"))


def test_a_host_that_stops_does_not_wait_for_those_who_only_listen(served: Served) -> None:
    display = served.station(StationKind.DISPLAY)
    kept = served.connect()
    kept.request("GET", wire.HEALTH)
    kept.getresponse().read()
    with served.listening(display) as stream, served.raw():
        stream.position()
        began = time.monotonic()
        served.stop()
        assert time.monotonic() - began < 3
    kept.close()


def test_stopping_twice_or_before_running_is_harmless(served: Served) -> None:
    served.stop()
    served.host.stop()
    early = another(served, "127.0.0.1", 0)
    early.stop()
    early.run()


@pytest.mark.parametrize(
    ("number", "how"), [(signal.SIGTERM, "as usual"), (signal.SIGINT, "as usual"), (signal.SIGTERM, "plain")]
)
def test_a_host_that_is_told_to_end_ends_well(tmp_path: Path, number: signal.Signals, how: str) -> None:
    """Also on a PC that has neither httptools nor uvloop."""
    call = [sys.executable, "-m", "tests.lan.host.process", str(tmp_path), how]
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            connection = http.client.HTTPSConnection(
                "127.0.0.1", told["port"], timeout=ANSWERED_WITHIN, context=trusting()
            )
            connection.request("GET", wire.WATCH, headers={wire.AUTHORIZATION: f"Bearer {told['key']}"})
            response = connection.getresponse()
            assert response.readline() == b":\n"
            process.send_signal(number)
            while response.readline():
                pass
            connection.close()
            assert process.stdout.readline() == "ended\n"
            assert process.wait(ANSWERED_WITHIN) == 0
        finally:
            process.kill()

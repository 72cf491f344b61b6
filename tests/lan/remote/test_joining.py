"""From a device that knows nothing to a station with a key: looking at a host, and exchanging the code."""

import socket
import ssl
import threading
from collections.abc import Iterator

import pytest

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.joining import FoundHost, Joined
from nextpatient_desktop.clinic.stations.messages import Stations
from nextpatient_desktop.clinic.stations.pairing import ClosePairing, OpenPairing
from nextpatient_desktop.clinic.tokens.questions import NowServing
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.lan.connection import Address
from nextpatient_desktop.lan.joining import HostJoining
from nextpatient_desktop.lan.words import fingerprint
from tests.fakes.unreliable_network import Way
from tests.lan.remote.hosted import Hosted


class Device:
    """A device that wants to become a station."""

    def __init__(self) -> None:
        self.kept: list[Joined] = []
        self.joining = HostJoining(self.kept.append, version="1.0", interfaces=["127.0.0.1"])


@pytest.fixture
def device() -> Device:
    return Device()


def opened(hosted: Hosted, kind: StationKind = StationKind.KIOSK, name: str = "") -> str:
    """The code of a pairing that is open now."""
    return hosted.house.system.execute(OpenPairing(kind=kind, name=name)).code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_host_is_looked_at(hosted: Hosted, device: Device) -> None:
    pin = hosted.identity.pin
    expected = FoundHost(
        clinic="Sunrise Community Clinic", address=hosted.url, pin=pin, fingerprint=fingerprint(pin)
    )
    assert device.joining.look(hosted.url) == expected
    assert device.joining.look(f"  127.0.0.1:{hosted.port} ") == expected


@pytest.mark.parametrize(
    "typed", ["", "   ", "http://10.0.0.1", "https://", "10.0.0.1:abc", "10.0.0.1:99999", "a b", "x/y", "u@h"]
)
def test_what_is_no_address_is_said_to_be_none(device: Device, typed: str) -> None:
    with pytest.raises(ClinicError) as refusal:
        device.joining.look(typed)
    assert refusal.value == ClinicError("address_invalid", field="address")


def test_addresses_come_in_several_forms() -> None:
    assert Address.of("clinic-pc") == Address(name="clinic-pc", port=7390)
    assert Address.of("https://10.0.0.1/").url == "https://10.0.0.1:7390"
    assert Address.of("https://[fe80::1]:80").url == "https://[fe80::1]:80"


def test_nobody_at_the_address_is_out_of_reach(device: Device) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ClinicError) as refusal:
        device.joining.look(f" 127.0.0.1:{port}")
    assert refusal.value == ClinicError("out_of_reach", address=f"127.0.0.1:{port}")


class Stranger:
    """Something else that listens: answers each connection with the same bytes, over TLS where it has one."""

    def __init__(self, answer: bytes, context: ssl.SSLContext | None = None) -> None:
        self._answer = answer
        self._context = context
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            try:
                if self._context is not None:
                    connection = self._context.wrap_socket(connection, server_side=True)
                connection.recv(65536)
                connection.sendall(self._answer)
                connection.settimeout(5)
                connection.recv(65536)
            except OSError:
                pass
            finally:
                connection.close()

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(5)


@pytest.fixture
def strangers() -> Iterator[list[Stranger]]:
    made: list[Stranger] = []
    yield made
    for stranger in made:
        stranger.close()


def said(body: bytes, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\ncontent-length: %d\r\n\r\n%s" % (status, len(body), body)


@pytest.mark.parametrize(
    "answer",
    [
        b"220 mail.example ESMTP\r\n\r\n",
        said(b"<html>a printer</html>"),
        said(b"{}"),
        said(b"[]"),
        said(b'{"service": "nextpatient"}'),
        said(b'{"service": "nextpatient", "clinic": "x"}', b"404 Not Found"),
        said(b'{"service": "other", "clinic": "x"}'),
        b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 70000\r\n\r\n" + bytes(70000),
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"x" * 70000,
    ],
)
def test_something_else_at_the_address_is_no_host(
    hosted: Hosted, device: Device, strangers: list[Stranger], answer: bytes
) -> None:
    strangers.append(Stranger(answer, hosted.identity.server_context()))
    with pytest.raises(ClinicError, match="host_not_one"):
        device.joining.look(strangers[0].address)


def test_something_without_tls_is_no_host(device: Device, strangers: list[Stranger]) -> None:
    strangers.append(Stranger(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    with pytest.raises(ClinicError, match="host_not_one"):
        device.joining.look(strangers[0].address)


def test_a_program_that_is_too_old_is_told_so(
    hosted: Hosted, device: Device, strangers: list[Stranger]
) -> None:
    health = b'{"service": "nextpatient", "clinic": "x", "protocol": 9, "oldest": 8}'
    strangers.append(Stranger(said(health), hosted.identity.server_context()))
    with pytest.raises(ClinicError, match="program_too_old"):
        device.joining.look(strangers[0].address)


def test_a_code_is_exchanged_for_a_key_that_works(hosted: Hosted, device: Device) -> None:
    code = opened(hosted, name="Entrance")
    host = device.joining.look(hosted.url)
    joined = device.joining.join(host, f"{code[:3]} {code[3:]}", StationKind.KIOSK)
    assert device.kept == [joined]
    assert joined.station in hosted.house.system.ask(Stations())
    assert (joined.station.name, joined.station.kind) == ("Entrance", StationKind.KIOSK)
    assert hosted.station(key=joined.key).ask(NowServing()).clinic == host.clinic
    assert joined.key not in repr(joined)


def test_a_wrong_code_costs_a_try(hosted: Hosted, device: Device) -> None:
    code = opened(hosted)
    host = device.joining.look(hosted.url)
    for tries_left in (4, 3):
        with pytest.raises(ClinicError) as refusal:
            device.joining.join(host, wrong(code), None)
        assert refusal.value == ClinicError("pairing_code_wrong", field="code", tries_left=tries_left)
    assert device.joining.join(host, code, None).key
    with pytest.raises(ClinicError, match="pairing_closed"):
        device.joining.join(host, code, None)
    assert len(device.kept) == 1


def test_a_pairing_for_another_kind_is_said_to_be_one(hosted: Hosted, device: Device) -> None:
    code = opened(hosted, StationKind.DISPLAY)
    host = device.joining.look(hosted.url)
    with pytest.raises(ClinicError) as refusal:
        device.joining.join(host, code, StationKind.KIOSK)
    assert refusal.value == ClinicError("pairing_kind_wrong", kind="display")
    assert device.joining.join(host, code, StationKind.DISPLAY).key


def test_nothing_can_be_had_while_no_pairing_is_open(hosted: Hosted, device: Device) -> None:
    code = opened(hosted)
    hosted.house.system.execute(ClosePairing())
    with pytest.raises(ClinicError, match="pairing_closed"):
        device.joining.join(device.joining.look(hosted.url), code, None)


def test_the_code_goes_to_the_host_that_was_looked_at_only(
    hosted: Hosted, device: Device, strangers: list[Stranger]
) -> None:
    code = opened(hosted)
    other = FoundHost(clinic="x", address=hosted.url, pin="ab" * 32, fingerprint="")
    with pytest.raises(ClinicError, match="host_changed"):
        device.joining.join(other, code, None)
    assert device.joining.join(device.joining.look(hosted.url), code, None).key


def test_a_host_that_went_away_is_out_of_reach(hosted: Hosted, device: Device) -> None:
    code = opened(hosted)
    network = hosted.network()
    host = device.joining.look(network.url)
    network.break_after(Way.TO_STATION, 1800)  # the handshake passes, the answer does not
    network.go_down()
    with pytest.raises(ClinicError, match="out_of_reach"):
        device.joining.join(host, code, None)
    assert device.kept == []
    network.heal()
    assert device.joining.join(host, code, None).key


def test_a_key_that_can_not_be_kept_joins_nobody(hosted: Hosted) -> None:
    def full(joined: Joined) -> None:
        raise ClinicError("settings_not_saved", path="/x")

    joining = HostJoining(full)
    with pytest.raises(ClinicError, match="settings_not_saved"):
        joining.join(joining.look(hosted.url), opened(hosted), None)

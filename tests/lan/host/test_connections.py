"""Whoever has no key can not tie up the host: slow, endless and senseless requests end by themselves."""

import socket
import ssl
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.host import connections, server
from tests.lan.serving import ANSWERED_WITHIN, Caller, Served, path_of


@pytest.fixture
def kiosk(served: Served) -> Caller:
    return served.station(StationKind.KIOSK)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_REQUEST_WITHIN", 0.3)
    monkeypatch.setattr(connections, "_LOOK_EVERY", 0.05)


def everything_from(connection: ssl.SSLSocket) -> bytes:
    """What the host sends until it ends the connection."""
    return b"".join(parts(connection))


def parts(connection: ssl.SSLSocket) -> Iterator[bytes]:
    try:
        while part := connection.recv(65536):
            yield part
    except (ConnectionResetError, ssl.SSLError):
        return


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00" * 100,
        b"\xff\xfe\xfd\r\n\r\n",
        b"HELLO\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /health HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST /health HTTP/1.1\r\ncontent-length: -5\r\n\r\n",
        b"POST /health HTTP/1.1\r\ncontent-length: five\r\n\r\n",
        b"POST /health HTTP/1.1\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        b"POST /api/v1/pair HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
    ],
)
def test_what_is_no_http_is_refused_and_ended(served: Served, kiosk: Caller, garbage: bytes) -> None:
    with served.raw() as connection:
        connection.sendall(garbage)
        answer = everything_from(connection)
    assert answer.startswith(b"HTTP/1.1 4")
    assert b'"code":' in answer
    assert wire.TIME.encode() in answer
    assert served.do(ClinicDetails(), kiosk).status == 200


def test_whoever_wants_another_protocol_is_answered_in_this_one(served: Served) -> None:
    upgrade = {"connection": "upgrade", "upgrade": "websocket", "sec-websocket-version": "13"}
    reply = served.call("GET", wire.WATCH, None, Caller(), **upgrade)
    assert (reply.status, reply.code) == (401, "not_paired")


def test_plain_http_is_not_spoken(served: Served, kiosk: Caller) -> None:
    with socket.create_connection(("127.0.0.1", served.host.port), ANSWERED_WITHIN) as plain:
        plain.sendall(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n")
        assert b"HTTP" not in plain.recv(1000)
    assert served.do(ClinicDetails(), kiosk).status == 200


def test_a_head_without_end_is_refused(served: Served) -> None:
    with served.raw() as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\n")
        for _ in range(40):
            connection.sendall(b"x-more: " + b"y" * 1000 + b"\r\n")
        assert everything_from(connection).startswith(b"HTTP/1.1 431")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "begun",
    [
        b"GET /hea",
        b"POST /api/v1/pair HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{",
        b"POST /api/v1/pair HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{",
    ],
    ids=["head", "body", "chunk"],
)
def test_a_request_that_never_ends_is_refused_in_time(served: Served, begun: bytes) -> None:
    with served.raw() as connection:
        connection.sendall(begun)
        assert everything_from(connection).startswith(b"HTTP/1.1 408")


@pytest.mark.usefixtures("impatient")
def test_a_connection_on_which_nothing_is_asked_ends(served: Served) -> None:
    with served.raw() as connection:
        assert everything_from(connection) == b""


@pytest.mark.usefixtures("impatient")
def test_a_kept_connection_stays(served: Served, kiosk: Caller) -> None:
    connection = served.connect()
    try:
        for _ in range(3):
            connection.request("POST", path_of(ClinicDetails), "{}", kiosk.all_headers())
            response = connection.getresponse()
            assert response.status == 200
            response.read()
            with served.raw() as other:  # which lasts longer than a request may
                everything_from(other)
    finally:
        connection.close()


@pytest.mark.usefixtures("impatient")
def test_an_open_stream_is_no_slow_request(served: Served, kiosk: Caller) -> None:
    with served.listening(kiosk) as stream, served.raw() as other:
        stream.position()
        everything_from(other)
        stream.wait_for_heartbeat()


@pytest.mark.parametrize("uses_uvloop", [True, False])
def test_whoever_does_not_shake_hands_in_time_is_hung_up_on(
    served: Served, kiosk: Caller, monkeypatch: pytest.MonkeyPatch, uses_uvloop: bool
) -> None:
    monkeypatch.setattr(server, "SHAKEN_WITHIN", 0.2)
    if not uses_uvloop:
        monkeypatch.setitem(sys.modules, "uvloop", None)
    served.stop()
    served.start()
    with socket.create_connection(("127.0.0.1", served.host.port), ANSWERED_WITHIN) as silent:
        assert silent.recv(1) == b""
    assert served.do(ClinicDetails(), kiosk).status == 200


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_host_may_open_more_files_than_many_systems_begin_with(served: Served) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert soft >= min(4096, hard)


def test_nothing_large_is_taken_in_from_strangers(served: Served, kiosk: Caller) -> None:
    """Refused before it was sent: it is never in the host's memory."""
    head = f"POST {path_of(ClinicDetails)} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
    for length in ("content-length: 1000000", "transfer-encoding: chunked"):
        with served.raw() as connection:
            connection.sendall(f"{head}nobody\r\n{length}\r\n\r\n".encode())
            assert everything_from(connection).startswith(b"HTTP/1.1 401")
    large = "{" + " " * 100_000 + "}"
    assert served.call("POST", path_of(ClinicDetails), large, kiosk).status == 200


def test_one_address_has_so_many_connections(
    served: Served, kiosk: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_OF_AN_ADDRESS", 5)
    with ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(served.raw())
        with pytest.raises((ConnectionError, ssl.SSLError, OSError)):
            assert served.do(ClinicDetails(), kiosk).status
    until = time.monotonic() + ANSWERED_WITHIN
    while True:
        try:
            assert served.do(ClinicDetails(), kiosk).status == 200
            return
        except OSError:
            assert time.monotonic() < until


def test_requests_that_are_sent_together_are_answered_in_order(served: Served, kiosk: Caller) -> None:
    head = f"POST {path_of(ClinicDetails)} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {kiosk.key}\r\n"
    one = f"{head}content-length: 2\r\n\r\n{{}}"
    last = f"GET {wire.HEALTH} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    with served.raw() as connection:
        connection.sendall((one * 5 + last).encode())
        answer = everything_from(connection)
    assert answer.count(b"HTTP/1.1 200") == 6
    assert answer.rindex(b'"service"') > answer.rindex(b'"time_zone"')


def test_a_question_in_the_middle_of_which_somebody_hangs_up_harms_nobody(
    served: Served, kiosk: Caller
) -> None:
    for _ in range(20):
        with served.raw() as connection:
            connection.sendall(
                b"POST /api/v1/queries/ClinicDetails HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
                + (kiosk.key or "").encode()
                + b"\r\ncontent-length: 100\r\n\r\n{"
            )
    assert served.do(ClinicDetails(), kiosk).status == 200

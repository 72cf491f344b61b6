"""Watch streams: told at once, alive, resumed, ended with the station's right, and nobody's burden."""

import contextlib
import time
import tracemalloc
from collections.abc import Callable

import pytest

from nextpatient_desktop.clinic.ports import Contact
from nextpatient_desktop.clinic.stations.messages import CloseStation
from nextpatient_desktop.clinic.stations.pairing import KeyStation
from nextpatient_desktop.domain.model import Department, StationKind
from nextpatient_desktop.lan import wire
from nextpatient_desktop.lan.host import streams
from tests.lan.serving import ANSWERED_WITHIN, Caller, Served


@pytest.fixture
def opd(served: Served) -> Department:
    return served.house.add_department()


@pytest.fixture
def display(served: Served) -> Caller:
    return served.station(StationKind.DISPLAY)


def issue(served: Served, opd: Department) -> int:
    """One more token: the position of the journal after it."""
    served.house.issue(opd)
    return served.house.storage.position()


def eventually(is_so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    until = time.monotonic() + ANSWERED_WITHIN
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


def contact(served: Served, caller: Caller) -> Contact | None:
    kept = served.house.read(lambda uow: uow.contacts.all())
    return next((one for one in kept if one.station == caller.station), None)


def test_a_stream_tells_the_present_position_and_each_that_comes(
    served: Served, display: Caller, opd: Department
) -> None:
    with served.listening(display) as stream:
        assert stream.status == 200
        assert stream.response.getheader("content-type") == "text/event-stream"
        assert next(stream.lines()) == b":"
        assert stream.position() == served.house.storage.position()
        for _ in range(3):
            assert issue(served, opd) == stream.position()


def test_a_stream_goes_on_where_it_was(served: Served, display: Caller, opd: Department) -> None:
    present = issue(served, opd)
    with served.listening(display, after=present) as stream:
        assert next(stream.lines()) == b":"
        assert issue(served, opd) == stream.position()
    with served.listening(display, after=present) as stream:
        assert stream.position() == served.house.storage.position()


def test_a_position_from_before_a_restore_is_corrected(served: Served, display: Caller) -> None:
    with served.listening(display, after=1_000_000) as stream:
        assert stream.position() == served.house.storage.position()


def test_a_browsers_way_of_going_on_counts_too(served: Served, display: Caller, opd: Department) -> None:
    present = issue(served, opd)
    resumed = Caller(key=display.key, headers={"last-event-id": str(present)})
    with served.listening(resumed) as stream:
        assert next(stream.lines()) == b":"
        assert issue(served, opd) == stream.position()


def test_a_silent_stream_gives_signs_of_life(served: Served, display: Caller) -> None:
    with served.listening(display, after=served.house.storage.position()) as stream:
        lines = stream.lines()
        next(lines)
        began = time.monotonic()
        assert next(lines) == b":"
        assert time.monotonic() - began < wire.SILENCE / 2


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 30, "%00"])
def test_what_is_no_position_is_refused(served: Served, display: Caller, after: str) -> None:
    reply = served.call("GET", f"{wire.WATCH}?after={after}", None, display)
    assert (reply.status, reply.field) == (400, "after")


def test_a_revoked_station_hears_no_more_and_the_others_do(
    served: Served, display: Caller, opd: Department
) -> None:
    other = served.station(StationKind.DISPLAY, "Hall")
    assert display.station is not None
    with served.listening(display) as stream, served.listening(other) as others:
        stream.position()
        others.position()
        began = time.monotonic()
        served.house.system.execute(CloseStation(station=display.station))
        stream.wait_for_end()
        assert time.monotonic() - began < 3
        others.position()
        assert issue(served, opd) == others.position()
    assert served.call("GET", wire.WATCH, None, display).code == "station_closed"


def test_a_station_with_a_new_key_hears_nothing_with_its_old_one(served: Served, display: Caller) -> None:
    with served.listening(display) as stream:
        stream.position()
        served.house.system.execute(KeyStation(kind=StationKind.DISPLAY, station=display.station))
        stream.wait_for_end()
    assert served.call("GET", wire.WATCH, None, display).code == "not_paired"


def test_streams_end_with_the_host(served: Served, display: Caller) -> None:
    with served.listening(display) as stream:
        stream.position()
        served.stop()
        stream.wait_for_end()


def test_streams_end_with_the_clinic(served: Served, display: Caller) -> None:
    with served.listening(display) as stream:
        stream.position()
        served.house.close()
        stream.wait_for_end()


def test_a_listening_station_is_known_to_be_there(served: Served) -> None:
    kiosk = served.station(StationKind.KIOSK, headers={wire.VERSION: "1.2.3", wire.TO_COME: "7"})
    with served.listening(kiosk) as stream:
        stream.position()
        heard = contact(served, kiosk)
        assert heard is not None
        assert (heard.is_listening, heard.version, heard.to_come) == (True, "1.2.3", 7)
    eventually(lambda: (there := contact(served, kiosk)) is not None and not there.is_listening)


def test_a_station_listens_as_long_as_one_of_its_streams_is_open(served: Served, display: Caller) -> None:
    with served.listening(display) as second:
        with served.listening(display) as first:
            first.position()
        second.position()
        for _ in range(3):  # by then the host knows that the first one is gone
            second.wait_for_heartbeat()
        heard = contact(served, display)
        assert heard is not None
        assert heard.is_listening


def test_one_stream_too_many_of_a_station_ends_its_oldest(served: Served, display: Caller) -> None:
    with contextlib.ExitStack() as stack:
        oldest, *others = [
            stack.enter_context(served.listening(display)) for _ in range(streams.MOST_OF_A_STATION + 1)
        ]
        oldest.wait_for_end()
        for stream in others:
            stream.position()


def test_fifty_listeners_hear_of_one_token(served: Served, display: Caller, opd: Department) -> None:
    stations = [served.station(StationKind.DISPLAY, f"Display {n}") for n in range(50)]
    with contextlib.ExitStack() as stack:
        listeners = [stack.enter_context(served.listening(one)) for one in stations]
        for listener in listeners:
            listener.position()
        position = issue(served, opd)
        assert {listener.position() for listener in listeners} == {position}


def test_many_changes_in_a_row_are_told_together_and_the_last_always(
    served: Served, display: Caller, opd: Department
) -> None:
    with served.listening(display) as stream:
        stream.position()
        last = 0
        for _ in range(200):
            last = issue(served, opd)
        told = [stream.position()]
        while told[-1] != last:
            told.append(stream.position())
        assert told == sorted(set(told))


def test_whoever_does_not_read_holds_up_nobody_and_is_dropped(
    served: Served, display: Caller, opd: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "HEARTBEAT", 0.01)
    monkeypatch.setattr(streams, "_HEARTBEAT", b":" + b"." * 65536 + b"\n\n")
    monkeypatch.setattr(streams, "_WRITTEN_WITHIN", 0.5)
    slow = served.station(StationKind.DISPLAY, "Slow")
    with served.raw() as silent:
        request = f"GET {wire.WATCH} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {slow.key}\r\n\r\n"
        silent.sendall(request.encode())
        eventually(lambda: (there := contact(served, slow)) is not None and there.is_listening)
        with served.listening(display) as stream:
            stream.position()
            for _ in range(20):
                began = time.monotonic()
                position = issue(served, opd)
                assert stream.position() == position
                assert time.monotonic() - began < 2
        eventually(lambda: (there := contact(served, slow)) is not None and not there.is_listening)


def test_memory_stays_flat_however_much_happens(served: Served, display: Caller, opd: Department) -> None:
    stations = [served.station(StationKind.DISPLAY, f"Display {n}") for n in range(10)]
    with contextlib.ExitStack() as stack:
        listeners = [stack.enter_context(served.listening(one)) for one in stations]
        for listener in listeners:
            listener.position()  # and reads no more of it: what is told lies in the kernel's buffers
        for _ in range(50):
            issue(served, opd)
        tracemalloc.start()
        try:
            before = tracemalloc.get_traced_memory()[0]
            for _ in range(300):
                issue(served, opd)
            grown = tracemalloc.get_traced_memory()[0] - before
        finally:
            tracemalloc.stop()
    assert grown < 1024 * 1024

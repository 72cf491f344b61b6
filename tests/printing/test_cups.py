"""Queues of CUPS: a real server of the system's, whose driver fails as it is told; and its edges."""

import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

from nextpatient_desktop.clinic.printing import Certainty, PrinterState, PrinterStatus, PrintOutcome
from nextpatient_desktop.printing import ipp, open_printer
from nextpatient_desktop.printing.cups import CupsServer, CupsTransport
from nextpatient_desktop.printing.deadline import Deadline
from nextpatient_desktop.printing.device import Device
from nextpatient_desktop.printing.render import draw
from nextpatient_desktop.printing.transport import PrinterTimes, PrintJob
from nextpatient_desktop.printing.virtual import VirtualPrinter
from tests.printing.cupsd import QUEUE, CupsProcess, is_there
from tests.printing.dots import is_same, pillow, trimmed
from tests.printing.tickets import TICKET

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has its own spooler"),
    pytest.mark.usefixtures("qapp"),
]
needs_cups = pytest.mark.skipif(not is_there(), reason="no cupsd here: install cups-daemon")

TIMES = PrinterTimes(connect=5.0, answer=1.0, write=5.0, confirm=15.0, close=1.0)
HASTY = replace(TIMES, confirm=1.5)
JOB = PrintJob(data=b"\x1b@A-042\n" * 1500 + b"\x1dVB\x00", longest=10)


@contextmanager
def cups(
    printer: VirtualPrinter, *, is_accepting: bool = True, policy: str = "retry-job"
) -> Iterator[CupsProcess]:
    # Its socket's path has to be short, and pytest's folders are not.
    with tempfile.TemporaryDirectory(prefix="cups-") as folder:
        try:
            server = CupsProcess(Path(folder), printer.port, is_accepting=is_accepting, policy=policy)
        except RuntimeError as error:
            pytest.skip(str(error))
        with server:
            yield server


@pytest.fixture(scope="module")
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as printer:
        yield printer


@pytest.fixture(scope="module")
def server(printer: VirtualPrinter) -> Iterator[CupsProcess]:
    with cups(printer) as server:
        yield server


@pytest.fixture(autouse=True)
def working(request: pytest.FixtureRequest) -> None:
    if "server" in request.fixturenames:
        request.getfixturevalue("server").manner = "print"


def device(server: CupsProcess, times: PrinterTimes = TIMES, queue: str = QUEUE) -> Device:
    return Device(CupsTransport(queue, CupsServer(server.where)), times)


@needs_cups
def test_a_ticket_goes_raw_through_a_queue_of_cups(
    server: CupsProcess, printer: VirtualPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(printer.paper.tickets)
    monkeypatch.setenv("CUPS_SERVER", server.where)
    station = open_printer(f"cups://{QUEUE}", width_dots=576, times=TIMES)
    assert station.print_ticket(TICKET).certainty is Certainty.SENT
    printer.wait_for_tickets(before + 1)
    assert is_same(trimmed(printer.paper.tickets[-1]), trimmed(pillow(draw(TICKET, 576))))


@needs_cups
def test_a_queue_is_found(server: CupsProcess) -> None:
    (queue,) = CupsServer(server.where).queues(Deadline(5))
    assert (queue["printer-name"], queue["printer-info"]) == ([QUEUE], ["The receipts' printer"])


@needs_cups
def test_a_queue_that_works_says_nothing_of_the_paper(server: CupsProcess) -> None:
    assert device(server).status() == PrinterStatus(state=PrinterState.SILENT)


@needs_cups
def test_a_queue_that_is_not_there_is_unreachable(server: CupsProcess) -> None:
    outcome = device(server, queue="receits").deliver(JOB)
    assert (outcome.state, outcome.cause) == (PrinterState.UNREACHABLE, "CUPS has no such queue")


@needs_cups
def test_a_printer_that_cups_cannot_reach_was_sent_nothing(server: CupsProcess) -> None:
    server.manner = "connecting"
    outcome = device(server, HASTY).deliver(JOB)
    assert (outcome.state, outcome.certainty) == (PrinterState.UNREACHABLE, Certainty.FAILED)
    server.manner = "print"
    assert device(server).deliver(JOB).certainty is Certainty.SENT


@needs_cups
def test_paper_that_ends_in_a_ticket_is_told_and_the_rest_does_not_come_tomorrow(
    server: CupsProcess, printer: VirtualPrinter
) -> None:
    server.manner = "no paper"
    outcome = device(server, HASTY).deliver(JOB)
    assert outcome == PrintOutcome(state=PrinterState.FAILED_MIDWAY, reason=PrinterState.NO_PAPER)
    server.manner = "print"
    before = len(printer.paper.tickets)
    assert device(server).deliver(JOB).certainty is Certainty.SENT
    printer.wait_for_tickets(before + 1)
    assert len(printer.paper.tickets) == before + 1, "the job of before was taken out"


@needs_cups
def test_low_paper_is_told_with_the_ticket(server: CupsProcess) -> None:
    server.manner = "paper low"
    assert device(server).deliver(JOB) == PrintOutcome(state=PrinterState.SENT, is_paper_low=True)


@needs_cups
@pytest.mark.parametrize("policy", ["retry-job", "abort-job"])
def test_a_driver_that_fails_leaves_the_ticket_uncertain(printer: VirtualPrinter, policy: str) -> None:
    with cups(printer, policy=policy) as server:
        server.manner = "abort"
        assert device(server, HASTY).deliver(JOB).certainty is Certainty.UNKNOWN


@needs_cups
def test_a_queue_that_was_stopped_or_accepts_nothing_is_not_ready(printer: VirtualPrinter) -> None:
    with cups(printer) as server:
        server.manner = "stop"
        outcome = device(server, HASTY).deliver(JOB)
        assert (outcome.certainty, outcome.reason) == (Certainty.UNKNOWN, PrinterState.COVER_OPEN)
        server.manner = "print"
        outcome = device(server).deliver(JOB)
        assert (outcome.state, outcome.cause) == (PrinterState.NOT_READY, "the queue is stopped")
    with cups(printer, is_accepting=False) as server:
        outcome = device(server).deliver(JOB)
        assert (outcome.state, outcome.certainty) == (PrinterState.NOT_READY, Certainty.FAILED)


def test_without_cups_the_printer_is_unreachable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "none"))
    station = open_printer("cups://receipts", width_dots=576, times=HASTY)
    assert station.print_ticket(TICKET).state is PrinterState.UNREACHABLE
    assert station.status().state is PrinterState.UNREACHABLE


@pytest.mark.parametrize(
    "said", [b"", b"SSH-2.0\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"]
)
def test_what_is_no_cups_is_unreachable(said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(said)

        thread = threading.Thread(target=serve)
        thread.start()
        where = f"127.0.0.1:{listener.getsockname()[1]}"
        status = Device(CupsTransport("receipts", CupsServer(where)), HASTY).status()
        thread.join()
    assert status.state is PrinterState.UNREACHABLE


def test_a_server_that_hangs_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        where = f"127.0.0.1:{listener.getsockname()[1]}"
        start = monotonic()
        times = replace(HASTY, connect=0.5)
        status = Device(CupsTransport("receipts", CupsServer(where)), times).status()
        assert monotonic() - start < 3
    assert status.state is PrinterState.UNREACHABLE


def test_a_request_is_made_as_the_standard_says() -> None:
    request = ipp.request(ipp.Operation.GET_JOB_ATTRIBUTES, {"job-id": 7, "requested-attributes": ["a", "b"]})
    assert request == (
        b"\x02\x00\x00\x09\x00\x00\x00\x01\x01"
        b"\x47\x00\x12attributes-charset\x00\x05utf-8"
        b"\x48\x00\x1battributes-natural-language\x00\x02en"
        b"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x07"
        b"\x44\x00\x14requested-attributes\x00\x01a\x44\x00\x00\x00\x01b"
        b"\x03"
    )


@pytest.mark.parametrize(
    "data", [b"", b"\x02\x00\x00\x00", b"\x02\x00\x00\x00\x00\x00\x00\x01\x01\x47\x00\x12att"]
)
def test_an_answer_that_breaks_off_is_none(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"IPP|breaks off"):
        ipp.answer(data)

"""Paths as printers: files, folders, devices."""

import os
import threading
from pathlib import Path

import pytest

from nextpatient_desktop.clinic.printing import PrinterState, PrintOutcome
from nextpatient_desktop.printing import open_printer, render_png
from nextpatient_desktop.printing.escpos_encoder import encode
from nextpatient_desktop.printing.render import draw
from nextpatient_desktop.printing.transport import PrinterTimes
from nextpatient_desktop.printing.virtual import Paper
from tests.printing.dots import is_same, pillow
from tests.printing.tickets import TICKET

pytestmark = pytest.mark.usefixtures("qapp")

QUICK = PrinterTimes(connect=0.5, answer=0.2, write=0.5, confirm=0.5, close=0.2)
PRINTED = PrintOutcome(state=PrinterState.PRINTED)


def job() -> bytes:
    return encode(draw(TICKET, 576)).data


def test_a_file_collects_jobs(tmp_path: Path) -> None:
    path = tmp_path / "jobs of today.bin"
    printer = open_printer(path.as_uri(), width_dots=576)
    assert [printer.print_ticket(TICKET) for _ in range(2)] == [PRINTED] * 2
    assert path.read_bytes() == job() * 2
    paper = Paper(576)
    paper.take(path.read_bytes())
    assert len(paper.tickets) == 2


def test_a_folder_gets_a_numbered_file_for_each_job(tmp_path: Path) -> None:
    printer = open_printer(tmp_path.as_uri(), width_dots=576)
    (tmp_path / "ticket-0007.bin").write_bytes(b"an earlier one")
    assert [printer.print_ticket(TICKET) for _ in range(2)] == [PRINTED] * 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "ticket-0007.bin",
        "ticket-0008.bin",
        "ticket-0009.bin",
    ]
    assert (tmp_path / "ticket-0008.bin").read_bytes() == job()


def test_a_folder_that_is_meant_is_made(tmp_path: Path) -> None:
    printer = open_printer(f"{tmp_path.as_uri()}/new/tickets/", width_dots=576)
    assert printer.print_ticket(TICKET) == PRINTED
    assert (tmp_path / "new" / "tickets" / "ticket-0001.bin").read_bytes() == job()


def test_a_file_in_a_folder_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    printer = open_printer((tmp_path / "away" / "jobs.bin").as_uri(), width_dots=576)
    assert printer.print_ticket(TICKET).state is PrinterState.UNREACHABLE
    assert printer.status().state is PrinterState.UNREACHABLE


def test_a_device_that_is_switched_off_is_not_made_a_file() -> None:
    printer = open_printer("file:///dev/nextpatient-lp0", width_dots=576)
    assert printer.status().state is PrinterState.UNREACHABLE
    assert printer.print_ticket(TICKET).state is PrinterState.UNREACHABLE
    assert not Path("/dev/nextpatient-lp0").exists()


@pytest.mark.skipif(os.name == "nt", reason="devices are no files there")
def test_a_device_is_sent_the_ticket() -> None:
    printer = open_printer("file:///dev/null", width_dots=576)
    assert printer.print_ticket(TICKET) == PrintOutcome(state=PrinterState.SENT)
    assert printer.status().state is PrinterState.SILENT


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_device_that_takes_nothing_is_unreachable() -> None:
    assert open_printer("file:///dev/full", width_dots=576).print_ticket(TICKET).is_repeatable


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
class TestSlowDevice:
    """A named pipe stands for a device: it takes 64 kB, and then what its reader takes."""

    @pytest.fixture
    def pipe(self, tmp_path: Path) -> Path:
        path = tmp_path / "lp0"
        os.mkfifo(path)
        return path

    def test_nobody_behind_it_is_unreachable(self, pipe: Path) -> None:
        printer = open_printer(pipe.as_uri(), width_dots=576, times=QUICK)
        assert printer.print_ticket(TICKET).state is PrinterState.UNREACHABLE

    def test_one_that_stops_taking_breaks_the_ticket_off(self, pipe: Path) -> None:
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            printer = open_printer(pipe.as_uri(), width_dots=576, times=QUICK)
            outcomes = [printer.print_ticket(TICKET).state for _ in range(2)]
        finally:
            os.close(reader)
        assert outcomes == [PrinterState.SENT, PrinterState.FAILED_MIDWAY]

    def test_one_that_takes_slowly_gets_all(self, pipe: Path) -> None:
        came = bytearray()
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(reader, True)

        def take() -> None:
            while data := os.read(reader, 100):
                came.extend(data)

        taker = threading.Thread(target=take)
        printer = open_printer(pipe.as_uri(), width_dots=576)
        writer = os.open(pipe, os.O_WRONLY)
        taker.start()
        outcomes = [printer.print_ticket(TICKET).state for _ in range(3)]
        os.close(writer)
        taker.join()
        os.close(reader)
        assert outcomes == [PrinterState.SENT] * 3
        assert bytes(came) == job() * 3


def test_the_status_of_a_file_that_can_be_written_is_ready(tmp_path: Path) -> None:
    assert open_printer((tmp_path / "jobs.bin").as_uri(), width_dots=576).status().state is PrinterState.READY
    assert not (tmp_path / "jobs.bin").exists()


def test_a_preview_shows_the_ticket_dot_for_dot(tmp_path: Path) -> None:
    from PIL import Image

    render_png(TICKET, 384, tmp_path / "ticket.png")
    with Image.open(tmp_path / "ticket.png") as picture:
        assert is_same(picture.convert("1"), pillow(draw(TICKET, 384)))


def test_a_preview_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"ticket\.png"):
        render_png(TICKET, 384, tmp_path / "away" / "ticket.png")

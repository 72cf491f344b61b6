"""Printers of Windows, with a spooler at pywin32's edge. No Windows with a printer was at hand."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from time import monotonic

import pytest

from nextpatient_desktop.clinic.printing import Certainty, PrinterState
from nextpatient_desktop.printing.channel import ChannelError
from nextpatient_desktop.printing.deadline import Deadline
from nextpatient_desktop.printing.device import Device
from nextpatient_desktop.printing.transport import PrinterTimes, PrintJob
from nextpatient_desktop.printing.windows_spooler import WindowsTransport
from tests.fakes.windows_spooler import (
    DELETING,
    ERROR,
    NO_ACCESS,
    NO_SUCH_JOB,
    OFFLINE,
    PAPER_OUT,
    PRINTED,
    PRINTING,
    FakeSpooler,
    WindowsError32,
)

TIMES = PrinterTimes(connect=0.3, answer=0.2, write=0.3, confirm=0.3, close=0.2)
JOB = PrintJob(data=bytes(range(256)) * 200, longest=100)


def device(spooler: FakeSpooler, name: str = "Receipts") -> Device:
    return Device(WindowsTransport(name, spooler), TIMES)


def test_a_job_goes_raw_to_the_spooler_and_is_sent_once_it_left_the_queue() -> None:
    spooler = FakeSpooler()
    assert device(spooler).deliver(JOB).certainty is Certainty.SENT
    assert spooler.written == JOB.data
    assert spooler.documents == [("NextPatient ticket", None, "RAW")]
    assert (spooler.ended, spooler.deleted, spooler.opened, spooler.closed) == (1, 0, 1, 1)


@pytest.mark.parametrize(
    ("status", "attributes", "state"),
    [
        (0x00400000, 0, PrinterState.COVER_OPEN),
        (0x00400010, 0, PrinterState.COVER_OPEN),
        (0x00000010, 0, PrinterState.NO_PAPER),
        (0x00000080, 0, PrinterState.UNREACHABLE),
        (0x00000008, 0, PrinterState.NOT_READY),
        (0x00000001, 0, PrinterState.NOT_READY),
        (0, 0x400, PrinterState.UNREACHABLE),
        (0x00020000, 0, PrinterState.SILENT),
        (0, 0, PrinterState.SILENT),
    ],
)
def test_what_the_spooler_says_of_the_printer_is_told(
    status: int, attributes: int, state: PrinterState
) -> None:
    spooler = FakeSpooler()
    spooler.printer_status, spooler.attributes = status, attributes
    assert device(spooler).status().state is state
    outcome = device(spooler).deliver(JOB)
    assert outcome.is_on_paper is (state is PrinterState.SILENT)
    assert bool(spooler.written) is outcome.is_on_paper
    assert spooler.opened == spooler.closed


@dataclass(frozen=True)
class Course:
    """What happens to a job in the queue, and what is to be said of it."""

    looks: list[int | None]
    certainty: Certainty
    reason: PrinterState | None = None
    state: PrinterState | None = None
    after_deleting: int | None = None
    is_deleted: bool = False


COURSES = {
    "printed and kept": Course([PRINTING, PRINTING | PRINTED], Certainty.SENT),
    "deleted by somebody": Course([8, DELETING], Certainty.UNKNOWN),
    "waits for ever": Course([8], Certainty.FAILED, state=PrinterState.UNREACHABLE, is_deleted=True),
    "no paper before it began": Course(
        [8, ERROR | PAPER_OUT], Certainty.FAILED, state=PrinterState.NO_PAPER, is_deleted=True
    ),
    "switched off": Course([OFFLINE], Certainty.FAILED, state=PrinterState.UNREACHABLE, is_deleted=True),
    "no paper midway": Course(
        [PRINTING, PRINTING | PAPER_OUT], Certainty.UNKNOWN, PrinterState.NO_PAPER, is_deleted=True
    ),
    "goes on for ever": Course([PRINTING], Certainty.UNKNOWN, is_deleted=True),
    "begins as it is deleted": Course(
        [8], Certainty.UNKNOWN, after_deleting=PRINTING | DELETING, is_deleted=True
    ),
}


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES.keys())
def test_what_becomes_of_a_job_is_told_and_none_stays_in_the_queue(course: Course) -> None:
    spooler = FakeSpooler()
    spooler.job_statuses, spooler.after_deleting = list(course.looks), course.after_deleting
    outcome = device(spooler).deliver(JOB)
    assert (outcome.certainty, outcome.reason) == (course.certainty, course.reason)
    assert course.state in (None, outcome.state)
    assert bool(spooler.deleted) is course.is_deleted


def test_a_job_that_leaves_as_it_is_deleted_was_sent() -> None:
    spooler = FakeSpooler()
    spooler.job_statuses = [8]
    spooler.refuses["SetJob"] = WindowsError32(NO_SUCH_JOB, "The parameter is incorrect.")
    assert device(spooler).deliver(JOB).certainty is Certainty.SENT


def test_a_job_that_cannot_be_taken_out_may_still_come() -> None:
    spooler = FakeSpooler()
    spooler.job_statuses = [8]
    spooler.refuses["SetJob"] = WindowsError32(NO_ACCESS, "Access is denied.")
    outcome = device(spooler).deliver(JOB)
    assert outcome.certainty is Certainty.UNKNOWN
    assert "could not be taken out" in outcome.cause


def test_a_printer_that_windows_does_not_know_is_unreachable() -> None:
    outcome = device(FakeSpooler(), "Receits").deliver(JOB)
    assert (outcome.state, outcome.cause) == (PrinterState.UNREACHABLE, "The printer name is invalid.")


def test_a_job_that_the_spooler_refuses_was_not_printed() -> None:
    spooler = FakeSpooler()
    spooler.refuses["StartDocPrinter"] = WindowsError32(NO_ACCESS, "Access is denied.")
    assert device(spooler).deliver(JOB).certainty is Certainty.FAILED


def test_a_job_of_which_the_spooler_took_a_part_is_uncertain() -> None:
    spooler = FakeSpooler()
    spooler.takes = 20_000
    assert device(spooler).deliver(JOB).certainty is Certainty.UNKNOWN
    assert (spooler.aborted, spooler.ended) == (1, 0)


@pytest.mark.parametrize(
    ("call", "certainty"),
    [
        ("OpenPrinter", Certainty.FAILED),
        ("GetPrinter", Certainty.FAILED),
        ("StartDocPrinter", Certainty.FAILED),
        ("WritePrinter", Certainty.UNKNOWN),
    ],
)
def test_a_spooler_that_hangs_is_not_waited_for(call: str, certainty: Certainty) -> None:
    spooler = FakeSpooler()
    spooler.hangs = call
    start = monotonic()
    outcome = device(spooler).deliver(JOB)
    assert monotonic() - start < 3
    assert outcome.certainty is certainty
    spooler.release.set()


def wait_until(is_so: Callable[[], bool]) -> None:
    ends = monotonic() + 5
    while not is_so():
        assert monotonic() < ends
        Event().wait(0.01)


def test_what_a_hanging_spooler_does_later_is_undone() -> None:
    spooler = FakeSpooler()
    spooler.hangs = "StartDocPrinter"
    assert device(spooler).deliver(JOB).certainty is Certainty.FAILED
    spooler.release.set()
    wait_until(lambda: spooler.aborted == 1)
    assert spooler.written == b""
    spooler = FakeSpooler()
    spooler.hangs = "OpenPrinter"
    device(spooler).status()
    spooler.release.set()
    wait_until(lambda: spooler.closed == 1)


@pytest.mark.skipif(sys.platform == "win32", reason="there are some there")
def test_elsewhere_there_are_no_printers_of_windows() -> None:
    with pytest.raises(ChannelError, match="only Windows"):
        WindowsTransport("Receipts").open(Deadline(1))


def test_a_spooler_that_does_not_say_what_became_of_a_job_is_not_believed() -> None:
    spooler = FakeSpooler()
    spooler.refuses["GetJob"] = WindowsError32(NO_ACCESS, "Access is denied.")
    assert device(spooler).deliver(JOB).certainty is Certainty.UNKNOWN
    assert spooler.deleted == 1

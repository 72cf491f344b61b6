"""Printers on a serial line: a pseudo-terminal with a reader that stops, and pyserial's edge for the rest."""

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from time import monotonic

import pytest

from nextpatient_desktop.clinic.printing import Certainty, PrinterState, PrintOutcome, TicketPrinter
from nextpatient_desktop.printing import open_printer
from nextpatient_desktop.printing.channel import ChannelError, WriteError
from nextpatient_desktop.printing.deadline import Deadline
from nextpatient_desktop.printing.serial_line import SerialChannel
from nextpatient_desktop.printing.transport import PrinterTimes
from nextpatient_desktop.printing.urls import SerialAddress
from nextpatient_desktop.printing.virtual import Switches
from tests.printing.dots import read_qr
from tests.printing.tickets import LINK, LONG, TICKET

pytestmark = [
    pytest.mark.usefixtures("qapp"),
    pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals there"),
]

if sys.platform != "win32":
    from tests.fakes.serial_peer import SerialPrinter

PATIENT = PrinterTimes(connect=3.0, answer=2.0, write=10.0, confirm=10.0, close=0.5)
HASTY = PrinterTimes(connect=0.5, answer=0.3, write=0.5, confirm=0.5, close=0.3)
FAST = "baud=115200"
IN_THE_PIPE = 40_000
"""More bytes than a pseudo-terminal holds, out of the reach of flow control; fewer than a long ticket."""


def at(
    printer: "SerialPrinter", settings: str = FAST, times: PrinterTimes = PATIENT, width_dots: int = 576
) -> TicketPrinter:
    return open_printer(f"serial://{printer.path}?{settings}", width_dots=width_dots, times=times)


def within(seconds: float, work: Callable[[], PrintOutcome]) -> PrintOutcome:
    start = monotonic()
    outcome = work()
    assert monotonic() - start < seconds
    return outcome


@pytest.mark.parametrize("flow", ["none", "rtscts", "xonxoff"])
def test_a_ticket_comes_out_over_a_serial_line_and_is_confirmed(flow: str) -> None:
    with SerialPrinter() as printer:
        outcome = at(printer, f"{FAST}&flow={flow}").print_ticket(TICKET)
        assert outcome.certainty is Certainty.CONFIRMED
        assert printer.machine.paper.faults == []
        (ticket,) = printer.machine.paper.tickets
        assert read_qr(ticket) == [LINK]


def test_several_tickets_follow_each_other_over_one_line() -> None:
    with SerialPrinter() as printer:
        station = at(printer)
        assert [station.print_ticket(TICKET).state for _ in range(3)] == [PrinterState.PRINTED] * 3
        assert len(printer.machine.paper.tickets) == 3


@pytest.mark.parametrize("flow", ["none", "rtscts", "xonxoff"])
def test_every_byte_passes_unchanged_whatever_the_flow_control(flow: str) -> None:
    everything = bytes(range(256)) * 30
    with SerialPrinter(Switches(mute=True)) as printer:
        channel = SerialChannel.open(SerialAddress(printer.path, 115200, flow), Deadline(2))
        channel.write(everything, Deadline(10))
        printer.wait_for(len(everything))
        channel.close(Deadline(1))
        assert bytes(printer.machine.received) == everything


def test_a_printer_that_stops_taking_breaks_the_ticket_off_in_time() -> None:
    with SerialPrinter() as printer:
        station = at(printer, times=HASTY)
        assert station.status().state is PrinterState.READY
        printer.switches.bytes_per_second = 1
        outcome = within(9, lambda: station.print_ticket(TICKET))
        assert (outcome.certainty, outcome.is_repeatable) == (Certainty.UNKNOWN, False)


def test_without_a_write_timeout_this_would_hang_for_ever() -> None:
    """What is bounded here is not bounded by the system: nobody takes what is written."""
    with SerialPrinter(Switches(hang=True)) as printer:
        channel = SerialChannel.open(SerialAddress(printer.path, 115200), Deadline(2))
        start = monotonic()
        with pytest.raises(WriteError, match="stuck"):
            channel.write(bytes(1_000_000), Deadline(0.5))
        assert 0.4 < monotonic() - start < 3
        channel.abort()
        assert monotonic() - start < 4


def test_a_printer_that_holds_the_line_for_a_while_gets_the_whole_ticket() -> None:
    with SerialPrinter() as printer:
        printer.xoff_at = 5_000
        station = at(printer, f"{FAST}&flow=xonxoff&tickets=pictures")
        releasing = threading.Timer(0.5, printer.release)
        releasing.start()
        outcome = station.print_ticket(LONG)
        releasing.join()
        assert outcome.certainty is Certainty.CONFIRMED
        assert printer.came_while_held < IN_THE_PIPE < len(printer.machine.received)


def test_a_printer_that_holds_the_line_for_ever_is_let_go_of() -> None:
    with SerialPrinter() as printer:
        printer.xoff_at = 5_000
        station = at(printer, "baud=921600&flow=xonxoff&tickets=pictures", HASTY)
        outcome = within(20, lambda: station.print_ticket(LONG))
        assert outcome.certainty is Certainty.UNKNOWN
        assert len(printer.machine.received) < IN_THE_PIPE
        printer.release()
        assert at(printer, f"{FAST}&flow=xonxoff").print_ticket(TICKET).is_on_paper


@pytest.mark.parametrize(
    ("switches", "state"),
    [
        (Switches(out_of_paper=True), PrinterState.NO_PAPER),
        (Switches(cover_open=True), PrinterState.COVER_OPEN),
        (Switches(offline=True), PrinterState.NOT_READY),
        (Switches(jammed=True), PrinterState.NOT_READY),
    ],
)
def test_a_printer_on_a_serial_line_says_what_hinders_it(switches: Switches, state: PrinterState) -> None:
    with SerialPrinter(switches) as printer:
        station = at(printer)
        assert station.status().state is state
        outcome = station.print_ticket(TICKET)
        assert (outcome.state, outcome.certainty) == (state, Certainty.FAILED)


def test_a_mute_printer_is_sent_the_ticket() -> None:
    with SerialPrinter(Switches(mute=True)) as printer:
        times = replace(PATIENT, answer=0.3)
        assert at(printer, times=times).print_ticket(TICKET).certainty is Certainty.SENT


def test_what_a_printer_said_before_is_no_answer() -> None:
    with SerialPrinter(Switches(mute=True)) as printer:
        printer.say(b"\x12\x12\x12\x00")
        assert at(printer, times=HASTY).status().state is PrinterState.SILENT


def test_a_line_that_is_not_there_is_unreachable() -> None:
    station = open_printer("serial:///dev/nextpatient-none", width_dots=576, times=HASTY)
    outcome = station.print_ticket(TICKET)
    assert (outcome.state, outcome.is_repeatable) == (PrinterState.UNREACHABLE, True)
    assert "nextpatient-none" in outcome.cause


def test_two_stations_take_turns_at_one_line() -> None:
    with SerialPrinter() as printer:
        address = SerialAddress(printer.path, 115200)
        first = SerialChannel.open(address, Deadline(2))
        with pytest.raises(ChannelError):
            SerialChannel.open(address, Deadline(0.2))
        releasing = threading.Timer(0.3, lambda: first.close(Deadline(1)))
        releasing.start()
        SerialChannel.open(address, Deadline(5)).close(Deadline(1))
        releasing.join()


class Port:
    """pyserial's edge: a line that takes so many bytes, and of those sends so many on."""

    def __init__(self, takes: int, sends: int) -> None:
        self.timeout: float | None = None
        self.write_timeout: float | None = None
        self.taken = 0
        self.is_closed = False
        self._takes = takes
        self._sends = sends

    def read(self, size: int = 1) -> bytes:
        return b""

    def write(self, data: bytes) -> int:
        from serial import SerialTimeoutException

        assert self.write_timeout, "without a timeout this call may never return"
        if self.taken + len(data) > self._takes:
            self.taken = self._takes
            raise SerialTimeoutException("Write timeout")
        self.taken += len(data)
        return len(data)

    @property
    def in_waiting(self) -> int:
        return 0

    @property
    def out_waiting(self) -> int:
        return max(0, self.taken - self._sends)

    def reset_input_buffer(self) -> None:
        """Nothing came."""

    def reset_output_buffer(self) -> None:
        self.taken = min(self.taken, self._sends)

    def close(self) -> None:
        assert not self.out_waiting, "the system would wait for these bytes, up to 30 s"
        self.is_closed = True


@pytest.mark.parametrize(
    ("takes", "sends", "gone"),
    [(10_000, 0, 0), (10_000, 300, 300), (4_096, 4_096, 4_352)],
    ids=["held from the start", "held midway", "the system takes no more"],
)
def test_what_the_system_keeps_for_the_line_is_not_handed_over(takes: int, sends: int, gone: int) -> None:
    port = Port(takes, sends)
    channel = SerialChannel(port)
    with pytest.raises(WriteError) as stuck:
        channel.write(bytes(8_000), Deadline(0.1))
    assert stuck.value.handed_over == gone
    channel.abort()
    assert port.is_closed


def test_a_line_that_is_pulled_out_breaks_the_ticket_off() -> None:
    ours, theirs = os.openpty()
    channel = SerialChannel.open(SerialAddress(os.ttyname(theirs), 115200), Deadline(2))
    os.close(ours)
    os.close(theirs)
    with pytest.raises(WriteError):
        channel.write(bytes(100_000), Deadline(1))
    channel.abort()
